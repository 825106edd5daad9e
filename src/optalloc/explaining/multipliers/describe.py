"""The multipliers of a plan's goals, in words and as JSON."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.message import Lang, Words, listed, same
from optalloc.core.money import FEN_PER_UNIT, beside_exact, show_fraction
from optalloc.explaining.marginal_prices.describe import prices_document, prices_json
from optalloc.explaining.multipliers.multipliers import (
    GoalMultipliers,
    Multipliers,
    RowMultiplier,
    Side,
)
from optalloc.pipeline.outcome_text import goal_value, shown_value
from optalloc.present.document import MOST_ROWS, Block, Column, Section, TableBlock, Text
from optalloc.problem.at_level import ADDED_UP
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.margins import MultipliersJson

TITLE = Words("乘数（松弛问题的影子价格）", "Multipliers (shadow prices of the relaxation)")
HEAD = Words(
    "证书的证明从这些乘数开始：一条约束的界增加 d，其余的界（包括单笔金额的）不变，守住前面各目标的"
    "方案就不会好过“现值 + 乘数 × d”；表下另写明一个数的，从那个数算起。这是松弛问题（整步之间取"
    "直线）的影子价格；在拐点处两边不同，取其一。“资金”一行关于某单位的，说的是它的合计；“相当于”指"
    "这一行里算得最多的那笔钱。一整步实际带来什么，以后面重新求解的为准。",
    "The proof begins with these multipliers: where the bound of a rule grows by d and all "
    "others, those of single awards too, stay, no plan that keeps the goals before is better than "
    "the value + multiplier × d; where a figure stands under the table, it counts from that. They "
    "are shadow prices of the relaxation (straight between whole steps), one of several where it "
    "has a kink. Money about a recipient is its total; “as much as” means the money that counts "
    "most in the row. What a whole step brings indeed is solved for anew, below.",
)
NONE = Words(
    "这个目标没有用到乘数（逐级比较，或由约束直接推出）。",
    "No multiplier stands behind this goal: it is proven level by level, or by its rows alone.",
)
SIDES: dict[Side, Words] = {
    "least": Words("至少", "at least"),
    "most": Words("至多", "at most"),
    "both": Words("恰为", "exactly"),
}
STEPS = Words("整步的代价（重新求解）", "Prices of whole steps (solved anew)")


def multipliers_document(found: Multipliers) -> Iterator[Section]:
    """Yield a table for each goal, then the prices of whole steps."""
    has_some = any(one.all_rows for one in found.goals)
    blocks: list[Block] = [Text(HEAD)] if has_some else []
    for place, one in enumerate(found.goals):
        blocks += _table(one, place, found.answer.problem)
    blocks += map(Text, _at_bounds(found))
    yield Section("multipliers", TITLE, blocks)
    for section in prices_document(found.prices):
        yield Section("multipliers-steps", STEPS, section.blocks)


def _table(one: GoalMultipliers, place: int, problem: Problem) -> Iterator[Block]:
    goal, rows, unit = one.goal, one.all_rows[:MOST_ROWS], problem.unit
    value = shown_value(goal, goal.value, unit)
    title = goal.words + Words(f"：{value}", f": {value}")
    if not rows:
        yield Text(title)
        yield Text(NONE, "quiet")
        return
    columns = [
        Column(
            Words("约束", "rule"), list(problem.names_of(row.label for row in rows)), is_text=True
        ),
        Column(Words("关于", "about"), [_about(row) for row in rows], is_text=True),
        Column(Words("界", "bound"), [SIDES[row.side] for row in rows], is_text=True),
        Column(Words("每增加", "for each"), [_per(row, unit) for row in rows]),
        Column(Words("乘数", "multiplier"), [_change(row, one, unit) for row in rows]),
    ]
    yield TableBlock(f"multipliers-{place + 1}", title, columns)
    bound = None if one.bound is None else shown_value(goal, one.bound, unit)
    if bound is not None and bound != value:
        alone = Words(
            f"这些乘数单独证明的是 {bound}，其余靠分情况证明：上面的算式从 {bound} 算起。",
            f"These multipliers alone prove {bound}, and cases the rest: count from {bound}.",
        )
        yield Text(alone, "quiet")
    if (many := len(one.all_rows)) > len(rows):
        said = Words(f"共 {many} 行，全部见 --json。", f"{many} rows in all: --json has them.")
        yield Text(said, "quiet")


def _at_bounds(found: Multipliers) -> Iterator[Words]:
    """Yield which rules the plan keeps with nothing to spare although no multiplier is theirs."""
    if found.at_bounds:
        zh, en = bracketed(*found.answer.problem.names_of(found.at_bounds))
        yield Words(
            f"方案也正好取到{zh}的界限，乘数是 0：松弛问题里放宽它，各目标不会更好。",
            f"The plan stands at the bound of {en} as well, with a multiplier of 0: loosened in "
            "the relaxation, it makes no goal better.",
        )


def _about(row: RowMultiplier) -> Words:
    """Return what a row is about; the money of all recipients together has no name of its own."""
    if row.label == ADDED_UP and not row.about:
        return Words("全部单位", "all together")
    return listed(row.about)


def _per(row: RowMultiplier, unit: str) -> Words:
    """Return how much more of a row's bound a multiplier is told of."""
    if row.fen is None:
        return Words("一项", "one")
    return same(f"1{unit}") if row.is_even else Words(f"相当于 1{unit}", f"as much as 1{unit}")


def _change(row: RowMultiplier, one: GoalMultipliers, unit: str) -> str:
    value = goal_value(one.goal, _told(row, unit), unit)
    texts = (show_fraction(value, digits) for digits in (4, 8, 16, 32))
    text = next((text for text in texts if text.strip("-0.")), "0")
    return text if text.startswith("-") or not value else f"+{text}"


def _told(row: RowMultiplier, unit: str) -> Fraction:
    """Return what the goal changes by for one unit of money, or one of the row."""
    return row.value if row.per_fen is None else row.per_fen * FEN_PER_UNIT[unit]


def _bound(one: GoalMultipliers, unit: str) -> Fraction | None:
    """Return what a goal's multipliers alone prove, as its value is counted."""
    return None if one.bound is None else goal_value(one.goal, one.bound, unit)


def multipliers_json(found: Multipliers, unit: str, lang: Lang) -> "MultipliersJson":
    """Return the multipliers as data, exact."""
    goals = [
        {
            "goal": one.goal.label,
            "words": one.goal.words.say(lang),
            **beside_exact("bound", _bound(one, unit)),
            "rows": [
                {
                    "rule": row.label,
                    "about": list(row.about),
                    "per": _per(row, unit).say(lang),
                    "side": row.side,
                    **beside_exact("change", goal_value(one.goal, _told(row, unit), unit)),
                }
                for row in one.all_rows
            ],
        }
        for one in found.goals
    ]
    said = {"unit": unit, "goals": goals, "steps": prices_json(found.prices, unit, lang)}
    return cast(
        "MultipliersJson",
        {**said, "words": [words.say(lang) for words in (HEAD, *_at_bounds(found))]},
    )
