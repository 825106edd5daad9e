"""How the time of every part grows: each rule, goal, target and baseline, phase by phase.

python benchmarks/growth.py rule floor 1000 10000     one part; all of them: grown_page.py

Every part of every_part.py is taken from files to certificate and notice with 100, 1,000 and 10,000
recipients, and what is cheap with 40,000, in a process of its own. What runs over its time is
written as "over". Parts that ask for integer programs are not asked for 10,000.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

from every_part import Variant, variants, written
from optalloc.core.solve_options import AUTO
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.metrics import measure
from optalloc.pipeline.solve import read_noted
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.reports import FORMATS, Report
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Outcome
from peak import own_peak

SIZES = (100, 1000, 10_000)
CHEAP = 40_000
"""Only where there is time left, the quickest parts first."""
ROUNDS = {100: 3, 1000: 2}
"""How often a small walk is taken; the least seconds of each phase count."""
LIMIT, LARGE_LIMIT = 2.0, 10.0
"""Wall time for one solve up to 1,000 recipients, and beyond [s]: integer programs reach it."""
PART, WHOLE = 30.0, 600.0
"""Wall time for one part at all its sizes, and for all parts [s]."""
FROM_MEMORY = ("score", "formulate", "solve", "verify", "measure", "baseline")
"""The phases of the walk once the tables are read; the last makes, audits and measures its plan."""
AFTER = ("certificate", "notice")
TOLD_UP_TO = 1000
"""Recipients up to which the public notice is written: it is a Word file of as many rows."""
PHASES = ("read", *FROM_MEMORY, *AFTER)
FROM, TO = 1000, 10_000
SHORT = 0.1
"""Seconds at the larger size below which no exponent is fitted: the clock tells little then."""


def walk(file: Path, folder: Path, only_baseline: bool) -> Iterator[tuple[str, Outcome | None]]:
    """Take one walk, yielding the name of each phase when it is over, and what solving came to."""
    problem, inputs = read_noted(file)
    yield "read", None
    targets = score(problem)
    _ = targets.of
    yield "score", None
    if only_baseline:
        plan = baseline_plan(problem, targets, problem.baseline)
        measure(problem, targets, plan, len(verify(problem, targets, plan)))
        yield "baseline", None
        return
    program = formulate(problem, targets)
    yield "formulate", None
    limit = LIMIT if len(problem.recipients) <= FROM else LARGE_LIMIT
    outcome = solve(program, engine("auto"), AUTO.within(limit), telling=True)
    yield "solve", outcome
    if outcome.x is None:
        return
    plan = plan_of(problem, outcome.x)
    breaches = verify(problem, targets, plan)
    assert not breaches, breaches[0].words().en
    yield "verify", None
    best = AuditedPlan(plan, (), measure(problem, targets, plan, 0))
    yield "measure", None
    other = baseline_plan(problem, targets, problem.baseline)
    broken = verify(problem, targets, other)
    beside = AuditedPlan(other, broken, measure(problem, targets, other, len(broken)))
    yield "baseline", None
    solved = Solved(problem, targets, program, outcome, best, beside, inputs)
    certificate_of(solved, folder)
    yield "certificate", None
    if len(problem.recipients) <= TOLD_UP_TO:
        for _ in FORMATS["notice"].files(Report(solved, "zh", problem.unit)):
            pass
        yield "notice", None


def timed(variant: Variant, n: int, folder: Path) -> dict[str, float | str]:
    """Return the processor seconds of each phase, how it ended, and the peak memory [MiB]."""
    file = written(variant, n, folder)
    least: dict[str, float | str] = {}
    for _ in range(ROUNDS.get(n, 1)):
        gc.collect()
        start = _spent()
        for name, outcome in walk(file, folder, variant.sort == "baseline"):
            seconds, start = _spent() - start, _spent()
            least[name] = min(seconds, float(least.get(name, seconds)))
            if outcome is not None:
                least["integer"] = outcome.tried[1]
                least["linear"] = outcome.tried[0]
                least["proven"] = _ended(outcome)
        if least.get("integer"):
            break
    peak = own_peak()
    return {"size": n, **least, "peak": peak}


def _ended(outcome: Outcome) -> str:
    """Say in a word or two how solving ended."""
    if outcome.x is None:
        return "no plan in time"
    if outcome.proven == "no":
        return "not proven in time"
    return "proven" if outcome.settled else "proven, ties open"


def _spent() -> float:
    """Return the seconds this process and its children have computed: others cannot slow them."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


