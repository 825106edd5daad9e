"""Settings of one scenario told in the names of its workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optalloc.core.message import Words
from optalloc.inputs.scenario import Scenario, split_setting
from optalloc.inputs.yaml_reader import EntryPlace, Key, SheetWords
from optalloc.problem.in_sheets import InSheets


@dataclass(frozen=True)
class WrittenInSheets:
    """What the workbook of a scenario says, and where: see `InSheets`."""

    sheets: SheetWords
    entries: Mapping[str, Any]
    places: Mapping[Key, EntryPlace]

    def where(self, setting: str) -> Words:
        """Return which row of which sheet says a setting, and what to write; else nothing."""
        return self.sheets.where(*split_setting(setting), self.entries, self.places)

    def typed(self, setting: str) -> Words:
        """Return a setting as `--set` takes it in the names of the sheets."""
        return self.sheets.typed_back(*split_setting(setting), self.entries)


def in_sheets(scenario: Scenario) -> InSheets | None:
    """Return how settings of a scenario are told by its workbook; None where it is none."""
    if scenario.sheets is None:
        return None
    return WrittenInSheets(scenario.sheets, scenario.entries, scenario.places)
