"""What would get a project in, looked for along three ladders.

A larger figure of its own that a goal or a rank order counts, a smaller need, more money: each
value is of a best plan, solved and audited, and so is the one of a step less. Of a ladder that
brings nothing it is told how far it was tried.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.conflict.relaxations import furthest, smallest
from optalloc.explaining.projects.figure_ladder import first_rung, level_at, stays_funded
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import best
from optalloc.problem.layout import pots_of
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.rank_order import RankOrder


@dataclass(frozen=True)
class TriedWay:
    """A way along which something changes to get a project in.

    Attributes:
        kind: A figure of the project, its need, or the money of sources.
        name: The column, or the sources.
        before, after: What it is, and what it would be; money in fen.
    """

    kind: Literal["figure", "need", "money"]
    name: str
    before: Fraction
    after: Fraction

    @property
    def what(self) -> Words:
        """What changes."""
        return {
            "figure": Words(f"它的“{self.name}”", f"its {self.name}"),
            "need": Words("它申请的资金", "its need"),
            "money": Words(f"{self.name} 的资金", f"the money of {self.name}"),
        }[self.kind]

    def say(self, value: Fraction, problem: Problem) -> str:
        """Say a value along the way."""
        return show_fraction(value) if self.kind == "figure" else problem.say(value)


@dataclass(frozen=True)
class WayIn(TriedWay):
    """A change after which the best plan funds a project, and a step less of it does not.

    Attributes:
        less: What does not yet [money in fen].
        award: What the project gets then [fen].
    """

    less: Fraction
    award: int


@dataclass(frozen=True)
class WaysIn:
    """What came of looking for what would get a project in.

    Attributes:
        found: What does, a step less of it not doing.
        tried: What does not, tried to its end.
        is_settled: Whether the search came to its end; false where time ran out in it.
    """

    found: tuple[WayIn, ...]
    tried: tuple[TriedWay, ...]
    is_settled: bool


class _LeftOpen(Exception):
    """Nothing was proven of a question when time ran out."""


class _Climbed(NamedTuple):
    """The rung that gets a project in, and what it gets there [fen]."""

    rungs: int
    award: int


class SearchForWays:
    """Looks for what would get one project in after another.

    Attributes:
        tried: What brought nothing in the search at hand so far.
        is_settled: Whether that search has come to its end so far.
        richer: What each project gets with so many steps more of some sources: every search asks.
    """

    def __init__(self, answer: Resolved, how: SolveOptions) -> None:
        self.answer, self.problem, self.how = answer, answer.problem, how
        self.tried, self.is_settled = list[TriedWay](), True
        self.richer: dict[tuple[str, int], Mapping[str, int]] = {}

    def ways(self, project: Project, held: Resolved | None) -> WaysIn:
        """Return what would get a project in: a figure, a smaller need, more money.

        Args:
            held: The best plan that funds it as things are; None where an order forbids any.
        """
        self.tried, self.is_settled = [], True
        found = tuple(self._each(project, held))
        return WaysIn(found, tuple(self.tried), self.is_settled)

    def _each(self, project: Project, held: Resolved | None) -> Iterator[WayIn]:
        for column in _columns(self.problem):
            yield from self._by_figure(project, column, held)
        yield from self._by_need(project)
        yield from self._by_money(project)

    def _by_figure(self, project: Project, column: str, held: Resolved | None) -> Iterator[WayIn]:
        before = project.facts.get(column)
        if before is None:
            return
        rung = Fraction(1, before.denominator)

        def changed(k: int) -> Problem:
            facts = {**project.facts, column: before + k * rung}
            return self._with(replace(project, facts=facts))

        def got(k: int) -> int:
            return self._given(changed(k)).get(project.name, 0)

        end = furthest([p.facts.get(column, before) for p in self.problem.projects])
        count, near = int((end - before) / rung), None
        if stays_funded(self.answer, changed(count), column):
            near = level_at(self.answer, held, project, column, rung, count)
        one = TriedWay("figure", column, before, before + count * rung)
        if (found := self._climbed(one, count, got, near)) is not None:
            after = before + found.rungs * rung
            yield WayIn("figure", column, before, after, after - rung, found.award)

    def _by_need(self, project: Project) -> Iterator[WayIn]:
        step = min(self.problem.grain.cells.values())

        def got(k: int) -> int:
            need = project.need - k * step
            least = None if project.minimum is None else min(project.minimum, need)
            changed = self._with(replace(project, need=need, minimum=least))
            return self._given(changed).get(project.name, 0)

        count, before = (project.need - 1) // step, Fraction(project.need)
        one = TriedWay("need", "", before, before - count * step)
        if (found := self._climbed(one, count, got)) is not None:
            after = Fraction(project.need - found.rungs * step)
            yield WayIn("need", "", before, after, after + step, found.award)

    def _by_money(self, project: Project) -> Iterator[WayIn]:
        problem = self.problem
        for pot in pots_of(problem):
            parts = {
                problem.sources[s].name: units * problem.grain.cells[problem.sources[s].name]
                for s, units in pot.parts
            }
            if any(problem.source_named[name].is_firm for name in parts):
                continue
            step = sum(parts.values())

            def got(k: int, parts: dict[str, int] = parts) -> int:
                return self._richer(parts, k).get(project.name, 0)

            count, name = -(-project.need // step), "、".join(parts)
            before = Fraction(sum(problem.source_named[name].amount for name in parts))
            one = TriedWay("money", name, before, before + count * step)
            if (found := self._climbed(one, count, got)) is not None:
                after = before + found.rungs * step
                yield WayIn("money", name, before, after, after - step, found.award)

    def _richer(self, parts: Mapping[str, int], k: int) -> Mapping[str, int]:
        """Return what each project gets with so many steps more money; asked again, as before.

        Args:
            parts: The sources, and a step of each [fen].

        Raises:
            _LeftOpen: As for `_given`.
        """
        key = ("、".join(parts), k)
        if key not in self.richer:
            sources = (
                replace(s, amount=s.amount + k * parts.get(s.name, 0)) for s in self.problem.sources
            )
            self.richer[key] = self._given(replace(self.problem, sources=tuple(sources)))
        return self.richer[key]

    def _climbed(
        self, one: TriedWay, count: int, got: Callable[[int], int], near: int | None = None
    ) -> _Climbed | None:
        """Return how many rungs get a project in where one less does not; None where none do.

        None too where time left a rung open: then nothing is said of this way, as neither "would
        do" nor "would not" was computed, and the search does not count as settled.

        Args:
            one: What is tried, to be told where nothing of it does.
            got: What the project gets on a rung [fen].
            near: Where it is looked for first, where a rung that does makes all above it do.
        """
        awards: dict[int, int] = {}

        def gets_in(rungs: int) -> bool:
            awards[rungs] = got(rungs)
            return awards[rungs] > 0

        try:
            if near is not None:
                rungs = first_rung(count, gets_in, near)
            else:
                rungs = smallest(count, gets_in) if count > 0 else None
        except _LeftOpen:
            self.is_settled = False
            return None
        if rungs is None and count > 0:
            self.tried.append(one)
        return None if rungs is None else _Climbed(rungs, awards[rungs])

    def _given(self, changed: Problem) -> Mapping[str, int]:
        """Return what the best plan of a changed problem gives projects; nothing without a plan.

        Raises:
            _LeftOpen: When neither is proven.
        """
        if self.how.budget.is_spent:
            raise _LeftOpen
        answer = best(changed, self.how)
        if answer.plan is None and answer.is_infeasible:
            return {}
        if answer.plan is None or not answer.is_best:
            raise _LeftOpen
        return answer.plan.sums("project")

    def _with(self, changed: Project) -> Problem:
        """Return the problem with a project changed."""
        projects = (changed if p.name == changed.name else p for p in self.problem.projects)
        return replace(self.problem, projects=tuple(projects))


def _columns(problem: Problem) -> list[str]:
    """Return the columns of projects that goals and rank orders count."""
    counted = [goal.figure_of_projects for goal in problem.goals]
    counted += [rule.column for rule in problem.rules if isinstance(rule, RankOrder)]
    return [column for column in dict.fromkeys(counted) if column is not None]
