"""A problem in Python: read from a scenario or from data frames, changed, solved, handed on.

problem = optalloc.read("scenario.yaml")
problem = optalloc.Problem.from_frames(recipients=df, sources=…, uses=…, policy="model.yaml")
solution = problem.replace(weights={"行政村": "70%", …}).solve(solver="highs")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from optalloc.analysis.composed import (
    FRAMES,
    MEMORY,
    apart,
    framed,
    in_unit,
    lay,
    share_of,
)
from optalloc.analysis.frames import frame, money_of, number, spoken
from optalloc.analysis.in_memory import by_name, in_memory, plain
from optalloc.analysis.judged import Judgement, judged, plan_of
from optalloc.analysis.own_methods import Function, functions_named
from optalloc.analysis.pulp_model import pulp_model
from optalloc.analysis.solution import Solution
from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.core.solve_options import AUTO, SolveOptions, SolveWords
from optalloc.exploring.methods import Benchmarked, Outsider, beside_every_method
from optalloc.inputs.named_file import named_file, several
from optalloc.inputs.read import read_composed
from optalloc.inputs.scenario import SECTIONS, Scenario, compose
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.problem.baselines import METHODS
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem as Facts

if TYPE_CHECKING:
    import pandas as pd
    import pulp

PARTS = ("targets", "rules", "goals", "indicators")


def read(path: str | Path, settings: Sequence[str] = ()) -> Problem:
    """Read a scenario file.

    Args:
        path: The YAML file.
        settings: `KEY=VALUE` texts laid over it, as `--set` does.

    Raises:
        InputUnusable: With every fault found, in `.faults`.
    """
    return Problem(compose(named_file(path), str(path), settings))


@dataclass
class _Near:
    """The problem solved last among those that were made from one another; None before the first.

    What has not changed since is not found twice: the answer is the same to the byte.
    """

    solved: Solved | None = None

    def __getstate__(self) -> dict[str, object]:
        """Return nothing: it need not travel to another process."""
        return {"solved": None}


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be shared out and by what policy, checked. Frozen: a change is a new problem.

    Attributes:
        scenario: The composed scenario that it was read from.
    """

    scenario: Scenario = field(repr=False)
    _near: _Near = field(default_factory=_Near, repr=False)

    def __post_init__(self) -> None:
        """Read the tables at once, so that every fault is said here.

        Raises:
            InputUnusable: With every fault found, in `.faults`.
        """
        object.__setattr__(self, "scenario", apart(self.scenario))
        _ = self.facts

    def __getstate__(self) -> dict[str, object]:
        """Return what travels to another process; the plan is found there anew."""
        return {key: value for key, value in self.__dict__.items() if key != "_best"}

    @classmethod
    def from_frames(
        cls,
        *,
        policy: str | Path | Mapping[str, Any],
        name: str = FRAMES,
        settings: Sequence[str] = (),
        **tables: Any,
    ) -> Problem:
        """Return a problem from data in memory.

        Args:
            policy: A model or scenario file, or a mapping with the same sections (unit, indicators,
                targets, rules, goals, …). Tables given here replace those that it names.
            name: What the problem is called.
            settings: `KEY=VALUE` texts laid over the policy.
            tables: recipients, sources and uses, and any other table of a scenario by its name:
                a data frame, a list of mappings, a mapping of columns, or the name of a file.
                Headers are those of the tables' files, in Chinese or English; amounts are in the
                unit of the policy, or of the header: 金额(元). Columns of binary floats are read by
                their shortest decimal.

        Raises:
            InputUnusable: With every fault found, in `.faults`; rows count from 0.
        """
        return cls(framed(policy, name, settings, tables))

    @cached_property
    def facts(self) -> Facts:
        """The frozen nouns that the solver works with; amounts in fen, figures as Fractions.

        Raises:
            InputUnusable: With every fault found, in `.faults`.
        """
        return read_composed(apart(self.scenario))

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return self.facts.name

    @property
    def unit(self) -> str:
        """The unit that amounts are written in: 元, 万元 or 亿元."""
        return self.facts.unit

    @cached_property
    def recipients(self) -> pd.DataFrame:
        """The recipients, one a row: kind, then every figure (Decimal or Fraction) and mark."""
        return frame(
            {"recipient": r.name, "kind": r.kind}
            | {key: number(value) for key, value in r.facts.items()}
            | dict(r.marks)
            for r in self.facts.recipients
        ).set_index("recipient")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The sources, one a row: tier, document, amount (Decimal, in `unit`) and fen (int)."""
        return frame(
            {
                "source": s.name,
                "tier": s.tier,
                "document": s.document,
                "amount": money_of(s.amount, self.unit),
                "fen": s.amount,
            }
            for s in self.facts.sources
        ).set_index("source")

    def replace(
        self,
        *,
        weights: Mapping[str, Any] | None = None,
        money: Mapping[str, Any] | None = None,
        **sections: Any,
    ) -> Problem:
        """Return the problem with differences, as a scenario that extends another would say them.

        Tables stand as they were read, unless they are replaced; `optalloc.read` reads files anew.

        Args:
            weights: Weight by indicator for the formula, all of them; where there are several
                formulas, such a mapping by the formula's label.
            money: Amount by source, in `unit` or with one of its own ("30万元").
            sections: Any other section: `rules={"floor": {"amount": 2}}` joins what is there,
                key by key, and "off" removes one; `goals` are replaced as a whole. A table is
                replaced by a frame, rows or a file: `tables={"recipients": frame}`.

        Raises:
            InputUnusable: With every fault found, in `.faults`.
        """
        tables = sections.get("tables")
        scenario = apart(self.scenario, tuple(tables) if isinstance(tables, Mapping) else ())
        for word, value in sections.items():
            if word not in SECTIONS:
                allowed = one_of(Words("节名", "a section, "), SECTIONS)
                hint = nearest(word, SECTIONS)
                raise InputUnusable([Fault(MEMORY, same(word), allowed, word, hint)])
            held = in_memory(value) if word == "tables" else value
            lay(scenario, (word,), plain(held), joins=word in (*PARTS[:2], "changes", "tables"))
        if weights is not None:
            for label, own in self._by_formula(by_name(weights, "weights")).items():
                lay(scenario, ("targets", label, "weights"), own, joins=False)
        unit = sections.get("unit", self.unit)
        for source, amount in by_name({} if money is None else money, "money").items():
            said = in_unit(amount, unit)
            lay(scenario, ("changes", "sources", source, "amount"), said, joins=False)
        return type(self)(scenario, self._near)

    def solve(
        self,
        solver: str | None = None,
        time_limit: float | None = None,
        gap: float | str | Fraction = 0,
    ) -> Solution[Problem]:
        """Return the best plan, audited and proven as far as it is said to be.

        Args:
            solver: `cbc`, `highs`, `race`, `pulp:NAME` or `auto`; None takes the default of the
                command line.
            time_limit: Wall time for solving [s]; None lets it finish.
            gap: The part of a goal's value by which the plan may miss its best (0.01, "1%").

        A problem without a plan gives a solution that says so.

        Raises:
            InputUnusable: When no solver is called that, or the gap is no part.
        """
        part = share_of(gap, "gap")
        if solver is None and time_limit is None and not part:
            return Solution(self, self._best)
        how = SolveOptions(solver or AUTO.solver, time_limit, part)
        return Solution(self, walk(self.facts, how))

    def to_pulp(self) -> pulp.LpProblem:
        """Return the textbook model: named variables and rows, the first goal as the objective.

        See `optalloc.analysis.pulp_model`. Amounts are whole grains; the other goals stand in the
        attribute `later_goals` of the model, its names in `names`. Where `is_exact` is False, its
        `solve` adds the pieces of goals that its optimum lacks; a file of it is a lower bound.
        """
        return pulp_model(self.facts)

    def judge(self, plan: Any) -> Judgement:
        """Audit a plan that came from elsewhere, and say how far from the best it is.

        Args:
            plan: A solved model of `to_pulp()`, or a frame with recipient, source, use, (project
                and) amount or fen; where it has both they must agree.

        Raises:
            InputUnusable: When the frame names what the problem does not know.
        """
        return judged(self.facts, plan, lambda: self._best)

    @cached_property
    def _best(self) -> Solved:
        """The best plan as the command line finds it; once is enough, as nothing here changes."""
        self._near.solved = walk(self.facts, near=self._near.solved)
        return self._near.solved

    def _by_formula(self, weights: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the weights of each formula."""
        labels = [t.label for t in self.facts.targets if hasattr(t, "weights")]
        if all(isinstance(own, dict) for own in weights.values()):
            return weights
        if len(labels) == 1:
            return {labels[0]: weights}
        allowed = one_of(Words("公式", "the label of a formula, "), labels)
        raise InputUnusable([Fault(MEMORY, same("weights"), allowed, ", ".join(weights))])

    def __repr__(self) -> str:
        """Return one line: the name and how much of what there is."""
        f = self.facts
        return (
            f"<Problem {f.name}: {f.say(f.money)} from {len(f.sources)} sources to"
            f" {len(f.recipients)} recipients for {len(f.uses)} uses;"
            f" {len(f.rules)} rules, {len(f.goals)} goals>"
        )

    def _repr_html_(self) -> str:
        """Return what Jupyter shows: the money, the policy in words, the recipients."""
        f, lang = self.facts, spoken()
        words = [target.words(f).say(lang) for target in f.targets]
        words += [rule.words(f).say(lang) for rule in f.rules]
        words += [goal.words(f).say(lang) for goal in f.goals]
        policy = "".join(f"<li>{escape(text)}</li>" for text in words)
        head = escape(f.shown_name)
        tables = self.sources.to_html(), self.recipients.to_html(max_rows=20)
        return f"<h4>{head}</h4>{tables[0]}<ul>{policy}</ul>{tables[1]}"


