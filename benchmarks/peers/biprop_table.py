"""The package biprop: the table of recipients by sources and uses, by double proportion."""

from importlib.metadata import version
from typing import Any

import biprop
import numpy as np

from packages import awards, columns, targets
from serving import serve
from textbook import CannotState


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance; totals by largest remainder, as the goal would have them."""
    try:
        made = columns(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    if len(made) < 2:
        return {"says": "cannot", "why": "one column"}
    steps = [own for _, _, _, own in made]
    aims = [t / made[0][2] for t in targets(instance)]
    votes = np.array([[round(float(aim) * own) for own in steps] for aim in aims])
    election = biprop.Election(votes)
    totals = _largest_remainder(aims, sum(steps))
    table = election.biproportional_apportionment(
        total_seats=sum(steps), party_seats=totals, region_seats=steps
    )
    return {"says": "rounded", "awards": awards(instance, np.asarray(table).tolist(), made)}


def _largest_remainder(aims: list[Any], seats: int) -> list[int]:
    given = [int(aim) for aim in aims]
    order = sorted(range(len(aims)), key=lambda i: given[i] - aims[i])
    for i in order[: seats - sum(given)]:
        given[i] += 1
    return given


if __name__ == "__main__":
    serve(plan, f"biprop {version('biprop')}")
