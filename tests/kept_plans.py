"""Scenarios solved once for all the tests of a process: what is solved does not change."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from optalloc.core.solve_options import HIGHS
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.resolve import best
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved


@cache
def _solved(path: Path, **how: Any) -> Solved:
    return solve(path, **how)


def solved(path: Path, **how: Any) -> Solved:
    """Return a scenario with its best plan; `how` as for `solve`, by name.

    A path that is not absolute is another file in another folder, and is solved anew.
    """
    return _solved(path, **how) if path.is_absolute() else solve(path, **how)


@cache
def answered(path: Path) -> Resolved:
    """Return the best plan of a scenario as it is asked on from, by HiGHS."""
    return best(read(path), HIGHS)


@cache
def _certificate(path: Path) -> str:
    return json.dumps(certificate_of(solved(path, solver="highs"), path.parent))


def certificate(path: Path) -> dict[str, Any]:
    """Return a certificate of the best plan by HiGHS, as it is read from its file."""
    said: dict[str, Any] = json.loads(_certificate(path))
    return said
