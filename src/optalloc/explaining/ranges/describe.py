"""Room to move in words and as JSON: what "within" means, then each recipient's range."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import aligned
from optalloc.core.message import NOTHING, Lang, Words, first_few, listed
from optalloc.core.money import beside_exact, show_amount, show_percent
from optalloc.explaining.ranges.ranges import AwardRange, AwardRanges, RangeEnd
from optalloc.explaining.rule_costs.effects import leaves_room, told_apart
from optalloc.pipeline.outcome_text import goal_value
from optalloc.present.document import RECIPIENT, Block, Column, Section, TableBlock, Text

if TYPE_CHECKING:
    from optalloc.present.answers.explained import RoomJson

FEWEST_ROWS = 3
"""Recipients with room from which on a table is easier to read than sentences."""

MOST_NAMED = 12


def room_lines(found: AwardRanges, recipient: str | None = None) -> Iterator[Words]:
    """Yield what "within" means here, then who has room and who has none.

    Args:
        recipient: The one recipient to speak of; None for all that were asked about.
    """
    yield from within_lines(found)
    if not found.is_found:
        yield Words("在时限内没有求出。", "This was not found in time.")
        return
    ranges = found.ranges if recipient is None else (found.range_of(recipient),)
    for one in ranges:
        if not one.is_fixed or recipient is not None:
            yield range_line(one, found)
    if recipient is None:
        yield from _fixed(found)
        if found.left_out:
            count = len(found.left_out)
            yield Words(
                f"还有 {count} 个单位没有逐一查；可以指名查询。",
                f"{count} more recipients were not looked into; ask for them by name.",
            )
    grades = {end.proven for one in ranges for end in (one.least, one.most)}
    if grades == {"exact"}:
        yield Words(
            "以上都已证明，精确运算；每个最少和最多都有一个符合全部约束的方案。",
            "All of this is proven in exact arithmetic; a plan that keeps every rule stands at "
            "each end.",
        )


def within_lines(found: AwardRanges) -> Iterator[Words]:
    """Yield what the distance means: which goals keep their best, which one gives how much."""
    if not found.distance:
        kept = Words("每个目标都保持最优", "every goal keeps its best value")
        if leaves_room(found.answer):
            kept += Words("，有容许差的不超过容许差", ", or the tolerance that it has")
        yield Words(
            f"在同样好的方案之间（{kept.zh}），各单位最少和最多能得多少：",
            f"Among equally good plans ({kept.en}), the least and the most that each recipient "
            "could get:",
        )
        return
    part = show_percent(found.distance, 4)
    yield Words(
        f"与最优相差不超过 {part} 的方案里，各单位最少和最多能得多少：",
        f"Among the plans within {part} of the best, the least and the most that each recipient "
        "could get:",
    )
    if not found.is_found:
        return
    if found.loose is None:
        yield Words(
            "每个目标的最优值都是 0，它的百分之几还是 0：只有同样好的方案算在内。",
            "Every goal's best value is 0, and any part of it is 0: only equally good plans count.",
        )
        return
    yield _loose(found, found.loose)


def _loose(found: AwardRanges, loose: int) -> Words:
    """Return which goal may be worse, by how much, and what becomes of the others."""
    goal = found.answer.outcome.goals[loose]
    unit = found.answer.problem.unit
    best, worst = told_apart(goal, found.value, found.limit, unit)
    before = Words(
        f"它前面的 {found.held} 个目标保持最优值 0，",
        f"the {found.held} before it keep their best value, 0; ",
    )
    if found.held == 1:
        before = Words("它前面的目标保持最优值 0，", "the goal before it keeps its best value, 0; ")
    if any(one.tolerance is not None for one in found.answer.program.goals[:loose]):
        before = Words(
            "它前面的目标保持在各自的容许差以内，",
            "the goals before it stay within their own tolerance; ",
        )
    last = loose + 1 == len(found.answer.program.goals)
    after = (
        NOTHING if last else Words("，排在它后面的目标不作要求", "; the goals after it are free")
    )
    before = before if found.held else NOTHING
    return Words(
        f"“相差”是这样算的：{before.zh}“{goal.words.zh}”最优为 {best.zh}，"
        f"最差可以到 {worst.zh}{after.zh}。",
        f"“Within” means: {before.en}“{goal.words.en}”, at best {best.en}, may be as bad as "
        f"{worst.en}{after.en}.",
    )


def range_line(one: AwardRange, found: AwardRanges) -> Words:
    """Return one recipient's range in one line."""
    say = found.answer.problem.say
    award = say(one.award)
    if one.is_fixed:
        return Words(
            f"{one.recipient}：只能得 {award}。", f"{one.recipient}: {award}, and nothing else."
        )
    least, most = _end(one.least, found, False), _end(one.most, found, True)
    return Words(
        f"{one.recipient}：现在 {award}，{least.zh}，{most.zh}。",
        f"{one.recipient}: now {award}, {least.en}, {most.en}.",
    )


