"""Blocks and papers as one HTML file."""
