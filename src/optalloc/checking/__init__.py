"""Judge a draft or published table: by itself, by the rule behind it, by a scenario.

The walk:  file -> grids -> sheets (every column with its role) -> findings.
"""

from optalloc.checking.audit import Checked, check
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace

__all__ = ["Checked", "Finding", "FindingPlace", "check"]
