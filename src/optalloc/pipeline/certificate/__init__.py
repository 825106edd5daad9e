"""The proof that a plan is best, as a file that anybody can check by fractions alone.

`written` turns a solved scenario into the file; `check_certificate` reads the scenario again, and
computes every value and every bound anew. No engine is asked, none is even imported. Both are
imported when first used: most runs neither write nor check a certificate.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optalloc.pipeline.certificate.check import CheckedCertificate, check_certificate
    from optalloc.pipeline.certificate.write import certificate_of, written

CHECKER = Path(__file__).parent / "templates" / "check_certificate.py"
"""A checker that needs neither this package nor any other: one file of plain Python."""
VERIFIER = CHECKER.with_name("verify.html")
"""The same for whoever has a browser alone: one page of plain JavaScript that fetches nothing."""

__all__ = [
    "CHECKER",
    "VERIFIER",
    "CheckedCertificate",
    "certificate_of",
    "check_certificate",
    "written",
]

_WHERE = {
    "CheckedCertificate": "check",
    "check_certificate": "check",
    "certificate_of": "write",
    "written": "write",
}


def __getattr__(name: str) -> Any:
    """Import what the folder shows to others on first use."""
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
