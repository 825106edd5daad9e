"""Write a report: every file is made before the first is written."""

from collections.abc import Sequence
from pathlib import Path

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.files import check_folder, write_file
from optalloc.money import FEN_PER_UNIT, unit_named
from optalloc.reports.papers.template import Template, read_template
from optalloc.reports.report import FORMATS, Report
from optalloc.words import Words, one_of, same

TAKES_TEMPLATE = "docx"


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
        Fault(
            "",
            same("--format"),
            one_of(Words(FORMATS.sort.zh, f"a {FORMATS.sort.en}, "), words),
            name,
            nearest(name, words),
        )
        for name in (names or [""])
        if name not in words
    ]
    if not faults:
        faults = [fault for name in dict.fromkeys(names) for fault in FORMATS[name].missing()]
    if faults:
        raise InputUnusable(faults)
    return tuple(dict.fromkeys(names))


def template_for(formats: Sequence[str], path: str | Path) -> Template:
    """Return the template that a file of the command line is, for the format that takes one.

    Raises:
        InputUnusable: When it cannot be used, or no format that is asked for takes a template.
    """
    if TAKES_TEMPLATE not in formats:
        allowed = Words(
            f"模板只用于 {TAKES_TEMPLATE} 格式", f"a template only with the format {TAKES_TEMPLATE}"
        )
        remedy = Words(
            f"请在 --format 里加上 {TAKES_TEMPLATE}。", f"Add {TAKES_TEMPLATE} to --format."
        )
        raise InputUnusable([Fault("", same("--template"), allowed, ",".join(formats), remedy)])
    return read_template(path)


def unit_asked(word: str | None) -> str | None:
    """Return the unit that a word of the command line means; None where none was asked for.

    Raises:
        InputUnusable: When no unit is called that.
    """
    try:
        return None if word is None else unit_named(word)
    except ValueError:
        allowed = one_of(Words("金额单位", "a unit of money, "), FEN_PER_UNIT)
        raise InputUnusable([Fault("", same("--unit"), allowed, word)]) from None
