"""What one step more for a recipient would take from whom."""
