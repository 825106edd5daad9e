"""Files of the field: models as LP, MPS and JSON, votes as Pabulib has them, Solver's workbooks.

`export_file` and `import_file` are the functions behind `optalloc export` and `optalloc import`.
"""

from optalloc.analysis.interchange.exporting import FORMATS, ExportedModel, export_file
from optalloc.analysis.interchange.from_solver import ImportedModel
from optalloc.analysis.interchange.importing import ImportedVote, import_file

__all__ = [
    "FORMATS",
    "ExportedModel",
    "ImportedModel",
    "ImportedVote",
    "export_file",
    "import_file",
]
