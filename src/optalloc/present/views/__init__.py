"""A view of tables and sentences, as the blocks of a paper and as a workbook."""
