"""Many solves as one job: journal, executors, rows as they come."""
