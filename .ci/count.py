"Counts what the tests covered."
import json
import re
from collections import Counter
from pathlib import Path

LEFT_OUT = re.compile(r"^#\|\s*(gpu|api|slow|eval:\s*false)\s*$", re.M)
CHECKS = re.compile(r"\b(test_\w+\(|assert )")


def main():
    counts, flags = Counter(), Counter()
    for path in sorted(Path("nbs").rglob("*.ipynb")):
        counts["notebooks"] += 1
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] != "code": continue
            if flag := LEFT_OUT.search(source): flags[flag[1]] += 1
            else: counts.update(cells=1, checks=len(CHECKS.findall(source)))
    left_out = ", ".join(f"{n} {flag}" for flag, n in sorted(flags.items())) or "none"
    print(f"{counts['notebooks']} notebooks: {counts['cells']} cells run with {counts['checks']} checks in them; left out by flag: {left_out}")


if __name__ == "__main__": main()
