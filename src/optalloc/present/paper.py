"""What a paper consists of, in one language, before it is Word, page or plain text.

A blank to be filled in is text like any other, 〔填写：…〕 or [fill in: …]; every writer marks it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from optalloc.core.message import Lang, Words, listed, visible

BLANK = re.compile(
    r"〔填写(?:：[^〔〕]+)?〕|\[fill in(?:: [^][]+)?\]"
    r"|[^\s、，。；：,.;:()（）]{1,40}[ ]?[(（]示例[)）]"
)
"""A blank; or what has 示例 for its source, as the scenario to start from writes it."""
_EXAMPLE = "示例"
_GONE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_SPACES = {ord("\u00a0"): " ", ord("\r"): None, ord("\t"): " ", ord("\n"): " "}


@dataclass(frozen=True)
class Title:
    """The title of the paper or of an annex."""

    text: str


@dataclass(frozen=True)
class PaperHeading:
    """The heading of a section, with its number."""

    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph.

    Attributes:
        lead: Its number and first sentence, set apart from the rest.
    """

    text: str
    lead: str = ""


@dataclass(frozen=True)
class PaperLine:
    """A line that stands alone.

    Attributes:
        role: The mark of an annex, the list of annexes, to whom a letter is, who signs and when,
            the unit of a table, a note below it or the word before the notes.
    """

    text: str
    role: Literal["annex", "annexes", "to", "office", "day", "unit", "note", "label"]


@dataclass(frozen=True)
class OfficialTable:
    """A table with one row of heads; amounts stand to the right, other cells to the left.

    Attributes:
        rows: The cells, as many in each row as there are heads.
        amounts: Which columns are amounts.
        has_total: Whether the last row is the total.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    amounts: frozenset[int]
    has_total: bool = False


@dataclass(frozen=True)
class NewPage:
    """From here on a new page.

    Attributes:
        turned: Whether the pages lie on their side; None leaves it to the tables that follow.
    """

    turned: bool | None = None


@dataclass(frozen=True)
class PaperPicture:
    """A picture.

    Attributes:
        draw: Returns it as PNG; called when it is needed, as drawing takes a second.
        said: The words that are read where it cannot be seen.
    """

    draw: Callable[[], bytes]
    said: str


Block = Title | PaperHeading | Para | PaperLine | OfficialTable | NewPage | PaperPicture


def blank(what: Words, lang: Lang) -> str:
    """Return the blank that is left where something is not known."""
    return Words(f"〔填写：{what.zh}〕", f"[fill in: {what.en}]").say(lang)


def nothing(lang: Lang) -> str:
    """Return the blank of a cell, whose head says what is to be filled in."""
    return Words("〔填写〕", "[fill in]").say(lang)


def left_blank(
    file: str, blocks: Iterable[Block], lang: Lang, in_sheets: bool = False
) -> Iterator[Words]:
    """Yield what is left to be filled in in a file, as one remark; nothing when all is there.

    Args:
        in_sheets: Whether the scenario is a workbook.
    """
    names = [_blank_name(text, lang) for text in blanks_in(blocks)]
    found = [name for name in names if name]
    if found:
        said = listed(found)
        where = Words("可写在情景的 paper 一节。", " The scenario's section `paper` can hold them.")
        if in_sheets:
            where = Words(
                "可写在工作簿的“文书”表里（文号写在“资金来源”表，说明写在“方案设置”表）。",
                " The workbook can hold them: its sheet paper (documents in sources, notes in"
                " settings).",
            )
        if any(_EXAMPLE in name for name in found):
            where += _own_sources(in_sheets)
        yield (
            Words(
                f"{file}：还有 {len(found)} 处要填写：{said.zh}。",
                f"{file}: {len(found)} blanks to fill in: {said.en}.",
            )
            + where
        )


def _own_sources(in_sheets: bool) -> Words:
    """Say where the sources of figures stand that still are those of an example."""
    zh, en = ("“因素”表", "the sheet indicators") if in_sheets else (" indicators", "`indicators`")
    return Words(f"数据来源写在{zh}。", f" Sources of figures stand in {en}.")


def _blank_name(blank: str, lang: Lang) -> str:
    """Return what is to be filled in; empty where the blank does not say."""
    if blank[0] not in "〔[":
        return blank
    return blank[4:-1] if lang == "zh" else blank[10:-1]


def blanks_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what is left to be filled in, in the order of the paper, each once."""
    found = (blank for block in blocks for text in texts_of(block) for blank in BLANK.findall(text))
    yield from dict.fromkeys(found)


def texts_of(block: Block) -> Iterator[str]:
    """Yield the texts of a block."""
    if isinstance(block, OfficialTable):
        yield from block.head
        for row in block.rows:
            yield from row
    elif isinstance(block, Para):
        yield from (block.lead, block.text)
    elif isinstance(block, Title | PaperHeading | PaperLine):
        yield block.text


def clean(text: str) -> str:
    """Return a text from outside on one line, without what XML forbids or a reader cannot see."""
    return visible(text.translate(_GONE).translate(_SPACES))


def paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a text that hold something."""
    yield from (line.strip() for line in text.splitlines() if line.strip())


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a whole number from 1 to 99 as Chinese headings count: 十二."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    ten = ("" if tens < 2 else _DIGITS[tens]) + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones or not tens else "")


def numbered(number: int, lang: Lang) -> str:
    """Return the number of an item below a heading: （一） or (1)."""
    return f"（{numeral(number)}）" if lang == "zh" else f"({number}) "


def section(number: int, words: Words, lang: Lang) -> PaperHeading:
    """Return the heading of a section."""
    return PaperHeading(Words(f"{numeral(number)}、{words.zh}", f"{number}. {words.en}").say(lang))
