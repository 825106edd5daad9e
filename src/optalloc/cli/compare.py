"""`optalloc compare SCENARIO…`."""

import click

from optalloc.cli.main import language
from optalloc.cli.options import (
    JSON,
    LANG,
    SCENARIOS,
    SETTINGS,
    SOLVER,
    TIME_LIMIT,
    no_plan,
    options,
    print_json,
)
from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.words import Words, one_of, same


@click.command("compare")
@SCENARIOS
@options(SOLVER, SETTINGS, TIME_LIMIT, LANG, JSON)
@click.option("--against", metavar="METHOD", help="Baseline for all of them / 统一的基准方法.")
def command(
    scenarios: tuple[str, ...],
    solver: str,
    settings: tuple[str, ...],
    time_limit: float | None,
    lang: str | None,
    as_json: bool,
    against: str | None,
) -> None:
    """Put the best plans of several scenarios side by side, each against its baseline.

    几个情景的最优方案并列，各与因素法基准比较。
    """
    from optalloc.as_json import compared_json
    from optalloc.baselines import METHODS
    from optalloc.run import compare

    said = language(lang)
    if against is not None and METHODS.get(against) is None:
        words = METHODS.words()
        allowed = one_of(Words("基准方法", "a method, "), words)
        hint = nearest(against, words)
        raise InputUnusable([Fault("", same("--against"), allowed, against, hint)])
    plans = compare(scenarios, solver, settings, against, time_limit)
    if as_json:
        print_json(compared_json(plans, said))
    else:
        from optalloc.cli.show import show_compared

        show_compared(plans, said)
    if all(solved.best is None for solved in plans):
        raise no_plan(plans[0])
