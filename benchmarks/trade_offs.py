"""Measure `optalloc explore frontier|alternatives|regret|cut` on three sizes of plan.

Prints a line for each: processor seconds of this process, wall seconds, what was found, its proof.

    python benchmarks/trade_offs.py [FOLDER]    the folder takes the scenarios that are made up
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from optalloc.core.atomic_files import write_file
from optalloc.explore import alternatives, cut, frontier, regret  # type: ignore[attr-defined]
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
TOWNS, SEED = 14, 14
SIX = ROOT.parent / "scenarios" / "six-factors" / "plan.yaml"
MEILAN = ROOT.parent / "scenarios" / "meilan-2023" / "two-towns.yaml"
LESS = {"six-factors": "480", "meilan-2023": "40", "county": "1000"}
OTHERS = {
    "six-factors": "weights: {有衔接任务行政村: 15%, 脱贫人口: 30%}",
    "county": "weights: {villages: 45%, people: 25%}",
}
"""Other opinions about the weights, for the least worst loss."""


def measured(name: str, question: Callable[[], Any], told: Callable[[Any], str]) -> None:
    """Print what one question took and came to."""
    wall, processor = time.perf_counter(), time.process_time()
    found = question()
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    print(f"{name:28} {processor:6.2f} s cpu {wall:7.2f} s wall  {told(found)}", flush=True)


def county(folder: Path) -> Path:
    """Write a county of 14 towns, made up."""
    from families import counties
    from registry import Instance

    path: Path = counties.write(Instance("counties", TOWNS, SEED), folder / "county")
    return path


def other(scenario: Path, folder: Path, name: str, weights: str) -> Path:
    """Write the scenario with other weights."""
    path = folder / f"{name}-other.yaml"
    text = f"extends: {scenario}\ntargets: {{formula: {{{weights}}}}}\n"
    write_file(path, text.encode())
    return path


def main(folder: Path, names: Sequence[str] = tuple(LESS)) -> None:
    """Ask every question of every scenario, or of some."""
    scenarios = {"meilan-2023": MEILAN, "six-factors": SIX, "county": county(folder)}
    for name, path in ((name, scenarios[name]) for name in names):
        write_folder(solve(path), folder / name, "zh")
        measured(
            f"{name} frontier",
            lambda path=path: frontier(path, ["evenness", "closest_to_target:distance=absolute"]),
            lambda f: f"{len(f.points)} points, all: {f.is_whole}, {f.proven}",
        )
        measured(
            f"{name} alternatives",
            lambda path=path: alternatives(path, ["20%"]),
            lambda f: f"{len(f.plans)} plans, all: {f.all_there_are}, {f.plans[-1].proven}",
        )
        measured(
            f"{name} cut",
            lambda path=path, name=name: cut(path, folder / name / "plan.csv", LESS[name]),
            lambda f: f"{len(f.moves)} moves, {f.proven}",
        )
    for name, weights in OTHERS.items():
        if name not in names:
            continue
        pair = [scenarios[name], other(scenarios[name], folder, name, weights)]
        measured(
            f"{name} regret",
            lambda pair=pair: regret(pair),
            lambda f: f"gap {float((f.worst - f.floor) / (f.worst or 1)):.1e}, {f.proven}",
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
