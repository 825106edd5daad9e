"""Many rows within one limit: half of what is left for each, and what time leaves out is no row."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from optalloc.core.message import Lang, same
from optalloc.core.solve_options import AUTO, SolveOptions
from optalloc.core.time_budget import Budget
from optalloc.exploring.jobs.runner import NOT_BEGUN, Hurried, RunOptions, carried_out, write_tables
from optalloc.present.result_rows import Cell, ResultColumn, Row, said


@dataclass(frozen=True)
class Limits:
    """A job whose rows are the limits that they were worked out with."""

    how: SolveOptions = AUTO
    count: int = 5

    def about(self) -> Mapping[str, Any]:
        return {"command": "limits"}

    def row(self, number: int) -> Row:
        return {"state": "plan", "limit": self.how.seconds}

    def stale(self, number: int, row: Row) -> str | None:
        return None

    def headings(self) -> Sequence[ResultColumn]:
        return [ResultColumn(same("n"), "whole"), ResultColumn(same("why"))]

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        return [number, said(row.get("why", ()), lang)]


def states(run: RunOptions) -> list[tuple[int, str]]:
    """Return number and state of every row of a run."""
    with carried_out(Limits(), run) as journal:
        return [(number, row["state"]) for number, row in journal]


def test_a_row_has_half_of_what_is_left() -> None:
    hurried = Hurried(Limits(), time.time() + 1000)
    limit = hurried.row(1)["limit"]
    assert 0 < limit <= 500 and hurried.begins(1)


def test_without_a_limit_rows_are_left_as_they_are() -> None:
    with carried_out(Limits(), RunOptions(workers=1)) as journal:
        assert [row["limit"] for _, row in journal] == [None] * 5


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_only_the_first_row_begins_when_time_is_over_and_others_say_so(workers: int) -> None:
    """A sweep in which reading took all the time has one plan at least."""
    late = Hurried(Limits(), time.time() - 1)
    assert (late.row(1), late.row(0)["limit"]) == (NOT_BEGUN, 1.0)
    over = RunOptions(workers=workers, budget=Budget(0.0))
    assert states(over) == [(0, "plan"), *((number, "open") for number in range(1, 5))]


def test_what_time_left_out_is_worked_out_by_the_next_run(tmp_path: Path) -> None:
    """It stands in the table, and not in the journal."""
    over = RunOptions(tmp_path, 1, budget=Budget(0.0))
    with carried_out(Limits(), over) as journal:
        (table,) = write_tables(Limits(), journal, over, "en")
    assert "The time limit was over before this was begun." in table.read_text(encoding="utf-8")
    again = RunOptions(tmp_path, 1, budget=Budget(1000.0))
    assert states(again) == [(number, "plan") for number in range(5)]
