"""The proof that a plan is best, as a file that anybody can check by fractions alone.

`written` turns a solved scenario into the file; `check_certificate` reads the scenario again, and
computes every value and every bound anew. No engine is asked, none is even imported.
"""

from optalloc.certificate.check import CheckedCertificate, check_certificate
from optalloc.certificate.write import certificate_of, written

__all__ = ["CheckedCertificate", "certificate_of", "check_certificate", "written"]
