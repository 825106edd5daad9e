"""Tables become nouns: sources, recipients, uses, needs and earlier awards, every fault noted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction

from optalloc.core.errors import nearest
from optalloc.core.message import Words, listed
from optalloc.core.money import show_fraction, tidy_name
from optalloc.inputs.approved_awards import read_approved
from optalloc.inputs.award_tables import read_history
from optalloc.inputs.project_tables import read_negative_list, read_projects
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.scenario_tables import fact_tables
from optalloc.inputs.table_checks import Names, Total, rows_of
from optalloc.inputs.table_columns import (
    AMOUNT,
    COUNTS,
    DOCUMENT,
    GROUPS,
    KIND,
    NAME,
    NEED,
    REMARK,
    SOURCE_KIND,
    TAKEN_FROM,
    TIER,
    column_of,
)
from optalloc.inputs.tables import Reading, Row, Table, tidy_header
from optalloc.problem.facts import (
    INDUSTRY,
    SOURCE_KINDS,
    Award,
    PastAward,
    Plan,
    Recipient,
    Source,
    SourceKind,
    Use,
)
from optalloc.problem.projects import NegativeItem, Project


@dataclass
class Facts:
    """What the tables say; rows that cannot be used are left out and stand in the faults.

    Attributes:
        table: The recipients' table, for letters about its cells.
        rows: The row of each recipient in it.
        sound: The tables whose every row has a name that could be read.
    """

    sources: tuple[Source, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    uses: tuple[Use, ...] = ()
    needs: dict[tuple[str, str], int] = field(default_factory=dict)
    earlier: tuple[Award, ...] = ()
    projects: tuple[Project, ...] = ()
    history: tuple[PastAward, ...] = ()
    approved: Plan | None = None
    negative_list: tuple[NegativeItem, ...] = ()
    notes: tuple[str, ...] = ()
    table: Table | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    sound: frozenset[str] = frozenset()


def read_facts(
    scenario: Scenario, unit: str, figures: Mapping[str, bool], reading: Reading
) -> Facts:
    """Read every table that a scenario names.

    Args:
        unit: The unit of amounts that name none.
        figures: The recipients' columns that the policy looks at, which must be numbers; each with
            whether a 合计 row below it must be their sum.
        reading: Takes the faults.
    """
    tables = fact_tables(scenario, figures, reading)
    notes = dict.fromkeys(note for table in tables.values() for note in table.notes)
    facts = Facts(notes=tuple(notes), table=tables.get("recipients"))
    # A name is known when a row has it, even where the rest of the row cannot be used.
    known = {}
    for name in NAME:
        if name in tables:
            known[name] = Names(name, tables[name], reading)
    facts.sound = frozenset(name for name, names in known.items() if names.is_sound)
    if "sources" in known:
        facts.sources = tuple(_sources(known["sources"], unit, reading))
    if "recipients" in known:
        facts.recipients = tuple(_recipients(known["recipients"], figures, facts.rows, reading))
    if "uses" in known:
        facts.uses = tuple(_uses(known["uses"], reading))
    if {"recipients", "uses", "projects"} <= known.keys():
        facts.projects = tuple(read_projects(known["projects"], unit, known, reading))
    if "negative_list" in known:
        facts.negative_list = tuple(read_negative_list(known["negative_list"], reading))
    if "needs" in tables:
        facts.needs = _needs(tables["needs"], unit, known, reading)
    if "earlier" in tables:
        facts.earlier = tuple(_earlier(tables["earlier"], unit, known, reading))
    if "history" in tables:
        amount = _amount_column(tables["history"], AMOUNT, reading)
        facts.history = tuple(read_history(tables["history"], amount, unit, known, reading))
    if "approved" in tables:
        amount = _amount_column(tables["approved"], AMOUNT, reading)
        facts.approved = read_approved(tables["approved"], amount, unit, known, reading)
    return facts


def _amount_column(table: Table, aliases: Sequence[str], reading: Reading) -> str:
    """Return the column of amounts; a table with two of them does not say which is meant."""
    there = [alias for alias in aliases if alias in table.headers]
    if len(there) > 1:
        allowed = Words("只能有一列金额", "one column of amounts")
        remedy = Words("请删去或改名其余各列。", "Delete or rename the others.")
        came = "、".join(there)
        reading.faults.append(table.fault(table.header_row, None, allowed, came, remedy))
    return column_of(table, aliases)


def _optional(table: Table, row: Row, aliases: Sequence[str], reading: Reading) -> str:
    """Return a text that may be missing."""
    text = reading.text(table, row, column_of(table, aliases), required=False)
    return tidy_name(text or "")


def _sources(names: Names, unit: str, reading: Reading) -> Iterator[Source]:
    table = names.table
    amount = _amount_column(table, AMOUNT, reading)
    total = Total(table, amount, names.is_sound)
    for name, row in names.rows.items():
        money = reading.money(table, row, amount, unit)
        tier = _optional(table, row, TIER, reading)
        document = _optional(table, row, DOCUMENT, reading)
        kind, giver = _kind_of_source(table, row, reading)
        total.add(money)
        if money is not None:
            yield Source(name, money, tier, document, kind, giver)
    total.check_money(unit, reading)


def _kind_of_source(table: Table, row: Row, reading: Reading) -> tuple[SourceKind, str]:
    """Return what a source's money is, and whom it was taken back from; empty means new money."""
    word, giver = (_optional(table, row, c, reading) for c in (SOURCE_KIND, TAKEN_FROM))
    words = {w: kind for kind, said in SOURCE_KINDS.items() for w in said}
    kind: SourceKind = words.get(word, "new")
    if word and word not in words:
        column = column_of(table, SOURCE_KIND)
        allowed = Words(
            "应为 本年、结转 或 收回", "new, carry_over or taken_back (本年、结转、收回)"
        )
        reading.faults.append(table.fault(row.number, column, allowed, word, nearest(word, words)))
    elif giver and kind != "taken_back":
        allowed = Words(
            "只有收回的资金才有收回单位", "only money taken back was taken from somebody"
        )
        remedy = Words(
            "请把性质写成 收回，或留空。", "Write the kind taken_back, or leave it empty."
        )
        column = column_of(table, TAKEN_FROM)
        reading.faults.append(table.fault(row.number, column, allowed, giver, remedy))
    return kind, giver


