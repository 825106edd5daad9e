"""The fairness of a plan in plain words, a statement at a time, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import aligned, signed
from optalloc.core.message import NOTHING, Lang, Words, first_few, listed
from optalloc.core.money import beside_exact, show_amount, show_fraction
from optalloc.explaining.fairness.fairness import Fairness, LargerTotal, Price, Quota, RecipientPair
from optalloc.explaining.one_step_more.describe import goals_apart
from optalloc.pipeline.metrics import NAMES
from optalloc.pipeline.outcome_text import figure_named, goal_value, level_named
from optalloc.present.document import RECIPIENT, Block, Column, Items, Section, TableBlock
from optalloc.problem.baselines import METHODS
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.explained import (
        FairnessJson,
        FairnessPriceJson,
        LargerTotalJson,
        PairJson,
        QuotaJson,
    )

MOST_NAMED = 5
"""Recipients, or pairs of them, that are named in one statement; the others are counted."""
DIGITS = 4
EVENNESS = ("gini", "jain", "largest_to_smallest")


def fairness_lines(found: Fairness) -> Iterator[Words]:
    """Yield what can be said of a plan's fairness, one statement after another."""
    yield _quota(found)
    yield _alike(found)
    yield _order(found)
    for larger in found.larger:
        yield _larger(found, larger)
    yield _even(found)
    yield from _prices(found)


def unfairness_lines(found: Fairness) -> Iterator[Words]:
    """Yield only what somebody could object to; nothing where nobody can."""
    if any(quota.off for quota in found.quotas):
        yield _quota(found)
    if found.unequal:
        yield _alike(found)
    if found.out_of_order:
        yield _order(found)
    for larger in found.larger:
        if larger.losers or larger.outcome != "plan":
            yield _larger(found, larger)
    for price in found.prices:
        if price.goal is not None or price.proven == "no":
            yield _price(found, price)


def fairness_json(found: Fairness, unit: str, lang: Lang) -> "FairnessJson":
    """Return the fairness of a plan as data, amounts as decimal strings in a unit."""
    figures = {name: getattr(found.figures, name) for name in EVENNESS}
    return {
        "unit": unit,
        "step": show_amount(found.step, unit),
        "quota": [_quota_json(quota, unit) for quota in found.quotas],
        "alike": found.alike,
        "unequal": [_pair_json(pair, unit) for pair in found.unequal],
        "compared": found.compared,
        "inversions": [_pair_json(pair, unit) for pair in found.inversions],
        "out_of_order": found.out_of_order,
        "larger_total": [_larger_json(larger, unit) for larger in found.larger],
        "figures": {n: None if v is None else show_fraction(v) for n, v in figures.items()},
        "prices": [_price_json(price, unit, lang) for price in found.prices],
        "words": [words.say(lang) for words in fairness_lines(found)],
    }


def _quota(found: Fairness) -> Words:
    """Say who is outside its quota."""
    say, outside = found.problem.say, [quota for quota in found.quotas if quota.off]
    count, step = len(found.quotas), say(found.step)
    what = Words(
        f"测算额按 {step} 向下或向上取整为配额", f"the target rounded down or up to {step}"
    )
    if found.shared is not None:
        what = Words(
            f"测算额按 {say(found.shared)} 同比折算，再按 {step} 向下或向上取整为配额",
            f"the target's part of {say(found.shared)} rounded down or up to {step}",
        )
    if not outside:
        every = {1: "The one recipient is", 2: "Both recipients are"}.get(
            count, f"All {count} recipients are"
        )
        return Words(
            f"配额：{what.zh}，{count} 个单位的安排额都在配额之内。",
            f"Quota: {every} within quota, {what.en}.",
        )
    outside.sort(key=lambda quota: -abs(quota.off))
    zh, en = list[str](), list[str]()
    for one in first_few(outside, MOST_NAMED):
        way = ("上限", "多", "above") if one.off > 0 else ("下限", "少", "below")
        end, by = say(one.high if one.off > 0 else one.low), say(abs(one.off))
        zh.append(f"{one.recipient} {say(one.award)}，比{way[0]} {end} {way[1]} {by}")
        en.append(f"{one.recipient} has {say(one.award)}, {by} {way[2]} its quota of {end}")
    be = "is" if len(outside) == 1 else "are"
    rest = _more(len(outside) - len(zh))
    return Words(
        f"配额：{what.zh}，{count} 个单位中有 {len(outside)} 个在配额之外："
        f"{'；'.join(zh)}{rest.zh}。",
        f"Quota: {len(outside)} of {count} {be} outside quota, {what.en}: "
        f"{'; '.join(en)}{rest.en}.",
    )


