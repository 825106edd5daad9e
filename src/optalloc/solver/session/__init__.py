"""A solve under way: what is settled, who answers, how long, and the program as engines see it."""
