"""Files of every kind as grids of cells: Word, PDF, pages, workbooks."""
