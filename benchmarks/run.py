"""Measure everything in one run: RESULTS.md, quality.json and the pictures.

python benchmarks/run.py [--check] [--families counties,nation] [--most 1500] [--no-peers]

With --check, or on a part of the instances, nothing is written: the figures of quality are set
beside those of the last whole run, and any difference is an error.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bars import bars
from charts import draw
from floors import ALONE_UP_TO, imports, solver_alone
from grown_page import grown_bars
from growth import Grown, all_grown
from judging import Judged, judge, largest
from markdown_page import Surroundings
from optalloc.solver.engines.select import ENGINES
from processes import peers, product
from quality import differences, quality
from registry import families, instances
from results import results

HERE = Path(__file__).resolve().parent
RESULTS, QUALITY, PICTURES = HERE / "RESULTS.md", HERE / "quality.json", HERE / "pictures"


def main() -> int:
    """Run, print the bars, and write or compare; 1 when quality differs."""
    asked = _arguments()
    row = {**product(), **({} if asked.no_peers else peers())}
    start, loads, every = time.perf_counter(), [os.getloadavg()[0]], list[Judged]()
    try:
        with tempfile.TemporaryDirectory() as folder:
            skipped: dict[str, set[str]] = {}
            for instance in instances(tuple(asked.families)):
                if instance.size <= asked.most:
                    given_up = skipped.setdefault(instance.family, set())
                    every.append(judge(instance, row, Path(folder), given_up))
                    loads.append(os.getloadavg()[0])
                    _progress(every[-1], time.perf_counter() - start)
            solvers = {} if asked.check else alone(every, Path(folder))
    finally:
        for peer in row.values():
            peer.stop()
    is_whole = not asked.families and asked.most == sys.maxsize and not asked.no_peers
    grown = all_grown() if is_whole and not asked.check else []
    seconds = time.perf_counter() - start
    for bar in (*bars(every), *grown_bars(grown)):
        print(f"{bar.verdict:>14}  {bar.words}: {bar.figure}")
    if asked.check or not is_whole:
        return compared(every)
    load = min(loads), max(loads)
    around = Surroundings(row, seconds, os.cpu_count() or 1, load, imports(), solvers)
    write(every, around, grown)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare quality, write nothing")
    parser.add_argument("--families", type=lambda text: text.split(","), default=[])
    parser.add_argument("--most", type=int, default=sys.maxsize, help="largest size")
    parser.add_argument("--no-peers", action="store_true")
    return parser.parse_args()


def _progress(judged: Judged, seconds: float) -> None:
    told = [
        f"{e.who} {e.says}" + ("" if e.seconds is None else f" {e.seconds:.3g}s")
        for e in judged.entries
        if e.says not in ("cannot", "missing")
    ]
    line = f"{seconds:6.0f}s  {judged.instance.name}: {', '.join(told)}"
    print(line, file=sys.stderr, flush=True)


def alone(every: Sequence[Judged], folder: Path) -> Mapping[tuple[str, str], float]:
    """Return the solvers' own seconds on the largest instance of each family, by its name."""
    found = {}
    for judged in largest(every, ALONE_UP_TO):
        family = families()[judged.instance.family]
        file = family.write(judged.instance, folder / "alone" / family.name)
        for name in ENGINES:
            seconds = solver_alone(file, name)
            if seconds is not None:
                found[judged.instance.name, name] = seconds
    return found


def compared(every: Sequence[Judged]) -> int:
    """Set the figures of quality beside the last whole run's, and say what differs."""
    if not QUALITY.exists():
        print("There is no run to compare with yet.")
        return 0
    old: dict[str, Any] = json.loads(QUALITY.read_text(encoding="utf-8"))
    new = {j.instance.name: quality(j) for j in every}
    found = differences(old, new)
    print(f"{len(new)} instances compared with the last run, {len(found)} figures differ.")
    for line in found:
        print("  " + line)
    return 1 if found else 0


def write(every: Sequence[Judged], around: Surroundings, grown: Sequence[Grown]) -> None:
    """Write the page, the figures of quality and the pictures."""
    RESULTS.write_text(results(every, around, grown), encoding="utf-8")
    told = {j.instance.name: quality(j) for j in every}
    QUALITY.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draw(every, PICTURES)
    print(f"Written: {RESULTS.name}, {QUALITY.name}, {PICTURES.name}/")


if __name__ == "__main__":
    sys.exit(main())
