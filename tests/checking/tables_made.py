"""What the tests of `optalloc check` share: small tables as text, and what checking them finds."""

from pathlib import Path

from optalloc.checking import Checked, Finding, check
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet


def put(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def checked(folder: Path, text: str, **wishes: object) -> Checked:
    return check(put(folder, text), **wishes)  # type: ignore[arg-type]


def only(found: Checked) -> Sheet:
    (sheet,) = found.sheets
    return sheet


def of_kind(found: Checked, *kinds: str) -> list[Finding]:
    return [f for f in found.findings if f.kind in kinds]


def grave(found: Checked) -> list[tuple[str, str | None]]:
    """Return the kind and cell of each error and warning."""
    return [(f.kind, f.where.cell) for f in found.findings if f.severity != "note"]


def roles(sheet: Sheet) -> dict[str, str]:
    return {column.name: column.role for column in sheet.columns}


def column(sheet: Sheet, name: str) -> SheetColumn:
    return next(c for c in sheet.columns if c.name == name)
