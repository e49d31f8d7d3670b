"""What it costs to start, and what must not be loaded.

CPU seconds, the least of seven. A machine whose neighbours take its cache or its clock is slow at everything, so a
start of Python with a part of its own library is timed in turn, and a limit grows by what that took too long.
"""
import resource
import subprocess
import sys
from pathlib import Path

EVOXTRAL = Path(sys.executable).parent / "evoxtral"
LIMITS_S = {"import evoxtral": ([sys.executable, "-c", "import evoxtral"], 0.15), "evoxtral --help": ([EVOXTRAL, "--help"], 0.5)}
YARDSTICK = [sys.executable, "-c", "import asyncio, email.mime.text, http.server, unittest.mock, xml.dom.minidom"]
YARDSTICK_S = 0.13    # on the machine for which the limits were set


def cpu_s(command: list) -> float:
    "CPU time of one run, its children included."
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    commands = {"yardstick": YARDSTICK, **{name: command for name, (command, _) in LIMITS_S.items()}}
    # in turn, so that a bad moment meets all of them
    rounds = [{name: cpu_s(command) for name, command in commands.items()} for _ in range(7)]
    slow, all_s = 0, {name: [one[name] for one in rounds] for name in commands}
    slower = max(1, min(all_s.pop("yardstick")) / YARDSTICK_S)
    if slower > 1: print(f"this machine starts Python {slower:.1f} times slower than the limits' own")
    for name, taken_s in all_s.items():
        least_s, limit_s = min(taken_s), LIMITS_S[name][1] * slower
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
