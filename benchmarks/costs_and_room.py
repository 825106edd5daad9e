"""How long costs, prices and room take: python benchmarks/costs_and_room.py [SCENARIO] [--towns N].

Without a scenario the six factors and a made-up nation of 1,000 towns (families/nation.py).
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import registry
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.marginal_prices.prices import prices
from optalloc.explaining.ranges.ranges import room
from optalloc.explaining.rule_costs.costs import costs
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import best
from peak import own_peak

SIX_FACTORS = Path(__file__).resolve().parents[1] / "scenarios" / "six-factors" / "plan.yaml"
QUESTIONS: tuple[tuple[str, Callable[[Resolved], object]], ...] = (
    ("costs", costs),
    ("prices of money and settings", lambda answer: prices(answer, recipients=[])),
    ("prices of figures too", prices),
    ("room within 0", lambda answer: room(answer, Fraction(0))),
    ("room within 1%", lambda answer: room(answer, Fraction(1, 100))),
    ("room within 5%", lambda answer: room(answer, Fraction(1, 20))),
)


def measure(scenario: Path) -> None:
    """Print the seconds of each question about a scenario, and the memory of all."""
    start = time.perf_counter()
    answer = best(read(scenario), HIGHS)
    print(f"{answer.problem.name}: read and solved in {time.perf_counter() - start:.2f} s")
    for words, ask in QUESTIONS:
        start, worked = time.perf_counter(), time.process_time()
        ask(answer)
        worked, start = time.process_time() - worked, time.perf_counter() - start
        print(f"  {words:<30} {start:6.2f} s, {worked:6.2f} s of a processor")
    most = own_peak()
    print(f"  memory of the process at most {most:.0f} MiB")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", type=Path)
    parser.add_argument("--towns", type=int, default=1000)
    asked = parser.parse_args()
    if asked.scenario is not None:
        measure(asked.scenario)
        return
    measure(SIX_FACTORS)
    with tempfile.TemporaryDirectory() as folder:
        instance = registry.Instance("nation", asked.towns)
        measure(registry.families()["nation"].write(instance, Path(folder)))


if __name__ == "__main__":
    main()
