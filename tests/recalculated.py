"""Workbooks as LibreOffice works them out anew, every formula recalculated on loading."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl

SOFFICE = shutil.which("soffice")
MISSING = "LibreOffice is not installed: .ci/packages installs it where apt is"
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(books: Iterable[Path], folder: Path, to: str = "xlsx") -> list[Path]:
    """Return workbooks converted by one call of LibreOffice, in the order given.

    Args:
        books: Files with different names.
        folder: Where its profile and the results go.
    """
    assert SOFFICE is not None, MISSING
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    named = [str(book) for book in books]
    where = f"-env:UserInstallation={profile.as_uri()}"
    command = [SOFFICE, where, "--headless", "--convert-to", to, "--outdir", str(out), *named]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    made = [out / Path(book).with_suffix(f".{to}").name for book in named]
    missing = [path.name for path in made if not path.exists()]
    assert not missing, f"{missing}: {said.stdout}{said.stderr}"
    return made


def formulas_and_values(book: Path) -> dict[tuple[str, str], tuple[str, Any]]:
    """Return every formula of a workbook with the value beside it, by sheet and cell."""
    texts, values = openpyxl.load_workbook(book), openpyxl.load_workbook(book, data_only=True)
    return {
        (sheet.title, cell.coordinate): (cell.value, values[sheet.title][cell.coordinate].value)
        for sheet in texts
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
