"""The rule behind a table: rates, unit standards, largest remainders, weights."""
