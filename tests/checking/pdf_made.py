"""Write a PDF with ruled tables, as Word and WPS print them: a few operators and one font."""

from collections.abc import Sequence

Cell = tuple[str, int]
"""A text and how many columns it spans; the cells that it covers are left out of the row."""
WIDTH, HEIGHT, LEFT, TOP, SIZE = 90, 20, 50, 780, 9
"""A column is at least so wide; one with a longer text is as wide as that."""


def pdf_of(pages: Sequence[tuple[Sequence[str], Sequence[Sequence[Cell | str]]]]) -> bytes:
    """Return a PDF; each page has lines of text and one ruled table below them."""
    streams = [_page(lines, rows).encode("ascii") for lines, rows in pages]
    paper = max(595, *(2 * LEFT + sum(_widths(rows)) for _, rows in pages))
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(streams)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>",
    ]
    for i, stream in enumerate(streams):
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {paper} 842] /Contents {6 + 2 * i} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(parts)


def _page(lines: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> str:
    ops, y = [], TOP
    for line in lines:
        ops.append(_text(LEFT, y, line))
        y -= HEIGHT
    widths = _widths(rows)
    for row in rows:
        x, column = LEFT, 0
        for text, span in map(_spanning, row):
            width = sum(widths[column : column + span])
            ops.append(f"{x} {y - HEIGHT} {width} {HEIGHT} re S")
            ops.append(_text(x + 4, y - HEIGHT + 6, text))
            x, column = x + width, column + span
        y -= HEIGHT
    return "\n".join(ops)


def _spanning(cell: Cell | str) -> Cell:
    return (cell, 1) if isinstance(cell, str) else cell


def _widths(rows: Sequence[Sequence[Cell | str]]) -> list[int]:
    """Return the width of each column: its longest text that no merged cell holds."""
    longest: dict[int, int] = {}
    for row in rows:
        column = 0
        for text, span in map(_spanning, row):
            least = len(text) * SIZE + 8 if span == 1 else WIDTH
            for covered in range(column, column + span):
                longest[covered] = max(longest.get(covered, WIDTH), least)
            column += span
    return [longest[column] for column in sorted(longest)]


def _text(x: int, y: int, text: str) -> str:
    return f"BT /F {SIZE} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _file(parts: Sequence[bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return content + table + end % (len(parts) + 1, len(content))
