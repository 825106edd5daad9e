"""The page: one self-contained HTML file, made of sections; one file a section.

A section says what it shows as data (`blocks`); `writing` and its templates turn data into HTML, so
that no section ever writes markup.
"""