def _recipients(
    names: Names, figures: Mapping[str, bool], rows: dict[str, Row], reading: Reading
) -> Iterator[Recipient]:
    """Yield the recipients; columns that the policy looks at must hold numbers or nothing."""
    table = names.table
    asked = {name: tidy_header(name) for name in figures if _has_column(table, name, reading)}
    own = {column_of(table, NAME["recipients"]), column_of(table, KIND), *REMARK, *DOCUMENT}
    others = [c for c in table.headers if c not in own and c not in asked.values()]
    totals = {name: Total(table, header, names.is_sound) for name, header in asked.items()}
    for name, row in names.rows.items():
        facts: dict[str, Fraction] = {}
        marks: dict[str, str] = {}
        for column, header in asked.items():
            figure = reading.number(table, row, header, required=False)
            if figure is not None:
                facts[column] = figure
                totals[column].add(figure)
            else:
                totals[column].add(0 if row.cells.get(header) is None else None)
        for column in others:
            value = row.cells.get(column)
            if isinstance(value, str):
                marks[column] = value
            elif value is not None:
                facts[column] = Fraction(value)
        rows[name] = row
        yield Recipient(name, _optional(table, row, KIND, reading), facts, marks)
    for column, total in totals.items():
        if figures[column]:
            _check_figures(total, reading)


def _check_figures(total: Total, reading: Reading) -> None:
    def read(row: Row) -> Fraction | None:
        return reading.number(total.table, row, total.column, least=None)

    total.check(read, show_fraction, reading)


def _has_column(table: Table, name: str, reading: Reading) -> bool:
    """Note a column that the policy looks at and the recipients' table does not have."""
    if tidy_header(name) in table.headers:
        return True
    there = listed(table.headers) if table.headers else Words("没有", "none")
    allowed = Words(
        f"应有“{name}”一列（现有：{there.zh}）",
        f"there must be a column {name} (there are: {there.en})",
    )
    remedy = Words("请补上这一列，或改正名称。", "Add the column, or correct the name.")
    # Which of the two is mistyped, the policy's name or the table's, nobody can tell here.
    for near in get_close_matches(name, table.headers, 1):
        remedy = Words(
            f"若指的就是“{near}”，请改正其中一处的名称。",
            f"If {near} is meant, correct one of the two names.",
        )
    reading.faults.append(table.fault(table.header_row, None, allowed, None, remedy))
    return False


def _uses(names: Names, reading: Reading) -> Iterator[Use]:
    table = names.table
    counts, group = column_of(table, COUNTS), column_of(table, GROUPS)
    for name, row in names.rows.items():
        industry = None
        if counts in table.headers:
            industry = reading.yes_no(table, row, counts)
        words = reading.text(table, row, group, required=False) or ""
        groups = {tidy_name(w) for w in words.replace("，", "、").replace(",", "、").split("、")}
        if industry:
            groups.add(INDUSTRY)
        yield Use(name, frozenset(groups - {""}))


def _needs(
    table: Table, unit: str, known: Mapping[str, Names], reading: Reading
) -> dict[tuple[str, str], int]:
    amount = _amount_column(table, NEED, reading)
    needs: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    total = Total(table, amount)
    for row in rows_of(table):
        recipient = _known(table, row, "recipients", known, reading)
        use = _known(table, row, "uses", known, reading)
        money = reading.money(table, row, amount, unit)
        total.add(money)
        if recipient is None or use is None:
            continue
        if (recipient, use) in first:
            at = first[recipient, use]
            allowed = Words(
                f"{recipient}、{use} 只能出现一次（第{at}行已有）",
                f"{recipient}, {use} once only (it is already in {table.row_word} {at})",
            )
            remedy = Words("请合并两行。", "Join the two rows.")
            reading.faults.append(table.fault(row.number, None, allowed, None, remedy))
        first.setdefault((recipient, use), row.number)
        if money is not None:
            needs[recipient, use] = money
    total.check_money(unit, reading)
    return needs


def _earlier(
    table: Table, unit: str, known: Mapping[str, Names], reading: Reading
) -> Iterator[Award]:
    """Yield the awards already made; who received them may be no recipient of this batch."""
    recipient, source = column_of(table, NAME["recipients"]), column_of(table, NAME["sources"])
    amount = _amount_column(table, AMOUNT, reading)
    total = Total(table, amount)
    for row in rows_of(table):
        who = reading.name(table, row, recipient)
        purpose = _known(table, row, "uses", known, reading)
        money = reading.money(table, row, amount, unit)
        pot = tidy_name(reading.text(table, row, source, required=False) or "")
        total.add(money)
        if who is not None and purpose is not None and money is not None:
            yield Award(who, pot, purpose, money)
    total.check_money(unit, reading)


def _known(
    table: Table, row: Row, sort: str, known: Mapping[str, Names], reading: Reading
) -> str | None:
    """Return a name that another table must know, if that table could be read at all."""
    column = column_of(table, NAME[sort])
    if sort in known:
        return known[sort].read(table, row, column, reading)
    return reading.name(table, row, column)
