"""A public notice (公告公示) against what the papers ask for.

    shown for 10 days at least      a channel for complaints: hotline 12317 and one's own
    fund fields      资金来源 资金规模 资金用途 使用单位 分配原则 分配结果
    project fields   项目名称 实施地点 建设内容 建设期限 建设单位及责任人 施工单位及责任人
                     资金来源构成及规模 政府采购及招标 预期目标 实施结果

N working days are counted as the fewest calendar days that hold them. Fields are found by their
words, so a missing one is a warning; the period and the channel are the rule itself, and errors.

Amounts that it names are held against the tables it is about, each mention for itself: those of its
prose (`notice_amounts.py`) and those of its own tables (`notice_tables.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from optalloc.checking.counted_lists import counts_beside_lists
from optalloc.checking.names_beside_tables import fields_told, names_beside_tables
from optalloc.checking.notice_amounts import NoticeAmounts
from optalloc.checking.notice_documents import document_findings, known_documents
from optalloc.checking.notice_figures import number_of
from optalloc.checking.notice_period import PERIOD_DAYS, PERIOD_TOLD, in_plain_dates
from optalloc.checking.notice_tables import (
    UNREAD,
    findings_in_tables,
    notes_of,
    other_recipients,
    recipients_alone,
    shares_in_heads,
    tables_in,
)
from optalloc.checking.notice_year import other_titles
from optalloc.checking.told_amounts import ToldAmounts, recipients_of, told_amounts
from optalloc.core.message import Words, listed, same
from optalloc.core.money import halfwidth
from optalloc.inputs.docx_package import LARGEST_PAPER, LARGEST_XML, refuse_bomb
from optalloc.inputs.tables.csv_text import decode
from optalloc.inputs.tables.files import PAGES, PAPERS, read_whole
from optalloc.inputs.tables.raw import nothing_in, unusable
from optalloc.inputs.understanding.documents.docx_tables import paper_prose, paper_text
from optalloc.inputs.understanding.documents.html_tables import page_prose, page_text
from optalloc.inputs.understanding.documents.read import split_paper
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.lines_of_text import outside_tables
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.problem.notice_rules import FUND_FIELDS, HOTLINE, LEAST_DAYS, PROJECT, PROJECT_FIELDS
from optalloc.problem.problem import Problem

LARGEST_NOTICE = 16 * 2**20
"""Longest notice that is read [bytes], but for papers: pictures in them may take more."""
TEXTS = (".txt", ".md", ".csv")
LEAP = 4
"""A year that has every day, for dates without one."""
LONGEST_PERIOD = 400
"""Days between two dates from which on they are no period of a notice."""
LONGEST_OVER_A_YEAR = 90
"""The same where its end, told without a year, lies in the next."""

WORKING = ("工作日", "working")
_DATE = r"(?:([0-9]{4})\s*[年.\-/])?\s*([0-9]{1,2})\s*[月.\-/]\s*([0-9]{1,2})\s*日?"
_OF_NOTICES = re.compile(r"公示|公告|\bshown\b|\bnotice\b", re.IGNORECASE)
_DAY = re.compile(r"(?<![0-9])(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_PERIOD_CALLED = re.compile("公示(?:期|时间)")
_FROM = re.compile(r"自[^,，]{0,16}日起|[0-9]日(?:开始|止|结束|截止)")
_RANGE = re.compile(rf"{_DATE}\s*(?:\([^)]*\))?\s*(?:起)?\s*(?:至|到|—+|–|-|~|～|to)\s*{_DATE}")
_WITHIN = re.compile(
    rf"{_DATE}\s*(?:起)?\s*(?:至|到|—+|–|-|~|～)\s*([0-9]{{1,2}})\s*日"  # 5月1日至7日
)
_OF_OTHERS = re.compile("异议|反映|受理|申诉|申报|报名|举报")
"""Words between a period and dates that are not its own."""
_COMPLAINT = re.compile(r"12317|监督电话|举报电话|投诉电话|监督举报|举报|投诉|监督方式|受理电话")
_BLANK = re.compile(r"(?:〔填写:|\[fill in:)\s*([^〕\]]*)[〕\]]|_{3,}|×{2,}|[Xx]{3,}")
"""What is left to be filled in, in our own papers and in others'."""
_EXAMPLE = re.compile(
    r"[^\s、,。;:.()〔]{1,40} ?\((?:示例|illustrative|example)\)|示例〔[0-9]{4}〕[0-9]+号",
    re.IGNORECASE,
)
"""What stands there as an example: figures and documents of the scenario to start from."""
_BLANK_PERIOD = re.compile(rf"(?:公示期限?|Period)\s*:?\s*(?:{_BLANK.pattern})")
_BLANK_PHONE = re.compile(
    rf"(?:电话|telephone|phone)[^。]{{0,30}}?(?:{_BLANK.pattern})", re.IGNORECASE
)
MOST_BLANKS = 8
_PHONE = re.compile(
    r"(?:0[0-9]{2,3}[-\s]?[0-9]{7,8}|[0-9]{7,8}|1[3-9][0-9]{9}|12317|[\w.]{1,64}@[\w.]{1,64})"
)


