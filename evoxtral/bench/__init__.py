"""How good is a tagged transcript? Any system's; no torch.

`from evoxtral.bench import score`: every protocol's figures of two lists of lines."""


def __getattr__(name: str):    # opened when somebody knocks, so that no room pays for another
    if name != "score": raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .protocols import bench_figures
    return bench_figures
