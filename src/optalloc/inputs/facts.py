"""Tables become nouns: sources, recipients, uses, needs, earlier awards, projects; faults noted.

The project library comes with the negative list of what no project may be.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import partial

from optalloc.core.message import Words, listed
from optalloc.core.money import parse_number, show_fraction, tidy_name
from optalloc.inputs.award_tables import read_approved, read_history
from optalloc.inputs.row_values import RowReader
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.scenario_tables import fact_tables
from optalloc.inputs.statistic_rows import named_as_statistics
from optalloc.inputs.table_checks import Names, ScenarioNames, Total, rows_of
from optalloc.inputs.table_facts import TableFacts
from optalloc.inputs.table_schema import AMOUNT, DOCUMENT, NAMED, NEED, TABLES, TableField
from optalloc.inputs.tables import Reading, Row, Table, tidy_header
from optalloc.problem.facts import INDUSTRY, Award, Recipient, Source, SourceKind, Use
from optalloc.problem.projects import NegativeItem, Project


def read_facts(
    scenario: Scenario,
    unit: str,
    figures: Mapping[str, bool],
    shares: Mapping[str, bool],
    reading: Reading,
) -> TableFacts:
    """Read every table that a scenario names.

    Args:
        figures: The recipients' columns that the policy looks at, which must be numbers; each with
            whether a 合计 row below it must be their sum.
        shares: Those that are read as shares; each with whether by all that read it.
        reading: Takes the faults.
    """
    tables = fact_tables(scenario, figures, reading)
    notes = dict.fromkeys(note for table in tables.values() for note in table.notes)
    facts = TableFacts(notes=tuple(notes), table=tables.get("recipients"), tables=tables)
    # A name is known when a row has it, even where the rest of the row cannot be used.
    kept, known = scenario.kept, dict[str, Names]()
    for name in NAMED:
        if name in tables:
            names = partial(Names, name, tables[name], reading)
            known[name] = kept.once(f"names {name}", (tables[name],), reading.faults, names)
    facts.sound = frozenset(name for name, names in known.items() if names.is_sound)
    if "sources" in known:
        facts.sources = tuple(_sources(known["sources"], unit, reading))
    if "recipients" in known:
        elsewhere = tables["projects"].headers if "projects" in tables else ()
        made_of = (known["recipients"], dict(figures), dict(shares), elsewhere)
        read = partial(_recipients, known["recipients"], figures, shares, reading, elsewhere)
        facts.rows = known["recipients"].rows
        before = len(reading.faults)
        facts.recipients = kept.once("recipients", made_of, reading.faults, read)
        facts.whole |= {"recipients"} if len(reading.faults) == before else set()
    if "uses" in known:
        before = len(reading.faults)
        facts.uses = tuple(_uses(known["uses"], reading))
        facts.whole |= {"uses"} if len(reading.faults) == before else set()
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


def _amount_column(table: Table, field: TableField, reading: Reading) -> str:
    """Return the column of amounts; a table with two of them does not say which is meant."""
    there = [head for head in field.heads if head in table.headers]
    if len(there) > 1:
        allowed = Words("只能有一列金额", "one column of amounts")
        remedy = Words("请删去或改名其余各列。", "Delete or rename the others.")
        came = "、".join(there)
        reading.faults.append(table.fault(table.header_row, None, allowed, came, remedy))
    return field.head(table.headers)


def _sources(names: Names, unit: str, reading: Reading) -> Iterator[Source]:
    table = names.table
    reader = RowReader(TABLES["sources"], table, ScenarioNames({}), unit, reading)
    total = Total(table, _amount_column(table, AMOUNT, reading), names.is_sound)
    for name, row in names.rows.items():
        values = reader.read(row)
        tier, document, giver = (
            tidy_name(values[key] or "") for key in ("tier", "document", "taken_from")
        )
        kind: SourceKind = values["kind"] or "new"
        if giver and values["kind"] is not None and kind != "taken_back":
            _say_not_taken(table, row, giver, reading)
        total.add(values["amount"])
        if values["amount"] is not None:
            yield Source(
                name, values["amount"], tier, document, kind, giver, values["firm"] or False
            )
    total.check_money(unit, reading)


def _say_not_taken(table: Table, row: Row, giver: str, reading: Reading) -> None:
    """Note money that is new or carried over and yet was taken back from somebody."""
    allowed = Words("只有收回的资金才有收回单位", "only money taken back was taken from somebody")
    remedy = Words("请把性质写成 收回，或留空。", "Write the kind taken_back, or leave it empty.")
    column = TABLES["sources"].head("taken_from", table)
    reading.faults.append(table.fault(row.number, column, allowed, giver, remedy))


def _recipients(
    names: Names,
    figures: Mapping[str, bool],
    shares: Mapping[str, bool],
    reading: Reading,
    elsewhere: Sequence[str],
) -> tuple[Recipient, ...]:
    """Return the recipients; columns that the policy looks at must hold numbers or nothing.

    Args:
        elsewhere: The headers of the projects, of which a recipient has none.
    """
    table = names.table
    asked = {n: tidy_header(n) for n in figures if _has_column(table, n, reading, elsewhere)}
    schema = TABLES["recipients"]
    name_head, kind_head = schema.head("name", table), schema.head("kind", table)
    own = {name_head, kind_head, *schema.field("note").heads, *DOCUMENT.heads}
    others = [c for c in table.headers if c not in own and c not in asked.values()]
    totals = {name: Total(table, header, names.is_sound) for name, header in asked.items()}
    made: list[Recipient] = []
    for name, row in names.rows.items():
        facts: dict[str, Fraction] = {}
        marks: dict[str, str] = {}
        for column, header in asked.items():
            figure = _figure(table, row, header, shares.get(column), reading)
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
        kind = tidy_name(reading.text(table, row, kind_head, required=False) or "")
        made.append(Recipient(name, kind, facts, marks))
    for column, total in totals.items():
        if figures[column]:
            _check_figures(total, reading)
    return tuple(made)


def _figure(
    table: Table, row: Row, header: str, is_share: bool | None, reading: Reading
) -> Fraction | None:
    """Return a figure of a recipient.

    Args:
        is_share: Whether all read it as a share; None where nobody does.
    """
    if is_share:
        return reading.ratio(table, row, header)
    return reading.number(table, row, header, required=False, is_share=is_share is not None)


def _check_figures(total: Total, reading: Reading) -> None:
    def read(row: Row) -> Fraction | None:
        return reading.number(total.table, row, total.column, least=None)

    total.check(read, show_fraction, reading)


def _has_column(table: Table, name: str, reading: Reading, elsewhere: Sequence[str]) -> bool:
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
    if tidy_header(name) in elsewhere:
        remedy = Words(
            f"“{name}”是项目库的列：只用于项目的，不写进 indicators；要作因素的，请在单位表里"
            "补上。",
            f"{name} is a column of the projects: what is about projects alone is no indicator; to "
            "be a factor, it must stand in the recipients' table.",
        )
    reading.faults.append(table.fault(table.header_row, None, allowed, None, remedy))
    return False


def _uses(names: Names, reading: Reading) -> Iterator[Use]:
    table = names.table
    reader = RowReader(TABLES["uses"], table, ScenarioNames({}), "", reading)
    for name, row in names.rows.items():
        values = reader.read(row)
        groups = {*(values["groups"] or ()), *([INDUSTRY] if values["counts"] else [])}
        yield Use(name, frozenset(groups))


def _needs(
    table: Table, unit: str, known: Mapping[str, Names], reading: Reading
) -> dict[tuple[str, str], int]:
    amount = _amount_column(table, NEED, reading)
    needs: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    reader = RowReader(TABLES["needs"], table, ScenarioNames(known), unit, reading)
    total = Total(table, amount)
    for row in rows_of(table):
        values = reader.read(row)
        recipient, use, money = (values[key] for key in ("recipient", "use", "need"))
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
    reading.faults += named_as_statistics(table, TABLES["earlier"].head("recipient", table))
    reader = RowReader(TABLES["earlier"], table, ScenarioNames(known), unit, reading)
    total = Total(table, _amount_column(table, AMOUNT, reading))
    for row in rows_of(table):
        values = reader.read(row)
        who, pot, purpose, money = (values[key] for key in ("recipient", "source", "use", "amount"))
        total.add(money)
        if who is not None and purpose is not None and money is not None:
            yield Award(who, pot or "", purpose, money)
    total.check_money(unit, reading)


def read_projects(
    names: Names, unit: str, known: Mapping[str, Names], reading: Reading
) -> Iterator[Project]:
    """Yield the projects; recipients, uses and projects required must be known."""
    table = names.table
    schema = TABLES["projects"]
    own = {field.head(table.headers) for field in schema.fields} - {schema.head("note", table)}
    minimum = schema.head("minimum", table)
    reader = RowReader(schema, table, ScenarioNames(known), unit, reading)
    total = Total(table, schema.head("need", table), names.is_sound)
    for name, row in names.rows.items():
        values = reader.read(row)
        who, purpose, money, least = (
            values[key] for key in ("recipient", "use", "need", "minimum")
        )
        total.add(money)
        if money is not None and least is not None and least > money:
            allowed = Words("应不超过资金需求", "at most the project's need")
            reading.faults.append(table.fault(row.number, minimum, allowed, row.cells.get(minimum)))
        before = values["requires"] or ()
        _check_required(names, name, before, reading)
        alternatives = tidy_name(values["alternatives"] or "")
        facts, marks = _rest(row, own)
        if who is not None and purpose is not None and money is not None:
            yield Project(name, who, purpose, money, least, alternatives, before, facts, marks)
    total.check_money(unit, reading)


def _check_required(names: Names, own: str, found: tuple[str, ...], reading: Reading) -> None:
    """Note a project that one requires and that is no other project of the table."""
    table = names.table
    column = TABLES["projects"].head("requires", table)
    for name in found:
        if name not in names.rows or name == own:
            allowed = Words("应为表中另一个项目的名称", "the name of another project in the table")
            reading.faults.append(table.fault(names.rows[own].number, column, allowed, name))


def _rest(row: Row, own: set[str]) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Return a row's other columns: numbers as facts, words as marks, empty cells not at all."""
    facts: dict[str, Fraction] = {}
    marks: dict[str, str] = {}
    for column, value in row.cells.items():
        if column in own or value is None:
            continue
        try:
            facts[column] = parse_number(value)
        except ValueError:
            marks[column] = str(value)
    return facts, marks


def read_negative_list(names: Names, reading: Reading) -> Iterator[NegativeItem]:
    """Yield the items of the negative list; each needs at least one word that names it."""
    table = names.table
    words = TABLES["negative_list"].head("words", table)
    reader = RowReader(TABLES["negative_list"], table, ScenarioNames({}), "", reading)
    for name, row in names.rows.items():
        values = reader.read(row)
        if values["words"]:
            yield NegativeItem(name, values["words"], values["cite"] or "")
        elif row.cells.get(words) is not None:
            allowed = Words("应有至少一个关键词", "at least one word")
            reading.faults.append(table.fault(row.number, words, allowed, row.cells.get(words)))
