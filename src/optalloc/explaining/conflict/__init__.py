"""Why there is no plan: the rules that conflict, and the ways out."""