def _alike(found: Fairness) -> Words:
    """Say whether recipients that are alike are treated alike."""
    if not found.alike:
        return Words(
            "同等对待：没有条件完全相同的单位。",
            "Equal treatment: no two recipients are alike in all that the scenario looks at.",
        )
    step, groups = found.problem.say(found.step), f"{found.alike} groups of recipients are alike"
    if found.alike == 1:
        groups = "one group of recipients is alike"
    zh = f"同等对待：有 {found.alike} 组单位条件完全相同"
    if not found.unequal:
        return Words(
            f"{zh}，组内相差都不超过一步，即 {step}。",
            f"Equal treatment: {groups}, and within a group nobody is more than one step, {step}, "
            "from another.",
        )
    pairs = _pairs(found, found.unequal)
    if found.alike == 1:
        return Words(
            f"{zh}，却相差超过一步，即 {step}：{pairs.zh}。",
            f"Equal treatment: {groups}, yet more than one step, {step}, apart: {pairs.en}.",
        )
    return Words(
        f"{zh}，其中 {len(found.unequal)} 组相差超过一步，即 {step}：{pairs.zh}。",
        f"Equal treatment: {groups}, {len(found.unequal)} of them more than one step, {step}, "
        f"apart: {pairs.en}.",
    )


def _order(found: Fairness) -> Words:
    """Say whether somebody who is needier gets less."""
    if not found.compared and found.problem.indicators:
        return Words(
            "次序：各项因素都有数字的单位不到两个，无从比较。",
            "Order: fewer than two recipients have a figure for every factor.",
        )
    if not found.compared:
        return Words(
            "次序：没有因素的数字，比不出谁更需要。",
            "Order: there are no factors by which one recipient is needier than another.",
        )
    batch = _of_batch(found)
    if not found.out_of_order:
        return Words(
            f"次序{batch.zh}：{found.compared} 个单位按各项因素两两相比，"
            "没有哪个单位各项因素都不弱却少得。",
            f"Order{batch.en}: among {found.compared} recipients compared in pairs, nobody who is "
            "as needy as another in every factor gets less.",
        )
    pairs = _pairs(found, found.inversions, found.out_of_order)
    count = found.out_of_order
    said = "1 pair is" if count == 1 else f"{count} pairs are"
    return Words(
        f"次序{batch.zh}：{found.compared} 个单位按各项因素两两相比，有 {count} 对倒挂，"
        f"需要不低于对方却少得：{pairs.zh}。",
        f"Order{batch.en}: among {found.compared} recipients {said} out of order: the one "
        f"that is as needy in every factor, or needier, gets less. {pairs.en}.",
    )


def _of_batch(found: Fairness) -> Words:
    """Say that money given earlier in the year is left out, where there is some.

    Targets of the year take it off: who had much then gets little now, as needy as it is.
    """
    if not found.problem.earlier:
        return NOTHING
    return Words("（只比本批，已下达的不计）", " (this batch alone, without what was given before)")


