"Write constraints.txt: the version of everything that evoxtral[dev] brought into this environment. `.ci/run` calls it when all has passed."
import re
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OUT = Path(__file__).parent.parent / "constraints.txt"
HEAD = """# What the tests last passed with, written by .ci/constraints.py when .ci/run has passed. To have the same:
#     pip install -c constraints.txt -e ".[dev]"
"""
PLATFORM = re.compile(r"nvidia-|cuda-|triton$")    # torch pins these to itself, and another machine's torch has others


def wanted(text: str, extras: frozenset) -> Requirement | None:
    "A line of a package's requirements, where it counts here and with these extras."
    requirement = Requirement(text)
    markers = [{"extra": extra} for extra in extras or {""}]
    return requirement if requirement.marker is None or any(map(requirement.marker.evaluate, markers)) else None


def versions(name: str, extras: frozenset, found: dict, seen: set) -> dict[str, str]:
    "Package -> version, of a package and of all that it needs; what isn't installed here is left out."
    if (name, extras) in seen: return found
    seen.add((name, extras))
    try: found[name] = distribution(name).version.partition("+")[0]    # without +cu130, which no index but torch's own has
    except PackageNotFoundError: return found
    for requirement in filter(None, (wanted(text, extras) for text in requires(name) or ())):
        versions(canonicalize_name(requirement.name), frozenset(requirement.extras), found, seen)
    return found


def main():
    found = versions("evoxtral", frozenset({"dev"}), {}, set())
    lines = [f"{name}=={version}" for name, version in sorted(found.items()) if name != "evoxtral" and not PLATFORM.match(name)]
    OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} versions: {OUT.name}")


if __name__ == "__main__": main()
