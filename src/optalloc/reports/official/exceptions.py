"""What stands out in an allocation, in two sentences: who is far from proportion, who at a bound.

The table says what everybody gets. Words are for what a reader would look for in it in vain: whose
amount is furthest from the target merely rounded, and which requirement holds whom where it is.
"""

from collections.abc import Iterator, Sequence

from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.pipeline.metrics import Difference
from optalloc.present.paper import Para, clean
from optalloc.problem.layout import common_step
from optalloc.problem.total_bounds import total_bounds
from optalloc.reports.official.context import Subject
from optalloc.reports.official.off_target import MOST_SEARCHED

MOST_EACH = 3
"""Recipients that are named with more, and with less; of those at a bound twice as many."""


def exceptions(subject: Subject) -> Iterator[Para]:
    """Yield what differs most from proportion, and which rules bind, if there is any such."""
    said = [_beside_proportion(subject), *_binding(subject)]
    words = [subject.say(one) for one in said if one != NOTHING]
    if words:
        yield Para(("" if subject.lang == "zh" else " ").join(words))


def _beside_proportion(subject: Subject) -> Words:
    """Return whose amount is furthest above and below its target merely rounded."""
    changes = subject.report.solved.changes
    more = sorted((c for c in changes if c.change > 0), key=lambda c: -c.change)
    less = sorted((c for c in changes if c.change < 0), key=lambda c: c.change)
    if not more and not less:
        return NOTHING
    parts, rest = [], len(changes) - len(more) - len(less)
    for zh, en, apart in (("增加", "more", more), ("减少", "less", less)):
        if apart:
            parts.append(_furthest(subject, apart, Words(zh, en)))
    zh = f"与测算额取整的结果相比，{'；'.join(w.zh for w in parts)}"
    en = f"Beside targets merely rounded, {'; '.join(w.en for w in parts)}"
    if rest:
        zh, en = f"{zh}；其余{rest}个单位相同", f"{en}; {rest} are the same"
    return Words(f"{zh}。", f"{en}.")


def _furthest(subject: Subject, apart: Sequence[Difference], how: Words) -> Words:
    """Return who gets most more, or most less, and how many do at all."""
    named = first_few(apart, MOST_EACH)
    items = [
        Words(
            f"{clean(c.recipient)}（{subject.money(abs(c.change))}）",
            f"{clean(c.recipient)} (by {subject.money(abs(c.change))})",
        )
        for c in named
    ]
    zh, en = "、".join(w.zh for w in items), ", ".join(w.en for w in items)
    if len(apart) == len(named):
        return Words(f"{how.zh}的有{zh}", f"{how.en} for {en}")
    count = len(apart)
    return Words(f"{how.zh}的有{count}个单位，最多的是{zh}", f"{how.en} for {count}, most for {en}")


def _binding(subject: Subject) -> Iterator[Words]:
    """Yield which requirement alone holds whom at the least or the most it allows."""
    problem, targets = subject.problem, subject.report.solved.targets
    if len(problem.recipients) > MOST_SEARCHED:
        return
    held, step = subject.plan.by_recipient, common_step(problem)
    for rule in problem.rules:
        names = []
        for recipient, (low, high) in zip(
            problem.recipients, total_bounds(problem, targets, [rule]), strict=True
        ):
            given = held.get(recipient.name, 0)
            is_most = high < problem.money and given + step > high
            if given and (is_most or (low > 0 and given - step < low)):
                names.append(clean(recipient.name))
        if names:
            yield _at_a_bound(subject.told(rule.words(problem)), names)


def _at_a_bound(rule: str, names: Sequence[str]) -> Words:
    shown = first_few(names, 2 * MOST_EACH)
    who = listed(list(shown))
    if len(names) > len(shown):
        count = len(names)
        who = Words(f"{who.zh}等{count}个单位", f"{who.en} and others, {count} in all")
    return Words(
        f"按“{rule}”的要求已到限额的：{who.zh}。",
        f"At a limit of “{rule}”: {who.en}.",
    )
