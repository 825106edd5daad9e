"""Write a report: every file is made before the first is written."""

from collections.abc import Sequence
from pathlib import Path

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.files import check_folder, write_files
from optalloc.money import FEN_PER_UNIT, unit_named
from optalloc.reports.papers.template import Template, read_template
from optalloc.reports.report import FORMATS, Report
from optalloc.words import Words, one_of, same

TAKES_TEMPLATE = "docx"
ALL = "all"


def written(report: Report, formats: Sequence[str], folder: str | Path) -> tuple[Path, ...]:
    """Write the files of a report and return where they are.

    Args:
        formats: Words of FORMATS, each at most once.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    files = [file for word in formats for file in FORMATS[word].files(report)]
    place = check_folder(folder)
    return write_files({place / file.name: file.content for file in files})


def formats_named(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas: `xlsx,docx`; `all` means every one there is.

    What `all` leaves out because something must be installed first, `left_out` says.

    Raises:
        InputUnusable: For a word that is no format, and for what must be installed first.
    """
    names = [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]
    words = FORMATS.words()
    if names == [ALL]:
        names = [word for word in words if not any(FORMATS[word].missing())]
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


def left_out(text: str) -> tuple[Fault, ...]:
    """Return what must be installed for the formats that a list leaves out for want of it."""
    return tuple(fault for _, one in FORMATS for fault in one.missing()) if text == ALL else ()


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
