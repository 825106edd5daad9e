"""Write the plan's folder; all its files are of one run."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from optalloc import __version__
from optalloc.core.atomic_files import csv_text, write_files
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import show_amount, show_percent
from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.certificate import CHECKER, VERIFIER
from optalloc.pipeline.certificate.encoding import DIGEST, text_of
from optalloc.pipeline.certificate.write import MadeProofs, proofs_of
from optalloc.pipeline.outcome_text import effort_words, goal_words, outcome_words, solver_words
from optalloc.pipeline.plan_folder.provenance import origin_json
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.present.document import PROJECT, RECIPIENT, SOURCE, USE
from optalloc.solver.engines.log_capture import Printed
from optalloc.solver.search.outcome import Outcome

OF_VIPR = re.compile(r"proof(-[0-9]+)?\.vipr")


def write_folder(
    solved: Solved,
    folder: str | Path,
    lang: Lang,
    asked: SolveOptions | None = None,
    printed: Sequence[Printed] = (),
    bundled: bytes | None = None,
    proofs: MadeProofs | None = None,
) -> tuple[Path, ...]:
    """Write plan.csv, plan.json, certificate.json with what checks it, its proofs, and solver.log.

    Without a plan there is no plan.csv, and a certificate only where that is proven.

    Args:
        asked: The options it was solved with; None for those that `solve` takes by itself.
        printed: What the engines printed.
        bundled: The run in one file, to be kept beside the plan.
        proofs: Those made for this folder; None where they are still to be made.
    """
    place, asked = Path(folder), asked or SolveOptions()
    made = proofs_of(solved, place) if proofs is None else proofs
    digest = None if made is None else str(made.certificate[DIGEST])
    left_out = NONE_LEFT_OUT if made is None else made.vipr.left_out
    origin = origin_json(solved, asked, place, digest, lang)
    said = solved_json(solved, lang) | ({"origin": origin} if origin else {})
    contents = {
        "plan.csv": csv_text(plan_rows(solved, solved.best, lang)) if solved.best else None,
        "plan.json": json.dumps(said, ensure_ascii=False, indent=2).encode(),
        **dict.fromkeys(("certificate.json", "audit.json", CHECKER.name, VERIFIER.name)),
        "solver.log": log_text(solved, asked, printed, lang, left_out).encode(),
        "run.zip": bundled,
    }
    if made is not None:
        contents |= {"certificate.json": text_of(made.certificate).encode()}
        contents |= {"audit.json": made.audit, **_checkers()}
        contents |= {name: text.encode() for name, text in made.vipr.texts.items()}
    # Those of an earlier run may be of more goals.
    gone: dict[str, bytes | None] = dict.fromkeys(_vipr_in(place))
    return write_files({place / name: content for name, content in (gone | contents).items()})


def _checkers() -> dict[str, bytes]:
    return {tool.name: tool.read_bytes() for tool in (CHECKER, VERIFIER)}


def _vipr_in(folder: Path) -> list[str]:
    """Return the names of the proofs for VIPR that are in a folder."""
    try:
        return [path.name for path in folder.iterdir() if OF_VIPR.fullmatch(path.name)]
    except OSError:
        return []


def plan_rows(solved: Solved, best: AuditedPlan, lang: Lang) -> Iterator[list[str]]:
    """Yield the plan as a table, with the projects where money goes to projects."""
    unit, has_projects = solved.problem.unit, any(a.project for a in best.plan.awards)
    project = [PROJECT] if has_projects else []
    heads = [RECIPIENT, SOURCE, USE, *project, Words(f"金额({unit})", f"amount({unit})")]
    yield [head.say(lang) for head in heads]
    for a in best.plan.awards:
        of_project = [a.project or ""] if has_projects else []
        yield [a.recipient, a.source, a.use, *of_project, show_amount(a.amount, unit)]


NONE_LEFT_OUT: Mapping[str, Words] = MappingProxyType({})
UNCOUNTED = Words(
    "个数不含另查有没有同样好的方案时运行的。",
    "Not counted are those that were asked, after it, whether other plans are as good.",
)
"""Said where engines printed more than is counted: the plan was found and proven by then."""
NO_LOG = Words("（没有输出）", "(nothing printed)")


def log_text(
    solved: Solved,
    asked: SolveOptions,
    printed: Sequence[Printed],
    lang: Lang,
    left_out: Mapping[str, Words] = NONE_LEFT_OUT,
) -> str:
    """Return the whole log.

    Args:
        left_out: Proofs that are not written, each with the reason.
    """
    lines = [words.say(lang) for words in _asked(solved, asked)]
    if not sum(solved.outcome.tried):
        lines += ["", _without_engine(solved.outcome).say(lang)]
    for i, one in enumerate(printed, 1):
        lines += ["", f"==== {i}. {_heading(one).say(lang)} ====", *_lines(one, lang)]
    lines += ["", Words("==== 各阶段 ====", "==== stages ====").say(lang)]
    lines += [words.say(lang) for words in _stages(solved)]
    if solved.outcome.proven == "exact" and sum(solved.outcome.tried) < len(printed):
        lines.append(UNCOUNTED.say(lang))
    for name, why in left_out.items():
        lines.append((Words(f"没有 {name}：", f"No {name}: ") + why).say(lang))
    return "\n".join(lines) + "\n"


def _asked(solved: Solved, asked: SolveOptions) -> Iterator[Words]:
    program = solved.program
    by = solver_words(solved.outcome)
    yield Words(f"optalloc {__version__}，{by.zh}", f"optalloc {__version__}, {by.en}")
    yield Words(
        f"情景：{solved.problem.name}；{program.columns} 列，{program.rows} 行",
        f"scenario: {solved.problem.name}; {program.columns} columns, {program.rows} rows",
    )
    limit, gap = asked.seconds, show_percent(asked.gap, 4)
    chosen = "自动选择" if asked.solver == "auto" else asked.solver
    yield Words(
        f"求解器 {chosen}，时限 {'无' if limit is None else f'{limit:g} 秒'}，允许差距 {gap}",
        f"solver {asked.solver}, time limit {'none' if limit is None else f'{limit:g} s'}, "
        f"gap allowed {gap}",
    )
    yield from solved.outcome.notes


def _without_engine(outcome: Outcome) -> Words:
    """Say what was come to though no engine was asked for it, and how far that is proven."""
    if outcome.infeasible == "exact":
        return Words(
            "求方案没有运行求解器：用整数运算就证明了没有可行方案；见下。",
            "No engine ran for the plan: whole arithmetic alone proved that there is none; "
            "see below.",
        )
    if outcome.x is None:
        return Words(
            "求方案没有运行求解器，也没有得到方案；见下。",
            "No engine ran for the plan, and none was found; see below.",
        )
    if outcome.proven == "exact":
        return Words(
            "求方案没有运行求解器：用整数运算就求得了方案，并证明了最优；各阶段见下。",
            "No engine ran for the plan: whole arithmetic alone found it and proved it best; "
            "the stages are below.",
        )
    return Words(
        "求方案没有运行求解器：方案是用整数运算得到的，没有证明最优；各阶段见下。",
        "No engine ran for the plan: whole arithmetic alone found it, and it is not proven best; "
        "the stages are below.",
    )


def _heading(printed: Printed) -> Words:
    columns, rows = printed.size
    zh, en = ("整数规划", "integer program") if printed.branch else ("线性规划", "linear program")
    return Words(
        f"{printed.engine}：{zh}，{columns} 列，{rows} 行",
        f"{printed.engine}: {en}, {columns} columns, {rows} rows",
    )


def _lines(printed: Printed, lang: Lang) -> list[str]:
    return printed.text.rstrip().splitlines() or [NO_LOG.say(lang)]


def _stages(solved: Solved) -> Iterator[Words]:
    outcome = solved.outcome
    for i, goal in enumerate(outcome.goals, 1):
        yield same(f"{i}. ") + goal_words(goal, solved.problem.unit)
    yield from outcome_words(outcome)
    yield from outcome.because
    yield from effort_words(outcome)
    linear, integer = outcome.tried
    yield Words(
        f"线性规划 {linear} 个，整数规划 {integer} 个，用时 {outcome.seconds:.3f} 秒",
        f"{linear} linear programs, {integer} integer programs, {outcome.seconds:.3f} s",
    )
