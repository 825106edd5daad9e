"""Say why a recipient does not get one step more: who would lose it, or what forbids it."""

from collections.abc import Mapping
from fractions import Fraction

from optalloc.core.message import NOTHING, Words, first_few, in_clauses
from optalloc.explaining.one_step_more.one_step_more import GoalChange, OneMore
from optalloc.explaining.tie_reason import tie_reason, tie_reason_words
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.outcome_text import goal_value, level_named, shown_in
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed
from optalloc.solver.search.outcome import GoalOutcome

MOST_LOSERS = 3
"""Recipients named who would lose something; the others are added up."""
FEWEST_DIGITS, MOST_DIGITS = 4, 15
CLEARLY = 10
"""Decimals of a goal's values: so many that the two are ten units of the last one apart."""


def one_more_words(answer: Resolved, more: OneMore, named: bool = True) -> Words:
    """Say why it does not get one step more.

    Args:
        named: Whether who would lose is named, and rules by their labels, as for the office's own
            use; a letter to one recipient sets it against no other.
    """
    say = answer.problem.say
    if more.kind == "forbidden":
        return _forbidden(answer.problem, more, named)
    if more.kind == "open":
        wanted = say(more.wanted)
        return Words(
            f"能否给到 {wanted}、由谁让出，在时限内没有得出结论。",
            f"Whether it could get {wanted}, and at whose cost, was not settled in time.",
        )
    got = say(more.award + more.moves[more.recipient])
    who = _moves(answer, more) if named else _moves_of_others(answer, more)
    if more.kind == "equal":
        return _as_good(answer, more, got, who)
    assert more.change is not None
    if not named:
        return _beside_the_plan(more, more.change, got, who)
    goal, unit = _goal_named(more.change), answer.problem.unit
    change = goals_apart(more.change.goal, more.change.before, more.change.after, unit)
    if more.kind == "better":
        return Words(
            f"给它 {got}反而更好，{who.zh}：{goal.zh}由 {change[0]} 变为 {change[1]}；"
            "现在的方案没有证明最优。",
            f"It would be better to give it {got}: {who.en}, and {goal.en} would go from "
            f"{change[0]} to {change[1]}. The plan was not proven best.",
        )
    zh, en = "最省的办法是", "at the least cost"
    if more.proven == "no":
        zh, en = "时限内找到的最省办法是", "at the least cost found in time"
    return Words(
        f"如果给它 {got}，{zh}{who.zh}，这样{goal.zh}就由 {change[0]} 变为 {change[1]}，不如现在。",
        f"If it got {got}, {en} {who.en}, and {goal.en} would go from {change[0]} to {change[1]}, "
        f"which is worse.",
    )


def _as_good(answer: Resolved, more: OneMore, got: str, who: Words) -> Words:
    """Say that a plan with one step more is as good, and what decides between the two."""
    reason = tie_reason(answer, more.moves)
    zh, en = tie_reason_words(reason, answer.problem)
    so = Words("，所以没有多给", ", so it gets no more") if reason.is_known else NOTHING
    return Words(
        f"给它 {got}也同样好，{who.zh}；{zh}{so.zh}。",
        f"It might as well get {got}: then {who.en}; {en}{so.en}.",
    )


def _beside_the_plan(more: OneMore, change: GoalChange, got: str, who: Words) -> Words:
    """Say that a plan with one step more is worse, without values, which mean nothing to a town."""
    goal = change.goal.words
    by = Words(f"按“{goal.zh}”来衡量", f"by “{goal.en}”")
    if change.place:
        by = Words(
            f"更优先的目标不变，但按“{goal.zh}”来衡量",
            f"by “{goal.en}”, the goals before it being as they are,",
        )
    if more.kind == "better":
        return Words(
            f"给它 {got}反而更好，{who.zh}：{by.zh}优于现在；现在的方案没有证明最优。",
            f"It would be better to give it {got}: {who.en}, and {by.en} that is better than now. "
            "The plan was not proven best.",
        )
    zh, en = "最省的办法是", "at the least cost"
    if more.proven == "no":
        zh, en = "时限内找到的最省办法是", "at the least cost found in time"
    return Words(
        f"如果给它 {got}，{zh}{who.zh}，这样{by.zh}，不如现在的方案。",
        f"If it got {got}, {en} {who.en}, and {by.en} that is worse than the plan.",
    )


