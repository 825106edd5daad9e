"""A paper section that leaves nothing blank, names that look like code, and papers read back."""

import io
from typing import Any

import docx
from lxml import html as web

from office import Office
from optalloc.core.money import parse_amount
from optalloc.pipeline.solved import Solved

PAPER = """\
paper:
  title: {zh: 某区资金分配方案, en: Plan of a district}
  fund: {zh: 某区衔接资金, en: the funds of a district}
  office: {zh: 某区乡村振兴局, en: Bureau of a district}
  date: 2030-03-01
  opening: {zh: 为用好资金，制定本方案。, en: To use the funds well.}
  documents:
    市级: {zh: 《关于下达资金的通知》, en: notice on funds}
  principle: {zh: 公平公开。, en: Fair and open.}
  scope: [{zh: 用于产业和建设。, en: For industry and works.}]
  requirements:
    - {zh: 尽早动工。按时序进度推进。, en: Start early. Keep to the calendar.}
    - {zh: 严格监管, en: Supervise}
  contact: {zh: 张三, en: Zhang San}
  phone: "010-12345678"
  supervision: ["010-87654321", jubao@example.gov.cn]
  notice:
    start: 2030年3月2日
    days: 10
    place: {zh: 政府网站, en: the web site}
"""
WORDS_BESIDE = ("用途", "备注", "Use", "Remark")
NASTY = ("=cmd|'/c calc'!A1", "<script>alert(1)</script>", "../../x", "长" * 200)


def with_paper(office: Office, text: str = PAPER) -> None:
    """Add a paper section to the office's scenario."""
    there = (office.folder / "scenario.yaml").read_text(encoding="utf-8")
    office.put("scenario.yaml", there + text)


def word_text(content: bytes) -> str:
    """Return the words of a paper in Word: paragraphs, titles in one line, then cells of tables."""
    document = docx.Document(io.BytesIO(content))
    lines = [p.text.replace("\n", "") for p in document.paragraphs]
    lines += [" | ".join(row) for table in word_tables(content) for row in table]
    return "\n".join(lines)


def word_tables(content: bytes) -> list[list[list[str]]]:
    """Return the cells of every table of a paper in Word."""
    document = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def web_tables(content: bytes) -> list[list[list[str]]]:
    """Return the cells of every table of a page."""
    page = web.fromstring(content)
    return [
        [[cell.text_content() for cell in row.iterchildren("th", "td")] for row in table.iter("tr")]
        for table in page.iter("table")
    ]


def amounts_of(table: list[list[str]], unit: str) -> dict[str, list[int]]:
    """Return the amounts of a table of allocation by recipient [fen]: the total, then sources."""
    end = next((i for i, head in enumerate(table[0]) if head in WORDS_BESIDE), len(table[0]))
    return {row[0]: [parse_amount(cell, unit) for cell in row[1:end]] for row in table[1:]}


def expected(solved: Solved, total: str) -> dict[str, list[int]]:
    """Return the same amounts from the plan, the total row last."""
    assert solved.best is not None
    plan, rows = solved.best.plan, dict[str, list[int]]()
    for recipient in solved.problem.recipients:
        only = frozenset([recipient.name])
        parts = [plan.sum(frozenset([s.name]), None, only) for s in solved.problem.sources]
        rows[recipient.name] = [plan.sum(None, None, only), *parts]
    parts = [plan.sum(frozenset([s.name])) for s in solved.problem.sources]
    return rows | {total: [plan.total, *parts]}


def xml_of(content: bytes) -> Any:
    """Return the body of a paper in Word as XML."""
    return docx.Document(io.BytesIO(content)).element.body
