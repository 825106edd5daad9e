"""`optalloc report SCENARIO`."""

from dataclasses import replace

import click

from optalloc.cli.options import (
    GAP,
    JSON,
    LANG,
    SCENARIO,
    SOLVING,
    Display,
    no_plan,
    options,
    print_json,
)
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import NOTHING, Words, visible
from optalloc.core.solve_options import SolveOptions

ALONE = Words("（单独成段）", ", in a paragraph of its own")


def _print_placeholders(ctx: click.Context, param: click.Parameter, is_asked: bool) -> None:
    """Print the placeholders of a template in both languages, and stop."""
    if not is_asked or ctx.resilient_parsing:
        return
    from optalloc.present.docx.template import PLACEHOLDERS

    for placeholder in PLACEHOLDERS:
        zh, en = (f"{{{{{name}}}}}" for name in placeholder.name)
        alone = ALONE if placeholder.is_whole else NOTHING
        click.echo(f"{zh}  {en}")
        click.echo(f"    {placeholder.meaning.zh}{alone.zh} / {placeholder.meaning.en}{alone.en}")
    ctx.exit()


@click.command("report", cls=SpokenHelp)
@SCENARIO
@options(*SOLVING, GAP, LANG, JSON)
@click.option(
    "--format",
    "formats",
    default="all",
    show_default=True,
    metavar="LIST",
    help="Which files, with commas between: xlsx (workbook), docx (Word), notice (public notice), "
    "html (page), letters; all: all of them but letters / 写哪些文件，用逗号隔开：xlsx 工作簿、"
    "docx 方案、notice 公告公示、html 网页、letters 给各单位的说明；all 为 letters 以外的全部.",
)
@click.option(
    "--unit", metavar="UNIT", help="Unit of amounts: 元, 万元, 亿元 / 金额单位：元、万元、亿元."
)
@click.option(
    "--template",
    type=click.Path(),
    metavar="FILE.docx",
    help="Your own Word template with placeholders / 本单位的 Word 模板.",
)
@click.option(
    "--placeholders",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_placeholders,
    help="List the placeholders of a template and stop / 列出模板可用的占位符.",
)
@click.option(
    "--names",
    "named",
    is_flag=True,
    help="Name others in letters, and rules by name / 信中写明其他单位和约束的名称.",
)
@click.option(
    "--bundle",
    is_flag=True,
    help="Files, plan, proof and inputs in DIR/run.zip too / 另存 run.zip：文件、方案、证明、输入.",
)
@click.option(
    "--out", type=click.Path(), required=True, metavar="DIR", help="Where to / 写到哪个文件夹."
)
def command(
    scenario: str,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
    formats: str,
    unit: str | None,
    template: str | None,
    named: bool,
    bundle: bool,
    out: str,
) -> None:
    """Write the plan of SCENARIO as workbook, Word plan, public notice and page; or as letters.

    写出情景的最优方案：工作簿、Word 方案、公告公示、网页；或给各单位和项目的说明。
    """
    from optalloc.cli.progress import doing
    from optalloc.exploring.jobs.in_processes import in_processes
    from optalloc.reports import remarks, report

    budget = replace(how.budget, spread=in_processes)
    with doing(display.lang, budget):
        by = how.within(budget)
        solved, files = report(
            scenario, formats, out, display.lang, unit, settings, by, template, named, bundle
        )
    if solved.best is None:
        raise no_plan(solved, scenario, how.budget)
    told = [w.say(display.lang) for w in remarks(solved, formats, display.lang, unit, template)]
    if display.as_json:
        names = [str(path) for path in files]
        print_json({"scenario": solved.problem.name, "files": names, "remarks": told})
        return
    for path in files:
        click.echo(Words("已写入：", "Written: ").say(display.lang) + path_shown(path))
    for text in told:
        click.echo(visible(text), err=True)
