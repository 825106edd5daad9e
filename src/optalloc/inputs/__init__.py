"""Files become a Problem, every fault with its place."""
