"""The project's own rules, checked on the notebooks: order, pages, sizes.

What broke a rule when the rule came stands in rules_baseline.txt, which may only shrink: a new breach fails, and so does a
line of the baseline that is no breach any more (`--write` takes it out; it never puts one in)."""
import ast
import json
import re
import statistics
import sys
from pathlib import Path

import yaml

from chapters import NBS, Chapter, Room, chapters

BASELINE = Path(__file__).with_name("rules_baseline.txt")
MAX_CELLS, RICH_BY, MAX_COLUMNS = 60, 10, 120              # code cells a page; visible cells until a picture; letters a line
MAX_MEDIAN, MAX_P90, MAX_LINES, MIN_SHARE = 9, 16, 15, .92    # lines of an exported cell, and of most functions
FLAG = re.compile(r"^#\|\s*(\S+)", re.M)
USED = re.compile(r"\b(?:from|import) evoxtral\.(\w+)\.(\w+)|\bfrom evoxtral\.(\w+) import ([\w, ]+)|\bfrom evoxtral import ([\w, ]+)")
PICTURE = re.compile(r"!\[(?!Open In Colab)[^\]]*\]\(|^\|.*\|\s*\n\|[-:| ]+\|", re.M)
LINK = re.compile(r"\]\(([\w./-]+\.ipynb)(?:#[^)]*)?\)")


def source(cell: dict) -> str: return "".join(cell["source"])


def flags(cell: dict) -> set[str]: return set(FLAG.findall(source(cell))) if cell["cell_type"] == "code" else set()


def code_lines(cell: dict) -> list[str]:
    "A code cell without its directives and empty lines."
    return [line for line in source(cell).splitlines() if line.strip() and not line.startswith("#|")]


# %% order: a notebook uses only what stands before it

def places(book: list[Chapter]) -> dict[str, tuple[int, int]]:
    "`text.markup` -> (chapter, place in it)."
    return {room.module: (chapter.number, n) for chapter in book if chapter.number
            for n, room in enumerate(chapter.rooms) if room.module}


def used(room: Room) -> set[str]:
    "The modules that a notebook names; `the front` for what is taken from the package itself."
    found = set()
    for chapter, name, package, names, doors in USED.findall(room.code):
        if chapter: found.add(f"{chapter}.{name}")
        found |= {f"{package}.{part.split(' as ')[0].strip()}" for part in names.split(",") if package}
        if doors.strip(" ,") not in ("", "__version__"): found.add("the front")
    return found


def order(chapter: Chapter, n: int, room: Room, stands: dict[str, tuple[int, int]]) -> list[str]:
    "What a notebook uses that stands beside it or later."
    if chapter.number is None: return []
    last = (max(stands.values())[0], -1)    # the front hands on what every chapter has: only the last one may use it
    late = [name for name in used(room) if name != room.module and stands.get(name, last if name == "the front" else (0, 0)) >= (chapter.number, n)]
    return [f"uses {name}, which stands later" for name in sorted(late)]


# %% pages: what a reader meets

def is_rich(cell: dict) -> bool:
    "Whether a cell shows a player, a picture or a table."
    if cell["cell_type"] == "markdown": return bool(PICTURE.search(source(cell)))
    kinds = [kind for output in cell.get("outputs", []) for kind in output.get("data", {})]
    return any(kind.startswith(("image/", "text/html", "text/markdown", "application/vnd.jupyter.widget")) for kind in kinds)


def visible(room: Room) -> list[dict]: return [cell for cell in room.cells if not flags(cell) & {"hide", "default_exp"}]


def rich_late(room: Room) -> list[str]:
    "No picture by the tenth visible cell."
    return [] if any(map(is_rich, visible(room)[:RICH_BY])) else [f"shows no player, picture or table by visible cell {RICH_BY}"]


def opaque(room: Room) -> list[str]:
    "Outputs that show what a player is called instead of the player."
    shown = [output.get("data", {}) for cell in visible(room) if cell["cell_type"] == "code" for output in cell["outputs"]]
    return ["shows <IPython…> instead of what it is"] * any("<IPython" in json.dumps(kinds) and len(kinds) == 1 for kinds in shown)


def head(room: Room) -> list[str]:
    "Title, summary, and a badge that leads here."
    lines, text = room.head, "".join(map(source, room.cells[:3]))
    found = [] if lines and lines[0].startswith("# ") and len(lines) > 1 and lines[1].startswith("> ") else ["has no title with a summary under it"]
    return found + ([] if f"/blob/main/nbs/{room.link})" in text else ["has no Colab badge with its own path"])