@dataclass(frozen=True)
class Grown:
    """One part at all the sizes that it was asked for.

    Attributes:
        found: The seconds of each phase by size.
        over: The first size that was not finished; None when all were.
        failed: Whether that was for an error, and not for time.
        is_reached: Whether there was time left to begin with it.
    """

    variant: Variant
    found: Mapping[int, Mapping[str, float | str]]
    over: int | None
    failed: bool = False
    is_reached: bool = True

    @property
    def is_integer(self) -> bool:
        """Whether it asked for an integer program at any size."""
        return any(found.get("integer") for found in self.found.values())

    def walk(self, size: int) -> float | None:
        """Return the seconds from facts in memory to the audited plan and baseline."""
        found = self.found.get(size)
        return None if found is None else sum(float(found.get(p, 0)) for p in FROM_MEMORY)

    def power(self, phase: str) -> float | None:
        """Return with which power of n a phase grows; None where it is too short to say."""
        if not {FROM, TO} <= self.found.keys():
            return None
        small, large = (float(self.found[n].get(phase, 0)) for n in (FROM, TO))
        return log(large / max(small, 1e-6)) / log(TO / FROM) if large >= SHORT else None

    def worst(self) -> tuple[float, str] | None:
        """Return the largest power of any phase, and the phase."""
        powers = [(power, p) for p in PHASES if (power := self.power(p)) is not None]
        return max(powers, default=None)


def all_grown(words: Sequence[str] = (), package: str | None = None) -> list[Grown]:
    """Measure every part, two at a time where there are two cores, within the whole time."""
    chosen = [v for v in variants() if not words or any(word in v.name for word in words)]
    end = time.perf_counter() + WHOLE
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(lambda v: in_a_process(v, SIZES, end, package), chosen))
        # Those that nothing slows at 10,000 are tried at 40,000 while there is time.
        quick = [g for g in found if not g.is_integer and g.over is None and TO in g.found]
        quick.sort(key=lambda g: g.walk(TO) or 0.0)
        more = list(pool.map(lambda g: in_a_process(g.variant, (CHEAP,), end, package), quick))
    larger = {(g.variant.sort, g.variant.name): g.found for g in more}
    return [
        replace(g, found={**g.found, **larger.get((g.variant.sort, g.variant.name), {})})
        for g in found
    ]


def in_a_process(
    variant: Variant, sizes: Sequence[int], end: float, package: str | None = None
) -> Grown:
    """Time one part in a process of its own, by this package or by one in another folder."""
    seconds = min(PART, end - time.perf_counter())
    if seconds <= 0:
        return Grown(variant, {}, sizes[0], is_reached=False)
    path = os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH")) if p)
    process = subprocess.Popen(
        [sys.executable, __file__, variant.sort, variant.name, *map(str, sizes)],
        env=os.environ | ({"PYTHONPATH": path} if path else {}),
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        told, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        told, _ = process.communicate()
    rows = [json.loads(line) for line in told.splitlines() if line.endswith(b"}")]
    found = {int(row["size"]): row for row in rows}
    # Who was killed, or failed, says so at the first size it did not finish.
    left = [n for n in sizes if n not in found] if process.returncode else []
    print(f"  grown: {variant.sort} {variant.name}", file=sys.stderr, flush=True)
    failed = process.returncode > 0
    # Who was cut short by the end of all, and not by its own, was not measured.
    reached = not left or failed or seconds >= PART
    return Grown(variant, found, left[0] if left else None, failed, reached)


def one(sort: str, name: str, sizes: Sequence[int]) -> None:
    """Take one part through the sizes, printing each when it is done."""
    variant = next(v for v in variants() if (v.sort, v.name) == (sort, name))
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = timed(variant, n, Path(folder))
        print(json.dumps(found), flush=True)
        if found.get("integer") and n >= FROM:
            return


if __name__ == "__main__":
    one(sys.argv[1], sys.argv[2], [int(n) for n in sys.argv[3:]])
