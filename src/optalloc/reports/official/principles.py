"""How the money was shared out: the formula, the rules, the goals, as the scenario states them."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.present.paper import Para, clean, numbered
from optalloc.reports.official.context import Subject
from optalloc.reports.official.off_target import off_target_words


def principles(subject: Subject) -> Iterator[Para]:
    """Yield the office's own words, then the formula, the rules and the goals, numbered."""
    written = [Para(text) for text in subject.written(subject.paper.principle)]
    yield from written
    parts = (
        (Words("测算办法。", "How targets are found. "), _targets(subject)),
        (Words("遵守的要求。", "What every plan obeys. "), _rules(subject)),
        (Words("择优的标准。", "What is made best. "), _goals(subject)),
    )
    for number, (lead, text) in enumerate(parts, 1):
        if text:
            yield Para(text, numbered(number, subject.lang) + subject.say(lead).rstrip())


def formula(subject: Subject) -> str:
    """Return the principle in one paragraph: the office's first, else the formula."""
    written = list(subject.written(subject.paper.principle))
    return written[0] if written else _targets(subject)


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


def _rules(subject: Subject) -> str:
    """Return what every plan obeys, each with the clause it comes from."""
    said = []
    for rule in subject.problem.rules:
        cite = clean(rule.cite)
        clause = subject.say(Words(f"（依据：{cite}）", f" (by: {cite})")) if cite else ""
        said.append(subject.told(rule.words(subject.problem)) + clause)
    return _joined(subject, said)


def _goals(subject: Subject) -> str:
    """Return what was made best, in order."""
    goals = [subject.told(goal.words(subject.problem)) for goal in subject.problem.goals]
    order = Words("依次做到：", "In this order: ") if len(goals) > 1 else Words("", "")
    return subject.say(order) + _joined(subject, goals) if goals else ""


def _joined(subject: Subject, said: list[str]) -> str:
    """Return clauses as one sentence."""
    if not said:
        return ""
    english = "; ".join(said)
    return subject.say(Words("；".join(said) + "。", english[:1].upper() + english[1:] + "."))
