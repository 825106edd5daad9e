"""Say what it would take to give somebody a stated amount, or that nothing does."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from optalloc.core.message import NOTHING, Lang, Words, listed, same
from optalloc.core.money import show_amount, show_fraction, show_percent
from optalloc.explaining.conflict.changes import (
    PROVEN,
    change_json,
    change_words,
    remedy_lines,
    rule_words,
    step_words,
    tried_words,
)
from optalloc.explaining.conflict.iis import Conflict
from optalloc.explaining.goal_seek.line_ladders import line_ladders
from optalloc.explaining.goal_seek.search import ALL, LINES, RULES, WEIGHTS, WISH, Found
from optalloc.explaining.goal_seek.seek import MAY, Want
from optalloc.explaining.goal_seek.weight_paths import WeightMove, movable, weights_of
from optalloc.problem.rules.fixed_award import FixedAward
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.explained import WantJson
    from optalloc.present.answers.margins import ChangeJson

THESE = Words("在这些约束下", "Under these rules")
ALL_RULES = Words("按现在的权重和全部约束", "With weights and rules all as they are")


def want_lines(want: Want) -> Iterator[Words]:
    """Yield what it would take, line by line."""
    amount, may, tried = _amounts(want), _may(want), _weighed(want)
    if want.now is None:
        yield Words(
            "现在没有可行方案，先要解决约束之间的冲突。",
            "There is no plan as things are; the conflict of the rules comes first.",
        )
    elif want.is_there:
        yield Words(f"最优方案里{amount.zh}，不用改。", f"The best plan has {amount.en} already.")
    elif want.impossible != "no":
        yield from _impossible(want)
    elif want.found:
        now = _now(want)
        yield Words(
            f"现在{now.zh}。下面每一种改法（动{may.zh}）都使最优方案里{amount.zh}；改动小的在前，"
            "都已重新求解并核对：",
            f"Now it is {now.en}. Each of these changes of {may.en} makes it {amount.en} in the"
            " best plan; the smallest comes first, and each was solved and audited again:",
        )
        for number, found in enumerate(want.found, start=1):
            yield same(f"  {number}. ") + found_words(found, want)
            yield from remedy_lines(found.settings, want.problem)
    elif want.tried == 1:
        yield Words(f"{may.zh}里没有一项动得了它。", f"Nothing of {may.en} moves it.")
    else:
        yield Words(
            f"没有找到只改一处{may.zh}就使最优方案里{amount.zh}的办法：试了 {want.tried} 个方案，"
            f"权重和比例以 0.1 个百分点为一步{tried.zh}。测算的其他设定、目标和各单位的数字没有"
            "试改。这是搜索的结果，不是证明。",
            f"No single change of {may.en} was found that gives {amount.en} in the best plan:"
            f" {want.tried} plans were tried, weights and shares in steps of 0.1 points{tried.en}."
            " Other settings of targets, goals and the recipients' figures were not moved."
            " That is a search, not a proof.",
        )
    if want.now is not None and not want.is_there and not want.found:
        yield from _firm_weights(want)
        if want.impossible == "no" and want.conflict is not None:
            yield Words("现有约束不允许这个数。", "The rules as they are do not allow it.")
            yield from _against(want, want.conflict)
    if want.by_hand:
        yield _by_hand(want)


def _firm_weights(want: Want) -> Iterator[Words]:
    """Say that weights which were to move are firm, all of them."""
    is_firm = any(weights_of(want.problem)) and not any(movable(want.problem))
    if {ALL, WEIGHTS} & set(want.may) and is_firm:
        yield Words(
            "权重都是刚性的（firm），不能改。", "All weights are firm: none of them may move."
        )


def _by_hand(want: Want) -> Words:
    """Say that the amount can be fixed by a rule, as the scenario is written."""
    how = Words(
        "约束 fixed_award，写明谁、何时、为何", "the rule fixed_award, with who, when and why"
    )
    if want.problem.sheets is not None:
        name = FixedAward.called.zh
        zh = f"在工作表“约束”里加一条“{name}”，写明核定人、核定时间、核定理由"
        how = Words(zh, how.en)
    return Words(
        f"现有约束都允许这个数：也可以手工确定（{how.zh}）。",
        f"Every rule as it is allows it: it can also be fixed by hand ({how.en}).",
    )


def _impossible(want: Want) -> Iterator[Words]:
    """Yield which rules forbid the amount whatever moves."""
    amount, may, proof = _amounts(want), _may(want), PROVEN[want.impossible]
    yield Words(
        f"无论怎样改{may.zh}，都做不到{amount.zh}（{proof.zh}）。",
        f"No change of {may.en} gives {amount.en} ({proof.en}).",
    )
    if want.conflict is not None:
        yield from _against(want, want.conflict)


def _against(want: Want, conflict: Conflict) -> Iterator[Words]:
    """Yield the rules of a conflict with the amount, and what they leave."""
    labels = conflict.rules
    rules = [rule for rule in want.problem.rules if rule.label in labels]
    if rules:
        yield Words("不允许它的约束：", "What forbids it:")
        for rule in rules:
            yield same("  ") + rule_words(rule, want.problem)
        if all(rule.is_firm for rule in rules):
            yield Words("  这些都是刚性约束。", "  All of these are firm.")
    elif conflict.sources:
        money = want.problem.say(want.problem.money)
        yield Words(f"  资金一共只有 {money}。", f"  There is only {money} in all.")
    if want.reach is not None:
        yield from _reach(want, *want.reach, whose=THESE if rules else ALL_RULES)
    for words in conflict.because[:1]:
        yield same("  ") + _without_label(words, want)


def _reach(want: Want, least: int, most: int, whose: Words) -> Iterator[Words]:
    """Yield what rules leave, where the wanted amount lies outside of it."""
    ((name, fen),), say = want.wanted.items(), want.problem.say
    if not least <= fen <= most:
        yield Words(
            f"  {whose.zh}，{name}最少 {say(least)}，最多 {say(most)}。",
            f"  {whose.en} {name} gets at least {say(least)} and at most {say(most)}.",
        )


def _without_label(words: Words, want: Want) -> Words:
    """Return a contradiction without the label of the wish, which no scenario knows."""
    zh, en = words
    for name in want.wanted:
        zh, en = zh.removeprefix(f"【{WISH}{name}】"), en.removeprefix(f"[{WISH}{name}] ")
    return Words(zh, en)


def _amounts(want: Want) -> Words:
    """Return the wanted amounts as a claim."""
    say = want.problem.say
    return _claim([(name, say(fen)) for name, fen in want.wanted.items()])


def _now(want: Want) -> Words:
    """Return what those who want something have now."""
    say, held = want.problem.say, want.now.by_recipient if want.now else {}
    return _claim([(name, say(held.get(name, 0))) for name in want.wanted])


def _claim(pairs: Sequence[tuple[str, str]]) -> Words:
    """Return who gets how much."""
    zh = "、".join(f"{name}得 {text}" for name, text in pairs)
    return Words(zh, " and ".join(f"{text} for {name}" for name, text in pairs))


def _may(want: Want) -> Words:
    """Return what may move."""
    labels = [one.removeprefix("rules.") for one in want.may]
    names = want.problem.names_of(labels)
    words = [MAY.get(label) or bracketed(n) for label, n in zip(labels, names, strict=True)]
    if labels == [ALL] and any(line_ladders(want.problem)):
        words = [MAY[word] for word in (WEIGHTS, LINES, RULES)]
    return listed(words)


def _weighed(want: Want) -> Words:
    """Return which weights, lines and bounds were moved; nothing where none were asked for."""

    def named(labels: Sequence[str]) -> Words:
        return listed([bracketed(want.problem.part_name(label)) for label in labels])

    said = NOTHING
    if {ALL, WEIGHTS} & set(want.may):
        names = named(want.weighed)
        said = Words(f"，试了{names.zh}的权重", f", weights of {names.en}")
        if not want.weighed:
            said = Words("，没有可以试的权重", ", no weights that could be tried")
    if want.lined:
        names = named(want.lined)
        said += Words(f"，试了{names.zh}的门槛和上下限", f", lines and bounds of {names.en}")
    return said


def found_words(found: Found, want: Want) -> Words:
    """Return one change and how sure it is that less is not enough."""
    if isinstance(found.change, WeightMove):
        return _weights(found.change)
    by = step_words(found.step, want.problem.unit)
    step = Words(f"，{by.zh}再少一步就不是这个数", f"; {by.en}one step less does not give it")
    if found.change.tried is not None:
        not_so = Words("都没有得出这个数", "did not give it")
        step = tried_words(found.change, want.problem.unit, not_so)
    elif found.change.kind not in ("setting", "target") or found.change.sort == "word":
        step = NOTHING
    cost = show_percent(found.cost, 1)
    notes = Words("", "")
    if found.cost:
        notes = Words(f"（改动幅度 {cost}{step.zh}）", f" (a change of {cost}{step.en})")
    return change_words(found.change, want.problem) + notes + Words("。", ".")


def _weights(move: WeightMove) -> Words:
    """Return moved weights: from what to what."""
    changed = [name for name in move.after if move.after[name] != move.before[name]]
    texts = [
        f"{name} {show_percent(move.before[name])}→{show_percent(move.after[name])}"
        for name in changed
    ]
    names, points = listed(texts), show_fraction(move.moved * 100)
    if move.sort == "one":
        first = listed([f"{move.of} {show_percent(move.after[move.of])}"])
        before = show_percent(move.before[move.of])
        return Words(
            f"只动一个权重：{first.zh}（原 {before}），其余按原比例缩放"
            "（按 0.1 个百分点一步搜索，再少一步就不是这个数）。",
            f"move one weight: {first.en} (from {before}), the others in proportion"
            " (searched in steps of 0.1 points; one step less does not give it).",
        )
    best = Words("", "")
    if move.is_shortest:
        best = Words(
            "；同样大小的改动，没有别的改法使测算额变得更多",
            "; no other move of that size brings the target further",
        )
    return Words(
        f"把 {points} 个百分点的权重换一换：{names.zh}"
        f"（按 0.1 个百分点一步搜索，再少一步就不是这个数{best.zh}）。",
        f"move {points} points of weight: {names.en}"
        f" (searched in steps of 0.1 points; one step less does not give it{best.en}).",
    )


def want_json(want: Want, unit: str, lang: Lang) -> "WantJson":
    """Return what it would take as an object, amounts as decimal strings in a unit."""

    def totals(plan: Any) -> dict[str, str]:
        held = plan.by_recipient
        return {r.name: show_amount(held.get(r.name, 0), unit) for r in want.problem.recipients}

    conflict = want.conflict
    return {
        "wanted": {name: show_amount(fen, unit) for name, fen in want.wanted.items()},
        "may_move": list(want.may),
        "now": totals(want.now) if want.now else None,
        "is_there": want.is_there,
        "impossible": want.impossible,
        "against": []
        if conflict is None
        else [label for label in conflict.rules if not label.startswith(WISH)],
        "reach": None if want.reach is None else [show_amount(fen, unit) for fen in want.reach],
        "by_hand": want.by_hand,
        "found": [
            {
                "settings": list(found.settings),
                "change": _change_json(found, unit),
                "cost": show_percent(found.cost, 4),
                "recipients": totals(found.plan),
                "words": found_words(found, want).say(lang),
            }
            for found in want.found
        ],
        "tried": want.tried,
        "words": [words.say(lang) for words in want_lines(want)],
    }


def _change_json(found: Found, unit: str) -> "ChangeJson":
    """Return a change of weights or of a rule as an object."""
    change = found.change
    if not isinstance(change, WeightMove):
        return change_json(change, unit)
    return {
        "kind": "weights",
        "of": change.part,
        "setting": change.of,
        "before": {name: show_percent(weight, 6) for name, weight in change.before.items()},
        "after": {name: show_percent(weight, 6) for name, weight in change.after.items()},
    }
