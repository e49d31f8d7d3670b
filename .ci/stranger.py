"Runs some notebooks as a stranger does, in Jupyter and with nothing but `evoxtral[all]`: the first of each chapter, and those that one starts with."
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from chapters import Room, chapters

LEFT_OUT = re.compile(r"^#\|\s*(gpu|api|slow|eval:\s*false)\s*$", re.M)


def run(room: Room) -> str | None:
    "What went wrong from the first cell to the last, or None."
    notebook = nbformat.read(room.path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not LEFT_OUT.search(cell.source)]
    try: NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": room.path.parent}}).execute()
    except CellExecutionError as error: return str(error)


def timed(room: Room) -> tuple[Room, str | None]:
    "Run a notebook and say how it went."
    start = time.monotonic()
    error = run(room)
    print(f"{'FAILED' if error else 'passed'} {room.link}, {time.monotonic() - start:.0f} s", *([error] if error else []), flush=True)
    return room, error


def main() -> int:
    if find_spec("nbdev"): raise SystemExit("nbdev is installed here, so this is no stranger's machine")
    front = [room for chapter in chapters() if chapter.name == "start" for room in chapter.rooms]
    rooms = front + [chapter.rooms[0] for chapter in chapters() if chapter.name not in ("start", "studies")]
    rooms.sort(key=lambda room: "train" not in room.path.name)    # the longest first, or the others' core waits for it
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as at_once: done = list(at_once.map(timed, rooms))
    return int(any(error for _, error in done))


if __name__ == "__main__": sys.exit(main())
