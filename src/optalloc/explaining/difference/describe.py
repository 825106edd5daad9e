"""Why two scenarios differ, in plain words and as JSON; figures as printed add up exactly."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

from optalloc.core.alignment import padded
from optalloc.core.message import NOTHING, Lang, Words, first_few, in_clauses, listed, same
from optalloc.core.money import show_amount
from optalloc.explaining.difference.attribution import AttributedChange, Why
from optalloc.explaining.difference.settings_diff import Pair, setting_words, text_of
from optalloc.explaining.waterfall.score_sheet import digits_for, shown, signed
from optalloc.present.document import (
    RECIPIENT,
    Block,
    Column,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.problem.problem import Problem

if TYPE_CHECKING:
    from optalloc.present.answers.plan import WhyJson

MOST_NAMED = 6
"""Recipients named in one sentence; the rest is counted."""


def differ_lines(why: Why) -> Iterator[Words]:
    """Yield why the second plan differs: what was compared, then each change and what it moved."""
    yield _heading(why)
    for i, (change, amounts) in enumerate(zip(why.changes, amounts_by_change(why), strict=True)):
        mark = mark_of(i)
        said, moved = change_words(why, change), _moved(why, amounts)
        yield Words(
            f"{mark}. {said.zh}。结果：{moved.zh}。", f"{mark}. {said.en}. Effect: {moved.en}."
        )
        if len(change.settings) > 1:
            yield _together(change)
    yield from _sum(why)


def mark_of(place: int) -> str:
    """Return what a change is called by its place: A, B, …, Z, and from there by number."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def differ_json(why: Why, unit: str, lang: Lang) -> "WhyJson":
    """Return the explanation as data; what the changes moved adds up to the differences."""
    problems = _problems(why)
    per_change = amounts_by_change(why, 6)
    return {
        "first": problems[0].name,
        "second": problems[1].name,
        "unit": unit,
        "method": "every_order" if why.is_average else "stated_order",
        "solves": why.solves,
        "changes": [
            {
                "settings": [
                    {
                        "key": ".".join(setting.key),
                        "before": text_of(setting.before),
                        "after": text_of(setting.after),
                        "words": setting_words(setting, problems).say(lang),
                    }
                    for setting in change.settings
                ],
                "because": change.because.say(lang),
                "moved": dict(zip(why.recipients, amounts, strict=True)),
            }
            for change, amounts in zip(why.changes, per_change, strict=True)
        ],
        "differences": dict(
            zip(why.recipients, shown(map(why.difference, why.recipients), unit, 6), strict=True)
        ),
        "words": [words.say(lang) for words in differ_lines(why)],
    }


def change_words(why: Why, change: AttributedChange) -> Words:
    """Return what was changed, in the order that the scenario has it."""
    if not change.settings:
        return Words("条目的先后次序不同", "the entries stand in another order")
    said = [setting_words(setting, _problems(why)) for setting in change.settings]
    return in_clauses(said)


def _heading(why: Why) -> Words:
    """Say what was compared, and by which method."""
    one, other = _names(*_problems(why))
    count = sum(len(change.settings) for change in why.changes)
    unit = why.first.problem
    moved = sum(max(0, why.difference(r)) for r in why.recipients)
    away = sum(max(0, -why.difference(r)) for r in why.recipients)
    zh = f"{other.zh} 与 {one.zh} 相比，{count} 项设置不同，"
    en = f"{other.en} beside {one.en}: {count} setting{'s differ' if count != 1 else ' differs'}, "
    if moved and away:
        zh += f"一些单位共多 {unit.say(moved)}，另一些共少 {unit.say(away)}。"
        en += f"some recipients get {unit.say(moved)} more in all, others {unit.say(away)} less."
    elif moved or away:
        zh += f"各单位共{'多' if moved else '少'} {unit.say(moved or away)}。"
        en += f"recipients get {unit.say(moved or away)} {'more' if moved else 'less'} in all."
    else:
        zh += "各单位合计没有差别。"
        en += "nobody's total differs."
    return Words(zh, en) + _method(why)


def _names(one: Problem, other: Problem) -> tuple[Words, Words]:
    """Return what to call two scenarios that may have one name, or even one title."""
    if one.name != other.name:
        return same(one.name), same(other.name)
    if one.title != other.title:
        return same(one.shown_name), same(other.shown_name)
    return Words("前一个情景", "the first"), Words("后一个情景", "the second")


