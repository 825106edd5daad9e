"""The language that a scenario is written in, for when nobody says which one to speak."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from optalloc.core.message import Lang

ENDINGS = (".yaml", ".yml")
BOOKS = (".xlsx", ".xlsm")
SETTINGS_SHEETS: dict[str, Lang] = {"方案设置": "zh", "settings": "en"}
"""The sheet that only a workbook which is a scenario has."""
LOOKED_AT = 65_536
"""How much of a file is looked at [bytes]: its title and its first names, and no table."""
_FEW = 4
"""A title is Chinese where at least one character of so many is."""
_CHINESE = re.compile("[㐀-鿿]")
_UNITS = re.compile("[万亿]?元|万|亿")
_REMARK = re.compile(r"(?:^|\s)#.*", re.MULTILINE)
_TITLE = re.compile(
    r"^title[ \t]*[:：][ \t]*(?:(?:[>|][-+0-9]*[ \t]*)?\r?\n[ \t]+)?(\S.*)$", re.MULTILINE
)
"""A title on its own line, or on the lines below it as YAML folds them; never the next key."""


def written_in(text: str) -> Lang:
    """Return the language of a scenario's text: of its title, or of its names where it has none.

    Remarks say nothing, nor do units of money, which are Chinese in every scenario.
    """
    said = _REMARK.sub("", text)
    if title := _TITLE.search(said):
        return "zh" if len(_CHINESE.findall(title[1])) * _FEW >= len(title[1].strip()) else "en"
    return "zh" if _CHINESE.search(_UNITS.sub("", said)) else "en"


def language_of_files(arguments: Sequence[str]) -> Lang | None:
    """Return the language of the first scenario that a command line names.

    Without one, Chinese where the command line itself is: `optalloc new 方案.xlsx`; else None.
    """
    for word in arguments:
        name = word.partition("=")[2] if word.startswith("--") else word
        if not name.lower().endswith((*ENDINGS, *BOOKS)):
            continue
        with suppress(OSError, ValueError):
            if not Path(name).is_file():  # never waits for what is a pipe
                continue
            if name.lower().endswith(BOOKS):
                if said := _of_book(name):
                    return said
            else:
                with Path(name).open("rb") as file:
                    return written_in(file.read(LOOKED_AT).decode("utf-8-sig", "replace"))
    return "zh" if any(_CHINESE.search(_UNITS.sub("", word)) for word in arguments) else None


def _of_book(name: str) -> Lang | None:
    """Return the language of a workbook that is a scenario; None where it is none."""
    import zipfile  # Most commands name no workbook, and `--help` must not wait.

    with suppress(zipfile.BadZipFile, KeyError):
        with zipfile.ZipFile(name) as book, book.open("xl/workbook.xml") as file:
            said = file.read(LOOKED_AT).decode("utf-8", "replace")
        return next((lang for sheet, lang in SETTINGS_SHEETS.items() if f'"{sheet}"' in said), None)
    return None
