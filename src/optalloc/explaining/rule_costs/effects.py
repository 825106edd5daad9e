"""What a change does to a plan: its goals one by one in their order, and who gets more or less.

Two plans are compared as the solving compares them: the first goal, as it was laid out for the
solver, that differs decides. Behind it goals may differ either way, and say nothing. Where a change
makes other targets, or other steps that a goal is counted in, values are measured anew and neither
is better.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast

from optalloc.core.message import NOTHING, Lang, Words, first_few, in_clauses, listed, same
from optalloc.core.money import beside_exact, show_amount
from optalloc.explaining.conflict.changes import PROVEN
from optalloc.pipeline.answer import Resolved, first_apart
from optalloc.pipeline.outcome_text import goal_value, level_named, shown_in, shown_value
from optalloc.problem.at_level import value_of
from optalloc.problem.formulate import reads_targets
from optalloc.problem.problem import Problem
from optalloc.solver.search.outcome import GRADES, GoalOutcome, Proven

if TYPE_CHECKING:
    from optalloc.present.answers.projects import EffectJson

State = Literal["better", "worse", "equal", "anew", "no_plan", "open"]


@dataclass(frozen=True)
class ChangeEffect:
    """What a change comes to.

    Attributes:
        state: Whether the best plan after it is better or worse by the goals, or equally good;
            `anew` where values cannot be compared, `no_plan` where it is proven that there is none,
            `open` where none was found in time, or none that is proven best and is better.
        goals: Each goal before and after, in order; empty without a plan after.
        decides: The place of the first goal that differs; None where none does.
        level: Of leximin that decides by another level than the worst, which is its value: the rank
            of that level, 0 being the worst, and the level before and after.
        moved: What each recipient gets more, or less with a minus [fen]; only whose award changes.
        proven: How both plans are proven best, or that there is none.
    """

    state: State
    goals: tuple[tuple[GoalOutcome, GoalOutcome], ...] = ()
    decides: int | None = None
    moved: Mapping[str, int] = field(default_factory=dict)
    proven: Proven = "exact"
    level: tuple[int, Fraction, Fraction] | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether every goal keeps its value and every recipient its award."""
        return self.state == "equal" and not self.moved

    @property
    def given(self) -> int:
        """What is given out more in all, or less with a minus [fen]."""
        return sum(self.moved.values())

    @property
    def hands(self) -> int:
        """The money that changes hands, or comes in or goes out if that is more [fen]."""
        up = sum(fen for fen in self.moved.values() if fen > 0)
        return max(up, up - self.given)


NO_EFFECT = ChangeEffect("equal")
"""Of a change that is known to change nothing without solving."""


def effect_of(before: Resolved, after: Resolved) -> ChangeEffect:
    """Return the effect of a change: the best plan after it, compared with the one before.

    Args:
        before: Has a plan.
    """
    if after.plan is None:
        grade = after.outcome.infeasible
        return ChangeEffect("no_plan" if grade != "no" else "open", proven=grade)
    effect = _compared(before, after)
    if after.outcome.proven == "no" and effect.state != "better":
        # The first plan that was found in time: how much worse the best one is nobody knows.
        return ChangeEffect("open", proven="no")
    return effect


def _compared(before: Resolved, after: Resolved) -> ChangeEffect:
    """Return the effect where there is a plan after the change, by the first goal that differs."""
    assert after.plan is not None
    names = [r.name for r in before.problem.recipients]
    moves = {name: after.given(name) - before.given(name) for name in names}
    moved = {name: fen for name, fen in moves.items() if fen}
    proven = min(before.outcome.proven, after.outcome.proven, key=GRADES.index)
    pairs = tuple(zip(before.outcome.goals, after.outcome.goals, strict=False))
    if not _is_comparable(before, after):
        differs = (i for i, (one, other) in enumerate(pairs) if one.value != other.value)
        return ChangeEffect("anew", pairs, next(differs, None), moved, proven)
    for place in range(len(before.program.goals)):
        one, other = before.ranked_by(place), after.ranked_by(place)
        rank = first_apart(one, other)
        if rank is not None:
            state: State = "better" if other < one else "worse"
            level = (rank, one[rank], other[rank]) if rank else None
            return ChangeEffect(state, pairs, place, moved, proven, level)
    return ChangeEffect("equal", pairs, None, moved, proven)


def _is_comparable(before: Resolved, after: Resolved) -> bool:
    """Return whether goals mean the same before and after: of one plan they have one value.

    Other targets make other goals of those that look at them.
    """
    labels = [[goal.label for goal in answer.program.goals] for answer in (before, after)]
    if labels[0] != labels[1]:
        return False
    if before.targets.of != after.targets.of:
        problem = before.problem
        if any(reads_targets(problem, goal) for goal in problem.goals):
            return False
    ends = (before.outcome.goals, after.outcome.goals)
    if any(len(goals) != len(labels[0]) for goals in ends) or before.plan is None:
        return False
    return all(
        value_of(goal, after.problem, after.targets, before.plan)
        == value_of(goal, before.problem, before.targets, before.plan)
        for goal in before.problem.goals
    )


def leaves_room(answer: Resolved) -> bool:
    """Return whether a goal leaves room for those after it.

    Then a rule may narrow the room without being broken, and a plan that keeps it need not be best.
    """
    return any(goal.tolerance is not None for goal in answer.problem.goals)


