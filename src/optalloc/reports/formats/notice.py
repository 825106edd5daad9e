"""The public notice (公告公示): `notice.docx`, `notice.html` and `notice.txt`.

It has the fields that the papers ask for, its period and its hotlines; what is not known is a
blank. Fund fields stand as sections; with projects, each funded project's fields stand in a table
behind.
"""

from collections.abc import Iterator, Mapping

from optalloc.core.message import Words, listed
from optalloc.core.money import halfwidth, show_fraction
from optalloc.present.docx.paper import word_paper
from optalloc.present.html.paper import web_paper
from optalloc.present.paper import (
    Block,
    OfficialTable,
    PaperLine,
    Para,
    Title,
    blank,
    clean,
    left_blank,
    nothing,
    section,
)
from optalloc.present.plain import plain_paper
from optalloc.present.text_width import fits_upright
from optalloc.problem.notice_rules import FUND_FIELDS, HOTLINE, PROJECT_FIELDS
from optalloc.problem.projects import Project
from optalloc.reports.official.award_table import (
    award_table,
    has_use_table,
    note_lines,
    short_table,
    sums_by_source,
    unit_line,
    use_table,
)
from optalloc.reports.official.context import Subject
from optalloc.reports.official.funds import source_amounts, source_items, split_words, what_for
from optalloc.reports.official.plan import (
    CONTACT,
    OFFICE,
    PHONE,
    SUPERVISION,
    TABLE_OF_AWARDS,
    annexed,
    use_title,
)
from optalloc.reports.official.principles import formula
from optalloc.reports.report import FORMATS, File, Format, Report

MOST_NAMED = 30
"""Most recipients that are named in a sentence; of more, their number is said."""

DAYS = Words("公示期限", "for how many days it is shown")

START = Words("公示起始日期", "first day of the notice")

_PROJECTS = Words("项目公示表", "Projects")

_CHANNEL = Words("公示期限和监督举报", "Period and complaints")

# The library's own words for a field (全国项目库 and common office tables), the field's name first.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "实施地点": ("实施地点", "地点", "建设地点", "place"),
    "建设内容": ("建设内容", "建设任务", "主要建设内容", "建设规模及内容", "what is built"),
    "建设期限": ("建设期限", "时间进度", "建设时间", "工期", "period"),
    "建设单位及责任人": (
        "建设单位及责任人",
        "建设单位",
        "责任单位",
        "实施单位",
        "责任人",
        "builder",
    ),
    "施工单位及责任人": ("施工单位及责任人", "施工单位", "中标单位", "contractor"),
    "政府采购及招标": ("政府采购及招标", "采购方式", "招标方式", "procurement"),
    "预期目标": ("预期目标", "绩效目标", "目标", "target"),
    "实施结果": ("实施结果", "完成情况", "result"),
}

_NAME, _SOURCES = "项目名称", "资金来源构成及规模"


class Notice(Format):
    """The notice that hangs on the board, stands on the site and goes into a message."""

    @property
    def words(self) -> Words:
        """What it is called."""
        return Words("公告公示", "the public notice")

    def files(self, report: Report) -> Iterator[File]:
        """Yield the notice in its three forms."""
        blocks, lang = list(notice_blocks(Subject(report))), report.lang
        yield File("notice.docx", word_paper(blocks, lang))
        yield File("notice.html", web_paper(blocks, lang))
        yield File("notice.txt", plain_paper(blocks, lang))

    def remarks(self, report: Report) -> Iterator[Words]:
        """Yield what is left to be filled in."""
        subject = Subject(report)
        yield from left_blank("notice.*", notice_blocks(subject), report.lang, report.in_sheets)
        missing = list(fields_missing(subject))
        if missing:
            zh, en = listed([w.zh for w in missing]), listed([w.en for w in missing])
            yield Words(
                f"notice.*：项目库没有写明：{zh.zh}。请填写，或在项目库加上同名的列。",
                f"notice.*: the project library does not say: {en.en}. Fill them in, or add "
                "columns of these names to the library.",
            )


