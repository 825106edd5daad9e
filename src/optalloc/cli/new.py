"""`optalloc new DIR|FILE.xlsx`."""

import click

from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import Words
from optalloc.core.shell_words import path_word
from optalloc.inputs.starter import new


@click.command("new", cls=SpokenHelp)
@click.argument("place", metavar="DIR|FILE.xlsx", type=click.Path())
@click.option(
    "--from",
    "source",
    type=click.Path(),
    metavar="SCENARIO",
    help="Write this scenario anew, YAML as a workbook or a workbook as YAML / 改写已有的情景.",
)
@options(LANG, JSON)
def command(place: str, source: str | None, display: Display) -> None:
    """Write a scenario to start from: YAML and a workbook in DIR, or all of it in one FILE.xlsx.

    写出一个可以直接求解的情景：文件夹里的情景文件和中文表头的工作簿；或只用一个 .xlsx 工作簿。
    """
    paths = new(place, display.lang, source)
    if display.as_json:
        print_json({"written": [str(path) for path in paths]})
        return
    names = "\n".join(f"  {path_shown(path)}" for path in paths)
    then = f"optalloc solve {path_word(path_shown(paths[0]))}"
    words = Words(f"已写出：\n{names}\n接着运行：{then}", f"Written:\n{names}\nThen run: {then}")
    display.say(words)
