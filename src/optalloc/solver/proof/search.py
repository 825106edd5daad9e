"""Search a claim by branch and bound, at sums of its columns too."""

from dataclasses import replace

from optalloc.solver.proof.branch_and_bound import BranchAndBound
from optalloc.solver.proof.only_choices import OwnChoices
from optalloc.solver.proof.points import Points
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.search_tree import Closed
from optalloc.solver.proof.sums_to_cut_at import sums_to_cut_at
from optalloc.solver.proof.tree import Claim
from optalloc.solver.session.linearise import Chosen
from optalloc.solver.session.session import SolveSession


def search(
    solving: SolveSession, claim: Claim, chosen: Chosen, points: Points, left: ProofTime
) -> Closed:
    """Return what branch and bound makes of a claim within the time there is.

    It may cut at sums too, of columns that stand in for one another and of choices: rows that bound
    nothing by themselves, added for the search, and told in its proof.

    Args:
        claim: Its value and point are the best at hand; None where there is none.
        chosen: Tangents to start from.
        points: Those of engines.
        left: Returns the seconds that are left.
    """
    program = claim.program
    sums = sums_to_cut_at(program, claim.face, solving.settles_ties)
    made = OwnChoices.of(program, claim.face, claim.x)
    made = None if claim.step is None or solving.gap else made
    if made is not None:
        sums = (*(columns for columns in sums if columns not in made.sums), *made.sums)
    if not sums:
        return BranchAndBound(solving, claim, chosen, points, left).run()
    wide = claim.with_sums(sums)
    on = replace(solving.on(wide.face), program=wide.program)
    own = replace(points, part=lambda f: points.part(f.of_rows(program.rows)))
    search = BranchAndBound(on, wide, chosen, own, left, made)
    return search.run().with_sums(sums, program.rows)
