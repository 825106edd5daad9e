"""A plan revised when the money changes, with few awards moved."""
