"""A guide holds both languages; each tree takes its own.

What is told apart: sections 中文 and English, headings and cells that join both by " · ",
paragraphs of which some lines are Chinese and others English, and outputs that are shown in both.
All else stands in both trees, with a word that it exists in one language only.
"""

import re
from collections.abc import Iterator

from optalloc.core.message import Lang, Words

OWN_SECTION: dict[str, Lang] = {"中文": "zh", "English": "en"}
HEADING = re.compile(r"^(#{1,6}) (.+)$")
FENCE = re.compile(r"^\s*(`{3,})")
MARKER = re.compile(r"^(\s*(?:[-*]|\d+\.) +)")
BORDER = re.compile(r"(?<=[。！？；：）]) (?=[A-Z`*(\[])")
CELL = re.compile(r"(?<!\\)\|")
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|<!--.*?-->")
CHINESE = re.compile(r"[㐀-鿿]")
LATIN = re.compile(r"[A-Za-z]")
ONLY: dict[Lang, Words] = {
    "en": Words("只有英文。", "In English only."),
    "zh": Words("只有中文。", "In Chinese only."),
}


def chinese_part(text: str) -> float | None:
    """Return the part of its letters that is Chinese; None where it has no letters."""
    plain = CODE.sub("", text)
    # A Chinese character says about as much as three letters.
    chinese, latin = 3 * len(CHINESE.findall(plain)), len(LATIN.findall(plain))
    return chinese / (chinese + latin) if chinese + latin else None


def github_anchor(title: str) -> str:
    """Return the anchor by which links in the repository know a heading."""
    plain = re.sub(r"\]\([^)]*\)", "", title).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def with_anchors(text: str) -> str:
    """Return a page as it is, its headings known by the anchors of the repository."""
    anchored = (
        f"{line} {{ #{github_anchor(heading[2])} }}" if (heading := HEADING.match(line)) else line
        for line in text.splitlines()
    )
    return "\n".join(anchored) + "\n"


def blocks(text: str) -> Iterator[list[str]]:
    """Yield headings, outputs, tables and paragraphs, each as its lines."""
    block: list[str] = []
    fence = ""
    for line in text.splitlines():
        opened = FENCE.match(line)
        if fence:
            block.append(line)
            if opened and line.strip() == fence:
                fence = ""
                yield block
                block = []
            continue
        starts_another = not line.strip() or opened or HEADING.match(line) or is_row(line)
        if block and (starts_another and not (is_row(line) and is_row(block[0]))):
            yield block
            block = []
        if opened:
            fence, block = opened[1], [line]
        elif HEADING.match(line):
            yield [line]
        elif line.strip():
            if block and is_row(block[0]) and not is_row(line):
                yield block
                block = []
            block.append(line)
    if block:
        yield block


def is_row(line: str) -> bool:
    """Return whether a line is one of a table."""
    return line.startswith("|")


def chosen(joined: str, lang: Lang) -> str:
    """Return the half of "中文 · English" that is of the language; all of it where it is not so."""
    left, middle, right = joined.partition(" · ")
    kinds = [kind_of(chinese_part(half)) for half in (left, right)]
    if not middle or set(kinds) != {"zh", "en"}:
        return joined
    return (left if kinds[0] == lang else right).strip()


def table(lines: list[str], lang: Lang) -> list[str]:
    """Return a table with the cells and the columns of one language."""
    rows = [[cell.strip() for cell in CELL.split(line.strip().strip("|"))] for line in lines]
    kinds = [kind_of(chinese_part(" ".join(cells))) for cells in zip(*rows, strict=False)]
    # A column that says in the other language what its neighbour says.
    dropped = {
        place
        for place, kind in enumerate(kinds)
        for other in (place - 1, place + 1)
        if kind not in (None, lang) and 0 <= other < len(kinds) and kinds[other] == lang
        if is_translated([row[place] for row in rows], [row[other] for row in rows])
    }
    return [
        "|" + "|".join(f" {chosen(c, lang)} " for p, c in enumerate(row) if p not in dropped) + "|"
        for row in rows
    ]


def is_translated(one: list[str], other: list[str]) -> bool:
    """Return whether two columns say the same in two languages, cell by cell: neither in code."""
    cells = [*one[:1], *one[2:], *other[:1], *other[2:]]
    return all(cell and "`" not in cell and " · " not in cell for cell in cells)


def paragraph(lines: list[str], lang: Lang) -> list[str]:
    """Return the lines of one language, where there are some of each."""
    pieces = [piece for line in lines for piece in BORDER.split(line)]
    kinds: list[Lang | None] = []
    for piece in pieces:
        part = chinese_part(piece)
        before = next((kind for kind in reversed(kinds) if kind), None)
        unsure = part is None or 0.15 < part < 0.6
        kinds.append(before if unsure and not MARKER.match(piece) else kind_of(part))
    if len({kind for kind in kinds if kind}) < 2:
        return lines
    kept, marker = [], ""
    for piece, kind in zip(pieces, kinds, strict=True):
        starts = MARKER.match(piece)
        if kind not in (lang, None):
            marker = starts[1] if starts else marker
            continue
        kept.append(piece if starts or not marker else marker + piece.lstrip())
        marker = ""
    return kept


def kind_of(part: float | None) -> Lang | None:
    """Return the language of a text by the part of it that is Chinese."""
    return None if part is None else "zh" if part > 0.4 else "en"


def in_language(text: str, lang: Lang) -> str:
    """Return a page in one language, its headings known by the anchors of the repository."""
    both_shown = "--lang zh" in text and "--lang en" in text
    other = "en" if lang == "zh" else "zh"
    part: Lang | None = None
    kept: list[list[str]] = []
    for block in blocks(text):
        heading = HEADING.match(block[0])
        if heading and len(heading[1]) <= 2:
            part = OWN_SECTION.get(heading[2])
            if part is not None:
                continue
        if part not in (None, lang):
            continue
        if heading:
            level = heading[1][:-1] if part else heading[1]
            kept.append([f"{level} {chosen(heading[2], lang)} {{ #{github_anchor(heading[2])} }}"])
        elif FENCE.match(block[0]):
            told = "\n".join(block)
            if not (both_shown and f"--lang {other}" in told and f"--lang {lang}" not in told):
                kept.append(block)
        else:
            kept.append(table(block, lang) if is_row(block[0]) else paragraph(block, lang))
    return "\n\n".join("\n".join(block) for block in with_notes(kept, lang)) + "\n"


def with_notes(kept: list[list[str]], lang: Lang) -> Iterator[list[str]]:
    """Yield the blocks, with a word where a page or a section is in the other language only."""
    sections: list[list[list[str]]] = [[]]
    for block in kept:
        if block[0].startswith("## "):
            sections.append([])
        sections[-1].append(block)
    foreign = [is_foreign(section, lang) for section in sections]
    is_whole = all(verdict is not False for verdict in foreign) and True in foreign
    for number, (section, verdict) in enumerate(zip(sections, foreign, strict=True)):
        note = (is_whole and number == 0) or (not is_whole and verdict is True)
        for place, block in enumerate(section):
            yield block
            if place == 0 and note:
                other: Lang = "en" if lang == "zh" else "zh"
                yield [f"*{ONLY[other].say(lang)}*"]


def is_foreign(section: list[list[str]], lang: Lang) -> bool | None:
    """Return whether its prose is in the other language; None where it has no prose."""
    prose = [b for b in section if not HEADING.match(b[0]) and not FENCE.match(b[0])]
    part = chinese_part("\n".join(line for block in prose for line in block))
    if part is None:
        return None
    return part < 0.3 if lang == "zh" else part > 0.75
