"""What one goal costs another."""
