"""What an office does by hand: cap and floor, share the rest, round; the product's own baseline."""

from typing import Any

from optalloc import __version__
from optalloc.inputs.read import read
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from serving import plain, serve


def load(file: str) -> tuple[Problem, Targets]:
    """Read the scenario that a plain instance names."""
    problem = read(plain(file)["scenario"])
    return problem, score(problem)


def plan(instance: tuple[Problem, Targets], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    problem, targets = instance
    if problem.projects:
        return {"says": "cannot", "why": "projects"}
    made = baseline_plan(problem, targets, "clip_and_share")
    awards = [[a.recipient, a.source, a.use, a.project, a.amount] for a in made.awards]
    return {"says": "rounded", "awards": awards}


if __name__ == "__main__":
    serve(plan, f"clip and share (optalloc {__version__})", load)
