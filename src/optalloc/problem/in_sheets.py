"""How settings are told to somebody whose scenario is a workbook: by sheet, row and name."""

from collections.abc import Sequence
from typing import Protocol

from optalloc.core.message import Words


class InSheets(Protocol):
    """Tells of settings of one scenario, whose keys its writer has never seen."""

    def where(self, settings: Sequence[str]) -> tuple[Words, ...]:
        """Return which rows of which sheets say settings, and what to write, in the order to do it.

        Each row is the one that has the setting at its turn. Nothing where one has no row.

        Args:
            settings: `KEY=VALUE` texts, as `--set` takes them.
        """

    def typed(self, setting: str) -> Words:
        """Return the same setting as `--set` takes it in the names of the sheets."""
