"""The document numbers (文号) of a text, held against those of a scenario's sources and the tables.

    市级第二批22.5万元，依据《…的通知》（某财农〔年份〕15号）    of the source named before it

A sentence that names a source and none of its numbers has a wrong one, or one too few, and so has a
bracket behind a source. A number that is off a source's in its year or its number alone, in a text
that has none of that source's, is a slip. A person should look. Any other number that neither
tables nor scenario know is listed, as those of methods.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from optalloc.checking.told_amounts import name_in_text
from optalloc.core.message import Words, listed, same
from optalloc.core.money import halfwidth
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.problem.problem import Problem

LEAST_OFFICE = 2
"""Fewest characters by which an office is known."""
_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{0,12})[〔\[(【﹝]([0-9]{4})年?[〕\])】﹞]第?([0-9]{1,5})号"
    r"|([\u4e00-\u9fff]{2,12}?)([0-9]{4})年第([0-9]{1,5})号"
)
_MORE = re.compile("[、,和及]([0-9]{1,5})号")
"""Another number of the same office and year: 某财农〔年份〕15号、16号."""
_BEFORE = re.compile("依据|根据|按照|遵照|印发|转发|的通知|文件|以及|[按据以和及与]")
"""Words before an office's sign that are none of it."""
_METHOD = re.compile("办法|规定|细则|条例|意见|规划|章程")
"""Words of documents that are of no source: what it is given by, not what it came with."""
_ENDS = re.compile("[。;!?\n]")
_BRACKET = re.compile(r"([^,，;、()]*)\(([^()]*)\)")
"""市级22.5万元(某财农〔年份〕15号): the numbers of what is named right before the bracket."""


@dataclass(frozen=True)
class DocumentNumber:
    """The number of a document: 某财农〔年份〕15号."""

    office: str
    year: str
    number: str

    def is_same(self, other: "DocumentNumber") -> bool:
        """Say whether it is another one; a sentence may leave words before the office's sign."""
        if (self.year, self.number.lstrip("0")) != (other.year, other.number.lstrip("0")):
            return False
        mine, its = self.office, other.office
        if mine == its:
            return True
        short = min(len(mine), len(its))
        return short >= LEAST_OFFICE and (mine.endswith(its) or its.endswith(mine))

    def is_near(self, other: "DocumentNumber") -> bool:
        """Say whether another one is off in its year alone, or in its number alone."""
        is_year, is_number = self.year == other.year, self.number == other.number
        return is_year != is_number and self.office.endswith(other.office)

    @property
    def text(self) -> str:
        """Return it as papers write it."""
        return f"{self.office}〔{self.year}〕{self.number}号"


@dataclass(frozen=True)
class KnownDocuments:
    """The numbers that are known.

    Attributes:
        of_sources: Those of each source that has any, by its name as it is looked for in texts.
        others: Those that stand anywhere else in the tables or the scenario.
    """

    of_sources: dict[str, list[DocumentNumber]] = field(default_factory=dict)
    others: list[DocumentNumber] = field(default_factory=list)

    def knows(self, one: DocumentNumber) -> bool:
        """Say whether a number is known."""
        all_of = (*self.others, *(n for numbers in self.of_sources.values() for n in numbers))
        return any(one.is_same(known) for known in all_of)

    def near(self, one: DocumentNumber, text: str) -> list[str]:
        """Return the sources of which a number is nearly one's, and a text has none of them."""
        has = [number for _, number in numbers_in(text)]
        return [
            name
            for name, numbers in self.of_sources.items()
            if any(map(one.is_near, numbers))
            and not any(there.is_same(number) for there in has for number in numbers)
        ]


def numbers_in(text: str) -> list[tuple[int, DocumentNumber]]:
    """Return the document numbers of a text, each with where it ends."""
    found = []
    for match in _NUMBER.finditer(text):
        office, year, number = match.groups()[:3] if match[2] else match.groups()[3:]
        office = _BEFORE.split(office)[-1]
        found.append((match.end(), DocumentNumber(office, year, number)))
        while more := _MORE.match(text, found[-1][0]):
            found.append((more.end(), DocumentNumber(office, year, more[1])))
    return found


