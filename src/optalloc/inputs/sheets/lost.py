"""Which sheet an unknown one of a workbook probably is: one that was given another name."""

from collections.abc import Sequence
from dataclasses import dataclass

from optalloc.core.errors import close_to, nearest
from optalloc.core.message import NOTHING, Words, listed
from optalloc.inputs.sheets.layout import (
    LEFT_ALONE,
    SHEETS,
    is_left_alone,
    settings_sheet,
    table_named,
)
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.yaml_reader import Key

SECTIONS = ("", "indicators", "targets", "rules", "goals")
TABLES_OF_ALL = ("sources", "recipients", "uses")
"""The sheets that nearly every workbook has: what is lost of them may have another name."""


@dataclass(frozen=True)
class LostSheet:
    """A sheet that a workbook lacks: its title, and the section or table that it holds."""

    title: Words
    key: Key

    def words(self) -> Words:
        """Return the advice to call it so again."""
        return Words(
            f"没有工作表“{self.title.zh}”：改了名的，请改回来。",
            f"There is no sheet {self.title.en}: call it so again if it is that.",
        )


def lost_sheet(name: str, names: Sequence[str]) -> LostSheet | None:
    """Return the sheet that an unknown one probably is; None without one.

    It is the one whose title is alike, or the only one that is lost beside one unknown sheet.

    Args:
        names: The names of all sheets of the workbook.
    """
    settings, tables = {settings_sheet(n) for n in names}, {table_named(n) for n in names}
    wanted = [s for s in SHEETS if s.section in SECTIONS and s not in settings]
    lost = [LostSheet(s.title, (s.section or "unit",)) for s in wanted]
    lost += [LostSheet(TABLES[t].title, ("tables", t)) for t in TABLES_OF_ALL if t not in tables]
    of_title = {word: one for one in lost for word in one.title}
    if alike := close_to(name, of_title, 1):
        return of_title[alike[0]]
    known = (n for n in names if settings_sheet(n) or table_named(n) or is_left_alone(n))
    return lost[0] if len(lost) == len(names) - len(list(known)) == 1 else None


def unread_sheet(name: str, names: Sequence[str]) -> tuple[Words, Words, Key]:
    """Return what a sheet that nobody reads should be, what to do, and what it probably holds."""
    titles = [*(s.title for s in SHEETS), *(t.title for t in TABLES.values())]
    hint = nearest(name, [word for title in titles for word in title])
    meant = lost_sheet(name, names)
    if hint == NOTHING and meant is not None:
        hint = meant.words()
    known = Words("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))
    allowed = Words(f"应为要读的工作表（{known.zh}）", f"a sheet that is read ({known.en})")
    if hint != NOTHING:
        allowed = Words("这个名称的工作表不读", "a sheet that is read")
    lone = listed(LEFT_ALONE[:4])
    remedy = hint + Words(
        f"自己用的表，名称请以 {lone.zh} 开头。",
        f"{' ' if hint.en else ''}Let its name begin with notes if it is for people.",
    )
    return allowed, remedy, () if meant is None else meant.key
