"""The product's own papers go back through its auditor: every scenario, both languages.

`python tests/checking/own_papers.py` walks the whole library, some minutes of one processor, and
prints each refusal, error and warning; it ends with 1 when there is any. Words name scenarios.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from optalloc.checking import check
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.reports import report

ROOT = Path(__file__).resolve().parents[2]
BLANKS = "notice_blank"
"""A draft notice leaves blanks to the office, and the auditor is right to count them."""

TURNED = "biproportional"
"""Districts are sources there and lists recipients: a reader takes the districts for recipients."""

OF_A_LEDGER = "made-year"


def library() -> list[Path]:
    """Return every scenario of the repository that is whole: it names its tables or extends one.

    Those of a made-up year read a ledger that must be filled first.
    """
    files = sorted(p for end in ("yaml", "yml") for p in (ROOT / "scenarios").rglob(f"*.{end}"))
    texts = {path: path.read_text("utf-8") for path in files if path.parent.name != OF_A_LEDGER}
    return [path for path, text in texts.items() if "extends:" in text or "tables:" in text]


def wrong_in_papers_of(scenario: Path, folder: Path, lang: Lang) -> Iterator[str]:
    """Yield every refusal, error and warning of the papers that a scenario makes."""
    solved, files = report(scenario, "all", folder, lang)
    if solved.best is None:
        return
    write_folder(solved, folder, lang)
    for path in (*files, folder / "plan.csv"):
        yield from _wrong(path, None)
        if scenario.parent.name != TURNED:
            yield from _accused(path, scenario)
    for table in ("plan.csv", "plan.docx", "plan.xlsx", "page.html"):
        yield from _wrong(folder / table, folder / "notice.txt")
    for ending in ("docx", "html"):
        yield from _wrong(folder / "plan.csv", folder / f"notice.{ending}")


def _accused(table: Path, scenario: Path) -> Iterator[str]:
    """Yield every error of a paper that is judged by the scenario which it was made from."""
    try:
        found = check(table, scenario=scenario)
    except InputUnusable as error:
        yield f"{table.name} --scenario: refused: {error.letter('en')}"
        return
    for f in found.findings:
        if f.severity == "error" or f.kind in ("best_plan", "no_best_plan"):
            yield f"{table.name} --scenario, {f.where.words().en}: [{f.kind}] {f.words.en}"


def _wrong(table: Path, notice: Path | None) -> Iterator[str]:
    name = table.name if notice is None else f"{table.name} --notice {notice.name}"
    try:
        found = check(table, notice=notice)
    except InputUnusable as error:
        yield f"{name}: refused: {error.letter('en')}"
        return
    for f in found.findings:
        if f.severity != "note" and f.kind != BLANKS:
            yield f"{name}, {f.where.words().en}: [{f.kind}] {f.words.en}"


def main(named: list[str]) -> int:
    """Walk the library and return 1 when a paper is accused or refused, or none was looked at."""
    wrong = walked = 0
    for scenario in library():
        name = str(scenario.relative_to(ROOT))
        if named and not any(word in name for word in named):
            continue
        for lang in LANGS:
            walked += 1
            with TemporaryDirectory() as folder:
                for text in wrong_in_papers_of(scenario, Path(folder), lang):
                    wrong += 1
                    print(f"{name} {lang} {text}", flush=True)
    if not walked:
        print(f"No scenario of the library is called so: {', '.join(named)}.")
        return 1
    print(f"{walked} walks, {wrong} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