def figure(value: Fraction, told: GoalOutcome) -> Fraction:
    """Return a goal's value as people count it: of a gain, how much there is."""
    return -value if told.measure == "gain" else value


MOST_MOVED = 4
"""Recipients named whose awards change most; of the others only how many they are."""
NO_CHANGE = Words("没有变化", "nothing changes")
DIGITS = 12
_ALMOST = Fraction(1, 20000)
"""Less than this is told as almost nothing."""


def effect_words(effect: ChangeEffect, problem: Problem, expected: int = 0) -> Words:
    """Return what a change does: the goal that decides, then who is moved most.

    Args:
        expected: What is to be given out more in all [fen]; only something else is said.
    """
    if effect.state == "no_plan":
        proof = PROVEN[effect.proven]
        return Words(f"没有可行方案（{proof.zh}）", f"there is no plan ({proof.en})")
    if effect.state == "open":
        return Words("没有得出结论", "not settled")
    said = [] if effect.state == "anew" else [goal_words(effect, problem.unit)]
    said.append(moved_words(effect, problem, expected))
    if effect.proven != "exact":
        proof = PROVEN[effect.proven]
        said.append(Words(f"（{proof.zh}）", f"({proof.en})"))
    said = [words for words in said if words.zh]
    if not said:
        return NO_CHANGE
    return in_clauses(said)


def goal_words(effect: ChangeEffect, unit: str) -> Words:
    """Return the goal that decides with its values before and after; nothing where none does."""
    if effect.decides is None:
        return NOTHING
    before, after = effect.goals[effect.decides]
    rank, one, other = effect.level or (0, before.value, after.value)
    was, is_ = told_apart(before, one, other, unit)
    named = level_named(before.words, rank)
    first = Words("前面的目标不变，", "the goals before it stay, ") if effect.decides else NOTHING
    return Words(
        f"{first.zh}{named.zh}由 {was.zh} 变为 {is_.zh}",
        f"{first.en}{named.en} goes from {was.en} to {is_.en}",
    )


def told_apart(goal: GoalOutcome, one: Fraction, other: Fraction, unit: str) -> tuple[Words, Words]:
    """Return two values of a goal in words, with as many digits as tell them apart."""
    texts = [shown_value(goal, value, unit) for value in (one, other)]
    if one != other and texts[0] == texts[1]:
        more = [shown_in(goal.measure, value, unit, DIGITS) for value in (one, other)]
        return same(more[0]), same(more[1])
    nothing = shown_value(goal, Fraction(0), unit)
    if other and goal.measure != "share" and abs(goal_value(goal, other, unit)) < _ALMOST:
        return same(texts[0]), Words(f"几乎 {nothing}", f"almost {nothing}")
    return same(texts[0]), same(texts[1])


def moved_words(effect: ChangeEffect, problem: Problem, expected: int = 0) -> Words:
    """Return who gets more or less, the largest moves first; nothing where nobody does.

    Args:
        expected: As for `effect_words`.
    """
    if not effect.moved:
        return NOTHING
    by_size = sorted(effect.moved.items(), key=lambda item: (-abs(item[1]), -item[1]))
    named = [f"{name} {signed(fen, problem)}" for name, fen in first_few(by_size, MOST_MOVED)]
    rest, said = len(by_size) - len(named), listed(named)
    if rest:
        zh = f"{said.zh} 等 {len(by_size)} 个单位，共移动 {problem.say(effect.hands)}"
        said = Words(zh, f"{said.en} and {rest} more, {problem.say(effect.hands)} in all")
    return said if effect.given == expected else said + _given(effect, problem)


def _given(effect: ChangeEffect, problem: Problem) -> Words:
    """Say what is given out more or less in all."""
    fen = problem.say(abs(effect.given))
    if not effect.given:
        return Words("；合计不变", "; the sum stays")
    if effect.given < 0:
        return Words(f"；合计少安排 {fen}", f"; {fen} less is given in all")
    return Words(f"；合计多安排 {fen}", f"; {fen} more is given in all")


def signed(fen: int, problem: Problem) -> str:
    """Return a change of an amount with its sign and unit."""
    return ("+" if fen > 0 else "") + problem.say(fen)


def doubts(effects: Iterable[ChangeEffect]) -> Words:
    """Say how figures are proven, once for all of them; what is less stands with its figure."""
    if all(effect.proven == "exact" for effect in effects):
        return Words("以上都已证明，精确运算。", "All of this is proven in exact arithmetic.")
    return Words(
        "没有另外注明的都已证明，精确运算。",
        "What is not marked otherwise is proven in exact arithmetic.",
    )


def effect_json(effect: ChangeEffect, unit: str, lang: Lang) -> "EffectJson":
    """Return what a change does as data; a decimal string for each value and amount."""
    return cast(
        "EffectJson",
        {
            "effect": effect.state,
            "decides": None if effect.decides is None else effect.goals[effect.decides][0].label,
            "goals": [
                {
                    "goal": before.words.say(lang),
                    **beside_exact("before", goal_value(before, before.value, unit)),
                    **beside_exact("after", goal_value(after, after.value, unit)),
                }
                for before, after in effect.goals
            ],
            "moved": amounts(effect.moved, unit),
            "proven": effect.proven,
        },
    )


def amounts(moved: Mapping[str, int], unit: str) -> dict[str, str]:
    """Return amounts by name as decimal strings."""
    return {name: show_amount(fen, unit) for name, fen in moved.items()}
