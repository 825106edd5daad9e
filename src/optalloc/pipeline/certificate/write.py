"""A solved scenario becomes a certificate, and all that it is proven by is made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc import __version__
from optalloc.core.atomic_files import real
from optalloc.core.collector import collector_at_rest
from optalloc.pipeline.certificate.audit_facts import audit_digest, audit_text
from optalloc.pipeline.certificate.encoding import (
    DIGEST,
    FORM,
    beside,
    digest_of,
    figure,
    file_digests,
    program_digest,
    text_of,
)
from optalloc.pipeline.certificate.points import awards_json, others_json, point_json
from optalloc.pipeline.certificate.program_json import program_json
from optalloc.pipeline.certificate.proofs import Places, proof_json, tree_json
from optalloc.pipeline.certificate.vipr import ViprFiles, vipr_files
from optalloc.pipeline.solved import Solved
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Program
from optalloc.solver.search.aggregate import totals_only
from optalloc.solver.search.outcome import GoalOutcome


@collector_at_rest()
def certificate_of(solved: Solved, folder: Path) -> dict[str, Any] | None:
    """Return the certificate of a solved scenario.

    None without files behind it, and where solving stopped with neither plan nor proof.

    Args:
        folder: Where it will stand; it names its scenario from there.
    """
    outcome, inputs = solved.outcome, solved.inputs
    if inputs is None or (outcome.x is None and outcome.infeasible == "no"):
        return None
    places = places_of(solved.program, outcome.by_totals)
    said: dict[str, Any] = {
        "form": FORM,
        "version": __version__,
        "engine": f"{outcome.engine} {outcome.version}".rstrip(),
        "scenario": beside(inputs.scenario, real(folder)),
        "settings": list(inputs.settings),
        "files": file_digests(inputs),
        "program": program_digest(solved.program),
        "audit": audit_digest(solved.problem, solved.targets),
        "by_totals": outcome.by_totals,
        "stopped": outcome.stopped,
        "infeasible": outcome.infeasible,
        "conflict": None,
        "plan": None,
        "point": None,
        "columns": {},
        "goals": [],
        "shown": shown_as(solved.problem, solved.program),
        "exact": program_json(solved.problem, solved.program),
    }
    if outcome.conflict is not None:
        said["conflict"] = tree_json(outcome.conflict, places)
    if solved.best is not None and outcome.x is not None:
        said["plan"] = awards_json(solved.best.plan)
        said["point"] = point_json(outcome.x)
        said["columns"] = others_json(solved.program, outcome.x)
        # Time may end in the midst of a goal of which nothing is known: it counts as not reached.
        told = [goal for goal in outcome.goals if goal.proof is not None]
        said["goals"] = [_goal(goal, places) for goal in told]
    return {**said, DIGEST: digest_of(said)}


def shown_as(problem: Problem, program: Program) -> dict[str, Any]:
    """Return what a reader is told by: the unit of money, and each goal in both languages."""
    return {"unit": problem.unit, "goals": [list(goal.words) for goal in program.goals]}


def places_of(program: Program, by_totals: bool) -> Places:
    """Return where the rows and columns of the program that was solved stand in the whole one."""
    master = totals_only(program) if by_totals else None
    if master is None:
        return Places(program, range(program.rows), range(program.columns))
    return Places(program, master.rows.tolist(), master.columns.tolist())


def _goal(goal: GoalOutcome, places: Places) -> dict[str, Any]:
    """Return one goal: what it came to, how well that is proven, and the proof."""
    tolerance = goal.tolerance
    return {
        "goal": goal.label,
        "value": figure(goal.value),
        "proven": goal.proven,
        "bound": _figure(goal.bound),
        "tolerance": None if tolerance is None else figure(Fraction(tolerance)),
        "in_plan": _figure(goal.in_plan),
        "witness": None if goal.witness is None else point_json(goal.witness),
        "proof": None if goal.proof is None else proof_json(goal.proof, places),
    }


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else figure(value)


@dataclass(frozen=True)
class MadeProofs:
    """What proves a plan, or that there is none.

    Attributes:
        certificate: As it stands in one folder.
        audit: What an audit needs besides [text in UTF-8].
        vipr: The same proofs in VIPR.
    """

    certificate: Mapping[str, Any]
    audit: bytes
    vipr: ViprFiles

    def certificate_about(self, scenario: str) -> bytes:
        """Return the certificate as it stands elsewhere.

        Args:
            scenario: The way to the scenario from there.
        """
        said = {**self.certificate, "scenario": scenario}
        return text_of({**said, DIGEST: digest_of(said)}).encode()


def proofs_of(solved: Solved, folder: Path, however_large: bool = False) -> MadeProofs | None:
    """Return the proofs of a solved scenario; None where there is nothing to certify.

    Args:
        folder: Where its certificate will stand.
        however_large: Whether proofs for VIPR are made that take more than a second.
    """
    said = certificate_of(solved, folder)
    if said is None:
        return None
    facts = audit_text(solved.problem, solved.targets).encode("utf-8", "surrogatepass")
    return MadeProofs(said, facts, vipr_files(solved.program, said, however_large))
