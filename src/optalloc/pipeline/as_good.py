"""What a plan says of others that are as good: whether there are any, and how it was chosen.

Claims are equal where the targets and the needs are the same and the two recipients could change
places: with their amounts exchanged the plan keeps every rule, and no goal tells the two apart.
Where such claims get different amounts the tie rule has decided, and that is said.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang, Words, listed
from optalloc.core.money import show_amount
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.solved import Solved
from optalloc.problem.at_level import values_in_order
from optalloc.problem.facts import Plan, Recipient
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import LISTED_ORDER, Problem
from optalloc.problem.tie_order import tie_rule_words

if TYPE_CHECKING:
    from optalloc.present.answers.plan import AsGoodJson

MOST_EXCHANGED = ((100, 200), (1_000, 40), (10**9, 8))
"""Exchanges that are tried with up to so many recipients; each takes an audit of the whole plan."""
MOST_NAMED = 6
"""Recipients that are named for one amount."""


@dataclass(frozen=True)
class EqualClaims:
    """Recipients with equal claims and different amounts.

    Attributes:
        amounts: Each amount [fen] with those who get it, the largest first.
        alike: How many have the same target and needs; more than are named where not all of them
            can change places, or not all were tried.
    """

    amounts: tuple[tuple[int, tuple[str, ...]], ...]
    alike: int


def equal_claims(problem: Problem, targets: Targets, plan: Plan) -> tuple[EqualClaims, ...]:
    """Return recipients whose equal claims get different amounts, as far as it was looked at.

    Any two of them with different amounts were exchanged, and the plan audited.
    """
    alike: dict[Any, list[str]] = defaultdict(list)
    funded = {project.recipient for project in problem.projects}
    for recipient in problem.recipients:
        if recipient.name not in funded:
            alike[_claim(problem, targets, recipient)].append(recipient.name)
    exchanges = _Exchanges(problem, targets, plan)
    return tuple(one for names in alike.values() if (one := exchanges.claims(names)) is not None)


class _Exchanges:
    """Tries which recipients of a plan can change places, until so many were tried."""

    def __init__(self, problem: Problem, targets: Targets, plan: Plan) -> None:
        self.problem, self.targets, self.plan = problem, targets, plan
        self.held = plan.by_recipient
        self.left = next(many for size, many in MOST_EXCHANGED if len(problem.recipients) <= size)
        self.values = self._values(plan)

    def claims(self, names: list[str]) -> EqualClaims | None:
        """Return those of some alike recipients that can all change places; None without two."""
        names = sorted(names, key=lambda name: -self._held(name))
        for start in names:
            if self.left <= 0 or self._held(start) == self._held(names[-1]):
                return None
            # Those with other amounts first: one of its own that cannot change places bars none.
            rest = sorted(names, key=lambda name: self._held(name) == self._held(start))
            kept = [start]
            for name in rest:
                if name != start and self._joins(name, kept):
                    kept.append(name)
            by_amount: dict[int, list[str]] = defaultdict(list)
            for name in names:
                if name in kept:
                    by_amount[self._held(name)].append(name)
            if len(by_amount) > 1:
                amounts = tuple((fen, tuple(who)) for fen, who in by_amount.items())
                return EqualClaims(amounts, len(names))
        return None

    def _held(self, name: str) -> int:
        return self.held.get(name, 0)

    def _joins(self, name: str, kept: list[str]) -> bool:
        """Return whether a recipient can change places with all those of other amounts."""
        money = self._held(name)
        if sum(self._held(other) == money for other in kept) == MOST_NAMED:
            return False
        return all(self._is_as_good(name, o) for o in kept if self._held(o) != money)

    def _is_as_good(self, one: str, other: str) -> bool:
        if self.left <= 0:
            return False
        self.left -= 1
        problem, targets, plan = self.problem, self.targets, _exchanged(self.plan, (one, other))
        if verify(problem, targets, plan):
            return False
        return self._values(plan) == self.values

    def _values(self, plan: Plan) -> list[tuple[Fraction, ...]]:
        """Return all that goals tell plans apart by, not their last or worst value alone."""
        goals = self.problem.goals
        return [values_in_order(goal, self.problem, self.targets, plan) for goal in goals]


def _claim(problem: Problem, targets: Targets, recipient: Recipient) -> Any:
    """Return what makes a claim: kind, target, and what was asked for."""
    needs = tuple(problem.needs.get((recipient.name, use.name), 0) for use in problem.uses)
    return recipient.kind, targets.target(recipient.name), needs


def _exchanged(plan: Plan, pair: tuple[str, str]) -> Plan:
    """Return a plan in which two recipients have changed places."""
    places = {pair[0]: pair[1], pair[1]: pair[0]}
    return Plan(replace(a, recipient=places.get(a.recipient, a.recipient)) for a in plan.awards)


def as_good_words(solved: Solved) -> Iterator[Words]:
    """Yield what is to be said of plans as good as the one that is printed; most often nothing."""
    if solved.best is not None:
        claims = equal_claims(solved.problem, solved.targets, solved.best.plan)
        yield from _words(solved, solved.best.plan, claims)


def _words(solved: Solved, plan: Plan, claims: tuple[EqualClaims, ...]) -> Iterator[Words]:
    problem, choice, rule = solved.problem, solved.outcome.choice, tie_rule_words(solved.problem)
    if (choice.totals == "several" or claims) and not solved.outcome.settled:
        yield Words("同样好的方案不止一个，这是其中一个。", "Other plans are as good as this one.")
    elif choice.totals == "several" or claims:
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
        ask = "请写约束 spend_whole" if problem.sheets is None else "请加一条约束“全部安排”"
        yield Words(
            f"还有 {problem.say(left)} 没有安排；有一样好的方案会多安排 {problem.say(more)}。"
            f"要求全部安排，{ask}。",
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
        who, amount, many = listed(names), problem.say(fen), len(names) > 1
        zh.append(f"{who.zh} {'各' if many else ''}得 {amount}")
        en.append(f"{who.en} {amount}{' each' if many else ''}")
    named, alike = sum(len(names) for _, names in claims.amounts), claims.alike
    if named < alike:
        zh[-1] += f"（测算额相同的 {alike} 个单位中的 {named} 个）"
        en[-1] += f" ({named} of the {alike} with the same target)"
    return Words("，".join(zh), "; ".join(en))


def as_good_json(solved: Solved, lang: Lang) -> "AsGoodJson":
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
        "tie_rule_words": tie_rule_words(problem).say(lang),
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