def _moves(answer: Resolved, more: OneMore) -> Words:
    """Say who would lose and who else would gain how much, and what they would be left with."""
    say = answer.problem.say
    losers, gainers = more.losers, more.gainers
    if not losers:
        said = Words("用没有安排的资金", "money that is left over would be used")
    elif len(losers) == 1:
        ((name, fen),) = losers.items()
        left = answer.given(name) - fen
        said = Words(
            f"由{name}让出 {say(fen)}，减到 {say(left)}",
            f"{name} would lose {say(fen)}, going down to {say(left)}",
        )
        if not left:
            said = Words(f"由{name}让出全部 {say(fen)}", f"{name} would lose all of its {say(fen)}")
    else:
        zh, en = _counted(answer, losers, "让出", "would lose")
        said = Words(f"由{zh}", en)
    if gainers:
        zh, en = _counted(answer, gainers, "多得", "would gain")
        said += Words(f"，同时{zh}", f", while {en}")
    return said


def _moves_of_others(answer: Resolved, more: OneMore) -> Words:
    """Say how much others would lose and gain together, without a name."""
    lost, gained = sum(more.losers.values()), sum(more.gainers.values())
    say = answer.problem.say
    if not lost:
        return Words("用没有安排的资金", "money that is left over would be used")
    said = Words(
        f"由其他单位让出 {say(lost)}", f"other recipients would have to give up {say(lost)}"
    )
    if gained:
        said += Words(f"，同时还有单位多得 {say(gained)}", f", while some gain {say(gained)}")
    return said


def _counted(answer: Resolved, moves: Mapping[str, int], zh: str, en: str) -> Words:
    """Return who is moved by how much; beyond a few the others are added up."""
    say = answer.problem.say
    named = first_few(list(moves.items()), MOST_LOSERS)
    zhs = [f"{name}{zh} {say(fen)}" for name, fen in named]
    ens = [f"{name} {en} {say(fen)}" for name, fen in named]
    rest = len(moves) - len(named)
    if rest:
        others = say(sum(moves.values()) - sum(fen for _, fen in named))
        zhs.append(f"其余 {rest} 个单位共{zh} {others}")
        ens.append(f"{rest} more {en} {others} in all")
    return Words("、".join(zhs), _and(ens))


def _and(parts: list[str]) -> str:
    """Join English clauses as they are read aloud."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _goal_named(change: GoalChange) -> Words:
    named = level_named(change.goal.words, change.rank)
    zh = f"目标{named.zh}" + ("" if change.rank else "的数值")
    if not change.place:
        return Words(zh, named.en if change.rank else f"the goal {named.en}")
    return Words(f"更优先的目标不变，而{zh}", f"the goals before it stay the same, but {named.en}")


def goals_apart(goal: GoalOutcome, before: Fraction, after: Fraction, unit: str) -> tuple[str, str]:
    """Return two values of a goal with as many decimals as show how far apart they are."""
    apart = abs(goal_value(goal, after - before, unit)) * (100 if goal.measure == "share" else 1)
    digits = FEWEST_DIGITS
    while digits < MOST_DIGITS and apart * 10**digits < CLEARLY:
        digits += 1
    was, is_ = (shown_in(goal.measure, value, unit, digits) for value in (before, after))
    return was, is_


def _forbidden(problem: Problem, more: OneMore, named: bool) -> Words:
    """Say which rules forbid one step more."""
    wanted = problem.say(more.wanted)
    rules = [rule for rule in problem.rules if rule.label in more.rules]
    if more.wanted > problem.money:
        return Words(
            f"不能给到 {wanted}：全部资金只有 {problem.say(problem.money)}。",
            f"It cannot get {wanted}: there is only {problem.say(problem.money)} in all.",
        )
    if not rules:
        return Words(
            f"不能给到 {wanted}：各条约束合在一起不允许。",
            f"It cannot get {wanted}: the rules together do not allow it.",
        )
    said = [_rule(rule, problem, named) for rule in rules]
    zh, en = in_clauses(said)
    if len(rules) == 1:
        return Words(f"不能给到 {wanted}，因为{zh}。", f"It cannot get {wanted}, because of {en}.")
    return Words(
        f"不能给到 {wanted}，因为下面 {len(rules)} 条合在一起不允许：{zh}。",
        f"It cannot get {wanted}, because these {len(rules)} together forbid it: {en}.",
    )


def _rule(rule: Rule, problem: Problem, named: bool) -> Words:
    asked = rule.words(problem)
    cite = Words(f"，依据是{rule.cite}", f", {rule.cite}") if rule.cite else NOTHING
    if not named:
        return Words(f"规定{asked.zh}{cite.zh}", f"the rule “{asked.en}”{cite.en}")
    name = bracketed(rule.shown)
    return name + Words(f"规定{asked.zh}{cite.zh}", f": {asked.en}{cite.en}")
