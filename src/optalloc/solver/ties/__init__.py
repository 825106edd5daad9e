"""Which of the best plans is taken."""
