"""Why two plans differ: setting by setting."""
