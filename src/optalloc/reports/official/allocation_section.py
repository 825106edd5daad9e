"""四、资金安排 in sentences: each recipient, each source, each use; then who gets nothing."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.present.document import Para, clean
from optalloc.problem.facts import Award
from optalloc.reports.official.context import Subject
from optalloc.reports.official.funds import source_amounts, split_words

MOST_NAMED = 60
"""Most recipients without money that are named; of more, their number is said."""


def arrangement(subject: Subject) -> Iterator[Para]:
    """Yield what is arranged as a whole, then recipient by recipient."""
    yield Para(subject.say(_whole(subject)))
    awards: dict[str, list[Award]] = {}
    for award in subject.in_order:
        awards.setdefault(award.recipient, []).append(award)
    for recipient in subject.problem.recipients:
        if recipient.name in awards:
            yield Para(_of_recipient(subject, recipient.name, awards[recipient.name]))
    without = [r.name for r in subject.problem.recipients if r.name not in awards]
    if without:
        yield Para(subject.say(_of_nobody(subject, without)))


def _whole(subject: Subject) -> Words:
    """Return all the money that is arranged, and what is left of the sources."""
    problem, total = subject.problem, subject.plan.total
    spent, left = subject.money(total), problem.money - total
    parts = source_amounts(subject)
    has_parts = len(problem.sources) > 1 and not left
    zh = f"本批共安排{spent}" + (f"，其中{parts.zh}" if has_parts else "")
    en = f"This batch arranges {spent}" + (f": {parts.en}" if has_parts else "")
    if left:
        rest, there = subject.money(left), subject.money(problem.money)
        zh += f"（资金共{there}，结余{rest}）"
        en += f" of {there}; {rest} are left"
    for words in split_words(subject):
        zh, en = f"{zh}，{words.zh}", f"{en}; {words.en}"
    return Words(f"{zh}。具体安排如下：", f"{en}. In detail:")


def _of_recipient(subject: Subject, name: str, awards: list[Award]) -> str:
    """Return one recipient: its total, then each source with its uses."""
    by_source: dict[str, list[Award]] = {}
    for source in subject.problem.sources:
        by_source[source.name] = [award for award in awards if award.source == source.name]
    parts = [_of_source(subject, source, given) for source, given in by_source.items() if given]
    total = subject.money(sum(a.amount for a in awards))
    zh = f"{subject.beside(name, total)}：{'；'.join(w.zh for w in parts)}。"
    return subject.say(Words(zh, f"{clean(name)}, {total}: {'; '.join(w.en for w in parts)}."))


def _of_source(subject: Subject, source: str, awards: list[Award]) -> Words:
    """Return what one source gives: for one use in a clause, for several with their amounts."""
    said = subject.beside(source, subject.money(sum(a.amount for a in awards)))
    uses: dict[str, list[Award]] = {}
    for award in awards:
        uses.setdefault(award.use, []).append(award)
    if len(uses) == 1:
        ((use, given),) = uses.items()
        what = _use(subject, use, given)
        return Words(f"{said}用于{what.zh}", f"{said} for {what.en}")
    parts = [
        (subject.money(sum(a.amount for a in given)), _use(subject, use, given))
        for use, given in uses.items()
    ]
    zh = "、".join(f"{amount}用于{what.zh}" for amount, what in parts)
    en = ", ".join(f"{amount} for {what.en}" for amount, what in parts)
    return Words(f"{said}，其中{zh}", f"{said}, of which {en}")


def _use(subject: Subject, use: str, awards: list[Award]) -> Words:
    """Return a use with its projects, each with its amount where there are several."""
    named = [a for a in awards if a.project is not None]
    if not named:
        return Words(clean(use), clean(use))
    if len(awards) == 1:
        text = clean(named[0].project or "")
        return Words(f"{clean(use)}（{text}）", f"{clean(use)} ({text})")
    items = [subject.beside(a.project or "", subject.money(a.amount)) for a in named]
    what = subject.listed(items)
    return Words(f"{clean(use)}（{what}）", f"{clean(use)} ({what})")


def _of_nobody(subject: Subject, names: list[str]) -> Words:
    """Return who gets nothing, so that nobody is taken to be forgotten."""
    if len(names) > MOST_NAMED:
        count = len(names)
        return Words(
            f"另有{count}个单位本批不安排资金，见附件。",
            f"{count} more recipients get nothing in this batch; see the annex.",
        )
    who = subject.listed(names)
    return Words(f"本批不安排资金的单位：{who}。", f"Nothing in this batch: {who}.")
