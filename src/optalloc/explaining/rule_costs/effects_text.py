"""What a change does to a plan, in words and as JSON: which goal moves, who gets more or less."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from optalloc.core.message import NOTHING, Lang, Words, listed, same
from optalloc.core.money import beside_exact, show_amount, show_fraction
from optalloc.explaining.conflict.changes import PROVEN
from optalloc.explaining.rule_costs.effects import Effect
from optalloc.pipeline.outcome_text import goal_value, shown_value
from optalloc.problem.problem import Problem
from optalloc.solver.search.outcome import GoalOutcome

MOST_MOVED = 4
"""Recipients named whose awards change most; of the others only how many they are."""
NO_CHANGE = Words("没有变化", "nothing changes")
DIGITS = 12


def effect_words(effect: Effect, problem: Problem, expected: int = 0) -> Words:
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
    return Words("；".join(w.zh for w in said), "; ".join(w.en for w in said))


def goal_words(effect: Effect, unit: str) -> Words:
    """Return the goal that decides with its values before and after; nothing where none does."""
    if effect.decides is None:
        return NOTHING
    before, after = effect.goals[effect.decides]
    was, is_ = told_apart(before, before.value, after.value, unit)
    first = Words("前面的目标不变，", "the goals before it stay, ") if effect.decides else NOTHING
    return Words(
        f"{first.zh}“{before.words.zh}”由 {was.zh} 变为 {is_.zh}",
        f"{first.en}“{before.words.en}” goes from {was.en} to {is_.en}",
    )


def told_apart(goal: GoalOutcome, one: Fraction, other: Fraction, unit: str) -> tuple[Words, Words]:
    """Return two values of a goal in words, with as many digits as tell them apart."""
    texts = [shown_value(goal, value, unit) for value in (one, other)]
    if one != other and texts[0] == texts[1]:
        more = [show_fraction(goal_value(goal, value, unit), DIGITS) for value in (one, other)]
        return same(more[0]), same(more[1])
    nothing = shown_value(goal, Fraction(0), unit)
    if other and texts[1] == nothing:
        return same(texts[0]), Words(f"几乎 {nothing}", f"almost {nothing}")
    return same(texts[0]), same(texts[1])


def moved_words(effect: Effect, problem: Problem, expected: int = 0) -> Words:
    """Return who gets more or less, the largest moves first; nothing where nobody does.

    Args:
        expected: As for `effect_words`.
    """
    if not effect.moved:
        return NOTHING
    by_size = sorted(effect.moved.items(), key=lambda item: (-abs(item[1]), -item[1]))
    named = [f"{name} {signed(fen, problem)}" for name, fen in by_size[:MOST_MOVED]]
    rest, said = len(by_size) - len(named), listed(named)
    if rest:
        zh = f"{said.zh} 等 {len(by_size)} 个单位，共移动 {problem.say(effect.hands)}"
        said = Words(zh, f"{said.en} and {rest} more, {problem.say(effect.hands)} in all")
    return said if effect.given == expected else said + _given(effect, problem)


def _given(effect: Effect, problem: Problem) -> Words:
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


def doubts(effects: Iterable[Effect]) -> Words:
    """Say how figures are proven, once for all of them; what is less stands with its figure."""
    if all(effect.proven == "exact" for effect in effects):
        return Words("以上都已证明，精确运算。", "All of this is proven in exact arithmetic.")
    return Words(
        "没有另外注明的都已证明，精确运算。",
        "What is not marked otherwise is proven in exact arithmetic.",
    )


def effect_json(effect: Effect, unit: str, lang: Lang) -> dict[str, Any]:
    """Return what a change does as data; a decimal string for each value and amount."""
    return {
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
    }


def amounts(moved: Mapping[str, int], unit: str) -> dict[str, str]:
    """Return amounts by name as decimal strings."""
    return {name: show_amount(fen, unit) for name, fen in moved.items()}
