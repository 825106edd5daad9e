"""Every scenario of the library becomes a workbook, and that YAML again: all read as the same.

    python tests/sheets_of_library.py [--only NAME] [--solve]

Both languages. A workbook that reads as the same problem has the same plan; `--solve` solves both
all the same. What no sheet has a place for is told with its reason; nothing else may differ.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, NOTHING, Lang
from optalloc.inputs.conversion import as_workbook, as_yaml
from optalloc.inputs.read import read
from optalloc.pipeline.solve import solve
from optalloc.problem.component import Component
from optalloc.problem.problem import Problem

ROOT = Path(__file__).resolve().parents[1]
C = TypeVar("C", bound=Component)
LIBRARY = ROOT / "scenarios"
STATES = "states:"
"""What only a file of states has, which is no scenario."""


def scenarios(only: str = "") -> list[Path]:
    """Return every scenario of the library, or those whose path holds a text."""
    files = sorted(path for ending in ("yaml", "yml") for path in LIBRARY.rglob(f"*.{ending}"))
    return [
        path
        for path in files
        if only in str(path.relative_to(LIBRARY)) and f"\n{STATES}" not in path.read_text("utf-8")
    ]


def there_and_back(path: Path, folder: Path, lang: Lang) -> tuple[Path, Path]:
    """Check that a scenario, its workbook, and the YAML of that read as the same problem.

    Returns:
        The workbook, and the YAML that was made of it.
    """
    book = folder / f"{path.stem}.xlsx"
    book.write_bytes(as_workbook(path, path.name, lang))
    text, tables = as_yaml(book, book.name, lang, "tables.xlsx")
    (folder / "tables.xlsx").write_bytes(tables)
    back = folder / f"{path.stem}{path.suffix}"
    back.write_bytes(text)
    first = without_names(read(path))
    assert without_names(read(book)) == first, f"{path}: its workbook is another problem"
    assert without_names(read(back)) == first, f"{path}: the YAML of its workbook is another"
    return book, back


def without_names(problem: Problem) -> Problem:
    """Return a problem without what its parts are shown as: a row without a name has its kind's."""

    def bare(parts: tuple[C, ...]) -> tuple[C, ...]:
        made = tuple(part.model_copy() for part in parts)
        for part in made:
            part._is_nameless, part._apart = False, NOTHING
        return made

    parts = {"targets": bare(problem.targets), "rules": bare(problem.rules)}
    return replace(problem, goals=bare(problem.goals), **parts)


def main(only: str, is_solved: bool) -> int:
    """Try them all; return how many are not the same."""
    wrong = tried = 0
    for path in scenarios(only):
        name = str(path.relative_to(LIBRARY))
        try:
            read(path)
        except InputUnusable as refused:  # it needs a ledger, or is no scenario
            print(f"{name}: not tried: {refused.letter('en').splitlines()[1].strip()[:60]}")
            continue
        tried += 1
        for lang in LANGS:
            with TemporaryDirectory() as folder:
                try:
                    book, _ = there_and_back(path, Path(folder), lang)
                    if is_solved and solve(read(book)).plan != solve(read(path)).plan:
                        raise AssertionError(f"{path}: another plan")
                except (AssertionError, InputUnusable) as refused:
                    said = refused.letter("en") if isinstance(refused, InputUnusable) else refused
                    print(f"{name} ({lang}): {said}", flush=True)
                    wrong += 1
    print(f"{tried} scenarios in {len(LANGS)} languages; {wrong} not the same")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--solve", action="store_true")
    asked = parser.parse_args()
    sys.exit(min(main(asked.only, asked.solve), 1))
