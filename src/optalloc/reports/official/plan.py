"""The plan (分配方案) as the field writes it: 一 资金到位情况 … 五 有关要求, and annexes.

Its picture shows what each recipient gets, beside the baseline.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from optalloc.core.message import Words
from optalloc.pipeline.level_totals import level_totals
from optalloc.present.charts.plan_and_baseline import RecipientBars, amounts_chart
from optalloc.present.charts.save import PICTURE, missing_extra, png
from optalloc.present.paper import (
    Block,
    NewPage,
    PaperLine,
    PaperPicture,
    Para,
    Title,
    blank,
    numbered,
    section,
)
from optalloc.problem.baselines import baseline_name
from optalloc.problem.notice_rules import HOTLINE
from optalloc.problem.rules.project_funding import money_beside
from optalloc.reports.official.allocation_section import arrangement, is_told, stands_in_text
from optalloc.reports.official.award_table import (
    award_table,
    has_use_table,
    level_table,
    note_lines,
    project_table,
    sums_by_source,
    unit_line,
    use_table,
)
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
        _allocation(subject),
        requirements(subject),
    )
    for number, (words, paras) in enumerate(zip(_SECTIONS, parts, strict=True), 1):
        yield section(number, words, subject.lang)
        yield from paras
    annexes = _annexes(subject)
    yield from _closing(subject, [title for title, _ in annexes])
    yield from annexed(subject, annexes)


def annexed(subject: Subject, annexes: Sequence[tuple[str, Iterable[Block]]]) -> Iterator[Block]:
    """Yield what stands behind a paper, each with its title on a page of its own."""
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


def _allocation(subject: Subject) -> Iterator[Block]:
    """Yield the section of the allocation, with the notes where its table stands there."""
    yield from arrangement(subject)
    if stands_in_text(subject):
        yield from note_lines(subject)


def _annexes(subject: Subject) -> list[tuple[str, list[Block]]]:
    """Return the annexes: the tables that do not stand in the text, the projects, the picture."""
    annexes: list[tuple[str, list[Block]]] = []
    if not stands_in_text(subject):
        title = subject.say(TABLE_OF_AWARDS)
        if subject.paper.fund is not None and subject.lang == "zh":
            title = f"{subject.fund}分配表"
        table: list[Block] = [unit_line(subject), award_table(subject), *note_lines(subject)]
        annexes.append((title, table))
    if has_use_table(subject) and not is_told(subject):
        annexes.append((use_title(subject), [unit_line(subject), use_table(subject)]))
    for one in level_totals(subject.report.solved, subject.report.best):
        annexes.append((subject.say(one.title), [unit_line(subject), level_table(subject, one)]))
    if subject.problem.projects:
        projects: list[Block] = [unit_line(subject), project_table(subject)]
        beside = money_beside(subject.problem, subject.plan)
        projects += [PaperLine(subject.told(words), "note") for words in beside]
        annexes.append((subject.say(TABLE_OF_PROJECTS), projects))
    picture = chart(subject)
    if picture is not None:
        annexes.append((picture.said, [picture]))
    return annexes


def use_title(subject: Subject, by_source: bool = True) -> str:
    """Return what the table by use is called."""
    if by_source and len(subject.problem.sources) > 1:
        return subject.say(Words("分来源分用途资金安排表", "Amounts by source and use"))
    return subject.say(Words("分用途资金安排表", "Amounts by use"))


def _closing(subject: Subject, titles: list[str]) -> Iterator[Block]:
    """Yield the list of annexes, the signature, the day, and whom to ask."""
    paper = subject.paper
    numbers = [""] if len(titles) == 1 else [f"{place}. " for place in range(1, 1 + len(titles))]
    listed = [number + title for number, title in zip(numbers, titles, strict=True)]
    if listed and subject.lang == "en":
        yield PaperLine("Annex: " + "; ".join(listed), "annexes")
    elif listed:
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


def chart(subject: Subject) -> PaperPicture | None:
    """Return the picture of a plan; None where drawing is not installed."""
    if any(missing_extra("", PICTURE)):
        return None
    solved, names = subject.report.solved, [s.name for s in subject.problem.sources]
    cells = sums_by_source(subject.plan.awards, "recipient")
    baseline = solved.baseline.plan.by_recipient
    rows = [
        RecipientBars(
            r.name,
            tuple(cells[r.name][source] for source in names),
            baseline.get(r.name, 0),
            solved.targets.target(r.name),
        )
        for r in subject.problem.recipients
    ]
    drawn = amounts_chart(rows, names, subject.report.unit, subject.lang)
    name = baseline_name(subject.problem)
    title = Words(f"安排额与{name.zh}对照图", f"Amounts beside the {name.en}")
    return PaperPicture(lambda: png(drawn), subject.say(title))
