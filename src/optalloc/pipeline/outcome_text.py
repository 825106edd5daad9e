"""What an outcome says in plain words: what was proven, and what was not."""

from fractions import Fraction
from typing import cast

from optalloc.core.errors import BilingualError, NoPlanFound, ProvenInfeasible
from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import FEN_PER_UNIT, show_known, show_percent
from optalloc.core.time_budget import Position
from optalloc.solver.program.program import Measure
from optalloc.solver.search.outcome import GoalOutcome, Outcome, Proven

NO_ENGINE = "none"
"""What stands for the engine where none was asked."""
PROVEN: dict[Proven, Words] = {
    "exact": Words("已证明，精确运算", "proven, in exact arithmetic"),
    "no": Words("未证明", "not proven"),
}
PROOFS: dict[str, Words] = {
    "exact": Words("已证明最优，精确运算", "proven best, in exact arithmetic"),
    "no": Words("未证明最优", "not proven best"),
}


def solver_words(outcome: Outcome) -> Words:
    """Return which engine solved, and its version; or that none was asked, whichever was named."""
    if outcome.engine == NO_ENGINE or not sum(outcome.tried):
        return Words("没有用求解器", "no solver was asked")
    return same(f"{outcome.engine} {outcome.version}".rstrip())


def plan_name(proven: Proven) -> Words:
    """Return what a plan may be called: the best only where that is proven."""
    if proven == "no":
        return Words("找到的最好方案", "the best plan found")
    return Words("最优方案", "the best plan")


def goal_value(goal: GoalOutcome, value: Fraction, unit: str) -> Fraction:
    """Return a goal's value or bound, counted in fen, in a unit of money."""
    return value_in(goal.measure, value, unit)


def level_named(goal: Words, rank: int) -> Words:
    """Return what a value is of: the goal, or of leximin the level at a rank, the worst being 0."""
    if not rank:
        return Words(f"“{goal.zh}”", f"“{goal.en}”")
    return Words(
        f"“{goal.zh}”里第 {rank + 1} 差的（更差的都不变）",
        f"number {rank + 1} from the worst in “{goal.en}” (the worse ones stay)",
    )


def figure_named(goal: Words, rank: int) -> Words:
    """Return it as data name it: the goal as it is called where the value is its own."""
    return level_named(goal, rank) if rank else goal


def value_in(measure: Measure, value: Fraction, unit: str) -> Fraction:
    """Return what is counted in fen, or in fen squared, in a unit of money; a gain as a gain."""
    per = {"money": FEN_PER_UNIT[unit], "money squared": FEN_PER_UNIT[unit] ** 2}
    return -value if measure == "gain" else value / per.get(measure, 1)


def axis_unit(measure: Measure, unit: str) -> Words:
    """Return the unit of an axis; shares are drawn in per cent."""
    units = {"share": "%", "money": unit, "money squared": f"{unit}²"}
    text = units.get(measure)
    return Words("", "") if text is None else Words(f"（{text}）", f" ({text})")


def shown_in(measure: Measure, value: Fraction, unit: str, digits: int = 4) -> str:
    """Return a goal's value as it is read: with its unit, a share as a percentage."""
    figure = value_in(measure, value, unit)
    if measure == "share":
        return show_percent(figure, digits)
    units = {"money": unit, "money squared": f"{unit}²"}
    return show_known(figure, digits) + units.get(measure, "")


def position_words(at: Position) -> Words:
    """Say which goal is being reached, and what is known of it."""
    if at.words is None:
        return Words("读取和列式", "reading and laying out")
    if not at.goal:
        return at.words
    said = Words(
        f"目标 {at.goal}/{at.goals}：{at.words.zh}", f"goal {at.goal} of {at.goals}: {at.words.en}"
    )
    for words, value in (
        (Words("，目前最好 ", ", best so far "), at.best),
        (Words("，界 ", ", bound "), at.bound),
    ):
        if value is not None and at.measure is not None:
            said += words + same(shown_in(cast("Measure", at.measure), value, at.unit))
    return said


def goal_words(goal: GoalOutcome, unit: str) -> Words:
    """Return one goal with its value and its proof."""
    proof, gap = PROOFS[goal.proven], _gap(goal)
    shown, said = shown_value(goal, goal.value, unit), NOTHING
    if goal.tolerance is not None and goal.in_plan is not None:
        room = goal.tolerance
        most = (
            shown_value(goal, Fraction(room), unit) if isinstance(room, int) else show_percent(room)
        )
        held = shown_value(goal, goal.in_plan, unit)
        said = Words(f"；允许差 {most}，方案为 {held}", f"; {most} allowed, {held} in the plan")
    said += parts_words(goal, unit)
    return Words(
        f"{goal.words.zh}：{shown}（{proof.zh}{gap.zh}）{said.zh}",
        f"{goal.words.en}: {shown} ({proof.en}{gap.en}){said.en}",
    )


