"""The program that is solved: columns, rows, goals, and what their costs look like."""
