"""Change every number of certificates in turn, and forge some:  python tests/every_mutation.py

Each change that makes a certificate false must be refused by the checker that stands alone and by
`check --certificate`; what either lets pass is proven to be still true, by solving the rows that
the certificate spells out anew. Certificates: of the library, of cases that engines got wrong, and
of drawn scenarios with trees, parts cut off, ties, levels (leximin) and without any plan.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import click

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS))

from forgeries import forgeries  # noqa: E402
from mutations import (  # noqa: E402
    Json,
    changed,
    drawn_file,
    heard,
    numbers,
    program_of,
    refusal_of,
    truth,
)
from optalloc.core.errors import InputUnusable  # noqa: E402
from optalloc.core.solve_options import HIGHS  # noqa: E402
from optalloc.pipeline.certificate.check import CertifiedScenario  # noqa: E402
from optalloc.pipeline.certificate.write import certificate_of  # noqa: E402
from optalloc.pipeline.solve import solve  # noqa: E402
from optalloc.solver.engines.select import engine  # noqa: E402
from optalloc.solver.lexicographic import solve as solve_program  # noqa: E402

KINDS = {
    "trees": '"column"',
    "narrowed": '"narrowed"',
    "levels": '"rounds"',
    "missing": '"missing": {',
    "nothing": '"nothing": {',
    "tolerance": '"witness": {',
    "open": '"lower": "',
}
"""What a certificate may hold, by the mark that shows it."""
LEVELLED = ("five-states", "jinzhai-2021", "meilan-2023", "six-factors", "xiuwen-2022-like")
LEXIMIN = "goals={evenness: {depth: leximin}}"
"""Scenarios that are solved level by level too: their own goals are others."""
LARGEST = 40_000
"""Characters of a certificate beyond which one check takes too long."""


def scenarios(folder: Path, most: int) -> Iterator[tuple[str, Path]]:
    """Yield scenarios: all of the library, the cases of false words, and drawn ones."""
    for base in (TESTS.parent / "scenarios", TESTS / "data" / "false_words"):
        for path in sorted(base.rglob("*.yaml")):
            yield f"{path.parent.name}/{path.stem}", path
    for path in sorted((TESTS.parent / "scenarios").rglob("*.yaml")):
        if path.parent.name in LEVELLED:
            yield f"{path.parent.name}/{path.stem}, levels", path
    for seed in range(1, most + 1):
        yield f"drawn/{seed}", drawn_file(seed, folder)


def of(scenario: Path, settings: list[str]) -> Json | None:
    """Return the certificate of a scenario as it stands in its file; None where there is none."""
    try:
        said = certificate_of(solve(scenario, settings, HIGHS), scenario.parent)
    except InputUnusable:
        return None
    text = json.dumps(said, ensure_ascii=False)
    return None if said is None or len(text) > LARGEST else json.loads(text)


def kinds(said: Json) -> list[str]:
    """Return what a certificate holds."""
    text = json.dumps(said)
    found = [kind for kind, mark in KINDS.items() if mark in text]
    return found + (["no plan"] if said["plan"] is None else [])


class Tried:
    """One certificate, changed again and again."""

    def __init__(self, name: str, path: Path, said: Json) -> None:
        self.name, self.said, self.counted = name, said, Counter[str]()
        self.scenario = CertifiedScenario.read(path, said["settings"])
        self.found = solve_program(program_of(said["exact"]), engine("highs"))
        for why in (heard(said)[0], refusal_of(self.scenario, said)):
            if why is not None:
                self._fault("a true certificate is refused", why)

    def change(self, places: list[tuple[str | int, ...]], seconds: float) -> int:
        """Change the numbers at some places until time is up; returns how many were changed."""
        until = time.process_time() + seconds
        for i, path in enumerate(places):
            if time.process_time() > until:
                return i
            for by in (1, -1):
                made = changed(self.said, path, by)
                self._alone(made, path[0] == "exact", f"{path} {by:+}")
                if refusal_of(self.scenario, made) is not None:
                    self.counted["check --certificate: refused"] += 1
                elif path[0] in ("goals", "conflict") and truth(made, self.found) == "true":
                    self.counted["check --certificate: still true"] += 1
                else:
                    self._fault("check --certificate lets it pass", f"{path} {by:+}")
        return len(places)

    def forge(self, draw: Random) -> None:
        """Write down other plans, or none, as proven."""
        for what, made in forgeries(self.said, draw):
            self.counted["forged"] += 1
            why, printed = heard(made)
            if why is None and "NOT CHECKED" not in printed:
                self._fault("the checker that stands alone lets it pass", what)
            if refusal_of(self.scenario, made) is None:
                self._fault("check --certificate lets it pass", what)

    def _alone(self, made: Json, is_other: bool, where: str) -> None:
        why, printed = heard(made)
        if why is not None:
            self.counted["stand-alone: refused"] += 1
        elif made["plan"] is None and "NOT CHECKED" in printed:
            self.counted["stand-alone: says that it does not check"] += 1
        elif (is_so := truth(made, None if is_other else self.found)) == "false":
            self._fault("the checker that stands alone lets it pass", where)
        else:
            self.counted[f"stand-alone: still {is_so}"] += 1

    def _fault(self, what: str, where: Any) -> None:
        self.counted["FAULTS"] += 1
        print(f"{self.name}: FAULT: {what}: {where}", flush=True)


@click.command()
@click.option("--drawn", "most", default=120, help="Seeds that are drawn.")
@click.option("--places", default=10_000, help="Most numbers that are changed of each.")
@click.option("--seconds", default=20.0, help="Processor seconds after which the next is taken.")
@click.option("--seed", default=1, help="The order in which numbers are changed.")
@click.option("--only", default="", help="Names that hold this text.")
@click.option("--all-drawn", is_flag=True, help="Those too that hold nothing special.")
def main(most: int, places: int, seconds: float, seed: int, only: str, all_drawn: bool) -> None:
    """Count what is refused, what is still true, and what is false and let pass."""
    counted, held = Counter[str](), Counter[str]()
    start = time.process_time()
    with TemporaryDirectory() as folder:
        for name, path in scenarios(Path(folder), most):
            settings = [LEXIMIN] if name.endswith(", levels") else []
            if only not in name or (said := of(path, settings)) is None:
                continue
            found = kinds(said)
            if name.startswith("drawn") and not all_drawn and found in ([], ["no plan"]):
                continue
            tried, draw = Tried(name, path, said), Random(f"{seed} {name}")
            there = [*numbers(said)]
            changed_here = tried.change(draw.sample(there, len(there))[:places], seconds)
            if said["plan"] is not None:
                tried.forge(draw)
            held.update([*found, "certificates"])
            counted.update(tried.counted)
            counted.update({"numbers": len(there), "numbers changed": changed_here})
            said_of = f"{changed_here} of {len(there)} numbers, {time.process_time() - start:.0f} s"
            print(f"{name} ({', '.join(found)}): {said_of}", flush=True)
    for name, count in (*held.items(), *sorted(counted.items())):
        print(f"{count:8d} {name}")
    print(f"{time.process_time() - start:8.0f} processor seconds, seed {seed}")
    sys.exit(counted["FAULTS"] > 0)


if __name__ == "__main__":
    main()
