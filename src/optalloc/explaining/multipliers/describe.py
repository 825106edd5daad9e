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
)
from optalloc.pipeline.outcome_text import goal_value, shown_value
from optalloc.present.document import MOST_ROWS, Block, Column, Section, TableBlock, Text

if TYPE_CHECKING:
    from optalloc.present.answers.margins import MultipliersJson

TITLE = Words("乘数（松弛问题的影子价格）", "Multipliers (shadow prices of the relaxation)")
HEAD = Words(
    "证书里的乘数：某一行的界放大一点点，松弛问题（不要求整数）的目标变多少，前面的目标不变。"
    "“资金”一行关于某单位的，说的是它的合计。金额都是整步的，一整步实际带来什么以后面重新求解的为准。",
    "The multipliers of the certificate: what the goal of the relaxation (without whole numbers) "
    "changes by where the bound of a row grows a little, the goals before it as they are. The row "
    "资金 about a recipient is its total. Money moves in whole steps: what a step brings indeed is "
    "solved for anew, below.",
)
NONE = Words(
    "这个目标没有用到乘数（逐级比较，或由约束直接推出）。",
    "No multiplier stands behind this goal: it is proven level by level, or by its rows alone.",
)
STEPS = Words("整步的代价（重新求解）", "Prices of whole steps (solved anew)")


def multipliers_document(found: Multipliers) -> Iterator[Section]:
    """Yield a table for each goal, then the prices of whole steps."""
    unit = found.answer.problem.unit
    blocks: list[Block] = [Text(HEAD)]
    for place, one in enumerate(found.goals):
        blocks += _table(one, place, unit)
    yield Section("multipliers", TITLE, blocks)
    for section in prices_document(found.prices):
        yield Section("multipliers-steps", STEPS, section.blocks)


def _table(one: GoalMultipliers, place: int, unit: str) -> Iterator[Block]:
    goal, rows = one.goal, one.rows[:MOST_ROWS]
    value = shown_value(goal, goal.value, unit)
    title = goal.words + Words(f"：{value}", f": {value}")
    if not rows:
        yield Text(title)
        yield Text(NONE, "quiet")
        return
    columns = [
        Column(Words("约束", "rule"), [row.label for row in rows], is_text=True),
        Column(Words("关于", "about"), [listed(row.about) for row in rows], is_text=True),
        Column(Words("界放大", "bound up by"), [_per(row, unit) for row in rows]),
        Column(Words("目标变", "goal changes"), [_change(row, one, unit) for row in rows]),
    ]
    yield TableBlock(f"multipliers-{place + 1}", title, columns)
    if len(one.rows) > len(rows):
        many = len(one.rows)
        said = Words(f"共 {many} 行，全部见 --json。", f"{many} rows in all: --json has them.")
        yield Text(said, "quiet")


def _per(row: RowMultiplier, unit: str) -> Words:
    """Return how much more of a row's bound a multiplier is told of."""
    return same(f"1{unit}") if row.fen is not None else Words("一格", "one unit")


def _change(row: RowMultiplier, one: GoalMultipliers, unit: str) -> str:
    value = _told(row, unit)
    text = show_fraction(goal_value(one.goal, value, unit), 4)
    return text if text.startswith("-") or not value else f"+{text}"


def _told(row: RowMultiplier, unit: str) -> Fraction:
    """Return what the goal changes by for one unit of money, or one of the row."""
    return row.value if row.per_fen is None else row.per_fen * FEN_PER_UNIT[unit]


def multipliers_json(found: Multipliers, unit: str, lang: Lang) -> "MultipliersJson":
    """Return the multipliers as data, exact."""
    goals = [
        {
            "goal": one.goal.label,
            "words": one.goal.words.say(lang),
            "rows": [
                {
                    "rule": row.label,
                    "about": list(row.about),
                    "per": "money" if row.fen is not None else "row",
                    **beside_exact("change", goal_value(one.goal, _told(row, unit), unit)),
                }
                for row in one.rows
            ],
        }
        for one in found.goals
    ]
    said = {"unit": unit, "goals": goals, "steps": prices_json(found.prices, unit, lang)}
    return cast("MultipliersJson", {**said, "words": [HEAD.say(lang)]})
