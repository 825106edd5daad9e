"""The package CtrlRound: the table of recipients by sources and uses, rounded under control."""

from importlib.metadata import version
from typing import Any

import pandas as pd
from CtrlRound import ctrl_round

from packages import awards, columns, targets
from serving import serve
from textbook import CannotState


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    try:
        made = columns(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    whole, aims = sum(own for _, _, _, own in made), targets(instance)
    rows = [
        (r, c, float(aim / grain * own / whole))
        for r, aim in enumerate(aims)
        for c, (_, _, grain, own) in enumerate(made)
    ]
    frame = pd.DataFrame(rows, columns=["town", "column", "steps"])
    rounded = ctrl_round(frame, by=["town", "column"], var="steps")["rounded_table"]
    table = [[0] * len(made) for _ in aims]
    for row in rounded.to_dict("records"):
        table[int(row["town"])][int(row["column"])] = round(row["steps"])
    return {"says": "rounded", "awards": awards(instance, table, made)}


if __name__ == "__main__":
    serve(plan, f"CtrlRound {version('ctrlround')}")
