"""Settings of one scenario told in the names of its workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optalloc.core.message import NOTHING, Words
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.setting_text import split_setting
from optalloc.inputs.yaml_reader import EntryPlace, Key, SheetWords
from optalloc.problem.setting_names import InSheets


@dataclass(frozen=True)
class WrittenInSheets:
    """What the workbook of a scenario says, and where: see `InSheets`."""

    sheets: SheetWords
    entries: Mapping[str, Any]
    places: Mapping[Key, EntryPlace]

    def where(self, settings: Sequence[str]) -> tuple[Words, ...]:
        """Return which rows of which sheets say settings, and what to write; see `InSheets`."""
        said = (split_setting(setting) for setting in settings)
        found = [self.sheets.where(*one, self.entries, self.places) for one in said]
        if any(words == NOTHING for words, _ in found):
            return ()
        # What is added or deleted moves the rows below it: that comes last, from below upwards.
        found.sort(key=lambda pair: (pair[1] > 0, -pair[1]))
        return tuple(words for words, _ in found)

    def typed(self, setting: str) -> Words:
        """Return a setting as `--set` takes it in the names of the sheets."""
        return self.sheets.typed_back(*split_setting(setting), self.entries)


def in_sheets(scenario: Scenario) -> InSheets | None:
    """Return how settings of a scenario are told by its workbook; None where it is none."""
    if scenario.sheets is None:
        return None
    return WrittenInSheets(scenario.sheets, scenario.entries, scenario.places)
