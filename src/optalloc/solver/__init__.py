"""From a Program to an Outcome: unit steps, engines, exact bounds, goals in order of priority.

It knows no town and no policy. Its doors are `program/` with programs and their costs,
`lexicographic.py` with `solve`, `engines/select.py` with engines by name, and `search/outcome.py`
with what comes of it. Certificates read `proof/tree.py`; who asks about one goal or one column
alone (`explaining/`, `exploring/`) takes a search of `search/` and the session it runs in.
"""
