"""The plan (分配方案) as the field writes it: 一 资金到位情况 … 五 有关要求, and annexes."""

import re
from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.pipeline.as_good import equal_claims, shares_words
from optalloc.pipeline.level_totals import level_totals
from optalloc.present.paper import (
    Block,
    NewPage,
    PaperLine,
    Para,
    Title,
    blank,
    clean,
    numbered,
    section,
)
from optalloc.problem.notice_rules import HOTLINE
from optalloc.problem.tie_order import tie_words
from optalloc.reports.official.allocation_section import arrangement
from optalloc.reports.official.award_table import award_table, level_table, project_table, unit_line
from optalloc.reports.official.chart import chart
from optalloc.reports.official.context import Subject
from optalloc.reports.official.funds import money_received, what_for
from optalloc.reports.official.principles import principles

OFFICE, SIGNED = Words("印发单位", "issuing office"), Words("签发日期", "date of signing")
SCOPE, REQUIREMENTS = (
    Words("资金使用范围", "what the money may be used for"),
    Words("有关要求", "requirements"),
)
CONTACT, PHONE = Words("联系人", "contact"), Words("联系电话", "telephone")
SUPERVISION = Words("本单位监督电话", "the office's own telephone for complaints")

_SECTIONS = (
    Words("资金到位情况", "Funds received"),
    Words("资金分配原则", "Principle of allocation"),
    Words("资金使用范围", "What the money is for"),
    Words("资金安排", "Allocation"),
    Words("有关要求", "Requirements"),
)
TABLE_OF_AWARDS = Words("资金分配表", "Table of allocation")
TABLE_OF_PROJECTS = Words("项目资金安排表", "Table of projects")
_FIRST_SENTENCE = re.compile(r"(.{2,60}?[。]|.{2,90}?\.)(?=.)\s*", re.DOTALL)


def plan_blocks(subject: Subject) -> Iterator[Block]:
    """Yield the whole plan."""
    yield Title(subject.title)
    yield from opening(subject)
    parts = (
        money_received(subject),
        principles(subject),
        scope(subject),
        arrangement(subject),
        requirements(subject),
    )
    for number, (words, paras) in enumerate(zip(_SECTIONS, parts, strict=True), 1):
        yield section(number, words, subject.lang)
        yield from paras
    annexes = _annexes(subject)
    yield from _closing(subject, [title for title, _ in annexes])
    for place, (title, blocks) in enumerate(annexes, 1):
        mark = "" if len(annexes) == 1 else str(place)
        yield NewPage()
        yield PaperLine(subject.say(Words(f"附件{mark}", f"Annex {mark}".strip())), "annex")
        yield Title(title)
        yield from blocks


def opening(subject: Subject) -> Iterator[Para]:
    """Yield what stands before the first section."""
    written = [Para(text) for text in subject.written(subject.paper.opening)]
    fund = subject.fund
    plain = Words(
        f"为规范{fund}的分配和使用，结合各单位实际，制定本方案。",
        f"This is the plan for sharing out {fund}.",
    )
    yield from written or [Para(subject.say(plain))]


def scope(subject: Subject) -> Iterator[Para]:
    """Yield what the money may be used for, and what it is used for."""
    written = [Para(text) for text in subject.written(subject.paper.scope)]
    yield from written or [Para(blank(SCOPE, subject.lang))]
    yield from what_for(subject)


def requirements(subject: Subject) -> Iterator[Para]:
    """Yield what is asked of everybody, numbered; the first sentence of a long one leads."""
    written = list(subject.written(subject.paper.requirements))
    if not written:
        yield Para(blank(REQUIREMENTS, subject.lang))
    for number, text in enumerate(written, 1):
        found = _FIRST_SENTENCE.match(text)
        lead = found[1] if found else ""
        yield Para(text[found.end() :] if found else text, numbered(number, subject.lang) + lead)


def supervision(subject: Subject) -> str:
    """Return the hotline and the office's own telephones for complaints."""
    own = list(subject.written(subject.paper.supervision))
    return subject.listed([HOTLINE, *(own or [blank(SUPERVISION, subject.lang)])])


