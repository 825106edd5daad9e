"""optalloc from Python: problems from data frames, plans as data frames, models as PuLP problems.

`optalloc.Problem`, `optalloc.read`, `optalloc.compare` and `optalloc.benchmark` stand here, each in
the file of its subject. pandas is imported when a frame is asked for, PuLP when a model is; the
command line needs neither.
"""
