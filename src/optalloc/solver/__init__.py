"""From a Program to an Outcome: unit steps, engines, exact bounds, goals in order of priority.

It knows no town and no policy. Its doors are `program/program.py`, `lexicographic.py` with `solve`,
and `search/outcome.py` with what comes of it.
"""
