"""The package apportionment: one source and one use, as seats by votes."""

from importlib.metadata import version
from typing import Any

from apportionment import methods

from packages import awards, columns, targets
from serving import serve
from textbook import CannotState

METHOD = {"absolute": "largest_remainder", "webster": "saintelague"}


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    try:
        made = columns(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    if len(made) != 1 or instance["goal"] not in METHOD:
        return {"says": "cannot", "why": "more than one column, or another goal"}
    votes = targets(instance)
    names = [r["name"] for r in instance["recipients"]]
    method, steps = METHOD[instance["goal"]], made[0][3]
    seats = methods.compute(method, votes, steps, fractions=True, parties=names)
    return {"says": "rounded", "awards": awards(instance, [[k] for k in seats], made)}


if __name__ == "__main__":
    serve(plan, f"apportionment {version('apportionment')}")
