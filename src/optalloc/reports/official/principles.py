"""How the money was shared out: the formula, the rules, the goals, as the scenario states them.

Whose amount is not its target is said too, so that what a paper says of the formula agrees with its
table.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.money import show_money
from optalloc.pipeline.metrics import targets_beside_money
from optalloc.present.paper import Para, clean, numbered
from optalloc.problem.goals.closest_to_target import ClosestToTarget
from optalloc.problem.goals.evenness import Evenness
from optalloc.problem.interfaces import Goal, Rule
from optalloc.problem.layout import common_step
from optalloc.problem.problem import total_bounds
from optalloc.problem.rules.rank_order import RankOrder
from optalloc.reports.official.context import Subject

MOST_NAMED = 12
"""Recipients that are named; of more, those that are farthest from their targets."""

MOST_SEARCHED = 500
"""Recipients up to which it is looked for which rule holds each where it is."""


def principles(subject: Subject) -> Iterator[Para]:
    """Yield the office's own words, then the formula, the rules and the goals, numbered."""
    written = [Para(text) for text in subject.written(subject.paper.principle)]
    yield from written
    parts = (
        (Words("测算办法。", "How targets are found. "), _targets(subject)),
        (Words("遵守的要求。", "What every plan obeys. "), _rules(subject, subject.problem.rules)),
        (Words("择优的标准。", "What is made best. "), _goals(subject)),
    )
    for number, (lead, text) in enumerate(parts, 1):
        if text:
            yield Para(text, numbered(number, subject.lang) + subject.say(lead).rstrip())


def formula(subject: Subject) -> str:
    """Return the principle in one paragraph: the office's first, else the formula.

    Rules that say which projects are funded belong to the formula: a ranking, what is decided.
    Whose amount is not its target is said behind either.
    """
    written = list(subject.written(subject.paper.principle))
    if written:
        return written[0] + subject.say(off_target_words(subject))
    problem, between = subject.problem, subject.say(Words("", " "))
    of_projects = [r for r in problem.rules if isinstance(r, RankOrder) or r.decides(problem)]
    said = (_targets(subject), _rules(subject, of_projects), _that_moved(subject))
    return between.join(filter(None, said))


def _targets(subject: Subject) -> str:
    """Return how targets are found, and where the figures come from."""
    said = _joined(
        subject, [subject.told(part.words(subject.problem)) for part in subject.problem.targets]
    )
    sources = [
        Words(f"{clean(i.name)}（{clean(i.source)}）", f"{clean(i.name)} ({clean(i.source)})")
        for i in subject.problem.indicators.values()
        if i.source
    ]
    said += subject.say(off_target_words(subject))
    if not sources:
        return said
    listed = subject.listed([subject.say(words) for words in sources])
    return said + subject.say(Words(f"数据来源：{listed}。", f" Figures from: {listed}."))


def _rules(subject: Subject, rules: Iterable[Rule]) -> str:
    """Return what rules ask of every plan, each with the clause it comes from."""
    said = []
    for rule in rules:
        cite = clean(rule.cite)
        clause = subject.say(Words(f"（依据：{cite}）", f" (by: {cite})")) if cite else ""
        said.append(subject.told(rule.words(subject.problem)) + clause)
    return _joined(subject, said)


def _goals(subject: Subject) -> str:
    """Return what was made best, in order."""
    goals = [subject.told(goal.words(subject.problem)) for goal in subject.problem.goals]
    order = Words("依次做到：", "In this order: ") if len(goals) > 1 else Words("", "")
    return subject.say(order) + _joined(subject, goals) if goals else ""


def _that_moved(subject: Subject) -> str:
    """Return the goals where they keep amounts from targets: a notice names them nowhere else."""
    goals = subject.problem.goals
    if _are_nearest(goals) or not off_target(subject):
        return ""
    lead = Words("择优的标准是：", "What is made best: ")
    if len(goals) > 1:
        lead = Words("择优的标准依次是：", "What is made best, in this order: ")
    first, *others = (subject.told(goal.words(subject.problem)) for goal in goals)
    return _joined(subject, [subject.say(lead) + first, *others])


def _joined(subject: Subject, said: list[str]) -> str:
    """Return clauses as one sentence."""
    if not said:
        return ""
    english = "; ".join(said)
    return subject.say(Words("；".join(said) + "。", english[:1].upper() + english[1:] + "."))


