"""A scenario as sheets of one workbook: the rows of a sheet are the entries of a YAML document.

`layout.py` says which sheets there are, `setting_forms.py` what a setting takes; `read.py` makes of
a workbook what the YAML reader makes of a text, `write.py` goes the other way.
"""

from optalloc.inputs.sheets.read import WORDS, load_workbook

__all__ = ["WORDS", "load_workbook"]
