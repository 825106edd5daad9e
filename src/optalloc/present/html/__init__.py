"""Documents and papers as one HTML file."""
