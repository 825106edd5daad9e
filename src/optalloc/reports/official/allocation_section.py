"""四、资金安排: sentences for a few recipients, else a table and words for what stands out."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.pipeline.metrics import Difference
from optalloc.present.paper import Block, Para, clean
from optalloc.present.text_width import fits_upright
from optalloc.problem.baselines import METHODS, Method, baseline_name
from optalloc.problem.facts import Award
from optalloc.problem.layout import common_step
from optalloc.problem.problem import total_bounds
from optalloc.reports.official.award_table import award_table, has_use_table, short_table, unit_line
from optalloc.reports.official.context import Subject
from optalloc.reports.official.funds import source_amounts, split_words
from optalloc.reports.official.principles import MOST_SEARCHED, off_the_money

MOST_NAMED = 60
"""Most recipients without money that are named; of more, their number is said."""
MOST_TOLD, MOST_PARTS = 4, 12
"""Recipients and awards up to which sentences say everything, as plans of the field do."""
MOST_ROWS = 30
"""Recipients up to which a table stands in the text: it takes a page or little more."""
_MORE, _LESS = Words("多", "more"), Words("少", "less")
MOST_EACH = 3
"""Recipients that are named with more, and with less; of those at a bound twice as many."""


def arrangement(subject: Subject, has_table: bool = True) -> Iterator[Block]:
    """Yield what is arranged as a whole, then recipient by recipient.

    Args:
        has_table: Whether a table may stand here; not where a template has a place for it.
    """
    if is_told(subject):
        yield from _in_sentences(subject)
        return
    yield Para(subject.say(_whole(subject) + Words("。", ".")))
    yield from exceptions(subject)
    yield from _nobody(subject)
    if not has_table:
        return
    is_whole = stands_in_text(subject)
    yield Para(subject.say(_where(subject, is_whole)))
    if len(subject.problem.recipients) <= MOST_ROWS:
        yield from (unit_line(subject), award_table(subject) if is_whole else short_table(subject))


def is_told(subject: Subject) -> bool:
    """Return whether there is so little to say that sentences say it all."""
    return len(subject.by_use) <= MOST_TOLD and len(subject.plan.awards) <= MOST_PARTS


def stands_in_text(subject: Subject) -> bool:
    """Return whether the whole table of allocation stands in the text, and in no annex."""
    if is_told(subject) or len(subject.problem.recipients) > MOST_ROWS:
        return False
    return fits_upright(award_table(subject))


def _where(subject: Subject, is_whole: bool) -> Words:
    """Return where the amounts stand."""
    if len(subject.problem.recipients) > MOST_ROWS:
        return Words("各单位的安排额见附件。", "The annexes say who gets what.")
    zh, en = "各单位安排额如下表", "Who gets what is in the table"
    if not is_whole:
        zh, en = f"{zh}，分来源的见附件", f"{en}, by source in the annex"
    elif has_use_table(subject):
        zh, en = f"{zh}，分用途的见附件", f"{en}, by use in the annex"
    return Words(f"{zh}。", f"{en}.")


def _in_sentences(subject: Subject) -> Iterator[Para]:
    """Yield a sentence a recipient."""
    yield Para(subject.say(_whole(subject) + Words("。具体安排如下：", ". In detail:")))
    awards: dict[str, list[Award]] = {}
    for award in subject.in_order:
        awards.setdefault(award.recipient, []).append(award)
    for recipient in subject.problem.recipients:
        if recipient.name in awards:
            yield Para(_of_recipient(subject, recipient.name, awards[recipient.name]))
    yield from _nobody(subject)


def _nobody(subject: Subject) -> Iterator[Para]:
    """Yield who gets nothing."""
    without = [r.name for r in subject.problem.recipients if r.name not in subject.by_use]
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
    return Words(zh, en)


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
            f"另有{count}个单位本批不安排资金，见资金分配表。",
            f"{count} more recipients get nothing in this batch; see the table of allocation.",
        )
    who = subject.listed(names)
    return Words(f"本批不安排资金的单位：{who}。", f"Nothing in this batch: {who}.")


def exceptions(subject: Subject) -> Iterator[Para]:
    """Yield what differs most from proportion, and which rules bind, if there is any such."""
    said = [_beside_proportion(subject), *_binding(subject)]
    words = [subject.say(one) for one in said if one != NOTHING]
    if words:
        yield Para(("" if subject.lang == "zh" else " ").join(words))


def _beside_proportion(subject: Subject) -> Words:
    """Return whose amount is furthest above and below the baseline's."""
    changes = subject.report.solved.changes
    more = sorted((c for c in changes if c.change > 0), key=lambda c: -c.change)
    less = sorted((c for c in changes if c.change < 0), key=lambda c: c.change)
    if not more and not less:
        return NOTHING
    parts, rest = [], len(changes) - len(more) - len(less)
    for zh, en, apart in (("增加", "more", more), ("减少", "less", less)):
        if apart:
            parts.append(_furthest(subject, apart, Words(zh, en)))
    beside = _proportion(subject)
    zh = f"与{beside.zh}相比，{'；'.join(w.zh for w in parts)}"
    en = f"Beside {beside.en}, {'; '.join(w.en for w in parts)}"
    if rest:
        zh, en = f"{zh}；其余{rest}个单位相同", f"{en}; {rest} are the same"
    return Words(f"{zh}。", f"{en}.")


