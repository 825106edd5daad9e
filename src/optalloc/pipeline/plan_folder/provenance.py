"""Where a plan comes from: its inputs by their digests, versions, options, and no chance.

No step of solving draws random numbers of its own. HiGHS has a seed for its own heuristics, which
is always 0; CBC keeps the one it is built with. Whichever of several equally good plans they meet,
the tie rule chooses (docs/decisions/0004).
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optalloc import __version__
from optalloc.core.atomic_files import real
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Lang, Words
from optalloc.core.money import FEN_PER_UNIT, parse_amount
from optalloc.core.solve_options import SolveOptions
from optalloc.inputs.tables import decode, read_whole
from optalloc.inputs.tables.raw import unusable
from optalloc.pipeline.certificate.encoding import beside, file_digests
from optalloc.problem.facts import Award, Plan
from optalloc.solver.engines.select import is_solver

if TYPE_CHECKING:
    from optalloc.pipeline.solved import Solved

ENGINES = ("pulp", "highspy", "numpy")
"""The packages that a plan is made with."""
NO_SEED = Words(
    "没有随机种子：求解不用随机数，HiGHS 自己的种子固定为 0，并列的方案由并列规则决定。",
    "There is no seed: solving draws no random numbers, HiGHS's own seed is always 0, and among "
    "equally good plans the tie rule chooses.",
)


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
    solved: "Solved", asked: SolveOptions, folder: Path, certificate: str | None, lang: Lang
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


LARGEST_FILE = 256 * 2**20
"""Longest plan.json that is read [bytes]."""


@dataclass(frozen=True)
class Kept:
    """What a plan.json holds.

    Attributes:
        scenario: Where the scenario is, from the file's folder.
        files: The digest of every input, by its path from the scenario's folder.
        plan: None where it says that there is none.
    """

    scenario: str
    files: Mapping[str, str]
    versions: Mapping[str, str]
    settings: tuple[str, ...]
    asked: SolveOptions
    plan: Plan | None
    stopped: str


def read_kept(path: Path, named: str) -> Kept:
    """Read a plan.json.

    Raises:
        InputUnusable: When it is not there, is cut off, or does not say where its plan comes from.
    """
    text, _ = decode(read_whole(path, named, LARGEST_FILE))
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        raise _unusable(named, Words("应为完整的 JSON 文件", "a whole JSON file")) from None
    try:
        return _kept(value)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        allowed = Words(
            "应写明方案和它的来源（origin）", "a plan with where it comes from (origin)"
        )
        raise _unusable(named, allowed) from None


def _kept(value: Any) -> Kept:
    """Return what a JSON value holds; anything that is not as we write it raises."""
    origin, unit = value["origin"], value["unit"]
    options, limit = origin["options"], origin["options"]["time_limit"]
    solver, gap = options["solver"], Fraction(_text(options["gap"]))
    texts = [_text(text) for text in options["settings"]]
    if not is_solver(solver) or unit not in FEN_PER_UNIT or not 0 <= gap < 1:
        raise ValueError
    if limit is not None and not (type(limit) in (int, float) and limit > 0):
        raise ValueError
    plan = Plan(_award(award, unit) for award in value["awards"]) if value["has_plan"] else None
    return Kept(
        _text(origin["scenario"]),
        {_text(name): _text(digest) for name, digest in origin["files"].items()},
        {_text(name): _text(said) for name, said in origin["versions"].items()},
        tuple(texts),
        SolveOptions(solver, limit, gap),
        plan,
        _text(value["stopped"]),
    )


def _award(said: Any, unit: str) -> Award:
    project = said["project"]
    return Award(
        _text(said["recipient"]),
        _text(said["source"]),
        _text(said["use"]),
        parse_amount(_text(said["amount"]), unit),
        None if project is None else _text(project),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _unusable(named: str, allowed: Words) -> InputUnusable:
    remedy = Words(
        "请用 optalloc solve --out 写出的 plan.json。",
        "Take the plan.json that optalloc solve --out writes.",
    )
    return unusable(named, allowed, remedy)
