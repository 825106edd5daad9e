"""The tables of a ledger: their columns, and what each cell holds."""
