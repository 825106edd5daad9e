"""The proof that a plan is best, as a file that anybody can check by fractions alone.

`written` turns a solved scenario into the file; `check_certificate` reads the scenario again, and
computes every value and every bound anew. No engine is asked, none is even imported.
"""

from pathlib import Path

from optalloc.certificate.check import CheckedCertificate, check_certificate
from optalloc.certificate.write import certificate_of, written

CHECKER = Path(__file__).parent / "templates" / "check_certificate.py"
"""A checker that needs neither this package nor any other: one file of plain Python."""

__all__ = ["CHECKER", "CheckedCertificate", "certificate_of", "check_certificate", "written"]
