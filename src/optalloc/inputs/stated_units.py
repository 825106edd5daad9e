"""The unit of money that a scenario says beside those its tables state: a warning, no fault.

    单位：元 over 金额（万元）               a line and a head that do not agree: the head rules
    unit: 元, every head of money says 万元   an amount without a unit (floor: 1) is read in 元

Each column is converted by what it states of itself. What states nothing is in the scenario's
unit; who fills in tables in another may have meant that one. A column is always asked about, a
setting where the other unit makes more sense of it: more than a hundred thousandth of the money,
and no more than all of it. An amount with its unit (1万元) is plain.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.money import FEN_PER_UNIT, parse_amount, parse_number, show_money
from optalloc.core.odd_amounts import odd_amounts
from optalloc.inputs.part_settings import settings_of_parts
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.table_schema import TABLES, TableField
from optalloc.inputs.tables import Table
from optalloc.problem.component import Component
from optalloc.problem.problem import Problem
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.setting_types import Deviation, Money, reader_of

MOST_NAMED = 4
"""Most bare amounts that the warning names."""
LEAST_PART = 100_000
"""No setting is less than all the money by so many times, but steps."""


class MoneyColumn(NamedTuple):
    """A column of money of a scenario's table.

    Attributes:
        table: The table's word.
        unit: The unit that its head or the line above states; None where nothing does.
        has_bare: Whether a cell holds an amount without a unit of its own.
    """

    table: str
    head: str
    unit: str | None
    has_bare: bool


def units_to_ask_about(
    scenario: Scenario, problem: Problem, tables: Mapping[str, Table]
) -> tuple[Words, ...]:
    """Return what is doubtful about the units that a scenario and its tables state."""
    others = _other_unit_than_tables(scenario, problem, _money_columns_of(tables))
    lines = (
        said
        for name, table in tables.items()
        for said in _unit_line_unheeded(table, TABLES[name].fields)
    )
    return (*lines, *others)


def _money_columns_of(tables: Mapping[str, Table]) -> Iterator[MoneyColumn]:
    """Yield the columns of money that a scenario's tables have, where a user wrote their heads."""
    for name, table in tables.items():
        if table.is_made:
            continue
        for field in TABLES[name].fields:
            head = field.head(table.headers)
            if field.sort == "money" and head in table.headers:
                cells = (row.cells.get(head) for row in table.rows)
                unit = table.units.get(head) or table.unit_line or table.other_line
                yield MoneyColumn(name, head, unit, any(map(_is_amount_without_unit, cells)))


def doubts_of_units(table: Table, fields: Sequence[TableField], unit: str) -> Iterator[Words]:
    """Yield what is doubtful about the units of one table that is taken in for itself."""
    yield from _unit_line_unheeded(table, fields)
    for field in fields:
        head = field.head(table.headers)
        if field.sort != "money" or head not in table.headers:
            continue
        own = table.units.get(head) or table.unit_line or unit
        amounts = {
            row.number: fen
            for row in table.rows
            if not row.is_total and (fen := _fen(row.cells.get(head), own)) is not None
        }
        for number, odd in odd_amounts(amounts):
            came, usual, meant = (
                show_money(fen, own) + own for fen in (odd.amount, odd.middle, odd.meant)
            )
            where = table.fault(number, head, NOTHING).place
            yield Words(
                f"{where.zh} 为 {came}，其余的中位数为 {usual}：单位写错 {odd.slip} 倍就能解释，"
                f"应为 {meant}？",
                f"{where.en} is {came}, the others' median {usual}: a unit off by {odd.slip} "
                f"would explain it; is {meant} meant?",
            )


def _fen(value: object, unit: str) -> int | None:
    """Return an amount that a cell holds; None where it holds none."""
    try:
        return parse_amount(value, unit)
    except ValueError:
        return None


