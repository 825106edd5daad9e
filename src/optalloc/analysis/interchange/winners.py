"""Who wins a vote on projects: the greedy rule, and the method of equal shares.

Greedy: by falling score, each project that still fits; equal scores in listed order.

Equal shares: every voter has budget / n. A project p is affordable at rho where its supporters pay

    sum_i min(b_i, rho * u_i(p)) = cost_p,    u_i(p) = cost_p * points_i(p) / largest points

and the one with the least rho is bought, until none can be. What is left then goes to the other
projects greedily. For approval ballots the utility of a project is its cost, as the cities that use
the method have it. Everything is exact; equal rho goes to the higher score, then to listed order.
Source: Peters, Pierczynski and Skowron, Proportional Participatory Budgeting with Additive
Utilities (NeurIPS 2021).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush

from optalloc.analysis.interchange.pabulib import Candidate, Vote


def greedy_winners(vote: Vote, bought: Sequence[str] = ()) -> list[str]:
    """Return the projects that the greedy rule funds, in the order in which it takes them.

    Args:
        bought: Projects that are funded already; they are no part of what comes back.
    """
    scores, cost = vote.scores, {c.id: c.cost for c in vote.candidates}
    left = vote.budget - sum(cost[name] for name in bought)
    won = []
    for candidate in sorted(vote.candidates, key=lambda c: -scores[c.id]):
        if candidate.id not in bought and candidate.cost <= left:
            won.append(candidate.id)
            left -= candidate.cost
    return won


def equal_shares_winners(vote: Vote) -> list[str]:
    """Return the projects that equal shares buy, then those that the rest pays for, greedily."""
    bought = _bought(vote)
    return bought + greedy_winners(vote, bought)


class _Purses:
    """What voters have left. Those who paid alike have alike: they share one purse.

    Attributes:
        of: The number of each voter's purse.
        holds: What is in each purse [fen].
    """

    def __init__(self, voters: int, each: Fraction) -> None:
        self.of = [0] * voters
        self.holds = [each]

    def pay(self, supporters: Sequence[tuple[int, Fraction]], price: Fraction) -> None:
        """Take a price from supporters, by the weight of each, as far as they have it."""
        made: dict[tuple[int, Fraction], int] = {}
        for voter, weight in supporters:
            key = self.of[voter], weight
            if key not in made:
                made[key] = len(self.holds)
                self.holds.append(max(self.holds[key[0]] - price * weight, Fraction(0)))
            self.of[voter] = made[key]


def _bought(vote: Vote) -> list[str]:
    """Return what equal shares buy, in order."""
    scores = vote.scores
    ballots = [ballot for ballot in vote.ballots if ballot]
    if not ballots:
        return []
    purses = _Purses(len(ballots), Fraction(vote.budget, len(ballots)))
    supporters = _supporters(vote, ballots)
    # A project's price only rises as purses empty, so the one known is a bound from below.
    queue = [(Fraction(0), -scores[c.id], i) for i, c in enumerate(vote.candidates) if c.cost]
    heapify(queue)
    won = []
    while queue:
        _, score, at = heappop(queue)
        candidate = vote.candidates[at]
        price = _price(candidate, supporters[candidate.id], purses)
        if price is None:
            continue
        mine = (price / candidate.cost, score, at)
        if queue and queue[0] < mine:
            heappush(queue, mine)
            continue
        won.append(candidate.id)
        purses.pay(supporters[candidate.id], price)
    return won


def _supporters(
    vote: Vote, ballots: Sequence[Mapping[str, Fraction]]
) -> dict[str, list[tuple[int, Fraction]]]:
    """Return who gives each project points, as a part of the most that anybody gives."""
    largest = max(points for ballot in ballots for points in ballot.values())
    weights = {points: points / largest for ballot in ballots for points in ballot.values()}
    found: dict[str, list[tuple[int, Fraction]]] = {c.id: [] for c in vote.candidates}
    for voter, ballot in enumerate(ballots):
        for name, points in ballot.items():
            if points > 0:
                found[name].append((voter, weights[points]))
    return found


def _price(
    candidate: Candidate, supporters: Sequence[tuple[int, Fraction]], purses: _Purses
) -> Fraction | None:
    """Return what a supporter of weight 1 pays for a project; None if they cannot pay it.

    Those who have less give all that they have, the poorest first.
    """
    alike = Counter((purses.of[voter], weight) for voter, weight in supporters)
    able = sorted(
        (purses.holds[purse] / weight, weight * count, purses.holds[purse] * count)
        for (purse, weight), count in alike.items()
    )
    weights, paid = sum((w for _, w, _ in able), Fraction(0)), Fraction(0)
    for limit, weight, money in able:
        price = (candidate.cost - paid) / weights
        if price <= limit:
            return price
        paid += money
        weights -= weight
    return None
