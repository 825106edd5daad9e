"""Plans as one setting or two move."""
