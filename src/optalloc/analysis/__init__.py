"""optalloc from Python: problems from data frames, plans as data frames, models as PuLP problems.

`optalloc.Problem`, `optalloc.read`, `optalloc.compare` and `optalloc.benchmark` stand here, each in
the file of its subject; the types that users name are imported from there when first used. pandas
is imported when a frame is asked for, PuLP when a model is; the command line needs neither.
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "Comparison": "comparison",
    "Explanation": "explanation",
    "Judgement": "judged",
    "Problem": "problem",
    "Solution": "solution",
    "benchmark": "problem",
    "compare": "comparison",
    "frame_of": "explored",
    "read": "problem",
}
__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    """Import what users name on first use."""
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
