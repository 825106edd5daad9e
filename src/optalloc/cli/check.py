"""`optalloc check TABLE`, and `optalloc check --certificate FILE [SCENARIO]`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optalloc.cli.options import JSON, LANG, SETTINGS, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.cli.usage import DoesNotGo
from optalloc.core.atomic_files import write_files
from optalloc.core.message import Lang, Words

if TYPE_CHECKING:
    from optalloc.checking import Checked
    from optalloc.core.time_budget import Progress
    from optalloc.inputs.understanding.layout.questions import Ask, Question

FOUND_ERRORS = 6
NOTHING_TO_CHECK = 3
"""The exit code of what cannot be used: a certificate with neither a plan nor a proof of none."""
LARGE = 2**20
"""Size of a table from which on its progress is shown [bytes]."""

_COLUMN = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=ROLE",
    help="What a column is for, where its header does not tell / 说明一列是什么.",
)
_UNIT = click.option("--unit", help="Unit of amounts: 元, 万元, 亿元 / 金额单位：元、万元、亿元.")
_PARTIAL = click.option(
    "--partial", is_flag=True, help="Rows were left out of the table / 表中有行未列出."
)
_SCENARIO = click.option(
    "--scenario",
    type=click.Path(),
    help="Judge by the rules of a scenario and beside its best plan / 按情景核对.",
)
_NOTICE = click.option(
    "--notice", type=click.Path(), help="Judge a public notice too / 同时核对公告公示."
)
_ANNOTATE = click.option(
    "--annotate",
    type=click.Path(),
    metavar="OUT.xlsx",
    help="Write a copy with comments on its cells / 写出带批注的副本.",
)
_WRITE = click.option(
    "--write-scenario",
    "folder",
    type=click.Path(),
    metavar="DIR",
    help="Write the rule behind the table as a scenario / 把推断的规则写成情景.",
)


class CertificatePath(click.Path):
    """The file of a certificate, and not the next option where it was forgotten."""

    allowed = Words(
        "应为证书文件，如 DIR/certificate.json；只核对表格请去掉 --certificate",
        "the file of a certificate, such as DIR/certificate.json; leave --certificate out to check "
        "a table",
    )

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; an option in its place means that it was forgotten."""
        if isinstance(value, str) and value.startswith("-"):
            self.fail(self.allowed.en, param, ctx)
        return super().convert(value, param, ctx)


_CERTIFICATE = click.option(
    "--certificate",
    type=CertificatePath(),
    is_flag=False,
    flag_value="-",
    metavar="FILE",
    help="Check the proof of a plan without any solver; TABLE is then its SCENARIO"
    " / 不用求解器复核最优性证明.",
)
_NO_INPUT = click.option(
    "--no-input", is_flag=True, help="Ask nothing; refuse what is not clear / 不提问."
)


@click.command("check", cls=SpokenHelp)
@click.argument("table", type=click.Path(), required=False)
@options(_COLUMN, _UNIT, _PARTIAL, _SCENARIO, SETTINGS, _NOTICE, _ANNOTATE, _WRITE, _NO_INPUT)
@options(_CERTIFICATE, LANG, JSON)
def command(
    table: str | None,
    annotate: str | None,
    folder: str | None,
    no_input: bool,
    certificate: str | None,
    display: Display,
    **asked: object,
) -> int:
    """Judge TABLE, a draft or published: CSV, XLSX, DOCX or a saved HTML page.

    核对一张草拟或已公布的分配表：合计、重复、取整、分担比例，以及表背后的规则。
    """
    context = click.get_current_context()
    if certificate is not None:
        scenario = asked.pop("scenario") or table
        _refuse_others(context, {**asked, "annotate": annotate, "folder": folder})
        return _certificate(certificate, scenario, display)
    if table is None:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    from optalloc.checking import check

    is_asked = sys.stdin.isatty() and sys.stderr.isatty() and not no_input
    with _bar(table, display.lang) as progress:
        checked = check(
            table,
            ask=_asking(display.lang) if is_asked else None,
            progress=progress,
            **asked,  # type: ignore[arg-type]
        )
    write_files(_files(checked, annotate, folder, display.lang))
    if display.as_json:
        from optalloc.checking.as_json import checked_json

        print_json(checked_json(checked, display.lang))
    else:
        from optalloc.checking.describe import checked_document
        from optalloc.present.terminal import print_sections

        print_sections(checked_document(checked), display.lang)
    return FOUND_ERRORS if checked.has_errors else 0


def _files(
    checked: "Checked", copy: str | None, folder: str | None, lang: Lang
) -> dict[Path, bytes]:
    """Return what was asked for besides words, all of it before any is written."""
    made: dict[Path, bytes] = {}
    if copy is not None:
        from optalloc.checking.annotate import annotated

        made |= annotated(checked, copy, lang)
    if folder is not None:
        from optalloc.checking.scenario_file import scenario_behind

        made |= scenario_behind(checked, folder)
    return made


def _certificate(file: str, scenario: object, display: Display) -> int:
    """Check a certificate, and say what is verified."""
    from optalloc.checking.certificate_text import certificate_document, certificate_json
    from optalloc.checking.which_file import certificate_in
    from optalloc.pipeline.certificate.check import check_certificate

    file = certificate_in(file, None if scenario is None else str(scenario))
    checked = check_certificate(file, None if scenario is None else str(scenario))
    if display.as_json:
        print_json(certificate_json(checked, display.lang))
    else:
        from optalloc.present.terminal import print_sections

        print_sections(certificate_document(checked), display.lang)
    if not checked.holds:
        return FOUND_ERRORS
    return NOTHING_TO_CHECK if checked.says_nothing else 0


def _refuse_others(context: click.Context, others: dict[str, object]) -> None:
    """Refuse options that speak of a table, where a certificate is checked.

    Raises:
        DoesNotGo: Naming the first of them.
    """
    for option in context.command.params:
        if others.get(option.name or ""):
            raise DoesNotGo(option.opts[0], "--certificate", context)


@contextmanager
def _bar(table: str, lang: Lang) -> Iterator["Progress | None"]:
    """Yield what draws the progress of a large table, on a terminal alone."""
    from optalloc.inputs.understanding.documents.read import split_paper

    path = split_paper(table)[0]
    is_large = path.is_file() and path.stat().st_size >= LARGE
    if not is_large or not sys.stderr.isatty():
        yield None
        return
    label = Words("核对", "Checking").say(lang)
    with click.progressbar(length=1, label=label, file=sys.stderr, show_eta=False) as bar:

        def progress(done: int, steps: int) -> None:
            bar.length = steps
            bar.update(done - bar.pos)

        yield progress


def _asking(lang: Lang) -> "Ask":
    """Return what puts a question to the person at the terminal, on standard error."""

    def ask(question: "Question") -> str:
        text = question.words().say(lang)
        hint = Words("这一列是", "It is").say(lang)
        choice = click.Choice(question.options)
        answer: str = click.prompt(f"{text}\n{hint}", type=choice, err=True)
        return answer

    return ask
