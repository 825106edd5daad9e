"""The letters as a person reads them: what holds for all, then a paragraph for each recipient."""

from optalloc.core.message import Lang, Words
from optalloc.explaining.letters.describe import letter_lines
from optalloc.explaining.letters.letters import Letters
from optalloc.present.terminal import MOST_ROWS, Page


def show_letters(found: Letters, lang: Lang, named: bool = False) -> None:
    """Print the letters, at most as many as a table has rows.

    Args:
        named: Whether others are named in them, and settings by the scenario's own labels.
    """
    page = Page(lang)
    page.say(Words("给各单位的说明", "A letter to each recipient"), "bold")
    preface, *paragraphs = letter_lines(found, named)
    page.say(preface)
    is_alone = len(found.letters) == 1
    for words in paragraphs[:MOST_ROWS]:
        # The lines of a score sheet stand right below their letter.
        if not is_alone or words is paragraphs[0]:
            page.say()
        page.say(words)
    page.say()
    hidden = len(paragraphs) - MOST_ROWS
    if hidden > 0:
        page.say(
            Words(
                f"另有 {hidden} 个单位没有列出；逐个查询：--recipient 名称。",
                f"{hidden} more are not shown; ask about one: --recipient NAME.",
            )
        )
