"""`optalloc explore cut SCENARIO`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optalloc.budget import Budget
from optalloc.cli.exploring_options import SOLVER
from optalloc.cli.main import language
from optalloc.cli.options import (
    JSON,
    LANG,
    SCENARIO,
    SETTINGS,
    TIME_LIMIT,
    options,
    print_json,
)
from optalloc.errors import InputUnusable
from optalloc.words import Words

PAPERS = (".docx", ".html", ".htm", ".xlsx", ".xlsm", ".xls", ".ods", ".et")
if TYPE_CHECKING:
    from optalloc.exploring.cut import Cut

WORDS = Words("资金变动后对已批方案的最少调整", "The fewest moves from an approved plan.")


@click.command("cut")
@SCENARIO
@click.option(
    "--plan",
    required=True,
    type=click.Path(),
    metavar="FILE",
    help="The approved plan: a table, or .docx, .xlsx, .html / 已批方案的表或文件.",
)
@click.option("--total", metavar="AMOUNT", help="The new total of the sources / 调整后的资金总额.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME=AMOUNT",
    help="A source's new amount; may be repeated / 某个来源的新金额，可重复.",
)
@click.option(
    "--few",
    type=click.Choice(["cells", "recipients"]),
    default="cells",
    show_default=True,
    help="What is to be few / 先使哪一样最少：笔数或单位数.",
)
@options(SOLVER, SETTINGS, TIME_LIMIT, LANG, JSON)
def command(scenario: str, lang: str | None, as_json: bool, few: Any, **rest: Any) -> None:
    """Find the fewest and smallest moves from an approved plan after the money has changed.

    年中资金变动后，在约束全部符合的前提下，对已批方案作最少、最小的调整，并列出每一笔。
    """
    from optalloc.exploring.cut import cut

    said = language(lang)
    try:
        found = cut(scenario, count=few, **rest)
    except InputUnusable:
        if not _is_paper(rest["plan"]):
            raise
        found = _from_paper(scenario, few, **rest)
    if as_json:
        from optalloc.exploring.cut_words import cut_json

        print_json(cut_json(found, said))
    else:
        from optalloc.cli.show_cut import show_cut

        show_cut(found, said)


def _is_paper(plan: str) -> bool:
    """Say whether a plan may be a paper as people read it, not a table of one award a row."""
    return Path(plan.partition("#")[0]).suffix.casefold() in PAPERS


def _from_paper(
    scenario: str,
    count: Any,
    plan: str,
    total: str | None,
    sources: Sequence[str],
    settings: Sequence[str],
    solver: str,
    time_limit: Budget,
) -> "Cut":
    """Return the fewest moves from the plan that a Word plan, a workbook or a page draws up."""
    from optalloc.checking.paper_plan import plan_in_paper
    from optalloc.exploring.cut import cut_of, new_money
    from optalloc.reading import read

    problem = read(scenario, settings)
    problem = replace(problem, approved=plan_in_paper(plan, problem))
    return cut_of(problem, new_money(problem, total, sources), solver, time_limit, count)