def _method(why: Why) -> Words:
    count = len(why.changes)
    if count < 2:
        return NOTHING
    if why.is_average:
        orders = factorial(count)
        return Words(
            f"逐项改过去，{orders} 种先后次序都算，每项取平均（沙普利值），相加恰好等于差额。",
            f" Changed one by one in all {orders} orders; each takes its average (Shapley value), "
            "and the averages add up to the difference.",
        )
    return Words(
        "按下面的次序逐项改过去，每项是改它那一步的增减，相加恰好等于差额；次序不同，各项会有出入。",
        " Changed one by one in the order below; each takes what its own step moves, and the steps "
        "add up to the difference. Another order would tell them apart otherwise.",
    )


def _together(change: AttributedChange) -> Words:
    because = change.because
    return (
        Words(
            f"   这 {len(change.settings)} 项只能一起改：{because.zh}。",
            f"   These {len(change.settings)} only work together: {because.en}.",
        )
        if because.zh
        else Words(
            f"   这 {len(change.settings)} 项一起改，不分开计算。",
            f"   These {len(change.settings)} are changed together and not told apart.",
        )
    )


def _moved(why: Why, amounts: Sequence[str]) -> Words:
    """Return who gains and who loses by a change, the most first."""
    pairs = [(n, a) for n, a in zip(why.recipients, amounts, strict=True) if a != "0"]
    if not pairs:
        return Words("不改变任何单位的合计", "nobody's total changes")
    pairs.sort(key=lambda pair: -abs(Fraction(pair[1])))
    unit, named = why.first.problem.unit, first_few(pairs, MOST_NAMED)
    names, figures = [n for n, _ in named], signed([a for _, a in named])
    figures = [f"{n} {a}{unit}" for n, a in zip(names, figures, strict=True)]
    said = listed(figures)
    more = len(pairs) - len(named)
    return said + Words(f"，另有 {more} 个单位", f", and {more} more recipients") if more else said


def _sum(why: Why) -> Iterator[Words]:
    """Yield what the changes come to, where there are several to be added up."""
    if len(why.changes) > 1:
        amounts = shown(map(why.difference, why.recipients), why.first.problem.unit, _digits(why))
        said = _moved(why, amounts)
        yield Words(f"合计：{said.zh}。", f"In all: {said.en}.")


def amounts_by_change(why: Why, digits: int | None = None) -> list[list[str]]:
    """Return for each change what it moves, recipient by recipient, adding up as printed.

    Args:
        digits: Decimals of each; None takes as many as the grains need.
    """
    digits = _digits(why) if digits is None else digits
    unit = why.first.problem.unit
    by_recipient = [
        shown([c.moved.get(name, Fraction(0)) for c in why.changes], unit, digits)
        for name in why.recipients
    ]
    return [list(amounts) for amounts in zip(*by_recipient, strict=True)]


def _digits(why: Why) -> int:
    return max(map(digits_for, _problems(why)))


def _problems(why: Why) -> Pair:
    return why.first.problem, why.second.problem


def whys_json(found: Sequence[Why | Words], unit: str, lang: Lang) -> "list[WhyJson]":
    """Return the explanations as the list under `why`."""
    return [
        differ_json(why, unit, lang)
        if isinstance(why, Why)
        else {"changes": [], "words": [why.say(lang)]}
        for why in found
    ]


def whys_document(found: Sequence[Why | Words]) -> Iterator[Section]:
    """Yield the explanations."""
    if not found:
        alone = Words("只有一个情景，没有可比的。", "There is one scenario, and nothing beside it.")
        yield Section("why", NOTHING, [Text(alone)])
    for why in found:
        lines = differ_lines(why) if isinstance(why, Why) else [why]
        blocks: list[Block] = [Text(words) for words in lines]
        if isinstance(why, Why) and len(why.changes) > 1:
            blocks.append(_table(why))
        yield Section("why", Words("为什么不同", "Why they differ"), blocks)


def _table(why: Why) -> TableBlock:
    """Return what each change moves beside the recipients, the difference last."""
    names, unit = why.recipients, why.first.problem.unit
    columns = [
        Column(mark_of(i), padded(signed(amounts)))
        for i, amounts in enumerate(amounts_by_change(why))
    ]
    sums = signed([show_amount(why.difference(name), unit) for name in why.recipients])
    columns.append(Column(Words("差额", "difference"), padded(sums)))
    first = Column(RECIPIENT, names, is_text=True)
    title = Words("各项设置移动的资金", "What each change moved") + amounts_in(unit)
    return TableBlock("why", title, [first, *columns])
