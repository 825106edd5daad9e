"""optalloc: share out earmarked public money exactly, by every rule, proven best.

Each command of the program is a function here; those of `optalloc explore` are functions of
`optalloc.explore`, `optalloc.schema.schema` is that of `optalloc schema`. They are imported when
first used, so that the command line starts fast.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "new": "optalloc.inputs.starter",
    "solve": "optalloc.pipeline.solve",
    "compare": "optalloc.analysis.comparison",
    "explain": "optalloc.explaining.explain",
    "check": "optalloc.checking",
    "report": "optalloc.reports",
    "benchmark": "optalloc.analysis.problem",
    "export_file": "optalloc.analysis.interchange",
    "import_file": "optalloc.analysis.interchange",
    "Problem": "optalloc.analysis.problem",
    "Solution": "optalloc.analysis.solution",
    "read": "optalloc.analysis.problem",
    "frame_of": "optalloc.analysis.explored",
    "InputUnusable": "optalloc.core.errors",
}
_NAMESPACES = {"explore": "optalloc.explore", "schema": "optalloc.inputs.schema"}
TABLE_SOURCES = {
    "ledger": "optalloc.ledger.exchange.scenario_source",
    "sql": "optalloc.analysis.interchange.sql_tables",
}
"""What gives a scenario tables beside files, by the key that names it: the module registers it."""
WORKBOOK_READER = "optalloc.inputs.sheets"
"""What reads a scenario that is a workbook, imported when the first one comes."""
__all__ = ["__version__", *_NAMESPACES, *_WHERE]


def __getattr__(name: str) -> Any:
    """Import a command's function on first use."""
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    if name in _NAMESPACES:
        return import_module(_NAMESPACES[name])
    raise AttributeError(name)


def __dir__() -> list[str]:
    """Return what the package offers, whether it was used before or not."""
    return sorted(__all__)
