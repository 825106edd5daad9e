"""Write blocks as a page: one file that fetches nothing and runs nothing, for phone and printer."""

from collections.abc import Iterable, Iterator
from html import escape

from optalloc.core.message import Lang
from optalloc.present.paper import (
    BLANK,
    Block,
    NewPage,
    OfficialTable,
    PaperHeading,
    PaperLine,
    PaperPicture,
    Para,
    Title,
)

_STYLE = """
body { max-width: 48em; margin: 2em auto; padding: 0 1em; color: #222; line-height: 1.7;
  font-family: "FangSong", "STFangsong", "Songti SC", "Noto Serif CJK SC", "SimSun", serif; }
h1 { text-align: center; font-size: 1.5em; line-height: 1.4; }
h2 { font-size: 1.1em; margin: 1.2em 0 .3em; }
p { margin: .4em 0; overflow-wrap: anywhere; }
html[lang="zh-CN"] p.body { text-indent: 2em; }
.office, .day { text-align: right; }
.office { margin-top: 2em; }
.unit, .note, .label { font-size: .9em; }
.unit { text-align: right; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95em; }
th, td { border: 1px solid #555; padding: .25em .5em; text-align: left; overflow-wrap: anywhere;
  min-width: 3.5em; }
th { background: #f2f2f2; text-align: center; }
td.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.total td { font-weight: bold; }
mark { background: #ffef9e; }
section + section { border-top: 1px solid #bbb; margin-top: 2em; }
@media print {
  body { max-width: none; margin: 0; font-size: 12pt; } .wide { overflow: visible; }
  section + section { break-before: page; border: 0; } thead { display: table-header-group; }
  tr { break-inside: avoid; } @page { size: A4; margin: 20mm; }
}
"""


def web_paper(blocks: Iterable[Block], lang: Lang) -> bytes:
    """Return blocks as an HTML file."""
    paper = list(blocks)
    title = next((b.text for b in paper if isinstance(b, Title)), "")
    code = "zh-CN" if lang == "zh" else "en"
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    body = "\n".join(part for block in paper for part in _parts(block))
    return (
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="UTF-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<section>\n"
        f"{body}\n</section>\n</body>\n</html>\n"
    ).encode()


def _parts(block: Block) -> Iterator[str]:
    """Yield a block as HTML."""
    if isinstance(block, Title):
        yield f"<h1>{_text(block.text)}</h1>"
    elif isinstance(block, PaperHeading):
        yield f"<h2>{_text(block.text)}</h2>"
    elif isinstance(block, Para):
        lead = f"<b>{_text(block.lead)}</b> " if block.lead else ""
        yield f'<p class="body">{lead}{_text(block.text)}</p>'
    elif isinstance(block, PaperLine):
        yield f'<p class="{block.role}">{_text(block.text)}</p>'
    elif isinstance(block, NewPage):
        yield "</section>\n<section>"
    elif isinstance(block, OfficialTable):
        yield from _table(block)
    elif isinstance(block, PaperPicture):
        raise TypeError("a page of text has no pictures")


def _table(table: OfficialTable) -> Iterator[str]:
    yield '<div class="wide"><table>'
    heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in table.head)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in table.rows:
        is_total = table.has_total and row is table.rows[-1]
        cells = "".join(
            f'<td class="amount">{_text(cell)}</td>'
            if column in table.amounts
            else f"<td>{_text(cell)}</td>"
            for column, cell in enumerate(row)
        )
        mark = ' class="total"' if is_total else ""
        yield f"<tr{mark}>{cells}</tr>"
    yield "</tbody></table></div>"


def _text(text: str) -> str:
    return BLANK.sub(lambda found: f"<mark>{found[0]}</mark>", escape(text))