def _end(end: RangeEnd, found: AwardRanges, is_most: bool) -> Words:
    """Return one end of a range; where it is not proven exactly, that is said."""
    amount = found.answer.problem.say(end.amount)
    said = (
        Words(f"最多 {amount}", f"at most {amount}")
        if is_most
        else Words(f"最少 {amount}", f"at least {amount}")
    )
    if end.proven == "exact":
        return said
    if is_most:
        return Words(f"可以多到 {amount}（也许更多）", f"as much as {amount} (perhaps more)")
    return Words(f"可以少到 {amount}（也许更少）", f"as little as {amount} (perhaps less)")


def _fixed(found: AwardRanges) -> Iterator[Words]:
    """Yield who gets the same in every plan within the distance."""
    names = [one.recipient for one in found.ranges if one.is_fixed]
    if not names:
        return
    if len(names) == len(found.ranges) and len(names) > 1 and not found.left_out:
        yield Words(
            "每个单位都只能得现在的数，没有活动的余地。",
            "Every recipient gets what it gets now and nothing else: there is no room to move.",
        )
        return
    shown = first_few(names, MOST_NAMED)
    said, rest = listed(shown), len(names) - len(shown)
    more = Words(f" 等 {len(names)} 个单位", f" and {rest} more") if rest > 0 else NOTHING
    yield Words(
        f"只能得现在的数：{said.zh}{more.zh}。",
        f"Get what they get now and nothing else: {said.en}{more.en}.",
    )


def room_json(found: AwardRanges, unit: str, lang: Lang) -> "RoomJson":
    """Return the ranges as data, amounts as decimal strings in a unit."""
    goals = found.answer.outcome.goals
    goal = None if found.loose is None else goals[found.loose]
    return cast(
        "RoomJson",
        {
            "unit": unit,
            **beside_exact("within", found.distance),
            "goal": None
            if goal is None
            else {
                "goal": goal.label,
                **beside_exact("best", goal_value(goal, found.value, unit)),
                **beside_exact("limit", goal_value(goal, found.limit, unit)),
            },
            "recipients": [
                {
                    "recipient": one.recipient,
                    "award": show_amount(one.award, unit),
                    "least": show_amount(one.least.amount, unit),
                    "most": show_amount(one.most.amount, unit),
                    "proven": [one.least.proven, one.most.proven],
                }
                for one in found.ranges
            ],
            "left_out": list(found.left_out),
            "words": [words.say(lang) for words in room_lines(found)],
        },
    )


def room_document(found: AwardRanges, recipient: str | None = None) -> Iterator[Section]:
    """Yield the ranges, as a table where there are several.

    Args:
        recipient: The one recipient to speak of; None for all that were asked about.
    """
    moving = [one for one in found.ranges if not one.is_fixed]
    has_table = recipient is None and len(moving) >= FEWEST_ROWS
    in_table = {range_line(one, found) for one in moving if has_table and one.is_proven}
    lines = [words for words in room_lines(found, recipient) if words not in in_table]
    blocks: list[Block] = [Text(words) for words in lines]
    if has_table:
        blocks.append(_table(found))
    yield Section("room", Words("谁还有活动的余地", "Room to move"), blocks)


def _table(found: AwardRanges) -> TableBlock:
    """Return award, least and most of the recipients that have room."""
    unit = found.answer.problem.unit
    rows = [one for one in found.ranges if not one.is_fixed and one.is_proven]
    columns = (
        Column(RECIPIENT, [one.recipient for one in rows], is_text=True),
        Column(Words("现在", "now"), aligned([one.award for one in rows], unit)),
        Column(Words("最少", "least"), aligned([one.least.amount for one in rows], unit)),
        Column(Words("最多", "most"), aligned([one.most.amount for one in rows], unit)),
    )
    title = Words(f"可以得到的金额（单位：{unit}）", f"What each could get ({unit})")
    return TableBlock("ranges", title, columns)