def _unit_line_unheeded(table: Table, fields: Sequence[TableField]) -> Iterator[Words]:
    """Yield that no column of a table goes by its unit line."""
    line, heads = table.unit_line, dict.fromkeys(table.units.values())
    said = {*heads, *(bracket.partition("/")[0] for bracket in table.brackets.values())}
    money = [f.head(table.headers) for f in fields if f.sort == "money"]
    # The line is of a column of money whose head states none.
    goes_by = any(head in table.headers and head not in table.units for head in money)
    if line is None or not heads or line in said or goes_by:
        return
    file, units = f"{table.file}#{table.sheet}" if table.sheet else table.file, "、".join(heads)
    yield Words(
        f"{file}：表头以上写单位为 {line}，金额列的表头写 {units}：按各列表头所写的单位读。",
        f"{file}: the line above says {line}, the heads say {units}: read as the heads say.",
    )


def _other_unit_than_tables(
    scenario: Scenario, problem: Problem, columns: Iterable[MoneyColumn]
) -> Iterator[Words]:
    """Yield how what states no unit was read, where every table that does states another."""
    there = list(columns)
    stated = {column.unit for column in there if column.unit}
    if len(stated) != 1 or problem.unit in stated:
        return
    (other,) = stated
    bare = [
        *(
            Words(f"{TABLES[c.table].title.zh}表的“{c.head}”", f"{c.head} of {c.table}")
            for c in there
            if c.unit is None and c.has_bare
        ),
        *_bare_settings(scenario, problem, other),
    ]
    if not bare:
        return
    named = listed(list(first_few(bare, MOST_NAMED)))
    if len(bare) > MOST_NAMED:
        named += Words(f"等 {len(bare)} 处", f" and {len(bare) - MOST_NAMED} more")
    yield Words(
        f"情景的金额单位是 {problem.unit}，各表写明的都是 {other}：没有写单位的按 {problem.unit} "
        f"读：{named.zh}。如果是 {other}，请写上单位，或把情景的金额单位改为 {other}。",
        f"amounts of the scenario are in {problem.unit}, all that the tables state in {other}: "
        f"what states no unit was read in {problem.unit}: {named.en}. If {other} is meant, write "
        "the unit, or make it the scenario's.",
    )


def _bare_settings(scenario: Scenario, problem: Problem, other: str) -> Iterator[Words]:
    """Yield the amounts of the policy without a unit that another unit makes more sense of."""
    for section, part, settings in settings_of_parts(scenario, problem):
        for name in _settings_of_money(type(part)):
            value = settings.get(name)
            each = list(value.values()) if isinstance(value, dict) else value
            bare = filter(_is_amount_without_unit, each if isinstance(each, list) else [each])
            came = next((v for v in bare if _means_other(part, v, problem, other)), None)
            if came is not None:
                key = f"{section}.{part.label}.{name}"
                fault = scenario.fault((section, part.label, name), NOTHING)
                where = fault.where if fault.sheet else Words(key, key)
                yield where + Words(f" 的 {came}", f" ({came})")


def _means_other(part: Component, value: object, problem: Problem, other: str) -> bool:
    """Say whether a bare amount makes more sense in another unit than in the scenario's.

    A step may be as small as 元 and 角 are: of one only what is below 1元 is asked about.
    """
    number = abs(parse_number(value))
    own, its = (number * FEN_PER_UNIT[unit] for unit in (problem.unit, other))
    if isinstance(part, GrainRule):
        return own < FEN_PER_UNIT["元"] < its <= problem.money
    least = Fraction(problem.money, LEAST_PART)
    return not least < own <= problem.money and least < its <= problem.money


def _is_amount_without_unit(value: object) -> bool:
    """Say whether a value is a number other than 0, without a unit."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return False
    try:
        return parse_number(value) != 0
    except ValueError:
        return False


@cache
def _settings_of_money(part: type[Component]) -> tuple[str, ...]:
    """Return the settings of a part that may be amounts of money."""
    money = {reader_of(Money), reader_of(Deviation)}
    hints = get_type_hints(part, include_extras=True)
    fields = (name for name in hints if name in part.model_fields)
    return tuple(name for name in fields if money & set(_readers_in(hints[name])))


def _readers_in(hint: Any) -> Iterator[Any]:
    yield reader_of(hint)
    for inner in get_args(hint):
        yield from _readers_in(inner)
