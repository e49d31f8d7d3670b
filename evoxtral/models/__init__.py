"""One way to prompt, feed, adapt, time and guard a speech model of any family.

`from evoxtral.models import shipped_path`: what its room `models` has, the chapter has too."""


def __getattr__(name: str):    # opened when somebody knocks, so that no room pays for another
    from importlib.util import find_spec
    if name.startswith("_") or find_spec(f"{__name__}.{name}"):    # a room's own name is for the import to find
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import models
    return getattr(models, name)