def benchmark(
    scenarios: Sequence[str | Path | Problem],
    settings: Sequence[str] = (),
    how: SolveOptions = AUTO,
    methods: Sequence[str | Function] = (),
    **words: Unpack[SolveWords],
) -> list[Benchmarked]:
    """Put every method beside the best plan: the function behind `optalloc benchmark`.

    Args:
        scenarios: Scenario files, or problems.
        settings: `KEY=VALUE` texts laid over each file, as `--set` does.
        how: What solving is told; its time is for all of it.
        methods: Words of the catalogue: only those are compared. Functions, `module:function`
            texts and names of entry points (group `optalloc.methods`) join them.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When a scenario cannot be used, or no method is called so.
    """
    own = [m for m in methods if isinstance(m, str) and METHODS.get(m) is not None]
    functions = functions_named([m for m in methods if m not in own])
    there, made, how = several(scenarios), [], how.but(words).begun()
    for done, one in enumerate(there):
        problem = one if isinstance(one, Problem) else read(one, settings)
        outsiders = [Outsider(n, partial(_made, f, problem)) for n, f in functions.items()]
        facts, share = problem.facts, how.share(len(there) - done)
        made.append(beside_every_method(facts, share, own, outsiders))
    return made


def _made(function: Function, problem: Problem) -> Plan:
    """Return the plan of a function."""
    return plan_of(problem.facts, function(problem))