def _proportion(subject: Subject) -> Words:
    """Return what the baseline is: targets rounded, where it apportions them and they add up."""
    problem = subject.problem
    if not isinstance(METHODS[problem.baseline], Method):
        name = baseline_name(problem)
        return Words(name.zh, f"the {name.en}")
    if off_the_money(subject):
        return Words("测算额按资金折算、取整的结果", "targets scaled to the money and rounded")
    return Words("测算额取整的结果", "targets merely rounded")


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
    zh, en = listed(items)
    if len(apart) == len(named):
        return Words(f"{how.zh}的有{zh}", f"{how.en} for {en}")
    count = len(apart)
    return Words(f"{how.zh}的有{count}个单位，最多的是{zh}", f"{how.en} for {count}, most for {en}")


def _binding(subject: Subject) -> Iterator[Words]:
    """Yield which requirement alone stops whom from one step more, or from one step less."""
    problem, targets = subject.problem, subject.report.solved.targets
    if len(problem.recipients) > MOST_SEARCHED:
        return
    held, step = subject.plan.by_recipient, common_step(problem)
    given = [held.get(recipient.name, 0) for recipient in problem.recipients]
    stopped = []
    for rule in problem.rules:
        bounds = list(zip(given, total_bounds(problem, targets, [rule]), strict=True))
        above = {
            i for i, (m, (_, top)) in enumerate(bounds) if m and top < min(problem.money, m + step)
        }
        below = {i for i, (m, (low, _)) in enumerate(bounds) if m and m - step < low and low > 0}
        stopped.append((rule, above, below))
    # Who is held up by a least amount is told with that, and not with what it may not exceed.
    lifted = {i for i in set().union(*(b for *_, b in stopped)) if given[i] >= _target(subject, i)}
    capped = {i for i in set().union(*(a for _, a, _ in stopped)) if given[i] < _target(subject, i)}
    for rule, above, below in stopped:
        for way, found in ((_MORE, above - lifted), (_LESS, below - capped)):
            if found:
                names = [clean(problem.recipients[i].name) for i in sorted(found)]
                told = subject.told(rule.words(problem))
                yield _at_a_bound(told, way, subject.money(step), names)


def _target(subject: Subject, at: int) -> Fraction:
    """Return the target of the recipient at a place."""
    return subject.report.solved.targets.target(subject.problem.recipients[at].name)


def _at_a_bound(rule: str, way: Words, step: str, names: Sequence[str]) -> Words:
    """Say who would break a rule with one step more or less, be it at the bound or short of it."""
    shown = first_few(names, 2 * MOST_EACH)
    who = listed(list(shown))
    if len(names) > len(shown):
        count = len(names)
        who = Words(f"{who.zh}等{count}个单位", f"{who.en} and others, {count} in all")
    return Words(
        f"再{way.zh}一步（{step}）就不符合“{rule}”的：{who.zh}。",
        f"One step {way.en} ({step}) would break “{rule}”: {who.en}.",
    )
