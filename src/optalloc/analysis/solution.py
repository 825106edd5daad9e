"""A solved problem: its plan, targets, goals, rules and figures as data frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from optalloc.analysis.composed import share_of
from optalloc.analysis.explanation import Explanation
from optalloc.analysis.frames import (
    frame,
    frame_of_columns,
    money_of,
    number,
    of_fen,
    spoken,
    table,
)
from optalloc.core.message import Lang
from optalloc.explaining.explain import explained, explained_json
from optalloc.explaining.question import ExplainOptions
from optalloc.inputs.named_file import texts
from optalloc.inputs.scenario import Scenario
from optalloc.pipeline.as_json import figures_json, solved_json
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.pipeline.walk import SolvedInTransit

if TYPE_CHECKING:
    import pandas as pd

GOAL_COLUMNS = ("goal", "words", "value", "bound", "gap", "in_plan", "measure", "proven")
AWARD_COLUMNS = ("recipient", "source", "use", "project", "amount", "fen")


class Posed(Protocol):
    """What a solution knows of the problem it solves."""

    @property
    def scenario(self) -> Scenario:
        """The composed scenario that it was read from."""

    @property
    def name(self) -> str:
        """What the scenario is called."""

    @property
    def unit(self) -> str:
        """The unit that amounts are written in."""


P = TypeVar("P", bound=Posed)


@dataclass(frozen=True, eq=False)
class Solution(Generic[P]):
    """What came of solving a problem. Amounts are Decimals in the problem's unit, or whole fen.

    Attributes:
        problem: What was solved.
        solved: The same as the walk left it: outcome, program, audited plan, baseline.
    """

    problem: P = field(repr=False)
    solved: Solved = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what travels to another process; the rest of it is made again there."""
        return _arrived, (self.problem, SolvedInTransit(self.solved))

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan; every plan has passed the audit."""
        return self.solved.best is not None

    @property
    def is_proven(self) -> bool:
        """Whether the plan is proven best, or proven not to exist, in exact arithmetic."""
        outcome = self.solved.outcome
        return (outcome.proven if self.has_plan else outcome.infeasible) == "exact"

    @property
    def stopped(self) -> str:
        """Why solving ended: finished, time_limit or error."""
        return self.solved.outcome.stopped

    @property
    def unit(self) -> str:
        """The unit of every `amount`."""
        return self.problem.unit

    @property
    def total(self) -> Any:
        """All that the plan gives, a Decimal in `unit`; None without a plan."""
        best = self.solved.best
        return None if best is None else money_of(best.plan.total, self.unit)

    @cached_property
    def awards(self) -> pd.DataFrame:
        """The plan, one award a row: recipient, source, use, project, amount (Decimal), fen."""
        return self._awards(self.solved.best)

    @cached_property
    def baseline(self) -> pd.DataFrame:
        """The baseline's awards, in the same columns."""
        return self._awards(self.solved.baseline)

    @cached_property
    def recipients(self) -> pd.DataFrame:
        """One recipient a row: target, each source, total, baseline, difference (all in `unit`).

        The target is a Decimal, or a Fraction where no decimal is exact.
        """
        solved, unit = self.solved, self.unit
        facts, plan = solved.problem, solved.best.plan if solved.best else None
        by_source = Counter[tuple[str, str]]()
        for award in plan.awards if plan else ():
            by_source[award.recipient, award.source] += award.amount
        names, of = [r.name for r in facts.recipients], solved.targets.target
        columns: dict[str, Sequence[Any]] = {"recipient": names}
        columns["target"] = [of_fen(of(name), unit) for name in names]
        against = solved.baseline.plan.by_recipient
        base = [against.get(name, 0) for name in names]
        if plan is not None:
            for s in facts.sources:
                columns[s.name] = [money_of(by_source[n, s.name], unit) for n in names]
            total = [plan.by_recipient.get(name, 0) for name in names]
            columns["total"] = [money_of(fen, unit) for fen in total]
        columns["baseline"] = [money_of(fen, unit) for fen in base]
        if plan is not None:
            more = zip(total, base, strict=True)
            columns["difference"] = [money_of(own - other, unit) for own, other in more]
        return frame_of_columns(columns).set_index("recipient")

    @cached_property
    def scores(self) -> pd.DataFrame:
        """The score sheet, a row a recipient and factor: figure, share, weight, amount (`unit`)."""
        lines, unit = list(self.solved.targets.sheet), self.unit
        return frame_of_columns(
            {
                "recipient": [line.recipient for line in lines],
                "part": [line.part for line in lines],
                "factor": [line.factor for line in lines],
                "figure": [number(line.figure) for line in lines],
                "unit": [line.unit for line in lines],
                "share": [number(line.share) for line in lines],
                "weight": [number(line.weight) for line in lines],
                "amount": [of_fen(line.amount, unit) for line in lines],
            }
        )

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The goals in order, one a row: words, value, bound, gap, measure, proven.

        Money in `unit`; a value that no decimal is exact for is a Fraction.
        """
        return table(self.to_json()["goals"], GOAL_COLUMNS)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """The rules, one a row: label, words, cite, and what the baseline breaks of each."""
        said = self.to_json()
        broken = Counter(breach["rule"] for breach in said["baseline"]["breaches"])
        facts, lang = self.solved.problem, spoken()
        return frame(
            {
                "rule": rule.label,
                "words": rule.words(facts).say(lang),
                "cite": rule.cite,
                "baseline_breaches": broken[rule.label],
            }
            for rule in facts.rules
        )

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Quality and fairness figures, a row a figure, for the plan and for the baseline.

        Money in `unit`, parts from 0 to 1, both to six places, as in `solve --json`. Source of the
        formulas: `optalloc.pipeline.metrics`.
        """
        best = self.solved.best
        columns = {"plan": best, "baseline": self.solved.baseline}
        made: dict[str, dict[str, Any]] = {
            name: {**figures_json(judged.figures, self.unit)}
            for name, judged in columns.items()
            if judged is not None
        }
        rows: list[dict[str, Any]] = [
            {"figure": key, **{name: figures[key] for name, figures in made.items()}}
            for key in next(iter(made.values()))
        ]
        return table(rows).set_index("figure")

    def explain(
        self,
        *,
        recipients: Sequence[str] = (),
        rules: Sequence[str] = (),
        within: float | str | Fraction | None = None,
        want: Sequence[str] = (),
        may: Sequence[str] = (),
        letter: bool = False,
        questions: Sequence[str] = (),
        time_limit: float | None = None,
    ) -> Explanation:
        """Explain the plan, or why there is none; without a word everything but wishes and letters.

        Args:
            recipients: Whom it is about.
            rules: Labels of the rules it is about.
            within: How far from the best the ranges are measured, as a part of its value ("1%").
            want: Wishes, `RECIPIENT=AMOUNT`.
            may: What may move for them: `weights`, `rules`, `rules.LABEL`, `all`.
            letter: Whether letters to the recipients are asked for.
            questions: Others by their keys in `--json`: `setting_ranges`, `multipliers`,
                `replacement`, `projects`, …
            time_limit: Wall time for each solve [s].

        Raises:
            InputUnusable: When something that is named is not there.
        """
        near = None if within is None else share_of(within, "within")
        listed = {"recipients": recipients, "rules": rules, "want": want, "may": may}
        whom, which, wishes, movable = (tuple(texts(v, k)) for k, v in listed.items())
        others = tuple(texts(questions, "questions"))
        asked = ExplainOptions(whom, which, near, wishes, movable, letter, questions=others)
        found = explained(self.solved, asked, None, time_limit)
        return Explanation({**explained_json(found, spoken())})

    def to_json(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return the object that `optalloc solve --json` prints."""
        return {**solved_json(self.solved, lang or spoken())}

    def _awards(self, judged: AuditedPlan | None) -> pd.DataFrame:
        return frame(
            (
                {
                    "recipient": a.recipient,
                    "source": a.source,
                    "use": a.use,
                    "project": a.project,
                    "amount": money_of(a.amount, self.unit),
                    "fen": a.amount,
                }
                for a in (judged.plan.awards if judged else ())
            ),
            AWARD_COLUMNS,
        )

    def __repr__(self) -> str:
        """Return one line: what came, and whether it is proven."""
        if not self.has_plan:
            proven = "proven" if self.is_proven else "not proven"
            return f"<Solution of {self.problem.name}: no plan ({proven})>"
        proven = "proven best" if self.is_proven else "not proven best"
        awards = len(self.solved.best.plan.awards) if self.solved.best else 0
        given = f"{self.total}{self.unit} in {awards} awards"
        return f"<Solution of {self.problem.name}: {given}, {proven}>"

    def _repr_html_(self) -> str:
        """Return what Jupyter shows: a line of proof, the recipients, the goals."""
        head = escape(repr(self)[1:-1])
        if not self.has_plan:
            because = "".join(f"<li>{escape(t)}</li>" for t in self.to_json()["because"])
            return f"<h4>{head}</h4><ul>{because}</ul>"
        goals = self.goals[["words", "value", "proven"]].to_html(index=False)
        return f"<h4>{head}</h4>{self.recipients.to_html()}{goals}"


def _arrived(problem: P, sent: SolvedInTransit) -> Solution[P]:
    """Return a solution that came from another process."""
    return Solution(problem, sent.solved)
