"""Hold the page's audit against the package's:  python tests/two_audits.py 1000

Scenarios are solved; their plans, and as many damaged ones, are judged by every rule twice: by
`optalloc` in Python, and by the script of verify.html in Node, which reads facts and settings as
data and has formulas of its own. They must name the same rules in the same places, as often. Exit 1
if they do not.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

TESTS = Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS.parent / "benchmarks")]

from damaged_plans import damaged, places, told  # noqa: E402
from every_part import variants, written  # noqa: E402
from mutations import drawn_file  # noqa: E402
from optalloc.core.errors import InputUnusable  # noqa: E402
from optalloc.core.solve_options import HIGHS  # noqa: E402
from optalloc.pipeline.audit import verify  # noqa: E402
from optalloc.pipeline.certificate.audit_facts import audit_text  # noqa: E402
from optalloc.pipeline.solve import solve  # noqa: E402
from optalloc.problem.facts import Plan  # noqa: E402
from optalloc.problem.interfaces import RULES  # noqa: E402
from optalloc.problem.problem import Problem  # noqa: E402
from optalloc.problem.score import Targets  # noqa: E402
from verify_page import NODE, page_module  # noqa: E402

EVERY_RULE = 800_001
"""The first seed whose scenarios have every rule (tests/oracle/drawn.py)."""
RECIPIENTS = 11
SECONDS = 3.0
"""Time for one solve: the plan need not be the best to be judged."""


@dataclass(frozen=True)
class Judged:
    """Plans of one scenario, each with what `optalloc` finds in it."""

    name: str
    problem: Problem
    targets: Targets
    plans: tuple[Plan, ...]

    def line(self) -> str:
        """Return what the page's script is given."""
        facts = audit_text(self.problem, self.targets)
        return json.dumps({"facts": facts, "plans": [told(plan) for plan in self.plans]})

    def found(self) -> list[list[str]]:
        """Return the breaches of each plan."""
        return [
            places((b.rule, b.where) for b in verify(self.problem, self.targets, plan))
            for plan in self.plans
        ]


class Difference(NamedTuple):
    """A plan of which the two do not say the same."""

    name: str
    plan: int
    ours: list[str]
    theirs: list[str]


def judged(path: Path, name: str, each: int, draw: Random) -> Judged | None:
    """Return a scenario's plan, and damaged ones; None where there is no plan."""
    solved = solve(path, [], HIGHS.within(SECONDS))
    if solved.best is None:
        return None
    plan = solved.best.plan
    plans = [plan] * each + [damaged(solved.problem, plan, draw) for _ in range(each)]
    return Judged(name, solved.problem, solved.targets, tuple(plans))


def cases(plans: int, each: int, folder: Path, first: int = 1) -> Iterator[Judged]:
    """Yield scenarios with so many plans in all, half of them damaged.

    Those of every rule alone and of the library first, then drawn ones.
    """
    many = 0
    for name, path in _files(folder, first):
        if many >= plans:
            return
        draw = Random(f"damaged {name} {first}")
        try:
            one = judged(path, name, each, draw)
        except InputUnusable:
            continue
        if one is not None:
            many += len(one.plans)
            yield one


def _files(folder: Path, first: int) -> Iterator[tuple[str, Path]]:
    for at, variant in enumerate(variants()):
        if variant.sort == "rule":
            place = folder / str(at)
            place.mkdir()
            yield f"{variant.word} {variant.how}", written(variant, RECIPIENTS, place, first)
    for path in sorted((TESTS.parent / "scenarios").rglob("*.yaml")):
        yield f"{path.parent.name}/{path.stem}", path
    for more in count():
        for seed in (first + more, EVERY_RULE + first + more):
            yield f"drawn {seed}", drawn_file(seed, folder)


def differences(module: Path, cases: list[Judged]) -> Iterator[Difference]:
    """Yield every plan of which the two audits do not say the same."""
    lines = module.with_suffix(".lines")
    lines.write_text("".join(one.line() + "\n" for one in cases), encoding="utf-8")
    command = [str(NODE), str(TESTS / "data" / "audit_lines.js"), str(module), str(lines)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    for one, line in zip(cases, done.stdout.splitlines(), strict=True):
        theirs = [places((r, tuple(w)) for r, w in found) for found in json.loads(line)]
        for at, (mine, other) in enumerate(zip(one.found(), theirs, strict=True)):
            if mine != other:
                yield Difference(one.name, at, mine, other)


@click.command()
@click.argument("plans", default=1000)
@click.option("--first", default=1, help="The seed that is drawn first; others draw others.")
@click.option("--each", default=4, help="Plans of each scenario, and as many damaged ones.")
def main(plans: int, first: int, each: int) -> None:
    """Count plans, breaches and rules, and print every difference."""
    counted, asked, broken = Counter[str](), Counter[str](), Counter[str]()
    word_of = {part: word for word, part in RULES}
    with TemporaryDirectory() as folder:
        there = list(cases(plans, each, Path(folder), first))
        for one in differences(page_module(Path(folder)), there):
            counted["DIFFERENT"] += 1
            print(f"{one.name}, plan {one.plan}:\n  Python {one.ours}\n  page   {one.theirs}")
    for case in there:
        words = {rule.label: word_of[type(rule)] for rule in case.problem.rules}
        for found in case.found():
            labels = {text.partition(": ")[0] for text in found}
            counted.update({"plans": 1, "with a breach": bool(found), "breaches": len(found)})
            asked.update({*words.values()})
            broken.update({words.get(label, "资金") for label in labels})
    print(f"{len(there)} scenarios, seeds from {first}: {dict(counted)}")
    print("rule: plans that are asked, and that break it")
    for word in sorted({*word_of.values(), "资金"}):
        print(f"  {word}: {asked[word]}, {broken[word]}")
    sys.exit(counted["DIFFERENT"] > 0)


if __name__ == "__main__":
    main()
