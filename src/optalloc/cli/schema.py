"""`optalloc schema [scenario|model]` and `optalloc schema --of COMMAND`."""

import click

from optalloc.cli.options import LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same

KINDS = ("scenario", "model")


@click.command("schema", cls=SpokenHelp)
@click.argument("kind", type=click.Choice(KINDS), default=KINDS[0], metavar=f"[{'|'.join(KINDS)}]")
@click.option(
    "--of",
    "command_line",
    metavar="COMMAND",
    help='Of the JSON of COMMAND, such as solve or "explore sweep" / 某命令 --json 输出的格式.',
)
@options(LANG)
def command(kind: str, command_line: str | None, display: Display) -> None:
    """Print the JSON Schema of a scenario or model, for editors: completion, hover, faults.

    With --of, of what a command prints with --json.

    输出情景或政策文件的 JSON Schema，供编辑器补全、提示和检查。
    加 --of 则输出某命令 --json 的格式。
    """
    if command_line is not None:
        from optalloc.present.answers.schema import ANSWERS, answer_schema

        name = " ".join(command_line.split())
        if name not in ANSWERS:
            allowed = one_of(Words("有 --json 的命令", "a command with --json, "), ANSWERS)
            raise InputUnusable([Fault("", same("--of"), allowed, name, nearest(name, ANSWERS))])
        print_json(answer_schema(name))
        return
    from optalloc.inputs.schema import schema

    print_json(schema("model" if kind == "model" else "scenario", display.lang))
