"""Papers as Word documents, and the office's own templates."""
