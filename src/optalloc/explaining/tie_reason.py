"""Why one of two equally good plans is taken: the first step of the tie rule that tells them apart.

With place_r the place of a recipient in the order of the scenario (problem/tie_order.py) and y_r
its total, the plan with the smaller  sum_r place_r * y_r  is taken; of equal sums the one in which
the first recipient with another total has the more; of equal totals the one that funds the project
listed first, where whole projects are all that is chosen (decisions 0004, 0114). So a plan may be
taken that gives less in all, and nobody has more in it: then "earlier names get more" is no reason.

A reason is told only where figures bear it out and the rule was carried to its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from optalloc.core.message import Words
from optalloc.pipeline.answer import Resolved
from optalloc.problem.facts import Plan
from optalloc.problem.problem import LISTED_ORDER, Problem
from optalloc.problem.rules.project_funding import ProjectFunding
from optalloc.problem.rules.schedule import Schedule
from optalloc.problem.tie_order import tie_order, tie_words
from optalloc.solver.session.at_switches import switches_of_amounts


@dataclass(frozen=True)
class TieReason:
    """Why a plan is taken and not another that is as good.

    Attributes:
        by: `less`: the other gives somebody more, nobody less; `earlier`: both give the same in
            all, and however many are counted from the first, they have as much or more; `sum`: its
            sum of places times amounts is smaller; `first`: the sums are the same, and who is first
            has the more; `library`: so are all totals, and the project listed first is funded;
            `order`: so are all totals, and it is not known what told them apart; `open`: nothing
            is known.
        more: What the other plan gives out more in all [fen].
    """

    by: Literal["less", "earlier", "sum", "first", "library", "order", "open"]
    more: int = 0

    @property
    def is_known(self) -> bool:
        """Whether the tie rule is known to have decided."""
        return self.by != "open"


def tie_reason(answer: Resolved, moves: Mapping[str, int], other: Plan | None = None) -> TieReason:
    """Return why the plan of an answer is taken and not one that is as good.

    Args:
        moves: What each recipient gets more in the other plan, or less with a minus [fen].
        other: That plan, where it is known award by award.
    """
    more = sum(moves.values())
    if not (answer.is_best and answer.outcome.settled):
        return TieReason("open", more)
    if not any(moves.values()):
        return TieReason("library" if _is_by_library(answer, other) else "order")
    problem = answer.problem
    order = tie_order(problem, answer.targets, answer.program.ties.step)
    by_place = [moves.get(problem.recipients[i].name, 0) for i in order]
    larger = sum(place * fen for place, fen in enumerate(by_place, start=1))
    first = next(fen for fen in by_place if fen)
    if larger < 0 or (not larger and first > 0):
        return TieReason("open", more)
    if not larger:
        return TieReason("first", more)
    if min(by_place) >= 0:
        return TieReason("less", more)
    is_earlier = not more and max(accumulate(by_place)) <= 0
    return TieReason("earlier" if is_earlier else "sum", more)


def _is_by_library(answer: Resolved, other: Plan | None) -> bool:
    """Return whether the place of a project in the library told two plans of equal totals apart.

    That is so where the switches of whole projects are all that is chosen before amounts are.
    """
    problem, plan = answer.problem, answer.plan
    if plan is None or other is None or any(isinstance(r, Schedule) for r in problem.rules):
        return False
    if not any(isinstance(r, ProjectFunding) and r.how == "whole" for r in problem.rules):
        return False
    if len(switches_of_amounts(answer.program)) != len(problem.projects):
        return False
    held, others = plan.sums("project"), other.sums("project")
    pairs = ((held.get(p.name, 0), others.get(p.name, 0)) for p in problem.projects)
    return next((one > two for one, two in pairs if one != two), False)


def tie_reason_words(reason: TieReason, problem: Problem) -> Words:
    """Say why the plan is taken and not the other, as a clause that follows what the other does."""
    told = tie_words(problem)
    if reason.by == "less":
        more = problem.say(reason.more)
        return Words(
            f"那样共多用 {more}，没有单位少得，也没有目标更好，按规定取用钱少的",
            f"{more} more would be given in all, no recipient would get less, no goal would gain, "
            "and of two such plans the rule takes the one that gives less",
        )
    if reason.by == "earlier":
        zh, en = "名单在前的多得的", "earlier names get more"
        if problem.ties != LISTED_ORDER:
            zh, en = f"位次在前的多得的（位次{told.zh}）", f"who comes first ({told.en}) gets more"
        return Words(
            f"总额相同，按规定取{zh}",
            f"both give the same in all, and the rule then takes the one in which {en}",
        )
    times = Words(
        f"各单位位次乘金额加起来（位次{told.zh}）",
        f"each recipient's place ({told.en}) times its amount adds up to",
    )
    if reason.by == "sum":
        return Words(
            f"按规定取{times.zh}最小的", f"the rule takes the plan in which {times.en} the least"
        )
    if reason.by == "first":
        return Words(
            f"{times.zh}也相同，按规定取在前的先多得的",
            f"{times.en} the same in both, and the rule then takes the one in which whoever comes "
            "first has the more",
        )
    return _of_equal_totals(reason)


def _of_equal_totals(reason: TieReason) -> Words:
    """Say why the plan is taken where totals do not tell, or that it is not known."""
    alike = Words("各单位的金额都相同", "every recipient gets the same in both")
    if reason.by == "library":
        return Words(
            f"{alike.zh}，按规定取项目库中在前的",
            f"{alike.en}, and the rule then funds the project listed first",
        )
    if reason.by == "order":
        return Words(
            f"{alike.zh}，按规定的次序取这一个",
            f"{alike.en}, and this one is taken in the order that is laid down",
        )
    return Words("同样好的方案不止一个，这是其中一个", "this is one of several such plans")
