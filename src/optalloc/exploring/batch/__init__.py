"""Many scenarios solved, a row each."""
