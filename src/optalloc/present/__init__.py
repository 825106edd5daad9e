"""What is said, as text, page, Word document, workbook or chart."""
