"""Projects in the order of a score until the money is gone (按名次安排).

Projects p_1, p_2, … stand by falling score, equal ones in listed order. m_i is the money of p_i,
n_i its need, z_i in {0, 1} whether it is funded, and M all the money. When one does not fit:

    then: stop     nothing goes below it                   z_{i+1} <= z_i,  m_i = n_i * z_i
    then: part     a part goes to it, nothing goes below   m_i >= n_i * z_{i+1},  m_i <= n_i * z_i
    then: skip     it is passed over, if it did not fit    (M + 1) (1 - z_i) <= n_i + s_{i-1}

and m_i = n_i * z_i under skip too. What a part is at least `project_funding` says: the minimum that
the project states, else anything; under `how: whole` there is no part. s_i is what p_1, …, p_i get
and those that must be funded. Under stop and part the goals say how far down money goes. A project
that needs nothing, that a gate or never_fund closes, or that must_fund names has no place in the
order.
"""

from collections.abc import Iterator
from math import gcd
from typing import Literal

from optalloc.core.message import Words
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import Breach, Complaint, without_scores
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.projects import Project


@RULES.register("rank_order")
class RankOrder(Rule):
    """Fund projects by falling score until the money is gone, as councils and voters do.

    Attributes:
        column: The column of the library that holds the score or the votes.
        then: What happens at the first project that does not fit: `stop` there, `part` of its need
            may be given to it, its minimum at least where it states one, or it is passed over
            (`skip`) and the next is tried. Where `project_funding` says `how: whole` nobody gets a
            part, and `part` is as `stop`.
    """

    called = Words("按名次安排", "rank order")

    loosens = {}

    column: str
    then: Literal["skip", "stop", "part"]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a library that is missing, projects without a score, and too long an order."""
        yield from super().check(facts)
        yield from without_scores(facts, self.column)

    def order(self, facts: Facts) -> list[Project]:
        """Return the projects that have a place, the first one first."""
        return sorted(self._ranked(facts), key=lambda p: -p.facts[self.column])

    def _ranked(self, facts: Facts) -> list[Project]:
        return [p for p in facts.projects if p.need and p.name not in facts.projects_decided]

    def gives_part(self, facts: Facts) -> frozenset[str]:
        """Return the projects in the order, of which one may get a part."""
        return frozenset(p.name for p in self._ranked(facts) if self.then == "part")

    def _decided(self, facts: Facts) -> list[str]:
        """Return the projects that must be funded, whatever their score."""
        return [p.name for p in facts.projects if facts.projects_decided.get(p.name)]

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the rows of each project and its switch, and those between neighbours."""
        ranked = self.order(facts)
        if not ranked:
            return
        place = {p.name: i for i, p in enumerate(facts.projects)}
        money = amounts.sum(by="project").pick([place[p.name] for p in ranked])
        funded = amounts.switches(money.keys)
        needs = whole(p.need for p in ranked)
        yield bounded(self.label, money - funded.times(needs), high=0)
        if self.then == "part":
            step = gcd(*facts.grain.cells.values())
            yield bounded(self.label, money - funded.times(step), 0)
            n = len(ranked) - 1
            above = money.pick(range(n)) - _next(funded, n).times(needs[:n])
            yield bounded(self.label, above, 0)
            return
        yield bounded(self.label, money - funded.times(needs), 0)
        if self.then == "stop":
            n = len(ranked) - 1
            yield bounded(self.label, funded.pick(range(n)) - _next(funded, n), 0)
            return
        yield from self._passed_over(facts, amounts, money, funded)

    def _passed_over(
        self,
        facts: Facts,
        amounts: VariableLayout,
        money: LinearExpressions,
        funded: LinearExpressions,
    ) -> Iterator[ConstraintBlock]:
        """Yield that who is not funded did not fit, with a whole column for what is spent so far.

        Money comes in whole fen: who does not fit lacks one at least.
        """
        n, step = money.count, gcd(*facts.grain.cells.values())
        spent = amounts.numbers(money.keys, 0, facts.money // step).times(step)
        place = {p.name: i for i, p in enumerate(facts.projects)}
        decided = amounts.sum(by="project").pick([place[n] for n in self._decided(facts)])
        at_first = decided.total(money.keys[0][0])
        yield bounded(self.label, spent.pick([0]) - money.pick([0]) - at_first, 0, 0)
        before = spent.pick(range(n - 1))
        own = spent.pick(range(1, n)) - before - money.pick(range(1, n))
        yield bounded(self.label, own, 0, 0)
        needs = [p.need for p in self.order(facts)]
        short = [facts.money + 1 - need for need in needs]
        out = funded.times(facts.money + 1)
        yield bounded(self.label, out.pick([0]) + at_first, short[:1])
        yield bounded(self.label, out.pick(range(1, n)) + before, short[1:])

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield the projects out of their turn, walking down the order with the money left."""
        held, closed_by = plan.sums("project"), ""
        left = facts.money - sum(held.get(name, 0) for name in self._decided(facts))
        for project in self.order(facts):
            got = held.get(project.name, 0)
            came = facts.say(got)
            if got and closed_by:
                allowed = Words(
                    f"在名次更靠前的 {closed_by} 足额之后才安排",
                    f"funded only after {closed_by}, whole",
                )
                yield self.breach((project.name,), came, allowed)
            elif got < project.need:
                fits = project.need <= left
                if got and self.then != "part":
                    need = facts.say(project.need)
                    allowed = Words(f"为 0 或全额 {need}", f"nothing or its whole need of {need}")
                    yield self.breach((project.name,), came, allowed)
                elif self.then == "skip" and fits:
                    rest = facts.say(left)
                    allowed = Words(
                        f"全额安排（轮到它时还余 {rest}）",
                        f"funded whole: {rest} were left at its turn",
                    )
                    yield self.breach((project.name,), came, allowed)
            if got < project.need and self.then != "skip" and not closed_by:
                closed_by = project.name
            left -= got

    def words(self, facts: Facts) -> Words:
        """Say the order and what happens at the first project that does not fit."""
        in_part = Words(
            "资金不够的一个可安排一部分，其后不再安排",
            "giving a part to the first that does not fit",
        )
        if facts.is_whole_or_nothing:
            in_part = Words(
                "资金不够的一个起不再安排（另有约束要求项目全额安排，不能安排一部分）",
                "stopping at the first that does not fit (another rule has projects whole or not "
                "at all, so it gets no part)",
            )
        then = {
            "stop": Words("资金不够的一个起不再安排", "stopping at the first that does not fit"),
            "part": in_part,
            "skip": Words("资金不够的跳过，看下一个", "passing over what does not fit"),
        }[self.then]
        return Words(
            f"项目按{self.column}从高到低依次安排，{then.zh}",
            f"projects by falling {self.column}, {then.en}",
        )


def _next(switches: LinearExpressions, n: int) -> LinearExpressions:
    """Return the switch below each of the first n."""
    return switches.pick(range(1, n + 1))
