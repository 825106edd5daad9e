"""The workbook of a report: one file a sheet, every figure that follows is a formula."""
