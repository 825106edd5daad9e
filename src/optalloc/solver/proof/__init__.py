"""Proofs in exact arithmetic: bounds, branch and bound, multipliers, whole points."""
