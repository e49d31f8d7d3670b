"Breaks each rule on purpose, in a copy of the notebooks: a check that stays green over it would be no check."
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

CHECKS = [Path(__file__).with_name(name).resolve() for name in ("rules.py", "names.py")]
NOTEBOOK = Path("nbs/1_text/02_markup.ipynb")


def planted(cell_type: str, text: str, place: int = 4) -> Callable[[Path], None]:
    "Puts a cell into the notebook on markup."
    def plant(root: Path) -> None:
        notebook = json.loads((root / NOTEBOOK).read_text(encoding="utf-8"))
        cell = {"cell_type": cell_type, "metadata": {}, "source": [text]} | ({"outputs": []} if cell_type == "code" else {})
        notebook["cells"].insert(place, cell)
        (root / NOTEBOOK).write_text(json.dumps(notebook), encoding="utf-8")
    return plant


def moved(root: Path) -> None:
    "Renames a notebook, and tells nobody."
    (root / NOTEBOOK).rename((root / NOTEBOOK).with_name("02_language.ipynb"))


def public(name: str) -> Callable[[Path], None]:
    "Makes a name one of the public ones of `text.align`."
    def plant(root: Path) -> None:
        module = root / "evoxtral/text/align.py"
        module.write_text(module.read_text(encoding="utf-8").replace("__all__ = [", f"__all__ = [{name!r}, ", 1), encoding="utf-8")
    return plant


PLANTS = {   # what must be said -> what is done
    "1_text/02_markup.ipynb: uses hearing.inference, which stands later": planted("code", "from evoxtral.hearing.inference import Transcriber"),
    "1_text/02_markup.ipynb: uses text.align, which stands later": planted("code", "#| hide\nfrom evoxtral.text import align"),
    "1_text/02_markup.ipynb: links to 99_nowhere.ipynb": planted("markdown", "See [there](99_nowhere.ipynb)."),
    "1_text/02_markup.ipynb: has no title": planted("markdown", "Hello.", 0),
    "1_text/02_markup.ipynb: has lines of over": planted("code", "x = '" + "x" * 120 + "'"),
    "parse: text.align text.markup: one name means one thing": public("parse"),
    "text.align.nobody: make it private": public("nobody"),
    "everywhere: the sidebar is not the folders": moved,
    "everywhere: the README's contents are not the folders": moved}


def said(plant: Callable[[Path], None]) -> tuple[int, str]:
    "The status and words of the checks, over a copy with a plant in it."
    with tempfile.TemporaryDirectory() as folder:
        for name in ("nbs", "evoxtral", "README.md", ".ci"):
            copy = shutil.copytree if Path(name).is_dir() else shutil.copy
            copy(name, Path(folder, name), **({"ignore": shutil.ignore_patterns("weights", "images")} if copy is shutil.copytree else {}))
        Path(folder, ".ci/rules_baseline.txt").write_text("", encoding="utf-8")
        plant(Path(folder))
        runs = [subprocess.run([sys.executable, check.relative_to(Path.cwd())], cwd=folder, capture_output=True, text=True) for check in CHECKS]
        return max(run.returncode for run in runs), "".join(run.stdout for run in runs)


def main() -> int:
    missed = [what for what, plant in PLANTS.items() if (answer := said(plant))[0] == 0 or f"BROKEN {what}" not in answer[1]]
    for what in missed: print(f"not noticed: {what}")
    print(f"{len(PLANTS) - len(missed)} of {len(PLANTS)} planted breaches were noticed")
    return int(bool(missed))


if __name__ == "__main__": sys.exit(main())
