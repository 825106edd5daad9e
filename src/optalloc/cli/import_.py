"""`optalloc import FILE`."""

import shlex
from typing import TYPE_CHECKING

import click

from optalloc.cli.main import language
from optalloc.cli.options import JSON, LANG, options, print_json
from optalloc.files import path_shown
from optalloc.words import NOTHING, Words

if TYPE_CHECKING:
    from optalloc.interchange import Imported


@click.command("import")
@click.argument("file", metavar="FILE.pb", type=click.Path())
@click.option(
    "--out",
    type=click.Path(),
    metavar="DIR",
    help="The scenario's folder; unset: the file's name, here / 写到哪个文件夹.",
)
@options(LANG, JSON)
def command(file: str, out: str | None, lang: str | None, as_json: bool) -> None:
    """Write a scenario from FILE.pb, a vote on projects in Pabulib's format.

    由 Pabulib 格式的投票文件写出情景：项目、得票、预算，贪心和等额份额的结果作为基准。
    """
    from optalloc.interchange import import_file

    said = language(lang)
    found = import_file(file, out)
    if as_json:
        print_json(_json(found))
        return
    names = "\n".join(f"  {path_shown(path)}" for path in found.paths)
    then = f"optalloc solve {shlex.quote(path_shown(found.paths[0]))}"
    words = Words(f"已写出：\n{names}\n", f"Written:\n{names}\n") + _told(found)
    click.echo((words + Words(f"接着运行：{then}", f"Then run: {then}")).say(said))


def _told(found: "Imported") -> Words:
    """Return what came in, and who won by which rule."""
    vote, money = found.vote, found.vote.meta["budget"]
    words = Words(
        f"{len(found.carried)} 个项目，{len(vote.ballots)} 张选票，预算 {money}。\n"
        f"贪心选出 {len(found.greedy)} 个，等额份额选出 {len(found.equal_shares)} 个。\n",
        f"{len(found.carried)} projects, {len(vote.ballots)} ballots, a budget of {money}.\n"
        f"Greedy takes {len(found.greedy)}, equal shares take {len(found.equal_shares)}.\n",
    )
    if found.left_out:
        ids = ", ".join(c.id for c in found.left_out)
        words += Words(f"没有带入的项目：{ids}。\n", f"Projects left out: {ids}.\n")
    return words + _published(found)


def _published(found: "Imported") -> Words:
    if found.published is None:
        return NOTHING
    count = len(found.published)
    if found.agrees:
        return Words(
            f"公布入选 {count} 个，与贪心相同。\n", f"The {count} published are greedy's.\n"
        )
    return Words(
        f"公布入选 {count} 个，与贪心不同。\n", f"The {count} published differ from greedy.\n"
    )


def _json(found: "Imported") -> dict[str, object]:
    return {
        "written": [str(path) for path in found.paths],
        "projects": len(found.carried),
        "left_out": [c.id for c in found.left_out],
        "ballots": len(found.vote.ballots),
        "budget": found.vote.meta["budget"],
        "greedy": list(found.greedy),
        "equal_shares": list(found.equal_shares),
        "published": None if found.published is None else list(found.published),
        "greedy_is_published": found.agrees,
    }
