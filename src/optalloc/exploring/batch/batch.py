"""A batch: thousands of scenarios, a row each; one that cannot be used says why, others go on.

Scenarios are named by a list, one path a line, or are all the YAML files below a folder in the
order of their paths. Each row holds the digests of its own files, so that what has changed since is
noticed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any, Unpack

from optalloc.core.atomic_files import csv_pieces, real, written_beside
from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Lang, Words, hidden_mark
from optalloc.core.money import JSON_DIGITS, show_amount, show_fraction, show_money, show_percent
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.jobs.journal import Journal, digest
from optalloc.exploring.jobs.plan_rows import (
    answer_row,
    beside_baseline,
    letter_words,
    state_cells,
    state_headings,
    unusable_row,
)
from optalloc.exploring.jobs.runner import HERE, RunOptions, carried_out, write_tables
from optalloc.inputs.read import read
from optalloc.inputs.scenario import is_workbook
from optalloc.inputs.tables import decode, noting_files, read_whole
from optalloc.inputs.tables.raw import THE_FILE
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.certificate.encoding import beside
from optalloc.pipeline.metrics import measure
from optalloc.present.document import AMOUNT, PROJECT, RECIPIENT, SOURCE, USE
from optalloc.present.result_rows import Cell, ResultColumn, Row

AWARDS = "awards.csv"


@dataclass(frozen=True)
class Scenarios:
    """The job: one row a scenario.

    Attributes:
        base: The folder that the names are looked up in, its whole path.
        names: The scenarios, as the list or the folder has them.
    """

    base: Path
    names: tuple[str, ...]
    settings: tuple[str, ...] = ()
    how: SolveOptions = HIGHS
    known: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def count(self) -> int:
        """How many scenarios."""
        return len(self.names)

    def about(self) -> Mapping[str, Any]:
        """Return what decides the rows, but for the files, which stand in each row."""
        return {
            "command": "batch",
            "scenarios": sha256("\n".join(self.names).encode()).hexdigest(),
            "count": self.count,
            "--set": list(self.settings),
            **self.how.said,
        }

    def row(self, number: int) -> Row:
        """Return one scenario with its plan, whatever becomes of it."""
        with noting_files() as digests:
            row = self._row(number)
        files = {beside(path, self.base): took for path, took in digests.items()}
        return {**row, "files": dict(sorted(files.items()))}

    def _row(self, number: int) -> Row:
        try:
            problem = read(self.base / self.names[number], self.settings)
        except InputUnusable as refused:
            return unusable_row(letter_words(refused))
        row, answer = answer_row(problem, self.how)
        row |= {
            "title": problem.shown_name,
            "unit": problem.unit,
            "recipients": len(problem.recipients),
            "money": problem.money,
        }
        return row | _of_plan(row, answer)

    def stale(self, number: int, row: Row) -> str | None:
        """Return the file of a scenario that has changed since its row was worked out."""
        files = row.get("files", {})
        changed = next((name for name, took in files.items() if self._now(name) != took), None)
        if changed is None and row["state"] == "unusable" and self._row(number) != row_of(row):
            # What was missing then is there now.
            return self.names[number]
        return changed

    def _now(self, name: str) -> str | None:
        if name not in self.known:
            try:
                self.known[name] = sha256((self.base / name).read_bytes()).hexdigest()
            except OSError:
                self.known[name] = None
        return self.known[name]

    def headings(self) -> Sequence[ResultColumn]:
        """Return the columns."""
        return [
            ResultColumn(Words("情景", "scenario")),
            ResultColumn(Words("名称", "title")),
            *state_headings(),
            ResultColumn(Words("金额单位", "unit")),
            ResultColumn(Words("单位数", "recipients"), "whole"),
            ResultColumn(Words("资金", "money"), "decimal"),
            ResultColumn(Words("安排", "placed"), "decimal"),
            ResultColumn(Words("目标", "goals")),
            ResultColumn(Words("与测算额差额合计", "sum of deviations"), "decimal"),
            ResultColumn(Words("最大相对差", "largest relative deviation")),
            ResultColumn(Words("基尼系数", "Gini"), "decimal"),
            ResultColumn(
                Words("与基准不同的单位数", "recipients that differ from the baseline"), "whole"
            ),
            ResultColumn(Words("文件摘要", "files")),
        ]

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        """Return one scenario as cells."""
        unit = row.get("unit", "")

        def money(key: str) -> str | None:
            return show_amount(row[key], unit) if key in row else None

        def figure(key: str) -> str | None:
            return show_fraction(Fraction(row[key]), JSON_DIGITS) if row.get(key) else None

        return [
            self.names[number],
            row.get("title"),
            *state_cells(row, lang),
            unit or None,
            row.get("recipients"),
            money("money"),
            money("placed"),
            row.get("goals_said"),
            show_money(Fraction(row["deviation"]), unit, JSON_DIGITS)
            if "deviation" in row
            else None,
            show_percent(Fraction(row["worst"]), 4) if "worst" in row else None,
            figure("gini"),
            row.get("moved"),
            digest(row["files"]) if row.get("files") else None,
        ]


def row_of(row: Row) -> Row:
    """Return a row without the digests of its files."""
    return {key: value for key, value in row.items() if key != "files"}


def _of_plan(row: Row, answer: Resolved) -> Row:
    """Return what a row says of its plan: its awards, and how it compares."""
    problem, plan = answer.problem, answer.plan
    if plan is None:
        return {}
    figures = measure(problem, answer.targets, plan, 0)
    pairs = zip(row["totals"], beside_baseline(answer), strict=True)
    labels = (goal.label for goal in problem.goals)
    values = zip(labels, map(Fraction, row["goals"]), strict=True)
    return {
        "placed": plan.total,
        "goals_said": "; ".join(
            f"{k} {show_fraction(Fraction(v), JSON_DIGITS)}" for k, v in values
        ),
        "deviation": str(figures.deviation),
        "worst": str(figures.worst_relative_deviation),
        "gini": None if figures.gini is None else str(figures.gini),
        "moved": sum(1 for own, other in pairs if own != other),
        "awards": [[a.recipient, a.source, a.use, a.project, a.amount] for a in plan.awards],
    }


@dataclass(frozen=True)
class Batched:
    """What came of a batch.

    Attributes:
        job: The scenarios that were to be solved, and how.
        states: How many scenarios ended how.
        proven: How many plans are proven by which grade.
        without: The scenarios without a plan, the first ones, with their rows.
        written: The files that hold every row and every award.
    """

    job: Scenarios
    states: Mapping[str, int]
    proven: Mapping[str, int]
    without: tuple[tuple[str, Row], ...]
    written: tuple[Path, ...] = ()


MOST_NAMED = 200
"""Scenarios without a plan that are named one by one; the table has them all."""


def batch(
    scenarios: str | Path,
    run: RunOptions = HERE,
    *,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    lang: Lang = "zh",
    **words: Unpack[SolveWords],
) -> Batched:
    """Solve every scenario of a list or a folder: the function behind `explore batch`.

    Args:
        scenarios: A text file with a path a line, or a folder.
        run: Where it runs and what is kept.
        settings: `KEY=VALUE` texts laid over every scenario, as `--set` does.
        how: What each solve is told.
        lang: The language of the tables that are written.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the list or the folder cannot be used, or a setting is not written so.
    """
    job = scenarios_of(scenarios, settings, how.but(words))
    with carried_out(job, run) as journal:
        states, proven = Counter[str](), Counter[str]()
        without: list[tuple[str, Row]] = []
        for number, row in journal:
            states[row["state"]] += 1
            if row["state"] == "plan":
                proven[row["proven"]] += 1
            elif len(without) < MOST_NAMED:
                without.append((job.names[number], row))
        written = list(write_tables(job, journal, run, lang))
        if run.out is not None:
            written.append(run.out / AWARDS)
            write_awards(written[-1], job, journal, lang)
    return Batched(job, dict(states), dict(proven), tuple(without), tuple(written))


def write_awards(path: Path, job: Scenarios, journal: Journal, lang: Lang) -> None:
    """Write every award of every plan, one a line, moved into place whole."""
    heads = (
        Words("情景", "scenario"),
        RECIPIENT,
        SOURCE,
        USE,
        PROJECT,
        AMOUNT,
        Words("金额单位", "unit"),
    )

    def texts() -> Iterator[list[str]]:
        yield [head.say(lang) for head in heads]
        for number, row in journal:
            for recipient, source, use, project, fen in row.get("awards", ()):
                amount = show_amount(fen, row["unit"])
                yield [
                    *(job.names[number], recipient, source, use, project or ""),
                    *(amount, row["unit"]),
                ]

    with written_beside(path) as file:
        file.writelines(csv_pieces(texts()))


def scenarios_of(
    named: str | Path, settings: Sequence[str] = (), how: SolveOptions = HIGHS
) -> Scenarios:
    """Find the scenarios of a list or a folder.

    Raises:
        InputUnusable: When there are none, a name is there twice, or the list cannot be read.
    """
    base, names = named_scenarios(named)
    return Scenarios(real(base), names, tuple(settings), how)


ENDINGS = (".yaml", ".yml")
"""How the scenarios of a folder end; workbooks in it may be tables, so that a list names them."""
LARGEST_LIST = 1 << 24
"""Longest list of scenarios that is read [bytes]."""


def named_scenarios(named: str | Path) -> tuple[Path, tuple[str, ...]]:
    """Return a folder and the scenarios that a list, or the folder itself, names in it.

    Raises:
        InputUnusable: When there are none, a name is there twice, or the list cannot be read.
    """
    path, where = Path(named), str(named)
    if path.is_dir():
        names = _below(path)
        base, empty = path, Words("应有 .yaml 文件", "a folder with .yaml files")
    elif (path.suffix.lower() in ENDINGS or is_workbook(path)) and path.is_file():
        raise InputUnusable([_one_scenario(path, where)])
    else:
        names = _listed(path, where)
        base, empty = path.parent, Words("每行应有一个情景文件", "a scenario file a line")
    faults = [Fault(where, CONTENT, empty)] if not names else []
    for name, times in Counter(names).items():
        if times > 1:
            allowed = Words("每个情景只能列一次", "each scenario once")
            faults.append(Fault(where, CONTENT, allowed, name))
    refuse_any(faults)
    return base, tuple(names)


CONTENT = Words("内容", "its content")


def _one_scenario(path: Path, named: str) -> Fault:
    """Return that a scenario stands where a list of them should."""
    allowed = Words("应为情景清单（一行一个路径），或文件夹", "a list of scenarios, or a folder")
    remedy = Words(
        f"这是一个情景：求解请用 optalloc solve；要成批算，请给它所在的文件夹 {path.parent}，"
        "或写一个清单（.txt）。",
        "This is a scenario: solve it with `optalloc solve`, or name its folder "
        f"{path.parent}, or a list (.txt).",
    )
    return Fault(named, THE_FILE, allowed, path.name, remedy)


def _below(folder: Path) -> list[str]:
    """Return the YAML files below a folder, those in hidden folders left out."""
    there = (p.relative_to(folder) for p in folder.rglob("*") if p.suffix.lower() in ENDINGS)
    names = (p.as_posix() for p in there if not any(part.startswith(".") for part in p.parts))
    return sorted(names)


def _listed(path: Path, named: str) -> list[str]:
    """Return the paths of a list, one a line; what # begins is left out."""
    text, line = decode(read_whole(path, named, LARGEST_LIST))
    if text is None:
        place = Words(f"第{line}行", f"line {line}")
        allowed = Words("应为 UTF-8 文本", "text in UTF-8")
        raise InputUnusable([Fault(named, place, allowed, None, NOTHING)])
    lines = [(n, said.strip()) for n, said in enumerate(text.splitlines(), 1)]
    faults = [
        Fault(
            named,
            Words(f"第{n}行", f"line {n}"),
            Words(f"不能有看不见的字符 {mark}", f"no invisible character {mark}"),
            said,
        )
        for n, said in lines
        if (mark := hidden_mark(said))
    ]
    refuse_any(faults)
    paths = [_without_remark(said, path.parent) for _, said in lines if not said.startswith("#")]
    return [name for name in paths if name]


def _without_remark(said: str, base: Path) -> str:
    """Return a line's path; # begins a remark behind a space, unless a file is called so."""
    is_called_so = " #" in said and (base / said).is_file()
    return said if is_called_so else re.split(r"\s#", said, maxsplit=1)[0].rstrip()
