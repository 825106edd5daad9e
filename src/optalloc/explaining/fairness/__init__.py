"""How even a plan is, and what evenness costs."""
