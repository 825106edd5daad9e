"""What the worker processes do: each function takes files and words and returns plain data.

They call what the commands of the program call, and put what comes of it into the objects that
`--json` prints, a language each; nothing is decided here.
"""

import pickle
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from optalloc.core.message import Lang
from optalloc.core.solve_options import AUTO, HIGHS
from optalloc.core.time_budget import Budget
from optalloc.explaining.difference.attribution import why_between
from optalloc.explaining.difference.describe import differ_json
from optalloc.explaining.explain import ScenarioExplanation, Telling, explained, explained_json
from optalloc.explaining.question import ExplainOptions, PlanQuestion
from optalloc.inputs.read import read
from optalloc.inputs.scenario import compose
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.outcome_text import goal_words
from optalloc.pipeline.solve import read_noted
from optalloc.pipeline.solved import Inputs, Solved
from optalloc.pipeline.walk import SolvedInTransit, walk
from optalloc.problem.problem import Problem
from optalloc.workbench.letters import NAMED, fault_json, fault_lines
from optalloc.workbench.policy import Json, policy_json, tables_json
from optalloc.workbench.reading import as_opened, composed, problem_of
from optalloc.workbench.task import Told

TOLD_EVERY = 0.3
"""Seconds between two lines about what is being explained."""
EXACT = "_exact"
TOO_MUCH = ("goals", "notes", "scores")
"""Keys that a page does not show of neighbours of a plan."""


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
