"""The ways to write a comparison; each file registers one under its word."""
