"""Replacement cost: what the plan loses without a project, a recipient or a source."""