def _pairs(found: Fairness, pairs: Sequence[RecipientPair], count: int | None = None) -> Words:
    """Return pairs with what they have; beyond a few the others are counted."""
    say, named = found.problem.say, first_few(pairs, MOST_NAMED)
    rest = _more((len(pairs) if count is None else count) - len(named))
    zh = [f"{p.less} {say(p.less_has)}，{p.more} {say(p.more_has)}" for p in named]
    en = [f"{p.less} has {say(p.less_has)}, {p.more} {say(p.more_has)}" for p in named]
    return Words("；".join(zh) + rest.zh, "; ".join(en) + rest.en)


def _more(rest: int) -> Words:
    return Words(f"；另有 {rest} 处", f"; and {rest} more") if rest > 0 else Words("", "")


def _larger(found: Fairness, larger: LargerTotal) -> Words:
    """Say what a step more of money does, and whether somebody loses by it."""
    more = found.problem.say(larger.more)
    method = Words("最优方案", "the best plan")
    if larger.method != "best":
        name = METHODS[larger.method].named(found.problem)
        method = Words(f"基准方案（{name.zh}）", f"the baseline ({name.en})")
    start = Words(
        f"总额增加：资金多 {more} 时，{method.zh}", f"A larger total: with {more} more, {method.en}"
    )
    if larger.outcome != "plan":
        none = larger.outcome == "none"
        return start + Words(
            "无从比较：没有符合全部约束的方案。" if none else "在时限内没有求出。",
            " cannot be compared: no plan keeps every rule." if none else " was not found in time.",
        )
    doubt = Words("", "")
    if larger.proven == "no":
        doubt = Words("两个方案没有都证明最优。", " Not both plans are proven best.")
    if not larger.change:
        return start + Words("不变。", " stays as it is.") + doubt
    won = _moves(found, {name: fen for name, fen in larger.change.items() if fen > 0})
    lost = _moves(found, larger.losers, "少得")
    if not larger.losers:
        zh, en = f"多给{won.zh}，没有单位少得。", f" gives {won.en} more, and nobody less."
        return start + Words(zh, en) + doubt
    return (
        start
        + Words(
            f"多给{won.zh}，反而使{lost.zh}，这叫亚拉巴马效应。",
            f" gives {won.en} more but {lost.en} less: the Alabama effect.",
        )
        + doubt
    )


def _moves(found: Fairness, moves: Mapping[str, int], verb: str = "") -> Words:
    """Return names with amounts; beyond a few the others are added up.

    Args:
        verb: What stands between a name and its amount in Chinese.
    """
    most = MOST_NAMED + (len(moves) == MOST_NAMED + 1)  # the last one has a name, too
    say, named = found.problem.say, list(moves.items())[:most]
    zh = [f"{name}{verb} {say(fen)}" for name, fen in named]
    en = [f"{name} {say(fen)}" for name, fen in named]
    rest = list(moves.values())[most:]
    if rest:
        zh.append(f"其余 {len(rest)} 个单位共{verb} {say(sum(rest))}")
        en.append(f"{len(rest)} more {say(sum(rest))} in all")
    return listed(zh)._replace(en=listed(en).en)


def _even(found: Fairness) -> Words:
    """Say how even awards are beside targets."""
    zh, en = list[str](), list[str]()
    for name in EVENNESS:
        value = getattr(found.figures, name)
        if value is not None:
            zh.append(f"{NAMES[name].zh} {show_fraction(value, DIGITS)}")
            en.append(f"{NAMES[name].en} {show_fraction(value, DIGITS)}")
    if not zh and found.figures.worst_relative_deviation:
        return Words(
            "均衡：有测算额的单位都没有得到资金，无从比较。",
            "Evenness: nobody with a target gets any money, so there is nothing to compare.",
        )
    if not zh:
        return Words("均衡：没有测算额可比。", "Evenness: there are no targets to compare with.")
    return Words(
        f"均衡：以安排额除以测算额计，{listed(zh).zh}。",
        f"Evenness of award over target: {listed(en).en}.",
    )


def _prices(found: Fairness) -> Iterator[Words]:
    """Yield what each fairness rule costs."""
    if not found.prices:
        yield Words("公平约束：本情景没有设。", "Fairness rules: the scenario has none.")
    for price in found.prices:
        yield _price(found, price)


