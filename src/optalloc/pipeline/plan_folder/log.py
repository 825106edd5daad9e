"""solver.log: what was asked, what each engine printed, and what each goal came to."""

from collections.abc import Iterator, Sequence

from optalloc import __version__
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import show_percent
from optalloc.pipeline.outcome_text import effort_words, goal_words, outcome_words
from optalloc.pipeline.plan_folder.provenance import Asked
from optalloc.pipeline.solve import Solved
from optalloc.solver.engines.log_capture import Printed

NO_ENGINE = Words(
    "没有运行求解器：用整数运算就求得了方案，并证明了最优；各阶段见下。",
    "No engine ran: whole arithmetic alone found the plan and proved it; the stages are below.",
)
NO_LOG = Words("（没有输出）", "(nothing printed)")


def log_text(solved: Solved, asked: Asked, printed: Sequence[Printed], lang: Lang) -> str:
    """Return the whole log."""
    lines = [words.say(lang) for words in _asked(solved, asked)]
    for i, one in enumerate(printed, 1):
        lines += ["", f"==== {i}. {_heading(one).say(lang)} ====", *_lines(one, lang)]
    if not printed and not sum(solved.outcome.tried):
        lines += ["", NO_ENGINE.say(lang)]
    lines += ["", Words("==== 各阶段 ====", "==== stages ====").say(lang)]
    lines += [words.say(lang) for words in _stages(solved)]
    return "\n".join(lines) + "\n"


def _asked(solved: Solved, asked: Asked) -> Iterator[Words]:
    program = solved.program
    yield same(f"optalloc {__version__}, {solved.outcome.engine} {solved.outcome.version}")
    yield Words(
        f"情景：{solved.problem.name}；{program.columns} 列，{program.rows} 行",
        f"scenario: {solved.problem.name}; {program.columns} columns, {program.rows} rows",
    )
    limit = asked.time_limit
    yield Words(
        f"求解器 {asked.solver}，时限 {'无' if limit is None else f'{limit:g} 秒'}，"
        f"允许差距 {show_percent(asked.gap, 4)}",
        f"solver {asked.solver}, time limit {'none' if limit is None else f'{limit:g} s'}, "
        f"gap allowed {show_percent(asked.gap, 4)}",
    )
    yield from solved.outcome.notes


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
