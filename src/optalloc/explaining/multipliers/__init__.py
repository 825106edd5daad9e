"""The multipliers behind a proof, as a table: the shadow prices of the relaxation."""
