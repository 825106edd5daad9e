"""The best value of one goal, and what is known of the plans that reach it."""
