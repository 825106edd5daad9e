"""What one goal costs another: the frontier of undominated (Pareto-optimal) plans."""
