"""Sensitivity: ranges of a rule's settings within which the plan stays."""
