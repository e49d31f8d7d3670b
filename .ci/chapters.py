"The order of the book: what stands in which folder, and what comes before what."
import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NBS, PACKAGE = Path("nbs"), Path("evoxtral")
APART = {"start": "Start here", "studies": "Studies"}    # folders without a number: they may use everything, and nothing uses them


@dataclass(frozen=True)
class Room:
    "A notebook."
    path: Path

    @cached_property
    def cells(self) -> list[dict]: return json.loads(self.path.read_text(encoding="utf-8"))["cells"]
    @property
    def head(self) -> list[str]: return [line for line in "".join(self.cells[0]["source"]).splitlines() if line.strip()]
    @property
    def title(self) -> str: return self.head[0].removeprefix("# ").strip()
    @property
    def summary(self) -> str: return self.head[1].removeprefix("> ").strip().removesuffix(".")
    @property
    def link(self) -> str: return self.path.relative_to(NBS).as_posix()
    @property
    def module(self) -> str | None:
        "`text.markup`, or None for a notebook that exports nothing."
        found = re.search(r"^#\|\s*default_exp (\S+)", self.code, re.M)
        return found and found[1]
    @property
    def code(self) -> str: return "\n".join("".join(cell["source"]) for cell in self.cells if cell["cell_type"] == "code")


@dataclass(frozen=True)
class Chapter:
    "A folder of notebooks, and the subpackage of the same name."
    folder: Path

    @property
    def number(self) -> int | None:
        number = self.folder.name.partition("_")[0]
        return int(number) if number.isdigit() else None
    @property
    def name(self) -> str: return self.folder.name if self.number is None else self.folder.name.partition("_")[2]
    @property
    def title(self) -> str: return APART.get(self.name) or f"{self.number} {self.name.capitalize()}"
    @property
    def rooms(self) -> list[Room]: return [Room(path) for path in sorted(self.folder.glob("*.ipynb"))]
    @property
    def sentence(self) -> str:
        "What the chapter is about: the docstring of its subpackage, or the `_about.txt` of a folder that has none."
        if self.number is None: return (self.folder / "_about.txt").read_text(encoding="utf-8").strip()
        return ast.get_docstring(ast.parse((PACKAGE / self.name / "__init__.py").read_text(encoding="utf-8")))


def chapters() -> list[Chapter]:
    "In reading order: `start`, the numbered ones by their number, `studies`."
    found = [Chapter(folder) for folder in NBS.iterdir() if list(folder.glob("*.ipynb"))]
    return sorted(found, key=lambda chapter: (chapter.number or (0 if chapter.name == "start" else 99), chapter.name))
