"""The project library's tables become projects and the negative list, every fault noted."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.core.money import parse_number, tidy_name
from optalloc.inputs.row_values import RowReader
from optalloc.inputs.table_checks import Names, ScenarioNames, Total
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, Row
from optalloc.problem.projects import NegativeItem, Project


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
        _check_required(names, row, before, reading)
        alternatives = tidy_name(values["alternatives"] or "")
        facts, marks = _rest(row, own)
        if who is not None and purpose is not None and money is not None:
            yield Project(name, who, purpose, money, least, alternatives, before, facts, marks)
    total.check_money(unit, reading)


def _check_required(names: Names, row: Row, found: tuple[str, ...], reading: Reading) -> None:
    """Note a project that one requires and that is no other project of the table."""
    table = names.table
    column = TABLES["projects"].head("requires", table)
    own = [name for name, there in names.rows.items() if there is row]
    for name in found:
        if name not in names.rows or name in own:
            allowed = Words("应为表中另一个项目的名称", "the name of another project in the table")
            reading.faults.append(table.fault(row.number, column, allowed, name))


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
