"""The plan whose worst loss over all goals is least."""
