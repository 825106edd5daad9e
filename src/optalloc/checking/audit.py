"""The auditor's walk:  file -> grids -> sheets -> findings."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from pathlib import Path

from optalloc.checking.across import Place, ToldTwice, across, repeated
from optalloc.checking.against_scenario import Against, against, passed_over
from optalloc.checking.checks import KINDS
from optalloc.checking.checks.product import product, product_beside_plan, told_by_product
from optalloc.checking.checks.share import shares_compared
from optalloc.checking.checks.sum_column import totals_compared
from optalloc.checking.gathered import gathered
from optalloc.checking.inference.findings import findings_behind
from optalloc.checking.inference.infer import Behind, behind
from optalloc.checking.names_across import names_across
from optalloc.checking.nearly_related import nearly_related
from optalloc.checking.not_compared import not_compared
from optalloc.checking.notice import notice_findings, prose_findings
from optalloc.checking.notice_tables import given_to
from optalloc.checking.parts_across import parts_across
from optalloc.checking.which_file import table_in
from optalloc.core.collector import collector_at_rest
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words, listed, same
from optalloc.core.money import unit_named
from optalloc.core.time_budget import Progress
from optalloc.inputs.named_file import named_file
from optalloc.inputs.sheets.layout import settings_sheet
from optalloc.inputs.tables.files import PAGES
from optalloc.inputs.understanding.documents.read import read_grids, split_paper
from optalloc.inputs.understanding.layout.finding import SEVERITIES, Finding, FindingPlace
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.questions import Ask, Unclear, choices_of
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.understand import Wishes, understand
from optalloc.present.html.page import is_as_written

SURELY_SETTINGS = 3
"""So many sheets of settings make a workbook a scenario."""
OF_OTHER_ROWS = ("off_rule", "payee_rounding", "off_grain")
"""Kinds that say of a row that it is otherwise than most."""
OF_NO_STANDARD = ("rate", "off_rule", "payee_rounding")
"""Kinds that guess the standard behind amounts."""
LEAST_STEPS = 20
"""Steps that are spoken of before the tables are known."""
NO_TABLE = Words("没有表头，不是表格，未核对", "has no header over figures and was not checked")


# How much of a table was judged: "0 errors" is said of the sums and shares counted here alone.
@dataclass(frozen=True)
class CheckedSums:
    """What was compared.

    Attributes:
        column_sums: Totals compared with the rows they sum, each column for itself.
        row_sums: Figures compared with the columns of their row that they sum.
        shares: Printed shares compared with what they are shares of.
    """

    column_sums: int
    row_sums: int
    shares: int

    def words(self) -> Words:
        """Return what was compared, in one sentence."""
        if not (self.column_sums or self.row_sums or self.shares):
            return Words(
                "没有合计或占比可以核对：以下结果不涉及合计是否正确。",
                "No total and no share could be compared: the result says nothing about sums.",
            )
        columns, rows = self.column_sums, self.row_sums
        return Words(
            f"核对了 {columns} 个列合计、{rows} 个行合计、{self.shares} 个占比。",
            f"Compared: {_count(columns, 'column sum')}, {_count(rows, 'row sum')}, "
            f"{_count(self.shares, 'share')}.",
        )


@dataclass(frozen=True)
class Checked:
    """A table at the end of its audit.

    Attributes:
        file: The file as the user named it.
        sheets: Its tables as they were understood.
        behind: The rules found behind each table.
        against: Each table that could be judged by the scenario; empty without one.
        findings: All that was found: errors, then warnings, then notes, each from top to bottom.
    """

    file: str
    sheets: tuple[Sheet, ...]
    behind: tuple[Behind, ...]
    against: tuple[Against, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def has_errors(self) -> bool:
        """Whether anything contradicts itself or a rule."""
        return any(f.severity == "error" for f in self.findings)

    @cached_property
    def judged(self) -> CheckedSums:
        """How many sums and shares were compared: of no others can it be said that they agree."""
        return judged(self.sheets)


def check(
    table: str | Path,
    *,
    columns: Sequence[str] = (),
    unit: str | None = None,
    partial: bool = False,
    scenario: str | Path | None = None,
    settings: Sequence[str] = (),
    notice: str | Path | None = None,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Judge a draft or published table: the function behind `optalloc check`.

    Args:
        table: CSV, XLSX, DOCX or HTML, or the folder of a plan; `book.xlsx#指标` and
            `plan.docx#表2` name one table of it.
        columns: What columns are for where the header does not tell: `备注=ignore`.
        unit: The unit of amounts when nothing in the table says it.
        partial: Whether rows were left out, so that totals may be larger than what is there.
        scenario: A scenario by whose rules, and beside whose best plan, to judge.
        settings: `KEY=VALUE` texts laid over the scenario.
        notice: The public notice to judge: text, DOCX or HTML.
        ask: Puts what the table does not tell to a person; None refuses it with a letter.
        progress: Told after each step how many are done and how many there are.

    Raises:
        InputUnusable: When a file cannot be used, or something had to be asked.
    """
    named_file(table, "table")
    table = table_in(table)
    wishes = Wishes(choices_of(columns), _unit(unit), ask)
    with collector_at_rest():
        said = progress or (lambda done, steps: None)
        return _check(table, wishes, partial, (scenario, settings), notice, said)


