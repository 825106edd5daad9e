"""Check every proof of the library in four ways, and change them:  python tests/four_ways.py

The four: `optalloc check --certificate`, the checker that stands alone, the script of verify.html
in Node, and the files for VIPR by tests/vipr_checker.py (and by the format's own checker, where
VIPRCHK names one). Then a hundred changes of each kind: of certificates, for the first three, and
of files for VIPR. A change may leave a weaker claim that is true, and that is rightly let pass. So
each that any way lets pass is judged without its proof: its rows and goals are solved anew with
proofs in fractions, its sums added up anew. Exit 1 where something true of the library is refused,
and where a change is let pass by any way that is false, or not shown to be true.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

TESTS = Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "pipeline")]

from test_verify_page import BY, KINDS, SCENARIOS, said_of, text_of  # noqa: E402
from test_vipr import KINDS as VIPR_KINDS  # noqa: E402
from test_vipr import changed as changed_files  # noqa: E402
from test_vipr import why_not  # noqa: E402

from mutations import Json, changed, drawn_file, heard, numbers, refusal_of, truth  # noqa: E402
from optalloc.core.solve_options import HIGHS  # noqa: E402
from optalloc.pipeline.certificate.check import CertifiedScenario  # noqa: E402
from optalloc.pipeline.certificate.vipr import vipr_files  # noqa: E402
from optalloc.pipeline.certificate.write import certificate_of  # noqa: E402
from optalloc.pipeline.solve import solve  # noqa: E402
from verify_page import page_module  # noqa: E402

WAYS = ("optalloc", "stand-alone", "verify.html")
PATIENCE = 60.0
"""Seconds for a change that is not decided at once."""


class Counted:
    """What is counted, and what is wrong."""

    def __init__(self) -> None:
        self.many, self.faults = Counter[str](), 0

    def fault(self, *what: object) -> None:
        self.faults += 1
        print("FAULT:", *what, flush=True)


def scenario(name: str, settings: tuple[str, ...], folder: Path) -> tuple[CertifiedScenario, Json]:
    """Return a scenario as it is read, and its certificate."""
    drawn = [drawn_file(int(name), folder)] if name.isdigit() else []
    (path,) = drawn or SCENARIOS.rglob(f"{name}.yaml")
    said = certificate_of(solve(path, list(settings), HIGHS), path.parent)
    return CertifiedScenario.read(path, list(settings)), json.loads(json.dumps(said))


def library(module: Path, counted: Counted, folder: Path) -> None:
    """Check every certificate of the library in every way."""
    for path in sorted(SCENARIOS.rglob("*.yaml")):
        solved = solve(path, [], HIGHS)
        said = json.loads(json.dumps(certificate_of(solved, path.parent)))
        (page,) = said_of(module, [text_of(said)])
        found = {
            "optalloc": refusal_of(CertifiedScenario.read(path, []), said),
            "stand-alone": heard(said)[0],
            "verify.html": page.get("refused") or (None if page["proven"] else "not proven"),
        }
        made = vipr_files(solved.program, said, however_large=True)
        for name, text in made.texts.items():
            counted.many["files for VIPR"] += 1
            found[name] = why_not(text, said, name)
            if own := os.environ.get("VIPRCHK"):
                (folder / name).write_text(text, encoding="utf-8")
                done = subprocess.run([own, str(folder / name)], capture_output=True, text=True)
                is_it = done.returncode == 0 and "uccessfully verified" in done.stdout
                counted.many["files that the format's own checker verifies"] += is_it
                found[f"{name}, own checker"] = None if is_it else done.stdout[-200:]
        counted.many["certificates"] += 1
        for what, why in [*found.items(), *made.left_out.items()]:
            if why is not None:
                counted.fault(path.parent.name, path.stem, what, why)


def change(module: Path, kind: str, many: int, counted: Counted, folder: Path) -> None:
    """Change a certificate so often, and print and count what came of it."""
    name, part, settings = KINDS[kind]
    there, said = scenario(name, tuple(settings), folder)
    way = tuple(part.split("."))
    places = [path for path in numbers(said) if path[: len(way)] == way]
    draw, came, passed = Random(f"four ways {kind}"), Counter[str](), Counter[str]()
    made = [changed(said, draw.choice(places), draw.choice(BY)) for _ in range(many)]
    for one, page in zip(made, said_of(module, [text_of(m) for m in made]), strict=True):
        why, printed = heard(one)
        is_open = "NOT CHECKED" in printed and one["plan"] is None
        lets = {
            "optalloc": refusal_of(there, one) is None,
            "stand-alone": why is None and not is_open,
            "verify.html": "refused" not in page and page["proven"],
        }
        passed.update(way for way, is_let in lets.items() if is_let)
        so = "refused" if not any(lets.values()) else shown(one)
        if lets["optalloc"] and one["exact"] != said["exact"]:
            so = "false"  # other rows or goals than the scenario's
        came[so] += 1
        if so in ("false", "undecided"):
            counted.fault(kind, f"a certificate that is {so} is let pass", lets)
    counted.many.update(came)
    by = ", ".join(f"{way} {passed[way]}" for way in WAYS)
    print(
        f"{many} changes of {kind}: {came['refused']} refused by all three, {came['true']} true all"
        f" the same, {came['undecided']} not decided, {came['false']} FALSE; let pass by: {by}",
        flush=True,
    )


def shown(said: Json) -> str:
    """Return whether a changed certificate is true, found out without its proof."""
    so = truth(said)
    return truth(said, seconds=PATIENCE) if so == "undecided" else so


def in_vipr(kind: str, many: int, counted: Counted) -> None:
    """Change files for VIPR so often: whatever is changed of what is stated is false."""
    refused = 0
    for said, name, text in changed_files(kind, many):
        if why_not(text, said, name) is not None:
            refused += 1
        else:
            counted.fault("a changed file for VIPR is let pass", kind, name)
    counted.many.update({"files refused": refused})
    print(f"{many} changes of {kind} in files for VIPR: {refused} refused", flush=True)


@click.command()
@click.argument("many", default=100)
def main(many: int) -> None:
    """Check the library, change it MANY times a kind, and count.

    \b
    The parts that are changed: bounds of columns, rows, goals, cells, totals and money, the plan,
    the point, proofs of each kind, proofs that there is no plan; then files for VIPR.
    """
    counted, start = Counted(), time.process_time()
    with TemporaryDirectory() as name:
        folder = Path(name)
        module = page_module(folder)
        library(module, counted, folder)
        print(f"library: {dict(counted.many)}, {counted.faults} faults", flush=True)
        for kind in KINDS:
            change(module, kind, many, counted, folder)
    for kind in VIPR_KINDS:
        in_vipr(kind, many, counted)
    came = counted.many
    print(
        f"Certificates: {len(KINDS)} kinds x {many} changes: {came['refused']} refused by all three"
        f" ways, {came['true']} let pass by some way and shown to be true all the same,"
        f" {came['undecided']} not decided, {came['false']} false and let pass."
    )
    kinds = len(VIPR_KINDS)
    print(f"Files for VIPR: {kinds} kinds x {many} changes: {came['files refused']} refused.")
    print(f"{time.process_time() - start:.0f} processor seconds, {counted.faults} faults")
    sys.exit(counted.faults > 0)


if __name__ == "__main__":
    main()
