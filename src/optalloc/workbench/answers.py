"""What the worker processes do: each function takes files and words and returns plain data.

They call what the commands of the program call, and put what comes of it into the objects that
`--json` prints, a language each; nothing is decided here.

A desk's state is read after every move: what has not changed on the disk is kept in between. Kept
are the tables, which are long, and the scenario as it was opened. Each is read again as soon as its
file was written, replaced or taken away.
"""

import os
import pickle
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang
from optalloc.core.solve_options import AUTO, HIGHS
from optalloc.core.time_budget import Budget
from optalloc.explaining.difference.attribution import why_between
from optalloc.explaining.difference.describe import differ_json
from optalloc.explaining.explain import ScenarioExplanation, Telling, explained, explained_json
from optalloc.explaining.question import ExplainOptions, PlanQuestion
from optalloc.inputs.read import read, read_composed
from optalloc.inputs.scenario import Scenario, compose, named_beside
from optalloc.inputs.scenario_tables import HeldTable
from optalloc.inputs.table_schema import GIVEN
from optalloc.inputs.tables import HeaderWords, Table, read_table, split_reference
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.outcome_text import goal_words
from optalloc.pipeline.solve import read_noted
from optalloc.pipeline.solved import Inputs, Solved
from optalloc.pipeline.walk import SolvedInTransit, walk
from optalloc.problem.problem import Problem
from optalloc.workbench.letters import NAMED, fault_json, fault_lines
from optalloc.workbench.policy import Json, policy_json, tables_json
from optalloc.workbench.task import Told

TOLD_EVERY = 0.3
"""Seconds between two lines about what is being explained."""

EXACT = "_exact"

TOO_MUCH = ("goals", "notes", "scores")
"""Keys that a page does not show of neighbours of a plan."""

MOST_TABLES, MOST_SCENARIOS = 24, 8
"""How many are kept at a time; what was not asked for longest goes."""

Stamp = tuple[int, int, int]
"""By what a file is known to be the same: when it was written [ns], its length, its number."""


def plan(told: Told, file: str, opened: str, langs: Sequence[Lang], is_first: bool = False) -> Json:
    """Solve a desk's state.

    Tells `policy`, what it says, and then `said`: by language its plan, or the faults in it.

    Args:
        is_first: Whether the page has no tables yet: then it gets them before the plan.

    Returns:
        `tables`, and `sent`, the solved scenario for whoever explains it; None without one.
    """
    scenario, first = composed(file), as_opened(opened)
    problem, faults = problem_of(scenario)
    tables = {"tables": tables_json(scenario, problem)} if is_first else {}
    told.tell({"policy": policy_json(scenario, first, problem), **tables})
    if problem is None:
        told.tell(
            {"said": {lang: {"faults": [fault_json(f, lang) for f in faults]} for lang in langs}}
        )
        return {"tables": tables_json(scenario, problem), "sent": None}
    begun = time.monotonic()
    solved = walk(problem, AUTO.within(told.budget))
    spent = round(1000 * (time.monotonic() - begun))
    told.tell({"said": {lang: {"plan": plan_json(solved, lang), "ms": spent} for lang in langs}})
    return {"tables": tables_json(scenario, problem), "sent": pickle.dumps(SolvedInTransit(solved))}


def plan_json(solved: Solved, lang: Lang) -> Json:
    """Return the object that `solve --json` prints, less what a desk does not show, with words.

    Awards are most of it, so they are told short: `cells`, by recipient the places of the source
    and the use in their lists, the amount, and the project if it is for one.
    """
    said: Json = {**solved_json(solved, lang, has_scores=False)}
    problem = solved.problem
    said["cells"] = _cells(said.pop("awards"), problem)
    said.pop("scores")
    said["baseline"].pop("awards")
    for goal, outcome in zip(said["goals"], solved.outcome.goals, strict=True):
        goal["said"] = goal_words(outcome, problem.unit).say(lang)
    said["kinds"] = {r.name: r.kind for r in problem.recipients}
    said["sources"] = [
        {"name": s.name, "tier": s.tier, "document": s.document} for s in problem.sources
    ]
    said["uses"] = [u.name for u in problem.uses]
    return said


def _cells(awards: Sequence[Json], problem: Problem) -> dict[str, list[list[Any]]]:
    sources = {source.name: place for place, source in enumerate(problem.sources)}
    uses = {use.name: place for place, use in enumerate(problem.uses)}
    cells: dict[str, list[list[Any]]] = {recipient.name: [] for recipient in problem.recipients}
    for award in awards:
        project = [award["project"]] if award["project"] else []
        cell = [sources[award["source"]], uses[award["use"]], award["amount"], *project]
        cells[award["recipient"]].append(cell)
    return cells


def meaning(
    told: Told, sent: bytes, file: str, langs: Sequence[Lang], questions: Sequence[str] = ()
) -> Json:
    """Explain a solved state, a section after the other, each told as it is found."""
    solved: Solved = pickle.loads(sent).solved

    def reread(settings: Sequence[str]) -> Problem:
        return read(file, settings)

    def on_its_way(found: ScenarioExplanation, question: PlanQuestion[Any]) -> None:
        told.tell({"meaning": {lang: _explained(found, lang) for lang in langs}})

    last = 0.0

    def at_work(section: str, done: int, of: int) -> None:
        nonlocal last
        if (now := time.monotonic()) >= last + TOLD_EVERY:
            last = now
            told.tell({"explaining": {"section": section, "done": done, "of": of}})

    asked = ExplainOptions(questions=tuple(questions))
    telling = Telling(found=on_its_way, progress=at_work)
    found = explained(solved, asked, reread, told.budget, telling)
    return {"meaning": {lang: _explained(found, lang) | {"is_whole": True} for lang in langs}}


