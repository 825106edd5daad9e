"""Grids as sheets: header, columns with roles, rows with kinds, totals."""
