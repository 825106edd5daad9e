"""The fields of each funded project in a public notice; what is not known is a blank."""

from collections.abc import Iterator, Mapping

from optalloc.core.message import Words
from optalloc.core.money import halfwidth, show_fraction
from optalloc.present.paper import OfficialTable, clean, nothing
from optalloc.problem.notice_rules import PROJECT_FIELDS
from optalloc.problem.projects import Project
from optalloc.reports.official.context import Subject

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
    head = tuple(_headed(subject.say(f.name)) for f in PROJECT_FIELDS)
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


def _headed(text: str) -> str:
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
    parts: dict[str, dict[str, int]] = {}
    for award in subject.plan.awards:
        if award.project is not None:
            given = parts.setdefault(award.project, {})
            given[award.source] = given.get(award.source, 0) + award.amount
    said = {}
    for name, given in parts.items():
        listed = subject.listed([subject.beside(s, subject.money(a)) for s, a in given.items()])
        total = subject.money(sum(given.values()))
        whole = subject.say(Words(f"共{total}：{listed}", f"{total}: {listed}"))
        said[name] = whole if len(given) > 1 else listed
    return said
