"""The independent audit: a plan re-judged on raw data, in whole fen, without any program.

Nothing here looks at columns or rows: names, sums and every rule's formula.
"""

from collections import Counter
from collections.abc import Iterator

from optalloc.core.collector import collector_at_rest
from optalloc.core.message import Words
from optalloc.problem.at_level import breaches_of
from optalloc.problem.component import Breach
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.layout import cells_of
from optalloc.problem.problem import Problem
from optalloc.problem.rules.project_funding import are_capped
from optalloc.problem.told_plan import NotTold, ToldPlan, UntoldName
from optalloc.solver.program.program import Whole

MONEY = "资金"


@collector_at_rest()
def verify(problem: Problem, targets: Targets, plan: Plan) -> tuple[Breach, ...]:
    """Return every breach of a plan: of what holds always, then of each rule in its order."""
    found = [*_structure(problem, plan)]
    for rule in problem.rules:
        found += breaches_of(rule, problem, targets, plan)
    return tuple(found)


def verify_told(
    problem: Problem, targets: Targets, plan: ToldPlan
) -> tuple[list[Breach], frozenset[str]]:
    """Return the breaches that the sums of a plan prove, and the labels of the rules they decide.

    A rule is decided when it reads nothing but what is told, and says the same of the same sums in
    other awards. What it found before it asked for more is found all the same.
    """
    found = [*_too_much_in_all(problem, plan)]
    found += _before_untold(_spent_too_much(problem, plan))[0]
    decided = set[str]()
    for rule in problem.rules:
        here, other = (
            _before_untold(breaches_of(rule, problem, targets, one))
            for one in (plan, plan.otherwise())
        )
        of_both = set(other[0])
        sure = [breach for breach in here[0] if breach in of_both]
        found += sure
        found += rule.breaches_of_sums(problem, plan)
        if here[1] and other[1] and len(sure) == len(here[0]) == len(other[0]):
            decided.add(rule.label)
    return found, frozenset(decided)


def _before_untold(breaches: Iterator[Breach]) -> tuple[list[Breach], bool]:
    """Return the breaches up to the first that asks for more than is told, and whether none does.

    One about something untold is none of these.
    """
    found, is_whole = list[Breach](), True
    try:
        for breach in breaches:
            if any(isinstance(name, UntoldName) for name in breach.where):
                is_whole = False
            else:
                found.append(breach)
    except NotTold:
        is_whole = False
    return found, is_whole


def _too_much_in_all(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Yield sums below nothing, and that all of them are more than all the sources have."""
    for award in plan.awards:
        if award.amount < 0:
            yield Breach(
                MONEY, (award.recipient,), problem.say(award.amount), Words("大于 0", "above 0")
            )
    have = sum(source.amount for source in problem.sources)
    if plan.total > have:
        text = problem.say(have)
        allowed = Words(f"不超过 {text}", f"at most {text}")
        yield Breach(MONEY, (), problem.say(plan.total), allowed)


def _structure(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Yield unknown names, amounts that are none, doubled cells and overspent sources."""
    cells = [(a.recipient, a.source, a.use, a.project) for a in plan.awards]
    doubled = {cell for cell, n in Counter(cells).items() if n > 1}
    recipients, sources, uses = problem.recipient_named, problem.source_named, problem.use_named
    for award, cell in zip(plan.awards, cells, strict=True):
        where, project = cell[:3], None
        if where[0] not in recipients or where[1] not in sources or where[2] not in uses:
            yield Breach(MONEY, where, "/".join(where), Words("在表中", "in the tables"))
        if award.project is not None:
            project = problem.project_named.get(award.project)
        if award.project is not None and (
            project is None or (project.recipient, project.use) != (award.recipient, award.use)
        ):
            allowed = Words("项目库中该单位、该用途的项目", "a project of this recipient and use")
            yield Breach(MONEY, (*where, award.project), award.project, allowed)
        if award.amount <= 0:
            allowed = Words("大于 0", "above 0")
            yield Breach(MONEY, where, problem.say(award.amount), allowed)
        if cell in doubled:
            yield Breach(MONEY, where, "×2", Words("只出现一次", "there once"))
    yield from _spent_too_much(problem, plan)


def _spent_too_much(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Yield sources that give more than they have, and projects that get more than they need."""
    spent = plan.sums("source")
    for source in problem.sources:
        if spent.get(source.name, 0) > source.amount:
            text = problem.say(source.amount)
            allowed = Words(f"不超过 {text}", f"at most {text}")
            yield Breach(MONEY, (source.name,), problem.say(spent[source.name]), allowed)
    held = plan.sums("project")
    for project in () if are_capped(problem) else problem.projects:
        if held.get(project.name, 0) > project.need:
            text = problem.say(project.need)
            allowed = Words(f"不超过其需求 {text}", f"at most its need of {text}")
            yield Breach(MONEY, (project.name,), problem.say(held[project.name]), allowed)


@collector_at_rest()
def plan_of(problem: Problem, x: Whole) -> Plan:
    """Return the plan that whole columns mean: cells first, in the order of the tables."""
    grains = problem.grain.cells
    return Plan(
        Award(recipient, source, use, steps * grains[source], project)
        for (recipient, source, use, project), steps in zip(
            cells_of(problem), x.tolist(), strict=False
        )
        if steps
    )
