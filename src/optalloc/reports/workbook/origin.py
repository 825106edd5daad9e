"""出处: versions, settings and digests, for whoever checks that this is the plan that was proven.

They stand on a sheet of their own, the last: the notes are for readers of the plan.
"""

from collections.abc import Iterator

from optalloc import __version__
from optalloc.core.message import Words, same
from optalloc.pipeline.certificate.encoding import file_digests, program_digest
from optalloc.pipeline.outcome_text import solver_words
from optalloc.present.xlsx.book import WorkbookSheet
from optalloc.reports.workbook.context import Material
from optalloc.reports.workbook.notes import Line, write_lines

NAME = Words("出处", "Origin")
SUBJECT = Words("出处和校验值", "What it was made from")


def write_origin(page: WorkbookSheet, material: Material) -> None:
    """Write the sheet."""
    write_lines(page, material, SUBJECT, _lines(material))


def _lines(material: Material) -> Iterator[Line]:
    """Yield versions, settings and the digests of what was read."""
    solved, subject = material.report.solved, Words("出处", "origin")
    outcome = solved.outcome
    by = solver_words(outcome)
    yield subject, Words(f"optalloc {__version__}，{by.zh}", f"optalloc {__version__}, {by.en}")
    inputs = solved.inputs
    if inputs is None:
        return
    for setting in inputs.settings:
        yield Words("覆盖的设置", "settings laid over"), same(setting)
    for file, digest in file_digests(inputs).items():
        yield Words("输入文件", "input files"), same(f"{file}  SHA-256 {digest}")
    yield (
        Words("证书", "certificate"),
        Words(
            "optalloc solve --out 写出的 certificate.json 可不用求解器复核，其 program 应为 "
            f"{program_digest(solved.program)}",
            "certificate.json, which optalloc solve --out writes, is checked without any solver; "
            f"its program should be {program_digest(solved.program)}",
        ),
    )
