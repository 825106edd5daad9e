"""How an official paper in Word looks: page, fonts and spacing after GB/T 9704.

A4 with 37, 26, 35 and 28 mm at the top, right, bottom and left; body 16 pt in 仿宋 on lines of
28 pt; title 22 pt in 小标宋; sections in 黑体, their items in 楷体; page numbers outside, between
dashes. A reader without these fonts gets the nearest that the font table names.
"""

from typing import Any

TITLE, HEADING, BODY, LINE = "Title", "Heading1", "PaperBody", "PaperLine"
STYLES = {
    "annex": "PaperAnnex",
    "annexes": "PaperAnnexes",
    "office": "PaperOffice",
    "to": "PaperTo",
    "day": "PaperDay",
    "unit": "PaperUnit",
    "note": "PaperNote",
    "label": "PaperLabel",
}
CELL, HEAD = "PaperCell", "PaperHead"

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

_OTHER_NAMES = {
    SONG: "方正小标宋_GBK,华文中宋,STZhongsong,宋体,SimSun",
    FANG: "仿宋,FangSong,华文仿宋,STFangsong",
    KAI: "楷体,KaiTi,华文楷体,STKaiti",
    HEI: "SimHei,微软雅黑",
    "宋体": "SimSun",
}
"""Where a font is not there, these are tried, in order."""


def _twips(millimetres: int) -> int:
    """Return a length in twips, 1440 to an inch of 25.4 mm, rounded."""
    return (millimetres * 14400 + 127) // 254


_PAGE = {"top": _twips(37), "right": _twips(26), "bottom": _twips(35), "left": _twips(28)}
_TURNED = {"top": _twips(28), "right": _twips(37), "bottom": _twips(26), "left": _twips(35)}
_SHORT_SIDE, _LONG_SIDE = _twips(210), _twips(297)


def section_xml(is_turned: bool, footers: str) -> str:
    """Return the page set-up of a section; on its side the top of the page is the left edge.

    Args:
        footers: The references to its footers, as XML.
    """
    edges = _TURNED if is_turned else _PAGE
    width, height = (_LONG_SIDE, _SHORT_SIDE) if is_turned else (_SHORT_SIDE, _LONG_SIDE)
    orient = ' w:orient="landscape"' if is_turned else ""
    margins = " ".join(f'w:{edge}="{twips}"' for edge, twips in edges.items())
    return (
        f'<w:sectPr {NAMESPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships">{footers}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/>'
        f'<w:pgMar {margins} w:header="851" w:footer="1304" w:gutter="0"/></w:sectPr>'
    )


