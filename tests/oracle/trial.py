"""Try one drawn scenario: both engines, both audits, and an independent engine's challenge."""

import io
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import drawn
from challenge import Challenge, Peer, challenge, keeps
from formulas import Scenario, allowed

from optalloc.cli.main import guarded


@dataclass
class Trial:
    """What came of one scenario.

    Attributes:
        faults: What must not be, one sentence each.
        proven: By engine, whether everything said was proven in fractions.
        settled: Whether the challenge settled the question in whole numbers.
        refused: The letter where the scenario was refused.
    """

    seed: int
    faults: list[str] = field(default_factory=list)
    proven: dict[str, bool] = field(default_factory=dict)
    settled: bool = False
    feasible: bool | None = None
    refused: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def solved(path: Path, engine: str) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, the JSON object and the messages of a solve."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = guarded(["solve", str(path), "--solver", engine, "--json", "--lang", "en"])
    try:
        return code, json.loads(out.getvalue()), err.getvalue()
    except json.JSONDecodeError:
        return code, {}, err.getvalue()


def attempt(seed: int, peer: Peer, engines: Sequence[str] = ("cbc", "highs")) -> Trial:
    """Draw, solve, audit and challenge one scenario."""
    return attempt_of(seed, drawn.draw(seed), peer, engines)


def attempt_of(
    seed: int, raw: dict[str, Any], peer: Peer, engines: Sequence[str] = ("cbc", "highs")
) -> Trial:
    """Solve, audit and challenge one scenario."""
    trial = Trial(seed)
    answers: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="drawn-") as folder:
        path = Path(folder) / "drawn.yaml"
        path.write_text(drawn.written(raw), encoding="utf-8")
        for engine in engines:
            start = time.process_time() + os.times().children_user
            code, answer, said = solved(path, engine)
            trial.seconds[engine] = time.process_time() + os.times().children_user - start
            if code == 3:
                trial.refused = said
                return trial
            if code not in (0, 4, 5):
                trial.faults.append(f"{engine}: exit {code}: {said[:300]}")
                continue
            if not answer:
                trial.faults.append(f"{engine}: exit {code} without a JSON object: {said[:200]}")
                continue
            answers[engine] = answer
    if not answers:
        return trial
    scenario = Scenario(raw)
    found = challenge(peer, scenario)
    trial.feasible = found.is_feasible
    plans = {}
    for engine, answer in answers.items():
        judge(trial, engine, answer, scenario, found)
        if answer.get("has_plan"):
            plans[engine] = sorted(
                (a["recipient"], a["source"], a["use"], a["project"] or "", a["amount"])
                for a in answer["awards"]
            )
    differ = len({json.dumps(p) for p in plans.values()}) > 1
    # Where the tie rule ran out of time the answer says so, and may differ.
    if differ and all(
        answers[e]["proven"] == "exact" and answers[e]["as_good"]["tie_rule_settled"] for e in plans
    ):
        trial.faults.append("engines: two plans, both proven, both said to be the tie rule's")
    return trial


def judge(
    trial: Trial, engine: str, answer: dict[str, Any], scenario: Scenario, found: Challenge
) -> None:
    """Hold one answer against the formulas and the challenge."""
    faults = trial.faults
    if answer["stopped"] != "finished":
        faults.append(f"{engine}: stopped ({answer['stopped']}) without a limit")
    if not answer["has_plan"]:
        is_said = answer["infeasible"] == "exact"
        trial.proven[engine] = is_said
        if is_said and found.is_feasible:
            faults.append(f"{engine}: says no plan; there is {found.some}")
        if answer["infeasible"] not in ("exact", "no"):
            faults.append(f"{engine}: infeasible on an engine's word ({answer['infeasible']})")
        trial.settled |= found.is_feasible is False
        return
    place = {(c.recipient, c.source, c.use, c.project): i for i, c in enumerate(scenario.cells)}
    x = [0] * len(scenario.cells)
    for a in answer["awards"]:
        money = Fraction(a["amount"]) * scenario.unit
        x[place[a["recipient"], a["source"], a["use"], a["project"]]] += int(money)
    if broken := keeps(scenario, x):
        faults.append(f"{engine}: its plan breaks {broken[:2]}")
    if found.is_feasible is False:
        faults.append(f"{engine}: has a plan where the challenge has none (the challenge is wrong)")
    trial.proven[engine] = answer["proven"] == "exact"
    if answer["proven"] not in ("exact", "no"):
        faults.append(f"{engine}: best on an engine's word ({answer['proven']})")
    goals = scenario.every_goal()
    reached, settled = [], bool(found.stages)
    for k, (goal, stage) in enumerate(zip(goals, found.stages, strict=False)):
        value = goal.value(x)
        assert stage.x is not None and stage.best is not None
        before = all(
            earlier.value(stage.x) <= allowed(earlier, best, scenario.unit)
            for earlier, best in zip(goals, reached, strict=False)
        )
        most = allowed(goal, stage.best, scenario.unit)
        if trial.proven[engine] and before and value > most:
            faults.append(
                f"{engine}: goal {k + 1} is {float(value):.9g}, {float(stage.best):.9g} can be had"
            )
        if stage.is_exact and before and value < stage.best:
            faults.append(f"{engine}: goal {k + 1} is below the challenge's best")
        reached.append(min(value, stage.best))
        settled &= stage.is_exact
    trial.settled |= settled and len(found.stages) == len(goals)
