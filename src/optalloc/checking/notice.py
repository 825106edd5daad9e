"""A public notice (公告公示) against what the papers ask for.

    shown for 10 days at least      a channel for complaints: hotline 12317 and one's own
    fund fields      资金来源 资金规模 资金用途 使用单位 分配原则 分配结果
    project fields   项目名称 实施地点 建设内容 建设期限 建设单位及责任人 施工单位及责任人
                     资金来源构成及规模 政府采购及招标 预期目标 实施结果

N working days are counted as the fewest calendar days that hold them. Fields are found by their
words, so a missing one is a warning; the period and the channel are the rule itself, and errors.

Amounts that it names are held against the table it is about:

    市级第二批22.5万元        the amount of a source, against all that the table gives from it
    资金共50万元              the whole, against the table's total

A name that the notice gives several amounts for is right when one of them is the table's: a notice
also says what is a part of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, listed, same
from optalloc.core.money import FEN_PER_UNIT, halfwidth, parse_number
from optalloc.inputs.docx_package import LARGEST_XML, refuse_bomb
from optalloc.inputs.tables.csv_text import decode
from optalloc.inputs.tables.files import PAGES, PAPERS, read_whole
from optalloc.inputs.tables.raw import nothing_in, unusable
from optalloc.inputs.understanding.documents.docx_tables import paper_text
from optalloc.inputs.understanding.documents.html_tables import page_text
from optalloc.inputs.understanding.documents.read import read_grids
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.questions import choices_of
from optalloc.inputs.understanding.layout.series import amounts_of, given
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.understand import Wishes, understand
from optalloc.problem.notice_rules import FUND_FIELDS, HOTLINE, LEAST_DAYS, PROJECT, PROJECT_FIELDS

LARGEST_NOTICE = 16 * 2**20
"""Longest notice that is read [bytes]."""
TEXTS = (".txt", ".md", ".csv")

_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_COUNT = r"(?<![0-9年月.\-/])([0-9]{1,3}|[〇零一二两三四五六七八九十]{1,4})"
_PERIOD = (
    re.compile(
        rf"(?:公示|公告|张贴)[^。；\n]{{0,30}}?{_COUNT}\s*(?:个)?\s*(工作日|日|天)(?!前|内提)"
    ),
    re.compile(rf"(?:期限|时间)\s*(?:为|:|：)?\s*{_COUNT}\s*(?:个)?\s*(工作日|日|天)"),
)
_DATE = r"(?:([0-9]{4})\s*[年.\-/])?\s*([0-9]{1,2})\s*[月.\-/]\s*([0-9]{1,2})\s*日?"
_RANGE = re.compile(rf"{_DATE}\s*(?:\([^)]*\))?\s*(?:起)?\s*(?:至|到|—+|–|-|~|～)\s*{_DATE}")
_WITHIN = re.compile(
    rf"{_DATE}\s*(?:起)?\s*(?:至|到|—+|–|-|~|～)\s*([0-9]{{1,2}})\s*日"  # 5月1日至7日
)
_COMPLAINT = re.compile(r"12317|监督电话|举报电话|投诉电话|监督举报|举报|投诉|监督方式|受理电话")
_BLANK = re.compile(r"(?:〔填写:|\[fill in:)\s*([^〕\]]*)[〕\]]|_{3,}|×{2,}|[Xx]{3,}")
"""What is left to be filled in, in our own papers and in others'."""
_BLANK_PERIOD = re.compile(rf"(?:公示期限?|Period)\s*:?\s*(?:{_BLANK.pattern})")
_BLANK_PHONE = re.compile(
    rf"(?:电话|telephone|phone)[^。]{{0,30}}?(?:{_BLANK.pattern})", re.IGNORECASE
)
MOST_BLANKS = 8
_PHONE = re.compile(
    r"(?:0[0-9]{2,3}[-\s]?[0-9]{7,8}|[0-9]{7,8}|1[3-9][0-9]{9}|12317|[\w.]{1,64}@[\w.]{1,64})"
)

_AMOUNT = r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(亿元|万元|元)"
_BETWEEN = r"[^0-9,，。;；:\n]{0,6}[:：]?\s*"
_WHOLE = re.compile(rf"(?:共计?|合计|总计|总额|总规模|资金规模)(?:为|人民币)?{_BETWEEN}{_AMOUNT}")


def notice_findings(notice: str | Path, sheets: Sequence[Sheet] = ()) -> list[Finding]:
    """Return what a notice lacks, and where it says other amounts than the table it is about.

    Args:
        notice: A text, DOCX or HTML file.
        sheets: The tables that it is about.

    Raises:
        InputUnusable: When it cannot be read.
    """
    path = Path(notice)
    text = halfwidth(_text(path))
    where = FindingPlace(file=str(path), sheet=path.name)
    found = [*_period(text, where), *_channel(text, where), *_fields(text, where)]
    found += _sums_in_notice(sheets, text, where)
    return [*_blanks(text, where), *found, *awards_in_notice(sheets, path, where)]


