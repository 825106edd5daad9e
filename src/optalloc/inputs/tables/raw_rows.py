"""What the raw rows below a header are: totals, notes, or rows of the table."""

from optalloc.inputs.tables.field_words import is_footnote, is_note, total_level
from optalloc.inputs.tables.headers import is_word, split_header
from optalloc.inputs.tables.raw import RawRow


def total_at(row: RawRow) -> int | None:
    """Return where a row says that it is a total: the first of its cells that holds words."""
    index = next((i for i, cell in enumerate(row.cells) if is_word(cell)), None)
    if index is None:
        return None
    whole = str(row.cells[index])
    labels = {split_header(whole).name.rstrip(": "), whole}
    return index if any(total_level(label, is_strict=True) for label in labels) else None


def without_notes(
    rows: tuple[RawRow, ...], columns: int
) -> tuple[tuple[RawRow, ...], tuple[str, ...]]:
    """Return the rows that are no notes (注：…), and the notes.

    A text alone in its row is a note when it says so; below the last full row also when it is
    marked as a footnote. A table of one column has no notes.
    """
    texts = {
        row.number: found
        for row in rows
        if columns > 1 and len(row.filled) == 1 and isinstance(found := row.filled[0], str)
    }
    # The first row stays: a list whose names stand alone has no footnotes.
    last = max((row.number for row in rows if row.number not in texts), default=0)
    below = len(texts) == sum(row.number > last for row in rows)
    notes = {
        number: text
        for number, text in texts.items()
        if is_note(text) or (last and below and number > last and is_footnote(text))
    }
    return tuple(r for r in rows if r.number not in notes), tuple(notes.values())
