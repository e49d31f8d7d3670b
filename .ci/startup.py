"What it costs to start: CPU seconds, the least of five, and what must not be loaded."
import resource
import subprocess
import sys
from pathlib import Path

EVOXTRAL = Path(sys.executable).parent / "evoxtral"
LIMITS_S = {"import evoxtral": ([sys.executable, "-c", "import evoxtral"], 0.15), "evoxtral --help": ([EVOXTRAL, "--help"], 0.5)}


def cpu_s(command: list) -> float:
    "CPU time of one run, its children included."
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    slow = 0
    for name, (command, limit_s) in LIMITS_S.items():
        least_s = min(cpu_s(command) for _ in range(5))
        slow += least_s > limit_s
        print(f"{name}: {least_s:.2f} s of CPU, at most {limit_s:.2f}{' - TOO SLOW' if least_s > limit_s else ''}")
    bench = [f"evoxtral.bench.{path.stem}" for path in sorted(Path("evoxtral/bench").glob("[a-z]*.py"))]
    heavy = []
    for module in bench:
        asked = f"import {module}, sys; sys.exit('torch' in sys.modules)"
        if subprocess.run([sys.executable, "-c", asked]).returncode: heavy.append(module)
    print(f"the bench's {len(bench)} modules load " + (f"TORCH: {', '.join(heavy)}" if heavy else "no torch"))
    return int(bool(slow or heavy))


if __name__ == "__main__": sys.exit(main())
