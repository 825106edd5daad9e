"""The proof that a plan is best, as a file that anybody can check by fractions alone.

`write.py` turns a solved scenario into the file; `check.py` reads the scenario again, and computes
every value and every bound anew. No engine is asked, none is even imported. What users of Python
call by this name is imported when first used: most runs neither write nor check a certificate.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

CHECKER = Path(__file__).parent / "templates" / "check_certificate.py"
"""A checker that needs neither this package nor any other: one file of plain Python."""
VERIFIER = CHECKER.with_name("verify.html")
"""The same for whoever has a browser alone: one page of plain JavaScript that fetches nothing."""

_WHERE = {"certificate_of": "write", "check_certificate": "check"}


def __getattr__(name: str) -> Any:
    """Import what users call on first use."""
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