def _check(
    table: str | Path,
    wishes: Wishes,
    partial: bool,
    beside: tuple[str | Path | None, Sequence[str]],
    notice: str | Path | None,
    progress: Progress,
) -> Checked:
    scenario, settings = beside
    grids = read_grids(table)
    _refuse_a_scenario(str(table), grids)
    progress(1, LEAST_STEPS)
    understood = understand(grids, wishes)
    sheets = tuple(replace(sheet, is_partial=partial) for sheet in understood.sheets)
    done, steps = count(2), 2 + len(sheets) * (1 + len(tuple(KINDS)))
    progress(next(done), steps)
    rules: list[Behind] = []
    findings = list(_no_tables(understood.passed_over))
    findings += [_not_read(place, error) for place, error in understood.unclear]
    findings += _of_other_units(sheets, wishes.unit)
    for sheet in sheets:
        rules.append(behind(sheet))
        findings += _of_sheet(sheet, rules[-1], lambda: progress(next(done), steps))
    judged_by: tuple[Against, ...] = ()
    if scenario is not None:
        judged_by = against(sheets, scenario, settings)
        findings = _beside_scenario(findings, sheets, judged_by)
    twice = ToldTwice.of(sheets)
    of_parts, of_both = parts_across(sheets)
    findings += (*across(sheets, twice), *names_across(sheets, twice), *of_parts)
    of_notice = set[str]()
    problem = next((one.solved.problem for one in judged_by), None)
    if notice is not None:
        findings += notice_findings(notice, sheets, problem, of_notice)
    else:
        findings += prose_findings(table, sheets, problem)
    held = (
        repeated(sheets, twice)
        | of_both
        | given_to(sheets, of_notice)
        | set(_held_by_scenario(sheets, judged_by))
    )
    of_rules = () if judged_by else findings
    findings += list(_not_held(sheets, understood.of_measures, held, of_rules))
    findings = _of_own_page(table, findings)
    found = _sorted(gathered(findings, is_beside_rules=bool(judged_by)))
    return Checked(sheets[0].grid.file, sheets, tuple(rules), judged_by, found)


def _beside_scenario(
    findings: Sequence[Finding], sheets: Sequence[Sheet], judged_by: Sequence[Against]
) -> list[Finding]:
    """Return findings with those of a scenario, and without what it told otherwise."""
    totals = [one.held_total for one in judged_by]
    found = [f for f in findings if f.kind != "parts_unknown" or f.where not in totals]
    for one in judged_by:
        found = [*_beside_plan(found, one), *one.findings]
    return [*found, *passed_over(sheets, judged_by)]


def _of_sheet(sheet: Sheet, rules: Behind, progress: Callable[[], None]) -> list[Finding]:
    """Return what one table shows by itself: no rule of other rows is held against own standards.

    Args:
        progress: Called after each step.
    """
    found: list[Finding] = []
    for _, kind in KINDS:
        found += kind(sheet)
        progress()
    found += findings_behind(sheet, rules)
    progress()
    # The printed standards tell what is off: a rate that fits it all the same would contradict.
    rows = {f.where.row for f in found if f.kind == "product" and f.severity == "error"}
    if rows:
        rows.add(None)
        found = [f for f in found if f.kind not in OF_NO_STANDARD or f.where.row not in rows]
    if not any(f.kind in OF_OTHER_ROWS for f in found):
        return found
    told = set(told_by_product(sheet))
    return [f for f in found if f.kind not in OF_OTHER_ROWS or f.where not in told]


def _beside_plan(findings: list[Finding], one: Against) -> list[Finding]:
    """Return findings; amounts that are the best plan's are right beside a standard that is not."""
    shown = [f for f in product(one.sheet) if f.severity == "error"]
    best = one.solved.best
    whom = one.sheet.whom
    if not shown or best is None or whom is None:
        return findings
    names = Counter(one.sheet.name(i, whom) for i in one.sheet.data)
    told = {
        line
        for name, line in one.rows.items()
        if best.plan.by_recipient.get(name) == one.recipients.get(name)
        and names[one.sheet.name(line, whom)] == 1
    }
    return [*(f for f in findings if f not in shown), *product_beside_plan(one.sheet, told)]


def _not_held(
    sheets: Sequence[Sheet],
    of_measures: Sequence[FindingPlace],
    across: Collection[Place],
    of_rules: Sequence[Finding],
) -> Iterator[Finding]:
    """Yield what nothing is held against, and what most rows show without being held to it."""
    yield from not_compared(sheets, of_measures, across, of_rules)
    for sheet in sheets:
        yield from nearly_related(sheet)