def _price(found: Fairness, price: Price) -> Words:
    """Say what the goals are without one rule."""
    name = bracketed(*found.problem.names_of([price.rule]))
    start = Words(f"公平约束{name.zh}", f"The fairness rule {name.en}")
    if price.proven == "no":
        return start + Words(
            "的代价没有算出：两个方案没有都证明最优。",
            ": its price is not known, as not both plans are proven best.",
        )
    if price.goal is None:
        return start + Words(
            "没有代价：去掉它，目标也不会更好。",
            " costs nothing: without it no goal would be better.",
        )
    named, unit = level_named(price.goal.words, price.rank), found.problem.unit
    held, free = goals_apart(price.goal, price.with_it, price.without, unit)
    moved = found.problem.say(price.moved)
    return start + Words(
        f"的代价：去掉它，目标{named.zh}{'' if price.rank else '的数值'}由 {held} 变为 {free}，"
        f"单位之间移动 {moved}。",
        f" has a price: without it {'' if price.rank else 'the goal '}{named.en} would go "
        f"from {held} to {free}, and {moved} would change hands.",
    )


def _quota_json(quota: Quota, unit: str) -> "QuotaJson":
    return {
        "recipient": quota.recipient,
        "award": show_amount(quota.award, unit),
        "low": show_amount(quota.low, unit),
        "high": show_amount(quota.high, unit),
        "off": show_amount(quota.off, unit),
    }


def _pair_json(pair: RecipientPair, unit: str) -> "PairJson":
    return {
        "less": pair.less,
        "more": pair.more,
        "less_has": show_amount(pair.less_has, unit),
        "more_has": show_amount(pair.more_has, unit),
    }


def _larger_json(larger: LargerTotal, unit: str) -> "LargerTotalJson":
    return {
        "method": larger.method,
        "more": show_amount(larger.more, unit),
        "outcome": larger.outcome,
        "change": {name: show_amount(fen, unit) for name, fen in larger.change.items()},
        "losers": list(larger.losers),
        "proven": larger.proven,
    }


def _in_unit(price: Price, value: Fraction, unit: str) -> Fraction | None:
    return None if price.goal is None else goal_value(price.goal, value, unit)


def _price_json(price: Price, unit: str, lang: Lang) -> "FairnessPriceJson":
    goal = price.goal
    return cast(
        "FairnessPriceJson",
        {
            "rule": price.rule,
            "goal": None if goal is None else figure_named(goal.words, price.rank).say(lang),
            **beside_exact("with_it", _in_unit(price, price.with_it, unit)),
            **beside_exact("without", _in_unit(price, price.without, unit)),
            "moved": show_amount(price.moved, unit),
            "proven": price.proven,
        },
    )


def fairness_document(found: Fairness) -> Iterator[Section]:
    """Yield what can be said of a plan's fairness, and who is outside its quota."""
    blocks: list[Block] = [Items(list(fairness_lines(found)))]
    if any(quota.off for quota in found.quotas):
        blocks.append(_quotas(found))
    yield Section("fairness", Words("是否公平", "Is it fair"), blocks)


def _quotas(found: Fairness) -> TableBlock:
    """Return who is outside its quota, the furthest first."""
    outside = sorted((q for q in found.quotas if q.off), key=lambda q: -abs(q.off))
    unit = found.problem.unit
    columns = (
        Column(RECIPIENT, [q.recipient for q in outside], is_text=True),
        Column(Words("配额下限", "quota from"), aligned([q.low for q in outside], unit)),
        Column(Words("配额上限", "to"), aligned([q.high for q in outside], unit)),
        Column(Words("安排额", "award"), aligned([q.award for q in outside], unit)),
        Column(Words("超出（+）不足（-）", "beyond it"), signed([q.off for q in outside], unit)),
    )
    title = Words(f"配额之外的单位（单位：{unit}）", f"Outside quota ({unit})")
    return TableBlock("quotas", title, columns)
