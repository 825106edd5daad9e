"""A desk's state is read after every move: what has not changed on the disk is kept in between.

Kept are the tables, which are long, and the scenario as it was opened. Each is read again as soon
as its file was written, replaced or taken away.
"""

import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optalloc.core.errors import Fault, InputUnusable
from optalloc.inputs.read import read_composed
from optalloc.inputs.scenario import Scenario, compose, named_beside
from optalloc.inputs.scenario_tables import HeldTable
from optalloc.inputs.table_schema import GIVEN
from optalloc.inputs.tables import HeaderWords, Table, read_table, split_reference
from optalloc.problem.problem import Problem
from optalloc.workbench.letters import NAMED

MOST_TABLES, MOST_SCENARIOS = 24, 8
"""How many are kept at a time; what was not asked for longest goes."""
Stamp = tuple[int, int, int]
"""By what a file is known to be the same: when it was written [ns], its length, its number."""


@dataclass(frozen=True)
class FileTable(HeldTable):
    """A table in a file; it is read when a scenario asks for it, unless it is kept.

    Attributes:
        named: The file as letters call it.
        sheet: The sheet of a workbook; None where it has one only.
    """

    path: Path
    named: str
    sheet: str | None

    def table(self, words: HeaderWords) -> Table:
        """Return its rows under the headers that are known.

        Raises:
            InputUnusable: When the file cannot be read as a table; that is never kept.
        """
        key = (self, words.known, stamp(self.path))
        kept = _TABLES.get(key)
        if kept is None:
            kept = _TABLES[key] = read_table(self.path, self.named, self.sheet, words.known)
        _TABLES.move_to_end(key)
        while len(_TABLES) > MOST_TABLES:
            _TABLES.popitem(last=False)
        return kept


_TABLES: OrderedDict[tuple[FileTable, tuple[str, ...], Stamp], Table] = OrderedDict()
_OPENED: OrderedDict[str, tuple[dict[Path, Stamp], Scenario]] = OrderedDict()


def stamp(file: Path) -> Stamp:
    """Return by what a file is known to be the same; zeros where it is gone."""
    try:
        found = os.stat(file)
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def composed(file: str, settings: Sequence[str] = ()) -> Scenario:
    """Return a desk's state, its tables as they are kept here.

    Raises:
        InputUnusable: When a file cannot be read as a scenario.
    """
    scenario = compose(Path(file), NAMED, settings)
    tables = scenario.entries.get("tables")
    if not isinstance(tables, dict):
        return scenario
    for name, spec in tables.items():
        # Papers of what was given are read with the names of other tables: they are left alone.
        if isinstance(spec, str) and spec and name not in GIVEN:
            place = scenario.place(("tables", name))
            file_name, sheet = split_reference(spec)
            path, called = place.folder / Path(file_name), named_beside(place.file, file_name)
            tables[name] = FileTable(path, called, sheet)
    return scenario


def problem_of(scenario: Scenario) -> tuple[Problem | None, tuple[Fault, ...]]:
    """Return what a state reads as, or the faults in it."""
    try:
        return read_composed(scenario), ()
    except InputUnusable as refused:
        return None, refused.faults


def as_opened(path: str) -> Scenario:
    """Return a scenario as it stands in its files.

    Raises:
        InputUnusable: When one of them cannot be read.
    """
    known = _OPENED.get(path)
    if known is None or any(stamp(file) != at for file, at in known[0].items()):
        scenario = compose(Path(path), path)
        files = {p.folder / Path(p.file).name for p in scenario.places.values() if p.file}
        known = _OPENED[path] = {file: stamp(file) for file in files}, scenario
    _OPENED.move_to_end(path)
    while len(_OPENED) > MOST_SCENARIOS:
        _OPENED.popitem(last=False)
    return known[1]
