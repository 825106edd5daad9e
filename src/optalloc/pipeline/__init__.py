"""The walk of one scenario: solve, audit, measure, say; its certificate and its folder."""
