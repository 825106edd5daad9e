"""Write a report: every file is made before the first is written."""

from collections.abc import Sequence
from pathlib import Path

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.files import check_folder, write_file
from optalloc.reports.report import FORMATS, Report
from optalloc.words import one_of, same


def written(report: Report, formats: Sequence[str], folder: str | Path) -> tuple[Path, ...]:
    """Write the files of a report and return where they are.

    Args:
        formats: Words of FORMATS, each at most once.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    files = [file for word in formats for file in FORMATS[word].files(report)]
    place = check_folder(folder)
    for file in files:
        write_file(place / file.name, file.content)
    return tuple(place / file.name for file in files)


def formats_named(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas: `xlsx,docx`; `all` means every one.

    Raises:
        InputUnusable: For a word that is no format, and for what must be installed first.
    """
    names = [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]
    words = FORMATS.words()
    if names == ["all"]:
        names = words
    faults = [
        Fault("", same("--format"), one_of(FORMATS.sort, words), name, nearest(name, words))
        for name in (names or [""])
        if name not in words
    ]
    if not faults:
        faults = [fault for name in dict.fromkeys(names) for fault in FORMATS[name].missing()]
    if faults:
        raise InputUnusable(faults)
    return tuple(dict.fromkeys(names))
