"""`optalloc benchmark SCENARIO…`."""

import click

from optalloc.cli.options import (
    JSON,
    LANG,
    PICTURE,
    SCENARIOS,
    SOLVING,
    Display,
    no_plan,
    options,
    print_json,
)
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import Words
from optalloc.core.solve_options import SolveOptions


@click.command("benchmark", cls=SpokenHelp)
@SCENARIOS
@options(*SOLVING, LANG, JSON)
@click.option(
    "--method",
    "methods",
    multiple=True,
    metavar="METHOD",
    help="Only this method; or MODULE:FUNCTION, one of yours that joins them; may be repeated / "
    "只比这一方法；或 模块:函数，自己写的方法一起比；可重复.",
)
@PICTURE
def command(
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
    methods: tuple[str, ...],
) -> None:
    """Put the plan of every method beside the best plan: rules, goals, fairness, time.

    最优方案与各种方法的方案并列：是否符合约束、离最优多远、是否公平、用时多少。
    """
    from optalloc.exploring.methods.describe import benchmarked_document, benchmarked_json
    from optalloc.present.terminal import print_sections
    from optalloc.problem.baselines import METHODS

    if all(METHODS.get(word) is not None for word in methods):
        from optalloc.exploring.methods import benchmark
    else:
        from optalloc.analysis.problem import benchmark

    found = benchmark(scenarios, settings, how, methods)
    if display.picture is not None:
        from optalloc.exploring.methods.summary import panels_of
        from optalloc.present.charts.method_quality import methods_chart
        from optalloc.present.charts.save import save

        save(methods_chart(panels_of(found), display.lang), display.picture)
    if display.as_json:
        print_json(benchmarked_json(found, display.lang))
    else:
        print_sections(benchmarked_document(found), display.lang)
        if display.picture is not None:
            click.echo(
                Words("图片已写入：", "The picture is written: ").say(display.lang)
                + path_shown(display.picture)
            )
    if not any(scenario.has_best for scenario in found):
        raise no_plan(found[0].solved)