def parts_words(goal: GoalOutcome, unit: str) -> Words:
    """Say the value of each part of a blended goal in the plan; nothing of one without parts."""
    if not goal.parts:
        return NOTHING
    said = []
    for part in goal.parts:
        value = same(shown_in(part.measure, part.value, unit)) + part.unit
        counted = shown_in(goal.measure, part.counted, unit)
        zh = f"{part.words.zh} {value.zh}（计 {counted}）"
        said.append(Words(zh, f"{part.words.en}: {value.en} (counts {counted})"))
    zh, en = "、".join(w.zh for w in said), "; ".join(w.en for w in said)
    return Words(f"；其中 {zh}", f"; of it {en}")


def shown_value(goal: GoalOutcome, figure: Fraction, unit: str) -> str:
    """Return a goal's value, or what it may differ by, with its unit."""
    return shown_in(goal.measure, figure, unit)


def _gap(goal: GoalOutcome) -> Words:
    """Say how near a proven bound comes, where none meets the value."""
    # A bound that is the value, as far as it can be stated, tells of no distance.
    if goal.proven == "exact" or goal.bound is None or goal.bound == goal.value:
        return NOTHING
    if not goal.value:
        return Words("；精确运算证明的界不为零", "; the bound proven in exact arithmetic is not 0")
    gap = show_percent(abs((goal.value - goal.bound) / goal.value), 4)
    return Words(
        f"；与最优最多相差 {gap}，界已精确证明",
        f"; at most {gap} from the best, by a bound proven in exact arithmetic",
    )


def outcome_words(outcome: Outcome) -> tuple[Words, ...]:
    """Return what must be said of an outcome as a whole; nothing when all is well."""
    said = no_plan_words(outcome) if outcome.x is None else _of_plan(outcome)
    return (*([said] if said else []), *outcome.notes)


def no_plan_letter(outcome: Outcome) -> BilingualError:
    """Return the error that says why there is no plan."""
    zh = [words.zh for words in outcome_words(outcome)]
    en = [words.en for words in outcome_words(outcome)]
    zh += [f"  · {reason.zh}" for reason in outcome.because]
    en += [f"  · {reason.en}" for reason in outcome.because]
    kind = NoPlanFound if outcome.infeasible == "no" else ProvenInfeasible
    return kind(Words("\n".join(zh), "\n".join(en)))


def no_plan_words(outcome: Outcome) -> Words:
    """Return the verdict where there is no plan, and whether it is proven."""
    if outcome.infeasible == "exact":
        return Words(
            "没有可行方案：各条约束不能同时成立（已证明，精确运算）。",
            "There is no plan: the rules cannot all hold (proven in exact arithmetic).",
        )
    if outcome.stopped == "time_limit":
        return Words(
            "在时限内没有找到方案，也没有证明不存在。请放宽 --time-limit。",
            "Stopped before a plan was found; nothing is proven. Allow a longer --time-limit.",
        )
    if outcome.stopped == "error":
        return Words(
            "求解器没有得出方案，也没有证明不存在。",
            "The solvers came to no plan; nothing is proven.",
        )
    return Words(
        "没有找到方案，也没有证明不存在。",
        "No plan was found, and it is not proven that there is none.",
    )


def _of_plan(outcome: Outcome) -> Words | None:
    if outcome.stopped == "time_limit":
        return Words(
            "到了时限就停下：这个方案符合全部约束，但没有证明最优。",
            "Stopped at the time limit: the plan keeps every rule but is not proven best.",
        )
    if outcome.stopped == "error":
        return Words(
            "求解器没有走完：这个方案符合全部约束，但没有证明最优。",
            "The solvers broke off: the plan keeps every rule but is not proven best.",
        )
    if outcome.is_within_gap and _keeps_gap(outcome):
        room = show_percent(outcome.gap)
        return Words(
            f"按要求，证明与最优相差不超过 {room} 就停下：方案符合全部约束，但可能还有更好的。",
            f"Stopped, as asked, once within {room} of the best: the plan keeps every rule, "
            "but there may be better ones.",
        )
    if outcome.proven == "no":
        return Words(
            "方案符合全部约束，但没有证明最优：可能还有更好的。",
            "The plan keeps every rule but is not proven best: there may be better ones.",
        )
    if outcome.settled:
        return None
    return Words(
        "并列规则没有走到底：可能还有同样好的方案。",
        "The tie rule was not carried to its end: other plans may be as good.",
    )


def _keeps_gap(outcome: Outcome) -> bool:
    """Return whether each goal is proven best, or by its bound to be within the gap allowed.

    A worst level takes no gap, and a search may end before it has proven as much as was asked.
    """
    return all(goal.gap is not None and goal.gap <= outcome.gap for goal in outcome.goals)


def effort_words(outcome: Outcome) -> tuple[Words, ...]:
    """Return what finding the plan took, where cases had to be told apart one by one.

    Most plans come straight from linear programs, and of a few whole-number programs without
    branches a reader learns nothing: then there is nothing to say. Whole steps alone make cases too
    (money for some uses beside a share of the year), so no choice of all or nothing is claimed.
    """
    programs, cases = outcome.tried[1], outcome.nodes
    if cases is None or cases <= programs:
        return ()
    return (
        Words(
            f"安排要按整步取，或者要么给、要么不给，不能只按比例算：程序分 {cases} 种情形查找。",
            f"Amounts come in whole steps, or are all or nothing: {cases} cases were looked into.",
        ),
    )
