"""One file for each question of `optalloc explain`; each registers under its key in `--json`."""
