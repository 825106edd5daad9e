"""The tables of what was given come as the template has them, or as papers were published.

history: 去年方案.docx                                      a paper, laid out as people do
history: {file: 去年.csv, year: …, unit: 万元}              what it does not say is said once
history: {file: 去年.xlsx, year: …, column: 核定额}          which of its columns is meant
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Words, listed, one_of
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.scenario import Scenario, named_beside
from optalloc.inputs.table_schema import AMOUNT, GIVEN, TABLES, YEAR
from optalloc.inputs.tables import KINDS, OtherLayout, Table, read_table, split_reference
from optalloc.inputs.yaml_reader import Key

Names = Mapping[str, Sequence[str]]
"""The names that a scenario lists: of sources and of uses."""


def what_was_given(
    name: str,
    at: tuple[Path, str, str | None],
    known: tuple[str, ...],
    names: Names,
    said: Mapping[str, Any],
) -> Table:
    """Return awards from a table as the template has it, or from a paper as it was published.

    Args:
        at: The file, as the user named it, and its sheet.
        said: The unit, year and column of its amounts that the scenario says.
    """
    path, called, sheet = at
    if path.suffix.casefold() in KINDS:
        try:
            table = read_table(path, called, sheet, known)
        except OtherLayout:
            pass
        else:
            if "column" not in said and any(alias in table.headers for alias in AMOUNT.heads):
                return table
    # Papers need the libraries of Word and pages; most scenarios do without.
    from optalloc.inputs.understanding.awards import KnownNames, table_of_awards

    told = KnownNames(
        names.get("sources", ()),
        names.get("uses", ()),
        name != "history",
        said.get("unit"),
        said.get("column"),
        year if isinstance(year := said.get("year"), int) else None,
        name != "approved",
    )
    table = table_of_awards(path, called, sheet, told)
    refuse_any([*_untold(name, table, names)])
    return table


def _untold(name: str, table: Table, names: Names) -> Iterator[Fault]:
    """Yield a column that must be known and that a paper tells of none of its amounts."""
    for field in TABLES[name].fields:
        head, there = field.head(table.headers), listed([*names.get(field.of, ())])
        is_told = any(row.cells.get(head) is not None for row in table.rows)
        if field.of in names and field.required and head in table.headers and not is_told:
            allowed = Words(
                f"应写明每笔的{head}（情景里有 {there.zh}）",
                f"the {field.key} of each amount must be told (there are {there.en})",
            )
            remedy = Words(
                f"这张表没有写。请用每笔都写明的表，如 plan.csv、plan.xlsx，或补上“{head}”一列。",
                "This table tells none. Use one that does, such as plan.csv or plan.xlsx, or add"
                f" a column {head}.",
            )
            yield Fault(table.file, Words("表格", "the table"), allowed, None, remedy, table.sheet)


def said_of_a_file(
    scenario: Scenario, key: Key, spec: Mapping[str, Any], known: tuple[str, ...], names: Names
) -> Table:
    """Return a table of which the scenario says more: {file: 表.csv, year: …, unit: 万元}.

    The year is that of all its rows, the unit that of its amounts; neither may stand in it too.
    """
    keys = ("file", "unit", "column", *(("year",) if key[1] == "history" else ()))
    if key[1] not in GIVEN or not set(spec) <= set(keys) or not isinstance(spec["file"], str):
        allowed = Words(
            "应写明 file，可写 unit（金额单位）和 column（金额是哪一列），history 可写 year",
            "file, with unit and column of the amounts if need be; history may have file and year",
        )
        raise InputUnusable([scenario.fault(key, allowed, ", ".join(map(str, spec)))])
    unit = spec.get("unit")
    if unit is not None and unit not in FEN_PER_UNIT:
        allowed = one_of(Words("金额单位", "a unit, "), FEN_PER_UNIT)
        raise InputUnusable([scenario.fault((*key, "unit"), allowed, unit)])
    column = spec.get("column")
    if column is not None and not isinstance(column, str | int):
        allowed = Words("应为表中一列的表头", "the head of a column")
        raise InputUnusable([scenario.fault((*key, "column"), allowed, column)])
    file, sheet = split_reference(spec["file"])
    place = scenario.place(key)
    at = (place.folder / Path(file), named_beside(place.file, file), sheet)
    more = {k: str(v) if k == "column" else v for k, v in spec.items() if v is not None}
    table = what_was_given(key[1], at, known, names, more)
    if unit is not None:
        table = _in_unit(scenario, key, table, unit)
    return _of_one_year(scenario, key, table, spec["year"]) if "year" in spec else table


def _in_unit(scenario: Scenario, key: Key, table: Table, unit: str) -> Table:
    """Return a table whose amounts are in the unit that is said."""
    stated = table.units.get(AMOUNT.head(table.headers)) or table.unit_line
    if stated not in (None, unit):
        allowed = Words(f"表里写的单位是 {stated}", f"no unit: the table says {stated}")
        raise InputUnusable([scenario.fault((*key, "unit"), allowed, unit)])
    return replace(table, unit_line=unit)


def _of_one_year(scenario: Scenario, key: Key, table: Table, said: Any) -> Table:
    """Return a table whose rows are of the one year that is said."""
    year = YEAR.head(table.headers)
    if year in table.headers:
        allowed = Words(f"表里已有 {year} 一列，不必写 year", f"no year: the table has {year}")
        raise InputUnusable([scenario.fault((*key, "year"), allowed, said)])
    cell = said if isinstance(said, int | Decimal) else str(said)
    rows = tuple(replace(r, cells={**r.cells, year: cell}) for r in table.rows)
    place = scenario.fault((*key, "year"), NOTHING)
    moved = {(row.number, year): (place.file, place.place) for row in rows}
    return replace(table, headers=(*table.headers, year), rows=rows, moved={**table.moved, **moved})
