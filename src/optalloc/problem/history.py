"""Earlier years as rules and targets look at them: which there are, and who got what then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from optalloc.core.message import NOTHING, Words, first_few, listed, paragraph
from optalloc.core.near_names import near_each
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.interfaces import Over

Years = tuple[int, ...]
NAME_HISTORY = Words("请在 tables 下填写 history。", "Name a table `history` under tables.")
"""What to do where nothing is known of earlier years; the reader knows whether one is named."""

MOST_NAMED = 3
"""So many names of an earlier year that are no recipients now are named."""


def years(facts: Facts) -> Years:
    """Return the years that the table of earlier years holds, in their order."""
    return tuple(sorted(facts.past_totals))


def past_totals(facts: Facts, year: int) -> Mapping[str, int]:
    """Return what each recipient got in one year [fen]; who is not in the table is absent."""
    return facts.past_totals.get(year, {})


def given_already(facts: Facts, over: Over) -> Mapping[str, int]:
    """Return what counts of this year's earlier awards, by recipient [fen]."""
    return facts.given_before if over == "year" else {}


def year_words(of: Years) -> Words:
    """Name one year, or several to take the mean of."""
    names = listed([str(year) for year in of])
    if len(of) == 1:
        return Words(f"{names.zh} 年", names.en)
    return Words(f"{names.zh} 年平均", f"the mean of {names.en}")


def year_complaints(key: str, asked: Years, facts: Facts) -> Iterator[Complaint]:
    """Yield years that are asked for and not in the table, or asked for twice, or none at all."""
    there = years(facts)
    if not asked:
        yield Complaint(key, Words("应至少写一个年度", "at least one year"))
    if not there and asked:
        yield Complaint(key, Words("应有往年表", "a table of earlier years"), None, NAME_HISTORY)
        return
    shown = listed([str(year) for year in there])
    for i, year in enumerate(asked):
        if year not in there:
            allowed = Words(f"应为往年表里的年度（{shown.zh}）", f"a year of history ({shown.en})")
            yield Complaint(key, allowed, str(year))
        elif year in asked[:i]:
            yield Complaint(key, Words("每个年度只写一次", "each year once"), str(year))


def missing_in(
    key: str, asked: Iterable[int], covered: Iterable[Recipient], facts: Facts
) -> Iterator[Complaint]:
    """Yield covered recipients that a year says nothing about; nothing is not taken for 0.

    Who has another name now is there under the old one: to write 0 would be wrong of it.
    """
    for year in asked:
        totals = past_totals(facts, year)
        others = [name for name in totals if name not in facts.recipient_named]
        for recipient in covered:
            if totals and recipient.name not in totals:
                allowed = Words(
                    f"往年表应有 {recipient.name} {year} 年的金额",
                    f"an amount of {recipient.name} in {year} in history",
                )
                remedy = Words(
                    "确实没有请填 0，不参加的单位（台账里往年没有的也是）请用“单位”"
                    "（recipients）或“单位类型”（kinds）排除。",
                    "Write 0 if it got nothing, or leave it out, as what a ledger has nothing of, "
                    "by `recipients` or `kinds`.",
                )
                near = near_each([recipient.name], others).get(recipient.name, others)
                yield Complaint(key, allowed, None, paragraph([_named_otherwise(near), remedy]))


def _named_otherwise(names: Sequence[str]) -> Words:
    """Say who is in the table of a year and is no recipient; nothing where nobody is."""
    if not names:
        return NOTHING
    few = first_few(names, MOST_NAMED)
    who = listed(few)
    if rest := len(names) - len(few):
        who += Words(f" 等 {len(names)} 个", f" and {rest} more")
    return Words(
        f"表里另有 {who.zh}，不在本批单位之列；改了名称的，请写成同一个名称。",
        f"The table has {who.en}, no recipient of this batch: write a name that changed alike.",
    )
