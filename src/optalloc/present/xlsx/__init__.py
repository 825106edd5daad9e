"""Workbooks: sheets, cells with formulas and their values, figures."""
