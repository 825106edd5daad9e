"""Where a plan comes from: its inputs by their digests, versions, options, and no chance.

No step of solving draws random numbers of its own. HiGHS has a seed for its own heuristics, which
is always 0; CBC keeps the one it is built with. Whichever of several equally good plans they meet,
the tie rule chooses (docs/decisions/0004).
"""

import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optalloc import __version__
from optalloc.core.atomic_files import real
from optalloc.core.message import Lang, Words
from optalloc.pipeline.certificate.digests import beside, file_digests
from optalloc.solver.session.session import NO_GAP

if TYPE_CHECKING:
    from optalloc.pipeline.solved import Solved

ENGINES = ("pulp", "highspy", "numpy")
"""The packages that a plan is made with."""
NO_SEED = Words(
    "没有随机种子：求解不用随机数，HiGHS 自己的种子固定为 0，并列的方案由并列规则决定。",
    "There is no seed: solving draws no random numbers, HiGHS's own seed is always 0, and among "
    "equally good plans the tie rule chooses.",
)


@dataclass(frozen=True)
class Asked:
    """The options of a solve that do not stand in its scenario.

    Attributes:
        time_limit: Wall time for solving [s]; None lets it finish.
        gap: The part of a goal's value by which the plan may miss its best.
    """

    solver: str = "auto"
    time_limit: float | None = None
    gap: Fraction = NO_GAP

    def as_json(self) -> dict[str, Any]:
        """Return the options as they stand in plan.json."""
        return {"solver": self.solver, "time_limit": self.time_limit, "gap": str(self.gap)}


def versions(solved: "Solved") -> dict[str, str]:
    """Return the versions of everything that a plan is made with."""
    outcome = solved.outcome
    return {
        "optalloc": __version__,
        "engine": f"{outcome.engine} {outcome.version}".rstrip(),
        "python": ".".join(map(str, sys.version_info[:3])),
        **{name: _version(name) for name in ENGINES},
    }


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def origin_json(
    solved: "Solved", asked: Asked, folder: Path, certificate: str | None, lang: Lang
) -> dict[str, Any] | None:
    """Return where a plan comes from; None where it was not read from files.

    Args:
        folder: Where it will stand; it names its scenario from there.
        certificate: The digest of the certificate beside it; None without one.
    """
    inputs = solved.inputs
    if inputs is None:
        return None
    proof = None if certificate is None else {"file": "certificate.json", "digest": certificate}
    return {
        "scenario": beside(inputs.scenario, real(folder)),
        "files": file_digests(inputs),
        "versions": versions(solved),
        "options": {"settings": list(inputs.settings), **asked.as_json()},
        "seed": None,
        "seed_words": NO_SEED.say(lang),
        "certificate": proof,
        "log": "solver.log",
    }
