"""What each rule costs: the goals without it."""
