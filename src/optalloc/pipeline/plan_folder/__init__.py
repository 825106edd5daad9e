"""The plan's folder: plan.csv, plan.json, certificate.json, solver.log (`write.py`).

`replay.py` solves one again that was written before.
"""
