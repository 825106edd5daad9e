"""Several solved scenarios on their way to paper, side by side.

A way to write them is one file of `comparisons/`: it registers a function that yields files.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from optalloc.core.atomic_files import check_folder, write_files
from optalloc.core.errors import Fault
from optalloc.core.message import Lang, Words
from optalloc.core.registry import Catalogue
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.present.charts.save import undrawable
from optalloc.reports.report import File


@dataclass(frozen=True)
class ComparisonContext:
    """What a comparison is written from.

    Attributes:
        plans: The scenarios at the end of their walk, in the order asked for; some may have no
            plan, but not all.
        lang: The language of every file.
        unit: The unit that amounts are written in.
    """

    plans: Sequence[Solved]
    lang: Lang
    unit: str

    @property
    def found(self) -> list[tuple[Solved, AuditedPlan]]:
        """The scenarios that have a plan, with it."""
        return [(solved, solved.best) for solved in self.plans if solved.best is not None]

    @property
    def names(self) -> list[str]:
        """Every recipient of any scenario, in listed order."""
        return list(dict.fromkeys(r.name for s in self.plans for r in s.problem.recipients))


def totals_in(solved: Solved, judged: AuditedPlan | None, names: Sequence[str]) -> list[int | None]:
    """Return the totals of a scenario's plan [fen]; None without one, and for who has no part."""
    known = solved.problem.recipient_named
    held = {} if judged is None else judged.plan.by_recipient
    return [held.get(n, 0) if judged is not None and n in known else None for n in names]


def sum_of_column(amounts: Sequence[int | None]) -> int | None:
    """Return the total of a column [fen]; None where it holds no figure."""
    there = [fen for fen in amounts if fen is not None]
    return sum(there) if there else None


Writer = Callable[[ComparisonContext], Iterator[File]]
COMPARISONS: Catalogue[Writer] = Catalogue(
    Words("比较的格式", "format of comparisons"), "optalloc.reports.comparisons"
)


def missing() -> Iterator[Fault]:
    """Yield what keeps a page from holding charts; the workbook needs nothing."""
    yield from undrawable("comparison.html", Words("网页", "the page"))


def write_comparison(comparison: ComparisonContext, folder: str | Path) -> tuple[Path, ...]:
    """Write a comparison in every format there is, each file made before the first is written.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    files = [file for _, writer in COMPARISONS for file in writer(comparison)]
    place = check_folder(folder)
    return write_files({place / file.name: file.content for file in files})
