"""What commands that solve many times share: where it runs, what is kept, how far it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optalloc.cli.options import JSON, LANG, SETTINGS, TIME_LIMIT, Display, print_json
from optalloc.cli.progress import progress
from optalloc.core.errors import BrokenPromise, NoPlanFound, ProvenInfeasible
from optalloc.core.message import Lang, Words, listed

if TYPE_CHECKING:
    from optalloc.exploring.jobs.runner import RunOptions
    from optalloc.present.document import Document

SOLVER = click.option(
    "--solver",
    type=click.Choice(["cbc", "highs", "race"]),
    default="highs",
    show_default=True,
    help="Which engine solves; all give the same plan / 求解引擎，结果相同.",
)
SOLVING = (SOLVER, SETTINGS, TIME_LIMIT)
MOST_WORKERS = 10_000
_OUT = click.option(
    "--out",
    type=click.Path(),
    metavar="DIR",
    help="Keep every row there; stopped, it goes on there / 结果文件夹，中断后可接着算.",
)
_WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    metavar="N",
    help="Worker processes; as many as cores by default / 进程数，默认等于核数.",
)
_ON = click.option(
    "--on", metavar="dask://HOST:PORT", help="Work on a Dask cluster instead / 在 Dask 集群上计算."
)
_PARQUET = click.option(
    "--parquet", is_flag=True, help="Write results.parquet too / 另写一份 Parquet."
)
COMMON = (_OUT, _WORKERS, _ON, _PARQUET, *SOLVING, LANG, JSON)
"""The options that all these commands share, last of each; they take them as `**common`."""

Solving = dict[str, Any]
"""How to solve: the arguments that every function of exploring takes by name."""


@contextmanager
def running(common: dict[str, Any], lang: Lang) -> "Iterator[tuple[RunOptions, Solving]]":
    """Yield where to run and how to solve, with a bar on standard error for people.

    Args:
        common: The values of the options in COMMON.
    """
    from optalloc.exploring.jobs.runner import RunOptions

    out = common["out"]
    with progress({ROWS: ROWS}, lang, has_rate=True) as told:

        def tell(done: int, count: int) -> None:
            told(ROWS, done, count)

        where = None if out is None else Path(out)
        how = common["how"]
        budget = how.budget
        solving = {"settings": common["settings"], "how": how.within(budget.limit)}
        try:
            run = RunOptions(
                where, common["workers"], common["on"], common["parquet"], tell, budget
            )
            yield run, {**solving, "lang": lang}
        except KeyboardInterrupt:
            if out is not None:
                click.echo(KEPT.say(lang), err=True)
            raise


ROWS = Words("行", "rows")
KEPT = Words(
    "算好的都已写下；再运行同一命令，就从停下的地方接着算。",
    "What is worked out is written down; the same command goes on from there.",
)


def show(
    display: Display,
    json_of: Callable[[Lang], object],
    document_of: "Callable[[], Document]",
    written: "Sequence[Path]" = (),
) -> None:
    """Print an answer as one JSON object, or as a document and which files were written."""
    from optalloc.core.atomic_files import path_shown
    from optalloc.present.terminal import print_sections

    if display.as_json:
        print_json(json_of(display.lang))
        return
    print_sections(document_of(), display.lang)
    if written:
        names = listed([path_shown(path) for path in written])
        display.say(Words("已写入：", "Written: ") + names)


def end(states: Mapping[str, int], needs_plan: bool = True) -> None:
    """End with the exit code that tells how the rows ended.

    Args:
        needs_plan: Whether it is an end without a plan when no row has one.

    Raises:
        BrokenPromise: When the program itself failed at a row.
        ProvenInfeasible: When no row has a plan, and each is proven to have none.
        NoPlanFound: When no row has a plan otherwise.
    """
    if count := states.get("fault"):
        raise BrokenPromise(
            Words(
                f"程序内部错误：{count} 行没有算出，原因见结果里的“说明”。请把情景文件发给我们。",
                f"a fault of the program: {count} rows failed, the results say why. "
                "Please send us the scenario.",
            )
        )
    if needs_plan and states and not states.get("plan"):
        kind = ProvenInfeasible if set(states) == {"none"} else NoPlanFound
        raise kind(Words("没有一行有可行方案。", "No row has a plan."))
