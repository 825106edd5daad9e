"""`optalloc compare SCENARIO…`."""

from dataclasses import replace

import click

from optalloc.cli.main import language
from optalloc.cli.options import (
    GAP,
    JSON,
    LANG,
    SCENARIOS,
    SOLVING,
    no_plan,
    options,
    print_json,
)
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import check_folder
from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.core.solve_options import SolveOptions

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
    help="Exit code 8 where anybody's award differs from the first plan's by more: 0.5, 5% "
    "/ 与第一个方案差得更多时退出码为 8.",
)
@click.option("--out", type=click.Path(), metavar="DIR", help="Write it as files too / 写成文件.")
def command(
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    how: SolveOptions,
    lang: str | None,
    as_json: bool,
    against: str | None,
    why: bool,
    tolerance: str | None,
    out: str | None,
) -> int:
    """Put the best plans of several scenarios side by side, each against its baseline.

    几个情景的最优方案并列，各与因素法基准比较。
    """
    from optalloc.cli.doing import doing
    from optalloc.exploring.jobs.in_processes import at_once
    from optalloc.pipeline.as_json import compared_json
    from optalloc.pipeline.plan_differences import (
        differences_document,
        differences_json,
        plan_differences,
        read_tolerance,
    )
    from optalloc.pipeline.solve import compare

    said = language(lang)
    _check_method(against)
    _check_tolerance(tolerance)
    if out is not None:
        check_folder(out)
    whole = how.budget
    budget = replace(whole.share() if why else whole, spread=at_once())
    with doing(said, budget):
        plans = compare(scenarios, settings, against, how.within(budget))
    if out is not None and any(solved.best is not None for solved in plans):
        from optalloc.reports.comparison import ComparisonContext, missing, write_comparison

        write_comparison(ComparisonContext(plans, said, plans[0].problem.unit), out)
        left_out = list(missing())
        if left_out:
            click.echo(InputUnusable(left_out).letter(said), err=True)
    found = []
    if why:
        from optalloc.explaining.difference.attribution import whys
        from optalloc.explaining.difference.describe import whys_document, whys_json

        found = list(whys(scenarios, plans, settings, how))
    unit, beyond = plans[0].problem.unit, None
    if tolerance is not None and all(solved.best is not None for solved in plans):
        allowed = read_tolerance(tolerance, unit)
        beyond = plan_differences(plans, allowed)
    if as_json:
        more = {"beyond": differences_json(beyond, unit)} if beyond is not None else {}
        reasons = {"why": whys_json(found, unit, said)} if why else {}
        print_json(compared_json(plans, said) | more | reasons)
    else:
        from optalloc.pipeline.describe import compared_document
        from optalloc.present.terminal import print_sections

        print_sections(compared_document(plans), said)
        if why:
            print_sections(whys_document(found), said)
        if beyond is not None:
            print_sections(differences_document(beyond, allowed, plans[0]), said)
    for solved, scenario in zip(plans, scenarios, strict=True):
        if solved.best is None:
            raise no_plan(solved, scenario, whole)
    return DIFFERENT if beyond and any(one.moves for one in beyond) else 0


def _check_tolerance(text: str | None) -> None:
    """Refuse what is neither an amount nor a share."""
    from optalloc.pipeline.plan_differences import read_tolerance

    if text is not None:
        try:
            read_tolerance(text, "万元")
        except ValueError:
            allowed = Words(
                "金额或百分数，如 0.5、5000元、5%", "an amount or a percentage: 0.5, 5000元, 5%"
            )
            raise InputUnusable([Fault("", same("--tolerance"), allowed, text)]) from None


def _check_method(word: str | None) -> None:
    """Refuse a baseline that there is none of."""
    from optalloc.problem.baselines import METHODS

    if word is not None and METHODS.get(word) is None:
        words = METHODS.words()
        allowed = one_of(Words("基准方法", "a method, "), words)
        raise InputUnusable([Fault("", same("--against"), allowed, word, nearest(word, words))])
