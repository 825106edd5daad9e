"""Who goes first where plans are equally good: the order that a scenario's tie rule makes.

lot: by the SHA-256 of "seed", a line feed and the name, smallest first, so that anybody can
draw it again; remainder: of t_r / step beyond its floor
"""

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256

from optalloc.core.message import NOTHING, Words, listed
from optalloc.problem.component import Complaint
from optalloc.problem.facts import TargetAmounts
from optalloc.problem.history import NAME_HISTORY, missing_in, past_totals, year_words, years
from optalloc.problem.problem import Problem

Order = tuple[int, ...]
"""Places of recipients in the list, who goes first first."""


def tie_order(problem: Problem, targets: TargetAmounts, step: int) -> Order:
    """Return the recipients' places in the order of the tie rule; equal ones in listed order.

    Args:
        step: Step of every recipient's total [fen].
    """
    rule, everybody = problem.ties, range(len(problem.recipients))
    names = [recipient.name for recipient in problem.recipients]
    if rule.by == "lot":
        drawn = [sha256(f"{rule.seed}\n{name}".encode()).digest() for name in names]
        return tuple(sorted(everybody, key=lambda i: drawn[i]))
    figures = _figures(problem, targets, step, names)
    is_larger = rule.first == "larger" and rule.by != "last_year"
    return tuple(sorted(everybody, key=lambda i: -figures[i] if is_larger else figures[i]))


def _figures(
    problem: Problem, targets: TargetAmounts, step: int, names: list[str]
) -> list[Fraction]:
    """Return what recipients are put in order by; all alike under listed order."""
    rule = problem.ties
    if rule.by == "column":
        return [r.facts.get(rule.column, Fraction(0)) for r in problem.recipients]
    if rule.by == "remainder":
        return [targets.target(name) / step % 1 for name in names]
    if rule.by == "last_year" and problem.history:
        got = past_totals(problem, years(problem)[-1])
        return [Fraction(got.get(name, 0)) for name in names]
    return [Fraction(0)] * len(names)


def tie_complaints(problem: Problem) -> Iterator[Complaint]:
    """Yield what the tie rule needs and does not find, and settings that it would not heed."""
    rule = problem.ties
    if rule.by == "column":
        columns = sorted({column for r in problem.recipients for column in r.facts})
        if not rule.column:
            yield Complaint("column", Words("应写明列名", "the name of a column"))
        elif rule.column not in columns:
            shown = listed(columns)
            allowed = Words(f"应为单位表里的数字列（{shown.zh}）", f"a column ({shown.en})")
            yield Complaint("column", allowed, rule.column)
    if rule.by == "lot" and not rule.seed:
        allowed = Words("抽签应写明种子", "the seed of the lot")
        remedy = Words("例如 seed: 开会日期。", "For example seed: the day of the meeting.")
        yield Complaint("seed", allowed, None, remedy)
    if rule.by == "last_year" and not problem.history:
        yield Complaint("by", Words("应有往年表", "a table of earlier years"), None, NAME_HISTORY)
    elif rule.by == "last_year":
        yield from missing_in("by", years(problem)[-1:], problem.recipients, problem)
    for setting, by in (("column", "column"), ("seed", "lot")):
        if getattr(rule, setting) and rule.by != by:
            allowed = Words(f"只与 by: {by} 一起写", f"only with `by: {by}`")
            yield Complaint(setting, allowed, getattr(rule, setting))


def tie_words(problem: Problem) -> Words:
    """Return by what recipients have their places where plans are equally good."""
    rule = problem.ties
    larger = Words("大者优先", "the larger first")
    if rule.first == "smaller":
        larger = Words("小者优先", "the smaller first")
    after = Words("，仍相同的按名单先后", ", who is still equal by listed order")
    if rule.by == "column":
        return Words(f"按“{rule.column}”{larger.zh}", f"by {rule.column}, {larger.en}") + after
    if rule.by == "remainder":
        return (
            Words(f"按测算额的余数{larger.zh}", f"by the target's remainder, {larger.en}") + after
        )
    if rule.by == "last_year":
        year = year_words(years(problem)[-1:]) if problem.history else NOTHING
        return Words(f"按{year.zh}得到少者优先", f"who got less in {year.en} first") + after
    if rule.by == "lot":
        return Words(f"按抽签（种子 {rule.seed}）", f"by lot (seed {rule.seed})")
    return Words("按名单先后", "by listed order")


def tie_rule_words(problem: Problem) -> Words:
    """Return which of equally good plans is taken, as far as totals tell them apart."""
    told = tie_words(problem)
    return Words(
        f"取各单位位次乘金额加起来最小的，相同的取在前的先多得的（位次{told.zh}）",
        f"each recipient's place ({told.en}) times its amount adds up to the least; of equal sums, "
        "whoever comes first has the more",
    )