def footer_xml(side: str) -> str:
    """Return a page number between dashes at one side: 14 pt, a character in from the margin."""
    number = "".join(
        f"<w:r>{_fonts('宋体', '宋体', 28)}{inside}</w:r>"
        for inside in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/>'
    return f'<w:p {NAMESPACE}><w:pPr>{indent}<w:jc w:val="{side}"/></w:pPr>{number}</w:p>'


_EXACT = '<w:spacing w:line="560" w:lineRule="exact"/>'
"""Lines of 28 pt."""
_RIGHT = '<w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>'


def styles_xml(is_chinese: bool) -> list[str]:
    """Return the styles of a paper, each as XML."""
    return [*_headings(is_chinese), *_texts(is_chinese), *_of_tables(is_chinese)]


def _headings(is_chinese: bool) -> list[str]:
    """Return the styles of titles and headings; Latin ones are bold, as they have no 黑体."""
    bold = "" if is_chinese else "<w:b/>"
    title = (
        '<w:spacing w:before="280" w:after="560" w:line="700" w:lineRule="exact"/>'
        '<w:jc w:val="center"/><w:outlineLvl w:val="9"/>'
    )
    heading = f'<w:keepNext/>{_EXACT}{_first_line(is_chinese)}<w:outlineLvl w:val="0"/>'
    return [
        _style(TITLE, "Title", title, _fonts(SONG, LATIN, 44, bold)),
        _style(HEADING, "heading 1", heading, _fonts(HEI, LATIN, 32, bold)),
        _style("PaperAnnex", "Paper Annex", _EXACT, _fonts(HEI, LATIN, 32)),
    ]


def _texts(is_chinese: bool) -> list[str]:
    """Return the styles of paragraphs; without an indent they stand apart."""
    after = "" if is_chinese else 'w:after="120" '
    plain = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    body = (
        f'<w:spacing {after}w:line="560" w:lineRule="exact"/>'
        f'{_first_line(is_chinese)}<w:jc w:val="{"both" if is_chinese else "left"}"/>'
    )
    return [
        _style("Normal", "Normal", plain, _fonts(FANG, LATIN, 32), is_default=True),
        _style(BODY, "Paper Body", body, ""),
        _style("PaperAnnexes", "Paper Annexes", f"<w:keepNext/>{_lower(body)}", ""),
        _style("PaperTo", "Paper To", f"<w:keepNext/>{_EXACT}", ""),
        _style("PaperOffice", "Paper Office", f"<w:keepNext/>{_lower(_EXACT)}{_RIGHT}", ""),
        _style("PaperDay", "Paper Day", f"<w:keepNext/>{_EXACT}{_RIGHT}", ""),
    ]


def _of_tables(is_chinese: bool) -> list[str]:
    """Return the styles of tables and of what stands around them."""
    bold = "" if is_chinese else "<w:b/>"
    small = '<w:spacing w:line="400" w:lineRule="exact"/>'
    label = small.replace("w:line", 'w:before="160" w:line', 1)
    unit = f'<w:keepNext/>{small}<w:jc w:val="right"/>'
    cell = '<w:spacing w:before="40" w:after="40"/>'
    head = '<w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/>'
    return [
        _style("PaperUnit", "Paper Unit", unit, _size(24)),
        _style("PaperNote", "Paper Note", small, _size(24)),
        _style("PaperLabel", "Paper Label", label, _size(24)),
        _style(CELL, "Paper Cell", cell, _size(24)),
        _style(HEAD, "Paper Head", head, _fonts(HEI, LATIN, 24, bold)),
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal" '
        f'{NAMESPACE}><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
    ]


def font_table_xml() -> bytes:
    """Return the table of fonts with the names that stand in for each."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in _OTHER_NAMES.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<w:fonts {NAMESPACE}>{fonts}{latin}</w:fonts>".encode()


def lead_fonts(is_chinese: bool) -> str:
    """Return the look of an item's first sentence."""
    if is_chinese:
        return f'<w:rFonts w:hint="eastAsia" w:eastAsia="{KAI}"/>'
    return "<w:b/>"


def dress(document: Any, is_chinese: bool) -> None:
    """Give a document of python-docx the styles, fonts and page numbers of an official paper."""
    from docx.oxml import parse_xml

    styles = document.styles.element
    for style in list(styles.findall(_tag("style"))):
        styles.remove(style)
    for fonts in styles.iter(_tag("rFonts")):
        fonts.attrib.clear()  # The fonts of a theme, which would stand before ours.
    for xml in styles_xml(is_chinese):
        styles.append(parse_xml(xml))
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = font_table_xml()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        element = footer._element
        for child in list(element):
            element.remove(child)
        element.append(parse_xml(footer_xml(side)))


def _tag(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def _first_line(is_chinese: bool) -> str:
    """Return the indent of a first line: two characters, in Chinese alone."""
    return '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if is_chinese else ""


def _lower(spacing: str) -> str:
    """Return a style's spacing with an empty line above."""
    return spacing.replace("<w:spacing ", '<w:spacing w:before="560" ', 1)


def _fonts(chinese: str, latin: str, size: int, more: str = "") -> str:
    """Return the look of letters; sizes are half points."""
    return (
        f'<w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" '
        f'w:eastAsia="{chinese}"/>{more}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )


def _size(size: int) -> str:
    return f'<w:rPr><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'


def _style(
    style_id: str, name: str, paragraph: str, letters: str, *, is_default: bool = False
) -> str:
    default = ' w:default="1"' if is_default else ""
    based = "" if is_default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"{default} {NAMESPACE}>'
        f'<w:name w:val="{name}"/>{based}<w:qFormat/><w:pPr>{paragraph}</w:pPr>{letters}</w:style>'
    )
