"""What would bring a recipient a step more in plain words, or what was tried to find it."""

from fractions import Fraction

from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import show_fraction
from optalloc.explaining.conflict.changes import change_words
from optalloc.explaining.letters.ladders import FigureLadder
from optalloc.explaining.letters.letters import Letter, Letters, Looked, Raised
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed


def raising_words(found: Letters, letter: Letter, named: bool) -> Words:
    """Say what would bring one step more, or what was tried and did not.

    Args:
        named: Whether rules and parts are named by what they are called.
    """
    raised = letter.raised
    if raised is None:
        return _nothing_found(found.answer.problem, letter, named)
    award = found.answer.problem.say(raised.award)
    if raised.loosened is not None and not named:
        asked = raised.loosened.words(found.answer.problem)
        return Words(
            f"如果规定改为{asked.zh}，它就能得 {award}。",
            f"It would get {award} if the rule were “{asked.en}”.",
        )
    if raised.change is not None:
        change = change_words(raised.change, found.answer.problem)
        return Words(
            f"如果{change.zh}，它就能得 {award}。", f"It would get {award} if you {change.en}."
        )
    before, after, less = (
        _value(raised, v, found.answer.problem) for v in (raised.before, raised.after, raised.less)
    )
    more = Words("", "")
    if raised.less != raised.before:
        short = Words("还不行", "would not do")
        if raised.after > raised.before:
            short = Words("还不够", "would not be enough")
        more = Words(f"；{less}{short.zh}", f"; {less} {short.en}")
    if raised.kind == "fixed":
        by = bracketed(found.answer.problem.part_name(raised.name))
        by += Words("", f" fixed {after} for it")
        by = by if named else Words("", f"{after} were fixed for it")
        return Words(
            f"如果{by.zh}给它定的数由 {before} 提到 {after}，它就能得 {award}{more.zh}。",
            f"If {by.en} instead of {before}, it would get {award}{more.en}.",
        )
    way = "增加到" if raised.after > raised.before else "降到"
    return Words(
        f"如果它的{raised.name}由 {before} {way} {after}，它就能得 {award}{more.zh}。",
        f"If its {raised.name} were {after} instead of {before}, it would get {award}{more.en}.",
    )


def _nothing_found(problem: Problem, letter: Letter, named: bool) -> Words:
    """Say that nothing brings a step more, as far as was looked."""
    more, looked = letter.one_more, letter.looked
    if looked is None:
        return NOTHING
    if not looked.is_settled:
        return Words(
            "单独改动哪一项能使它多得一步，没有查完。",
            "What single change would bring it one step more was not settled.",
        )
    if more.kind == "forbidden":
        if not more.rules:
            return NOTHING
        zh, en = (
            ("这条规定", "that rule") if len(more.rules) == 1 else ("这几条规定", "those rules")
        )
        return Words(
            f"只要{zh}和各项数字不变，它就不能多得。",
            f"As long as {en} and the figures stand, it can get no more.",
        )
    if not looked.reads_targets:
        return Words(
            "各目标和约束都不看测算额，所以没有试改它测算用的数字。",
            "No goal or rule looks at targets, so the figures behind its own were not tried.",
        )
    return _tried(problem, looked, named) if looked.tried else NOTHING


def _tried(problem: Problem, looked: Looked, named: bool) -> Words:
    """Say what was tried, how far, and brought nothing."""
    zh, en = list[str](), list[str]()
    for one in looked.tried:
        what = same(one.name)
        if one.kind == "fixed":
            part = bracketed(problem.part_name(one.name)) if named else NOTHING
            what = Words(f"{part.zh}给它定的数", f"the amount {part.en} fixed for it")
        before, after = (_value(one, v, problem) for v in (one.before, one.end))
        zh.append(f"{what.zh}由 {before} 到 {after}")
        en.append(f"{what.en} from {before} to {after}")
    said = Words("、".join(zh), ", ".join(en))
    if looked.untried:
        said += Words(
            f"；另有 {looked.untried} 项没有试", f"; {looked.untried} more were not tried"
        )
    return Words(
        f"单独改动它自己的一项数字，没有找到能使它多得一步的，试过的是：{said.zh}。",
        "No single figure of its own was found that would bring it one step more; tried were: "
        f"{said.en}.",
    )


def _value(raised: Raised | FigureLadder, value: Fraction, problem: Problem) -> str:
    return problem.say(value) if raised.kind == "fixed" else show_fraction(value) + raised.unit
