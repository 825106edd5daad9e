"""A job within a time limit: every row may take half of what is left, and none begins after that.

The limit is for all rows together (docs/decisions/0057). What it leaves out is a row that says so;
it is not written down as worked out, so the same command goes on with it another time.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from optalloc.core.message import Lang, Words
from optalloc.core.time_budget import FIRST_PLAN, HALF
from optalloc.present.result_rows import LATE, Cell, Heading, Job, Row, pair

NOT_BEGUN: Row = {
    "state": "open",
    "why": pair(Words("时限已到，没有计算。", "The time limit was over before this was begun.")),
    LATE: True,
}


@dataclass(frozen=True)
class Hurried:
    """A job whose rows end by a moment.

    Attributes:
        job: A dataclass with the limit of one row as `time_limit`.
        until: The moment (of time.time, which other processes share).
    """

    job: Job
    until: float

    def begins(self, number: int) -> bool:
        """Return whether a row still begins; the first does in any case, so that there is one."""
        return number == 0 or time.time() < self.until

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.job.count

    def about(self) -> Mapping[str, Any]:
        """Return what decides the rows."""
        return self.job.about()

    def row(self, number: int) -> Row:
        """Return one row, worked out in half of the time that is left."""
        if not self.begins(number):
            return NOT_BEGUN
        least = FIRST_PLAN if number == 0 else 0.0
        share = max(least, (self.until - time.time()) / HALF)
        return cast("Job", replace(cast("Any", self.job), time_limit=share)).row(number)

    def stale(self, number: int, row: Row) -> str | None:
        """Return the file from which a row of an earlier run would not come out again, if any."""
        return self.job.stale(number, row)

    def headings(self) -> Sequence[Heading]:
        """Return the columns of the table of results."""
        return self.job.headings()

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        """Return a row as cells."""
        return self.job.cells(number, row, lang)
