"""The papers of a plan, as blocks: what they say; `present/` makes Word, pages and text of them."""