def _of_own_page(table: str | Path, findings: list[Finding]) -> list[Finding]:
    """Return findings; what a page of ours explains is not listed as compared with nothing.

    Its words are the program's as long as nobody has changed it: its digest tells so, and proves
    nothing.
    """
    path = split_paper(str(table))[0]
    of_page = [f for f in findings if f.kind == "not_compared" and f.where.file == str(table)]
    if not of_page or path.suffix.casefold() not in PAGES or not is_as_written(path.read_bytes()):
        return findings
    words = Words(
        "这一页的内容与它自己写的校验值相符，看来写出后没有改过（校验值不是签名）："
        "说明文字和指标表里的数没有核对，也不逐个列出",
        "this page agrees with the digest that it tells, so it seems unchanged (a digest is no "
        "signature): the figures of its explanations and measures were not checked, nor are they "
        "listed one by one",
    )
    kept = [f for f in findings if f not in of_page]
    return [*kept, Finding("as_written", "note", FindingPlace(str(table)), words)]


def _held_by_scenario(sheets: Sequence[Sheet], judged: Sequence[Against]) -> Iterator[Place]:
    """Yield the cells of tables that are compared with a scenario's best plan."""
    for one in judged:
        k = next(k for k, sheet in enumerate(sheets) if sheet is one.sheet)
        if one.solved.best is not None:
            yield from ((k, i, column) for column in one.columns for i in one.sheet.data)


def _refuse_a_scenario(named: str, grids: Sequence[CellGrid]) -> None:
    """Refuse a workbook whose sheets are settings: what they hold is no table of awards."""
    found = {settings_sheet(grid.sheet) for grid in grids if grid.sheet} - {None}
    if len(found) >= SURELY_SETTINGS:
        allowed = Words(
            "应为分配表；这是一个情景工作簿", "a table of awards; this workbook is a scenario"
        )
        remedy = Words(
            f"要核对情景，请运行 optalloc solve {named}；要核对其中一张表，请写 {named}#工作表。",
            f"Run optalloc solve {named} for the scenario; for one of its tables say "
            f"{named}#sheet.",
        )
        raise InputUnusable([Fault(named, Words("文件", "the file"), allowed, None, remedy)])


def _no_tables(places: Sequence[FindingPlace]) -> Iterator[Finding]:
    """Yield one note of all that has no header over figures, at the first of them."""
    if places:
        more = [place.sheet or place.file for place in places[1:]]
        too = Words(f"；{'、'.join(more)}也是", f"; nor has {', '.join(more)}") if more else NOTHING
        yield Finding("no_table", "note", places[0], NO_TABLE + too)


def _not_read(place: FindingPlace, why: Unclear) -> Finding:
    """Return that a table without money was not read; a warning where it has totals."""
    names = listed(tuple(fault.place.en.removeprefix("column ") for fault in why.faults))
    words = Words(
        f"没有金额列，看不出 {names.zh} 是什么，未核对；要核对请用 --column 说明",
        f"has no column of money and does not tell what {names.en} are: not checked; "
        "say --column to have it checked",
    )
    return Finding("not_read", "warning" if why.has_totals else "note", place, words)


def _of_other_units(sheets: Sequence[Sheet], said: str | None) -> Iterator[Finding]:
    """Yield that a table states units of its own, and none is what the user said."""
    for sheet in sheets:
        stated = listed(sheet.stated_units)
        if said is not None and sheet.stated_units and said not in sheet.stated_units:
            words = Words(
                f"表中写明单位为 {stated.zh}，没有按 --unit {said} 读",
                f"the table states {stated.en}: it was not read by --unit {said}",
            )
            yield Finding("unit_conflict", "warning", sheet.place(), words, said, stated)


def _unit(said: str | None) -> str | None:
    """Return the unit that the user said."""
    if said is None:
        return None
    try:
        return unit_named(said)
    except ValueError:
        allowed = Words("应为 元、万元 或 亿元", "元, 万元 or 亿元")
        raise InputUnusable([Fault("", same("--unit"), allowed, said)]) from None


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings by severity, then by sheet as read, then from top to bottom."""
    order = list(SEVERITIES)
    files = list(dict.fromkeys((f.where.file, f.where.sheet) for f in findings))
    at = {name: k for k, name in enumerate(files)}

    def key(finding: Finding) -> tuple[int, int, int, int]:
        where = finding.where
        row = -1 if where.row is None else where.row
        column = -1 if where.index is None else where.index
        return order.index(finding.severity), at[where.file, where.sheet], row, column

    return tuple(sorted(findings, key=key))


def judged(sheets: Iterable[Sheet]) -> CheckedSums:
    """Return how much of some tables was compared."""
    columns = rows = shares = 0
    for sheet in sheets:
        columns += _column_sums(sheet)
        rows += _row_sums(sheet)
        shares += shares_compared(sheet)
    return CheckedSums(columns, rows, shares)


def _column_sums(sheet: Sheet) -> int:
    return sum(len(list(totals_compared(sheet, column))) for column in sheet.columns)


def _row_sums(sheet: Sheet) -> int:
    compared = 0
    for total, indices in sheet.sums_told.items():
        stated, parts = sheet.of_index[total].values, [sheet.of_index[i] for i in indices]
        for i, line in enumerate(sheet.lines):
            if line.kind in ("data", "total", "part") and stated[i] is not None:
                rows = sheet.tall.get((i, total), (i,))
                compared += any(p.values[k] is not None for p in parts for k in rows)
    return compared


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
