"""What each step of money buys."""
