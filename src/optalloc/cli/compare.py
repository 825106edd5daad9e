"""`optalloc compare SCENARIO…`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from optalloc.cli.options import (
    GAP,
    JSON,
    LANG,
    SCENARIOS,
    SOLVING,
    Display,
    no_plan,
    options,
    print_json,
)
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import check_folder
from optalloc.core.errors import REFERENCE, Fault, InputUnusable, one_of_many
from optalloc.core.message import Lang, Words, same
from optalloc.core.solve_options import SolveOptions

if TYPE_CHECKING:
    from optalloc.explaining.difference.attribution import Why
    from optalloc.pipeline.plan_differences import PlanDifference, Tolerance
    from optalloc.pipeline.solved import Solved

DIFFERENT = 8
"""The exit code where a plan differs from the first by more than `--tolerance`."""


@click.command("compare", cls=SpokenHelp)
@SCENARIOS
@options(*SOLVING, GAP, LANG, JSON)
@click.option("--against", metavar="METHOD", help="Baseline for all of them / 统一的基准方法.")
@click.option(
    "--why", is_flag=True, help="Say which changed setting moved what / 说明哪项设置移动了多少."
)
@click.option(
    "--tolerance",
    metavar="AMOUNT",
    help="Exit code 8 where anybody's total differs from the first plan's by more: 0.5, 5% "
    "/ 有单位的合计与第一个方案相差超过它（如 0.5、5%）时退出码为 8.",
)
@click.option(
    "--out",
    type=click.Path(),
    metavar="DIR",
    help="Write it as files too / 另写成文件，放在这个文件夹.",
)
def command(
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
    against: str | None,
    why: bool,
    tolerance: str | None,
    out: str | None,
) -> int:
    """Put the best plans of several scenarios side by side, each against its baseline.

    几个情景的最优方案并列，各与自己的基准比较。
    """
    from optalloc.cli.progress import doing
    from optalloc.exploring.jobs.in_processes import at_once
    from optalloc.pipeline.plan_differences import plan_differences, read_tolerance
    from optalloc.pipeline.solve import compare

    _check_method(against)
    _check_tolerance(tolerance, len(scenarios))
    if out is not None:
        check_folder(out)
    whole = how.budget
    budget = replace(whole.share() if why else whole, spread=at_once())
    with doing(display.lang, budget):
        plans = compare(scenarios, settings, against, how.within(budget))
    if out is not None and any(solved.best is not None for solved in plans):
        _write(plans, display.lang, out)
    found = []
    if why:
        from optalloc.explaining.difference.attribution import whys

        found = list(whys(scenarios, plans, settings, how))
    allowed, beyond = None, None
    if tolerance is not None and all(solved.best is not None for solved in plans):
        allowed = read_tolerance(tolerance, plans[0].problem.unit)
        beyond = plan_differences(plans, allowed)
    _say(plans, display, found if why else None, (beyond, allowed))
    for solved, scenario in zip(plans, scenarios, strict=True):
        if solved.best is None:
            raise no_plan(solved, scenario, whole)
    return DIFFERENT if beyond and any(one.moves for one in beyond) else 0


def _write(plans: "list[Solved]", lang: Lang, folder: str) -> None:
    """Write the comparison as files, as far as what they need is installed."""
    from optalloc.reports.comparison import ComparisonContext, missing, write_comparison

    write_comparison(ComparisonContext(plans, lang, plans[0].problem.unit), folder)
    left_out = list(missing())
    if left_out:
        click.echo(InputUnusable(left_out).letter(lang), err=True)


def _say(
    plans: "list[Solved]",
    display: Display,
    reasons: "Sequence[Why | Words] | None",
    beyond: "tuple[Sequence[PlanDifference] | None, Tolerance | None]",
) -> None:
    """Print the comparison, with reasons and differences where they were asked for."""
    from optalloc.explaining.difference.describe import whys_document, whys_json
    from optalloc.pipeline.as_json import compared_json
    from optalloc.pipeline.describe import compared_document
    from optalloc.pipeline.plan_differences import differences_document, differences_json
    from optalloc.present.terminal import print_sections

    lang, unit, (differ, allowed) = display.lang, plans[0].problem.unit, beyond
    if display.as_json:
        more = {} if differ is None else {"beyond": differences_json(differ, unit)}
        why = {} if reasons is None else {"why": whys_json(reasons, unit, lang)}
        print_json({**compared_json(plans, lang), **more, **why})
        return
    print_sections(compared_document(plans), lang)
    if reasons is not None:
        print_sections(whys_document(reasons), lang)
    if differ is not None and allowed is not None:
        print_sections(differences_document(differ, allowed, plans[0]), lang)


def _check_tolerance(text: str | None, scenarios: int) -> None:
    """Refuse what is neither an amount nor a share, and where there is nothing to compare."""
    from optalloc.pipeline.plan_differences import read_tolerance

    if text is not None:
        try:
            read_tolerance(text, "万元")
        except ValueError:
            allowed = Words(
                "金额或百分数，如 0.5、5000元、5%", "an amount or a percentage: 0.5, 5000元, 5%"
            )
            raise InputUnusable([Fault("", same("--tolerance"), allowed, text)]) from None
        if scenarios < 2:
            allowed = Words("要两个以上情景", "two scenarios or more")
            raise InputUnusable([Fault("", same("--tolerance"), allowed)])


def _check_method(word: str | None) -> None:
    """Refuse a baseline that there is none of."""
    from optalloc.problem.baselines import METHODS

    if word is not None and METHODS.get(word) is None:
        words = METHODS.words()
        what = Words("基准方法", "a method, ")
        allowed, hint = one_of_many(what, words, word, REFERENCE)
        raise InputUnusable([Fault("", same("--against"), allowed, word, hint)])
