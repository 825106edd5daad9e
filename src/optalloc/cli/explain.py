"""`optalloc explain SCENARIO`."""

from dataclasses import replace
from fractions import Fraction

import click

from optalloc.cli.main import INTERRUPTED
from optalloc.cli.options import (
    JSON,
    LANG,
    SCENARIO,
    SOLVING,
    Display,
    Percent,
    no_plan,
    options,
    print_json,
)
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.errors import ProvenInfeasible
from optalloc.core.solve_options import SolveOptions

PATIENCE = 120.0
"""Seconds that questions about a plan have where nobody says a limit; what is open then says so."""


@click.command("explain", cls=SpokenHelp)
@SCENARIO
@options(*SOLVING, LANG, JSON)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="NAME",
    help="Only this recipient; may be repeated / 只说这个单位，可重复.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="LABEL",
    help="What this rule costs; may be repeated / 这条约束的代价，可重复.",
)
@click.option(
    "--within",
    type=Percent(),
    metavar="PERCENT",
    help="Room to move this near the best / 与最优相差不超过此百分比时的余地.",
)
@click.option("--why", is_flag=True, help="Only why these amounts / 只说为什么是这些金额.")
@click.option("--costs", is_flag=True, help="Only what rules cost / 只说约束的代价.")
@click.option("--room", is_flag=True, help="Only who has room to move / 只说谁还有余地.")
@click.option("--fair", is_flag=True, help="Only whether it is fair / 只说是否公平.")
@click.option(
    "--ranges",
    is_flag=True,
    help="Ranges of settings within which the plan stays / 设置在什么范围内方案不变.",
)
@click.option(
    "--multipliers", is_flag=True, help="Shadow prices of the relaxation / 松弛问题的影子价格."
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="All of it, not only what matters / 全部内容，不只说要紧的.",
)
@click.option("--letter", is_flag=True, help="A letter to each recipient / 给各单位的说明.")
@click.option(
    "--project",
    "projects",
    multiple=True,
    metavar="NAME",
    help="A letter to this project; may be repeated / 给这个项目的说明，可重复.",
)
@click.option("--projects", "of_projects", is_flag=True, help="A letter to each / 给各项目的说明.")
@click.option(
    "--replacement",
    is_flag=True,
    help="What is lost without each project, recipient, source "
    "/ 去掉每个项目、单位、来源各损失多少.",
)
@click.option(
    "--names",
    "named",
    is_flag=True,
    help="Name others in letters, and rules by name / 信中写明其他单位和约束的名称.",
)
@click.option(
    "--want",
    multiple=True,
    metavar="NAME=AMOUNT",
    help="What it would take to give it so much / 怎样才能得到这个金额，如 甲镇=46.",
)
@click.option(
    "--may",
    multiple=True,
    metavar="WHAT",
    help="What may move for --want: weights, lines, rules, rules.LABEL "
    "/ --want 可以动什么：weights 权重、lines 测算的门槛和上下限、rules 约束、"
    "rules.名称 某一条约束.",
)
def command(
    scenario: str,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
    recipients: tuple[str, ...],
    rules: tuple[str, ...],
    within: Fraction | None,
    why: bool,
    costs: bool,
    room: bool,
    fair: bool,
    ranges: bool,
    multipliers: bool,
    whole: bool,
    letter: bool,
    projects: tuple[str, ...],
    of_projects: bool,
    replacement: bool,
    named: bool,
    want: tuple[str, ...],
    may: tuple[str, ...],
) -> int:
    """Say why these amounts, what each rule costs, who has room to move; or why there is no plan.

    说明为什么是这些金额、每条约束的代价、谁还有余地；没有可行方案时说明哪些约束冲突、怎样解决。
    """
    from optalloc.cli.progress import doing
    from optalloc.explaining.explain import Telling, explain, explained_json
    from optalloc.explaining.question import ExplainOptions, all_questions
    from optalloc.explaining.terminal import ShownAsFound
    from optalloc.exploring.jobs.in_processes import in_processes

    flags = {
        ("waterfall",): why,
        ("costs", "prices"): costs,
        ("room",): room,
        ("fairness",): fair,
        ("setting_ranges",): ranges,
        ("multipliers",): multipliers,
        ("projects",): of_projects,
        ("replacement",): replacement,
    }
    questions = tuple(word for words, is_asked in flags.items() if is_asked for word in words)
    asked = ExplainOptions(recipients, rules, within, want, may, letter, projects, questions, named)
    shown = ShownAsFound(asked, display.lang, whole)
    with doing(display.lang, how.budget) as line:
        telling = Telling(line.step({one.word: one.words for one in all_questions()}))
        if not display.as_json:
            told = (line.around(shown.solved), line.around(shown.found))
            telling = Telling(telling.progress, *told)
        budget = replace(how.budget, spread=in_processes, patience=PATIENCE)
        found = explain(scenario, asked, settings, how.within(budget), telling)
    if display.as_json:
        print_json(explained_json(found, display.lang))
    else:
        shown.end(found)
    if found.is_interrupted:
        return INTERRUPTED
    if found.solved.best is None:
        if found.no_plan is not None and not display.as_json:
            # The page has said that there is no plan, and why: no letter says it once more.
            return ProvenInfeasible.exit_code
        raise no_plan(found.solved, None, how.budget)
    return 0
