"""Branch and bound that may cut at sums: of columns that stand in for one another, and choices.

The sums are rows that bound nothing by themselves, added for the search and told in its proof.
"""

from dataclasses import replace

from optalloc.solver.program.face import Face
from optalloc.solver.proof.branch_and_bound import BranchAndBound, Part
from optalloc.solver.proof.cutting import choices_of, sums_of
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.search_tree import Closed
from optalloc.solver.proof.tree import Claim, Leaf, SumCuts
from optalloc.solver.session.linearise import Chosen
from optalloc.solver.session.session import SolveSession


def search(
    solving: SolveSession, claim: Claim, chosen: Chosen, part: Part, left: ProofTime
) -> Closed:
    """Return what branch and bound makes of a claim within the time there is.

    Args:
        claim: Its value and point are the best at hand; None where there is none.
        chosen: Tangents to start from.
        part: Finds a whole point on a part of the face by engines.
        left: Returns the seconds that are left.
    """
    face, rows = claim.face, claim.program.rows
    sums = (*sums_of(claim.program, face), *choices_of(claim.program, face))
    if not sums:
        return BranchAndBound(solving, claim, chosen, part, left).run()
    wide = claim.with_sums(sums)
    solving = replace(solving.on(wide.face), program=wide.program)
    found = BranchAndBound(
        solving, wide, chosen, lambda face: part(_without_sums(face, rows)), left
    ).run()
    tree = None if found.tree is None else SumCuts(sums, found.tree)
    return replace(found, tree=tree, root=_of_rows(found.root, rows))


def _without_sums(face: Face, rows: int) -> Face:
    """Return a face of the program's own rows."""
    return replace(face, low=face.low[:rows], high=face.high[:rows])


def _of_rows(leaf: Leaf | None, rows: int) -> Leaf | None:
    """Return a leaf without multipliers of sums, which bound nothing on the whole face."""
    if leaf is None:
        return None
    return replace(leaf, multipliers={i: p for i, p in leaf.multipliers.items() if i < rows})
