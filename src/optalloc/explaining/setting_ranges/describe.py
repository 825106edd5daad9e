"""Within which values of a rule's settings the plan stays, in words and as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from optalloc.core.message import NOTHING, Lang, Words, in_clauses
from optalloc.explaining.conflict.changes import plain, said
from optalloc.explaining.rule_costs.effects import effect_words
from optalloc.explaining.setting_ranges.setting_ranges import (
    SettingEnd,
    SettingRange,
    SettingRanges,
)
from optalloc.present.document import Block, Column, Section, TableBlock, Text
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.margins import SettingEndJson, SettingRangesJson

TITLE = Words("设置在什么范围内方案不变", "Ranges of settings within which the plan stays")
HEAD = Words(
    "只动一项设置，其余不动：在范围内，各单位得到的总额和各目标都不变，两端都重新求解并证明；按设置的"
    "一格计（金额一步，比例 0.1 个百分点，个数 1，其他数字为它自己的百分之一上下）。",
    "One setting moves and all else stays: within the range everybody's total and every goal is "
    "the same. Both ends are solved for and proven, in steps of the setting (a step of money, 0.1 "
    "of a percentage point, one; of another number about its hundredth part).",
)
HAS_ROOM = Words(
    "有目标给后面的目标留了余地（tolerance），方案在多大范围内不变就说不准，这里不列。",
    "A goal leaves room for those after it (tolerance), so that no range can be told in which the "
    "plan stays.",
)
NOTHING_TO_MOVE = Words("没有可以挪动的数字设置。", "No rule has a number that can be moved.")
EACH = Words("每项设置", "Each setting")
NO_END = Words("不限", "no end")


def end_words(end: SettingEnd | None, one: SettingRange, unit: str) -> Words:
    """Return one end of a range in a cell."""
    if end is None:
        return said(one.now, one.sort, unit) + Words("（不能再动）", " (cannot move)")
    if end.reach == "all":
        return NO_END
    words = said(end.value, one.sort, unit)
    return words if end.reach == "to" else words + Words("（未查完）", " (not settled)")


def beyond_words(one: SettingRange, ranges: SettingRanges) -> Words:
    """Return what is so just beyond the two ends."""
    problem, told = ranges.answer.problem, list[Words]()
    for end in (one.lower, one.upper):
        if end is not None and end.effect is not None:
            at = said(end.beyond, one.sort, problem.unit)
            effect = effect_words(end.effect, problem)
            told.append(Words(f"{at.zh} 时：{effect.zh}", f"at {at.en}: {effect.en}"))
    if not told:
        return NOTHING
    return in_clauses(told)


def setting_ranges_document(ranges: SettingRanges) -> Iterator[Section]:
    """Yield the table of ranges, a row a setting."""
    if ranges.has_room or not ranges.ranges:
        only = HAS_ROOM if ranges.has_room else _not_looked_at(ranges)
        yield Section("setting_ranges", TITLE, [Text(only)])
        return
    unit, rows = ranges.answer.problem.unit, ranges.ranges
    columns = [
        Column(Words("约束", "rule"), [one.rule.shown for one in rows], is_text=True),
        Column(Words("设置", "setting"), [one.words for one in rows], is_text=True),
        Column(Words("现在", "now"), [said(one.now, one.sort, unit) for one in rows]),
        Column(Words("从", "from"), [end_words(one.lower, one, unit) for one in rows]),
        Column(Words("到", "to"), [end_words(one.upper, one, unit) for one in rows]),
    ]
    blocks: list[Block] = [Text(HEAD), TableBlock("setting_ranges", EACH, columns)]
    for one in rows:
        beyond = beyond_words(one, ranges)
        if beyond.zh:
            name = bracketed(one.rule.shown) + Words(f"的{one.words.zh}", f" “{one.words.en}”")
            blocks.append(Text(name + Words(f"：{beyond.zh}。", f": {beyond.en}.")))
    blocks.append(Text(_not_looked_at(ranges), "quiet"))
    yield Section("setting_ranges", TITLE, blocks)


def _not_looked_at(ranges: SettingRanges) -> Words:
    """Name the rules without a range, and why they have none; nothing where there are none."""
    if not ranges.others:
        return NOTHING if ranges.ranges else NOTHING_TO_MOVE
    names = bracketed(*(rule.shown for rule in ranges.others))
    return Words(
        f"没有范围的约束：{names.zh}（没有可放宽或收紧的数字，或数字是刚性的、写在式子里，"
        "或数字小了未必更松）。",
        f"Rules without a range: {names.en} (no number that loosens or tightens, or a firm one, "
        "one within a line of one's own, or one of which less is not always looser).",
    )


def setting_ranges_json(ranges: SettingRanges, unit: str, lang: Lang) -> "SettingRangesJson":
    """Return the ranges as data: values as the scenario writes them."""
    made = [
        {
            "rule": one.rule.label,
            "setting": ".".join(one.setting),
            "now": plain(one.now, one.sort, unit),
            "lower": _end_json(one.lower, one, ranges, lang),
            "upper": _end_json(one.upper, one, ranges, lang),
            "words": beyond_words(one, ranges).say(lang),
        }
        for one in ranges.ranges
    ]
    words = [(HAS_ROOM if ranges.has_room else HEAD).say(lang)]
    return cast(
        "SettingRangesJson", {"unit": unit, "ranges": made, "solves": ranges.solves, "words": words}
    )


def _end_json(
    end: SettingEnd | None, one: SettingRange, ranges: SettingRanges, lang: Lang
) -> "SettingEndJson | None":
    if end is None:
        return None
    unit = ranges.answer.problem.unit
    side = "tight" if end is one.tight else "loose"
    beyond = None if end.beyond is None else plain(end.beyond, one.sort, unit)
    value = None if end.reach == "all" else plain(end.value, one.sort, unit)
    return cast(
        "SettingEndJson", {"side": side, "reach": end.reach, "value": value, "beyond": beyond}
    )