def links(room: Room) -> list[str]:
    "Links to notebooks that aren't there."
    found = {link for cell in room.cells if cell["cell_type"] == "markdown" for link in LINK.findall(source(cell))}
    return [f"links to {link}, which isn't there" for link in sorted(found) if not (room.path.parent / link).is_file()]


def size(room: Room) -> list[str]:
    "Too many cells for one sitting, or lines too long."
    code = [cell for cell in room.cells if cell["cell_type"] == "code"]
    long = sum(len(line) > MAX_COLUMNS for cell in code for line in source(cell).splitlines())
    found = [f"has more than {MAX_CELLS} code cells"] if len(code) > MAX_CELLS else []
    return found + ([f"has lines of over {MAX_COLUMNS} letters"] if long else [])


def mixed(room: Room) -> list[str]:
    "Cells with imports and other code: building the docs runs them, without what stands before them."
    found = []
    for n, cell in enumerate(room.cells):
        if room.module is None or cell["cell_type"] != "code" or flags(cell) & {"export", "exporti", "eval:"}: continue
        lines = [line for line in source(cell).splitlines() if not line.startswith(("#|", "%", "!"))]
        body = ast.parse("\n".join(lines)).body
        kinds = {isinstance(one, (ast.Import, ast.ImportFrom)) for one in body if not isinstance(one, ast.Expr)}
        if kinds == {True, False}: found.append(f"mixes imports and other code in cell {n}")
    return found


# %% the whole book

def function_lines(text: str) -> list[int]:
    "Lines of each function in a cell, from `def` to its last."
    return [f.end_lineno - f.lineno + 1 for f in ast.walk(ast.parse(text)) if isinstance(f, ast.FunctionDef)]


def sizes(book: list[Chapter]) -> list[str]:
    "Exported cells and functions, against what may be."
    exported = [cell for chapter in book for room in chapter.rooms for cell in room.cells if flags(cell) & {"export", "exporti"}]
    cells = sorted(len(code_lines(cell)) for cell in exported)
    functions = [n for cell in exported for n in function_lines(source(cell))]
    median, p90, share = statistics.median(cells), cells[int(.9 * len(cells))], sum(n <= MAX_LINES for n in functions) / len(functions)
    print(f"{len(cells)} exported cells: median {median:g} lines, nine in ten at most {p90}; {share:.0%} of {len(functions)} functions have {MAX_LINES} lines or fewer")
    return ["cells and functions grew too long"] * (median > MAX_MEDIAN or p90 > MAX_P90 or share < MIN_SHARE)


def contents(book: list[Chapter]) -> list[str]:
    "README, index and sidebar list the same notebooks in the same order."
    rooms = [room.link for chapter in book for room in chapter.rooms]
    sidebar = yaml.safe_load((NBS / "sidebar.yml").read_text(encoding="utf-8"))["website"]["sidebar"]["contents"]
    listed = [link for section in sidebar[1:] for link in section["contents"]]
    table = re.findall(r"^\| \[.*?\]\(nbs/([\w./-]+\.ipynb)\)", Path("README.md").read_text(encoding="utf-8"), re.M)
    return ["the sidebar is not the folders"] * (listed != rooms) + ["the README's contents are not the folders"] * (table != rooms)


def breaches(book: list[Chapter]) -> list[str]:
    "One line for each rule that is broken somewhere."
    stands, found = places(book), []
    for chapter in book:
        for n, room in enumerate(chapter.rooms):
            checks = order(chapter, n, room, stands), head(room), links(room), size(room), rich_late(room), opaque(room), mixed(room)
            found += [f"{room.link}: {what}" for check in checks for what in check]
    return found + [f"everywhere: {what}" for what in sizes(book) + contents(book)]


def main() -> int:
    known = BASELINE.read_text(encoding="utf-8").splitlines()
    found = breaches(chapters())
    if "--write" in sys.argv: known = [line for line in known if line in found]
    if "--write" in sys.argv: BASELINE.write_text("".join(f"{line}\n" for line in known), encoding="utf-8")
    for line in found:
        if line not in known: print(f"BROKEN {line}")
    for line in known:
        if line not in found: print(f"MENDED {line}: take it out of {BASELINE.name} (`python .ci/rules.py --write`)")
    print(f"{len(set(known) & set(found))} known breaches are left")
    return int(set(known) != set(found))


if __name__ == "__main__": sys.exit(main())
