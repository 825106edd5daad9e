"""A letter to each recipient: why this amount, and what would raise it."""