def notice_blocks(subject: Subject) -> Iterator[Block]:
    """Yield the whole notice."""
    paper = subject.paper
    yield Title(_title(subject))
    yield Para(
        subject.say(
            Words(
                f"按照“谁分配、谁公开”的原则，现将{subject.fund}的分配结果予以公示，接受社会监督。",
                "Who shares out money says so in public: this is the result of sharing out "
                f"{subject.fund}, for everybody to see and to question.",
            )
        )
    )
    for number, (field, blocks) in enumerate(zip(FUND_FIELDS, _fields(subject), strict=True), 1):
        yield section(number, _headed(field.name), subject.lang)
        yield from blocks
    yield section(len(FUND_FIELDS) + 1, _CHANNEL, subject.lang)
    yield from _period(subject)
    yield from _channel(subject)
    yield PaperLine(subject.said(paper.office, OFFICE), "office")
    yield PaperLine(subject.day(paper.notice.start, START), "day")
    yield from annexed(subject, list(_annexes(subject)))


def _annexes(subject: Subject) -> Iterator[tuple[str, list[Block]]]:
    """Yield the tables that stand behind the notice, each with its title."""
    if not fits_upright(award_table(subject)):
        yield subject.say(TABLE_OF_AWARDS), [unit_line(subject), award_table(subject)]
    if has_use_table(subject):
        # A row a recipient: who reads a notice asks what a town's money is for, not from which pot.
        title = use_title(subject, by_source=False)
        yield title, [unit_line(subject), use_table(subject, by_source=False)]
    if subject.problem.projects:
        yield subject.say(_PROJECTS), [project_fields(subject)]


def _headed(name: Words) -> Words:
    return Words(name.zh, name.en[:1].upper() + name.en[1:])


def _title(subject: Subject) -> str:
    own = subject.paper.notice.title
    if own is not None:
        return clean(subject.say(own))
    fund = subject.fund
    return subject.say(Words(f"{fund}分配结果公示", f"Public notice on {fund}"))


def _fields(subject: Subject) -> Iterator[Iterator[Block]]:
    """Yield what stands under each field of a notice of funds."""
    yield source_items(subject)
    yield _amount(subject)
    yield what_for(subject)
    yield _users(subject)
    yield iter([Para(formula(subject))])
    yield _result(subject)


def _amount(subject: Subject) -> Iterator[Block]:
    problem, parts = subject.problem, source_amounts(subject)
    total = subject.money(problem.money)
    zh, en = f"资金共{total}", f"{total} in all"
    if len(problem.sources) > 1:
        zh, en = f"{zh}，其中{parts.zh}", f"{en}: {parts.en}"
    for words in split_words(subject):
        zh, en = f"{zh}，{words.zh}", f"{en}; {words.en}"
    yield Para(subject.say(Words(f"{zh}。", f"{en}.")))


def _users(subject: Subject) -> Iterator[Block]:
    """Yield who uses the money; of very many the table says it."""
    names = [r.name for r in subject.problem.recipients if r.name in subject.by_use]
    if len(names) > MOST_NAMED:
        zh = f"共{len(names)}个单位，名单见分配结果。"
        yield Para(subject.say(Words(zh, f"{len(names)} recipients, listed under the result.")))
        return
    who = listed([clean(name) for name in names])
    zh, en = f"{who.zh}，共{len(names)}个单位。", f"{who.en}: {len(names)} in all."
    yield Para(subject.say(Words(zh, en)))


def _result(subject: Subject) -> Iterator[Block]:
    total, left = subject.plan.total, subject.problem.money - subject.plan.total
    spent, rest = subject.money(total), subject.money(left)
    zh, en = f"共分配{spent}，分配情况如下表", f"{spent} are shared out as in the table"
    if left:
        zh, en = f"{zh}（结余{rest}）", f"{en} ({rest} are left)"
    table = award_table(subject)
    if not fits_upright(table):
        table = short_table(subject)
        zh, en = f"{zh}，分来源的见附件", f"{en}, by source in the annex"
    elif has_use_table(subject):
        zh, en = f"{zh}，分用途的见附件", f"{en}, by use in the annex"
    yield Para(subject.say(Words(f"{zh}。", f"{en}.")))
    yield unit_line(subject)
    yield table
    yield from note_lines(subject, is_public=True)