def notes(subject: Subject, is_public: bool = False) -> Iterator[str]:
    """Yield what a reader of the table must know.

    Args:
        is_public: Leaves out what the rules found in the facts, such as who was refused and why.
    """
    yield from (clean(subject.say(note)) for note in subject.problem.notes)
    for rule in () if is_public else subject.problem.rules:
        yield from map(subject.told, rule.findings(subject.problem))
    # What an engine proved, or left open, is no matter of a paper: notes of the workbook have it.
    zh = "各行各列已核对到分，符合分配办法的全部要求。"
    en = "Every row and column was checked to the fen; every rule of the allocation is kept."
    yield subject.say(Words(zh, en))
    if subject.report.solved.outcome.proven == "no":
        # The office's own words for it: what was made best is told above, and this is not sure.
        yield subject.say(
            Words(
                "没有查遍所有可能的安排，也许还有更符合择优标准的安排。",
                "Not every arrangement was looked at; there may be one that is better by what is"
                " made best.",
            )
        )
    yield from map(subject.told, _equal_claims(subject))


def _equal_claims(subject: Subject) -> Iterator[Words]:
    """Yield who has equal claims and other amounts, and by what rule."""
    problem, targets = subject.problem, subject.report.solved.targets
    rule = tie_words(problem)
    for one in equal_claims(problem, targets, subject.plan):
        shares = shares_words(one, problem)
        yield Words(
            f"情况相同的单位金额不同的，{rule.zh}确定：{shares.zh}。",
            f"Where claims are equal and amounts are not, it was decided {rule.en}: {shares.en}.",
        )


def note_lines(subject: Subject, is_public: bool = False) -> Iterator[PaperLine]:
    """Yield the notes below a table, numbered."""
    said = list(notes(subject, is_public))
    yield PaperLine(subject.say(Words("说明：", "Notes:")), "label")
    yield from (PaperLine(f"{number}. {text}", "note") for number, text in enumerate(said, 1))


def _annexes(subject: Subject) -> list[tuple[str, list[Block]]]:
    """Return the annexes: the table of allocation with its notes, the projects, the picture."""
    title = subject.say(TABLE_OF_AWARDS)
    if subject.paper.fund is not None and subject.lang == "zh":
        title = f"{subject.fund}分配表"
    table: list[Block] = [unit_line(subject), award_table(subject), *note_lines(subject)]
    annexes: list[tuple[str, list[Block]]] = [(title, table)]
    for one in level_totals(subject.report.solved, subject.report.best):
        annexes.append((subject.say(one.title), [unit_line(subject), level_table(subject, one)]))
    if subject.problem.projects:
        projects: list[Block] = [unit_line(subject), project_table(subject)]
        annexes.append((subject.say(TABLE_OF_PROJECTS), projects))
    picture = chart(subject)
    if picture is not None:
        annexes.append((picture.said, [picture]))
    return annexes


def _closing(subject: Subject, titles: list[str]) -> Iterator[Block]:
    """Yield the list of annexes, the signature, the day, and whom to ask."""
    paper = subject.paper
    numbers = [""] if len(titles) == 1 else [f"{place}. " for place in range(1, 1 + len(titles))]
    listed = [number + title for number, title in zip(numbers, titles, strict=True)]
    if subject.lang == "en":
        yield PaperLine("Annex: " + "; ".join(listed), "annexes")
    else:
        yield PaperLine("附件：" + listed[0], "annexes")
        yield from (Para("　　　" + text) for text in listed[1:])
    yield PaperLine(subject.said(paper.office, OFFICE), "office")
    yield PaperLine(subject.day(paper.date, SIGNED), "day")
    contact, phone = subject.said(paper.contact, CONTACT), subject.said(paper.phone, PHONE)
    own = supervision(subject)
    yield Para(
        subject.say(
            Words(
                f"（联系人：{contact}；联系电话：{phone}；监督电话：{own}）",
                f"(Contact: {contact}, telephone {phone}. Complaints: {own}.)",
            )
        )
    )
