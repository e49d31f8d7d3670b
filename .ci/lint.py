"""Ruff over package and notebooks, a type checker over the package, against a count that may only shrink.

What there was when the checks came stands in lint_baseline.json, by rule and file: a count that grows fails, and so does one
that shrank, until the baseline is lowered (`--write` lowers it, and never raises it). Both tools
are pinned in settings.ini, so that no count moves by itself."""
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

BASELINE = Path(__file__).with_name("lint_baseline.json")


def tool(name: str) -> str: return str(Path(sys.executable).parent / name)


def ruff() -> Counter:
    "How often each rule is broken in each file."
    command = [tool("ruff"), "check", "--output-format", "json", "evoxtral", "nbs", ".ci"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode > 1: raise SystemExit(done.stderr)
    return Counter(f"{Path(one['filename']).relative_to(Path.cwd())} {one['code']}" for one in json.loads(done.stdout)
                   if not (one["code"] == "E501" and generated(one)))


def generated(one: dict) -> bool:
    "Whether a line is a module's list of names, which nbdev breaks at 130 letters, or no line of the file at all."
    lines = Path(one["filename"]).read_text(encoding="utf-8").splitlines()
    return one["filename"].endswith(".py") and lines[one["location"]["row"] - 1].startswith("__all__ = ")


def types() -> Counter:
    "The same for the type checker, ty; it finds the packages of the interpreter that runs this."
    command = [tool("ty"), "check", "--python", sys.prefix, "--output-format", "concise", "evoxtral"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode > 1: raise SystemExit(done.stderr)
    return Counter(f"{path} {rule}" for path, rule in re.findall(r"^(.+?):\d+:\d+: error\[([\w-]+)\]", done.stdout, re.M))


def main() -> int:
    counts, known = ruff() + types(), json.loads(BASELINE.read_text()) if BASELINE.exists() else None
    if known is None or "--write" in sys.argv:
        lowered = {key: n if known is None else min(n, known.get(key, 0)) for key, n in sorted(counts.items())}
        BASELINE.write_text(json.dumps({key: n for key, n in lowered.items() if n}, indent=0) + "\n")
        known = lowered
    grown = {key: n for key, n in counts.items() if n > known.get(key, 0)}
    shrunk = {key: n for key, n in known.items() if n > counts[key]}
    for key, n in sorted(grown.items()): print(f"{key}: {n}, the baseline has {known.get(key, 0)}")
    for key, n in sorted(shrunk.items()): print(f"{key}: {counts[key]}, lower the baseline ({n}): python .ci/lint.py --write")
    print(f"{counts.total()} findings, {len(grown)} counts grew, {len(shrunk)} shrank")
    return int(bool(grown or shrunk))


if __name__ == "__main__": sys.exit(main())
