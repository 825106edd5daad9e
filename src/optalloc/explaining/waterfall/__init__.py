"""How an amount comes about, step by step."""
