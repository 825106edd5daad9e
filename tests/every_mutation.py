"""Change every number of the library's certificates in turn:  python tests/every_mutation.py [N]

Each change that makes a certificate false must be refused by the checker that stands alone. Of the
changes that it lets pass an engine says whether what is stated is still true.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from mutations import changed, is_true, numbers, refusal
from optalloc.folder import write_folder
from optalloc.run import solve

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
LARGEST = 12_000
"""Bytes of a certificate beyond which changing every number takes too long."""


def main(most: int) -> int:
    """Return how many false certificates were let pass."""
    counted: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for scenario in sorted(SCENARIOS.rglob("*.yaml")):
            file = Path(folder) / "out" / "certificate.json"
            write_folder(solve(scenario, "highs"), file.parent, "zh")
            text = file.read_text("utf-8")
            if len(text) > LARGEST or counted["certificates"] == most:
                continue
            said = json.loads(text)
            assert refusal(said) is None, scenario
            counted["certificates"] += 1
            for path in numbers(said):
                for by in (1, -1):
                    made = changed(said, path, by)
                    if refusal(made) is not None:
                        counted["refused"] += 1
                    elif is_true(made):
                        counted["still true"] += 1
                    else:
                        counted["false and let pass"] += 1
                        print(f"{scenario.parent.name}/{scenario.stem}: {path} {by:+}", flush=True)
            print(dict(counted), flush=True)
    return counted["false and let pass"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
