"""A view of the ledger as data, for `--json` and for pages."""

from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.message import Lang
from optalloc.core.money import show_amount
from optalloc.present.views.view import LedgerView, Said, shown, text_of

if TYPE_CHECKING:
    from optalloc.present.answers.others import ViewJson


def paper_json(paper: LedgerView, lang: Lang) -> "ViewJson":
    """Return a paper as one JSON object; amounts are decimal strings in its unit."""

    def plain(cell: Said) -> str | None:
        if cell is None:
            return None
        if isinstance(cell, Fraction):
            return shown(cell, paper.unit, lang)
        return show_amount(cell, paper.unit) if isinstance(cell, int) else text_of(cell, lang)

    return {
        "title": paper.title.say(lang),
        "unit": paper.unit,
        "lines": [words.say(lang) for words in paper.lines],
        "tables": [
            {
                "title": table.title.say(lang),
                "heads": [head.say(lang) for head in table.heads],
                "rows": [[plain(cell) for cell in row] for row in table.rows],
                "has_total": table.has_total,
            }
            for table in paper.tables
        ],
        "lists": {
            head.say(lang): [item.say(lang) for item in items] for head, items in paper.lists
        },
    }
