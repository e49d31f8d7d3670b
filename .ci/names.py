"""One name means one thing, and each public name is of use to somebody.

A public name that stands in two modules fails, unless names_baseline.txt has it. One that only its own notebook uses fails,
unless for_users.txt says that it is there for users. A line that no longer holds fails too, so both lists can only shrink."""
import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

from chapters import PACKAGE, chapters

BASELINE, FOR_USERS = (Path(__file__).with_name(name) for name in ("names_baseline.txt", "for_users.txt"))
IMPORT = re.compile(rf"\bfrom {PACKAGE}\.([\w.]+) import (\([^)]*\)|[^\n;]*)")


def public(path: Path) -> list[str]:
    "What a module says in its `__all__`."
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "__all__":
            return ast.literal_eval(statement.value)
    return []


def modules() -> dict[str, list[str]]:
    "`text.markup` -> its public names."
    paths = sorted(path for path in PACKAGE.glob("*/*.py") if path.stem != "__init__")
    return {f"{path.parent.name}.{path.stem}": public(path) for path in paths}


def shared(own: dict[str, list[str]]) -> list[str]:
    "A line for each name that several modules have."
    homes = defaultdict(list)
    for module, names in own.items():
        for name in names: homes[name].append(module)
    return [f"{name}: {' '.join(found)}" for name, found in sorted(homes.items()) if len(found) > 1]


def taken(code: str, own: dict[str, list[str]]) -> set[str]:
    "What code imports from our modules, by name or through its module: `text.markup.parse`."
    found = set()
    for source, listed in IMPORT.findall(code):
        for item in re.sub(r"#.*", "", listed).strip("()").split(","):
            name, _, alias = item.strip().partition(" as ")
            found.add(f"{source}.{name}")
            if f"{source}.{name}" not in own: continue
            found |= {f"{source}.{name}.{part}" for part in re.findall(rf"(?<![\w.]){alias or name}\.(\w+)", code)}
    return found


def unused(own: dict[str, list[str]]) -> list[str]:
    "The public names that no other notebook takes, and that the package itself doesn't hand on."
    handed_on = set(re.findall(r"\w+", (PACKAGE / "__init__.py").read_text(encoding="utf-8")))
    used = defaultdict(set)     # name -> the modules of the notebooks that take it
    for room in (room for chapter in chapters() for room in chapter.rooms):
        for name in taken(room.code, own): used[name].add(room.module)
    return sorted(f"{module}.{name}" for module, names in own.items() for name in names
                  if name not in handed_on and not used[f"{module}.{name}"] - {module})


def main() -> int:
    own, wrong = modules(), 0
    checks = ((BASELINE, shared(own), "rename all but one", "that is no collision any more"),
              (FOR_USERS, unused(own), "make it private with a leading underscore, delete it, or list it", "that is gone, or used elsewhere"))
    for path, found, advice, why in checks:
        known = path.read_text(encoding="utf-8").splitlines()
        told = [f"{line}: {advice} (in {path.name})" for line in found if line not in known]
        told += [f"{line}: {why}; take it out of {path.name}" for line in known if line not in found]
        for line in told: print(line)
        wrong += len(told)
        if known != sorted(known): print(f"{path.name} is not sorted")
        wrong += known != sorted(known)
    if not wrong: print(f"{sum(map(len, own.values()))} public names: {len(checks[0][1])} stand in two modules, {len(checks[1][1])} are for users alone")
    return int(wrong > 0)


if __name__ == "__main__": sys.exit(main())