def known_documents(sheets: Sequence[Sheet], problem: Problem | None) -> KnownDocuments:
    """Return the numbers that tables tell in words, and those that a scenario gives its sources."""
    known = KnownDocuments()
    for sheet in sheets:
        texts = [*sheet.grid.above, *sheet.grid.below]
        texts += [c for row in sheet.grid.rows for c in row.cells if isinstance(c, str)]
        known.others.extend(_all_in(text for text in texts if "号" in text))
    if problem is None:
        return known
    for source in problem.sources:
        if numbers := _all_in([source.document]):
            known.of_sources[name_in_text(source.name)] = numbers
    parts = (*problem.rules, *problem.targets, *problem.goals)
    known.others.extend(_all_in([*(part.cite for part in parts), str(problem.paper)]))
    return known


def _all_in(texts: Iterable[str]) -> list[DocumentNumber]:
    return [one for text in texts for _, one in numbers_in(halfwidth(text).replace(" ", ""))]


def document_findings(
    text: str, known: KnownDocuments, where: FindingPlace, left: list[str]
) -> Iterator[Finding]:
    """Yield the numbers that a source does not have.

    Args:
        text: In half width.
        left: Takes those that nothing tells.
    """
    text = text.replace(" ", "")
    for sentence in _ENDS.split(text):
        swapped = dict(_of_others(sentence, known))
        for one, name in swapped.items():
            yield _wrong(one, [name], known.of_sources[name], where)
        mentions = numbers_in(sentence)
        due = _due(sentence, mentions, known)
        is_right = any(one.is_same(number) for _, one in mentions for number in due)
        for at, one in mentions:
            before = sentence[:at]
            named = [name for name in known.of_sources if name in before]
            if one in swapped or any(one.is_same(number) for number in due):
                continue
            own = sentence[max((end for end, _ in mentions if end < at), default=0) : at]
            near = [] if known.knows(one) or _METHOD.search(own) else known.near(one, text)
            if named and not is_right and not _METHOD.search(before):
                numbers = [number for name in named for number in known.of_sources[name]]
                yield _wrong(one, named, numbers, where)
            elif near:
                yield _wrong(one, near, [n for name in near for n in known.of_sources[name]], where)
            elif not known.knows(one) and one.text not in left:
                left.append(one.text)


def _of_others(sentence: str, known: KnownDocuments) -> Iterator[tuple[DocumentNumber, str]]:
    """Yield the numbers in brackets behind a source that are those of another one alone."""
    for clause, inside in _BRACKET.findall(sentence):
        named = [name for name in known.of_sources if name in clause]
        there = [one for _, one in numbers_in(inside)]
        own = [number for name in named for number in known.of_sources[name]]
        if len(named) == 1 and not any(one.is_same(number) for one in there for number in own):
            yield from ((one, named[0]) for one in there if known.knows(one))


def _due(
    sentence: str, mentions: Sequence[tuple[int, DocumentNumber]], known: KnownDocuments
) -> list[DocumentNumber]:
    """Return the numbers of the sources that a sentence names."""
    named = [name for name in known.of_sources if name in sentence] if mentions else []
    return [number for name in named for number in known.of_sources[name]]


def _wrong(
    one: DocumentNumber, named: Sequence[str], due: Sequence[DocumentNumber], where: FindingPlace
) -> Finding:
    """Return that a source is said to come by another document than the scenario's."""
    sources, right = listed(list(named)), listed([number.text for number in due])
    words = Words(
        f"写“{one.text}”，情景中{sources.zh}的文号为 {right.zh}",
        f"says '{one.text}'; in the scenario the document of {sources.en} is {right.en}",
    )
    return Finding("notice_document", "warning", where, words, one.text, same(right.zh))
