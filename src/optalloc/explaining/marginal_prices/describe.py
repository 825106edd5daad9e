"""The prices at the margin, in words and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import NOTHING, Lang, Words, first_few, listed
from optalloc.core.money import show_amount, show_fraction
from optalloc.explaining.conflict.changes import change_json, change_words, said
from optalloc.explaining.marginal_prices.prices import (
    MoneyPrice,
    Price,
    Prices,
    SettingPrice,
    UnitPrice,
)
from optalloc.explaining.rule_costs.effects import doubts, effect_json, effect_words
from optalloc.present.document import Section, Text
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.margins import PricesJson

HEAD = Words(
    "每一步都重新求解：金额是整的，不引用影子价格。",
    "Every step is solved again in whole amounts; none is read off multipliers.",
)
MOST_LISTED = 12
"""Things named that change nothing; of more, how many there are."""


def prices_lines(found: Prices) -> Iterator[Words]:
    """Yield the prices: money, settings, figures; what changes nothing is said together."""
    yield HEAD
    yield from _money_lines(found)
    groups: tuple[Sequence[Price], ...] = (found.settings, found.units)
    for group in groups:
        idle = [one for one in group if one.effect.changes_nothing or _is_still(one)]
        for one in group:
            if one not in idle:
                yield price_line(one, found)
        if idle:
            yield _idle(idle, found.answer.problem)
    if found.left_out:
        count = len(found.left_out)
        yield Words(
            f"还有 {count} 个单位的指标没有逐一试算；可以指名查询。",
            f"The figures of {count} more recipients were not tried; ask for them by name.",
        )
    everything: list[Price] = [*found.money, *found.settings, *found.units]
    yield doubts(one.effect for one in everything)


def telling_prices(found: Prices, most: int) -> Iterator[Words]:
    """Yield only the steps that change an award, so many of each sort; nothing where none does."""
    told: list[Price] = [one for one in found.money if one.effect.moved]
    if told:
        money = tuple(one for one in found.money if one.effect.moved)
        yield from _money_lines(replace(found, money=money))
    groups: tuple[Sequence[Price], ...] = (found.settings, found.units)
    for group in groups:
        moving = [one for one in group if one.effect.moved]
        told += moving[:most]
        yield from (price_line(one, found) for one in moving[:most])
        if len(moving) > most:
            rest = len(moving) - most
            yield Words(f"另有 {rest} 项也会改变安排。", f"{rest} more would change awards too.")
    if told:
        yield doubts(one.effect for one in told)


def _is_still(price: Price) -> bool:
    """Return whether targets are new but nobody's award is."""
    return price.effect.state == "anew" and not price.effect.moved


def price_line(price: Price, found: Prices) -> Words:
    """Return one price in one line."""
    problem = found.answer.problem
    if isinstance(price, MoneyPrice):
        return _money(price, problem)
    effect, what = effect_words(price.effect, problem), step_words(price, problem)
    return Words(f"{what.zh}：{effect.zh}。", f"{what.en}: {effect.en}.")


def step_words(price: Price, problem: Problem) -> Words:
    """Return the step that a price is of."""
    if isinstance(price, MoneyPrice):
        by = problem.say(price.by)
        if len(price.sources) == 1:
            name = price.sources[0]
            return Words(f"来源“{name}”加 {by}", f"{by} more in the source {name}")
        return Words(f"各来源按比例合计加 {by}", f"{by} more in all sources, in proportion")
    if isinstance(price, SettingPrice):
        way = Words("（放宽）", " (looser)")
        if price.way == "tighter":
            way = Words("（收紧）", " (tighter)")
        if not price.rule.is_monotone_in(price.change.setting[0], problem):
            way = NOTHING
        said = change_words(price.change, problem)
        return Words(said.zh, said.en[:1].upper() + said.en[1:]) + way
    by, column = show_fraction(price.by), price.figure.column
    unit = price.figure.unit
    gap = " " if unit.isascii() and unit.isalpha() else ""
    return Words(
        f"{price.recipient}的“{column}”加 {by}{gap}{unit}",
        f"{by}{gap}{unit} more in {column} of {price.recipient}",
    )


