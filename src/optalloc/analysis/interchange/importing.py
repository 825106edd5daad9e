"""Write a scenario from a file of the field: a vote in Pabulib's format, or a workbook's model.

A vote on projects becomes:

    budget -> one source        projects -> the project library, whole or not at all
    votes  -> the benefit       the winners of greedy and of equal shares -> baselines

The ballots themselves are not carried: a scenario knows the sum that each project got, and which
projects equal shares would fund. What the format can say and a scenario cannot is refused by name.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from pathlib import Path

from optalloc.analysis.interchange.from_solver import ImportedModel, model_files
from optalloc.analysis.interchange.pabulib import BY_APPROVAL, Candidate, Vote, read_vote
from optalloc.analysis.interchange.winners import equal_shares_winners, greedy_winners
from optalloc.core.atomic_files import already_there, check_folder, csv_text, write_files
from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import Words, one_of, unmarked
from optalloc.core.money import show_amount, show_fraction, tidy_name
from optalloc.inputs.tables import split_reference
from optalloc.inputs.tables.raw import unusable
from optalloc.problem.baselines.equal_shares import MARK, NO, YES

SCENARIO, LIBRARY = "scenario.yaml", "projects.csv"
VOTES, BOOKS = (".pb",), (".xlsx", ".xlsm")
ENDINGS = (*VOTES, *BOOKS)
UNIT, BUDGET, USE, CHOSEN = "元", "预算", "项目", "公布入选"
THRESHOLD = "min_project_score_threshold"
BALLOTS = {
    "approval": "赞成票",
    "choose-1": "单选票",
    "cumulative": "分点票",
    "scoring": "打分票",
    "ordinal": "排序票",
}
"""What the sorts of ballots are called in Chinese."""


@dataclass(frozen=True)
class ImportedVote:
    """What was read and what was written.

    Attributes:
        paths: The files written, the scenario first.
        vote: What the file holds.
        carried: The projects that stand in the library.
        left_out: Those that do not: they cost nothing, or are below the vote's threshold.
        greedy: The ids of the greedy rule's winners, in the order in which it takes them.
        equal_shares: Those of equal shares.
        published: Those that the file says won; None where it does not say.
    """

    paths: tuple[Path, ...]
    vote: Vote
    carried: tuple[Candidate, ...]
    left_out: tuple[Candidate, ...]
    greedy: tuple[str, ...]
    equal_shares: tuple[str, ...]
    published: tuple[str, ...] | None

    @property
    def agrees(self) -> bool | None:
        """Whether the published winners are the greedy ones; None where none are published."""
        return None if self.published is None else set(self.published) == set(self.greedy)


def import_file(file: str | Path, folder: str | Path | None = None) -> ImportedVote | ImportedModel:
    """Write a scenario from a file: the function behind `optalloc import`.

    Args:
        file: The file; its ending says what it is: `.pb` a vote, `.xlsx` a workbook with a model
            of Excel's Solver or of OpenSolver, `book.xlsx#表` that of one of its sheets.
        folder: Where to; made when missing. None takes the file's name without its ending, in the
            working folder. Nothing that is there is overwritten.

    Raises:
        InputUnusable: When the file cannot be used, holds what a scenario cannot say, or the
            scenario is there already.
    """
    path = Path(split_reference(str(file))[0])
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        allowed = one_of(Words("扩展名", "a name that ends in "), ENDINGS)
        raise unusable(str(file), allowed, came=path.name)
    place = check_folder(path.stem if folder is None else folder)
    if ending in VOTES:
        return _import_vote(path, str(file), place)
    files, found = model_files(str(file))
    written = {place / name: content for name, content in files.items()}
    _refuse_what_is_there(written)
    write_files(dict(reversed(written.items())))
    return replace(found, paths=tuple(written))


def _refuse_what_is_there(paths: Iterable[Path]) -> None:
    remedy = Words("请用 --out 换一个文件夹。", "Choose another folder by --out.")
    refuse_any(already_there(paths, remedy))


def _import_vote(path: Path, named: str, place: Path) -> ImportedVote:
    paths = place / SCENARIO, place / LIBRARY
    _refuse_what_is_there(paths)
    vote = read_vote(path, named)
    found = _imported(paths, vote)
    if not found.carried:
        allowed = Words("应有可以安排的项目", "a project that can be funded")
        raise InputUnusable([Fault(named, Words("PROJECTS", "PROJECTS"), allowed)])
    if not vote.budget:
        allowed = Words("应大于 0", "above 0")
        raise InputUnusable([Fault(named, Words("META budget", "META budget"), allowed, "0")])
    write_files({paths[1]: _library(found), paths[0]: _scenario(found, path.name).encode()})
    return found


def _imported(paths: tuple[Path, ...], vote: Vote) -> ImportedVote:
    scores = vote.scores
    word = vote.meta.get(THRESHOLD, "")
    least = Fraction(word) if word.isdecimal() else Fraction(0)
    carried = tuple(c for c in vote.candidates if c.cost and scores[c.id] >= least)
    kept = Vote(vote.meta, vote.budget, carried, _among(vote, carried))
    says = any(c.selected for c in vote.candidates)
    return ImportedVote(
        paths,
        vote,
        carried,
        tuple(c for c in vote.candidates if c not in carried),
        tuple(greedy_winners(kept)),
        tuple(equal_shares_winners(kept)),
        tuple(c.id for c in vote.candidates if c.selected == "1") if says else None,
    )


def _among(vote: Vote, carried: Sequence[Candidate]) -> tuple[dict[str, Fraction], ...]:
    """Return the ballots with the projects that are carried; every voter stays one."""
    names = {c.id for c in carried}
    return tuple({k: v for k, v in ballot.items() if k in names} for ballot in vote.ballots)


def counted(vote: Vote) -> tuple[str, str]:
    """Return the column of the benefit and its unit: votes, or points."""
    return ("票数", "票") if vote.type in BY_APPROVAL else ("得分", "分")


def _library(found: ImportedVote) -> bytes:
    """Return the project library as CSV."""
    column, unit = counted(found.vote)
    scores, recipient = found.vote.scores, _recipient(found.vote)
    marks = {MARK: found.equal_shares}
    if found.published is not None:
        marks[CHOSEN] = found.published
    header = ["项目名称", "单位", "用途", f"资金需求({UNIT})", f"{column}({unit})"]
    rows = [[*header, *marks, "项目编号", "类别"]]
    for c in found.carried:
        row = [_name(c), recipient, USE, show_amount(c.cost, UNIT), show_fraction(scores[c.id], 12)]
        row += [YES if c.id in winners else NO for winners in marks.values()]
        rows.append([*row, f"#{c.id}", unmarked(c.category)])
    return csv_text(rows)


def _name(candidate: Candidate) -> str:
    """Return what the library calls a project: its id keeps names apart."""
    return tidy_name(f"{candidate.id} {unmarked(candidate.name)}")


def _recipient(vote: Vote) -> str:
    """Return who is paid: the place that voted."""
    words = [vote.meta.get(key, "") for key in ("unit", "subunit")]
    return tidy_name(unmarked(" ".join(word for word in words if word))) or USE


def _scenario(found: ImportedVote, file: str) -> str:
    """Return the scenario as YAML."""
    vote, text = found.vote, _quoted
    column, unit = counted(vote)
    money = show_amount(vote.budget, UNIT)
    step = show_amount(gcd(*(c.cost for c in found.carried)), UNIT)
    place = text(_recipient(vote))
    named = unmarked(file)
    lines = [
        f"# 由 optalloc import 从 {named} 写出：选出得票最多的一组项目，不超过预算。",
        f"# Written by optalloc import from {named}: the projects with the most votes that",
        "# the budget pays for. baseline: greedy_projects 或 equal_shares.",
        f"title: {text(_title(vote))}",
        f"unit: {UNIT}",
        "notes:",
        *(f"  - {text(note)}" for note in _notes(found, file)),
        "tables:",
        "  sources:",
        f"    - {{资金来源: {BUDGET}, 金额: {money}}}",
        "  uses:",
        f"    - {{用途: {USE}}}",
        "  recipients:",
        f"    - {{单位: {place}}}",
        f"  projects: {LIBRARY}",
        "targets:",
        f"  budget: {{kind: fixed, amounts: {{{place}: {money}}}}}",
        "rules:",
        f"  grain: {{cell: {step}}}",
        "  whole: {kind: project_funding, how: whole}",
        "goals:",
        f"  votes: {{kind: project_benefit, column: {column}, unit: {unit}}}",
        "baseline: greedy_projects",
    ]
    return "\n".join(lines) + "\n"


def _title(vote: Vote) -> str:
    words = (vote.meta.get(key, "") for key in ("unit", "subunit", "instance"))
    said = " ".join(word for word in words if word)
    return unmarked(vote.meta.get("description") or said or BUDGET)


def _notes(found: ImportedVote, file: str) -> list[str]:
    """Return what a reader of the scenario must know."""
    vote, currency = found.vote, found.vote.meta.get("currency", "")
    money = f"（{currency}）" if currency else ""
    sort = BALLOTS.get(vote.type, vote.type)
    notes = [
        f"数据来自 {unmarked(file)}（Pabulib 格式），{len(vote.ballots)} 张选票（{sort}）；"
        "选票本身没有带入，只有每个项目得到的票数或分数。",
        f"金额是原文件的货币{money}，记作 {UNIT}。",
    ]
    if found.left_out:
        names = "、".join(c.id for c in found.left_out)
        notes.append(f"没有带入的项目（费用为 0，或未达到 {THRESHOLD}）：{names}。")
    return notes


def _quoted(text: str) -> str:
    """Return a text as YAML, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
