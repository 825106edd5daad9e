"""Explanations by several processes: the same answers, to the byte, as by one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from optalloc.core.errors import BrokenPromise
from optalloc.core.time_budget import Budget
from optalloc.explaining.explain import explained, explained_json
from optalloc.explaining.question import ExplainOptions
from optalloc.exploring.jobs.executors import DIED, Found, ProcessesLost
from optalloc.exploring.jobs.in_processes import in_processes
from optalloc.pipeline.resolve import forget
from optalloc.pipeline.solve import compare, solve
from optalloc.reports import Report, made

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
ASKED = ExplainOptions(questions=("costs", "prices"))


class Squares:
    """Questions that anybody can answer."""

    count = 7

    def answer(self, number: int) -> int:
        """Return the square."""
        return number**2


class Broken(Squares):
    """Questions that end in a fault."""

    def answer(self, number: int) -> int:
        """Fail."""
        raise ZeroDivisionError(number)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["meilan-2023/two-towns.yaml", "six-factors/plan.yaml"])
def test_two_processes_explain_as_one_does_to_the_byte(scenario: str) -> None:
    solved = solve(SCENARIOS / scenario)
    two = Budget(spread=partial(in_processes, workers=2, first_here=0.0))
    told = []
    for budget in (Budget(), two):
        forget()
        found = explained(solved, ASKED, time_limit=budget)
        told.append(json.dumps(explained_json(found, "zh"), ensure_ascii=False))
    assert told[0] == told[1]


@pytest.mark.slow
def test_every_question_is_answered_once_here_and_elsewhere() -> None:
    right = [(number, number**2) for number in range(7)]
    assert list(in_processes(Squares(), workers=1)) == right
    assert sorted(in_processes(Squares(), workers=2, first_here=0.0)) == right


def test_a_fault_at_a_question_is_said_and_no_answer() -> None:
    with pytest.raises(BrokenPromise):
        list(in_processes(Broken(), workers=1))


def test_what_travels_to_a_process_is_time_and_nothing_else() -> None:
    budget = Budget(60.0, spread=in_processes)
    assert budget.alone.spread is None and budget.alone.limit == budget.limit
    assert replace(budget, spread=None) == budget.alone


@pytest.mark.slow
def test_two_processes_compare_and_report_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outcome travels; plan, audit, baseline and files are made where they are asked for."""
    two = Budget(spread=partial(in_processes, workers=2, first_here=0.0))
    monkeypatch.setattr("optalloc.pipeline.solve.MANY_SWITCHES", 0)
    files = [SCENARIOS / "meilan-2023" / f"{name}.yaml" for name in ("two-towns", "four-towns")]
    alone, beside = compare(files), compare(files, time_limit=two)
    for one, other in zip(alone, beside, strict=True):
        assert one.best == other.best and one.baseline == other.baseline
        assert [(g.value, g.proven) for g in one.outcome.goals] == [
            (g.value, g.proven) for g in other.outcome.goals
        ]
    told = Report(alone[0], "zh", "万元")
    by_one, by_two = (made(told, ("notice", "xlsx"), budget) for budget in (Budget(), two))
    assert by_one == by_two


def test_processes_that_die_are_told_without_options_that_the_command_has_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_: object) -> Iterator[Found]:
        raise ProcessesLost(DIED)
        yield

    monkeypatch.setattr("optalloc.exploring.jobs.in_processes.processes", die)
    with pytest.raises(ProcessesLost) as lost:
        list(in_processes(Squares(), workers=2, first_here=0.0))
    for lang, said in (("zh", "什么都没有写出"), ("en", "nothing was written")):
        letter = lost.value.letter(lang)  # type: ignore[arg-type]
        assert said in letter and "--workers" not in letter and "doctor" in letter
