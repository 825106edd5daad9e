"""The JSON answers of commands as types: what `--json` promises, and the schemas made of it."""
