"""What a plan says of others that are as good: whether there are any, and how it was chosen.

Claims are equal where the targets and the needs are the same and the two recipients could change
places: with their amounts exchanged the plan keeps every rule, and every goal has the same value.
Where such claims get different amounts the tie rule has decided, and that is said.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from optalloc.money import show_amount
from optalloc.parts import Targets
from optalloc.problem import Plan, Problem, Recipient
from optalloc.run import Solved
from optalloc.tie_order import tie_words
from optalloc.tie_rule import LISTED_ORDER
from optalloc.verify import plan_of, verify
from optalloc.words import Lang, Words, listed

MOST_EXCHANGED = 40
"""Exchanges that are tried; each takes an audit of the whole plan."""
MOST_RECIPIENTS = 1_000
"""Recipients up to which so many are tried; of more, a few."""
FEW = 8
MOST_NAMED = 6
"""Recipients that are named for one amount; of more, how many they are."""


@dataclass(frozen=True)
class EqualClaims:
    """Recipients with equal claims and different amounts.

    Attributes:
        amounts: Each amount [fen] with those who get it, the largest first.
    """

    amounts: tuple[tuple[int, tuple[str, ...]], ...]


def equal_claims(problem: Problem, targets: Targets, plan: Plan) -> tuple[EqualClaims, ...]:
    """Return the recipients whose equal claims get different amounts, as far as it was looked at.

    Every pair that is told was exchanged and audited.
    """
    alike: dict[Any, list[Recipient]] = defaultdict(list)
    funded = {project.recipient for project in problem.projects}
    for recipient in problem.recipients:
        if recipient.name not in funded:
            alike[_claim(problem, targets, recipient)].append(recipient)
    held, found = plan.by_recipient, list[EqualClaims]()
    left = MOST_EXCHANGED if len(problem.recipients) <= MOST_RECIPIENTS else FEW
    values = [goal.value(problem, targets, plan) for goal in problem.goals]
    for group in alike.values():
        by_amount: dict[int, list[str]] = defaultdict(list)
        for recipient in group:
            by_amount[held.get(recipient.name, 0)].append(recipient.name)
        most = max(by_amount)
        kept = {most: by_amount[most]}
        for fen in sorted(by_amount.keys() - {most}, reverse=True):
            if left > 0:
                left -= 1
                pair = (by_amount[most][0], by_amount[fen][0])
                if _is_as_good(problem, targets, _exchanged(plan, pair), values):
                    kept[fen] = by_amount[fen]
        if len(kept) > 1:
            found.append(EqualClaims(tuple((fen, tuple(kept[fen])) for fen in kept)))
    return tuple(found)


def _claim(problem: Problem, targets: Targets, recipient: Recipient) -> Any:
    """Return what makes a claim: kind, target, figures of words, and what was asked for."""
    needs = tuple(problem.needs.get((recipient.name, use.name), 0) for use in problem.uses)
    return recipient.kind, targets.target(recipient.name), needs


def _exchanged(plan: Plan, pair: tuple[str, str]) -> Plan:
    """Return a plan in which two recipients have changed places."""
    places = {pair[0]: pair[1], pair[1]: pair[0]}
    return Plan(replace(a, recipient=places.get(a.recipient, a.recipient)) for a in plan.awards)


def _is_as_good(problem: Problem, targets: Targets, plan: Plan, values: list[Any]) -> bool:
    if verify(problem, targets, plan):
        return False
    return [goal.value(problem, targets, plan) for goal in problem.goals] == values


def as_good_words(solved: Solved) -> Iterator[Words]:
    """Yield what is to be said of plans as good as the one that is printed; most often nothing."""
    if solved.best is not None:
        claims = equal_claims(solved.problem, solved.targets, solved.best.plan)
        yield from _words(solved, solved.best.plan, claims)


def _words(solved: Solved, plan: Plan, claims: tuple[EqualClaims, ...]) -> Iterator[Words]:
    problem, choice, rule = solved.problem, solved.outcome.choice, tie_words(solved.problem)
    if choice.totals == "several" or claims:
        yield Words(
            f"同样好的方案不止一个，这一个是这样取的：{rule.zh}。",
            f"Other plans are as good; this one is chosen so: {rule.en}.",
        )
    elif problem.ties != LISTED_ORDER:
        yield Words(f"并列规则：{rule.zh}。", f"Ties are decided so: {rule.en}.")
    for one in claims:
        yield claims_words(one, problem)
    if choice.spending is not None:
        left = problem.money - plan.total
        more = plan_of(problem, choice.spending).total - plan.total
        yield Words(
            f"还有 {problem.say(left)} 没有安排；有一样好的方案会多安排 {problem.say(more)}。"
            "要求全部安排，请写约束 spend_whole。",
            f"{problem.say(left)} is left over; a plan as good would give out {problem.say(more)}"
            " more. Ask for it by the rule spend_whole.",
        )


def claims_words(claims: EqualClaims, problem: Problem) -> Words:
    """Return that claims are equal, and who gets what."""
    shares = shares_words(claims, problem)
    return Words(
        f"情况相同而金额不同（互换后一样好）：{shares.zh}。",
        f"Equal claims, different amounts (exchanged they are as good): {shares.en}.",
    )


def shares_words(claims: EqualClaims, problem: Problem) -> Words:
    """Return who gets what of equal claims."""
    zh, en = list[str](), list[str]()
    for fen, names in claims.amounts:
        who, amount, many = _named(names), problem.say(fen), len(names) > 1
        zh.append(f"{who.zh} {'各' if many else ''}得 {amount}")
        en.append(f"{who.en} {amount}{' each' if many else ''}")
    return Words("，".join(zh), "; ".join(en))


def _named(names: tuple[str, ...]) -> Words:
    shown = listed(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        count = len(names)
        shown += Words(f" 等 {count} 个单位", f" and others, {count} in all,")
    return shown


def as_good_json(solved: Solved, lang: Lang) -> dict[str, Any]:
    """Return what is known of other plans as good, as data."""
    problem, outcome, best = solved.problem, solved.outcome, solved.best
    claims = equal_claims(problem, solved.targets, best.plan) if best is not None else ()
    choice, said = outcome.choice, () if best is None else _words(solved, best.plan, claims)
    spending = choice.spending if best is not None else None
    given = None if spending is None else plan_of(problem, spending).total
    return {
        "totals": choice.totals if best is not None else "not_known",
        "awards": choice.cells if best is not None else "not_known",
        "tie_rule": problem.ties.by,
        "tie_rule_words": tie_words(problem).say(lang),
        "tie_rule_settled": outcome.settled and best is not None,
        "equal_claims": [
            [
                {"amount": show_amount(fen, problem.unit), "recipients": list(names)}
                for fen, names in one.amounts
            ]
            for one in claims
        ],
        "could_give_out": None if given is None else show_amount(given, problem.unit),
        "words": [words.say(lang) for words in said],
    }
