"""A view of tables and sentences, as Word document and as workbook."""
