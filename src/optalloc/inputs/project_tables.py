"""The project library's tables become projects and the negative list, every fault noted."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.core.money import parse_number, tidy_name
from optalloc.inputs.table_checks import Names, Total
from optalloc.inputs.table_columns import (
    ALTERNATIVES,
    BASIS,
    KEYWORDS,
    MINIMUM,
    NAME,
    PROJECT_NEED,
    REQUIRES,
    column_of,
)
from optalloc.inputs.tables import Reading, Row
from optalloc.problem.projects import NegativeItem, Project


def read_projects(
    names: Names, unit: str, known: Mapping[str, Names], reading: Reading
) -> Iterator[Project]:
    """Yield the projects; recipients, uses and projects required must be known."""
    table = names.table
    columns = [
        column_of(table, aliases) for aliases in (PROJECT_NEED, MINIMUM, ALTERNATIVES, REQUIRES)
    ]
    need, minimum, group, requires = columns
    recipient, use = (column_of(table, NAME[sort]) for sort in ("recipients", "uses"))
    own = {column_of(table, NAME["projects"]), recipient, use, *columns}
    total = Total(table, need, names.is_sound)
    for name, row in names.rows.items():
        who = known["recipients"].read(table, row, recipient, reading)
        purpose = known["uses"].read(table, row, use, reading)
        money = reading.money(table, row, need, unit)
        least = reading.money(table, row, minimum, unit, required=False)
        total.add(money)
        if money is not None and least is not None and least > money:
            allowed = Words("应不超过资金需求", "at most the project's need")
            reading.faults.append(table.fault(row.number, minimum, allowed, row.cells.get(minimum)))
        before = _required(names, row, requires, reading)
        alternatives = tidy_name(reading.text(table, row, group, required=False) or "")
        facts, marks = _rest(row, own)
        if who is not None and purpose is not None and money is not None:
            yield Project(name, who, purpose, money, least, alternatives, before, facts, marks)
    total.check_money(unit, reading)


def _required(names: Names, row: Row, column: str, reading: Reading) -> tuple[str, ...]:
    """Return the projects that one requires; each must be another project of the table."""
    table = names.table
    found = _several(reading.text(table, row, column, required=False) or "")
    own = [name for name, there in names.rows.items() if there is row]
    for name in found:
        if name not in names.rows or name in own:
            allowed = Words("应为表中另一个项目的名称", "the name of another project in the table")
            reading.faults.append(table.fault(row.number, column, allowed, name))
    return found


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
    words, basis = (column_of(table, aliases) for aliases in (KEYWORDS, BASIS))
    for name, row in names.rows.items():
        named = _several(reading.text(table, row, words) or "")
        cite = reading.text(table, row, basis, required=False) or ""
        if named:
            yield NegativeItem(name, named, cite)
        elif row.cells.get(words) is not None:
            allowed = Words("应有至少一个关键词", "at least one word")
            reading.faults.append(table.fault(row.number, words, allowed, row.cells.get(words)))


def _several(text: str) -> tuple[str, ...]:
    """Return the names of a cell that holds several, with 、 or commas between them."""
    parts = text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
    return tuple(name for part in parts if (name := tidy_name(part)))
