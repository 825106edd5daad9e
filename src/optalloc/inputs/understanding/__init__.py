"""Understand the tables of any file as a clerk would: columns with roles, rows with kinds.

The walk:  file -> raw rows (`tables`) -> grids -> tables apart -> header -> roles -> Sheet. What is
not understood is asked about or said, never counted as right.
"""
