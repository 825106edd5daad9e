"""How much of the scenario library is proven in exact arithmetic, and proven again from the file.

Every scenario is solved by both engines, its certificate written and checked without a solver.
What is not proven says why, in words. Prints Markdown.

python benchmarks/proofs.py
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from optalloc.pipeline.certificate.check import CheckedCertificate, check_certificate
from optalloc.pipeline.outcome_text import goal_words, outcome_words
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
AIM = 0.9
"""Part of the library that is to be proven."""


def main() -> None:
    """Solve, certify, check and count."""
    print(
        "| scenario | engine | proven | certificate [kB] | checked in [s] | if not: why |\n"
        "|---|---|---|---|---|---|"
    )
    proven = many = 0
    for file in sorted(SCENARIOS.rglob("*.yaml")):
        for engine in ("cbc", "highs"):
            solved = solve(file, solver=engine)
            with TemporaryDirectory() as folder:
                write_folder(solved, folder, "en")
                certificate = Path(folder) / "certificate.json"
                size = certificate.stat().st_size / 1000
                start = time.perf_counter()
                checked = check_certificate(certificate)
                seconds = time.perf_counter() - start
            assert checked.holds, checked.findings
            name = file.relative_to(SCENARIOS).with_suffix("")
            why = "" if checked.verified else _why(solved, checked)
            grade = "exact" if checked.verified else "no"
            print(f"| {name} | {engine} | {grade} | {size:.1f} | {seconds:.2f} | {why} |")
            many += 1
            proven += checked.verified
    print(
        f"\nProven in exact arithmetic, and proven again from the certificate alone: {proven} of "
        f"{many} ({proven / many:.0%}; aim: {AIM:.0%})."
    )


def _why(solved: Solved, checked: CheckedCertificate) -> str:
    """Return what is not proven: the goals, each with its gap, or what the outcome says."""
    unit = checked.problem.unit
    goals = [goal_words(goal, unit).en for goal in checked.goals if goal.proven != "exact"]
    goals += [f"{words.en}: not reached" for words in checked.unreached]
    return "; ".join(goals or [words.en for words in outcome_words(solved.outcome)])


if __name__ == "__main__":
    main()
