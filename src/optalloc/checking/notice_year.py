"""What earlier batches gave, and gave together with this one (连同本次共…), in a notice's prose.

    前期已下达226万元               told[] of the scenario's earlier awards
    连同本次共276万元，全年共276万元      these and this batch
    其中甲镇累计82万元               the same of one name
    共到位500万元                  what the scenario's sources have

Without a scenario the notice is held against itself: 前三批226万元，连同本批共276万元 are right
where the table comes to 50万元.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optalloc.checking.notice_line import QuotedFigure
from optalloc.checking.notice_words import (
    BEFORE_THIS,
    NO_PART_OF_YEAR,
    OF_A_BATCH,
    OF_BATCHES,
    OF_YEAR,
    OTHER_YEARS,
    WITH_THIS,
    YEAR,
    at_end,
    title_of,
)
from optalloc.checking.told_amounts import MOST_NAMES, WHOLE, Key, ToldAmounts, name_in_text
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT, halfwidth
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.problem.problem import Problem


def other_titles(text: str, sheets: Sequence[Sheet], where: FindingPlace) -> Iterator[Finding]:
    """Yield that the title of a notice is of one year or batch, and those of tables of another.

    Args:
        text: The notice in half width.
    """
    title = title_of(text).replace(" ", "")
    titles = [[*s.header.titles, s.grid.sheet or ""] for s in sheets]
    heads = [halfwidth("".join(of)).replace(" ", "") for of in titles]
    for of in (YEAR, OF_A_BATCH):
        own = {match[0] for match in of.finditer(title)}
        theirs = [its for head in heads if (its := {match[0] for match in of.finditer(head)})]
        if len(own) != 1 or not theirs or any(len(its) != 1 or its == own for its in theirs):
            continue
        came, due = min(own), min(theirs[0])
        words = Words(
            f"标题写“{came}”，表的标题写“{due}”", f"its title says '{came}', the table's '{due}'"
        )
        yield Finding("notice_title", "warning", where, words, came, same(due))


def earlier_awards(problem: Problem | None) -> dict[Key, Fraction] | None:
    """Return what earlier batches gave by recipient and use [yuan]; None where nobody knows.

    Sources of other batches are other sources, and have names of their own.
    """
    if problem is None or not problem.earlier:
        return None
    given: dict[Key, Fraction] = {}
    for award in problem.earlier:
        whom, use = name_in_text(award.recipient), name_in_text(award.use)
        keys = {WHOLE, frozenset([whom]), *([frozenset([use]), frozenset([whom, use])] * bool(use))}
        for key in keys:
            given[key] = given.get(key, Fraction(0)) + Fraction(award.amount, FEN_PER_UNIT["元"])
    return given


def arrived_money(problem: Problem | None) -> dict[Key, set[Fraction]]:
    """Return what has come in from each source, and in all, now or with earlier batches [yuan]."""
    if problem is None:
        return {}
    yuan = FEN_PER_UNIT["元"]
    came = {frozenset([name_in_text(s.name)]): {Fraction(s.amount, yuan)} for s in problem.sources}
    whole = Fraction(sum(source.amount for source in problem.sources), yuan)
    earlier = earlier_awards(problem) or {}
    return {**came, WHOLE: {whole, whole + earlier.get(WHOLE, Fraction(0))}}


@dataclass
class SaidOfYear:
    """What a notice says that batches gave, of all the money [yuan], each with its words."""

    before: list[tuple[Fraction, QuotedFigure]] = field(default_factory=list)
    together: list[tuple[Fraction, QuotedFigure]] = field(default_factory=list)


class YearAmounts:
    """Knows what an amount of earlier batches, or of the year so far, must be."""

    def __init__(self, told: ToldAmounts, earlier: dict[Key, Fraction] | None) -> None:
        self.told, self.earlier = told, earlier
        self.said = SaidOfYear()

    def key_of(self, before: str, name: str | None) -> Key | None:
        """Return what an amount of batches is of; None where the words do not tell."""
        if OTHER_YEARS.search(before):
            return None
        if not OF_BATCHES.search(before) and not OF_YEAR.search(before):
            return None
        if name is not None:
            is_source = self.told.kinds.get(name) == "source"
            return None if is_source else frozenset([name])
        clause = re.split("[,，;(]", before)[-1]
        return WHOLE if NO_PART_OF_YEAR.fullmatch(clause) else None

    def due(self, key: Key, before: str) -> set[Fraction]:
        """Return what an amount may be; empty where it is not known."""
        these = self.told.amounts.get(key, {Fraction(0)} if key else set())
        if self.earlier is None or len(key) > MOST_NAMES:
            return these if key == WHOLE and not at_end(BEFORE_THIS, before) else set()
        earlier = self.earlier.get(key, Fraction(0))
        together = {earlier + one for one in these}
        is_before, is_with = at_end(BEFORE_THIS, before), WITH_THIS.search(before)
        if bool(is_before) != bool(is_with):
            return {earlier} if is_before else together
        return {earlier} | together | (these if OF_YEAR.search(before) else set())

    def is_sure(self, before: str, year: str) -> bool:
        """Say whether the words are surely of this year's batches."""
        if self.earlier is None:
            return False
        is_of_year = any(m[1] == year for m in YEAR.finditer(before))
        is_of_year |= re.search("全年|今年|本年|thisyear", before) is not None
        return bool(is_of_year or at_end(BEFORE_THIS, before) or WITH_THIS.search(before))

    def keep(self, amount: Fraction, before: str, came: QuotedFigure) -> None:
        """Keep an amount of all the money that nothing is known of."""
        if WITH_THIS.search(before) or OF_YEAR.search(before):
            self.said.together.append((amount, came))
        elif at_end(BEFORE_THIS, before):
            self.said.before.append((amount, came))

    def agree(self) -> Iterator[tuple[QuotedFigure, Fraction | None]]:
        """Yield the words whose amounts agree; of those that do not, with what it should be."""
        wholes = self.told.wholes
        before, together = self.said.before, self.said.together
        earlier = {amount for amount, _ in before} | {sum((a for a, _ in before), Fraction(0))}
        due = [e + whole for e in earlier for whole in wholes] if before else []
        for amount, came in together if due else ():
            if amount in due:
                yield from ((words, None) for words in (came, *(w for _, w in before)))
            elif len(before) == len(together) == 1:
                yield came, due[0]
