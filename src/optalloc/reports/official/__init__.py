"""The papers of a plan: what they say, as blocks, and how blocks become Word, page and text."""
