"""Tables from elsewhere than a file: what gives them registers itself under the key that names it.

    tables:
      earlier: {ledger: 台账.db, year: 2023}

The word `ledger` is registered by the module that `optalloc.TABLE_SOURCES` names, which is imported
when a scenario first names a ledger: a database needs libraries that most scenarios do without.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol

from optalloc import TABLE_SOURCES
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.tables import Table
from optalloc.inputs.yaml_reader import Key


class TableSource(Protocol):
    """What gives a table that a scenario names by a mapping."""

    def __call__(
        self, scenario: Scenario, key: Key, spec: Mapping[str, Any], base: Table | None
    ) -> Table:
        """Return the table.

        Args:
            key: Where the table is named; its last word is the table's.
            spec: What the scenario says of it.
            base: The table that `table` names, to add columns to; None where there is none.

        Raises:
            InputUnusable: When what is asked for cannot be had.
        """


_registered: dict[str, TableSource] = {}


def table_source(word: str) -> Callable[[TableSource], TableSource]:
    """Return the decorator that registers a source of tables under its key."""

    def put(source: TableSource) -> TableSource:
        _registered[word] = source
        return source

    return put


def source_of(spec: Mapping[str, Any]) -> TableSource:
    """Return what gives the table that a mapping asks for.

    A mapping that names no source is handed to the first one, which says what it lacks.
    """
    word = next((word for word in TABLE_SOURCES if word in spec), next(iter(TABLE_SOURCES)))
    import_module(TABLE_SOURCES[word])
    return _registered[word]
