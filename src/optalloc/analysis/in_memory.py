"""Data in memory as the tables that a scenario reads: data frames, lists of rows, columns.

A number never passes through binary floats: whole numbers, Decimals and texts are taken as they
are, and a float by its shortest decimal, the one that Python prints (0.1 is 0.1 and no neighbour).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.inputs.tables import HeaderWords, Table, Value, table_of, trim

if TYPE_CHECKING:
    import pandas as pd


def exact(value: object) -> object:
    """Return a value without binary floats: by the shortest decimal that means the same float.

    Missing values (None, NaN, NaT, pandas.NA) become None; numpy's numbers become Python's.
    """
    if value is None or isinstance(value, str | bool | int | Decimal):
        return None if isinstance(value, Decimal) and value.is_nan() else value
    if isinstance(value, Fraction):
        return _fraction(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, float):
        return _float(float(value))
    if hasattr(value, "item"):
        return exact(value.item())
    # pandas.NA equals nothing and is not true or false; NaT is not equal to itself.
    return None if str(value) in ("<NA>", "NaT") else str(value)


def _float(value: float) -> object:
    if value != value:
        return None
    if abs(value) == float("inf"):
        return str(value)
    shortest = Decimal(repr(value))
    return int(shortest) if value.is_integer() else shortest


def _fraction(value: Fraction) -> object:
    """Return a fraction as a whole number or a decimal; one that is neither stays p/q."""
    if value.denominator == 1:
        return int(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = value.denominator.bit_length()
    return Decimal(value.numerator * 10**places // value.denominator).scaleb(-places).normalize()


def plain(value: object) -> Any:
    """Return settings as YAML would hold them: plain mappings, lists and exact scalars.

    A column or an array is the list of its values.
    """
    if isinstance(value, MemoryTable):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset) or getattr(value, "ndim", 0) == 1:
        return [plain(item) for item in cast("Iterable[object]", value)]
    return exact(value)


def by_name(values: object, what: str) -> dict[str, Any]:
    """Return values by name, out of a mapping or a named column, as YAML would hold them.

    Raises:
        InputUnusable: When they are neither.
    """
    held = values.to_dict() if hasattr(values, "to_dict") else values
    if isinstance(held, Mapping):
        return {str(key): plain(value) for key, value in held.items()}
    allowed = Words("应写成 名称: 数（字典）", "numbers by name, a mapping")
    raise InputUnusable([Fault("Python", same(what), allowed, type(values).__name__)])


@dataclass(frozen=True)
class MemoryTable:
    """One table of a scenario that stands in memory.

    Attributes:
        name: What the scenario calls it: recipients, sources, …
        data: Where its rows come from.
    """

    name: str
    data: Any

    def table(self, words: HeaderWords) -> Table:
        """Return the rows as a table whose letters name rows as pandas counts them, from 0.

        Raises:
            InputUnusable: When it is nothing that has rows and columns.
        """
        headers, rows = self._columns(words)
        headings = [words.heading(header) for header in headers]
        names = [heading.name for heading in headings]
        written: dict[str, str] = {}
        for header, name in zip(headers, names, strict=True):
            if name in written:
                allowed = Words("每列只出现一次", "each column once")
                raise self._unusable(allowed, f"{written[name]}, {header}")
            written[name] = header
        found = ((number, [_cell(value) for value in values]) for number, values in rows)
        return table_of(headings, headers, found, file=self.file, header_row=None)

    def __deepcopy__(self, memo: dict[int, Any]) -> "MemoryTable":
        """Return the same: nobody writes into the data of a table, and it may be large."""
        return self

    @property
    def file(self) -> str:
        """What letters call it."""
        return f"{self.name} ({type(self.data).__name__})"

    def _columns(
        self, words: HeaderWords
    ) -> tuple[list[str], Iterable[tuple[int, Sequence[object]]]]:
        data = self.data
        if hasattr(data, "columns") and hasattr(data, "itertuples"):
            frame = cast("pd.DataFrame", data)
            frame = frame.reset_index() if _names_rows(frame) else frame
            headers = [str(column) for column in frame.columns]
            columns = [[exact(value) for value in column.array] for _, column in frame.items()]
            return headers, enumerate(zip(*columns, strict=True)) if columns else ()
        if isinstance(data, Mapping):
            if any(map(_is_no_column, data.values())):
                allowed = Words(
                    "每列应为它的各个值（列表）", "for each column a list of its values"
                )
                raise self._unusable(allowed, None)
            columns = [list(values) for values in data.values()]
            if len({len(values) for values in columns}) > 1:
                raise self._unusable(Words("各列应一样长", "columns of one length"), None)
            return [str(key) for key in data], enumerate(zip(*columns, strict=True))
        if isinstance(data, Iterable) and not isinstance(data, str | bytes):
            rows = list(data)
            if all(isinstance(row, Mapping) for row in rows):
                return _of_mappings(rows)
        allowed = Words(
            "应为 DataFrame、若干行（字典的列表）或各列的字典",
            "a data frame, a list of rows as mappings, or a mapping of columns",
        )
        raise self._unusable(allowed, type(data).__name__)

    def _unusable(self, allowed: Words, came: str | None) -> InputUnusable:
        return InputUnusable([Fault(self.file, same(self.name), allowed, came)])


def _of_mappings(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[str], Iterator[tuple[int, Sequence[object]]]]:
    headers = list(dict.fromkeys(str(key) for row in rows for key in row))
    return headers, ((i, [row.get(h) for h in headers]) for i, row in enumerate(rows))


def _is_no_column(values: object) -> bool:
    """Return whether values are none in an order: one alone, letters of a text, keys, a set."""
    is_one = isinstance(values, str | bytes | Mapping | Set)
    return is_one or not isinstance(values, Iterable)


def _names_rows(frame: "pd.DataFrame") -> bool:
    """Return whether a frame's index is a column with a name, such as 单位."""
    return any(name is not None for name in frame.index.names)


def _cell(value: object) -> Value:
    plain_value = exact(value)
    if isinstance(plain_value, bool):
        return "true" if plain_value else "false"
    if isinstance(plain_value, str):
        return trim(plain_value) or None
    return cast("Value", plain_value)


def in_memory(tables: object) -> object:
    """Return a section `tables` in which frames stand as the tables that they are."""
    if not isinstance(tables, Mapping):
        return tables
    return {
        name: MemoryTable(str(name), data) if hasattr(data, "columns") else data
        for name, data in tables.items()
    }