def _explained(found: ScenarioExplanation, lang: Lang) -> Json:
    said: Json = pruned(explained_json(found, lang))
    return said


def pruned(value: Any) -> Any:
    """Return what is said of a plan's neighbours without their values of every goal."""
    if isinstance(value, dict):
        return {
            k: pruned(v) for k, v in value.items() if k not in TOO_MUCH and not k.endswith(EXACT)
        }
    return [pruned(item) for item in value] if isinstance(value, list) else value


def wish(
    told: Told, file: str, langs: Sequence[Lang], want: Sequence[str], may: Sequence[str] = ()
) -> Json:
    """Say what it would take for recipients to get what is wished for."""
    asked = ExplainOptions(want=tuple(want), may=tuple(may))

    def reread(settings: Sequence[str]) -> Problem:
        return read(file, settings)

    solved = walk(read(file), AUTO.within(told.budget.share()))
    found = explained(solved, asked, reread, told.budget)
    return {lang: pruned(explained_json(found, lang)).get("want", {}) for lang in langs}


def side_by_side(
    told: Told, files: Sequence[str], names: Sequence[str], langs: Sequence[Lang]
) -> Json:
    """Solve scenarios to stand as columns, with the cause of each difference from the first."""
    scenarios = [
        compose(Path(file), NAMED, [f'name="{name}"'])
        for file, name in zip(files, names, strict=True)
    ]
    plans, refused = [], []
    for scenario in scenarios:
        problem, faults = problem_of(scenario)
        refused.append(faults)
        plans.append(None if problem is None else walk(problem, AUTO.within(told.budget.share())))
    first = plans[0]
    whys: list[Any] = [None] * len(plans)
    for place, other in enumerate(plans[1:], start=1):
        if first and other and first.best and other.best:
            ends = answer_of(first), answer_of(other)
            pair = scenarios[0], scenarios[place]
            whys[place] = why_between(pair, ends, HIGHS.within(told.budget))
    return {
        lang: [
            {
                "name": name,
                "faults": fault_lines(faults, lang),
                "plan": None if solved is None else plan_json(solved, lang),
                "why": None if why is None else differ_json(why, why.first.problem.unit, lang),
            }
            for name, solved, faults, why in zip(names, plans, refused, whys, strict=True)
        ]
        for lang in langs
    }


def solved_file(file: str, budget: Budget) -> Solved:
    """Return a scenario file solved, with the digests of what it was read from."""
    problem, inputs = read_noted(file)
    return replace(
        walk(problem, AUTO.within(budget)), inputs=Inputs(inputs.scenario, (), inputs.digests)
    )


@dataclass(frozen=True)
class FileTable(HeldTable):
    """A table in a file; it is read when a scenario asks for it, unless it is kept.

    Attributes:
        named: The file as letters call it.
        sheet: The sheet of a workbook; None where it has one only.
    """

    path: Path
    named: str
    sheet: str | None

    def table(self, words: HeaderWords) -> Table:
        """Return its rows under the headers that are known.

        Raises:
            InputUnusable: When the file cannot be read as a table; that is never kept.
        """
        key = (self, words.known, stamp(self.path))
        kept = _TABLES.get(key)
        if kept is None:
            kept = _TABLES[key] = read_table(self.path, self.named, self.sheet, words.known)
        _TABLES.move_to_end(key)
        while len(_TABLES) > MOST_TABLES:
            _TABLES.popitem(last=False)
        return kept


_TABLES: OrderedDict[tuple[FileTable, tuple[str, ...], Stamp], Table] = OrderedDict()

_OPENED: OrderedDict[str, tuple[dict[Path, Stamp], Scenario]] = OrderedDict()


def stamp(file: Path) -> Stamp:
    """Return by what a file is known to be the same; zeros where it is gone."""
    try:
        found = os.stat(file)
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def composed(file: str, settings: Sequence[str] = ()) -> Scenario:
    """Return a desk's state, its tables as they are kept here.

    Raises:
        InputUnusable: When a file cannot be read as a scenario.
    """
    scenario = compose(Path(file), NAMED, settings)
    tables = scenario.entries.get("tables")
    if not isinstance(tables, dict):
        return scenario
    for name, spec in tables.items():
        # Papers of what was given are read with the names of other tables: they are left alone.
        if isinstance(spec, str) and spec and name not in GIVEN:
            place = scenario.place(("tables", name))
            file_name, sheet = split_reference(spec)
            path, called = place.folder / Path(file_name), named_beside(place.file, file_name)
            tables[name] = FileTable(path, called, sheet)
    return scenario


def problem_of(scenario: Scenario) -> tuple[Problem | None, tuple[Fault, ...]]:
    """Return what a state reads as, or the faults in it."""
    try:
        return read_composed(scenario), ()
    except InputUnusable as refused:
        return None, refused.faults


def as_opened(path: str) -> Scenario:
    """Return a scenario as it stands in its files.

    Raises:
        InputUnusable: When one of them cannot be read.
    """
    known = _OPENED.get(path)
    if known is None or any(stamp(file) != at for file, at in known[0].items()):
        scenario = compose(Path(path), path)
        files = {p.folder / Path(p.file).name for p in scenario.places.values() if p.file}
        known = _OPENED[path] = {file: stamp(file) for file in files}, scenario
    _OPENED.move_to_end(path)
    while len(_OPENED) > MOST_SCENARIOS:
        _OPENED.popitem(last=False)
    return known[1]
