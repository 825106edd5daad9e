"""Papers of a desk's plan, as the commands `report` and `solve --out` write them."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from optalloc.core.atomic_files import check_folder
from optalloc.core.leftovers import Scratch
from optalloc.core.message import Lang
from optalloc.core.solve_options import AUTO, SolveOptions
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solved import Solved
from optalloc.reports import FORMATS, Report, formats_named
from optalloc.solver.engines.log_capture import Printed, keeping_logs
from optalloc.workbench.answers import solved_file
from optalloc.workbench.task import Told

CERTIFICATE = "certificate"


def paper(told: Told, file: str, name: str, lang: Lang) -> tuple[str, bytes]:
    """Return one paper of a state's plan: the name of its file, and its content.

    Raises:
        InputUnusable: When it needs a library that is not installed.
        ProvenInfeasible, NoPlanFound: When there is no plan to write.
    """
    formats = () if name == CERTIFICATE else formats_named(name)
    with keeping_logs() as printed:
        solved = solved_file(file, told.budget)
    if solved.best is None:
        raise no_plan_letter(solved.outcome)
    if name == CERTIFICATE:
        how = AUTO.within(told.budget)
        return f"{solved.problem.name}.zip", _certificate(solved, lang, how, printed)
    report = Report(solved, lang, solved.problem.unit, None)
    files = [made for word in formats for made in FORMATS[word].files(report)]
    if len(files) == 1:
        return f"{solved.problem.name}-{files[0].name}", files[0].content
    return f"{solved.problem.name}-{name}.zip", _zipped({f.name: f.content for f in files})


def _certificate(
    solved: Solved, lang: Lang, how: SolveOptions, printed: Sequence[Printed]
) -> bytes:
    """Return the folder that `solve --out` writes, in one file."""
    with Scratch() as scratch:
        folder = check_folder(scratch / "plan")
        paths = write_folder(solved, folder, lang, how, printed)
        return _zipped({path.name: path.read_bytes() for path in paths})


def _zipped(contents: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return made.getvalue()
