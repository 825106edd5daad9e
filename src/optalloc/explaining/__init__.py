"""Explain and prove a plan: why these amounts, what each rule costs, who has room to move."""
