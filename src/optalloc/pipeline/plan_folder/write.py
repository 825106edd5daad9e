"""Write the plan's folder; all its files are of one run."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from optalloc.core.atomic_files import csv_text, write_files
from optalloc.core.message import Lang, Words
from optalloc.core.money import show_amount
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.certificate import CHECKER, VERIFIER, certificate_of
from optalloc.pipeline.certificate.encoding import DIGEST, text_of
from optalloc.pipeline.plan_folder.log import log_text
from optalloc.pipeline.plan_folder.provenance import Asked, origin_json
from optalloc.pipeline.solve import Judged, Solved
from optalloc.solver.engines.log_capture import Printed

NAMES = (
    "plan.csv",
    "plan.json",
    "certificate.json",
    CHECKER.name,
    VERIFIER.name,
    "solver.log",
)


def write_folder(
    solved: Solved,
    folder: str | Path,
    lang: Lang,
    asked: Asked | None = None,
    printed: Sequence[Printed] = (),
) -> tuple[Path, ...]:
    """Write plan.csv, plan.json, certificate.json with what checks it, and solver.log.

    Without a plan there is no plan.csv, and a certificate only where that is proven.

    Args:
        asked: The options it was solved with; None for those that `solve` takes by itself.
        printed: What the engines printed.
    """
    place, asked = Path(folder), asked or Asked()
    proof = certificate_of(solved, place)
    digest = None if proof is None else str(proof[DIGEST])
    origin = origin_json(solved, asked, place, digest, lang)
    said = solved_json(solved, lang) | ({"origin": origin} if origin else {})
    contents = {
        "plan.csv": csv_text(_rows(solved, solved.best, lang)) if solved.best else None,
        "plan.json": json.dumps(said, ensure_ascii=False, indent=2).encode(),
        "certificate.json": None if proof is None else text_of(proof).encode(),
        CHECKER.name: None if proof is None else CHECKER.read_bytes(),
        VERIFIER.name: None if proof is None else VERIFIER.read_bytes(),
        "solver.log": log_text(solved, asked, printed, lang).encode(),
    }
    return write_files({place / name: contents[name] for name in NAMES})


def _rows(solved: Solved, best: Judged, lang: Lang) -> Iterator[list[str]]:
    """Yield the plan as a table, with the projects where money goes to projects."""
    unit, has_projects = solved.problem.unit, any(a.project for a in best.plan.awards)
    project = [Words("项目", "project")] if has_projects else []
    heads = [
        Words("单位", "recipient"),
        Words("资金来源", "source"),
        Words("用途", "use"),
        *project,
        Words(f"金额({unit})", f"amount({unit})"),
    ]
    yield [head.say(lang) for head in heads]
    for a in best.plan.awards:
        of_project = [a.project or ""] if has_projects else []
        yield [a.recipient, a.source, a.use, *of_project, show_amount(a.amount, unit)]
