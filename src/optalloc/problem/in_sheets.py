"""How settings are told to somebody whose scenario is a workbook: by sheet, row and name."""

from typing import Protocol

from optalloc.core.message import Words


class InSheets(Protocol):
    """Tells of settings of one scenario, whose keys its writer has never seen."""

    def where(self, setting: str) -> Words:
        """Return which row of which sheet says a setting, and what to write; else nothing.

        Args:
            setting: `KEY=VALUE`, as `--set` takes it.
        """

    def typed(self, setting: str) -> Words:
        """Return the same setting as `--set` takes it in the names of the sheets."""