def _money_lines(found: Prices) -> Iterator[Words]:
    """Yield the prices of money; sources of which a step does the same stand in one line."""
    alone = [one for one in found.money if len(one.sources) == 1]
    first = alone[0] if alone else None
    is_alike = first is not None and first.effect.state != "no_plan" and len(alone) > 1
    alike = {(one.by, one.effect.state, tuple(one.effect.moved.items())) for one in alone}
    if first is None or not is_alike or len(alike) > 1:
        yield from (price_line(one, found) for one in found.money)
        return
    problem = found.answer.problem
    by, effect = problem.say(first.by), effect_words(first.effect, problem, first.by)
    names = listed([one.sources[0] for one in alone])
    yield Words(
        f"{names.zh} 中任何一个来源加 {by}（最小的一步）：{effect.zh}。",
        f"{by} more in any one of the sources {names.en} (the smallest step): {effect.en}.",
    )
    yield from (price_line(one, found) for one in found.money if one not in alone)


def _money(price: MoneyPrice, problem: Problem) -> Words:
    what = step_words(price, problem)
    if price.effect.state == "no_plan":
        tried, proof = problem.say(price.by), effect_words(price.effect, problem)
        name = listed(price.sources)
        if len(price.sources) == 1:
            return Words(
                f"来源“{name.zh}”单独增加：从最小一步试到 {tried}，都{proof.zh}。",
                f"More in the source {name.en} alone: up to {tried} in the smallest steps, "
                f"{proof.en}.",
            )
        return Words(
            f"各来源按比例一起增加：从最小一步试到 {tried}，都{proof.zh}。",
            f"More in all sources, in proportion: up to {tried} in the smallest steps, {proof.en}.",
        )
    effect = effect_words(price.effect, problem, price.by)
    return Words(
        f"{what.zh}（最小的一步）：{effect.zh}。", f"{what.en} (the smallest step): {effect.en}."
    )


def _idle(prices: Sequence[Price], problem: Problem) -> Words:
    """Return the steps that change nothing in one sentence."""
    said = [_short(one, problem) for one in first_few(prices, MOST_LISTED)]
    rest = len(prices) - len(said)
    more = Words(f"，等 {len(prices)} 项", f" and {rest} more") if rest else NOTHING
    zh, en = listed(said)
    return Words(f"这样改一步，安排不变：{zh}{more.zh}。", f"No award changes by: {en}{more.en}.")


def _short(price: Price, problem: Problem) -> Words:
    if isinstance(price, SettingPrice):
        change, rule = price.change, bracketed(price.rule.shown)
        setting = price.rule.setting_words(change.setting)
        after = said(change.after, change.sort, problem.unit, change.setting)
        return rule + Words(f"{setting.zh}改为 {after.zh}", f" “{setting.en}” at {after.en}")
    return step_words(price, problem)


def prices_json(found: Prices, unit: str, lang: Lang) -> "PricesJson":
    """Return the prices as data, amounts as decimal strings in a unit."""
    return cast(
        "PricesJson",
        {
            "unit": unit,
            "money": [
                {"sources": list(one.sources), "by": show_amount(one.by, unit)}
                | _said(one, found, unit, lang)
                for one in found.money
            ],
            "settings": [
                {"way": one.way, "change": change_json(one.change, unit)}
                | _said(one, found, unit, lang)
                for one in found.settings
            ],
            "figures": [
                {
                    "recipient": one.recipient,
                    "column": one.figure.column,
                    "by": show_fraction(one.by),
                    "of": one.figure.unit,
                }
                | _said(one, found, unit, lang)
                for one in found.units
            ],
            "left_out": list(found.left_out),
            "solves": found.solves,
            "words": [words.say(lang) for words in prices_lines(found)],
        },
    )


def _said(price: Price, found: Prices, unit: str, lang: Lang) -> dict[str, Any]:
    words = price_line(price, found).say(lang)
    return {"words": words, **effect_json(price.effect, unit, lang)}


def unit_lines(found: Prices, recipient: str) -> Iterator[Words]:
    """Yield what one more of each figure of a recipient does, one line each."""
    for one in found.units:
        if isinstance(one, UnitPrice) and one.recipient == recipient:
            yield price_line(one, found)


def prices_document(found: Prices, recipient: str | None = None) -> Iterator[Section]:
    """Yield the prices at the margin; of one recipient only those of its figures.

    Args:
        recipient: The one recipient to speak of; None for everything that was asked about.
    """
    lines = prices_lines(found) if recipient is None else unit_lines(found, recipient)
    title = Words("再多一步会怎样", "One step more")
    yield Section("prices", title, [Text(words) for words in lines])