def _blanks(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield that something is still to be filled in, with what the blanks say of themselves."""
    blanks = list(dict.fromkeys(found[1] or found[0] for found in _BLANK.finditer(text)))
    if blanks:
        names = listed(blanks[:MOST_BLANKS])
        words = Words(f"还有空白要填写：{names.zh}", f"has blanks to fill in: {names.en}")
        yield Finding("notice_blank", "warning", where, words, str(len(blanks)))


def _text(path: Path) -> str:
    """Return the words of a notice."""
    named, ending = str(path), path.suffix.casefold()
    content = read_whole(path, named, LARGEST_NOTICE)
    if not content.strip():
        raise nothing_in(named)
    if ending in PAPERS:
        refuse_bomb(content, named, LARGEST_XML)
        return paper_text(content, named)
    if ending in PAGES:
        return page_text(content, named)
    text = decode(content)[0] if ending in TEXTS else None
    if text is None:
        allowed = Words("应为文本、DOCX 或 HTML", "a text, DOCX or HTML file")
        remedy = Words("请另存为 .docx 或 .txt。", "Save it as .docx or .txt.")
        raise unusable(named, allowed, remedy, path.suffix or path.name)
    return text


def days_shown(text: str) -> tuple[int, str] | None:
    """Return for how many days at least a notice says it is shown, and its own words for it."""
    for pattern in _PERIOD:
        if found := pattern.search(text):
            count = number_of(found[1])
            if found[2] == "工作日" and count > 0:
                count += 2 * ((count - 1) // 5)
            return count, found[0].strip()[-40:]
    for found in _RANGE.finditer(text):
        if (days := _days_between(*found.groups())) is not None:
            return days, found[0]
    for found in _WITHIN.finditer(text):
        year, month, day, last = found.groups()
        if (days := _days_between(year, month, day, year, month, last)) is not None:
            return days, found[0]
    return None


def number_of(text: str) -> int:
    """Return a whole number written in digits or in Chinese, up to 99."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[c]) for c in text))
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)


def _days_between(*dates: str | None) -> int | None:
    """Return how many days lie between two dates, both counted; None when they are none.

    Args:
        dates: Year, month and day of each; a year may be left out.
    """
    leap = "4"  # any year will do where none is written
    year, month, day, next_year, next_month, next_day = (d or "" for d in dates)
    try:
        first = date(int(year or leap), int(month), int(day))
        last = date(int(next_year or year or leap), int(next_month), int(next_day))
    except ValueError:
        return None
    days = (last - first).days + 1
    return days if 0 < days < 400 else None