def notice_findings(
    notice: str | Path,
    sheets: Sequence[Sheet] = (),
    problem: Problem | None = None,
    compared: set[str] | None = None,
) -> list[Finding]:
    """Return what a notice lacks, and where it says other amounts than the table it is about.

    Args:
        notice: A text, DOCX or HTML file.
        sheets: The tables that it is about.
        problem: The scenario that it is about: its documents and weights.
        compared: Takes the recipients whose amounts were compared, as texts name them.

    Raises:
        InputUnusable: When it cannot be read.
    """
    path = Path(notice)
    whole, prose = (halfwidth(_text_of(path, is_prose)) for is_prose in (False, True))
    where = FindingPlace(file=str(path), sheet=path.name)
    found = [*_period(whole, where), *_channel(whole, where), *_fields(whole, where, sheets)]
    names = set[str]() if compared is None else compared
    amounts = _amounts(path, sheets, (whole, prose), where, (problem, names))
    return [*_blanks(whole, where), *found, *amounts]


def _amounts(
    path: Path,
    sheets: Sequence[Sheet],
    texts: tuple[str, str],
    where: FindingPlace,
    beside: tuple[Problem | None, set[str]],
) -> Iterator[Finding]:
    """Yield what a notice says of money otherwise than the tables, and what nothing tells."""
    if not sheets:
        return
    problem, compared = beside
    told = told_amounts(sheets, texts[0].replace(" ", ""))
    own = tables_in(path, told) if told.amounts else ()
    lists = counts_beside_lists(texts[1], recipients_of(sheets), where)
    prose = NoticeAmounts(told, where, problem, lists)
    documents = known_documents(sheets, problem)
    if told.amounts:
        yield from prose.findings(texts[1] + halfwidth(shares_in_heads(own or ())))
        compared |= {name for key in prose.compared if len(key) == 1 for name in key}
    else:
        words = Words(
            "看不出表中安排的金额（没有写明单位，或几列金额没有合计），公示里的金额没有核对",
            "the table does not tell what is given (no unit, or several columns without a "
            "total): nothing of the notice was compared",
        )
        yield Finding("not_compared", "note", where, words)
    yield from filter(None, prose.lists.values())
    alone = recipients_alone(own or (), told)
    compared |= recipients_of(own or ())
    yield from _of_names(texts, sheets, told, where, alone)
    yield from document_findings(texts[0], documents, where, prose.documents)
    yield from other_titles(texts[0], sheets, where)
    yield from prose.left_out()
    if own is None:
        yield Finding("not_compared", "note", where, UNREAD)
        return
    yield from findings_in_tables(own, told, where, texts[0].replace(" ", ""))
    yield from other_recipients(*alone, where)


