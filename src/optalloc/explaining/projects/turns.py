"""A project's turn in a rank order: its place, what was left, whether the order had stopped before.

Two questions are asked of who stands in an order. With the order as it stands: is there a plan that
funds the project, or leaves it out? And with the project taken out of the order: what if it were
decided about apart, its money set aside first or its place given up? That is another problem, whose
plans may break the order of this one: of those nothing is said that sounds like a comparison.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optalloc.core.message import NOTHING, Words, in_clauses
from optalloc.explaining.rule_costs.effects import ChangeEffect
from optalloc.pipeline.answer import with_rules
from optalloc.problem.facts import Facts, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.must_fund import MustFund
from optalloc.problem.rules.never_fund import NeverFund
from optalloc.problem.rules.project_funding import ProjectFunding, least_of
from optalloc.problem.rules.rank_order import RankOrder


class HeldIn(MustFund):
    """That a project gets money, with its place in every order of this problem."""

    is_any: bool = False
    """Whether any money will do, as an order gives a part."""

    def decides(self, facts: Facts) -> Mapping[str, bool]:
        """Return nothing: who is decided about has no place in an order."""
        return {}

    def _least(self, project: Project) -> int:
        return 1 if self.is_any else super()._least(project)


class LeftOut(NeverFund):
    """That a project gets nothing, with its place in every order of this problem."""

    def decides(self, facts: Facts) -> Mapping[str, bool]:
        """Return nothing: who is decided about has no place in an order."""
        return {}


def left_out(label: str, project: Project) -> LeftOut:
    """Return the rule that a project gets nothing and keeps its place."""
    return LeftOut.model_construct(
        label=label, kind="never_fund", cite="", projects=(project.name,),
        who="", when="", why="", firm=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """A project's turn in one rank order, as the plan goes down it.

    Attributes:
        place, count: Its place from 1, and how many have one.
        is_tied: Whether another has the same score.
        left: What was left at its turn [fen].
        set_aside: What those that must be funded had got before [fen].
        award: What it got [fen].
        stop: The first that did not get its whole need; itself, one before it, or None.
        stop_place: Its place.
        was_short: Whether what was left at its turn was less than its need.
        settled_by: The rules with which the order leaves no plan but those in which the project is
            funded, or those in which it is not, as in this one: proven by walking down it. Empty
            where that does not settle it.
    """

    rule: RankOrder
    project: Project
    place: int
    count: int
    is_tied: bool
    left: int
    set_aside: int
    award: int
    stop: Project | None = None
    stop_place: int = 0
    was_short: bool = False
    settled_by: tuple[str, ...] = ()

    @property
    def is_why(self) -> bool:
        """Whether the order alone, and the money left, say why it is not funded."""
        if self.award:
            return False
        if self.stop is not None and self.stop != self.project:
            return self.was_short
        return self.left < self.project.need and (self.rule.then != "part" or not self.left)

    def may_get_a_part(self, problem: Problem) -> bool:
        """Return whether what was left at its turn could have been given to it."""
        return self.rule.then == "part" and self.left >= least_of(problem, self.project)


Ranked = tuple[RankOrder, list[Project]]
"""A rank order, and the projects that have a place in it, the first one first."""


def orders_of(problem: Problem) -> list[Ranked]:
    """Return the rank orders of a problem, each gone through once for all of its projects."""
    orders = (rule for rule in problem.rules if isinstance(rule, RankOrder))
    return [(rule, rule.order(problem)) for rule in orders]


def turns_of(
    problem: Problem, plan: Plan, project: Project, orders: Sequence[Ranked]
) -> tuple[Turn, ...]:
    """Return a project's turn in every rank order in which it has a place.

    Args:
        orders: Those of the problem.
    """
    return tuple(_turn(problem, plan, project, one) for one in orders if project in one[1])


def _turn(problem: Problem, plan: Plan, project: Project, ranked: Ranked) -> Turn:
    (rule, order), held = ranked, plan.sums("project")
    must = [name for name, is_funded in problem.projects_decided.items() if is_funded]
    aside = sum(held.get(name, 0) for name in must)
    left, stop, stop_place, was_short = problem.money - aside, None, 0, False
    for place, one in enumerate(order, start=1):
        got = held.get(one.name, 0)
        if stop is None and rule.then != "skip" and got < one.need:
            stop, stop_place, was_short = one, place, left < one.need
        if one == project:
            score = one.facts[rule.column]
            is_tied = sum(other.facts[rule.column] == score for other in order) > 1
            found = (place, len(order), is_tied, left, aside, got)
            settled = _settled_by(problem, project, ranked)
            return Turn(rule, project, *found, stop, stop_place, was_short, settled)
        left -= got
    raise ValueError(f"{project.name} has no place in {rule.label}")


def _settled_by(problem: Problem, project: Project, ranked: Ranked) -> tuple[str, ...]:
    """Return a set of rules with which an order settles it; empty where it does not.

    What other rules decide about projects makes the order, and `project_funding` says what part of
    its need a project may get: it is a set from which rules were left
    out one by one, and another order of trying them may leave fewer.
    """
    rule = ranked[0]
    deciders = [
        other
        for other in problem.rules
        if other.decides(problem) or isinstance(other, ProjectFunding)
    ]
    is_funded = _walked(problem, project, ranked)
    if is_funded is None:
        return ()
    for other in list(deciders):
        rest = with_rules(problem, (one for one in problem.rules if one is not other))
        if _walked(rest, project, (rule, rule.order(rest))) == is_funded:
            problem = rest
            deciders.remove(other)
    there = {rule.label, *(other.label for other in deciders)}
    return tuple(one.label for one in problem.rules if one.label in there)


def _walked(problem: Problem, project: Project, ranked: Ranked) -> bool | None:
    """Return whether every plan that keeps an order funds a project, or none; None of neither.

    Under skip each project in turn is funded if and only if it fits, where the money that is set
    aside is the same in every plan. Under stop and part whatever is above must have its need first.
    """
    rule, order = ranked
    musts = [one for one in problem.rules if isinstance(one, MustFund)]
    whole = {
        one.name: one.need
        for must in musts
        for one in map(problem.project_named.__getitem__, must.projects)
        if must.how == "whole" or one.minimum in (None, one.need)
    }
    held = [name for name, is_funded in problem.projects_decided.items() if is_funded]
    is_same, left = set(whole) == set(held), problem.money - sum(whole.values())
    for one in order:
        least = one.need if rule.then != "part" or one != project else least_of(problem, one)
        fits = least <= left
        if one == project:
            if rule.then == "skip":
                return fits if is_same and left >= 0 else None
            return None if fits else False
        if rule.then != "skip" or fits:
            left -= one.need
    return None


def turn_words(turn: Turn, problem: Problem, named: bool) -> Words:
    """Say where a project stands in an order, and what was left at its turn.

    Args:
        named: Whether the project at which the order stopped is named, if it is another.
    """
    column, say = turn.rule.column, problem.say
    tie, aside = NOTHING, NOTHING
    if turn.is_tied:
        tie = Words("，同分的按名单先后", ", equal ones in listed order")
    if turn.set_aside:
        fen = say(turn.set_aside)
        aside = Words(
            f"（必须安排的 {fen} 已先留出）", f" ({fen} for what must be funded was set aside)"
        )
    start = Words(
        f"按“{column}”从高到低，它排第 {turn.place} 位（共 {turn.count} 个{tie.zh}）",
        f"By falling {column} it is number {turn.place} of {turn.count}{tie.en}",
    )
    if turn.stop is not None and turn.stop != turn.project:
        return start + _stopped_before(turn, named)
    left = Words(
        f"，轮到它时还余 {say(turn.left)}{aside.zh}",
        f"; {say(turn.left)} were left at its turn{aside.en}",
    )
    return start + left + _at_its_turn(turn, problem)


def _stopped_before(turn: Turn, named: bool) -> Words:
    """Say that the order stopped at a project above it."""
    assert turn.stop is not None
    place, who = turn.stop_place, Words(f"第 {turn.stop_place} 位", f"number {turn.stop_place}")
    if named or turn.stop.recipient == turn.project.recipient:
        who = Words(f"第 {place} 位的 {turn.stop.name} ", f"number {place}, {turn.stop.name}")
    short = Words("（轮到时余下的资金不够）", " (too little was left for it)")
    short = short if turn.was_short else NOTHING
    return Words(
        f"；名次走到{who.zh}停止{short.zh}，其后的都不安排，所以没有安排它。",
        f"; the order stops at {who.en}{short.en}: nobody below is funded, and so it is not.",
    )


def _at_its_turn(turn: Turn, problem: Problem) -> Words:
    """Say what came of what was left at its own turn."""
    fits, then = turn.left >= turn.project.need, turn.rule.then
    need = problem.say(turn.project.need)
    if turn.award:
        if turn.award == turn.project.need:
            return Words(f"，够它的 {need}。", f", enough for its {need}.")
        if fits:
            return Words(
                "，本方案给它一部分，其后的不再安排。",
                "; the plan gives it a part, and nobody below is funded.",
            )
        return Words(
            f"，不够它的 {need}，按规定给它一部分，其后的不再安排。",
            f", less than its {need}: it gets a part, and nobody below is funded.",
        )
    if fits:
        return Words("，本方案没有往下安排。", "; the plan goes no further down.")
    if then == "skip":
        return Words(
            f"，不够它的 {need}，按规定跳过，所以没有安排。",
            f", less than its {need}: it is passed over, and so it is not funded.",
        )
    if then == "stop":
        return Words(
            f"，不够它的 {need}，按规定到它为止，所以没有安排。",
            f", less than its {need}: the order stops there, and so it is not funded.",
        )
    return _without_a_part(turn, problem, need)


def _without_a_part(turn: Turn, problem: Problem, need: str) -> Words:
    """Say why what was left at a project's turn, less than its need, was not given to it."""
    if not turn.left:
        return Words("，所以没有安排。", ", and so it is not funded.")
    if turn.may_get_a_part(problem):
        return Words(
            f"，不够它的 {need}；本方案没有给它一部分。",
            f", less than its {need}; the plan gives it no part.",
        )
    least = problem.say(least_of(problem, turn.project))
    if problem.is_whole_or_nothing:
        return Words(
            f"，不够它的 {need}；项目须全额安排，不能给它一部分，所以没有安排。",
            f", less than its {need}: projects are funded whole or not at all, so it gets no part.",
        )
    return Words(
        f"，不够它最少要的 {least}，所以没有安排。",
        f", less than the {least} that it takes at least, and so it is not funded.",
    )


def apart_words(is_funded: bool, effect: ChangeEffect, said: Sequence[Words]) -> Words:
    """Say what a project decided about apart from the order would do, and that it is no plan here.

    Args:
        is_funded: Whether the plan funds it, so that it gives up its place.
        said: What would become of others.
    """
    start = Words(
        "如果另行定为必须安排（资金先留出，不占名次）",
        "Were it to be funded whatever its place, its money set aside first",
    )
    if is_funded:
        start = Words(
            "如果撤回它（不再占名次，其余的按名次重排）",
            "Were it withdrawn, so that it has no place in the order",
        )
    if effect.state == "no_plan":
        return start + Words("：没有符合全部要求的方案。", ": no plan keeps every rule.")
    if effect.state == "open":
        return start + Words("：在时限内没有得出结论。", ": that was not settled in time.")
    nobody = Words("没有别的项目进出", "no other project comes in or drops out")
    told = in_clauses([words for words in said if words != NOTHING] or [nobody])
    return start + Words(
        f"：{told.zh}。那是改了规定的另一个问题，不与本方案比好坏。",
        f": {told.en}. That is another problem, without this order for it, and is not compared "
        "with the plan.",
    )
