"""Why two scenarios differ: which changed setting moved how much money where.

With few settings each is switched in every order, and takes the average of what it moves (Shapley):

    moved_i = sum over sets S without i of  |S|! (m - |S| - 1)! / m!  (plan(S and i) - plan(S))

With many they are switched in the order they are listed. Either way what they move adds up to the
difference, to the fen, for every recipient. Settings that cannot be switched one by one, because a
scenario between them cannot be read or has no plan, are switched together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from pathlib import Path

from optalloc.core.errors import InputUnusable, quote
from optalloc.core.message import NOTHING, Words
from optalloc.core.solve_options import CBC, SolveOptions
from optalloc.explaining.difference.settings_diff import Setting, between, changed_settings
from optalloc.inputs.read import read_composed
from optalloc.inputs.scenario import Scenario, compose
from optalloc.pipeline.answer import Resolved, answer_of
from optalloc.pipeline.resolve import best
from optalloc.pipeline.solved import Solved

MOST_IN_EVERY_ORDER = 5
"""Settings, or bundles of them, up to which every order is looked at: 32 plans at most."""
MOST_CELLS_SOLVED = 40_000
"""Cells of a plan times plans up to which every order is looked at: some seconds of solving."""
LARGEST_TRIED = 3
"""Settings that are tried together before all that are left are switched at once."""

Chosen = frozenset[int]


@dataclass(frozen=True)
class AttributedChange:
    """What one setting moved, or several that only work together.

    Attributes:
        settings: Empty where only the order of entries differs.
        moved: By recipient what it gained or lost [fen, exact]; who is absent, nothing.
        because: Why several are together: what came of switching one of them alone.
    """

    settings: tuple[Setting, ...]
    moved: Mapping[str, Fraction]
    because: Words = NOTHING


@dataclass(frozen=True)
class Why:
    """Why a second plan differs from a first.

    Attributes:
        first, second: The two plans.
        changes: What each changed setting moved, in the order listed.
        is_average: Whether every order was looked at; else the changes stand in the order gone.
        solves: How many scenarios between the two were solved.
    """

    first: Resolved
    second: Resolved
    changes: tuple[AttributedChange, ...]
    is_average: bool
    solves: int

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who stands in one of the two, in listed order."""
        both = (*self.first.problem.recipients, *self.second.problem.recipients)
        return tuple(dict.fromkeys(r.name for r in both))

    def difference(self, recipient: str) -> int:
        """Return what a recipient gets more in the second plan [fen]."""
        return self.second.given(recipient) - self.first.given(recipient)


def why_they_differ(
    first: str | Path,
    second: str | Path,
    settings: Sequence[str] = (),
    how: SolveOptions = CBC,
    ends: tuple[Resolved, Resolved] | None = None,
) -> Why:
    """Return which changed setting moved how much money where.

    Args:
        first, second: Scenario files.
        settings: `KEY=VALUE` texts laid over both.
        ends: The two as solved already; None solves them here.

    Raises:
        InputUnusable: When one of the two cannot be used.
        ValueError: When one of the two has no plan.
    """
    scenarios = _composed(first, settings), _composed(second, settings)
    if ends is None:
        how = how.begun()
        one, other = (best(read_composed(s), how) for s in scenarios)
        ends = one, other
    return why_between(scenarios, ends, how)


def why_between(
    scenarios: tuple[Scenario, Scenario], ends: tuple[Resolved, Resolved], how: SolveOptions = CBC
) -> Why:
    """Return which changed setting moved how much between two composed, solved scenarios.

    Raises:
        ValueError: When one of the two has no plan.
    """
    return _Differing(scenarios, ends, how).why()


def _composed(path: str | Path, settings: Sequence[str]) -> Scenario:
    return compose(Path(path), str(path), settings)


