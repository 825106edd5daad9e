"""`optalloc new DIR`."""

import shlex

import click

from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import Words
from optalloc.inputs.starter import new


@click.command("new", cls=SpokenHelp)
@click.argument("folder", metavar="DIR", type=click.Path())
@options(LANG, JSON)
def command(folder: str, display: Display) -> None:
    """Write a scenario to start from: YAML and a workbook with Chinese headers.

    写出一个情景文件和一个中文表头的工作簿，可以直接求解。
    """
    paths = new(folder, display.lang)
    if display.as_json:
        print_json({"written": [str(path) for path in paths]})
        return
    names = "\n".join(f"  {path_shown(path)}" for path in paths)
    then = f"optalloc solve {shlex.quote(path_shown(paths[0]))}"
    words = Words(f"已写出：\n{names}\n接着运行：{then}", f"Written:\n{names}\nThen run: {then}")
    display.say(words)
