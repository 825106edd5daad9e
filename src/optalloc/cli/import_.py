"""`optalloc import FILE`."""

from typing import TYPE_CHECKING

import click

from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import NOTHING, Words
from optalloc.core.shell_words import path_word

if TYPE_CHECKING:
    from optalloc.analysis.interchange.from_solver import ImportedModel
    from optalloc.analysis.interchange.importing import ImportedVote
    from optalloc.present.answers.others import VoteAnswer, WorkbookModelAnswer


@click.command("import", cls=SpokenHelp)
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--out",
    type=click.Path(),
    metavar="DIR",
    help="The scenario's folder; unset: the file's name, here / 写到哪个文件夹.",
)
@options(LANG, JSON)
def command(file: str, out: str | None, display: Display) -> None:
    """Write a scenario from FILE: a vote (.pb), or a workbook with a model (.xlsx).

    The vote is one on projects, in Pabulib's format; the model is one of Excel's Solver or of
    OpenSolver that shares out money (book.xlsx#表 names its sheet).

    由文件写出情景：Pabulib 格式的投票（.pb），或 Excel 规划求解、OpenSolver 的分配模型（.xlsx）。
    """
    from optalloc.analysis.interchange.importing import ImportedVote, import_file

    found = import_file(file, out)
    if display.as_json:
        print_json(_json(found) if isinstance(found, ImportedVote) else _model_json(found))
        return
    names = "\n".join(f"  {path_shown(path)}" for path in found.paths)
    then = f"optalloc solve {path_word(path_shown(found.paths[0]))}"
    words = Words(f"已写出：\n{names}\n", f"Written:\n{names}\n") + (
        _told(found) if isinstance(found, ImportedVote) else _model_told(found)
    )
    display.say(words + Words(f"接着运行：{then}", f"Then run: {then}"))


def _told(found: "ImportedVote") -> Words:
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


def _published(found: "ImportedVote") -> Words:
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


def _json(found: "ImportedVote") -> "VoteAnswer":
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


def _model_told(found: "ImportedModel") -> Words:
    """Return what came in from a workbook."""
    model = found.model
    recipients, sources, bounds = len(found.recipients), len(found.sources), len(model.bounds)
    zh, en = ("最大", "maximum") if model.is_maximum else ("最小", "minimum")
    return Words(
        f"{recipients} 个单位，{sources} 个资金来源，{bounds} 条约束；目标取{zh}。\n",
        f"{recipients} recipients, {sources} sources, {bounds} bounds; the objective is a {en}.\n",
    )


def _model_json(found: "ImportedModel") -> "WorkbookModelAnswer":
    return {
        "written": [str(path) for path in found.paths],
        "sheet": found.model.sheet,
        "recipients": list(found.recipients),
        "sources": list(found.sources),
        "bounds": len(found.model.bounds),
        "objective": "max" if found.model.is_maximum else "min",
        "whole": bool(found.model.whole),
        "times": found.times,
    }