class _Differing:
    """Solves what stands between two scenarios, each once."""

    def __init__(
        self,
        scenarios: tuple[Scenario, Scenario],
        ends: tuple[Resolved, Resolved],
        how: SolveOptions,
    ) -> None:
        if ends[0].plan is None or ends[1].plan is None:
            raise ValueError("one of the two has no plan")
        self.scenarios, self.ends = scenarios, ends
        self.how = how.begun()
        problems = (ends[0].problem, ends[1].problem)
        self.settings = tuple(changed_settings(scenarios, problems))
        every = frozenset(range(len(self.settings)))
        self.known: dict[Chosen, Resolved | Words] = {every: ends[1], frozenset(): ends[0]}

    def why(self) -> Why:
        """Return the changes, in every order or in the one they are listed in."""
        bundles = self._bundles()
        is_average = self._can_be_every_order(len(bundles))
        if is_average:
            bundles = self._that_go_in_any_order(bundles)
        moved = self._averages(bundles) if is_average else self._in_turn(bundles)
        changes = [
            AttributedChange(
                tuple(self.settings[i] for i in sorted(bundle)), shift, self._reason(bundle)
            )
            for bundle, shift in zip(bundles, moved, strict=True)
        ]
        shift = self._shift(*self.ends)
        if not bundles and shift:
            changes.append(AttributedChange((), shift))
        return Why(*self.ends, tuple(changes), is_average, max(0, len(self.known) - 2))

    def _can_be_every_order(self, bundles: int) -> bool:
        """Return whether the plans of every set of bundles are few, and small enough together."""
        problem = self.ends[1].problem
        cells = len(problem.recipients) * len(problem.sources) * len(problem.uses)
        most = max(MOST_CELLS_SOLVED, 4 * cells)  # two changes are always looked at both ways
        return bundles <= MOST_IN_EVERY_ORDER and 2**bundles * cells <= most

    def _at(self, chosen: Chosen) -> Resolved | Words:
        """Return the plan with some settings switched, or in words why there is none."""
        if chosen not in self.known:
            self.known[chosen] = self._solved(chosen)
        return self.known[chosen]

    def _solved(self, chosen: Chosen) -> Resolved | Words:
        switched = [self.settings[i] for i in sorted(chosen)]
        try:
            problem = read_composed(between(*self.scenarios, switched))
        except InputUnusable as unusable:
            fault = unusable.faults[0]
            came = "" if fault.came is None else quote(fault.came)
            said = fault.allowed + (Words(f"，实为 {came}", f", got {came}") if came else NOTHING)
            return Words(f"情景不能读取（{said.zh}）", f"the scenario cannot be read ({said.en})")
        answer = best(problem, self.how)
        if answer.plan is not None:
            return answer
        if answer.is_infeasible:
            return Words("没有可行方案", "there is no plan")
        return Words("没有在时限内得到方案", "no plan was found in time")

    def _has_plan(self, chosen: Chosen) -> bool:
        return isinstance(self._at(chosen), Resolved)

    def _bundles(self) -> list[Chosen]:
        """Return the settings in an order that can be gone, joined where none goes alone.

        A unit of amounts is part of every amount written below it, so nothing is told apart.
        """
        left = list(range(len(self.settings)))
        if left and self.settings[0].key == ("unit",):
            return [frozenset(left)]
        bundles: list[Chosen] = []
        done: Chosen = frozenset()
        while left:
            bundle = next((b for b in _tries(left) if self._has_plan(done | b)), frozenset(left))
            bundles.append(bundle)
            done |= bundle
            left = [i for i in left if i not in bundle]
        return bundles

    def _that_go_in_any_order(self, bundles: list[Chosen]) -> list[Chosen]:
        """Return the bundles joined until every set of them can be read and has a plan."""
        while True:
            sets = [s for size in range(len(bundles)) for s in combinations(bundles, size)]
            stuck = next((s for s in sets if not self._has_plan(_joined(s))), None)
            if stuck is None:
                return bundles
            wider = (s for s in sets if set(stuck) < set(s) and self._has_plan(_joined(s)))
            together = next(wider, tuple(bundles))
            rest = [b for b in bundles if b not in together]
            bundles = sorted([*rest, _joined(together)], key=min)

    def _averages(self, bundles: list[Chosen]) -> Iterator[dict[str, Fraction]]:
        """Yield what each bundle moves, on the average over all orders."""
        for bundle in bundles:
            others = [b for b in bundles if b != bundle]
            moved: dict[str, Fraction] = {}
            for size in range(len(others) + 1):
                orders = factorial(size) * factorial(len(others) - size)
                weight = Fraction(orders, factorial(len(bundles)))
                for before in combinations(others, size):
                    held = _joined(before)
                    shift = self._shift(self._at(held), self._at(held | bundle))
                    for name, money in shift.items():
                        moved[name] = moved.get(name, Fraction(0)) + weight * money
            yield {name: money for name, money in moved.items() if money}

    def _in_turn(self, bundles: list[Chosen]) -> Iterator[dict[str, Fraction]]:
        """Yield what each bundle moves when they are switched one after another."""
        done: Chosen = frozenset()
        for bundle in bundles:
            yield self._shift(self._at(done), self._at(done | bundle))
            done |= bundle

    def _shift(self, one: Resolved | Words, other: Resolved | Words) -> dict[str, Fraction]:
        """Return what each recipient gets more in another plan [fen]; absent where it is 0."""
        assert isinstance(one, Resolved) and isinstance(other, Resolved)
        problems = (self.ends[0].problem, self.ends[1].problem)
        names = dict.fromkeys(r.name for problem in problems for r in problem.recipients)
        shifts = ((name, other.given(name) - one.given(name)) for name in names)
        return {name: Fraction(money) for name, money in shifts if money}

    def _reason(self, bundle: Chosen) -> Words:
        """Return what came of switching one setting of a bundle alone."""
        for i in sorted(bundle) if len(bundle) > 1 else ():
            said, key = self.known.get(frozenset([i])), ".".join(self.settings[i].key)
            if isinstance(said, Words):
                return Words(f"只改 {key}，{said.zh}", f"with {key} alone, {said.en}")
        return NOTHING


def _tries(left: Sequence[int]) -> Iterator[Chosen]:
    """Yield the sets of settings that may go next: one, two, three, then all that are left."""
    for size in range(1, min(LARGEST_TRIED, len(left) - 1) + 1):
        yield from map(frozenset, combinations(left, size))
    yield frozenset(left)


def _joined(bundles: Sequence[Chosen]) -> Chosen:
    return frozenset[int]().union(*bundles)


def whys(
    scenarios: Sequence[str], plans: Sequence[Solved], settings: Sequence[str], how: SolveOptions
) -> Iterator[Why | Words]:
    """Yield for each later scenario why it differs from the first, or why that cannot be said."""
    for path, solved in zip(scenarios[1:], plans[1:], strict=True):
        missing = next((s for s in (plans[0], solved) if s.best is None), None)
        if missing is not None:
            yield no_plan_words(missing.problem.name)
            continue
        ends = answer_of(plans[0]), answer_of(solved)
        yield why_they_differ(scenarios[0], path, settings, how, ends)


def no_plan_words(name: str) -> Words:
    """Say why nothing can be explained beside a scenario that has no plan."""
    return Words(f"{name} 没有方案，无从比较。", f"{name} has no plan to compare with.")
