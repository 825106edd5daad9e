"""Letters to projects: funded or not, why, and what would get it in."""
