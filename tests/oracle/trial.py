"""Try one drawn scenario: both engines, both audits, and an independent engine's challenge.

Of every tenth the certificate is read by the checker that stands alone, in a process of its own.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import drawn
import newer
from challenge import Challenge, Peer, challenge, keeps
from formulas import Scenario, allowed
from newer_formulas import Newer

from optalloc.cli.main import guarded

NOT_CHECKED = 2
"""What that checker ends with where it leaves something open."""
CERTIFIED = 10
"""Of so many scenarios one has its certificate checked."""
CHALLENGED = 5.0
"""Seconds for each goal that CP-SAT is asked for."""
CHECKING = 120.0
"""Seconds that the checker may take."""


@dataclass
class Trial:
    """What came of one scenario.

    Attributes:
        faults: What must not be, one sentence each: false words, broken rules, faults of ours.
        open: What is left open and said to be: no proof, a search that stopped, ties not settled.
        proven: By engine, whether everything said was proven in fractions.
        settled: Whether the challenge settled the question in whole numbers.
        certified: Whether the checker that stands alone found the certificate to hold.
        refused: The letter where the scenario was refused.
    """

    seed: int
    faults: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    proven: dict[str, bool] = field(default_factory=dict)
    settled: bool = False
    feasible: bool | None = None
    certified: bool = False
    refused: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def solved(path: Path, engine: str, folder: Path | None) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, the JSON object and the messages of a solve.

    Args:
        folder: Where its files are written; None writes none.
    """
    out, err = io.StringIO(), io.StringIO()
    asked = [] if folder is None else ["--out", str(folder)]
    with redirect_stdout(out), redirect_stderr(err):
        code = guarded(["solve", str(path), "--solver", engine, "--json", "--lang", "en", *asked])
    try:
        return code, json.loads(out.getvalue()), err.getvalue()
    except json.JSONDecodeError:
        return code, {}, err.getvalue()


def attempt(
    seed: int,
    peer: Peer,
    engines: Sequence[str] = ("cbc", "highs"),
    seconds: float = CHALLENGED,
    recipients: int | None = None,
) -> Trial:
    """Draw, solve, audit and challenge one scenario.

    Args:
        seconds: For each goal that the challenger is asked for.
        recipients: How many it has; as many as the seed says unless stated.
    """
    return attempt_of(seed, newer.draw(seed, recipients), peer, engines, seconds)


def attempt_of(
    seed: int,
    raw: dict[str, Any],
    peer: Peer,
    engines: Sequence[str] = ("cbc", "highs"),
    seconds: float = CHALLENGED,
) -> Trial:
    """Solve, audit and challenge one scenario."""
    trial = Trial(seed)
    answers: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="drawn-") as folder:
        path = Path(folder) / "drawn.yaml"
        path.write_text(drawn.written(raw), encoding="utf-8")
        for engine in engines:
            start = time.process_time() + os.times().children_user
            is_certified = seed % CERTIFIED == 0 and engine == engines[-1]
            out = Path(folder) / "out" if is_certified else None
            code, answer, said = solved(path, engine, out)
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
            if out is not None and code in (0, 4):
                check_alone(trial, out)
    if not answers:
        return trial
    scenario = Newer(raw)
    found = challenge(peer, scenario, seconds)
    trial.feasible = found.is_feasible
    plans = {}
    for engine, answer in answers.items():
        judge(trial, engine, answer, scenario, found)
        if answer.get("has_plan"):
            plans[engine] = sorted(
                (a["recipient"], a["source"], a["use"], a["project"] or "", a["amount"])
                for a in answer["awards"]
            )
    both = [answers[e] for e in plans]
    if len({json.dumps(p) for p in plans.values()}) > 1:
        is_one = all(a["proven"] == "exact" and a["as_good"]["tie_rule_settled"] for a in both)
        (trial.faults if is_one else trial.open).append("engines: two plans")
    return trial


def check_alone(trial: Trial, folder: Path) -> None:
    """Run the checker that lies beside a certificate, with nothing but Python."""
    if not (folder / "certificate.json").exists():
        return
    command = [sys.executable, "-I", "-S", "check_certificate.py", "certificate.json"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=CHECKING)
    except subprocess.TimeoutExpired:
        trial.open.append(f"certificate: not checked in {CHECKING:.0f} s")
        return
    trial.certified = done.returncode == 0
    if done.returncode == NOT_CHECKED:
        # That no money can do what a rule asks for is not told by rows: it says so itself.
        trial.open.append("certificate: not checked without the tables")
    elif done.returncode:
        trial.faults.append(f"certificate: {(done.stderr or done.stdout).strip()[-300:]}")


def judge(
    trial: Trial, engine: str, answer: dict[str, Any], scenario: Scenario, found: Challenge
) -> None:
    """Hold one answer against the formulas and the challenge."""
    faults = trial.faults
    if answer["stopped"] != "finished":
        trial.open.append(f"{engine}: stopped ({answer['stopped']}) without a limit")
    if not answer["has_plan"]:
        is_said = answer["infeasible"] == "exact"
        trial.proven[engine] = is_said
        if not is_said:
            trial.open.append(f"{engine}: no plan and no proof")
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
    if not trial.proven[engine]:
        trial.open.append(f"{engine}: a plan not proven best")
    elif not answer["as_good"]["tie_rule_settled"]:
        trial.open.append(f"{engine}: ties left open")
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
