"""Other plans that are as good, or nearly, and far apart."""
