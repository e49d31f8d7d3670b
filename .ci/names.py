"""One name means one thing, and each public name is of use to somebody.

A public name that stands in two modules fails, unless names_baseline.txt has it. One that only its own notebook uses fails,
unless for_users.txt says that it is there for users. A line that no longer holds fails too: `--write` takes it out."""
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


def within(line: str, known: list[str]) -> bool:
    "Whether a line is known, or is what has become of a known one that had more modules."
    return any(set(line.split()) <= set(one.split()) for one in known)


def check(path: Path, found: list[str], advice: str, write: bool) -> int:
    "Say what is found and not in the list, or in the list and not found any more; how much it is."
    known = path.read_text(encoding="utf-8").splitlines()
    if write:
        known = [line for line in found if within(line, known)]
        path.write_text("".join(f"{line}\n" for line in known), encoding="utf-8")
    broken = [line for line in found if not within(line, known)]
    mended = [line for line in known if line not in found]
    for line in broken: print(f"BROKEN {line}: {advice}")
    for line in mended: print(f"MENDED {line}: take it out of {path.name} (`python .ci/names.py --write`)")
    return len(broken) + len(mended)


def main() -> int:
    own, write = modules(), "--write" in sys.argv
    twice, lonely = shared(own), unused(own)
    wrong = check(BASELINE, twice, "one name means one thing: rename all but one", write)
    wrong += check(FOR_USERS, lonely, f"make it private with a leading underscore, delete it, or list it in {FOR_USERS.name}", write)
    if not wrong: print(f"{sum(map(len, own.values()))} public names: {len(twice)} stand in several modules, {len(lonely)} are for users alone")
    return int(wrong > 0)


if __name__ == "__main__": sys.exit(main())