def _period(subject: Subject) -> Iterator[Block]:
    """Yield for how long and where the notice is shown."""
    notice = subject.paper.notice
    days = blank(DAYS, subject.lang) if notice.days is None else str(notice.days)
    count = days if notice.days is None else subject.say(Words(f"{days}天", f"{days} days"))
    first = subject.day(notice.start, START)
    zh, en = f"公示期：{count}，自{first}起", f"Period: {count} from {first}"
    if notice.start is not None and notice.end is not None:
        last = subject.day(notice.end, START)
        exact = f"{notice.start.isoformat()} – {notice.end.isoformat()}"
        zh, en = f"公示期：{count}，自{first}至{last}", f"Period: {count}, {exact}, both counted"
    if notice.place is not None:
        place = clean(subject.say(notice.place))
        zh, en = f"{zh}，公示于{place}", f"{en}; shown at {place}"
    yield Para(subject.say(Words(f"{zh}。", f"{en}.")))


def _channel(subject: Subject) -> Iterator[Block]:
    """Yield how to complain and whom to ask."""
    own = list(subject.written(subject.paper.supervision)) or [blank(SUPERVISION, subject.lang)]
    contact = subject.said(subject.paper.contact, CONTACT)
    phone = subject.said(subject.paper.phone, PHONE)
    zh = (
        "对公示内容有异议的，可在公示期内向本单位或上级主管部门反映。"
        f"监督举报电话：{HOTLINE}；本单位监督电话：{'、'.join(own)}。"
        f"联系人：{contact}，电话：{phone}。"
    )
    en = (
        f"Whoever disagrees may say so while it is shown. Hotline for complaints: {HOTLINE}; "
        f"the office's own: {', '.join(own)}. Contact: {contact}, telephone {phone}."
    )
    yield Para(subject.say(Words(zh, en)))


def project_fields(subject: Subject) -> OfficialTable:
    """Return a row for each funded project, a column for each field."""
    money = _money(subject)
    rows = []
    for project in subject.problem.projects:
        if project.name in money:
            cells = {_NAME: clean(project.name), _SOURCES: money[project.name]}
            rows.append(
                tuple(
                    cells.get(f.name.zh) or _cell(subject, project, f.name.zh)
                    for f in PROJECT_FIELDS
                )
            )
    head = tuple(_headed_fields(subject.say(f.name)) for f in PROJECT_FIELDS)
    return OfficialTable(head, tuple(rows), frozenset())


def fields_missing(subject: Subject) -> Iterator[Words]:
    """Yield each field that projects lack, with how many of them."""
    table, here = project_fields(subject), nothing(subject.lang)
    for column, field in enumerate(PROJECT_FIELDS):
        lacking = sum(row[column] == here for row in table.rows)
        if lacking:
            count = len(table.rows)
            is_all = lacking == count
            yield Words(
                f"{field.name.zh}（{f'全部 {count}' if is_all else f'{count} 个中 {lacking}'} 个）",
                f"{field.name.en} ({'all' if is_all else f'{lacking} of'} {count})",
            )


def _headed_fields(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(subject: Subject, project: Project, field: str) -> str:
    """Return what the library says of a field, or a blank for it."""
    texts = {halfwidth(column).split("(")[0]: text for column, text in project.marks.items()}
    figures = {halfwidth(c).split("(")[0]: show_fraction(n) for c, n in project.facts.items()}
    said = (texts.get(name) or figures.get(name) for name in _COLUMNS[field])
    found = next(filter(None, said), None)
    return nothing(subject.lang) if found is None else clean(found)


def _money(subject: Subject) -> dict[str, str]:
    """Return where each funded project's money comes from, with its sum where there are several."""
    said = {}
    for name, given in sums_by_source(subject.plan.awards, "project").items():
        listed = subject.listed([subject.beside(s, subject.money(a)) for s, a in given.items()])
        total = subject.money(sum(given.values()))
        whole = subject.say(Words(f"共{total}：{listed}", f"{total}: {listed}"))
        said[name] = whole if len(given) > 1 else listed
    return said


FORMATS.register("notice")(Notice())