def off_target(subject: Subject) -> list[int]:
    """Return the places of recipients off their targets by a step or more, the farthest first."""
    problem, targets = subject.problem, subject.report.solved.targets
    held, step = subject.plan.by_recipient, common_step(problem)
    off = [held.get(r.name, 0) - targets.target(r.name) for r in problem.recipients]
    places = [i for i, money in enumerate(off) if abs(money) >= step]
    return sorted(places, key=lambda i: (-abs(off[i]), i))


def off_target_words(subject: Subject) -> Words:
    """Return who gets something else than the formula says, and which rule alone asks for that."""
    problem, places = subject.problem, off_target(subject)
    held, targets = subject.plan.by_recipient, subject.report.solved.targets
    step = problem.say(common_step(problem))
    if all(held.get(r.name, 0) == targets.target(r.name) for r in problem.recipients):
        return NOTHING
    if not places:
        return Words(
            f"各单位的安排额都是{step}的整数倍，与测算额相差都不到{step}。",
            f" Every amount is a multiple of {step}, and less than {step} from its target.",
        )
    named = [
        _one(subject, i, reason) for i, reason in _reasons(subject, first_few(places, MOST_NAMED))
    ]
    zh, en = listed(named)
    if len(places) > len(named):
        zh, en = f"{zh}等{len(places)}个单位", f"{en} and others, {len(places)} in all"
    rest = Words(f"；其余单位相差不到{step}", f"; all others are less than {step} off")
    if len(places) == len(problem.recipients):
        rest = NOTHING
    why = Words("按各项要求和择优的标准", " By the rules and what is made best")
    if _are_nearest(problem.goals):
        why = Words("为遵守各项要求", " To keep every rule")
    return _beside_the_money(subject, why) + Words(
        f"，安排额与测算额相差{step}及以上的有：{zh}{rest.zh}。",
        f", amounts differ from targets by {step} or more for: {en}{rest.en}.",
    )


def off_the_money(subject: Subject) -> Fraction:
    """Return by how much targets are more than the money, below 0 less [fen]."""
    problem, targets = subject.problem, subject.report.solved.targets
    return targets_beside_money(problem, targets, subject.plan)


def _beside_the_money(subject: Subject, why: Words) -> Words:
    """Return why amounts are not the targets: rules move no money that is not there."""
    over, unit = off_the_money(subject), subject.problem.unit
    if not over:
        return why
    by, then = show_money(abs(over), unit, 2) + unit, why.en.strip()
    zh, en = f"测算额合计比资金多{by}", f"targets are {by} more than the money"
    if over < 0:
        zh, en = f"安排的资金比测算额合计多{by}", f"the money given is {by} more than targets"
    return Words(f"因{zh}，并{why.zh}", f" As {en}, and {then[:1].lower()}{then[1:]}")


def _are_nearest(goals: Sequence[Goal]) -> bool:
    """Say whether amounts are as near to targets as rules let them: no goal moves them away."""
    for goal in goals:
        if isinstance(goal, ClosestToTarget) and goal.tolerance is None and not goal.at:
            return True
        if not isinstance(goal, ClosestToTarget | Evenness):
            return False
    return not goals


def _one(subject: Subject, place: int, reason: Words) -> Words:
    name = subject.problem.recipients[place].name
    target = show_money(subject.report.solved.targets.target(name), subject.problem.unit, 2)
    target += subject.problem.unit
    given = subject.money(subject.plan.by_recipient.get(name, 0))
    zh = f"{clean(name)}（测算{target}，安排{given}"
    en = f"{clean(name)} (target {target}, amount {given}"
    if reason != NOTHING:
        zh, en = f"{zh}：{subject.told(reason)}", f"{en}: {reason.en}"
    return Words(f"{zh}）", f"{en})")


def _reasons(subject: Subject, places: list[int]) -> Iterator[tuple[int, Words]]:
    """Yield each recipient with the rule that alone holds it at its amount; nothing without one."""
    problem, targets = subject.problem, subject.report.solved.targets
    held, step = subject.plan.by_recipient, common_step(problem)
    rules = problem.rules if len(problem.recipients) <= MOST_SEARCHED else ()
    bounds = [(rule, total_bounds(problem, targets, [rule])) for rule in rules]
    for place in places:
        name = problem.recipients[place].name
        given, target = held.get(name, 0), targets.target(name)
        reason = NOTHING
        for rule, of_rule in bounds:
            low, high = of_rule[place]
            is_capped = given < target and high < problem.money and high // step * step <= given
            is_held = given > target and low > 0 and -(-low // step) * step >= given
            if is_capped or is_held:
                reason = rule.words(problem)
        yield place, reason
