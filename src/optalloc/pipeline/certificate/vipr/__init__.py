"""Proofs of a certificate as VIPR files, which programs of others check.

VIPR (Verifying Integer Programming Results, version 1.1: github.com/scipopt/vipr) is the field's
own format. A leaf of a certificate becomes one `lin`, bounds that rows imply become `rnd`, and a
cut becomes two `asm` and one `uns`. Convex costs are columns above the lines that the proof uses.
Goals come in order of priority: each file holds what the goals before it leave, and derives from
that the bounds that its proof counts on.
"""

from optalloc.pipeline.certificate.vipr.files import ViprFiles, file_name, vipr_files

__all__ = ["ViprFiles", "file_name", "vipr_files"]
