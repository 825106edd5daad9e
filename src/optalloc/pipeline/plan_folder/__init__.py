"""The plan's folder: plan.csv, plan.json, certificate.json, solver.log.

Writing it and solving it again (replay.py) are imported when first used: most runs do neither.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optalloc.pipeline.plan_folder.write import write_folder

_WHERE = {"write_folder": "write"}
__all__ = ["write_folder"]


def __getattr__(name: str) -> Any:
    """Import what the folder shows to others on first use."""
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