def _period(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield that the notice is not shown long enough, or does not say how long."""
    expected = Words(f"不少于 {LEAST_DAYS} 天", f"at least {LEAST_DAYS} days")
    found = days_shown(text)
    if found is None and not _BLANK_PERIOD.search(text):
        words = Words("没有写明公示期", "does not say for how long it is shown")
        yield Finding("notice_period", "error", where, words, None, expected)
    elif found is not None and found[0] < LEAST_DAYS:
        words = Words(
            f"公示 {found[0]} 天，少于 {LEAST_DAYS} 天（“{found[1]}”）",
            f"is shown for {found[0]} days, fewer than {LEAST_DAYS} ('{found[1]}')",
        )
        yield Finding("notice_period", "error", where, words, str(found[0]), expected)


def _channel(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield that there is no way to complain, or not the hotline."""
    expected = Words(f"监督电话 {HOTLINE} 和本单位电话", f"hotline {HOTLINE} and one's own")
    if not _COMPLAINT.search(text):
        words = Words("没有监督举报渠道", "has no channel for complaints")
        yield Finding("notice_channel", "error", where, words, None, expected)
        return
    if HOTLINE not in text:
        words = Words(f"没有写监督电话 {HOTLINE}", f"does not give the hotline {HOTLINE}")
        yield Finding("notice_channel", "warning", where, words, None, expected)
    if not _PHONE.search(text.replace(HOTLINE, "")) and not _BLANK_PHONE.search(text):
        words = Words("没有本单位的监督电话或邮箱", "gives no telephone or mail of its own")
        yield Finding("notice_channel", "warning", where, words, None, expected)


def _fields(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield the fields that a notice of funds, or of projects, does not mention."""
    is_project = len(set(PROJECT.findall(text))) >= 2
    for field in PROJECT_FIELDS if is_project else FUND_FIELDS:
        if not field.is_in(text):
            words = Words(f"没有“{field.name.zh}”", f"says nothing of the {field.name.en}")
            yield Finding("notice_field", "warning", where, words, None, field.name)


# The table inside a public notice against the table it is about, recipient by recipient.
#
# A workbook may hold several tables that name a recipient (targets, needs, the plan): the notice is
# right when one of them gives what it says.
def awards_in_notice(
    sheets: Sequence[Sheet], notice: Path, where: FindingPlace
) -> Iterator[Finding]:
    """Yield each recipient that the notice's own table gives otherwise than the table."""
    tables = [(sheet, awards) for sheet in sheets if (awards := _awards(sheet))]
    if not tables:
        return
    try:
        told = understand(read_grids(notice), Wishes(choices_of(()))).sheets
    except InputUnusable:
        return  # a notice without a table, or with one that nobody could read
    for sheet in told:
        for who, amount in _awards(sheet).items():
            due = [(table, awards[who]) for table, awards in tables if who in awards]
            if due and all(amount != other for _, other in due):
                yield _off(where, who, amount, *due[0])


def _awards(sheet: Sheet) -> Mapping[str, Fraction]:
    """Return what a table gives each recipient [fen]; empty when it does not say."""
    whom, of = sheet.with_role("recipient", figures=False), given(sheet)
    if sheet.unit is None or of is None or not whom or of.column.is_computed:
        return {}
    found: dict[str, Fraction] = {}
    for i in sheet.data:
        value, who = of.values[i], sheet.name(i, whom[0])
        if value is not None and who:
            added = sheet.exact(value) * FEN_PER_UNIT[sheet.unit]
            found[who] = found.get(who, Fraction(0)) + added
    return found


def _off(where: FindingPlace, who: str, came: Fraction, table: Sheet, due: Fraction) -> Finding:
    unit = table.unit or "元"
    said, right = (shown(fen / FEN_PER_UNIT[unit]) + unit for fen in (came, due))
    words = Words(
        f"公示的表中{who}为 {said}，表中为 {right}",
        f"the notice's table gives {who} {said}; in the table it is {right}",
    )
    return Finding("notice_award", "error", where, words, said, same(right))


def _sums_in_notice(sheets: Sequence[Sheet], text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield the amounts of sources, and of all, that a notice states otherwise than the table."""
    text = halfwidth(text)
    for sheet in sheets:
        if sheet.unit is None or given(sheet) is None:
            continue
        for name, amount in _sources_of(sheet):
            said = _said(re.compile(rf"{re.escape(halfwidth(name))}{_BETWEEN}{_AMOUNT}"), text)
            if said and amount not in said:
                yield _amount_off("notice_source", sheet, where, name, said, amount)
        wholes, said = _wholes(sheet), _said(_WHOLE, text)
        if said and wholes[0] and not said.keys() & set(wholes):
            yield _amount_off("notice_total", sheet, where, "", said, wholes[0])


def _sources_of(sheet: Sheet) -> Iterator[tuple[str, Fraction]]:
    """Yield the sources of a table with all that it gives from each [yuan]."""
    per = FEN_PER_UNIT[sheet.unit or "元"] // FEN_PER_UNIT["元"]
    wide = [c for c in sheet.cells if c.role == "source"]
    for column in wide:
        amounts = [v for i in sheet.data if (v := column.values[i]) is not None]
        if column.path and amounts:
            yield column.path[-1], sheet.exact(sum(amounts)) * per
    named = sheet.with_role("source", figures=False)
    if named and not wide and len(sheet.cells) == 1:
        found: dict[str, int] = {}
        for i in sheet.data:
            name = sheet.name(i, named[0])
            found[name] = found.get(name, 0) + (sheet.cells[0].values[i] or 0)
        yield from ((n, sheet.exact(v) * per) for n, v in found.items() if n)


def _wholes(sheet: Sheet) -> list[Fraction]:
    """Return what a table gives in all [yuan]: what it adds up to, then what its totals say."""
    of = given(sheet)
    if of is None:
        return [Fraction(0)]
    stated = (of.values[i] for i in sheet.totals)
    found = [sum(amounts_of(sheet, of), Fraction(0)), *(sheet.exact(v) for v in stated if v)]
    return [value * FEN_PER_UNIT[sheet.unit or "元"] / FEN_PER_UNIT["元"] for value in found]


def _said(pattern: re.Pattern[str], text: str) -> dict[Fraction, str]:
    """Return the amounts that a text names [yuan], each with its own words."""
    return {
        parse_number(found[1]) * FEN_PER_UNIT[found[2]] / FEN_PER_UNIT["元"]: found[0].strip()
        for found in pattern.finditer(text)
    }


def _amount_off(
    kind: str,
    sheet: Sheet,
    where: FindingPlace,
    name: str,
    said: dict[Fraction, str],
    amount: Fraction,
) -> Finding:
    unit = sheet.unit or "元"
    due = shown(amount * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit
    came = next(iter(said.values()))
    of = name or "合计"
    words = Words(
        f"写“{came}”，表中{of}为 {due}",
        f"says '{came}'; in the table {name or 'the total'} is {due}",
    )
    return Finding(kind, "error", where, words, came, same(due))