def _of_names(
    texts: tuple[str, str],
    sheets: Sequence[Sheet],
    told: ToldAmounts | None,
    where: FindingPlace,
    alone: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Iterator[Finding]:
    """Yield who is named in a text and in no table, or gets money and is not named.

    Args:
        texts: All of the text, and that outside its tables.
        told: What the tables give, that a text apart from them has to tell.
        alone: Who stands on one side alone in the notice's own tables; it is told of these.
    """
    known = recipients_of(sheets).union(alone[0])
    given = dict(next(iter(told.recipients), {})) if told else {}
    given = {name: amount for name, amount in given.items() if name not in alone[1]}
    yield from names_beside_tables(texts[1], texts[0], known, given, where)


def prose_findings(
    table: str | Path, sheets: Sequence[Sheet], problem: Problem | None = None
) -> Iterator[Finding]:
    """Yield what the text around the tables of a paper or page, heads and notes say otherwise.

    The text may be of more than these tables: a person should look, and nothing is an error.
    """
    path, part = split_paper(str(table))
    is_text = part is None and path.suffix.casefold() in (*PAPERS, *PAGES)
    own = halfwidth(_text_of(path, is_prose=True)) if is_text else ""
    prose = own + halfwidth(shares_in_heads(sheets)) + notes_of(sheets)
    if not prose:
        return
    told = told_amounts(sheets, prose.replace(" ", ""))
    where = FindingPlace(file=str(path))
    lists = counts_beside_lists(prose, recipients_of(sheets), where)
    amounts = NoticeAmounts(told, where, problem, lists)
    documents = known_documents(sheets, problem)
    of_documents = document_findings(prose, documents, where, amounts.documents)
    of_amounts = [*amounts.findings(prose), *filter(None, amounts.lists.values())]
    for found in (*of_amounts, *_of_names((own, own), sheets, None, where), *of_documents):
        yield replace(found, kind="prose", severity="warning")
    yield from amounts.left_out()


def _blanks(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield that something is still to be filled in, with what the blanks say of themselves."""
    found = [*_BLANK.finditer(text), *_EXAMPLE.finditer(text)]
    found.sort(key=lambda match: match.start())
    blanks = list(dict.fromkeys(match[match.lastindex or 0] or match[0] for match in found))
    if blanks:
        names, more = listed(blanks[:MOST_BLANKS]), len(blanks) - MOST_BLANKS
        words = Words(f"还有空白要填写：{names.zh}", f"has blanks to fill in: {names.en}")
        if more > 0:
            words += Words(f"等 {len(blanks)} 处", f" and {more} more")
        yield Finding("notice_blank", "warning", where, words, str(len(blanks)))


def _text_of(path: Path, is_prose: bool) -> str:
    """Return the words of a notice: all of them, or those outside its tables."""
    named, ending = str(path), path.suffix.casefold()
    content = read_whole(path, named, LARGEST_PAPER if ending in PAPERS else LARGEST_NOTICE)
    if not content.strip():
        raise nothing_in(named)
    if ending in PAPERS:
        refuse_bomb(content, named, LARGEST_XML)
        return paper_prose(content, named) if is_prose else paper_text(content, named)
    if ending in PAGES:
        return page_prose(content, named) if is_prose else page_text(content, named)
    text = decode(content)[0] if ending in TEXTS else None
    if text is None:
        allowed = Words("应为文本、DOCX 或 HTML", "a text, DOCX or HTML file")
        remedy = Words("请另存为 .docx 或 .txt。", "Save it as .docx or .txt.")
        raise unusable(named, allowed, remedy, path.suffix or path.name)
    return outside_tables(text) if is_prose else text


def days_shown(text: str) -> tuple[int, str] | None:
    """Return for how many days at least a notice says it is shown, and its own words for it."""
    for pattern in PERIOD_DAYS:
        if found := pattern.search(text):
            count = number_of(found[1])
            if found[2] in WORKING and count > 0:
                count += 2 * ((count - 1) // 5)
            return count, found[0].strip()[-40:]
    dates = _dates_of(text)
    return None if dates is None else (dates[0], dates[1][0])


def _ends_of(found: re.Match[str]) -> tuple[date, date] | None:
    """Return the two days of a period; None when one of them is no day of the calendar.

    A period without a year at its end may reach into the next: 12月28日至1月6日.
    """
    parts = [d or "" for d in found.groups()]
    if found.re is _WITHIN:
        parts = [*parts[:3], *parts[:2], parts[3]]
    year, month, day, next_year, next_month, next_day = parts
    own = int(year or LEAP)
    try:
        first = date(own, int(month), int(day))
        last = date(int(next_year or own), int(next_month), int(next_day))
        if last < first and not next_year and _is_of_dates(found):
            later = date(own + 1, int(next_month), int(next_day))
            last = later if (later - first).days < LONGEST_OVER_A_YEAR else last
    except ValueError:
        return None
    return first, last


def _is_of_dates(found: re.Match[str]) -> bool:
    """Return whether days stand there for sure, and not two figures with points in them."""
    return bool(found[1]) or "月" in found[0]


def _dates_of(text: str) -> tuple[int, re.Match[str]] | None:
    """Return the number of days between the dates that a text gives, and where it does."""
    for found in (m for pattern in (_RANGE, _WITHIN) for m in pattern.finditer(text)):
        ends = _ends_of(found)
        days = 0 if ends is None else (ends[1] - ends[0]).days + 1
        if "to" in found[0] and not found[1]:
            continue  # 1.5 to 2.5
        if 0 < days < LONGEST_PERIOD:
            return days, found
    return None


def _impossible_dates(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield where a period of a notice ends before it begins, or on a day that there is none of."""
    for sentence in _of_periods(text):
        ranges = list(_RANGE.finditer(sentence))
        yield from _impossible_days(_WITHIN.sub("", _RANGE.sub("", sentence)), where)
        for found in ranges or _WITHIN.finditer(sentence):
            if not _is_of_dates(found):
                continue
            came, ends = found[0].strip(), _ends_of(found)
            if ends is not None and ends[0] <= ends[1]:
                continue
            words = Words(f"“{came}”止于起始之前", f"'{came}' ends before it begins")
            if ends is None:
                words = Words(
                    f"“{came}”里有日历上没有的日期", f"'{came}' names a day that there is not"
                )
            yield Finding("notice_period", "error", where, words, came)


def _of_periods(text: str) -> Iterator[str]:
    """Yield the sentences that tell of a period: one may stand behind that which calls it so."""
    for line in text.split("\n"):
        is_of_period = False
        for sentence in re.split("[。；;]", line):
            is_of_period |= _PERIOD_CALLED.search(sentence) is not None
            if _OF_NOTICES.search(sentence) or (is_of_period and _FROM.search(sentence)):
                yield sentence


def _impossible_days(sentence: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield each day that there is not and that stands alone: 自4月31日起."""
    for found in _DAY.finditer(sentence):
        try:
            date(int(found[1] or LEAP), int(found[2]), int(found[3]))
        except ValueError:
            came = found[0].strip()
            words = Words(f"日历上没有“{came}”", f"there is no '{came}' in the calendar")
            yield Finding("notice_period", "error", where, words, came)


def _days_against_dates(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield where a period gives a number of days beside dates that hold another number."""
    for sentence in re.split(r"[。；;\n]", text):
        found = next((m for p in PERIOD_DAYS if (m := p.search(sentence))), None)
        dates = _dates_of(sentence)
        if found is None or dates is None:
            continue
        said, (days, at) = number_of(found[1]), dates
        came, ends = at[0].strip(), sorted((*found.span(), *at.span()))
        if _OF_OTHERS.search(sentence, ends[1], ends[2]):
            continue
        if found[2] in WORKING:
            words = Words(
                f"公示期写 {said} 个工作日，“{came}”共 {days} 天（含首尾两天）："
                "工作日没有与日期核对",
                f"says {said} working days; '{came}' are {days} days, both ends counted: working "
                "days are not compared with dates",
            )
            yield Finding("not_compared", "note", where, words, str(said))
        elif said != days:
            words = Words(
                f"公示期写 {said} 天，“{came}”共 {days} 天（含首尾两天）",
                f"says {said} days; '{came}' are {days} days, both ends counted",
            )
            yield Finding("notice_period", "error", where, words, str(said), same(str(days)))


def _period(text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield that the notice is not shown long enough, or does not say how long."""
    text = in_plain_dates(text)
    yield from _impossible_dates(text, where)
    yield from _days_against_dates(text, where)
    expected = Words(f"不少于 {LEAST_DAYS} 天", f"at least {LEAST_DAYS} days")
    found = days_shown(text)
    told = PERIOD_TOLD.search(text)
    if found is None and told is not None:
        words = Words(
            f"公示期写“{told[0].strip()}”，没有核对是否{expected.zh}",
            f"the period is told as '{told[0].strip()}': whether it is {expected.en} was not "
            "compared",
        )
        yield Finding("not_compared", "note", where, words, told[0].strip())
    elif found is None and not _BLANK_PERIOD.search(text):
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


def _fields(text: str, where: FindingPlace, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Yield the fields that a notice of funds, or of projects, does not mention."""
    told = fields_told(text, sheets)
    fields = PROJECT_FIELDS if len(set(PROJECT.findall(text))) >= 2 else FUND_FIELDS
    for field in (f for f in fields if not f.is_in(text) and f.name.zh not in told):
        words = Words(f"没有“{field.name.zh}”", f"says nothing of the {field.name.en}")
        yield Finding("notice_field", "warning", where, words, None, field.name)
