"""What a small change of each figure is worth."""
