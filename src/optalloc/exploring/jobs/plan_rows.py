"""A problem's best plan as a row, and a row as cells or as JSON: totals, goals, proof, why not."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, NOTHING, Lang, Words, in_clauses, paragraph, same
from optalloc.core.money import JSON_DIGITS, beside_exact, show_amount, show_fraction
from optalloc.core.solve_options import SolveOptions
from optalloc.exploring.jobs.journal import digest
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.outcome_text import PROOFS, goal_value, outcome_words, value_in
from optalloc.pipeline.resolve import afresh
from optalloc.present.result_rows import Cell, Job, ResultColumn, Row, pair, said
from optalloc.problem.baseline_plan import baseline_totals
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import Formulations
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem

if TYPE_CHECKING:
    from optalloc.present.answers.explored import JobJson, RowJson

State = Literal["plan", "none", "open", "unusable", "fault"]
STATES: dict[str, Words] = {
    "plan": Words("有方案", "plan"),
    "none": Words("无可行方案", "no plan"),
    "open": Words("没有得出结论", "not settled"),
    "unusable": Words("输入不能用", "input unusable"),
    "fault": Words("程序内部错误", "fault of the program"),
}


def states_line(states: Mapping[str, int], proven: Mapping[str, int]) -> Words:
    """Return how many rows ended how, and how many plans are proven by which grade."""
    ended = [STATES[s] + same(f" {states[s]}") for s in STATES if s in states]
    ended += [PROOFS[grade] + same(f" {count}") for grade, count in proven.items() if count]
    said = in_clauses(ended)
    audited = Words("。每个方案都通过了独立核对。", ". Every plan passed the independent audit.")
    return said + (audited if states.get("plan") else Words("。", "."))


def why_words(row: Row) -> Words:
    """Return why a row has no plan; nothing where it does not say."""
    return Words(*row["why"]) if row.get("why") else NOTHING


def answer_row(
    problem: Problem,
    how: SolveOptions,
    formulations: Formulations | None = None,
    targets: Targets | None = None,
) -> tuple[Row, Resolved]:
    """Return the best plan of a problem as a row, audited; without one, why.

    Args:
        formulations: What has been formulated for problems that differ in their targets alone.
        targets: The problem's targets where they are known already.

    Raises:
        BrokenPromise: When a plan fails the independent audit: a fault of the program.
    """
    answer = afresh(problem, how, formulations, targets)
    if answer.plan is None:
        state: State = "none" if answer.is_infeasible else "open"
        words = [*outcome_words(answer.outcome)[:1], *answer.outcome.because]
        return {"state": state, "why": joined(words)}, answer
    row: Row = {
        "state": "plan",
        "proven": answer.outcome.proven,
        "totals": totals(problem, answer.plan),
        "goals": [str(goal_figure(answer, goal.label)) for goal in problem.goals],
    }
    return row, answer


def goal_figure(answer: Resolved, label: str) -> Fraction:
    """Return a goal's value in the plan, in the unit of the problem's amounts.

    A goal of several stages has the value of its last.
    """
    told = next((g for g in reversed(answer.outcome.goals) if g.label == label), None)
    if told is None:
        # Time ended before the goal was reached; the plan has a value of it all the same.
        return _counted(answer, label)
    value = told.value if told.in_plan is None else told.in_plan
    return goal_value(told, Fraction(value), answer.problem.unit)


def _counted(answer: Resolved, label: str) -> Fraction:
    """Return a goal's value in the plan by its formula, in the unit of the problem's amounts."""
    place = [goal.label for goal in answer.problem.goals].index(label)
    measures = [stage.measure for stage in answer.program.goals if stage.label == label]
    measure = measures[-1] if measures else "number"
    return value_in(measure, answer.values()[place], answer.problem.unit)


def totals(problem: Problem, plan: Plan) -> list[int]:
    """Return the recipients' totals in listed order [fen]."""
    have = plan.by_recipient
    return [have.get(r.name, 0) for r in problem.recipients]


def beside_baseline(answer: Resolved) -> list[int]:
    """Return the baseline's totals in listed order [fen]."""
    problem = answer.problem
    return baseline_totals(problem, answer.targets, problem.baseline)


def joined(words: Sequence[Words]) -> list[str]:
    """Return several statements as one."""
    return list(paragraph(words))


def unusable_row(words: Words) -> Row:
    """Return the row of an input that cannot be used."""
    return {"state": "unusable", "why": pair(words)}


def letter_words(refused: InputUnusable) -> Words:
    """Return a letter as one line in both languages."""
    lines = {lang: refused.letter(lang).split("\n") for lang in LANGS}
    return Words(*(" ".join(line.strip() for line in lines[lang]) for lang in LANGS))


def state_headings() -> Iterator[ResultColumn]:
    """Yield the columns that say how a row ended."""
    yield ResultColumn(Words("结果", "result"))
    yield ResultColumn(Words("证明", "proof"))
    yield ResultColumn(Words("说明", "why"))


def state_cells(row: Row, lang: Lang) -> Iterator[Cell]:
    """Yield how a row ended."""
    yield STATES[row["state"]].say(lang)
    yield PROOFS[row["proven"]].say(lang) if "proven" in row else None
    yield said(row.get("why", ()), lang) or None


def total_headings(problem: Problem, before: Words = NOTHING) -> Iterator[ResultColumn]:
    """Yield a column for each recipient's total."""
    for recipient in problem.recipients:
        words = Words(f"{recipient.name}({problem.unit})", f"{recipient.name} ({problem.unit})")
        yield ResultColumn(before + words, "decimal")


def total_cells(problem: Problem, amounts: Sequence[int] | None) -> Iterator[Cell]:
    """Yield the recipients' totals; empty cells without a plan."""
    if amounts is None:
        yield from (None for _ in problem.recipients)
    else:
        yield from (show_amount(fen, problem.unit) for fen in amounts)


def goal_headings(problem: Problem) -> Iterator[ResultColumn]:
    """Yield a column for each goal."""
    for goal in problem.goals:
        yield ResultColumn(Words("目标 ", "goal ") + goal.shown, "decimal")


def goal_cells(problem: Problem, row: Row) -> Iterator[Cell]:
    """Yield the goals' values in the plan; empty cells where there are none."""
    for value in row.get("goals", [None] * len(problem.goals)):
        yield None if value is None else show_fraction(Fraction(value), JSON_DIGITS)


def job_json(job: Job, written: Sequence[Path]) -> "JobJson":
    """Return what a job was told, and the files that were written."""
    about = dict(job.about())
    return {"about": about, "inputs": digest(about), "written": [str(path) for path in written]}


def row_json(problem: Problem, row: Row, lang: Lang) -> "RowJson":
    """Return a row's plan: how it ended, its totals and goals."""
    names, unit = [r.name for r in problem.recipients], problem.unit
    labels, values = [goal.label for goal in problem.goals], map(Fraction, row.get("goals", ()))
    return cast(
        "RowJson",
        {
            "state": row["state"],
            "proven": row.get("proven", "no"),
            "why": said(row.get("why", ()), lang),
            "total": show_amount(row["total"], unit) if "total" in row else None,
            "recipients": totals_json(names, row.get("totals", ()), unit),
            **beside_exact("goals", dict(zip(labels, values, strict=False))),
        },
    )


def totals_json(names: Sequence[str], totals: Sequence[int], unit: str) -> dict[str, str]:
    """Return totals by recipient, in a unit."""
    return {name: show_amount(fen, unit) for name, fen in zip(names, totals, strict=False)}
