"""The form of a scenario and of a model as JSON Schema, for editors: completion, hover, faults.

`optalloc.schema.schema` is the function behind `optalloc schema`.
"""

from optalloc.inputs.schema.document import KINDS, Kind, schema

__all__ = ["KINDS", "Kind", "schema"]
