"""`optalloc export SCENARIO --to FORMAT`."""

import click

from optalloc.cli.options import JSON, LANG, SCENARIO, SETTINGS, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import Words

FORMATS = ("lp", "mps", "pb", "json")


@click.command("export", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--to",
    type=click.Choice(FORMATS),
    required=True,
    help="The format: a model for any solver, or a vote as Pabulib has it / 格式.",
)
@click.option(
    "--out",
    type=click.Path(),
    metavar="FILE",
    help="The file; unset: the scenario's name, here / 写到哪个文件.",
)
@options(SETTINGS, LANG, JSON)
def command(
    scenario: str, to: str, out: str | None, settings: tuple[str, ...], display: Display
) -> None:
    """Write the model of SCENARIO as a file of the field; what it cannot carry is refused by name.

    把情景的模型写成通用格式：LP、MPS、JSON（任何求解器都能读），或 Pabulib 的 .pb。
    """
    from optalloc.analysis.interchange.exporting import export_file

    found = export_file(scenario, to, out, settings)
    if display.as_json:
        print_json({"written": [str(path) for path in found.paths], "format": to})
        return
    names = "\n".join(f"  {path_shown(path)}" for path in found.paths)
    display.say(Words(f"已写出：\n{names}", f"Written:\n{names}"))
