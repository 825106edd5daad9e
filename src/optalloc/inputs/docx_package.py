"""Word documents: from outside, none unpacked before its size is known; and the same twice."""

import io
import zipfile
import zlib
from typing import Any

from optalloc.core.message import Words
from optalloc.inputs.tables.raw import unusable

LARGEST_PAPER = 32 * 2**20
"""Longest DOCX that is read [bytes]."""
LARGEST_XML = 64 * 2**20
"""Most that the texts of a DOCX may come to once unpacked; pictures are not looked at [bytes]."""
LARGEST_UNPACKED = 256 * 2**20
"""Most that a workbook or DOCX may claim to hold once unpacked [bytes]."""
MOST_PARTS = 20_000
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can tell."""
LARGEST_RATIO, LEAST_SUSPECT = 100, 8 * 2**20
"""Most that it may shrink by when it unpacks to more than so much [bytes]."""

SAVE_AS = Words(
    "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx。",
    "Open it in Word, Excel or WPS and save it as .docx or .xlsx.",
)
_DAMAGED = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError),
    *(NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError),
    *(zipfile.BadZipFile, zlib.error),
)


def saved(document: Any) -> bytes:
    """Return a document of python-docx as a file: the same document is the same to the byte."""
    made, dated = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(dated, "w") as again:
        for part in archive.infolist():
            # python-docx writes the time of day into each part of the archive.
            info = zipfile.ZipInfo(part.filename, NO_TIME)
            again.writestr(info, archive.read(part), zipfile.ZIP_DEFLATED)
    return dated.getvalue()


def open_word(content: bytes, named: str) -> Any:
    """Return a document of python-docx.

    Raises:
        InputUnusable: When the document is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        return docx.Document(io.BytesIO(content))
    except (*_DAMAGED, etree.LxmlError, OpcError):
        allowed = Words("应为完好的 DOCX 文档", "an undamaged DOCX document")
        remedy = Words(
            "请用 Word 或 WPS 打开，另存为 .docx。", "Open it in Word or WPS and save it as .docx."
        )
        raise unusable(named, allowed, remedy) from None


def refuse_bomb(content: bytes, named: str, most_xml: int = LARGEST_UNPACKED) -> None:
    """Refuse an archive that claims to unpack into far more than a document can be.

    Args:
        most_xml: Most that its XML may come to [bytes].

    Raises:
        InputUnusable: When it does, or is no archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        allowed = Words("应为完好的 XLSX 或 DOCX", "an undamaged XLSX or DOCX")
        raise unusable(named, allowed, SAVE_AS) from None
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    # Text of figures shrinks by 5 to 30; only what was made to burst shrinks by hundreds.
    is_made_to_burst = size > LEAST_SUSPECT and size > LARGEST_RATIO * max(packed, 1)
    for came, most in ((xml, most_xml), (size, LARGEST_UNPACKED)):
        if came > most:
            allowed = Words(
                f"解压后最大 {most // 2**20} MiB", f"at most {most // 2**20} MiB when unpacked"
            )
            raise unusable(named, allowed, SAVE_AS, f"{-(-came // 2**20)} MiB")
    if is_made_to_burst:
        allowed = Words(
            f"解压后最多是原来的 {LARGEST_RATIO} 倍",
            f"at most {LARGEST_RATIO} times its size unpacked",
        )
        raise unusable(named, allowed, SAVE_AS, f"{size // max(packed, 1)}")
    if len(parts) > MOST_PARTS:
        allowed = Words(f"最多 {MOST_PARTS} 个部分", f"at most {MOST_PARTS} parts")
        raise unusable(named, allowed, SAVE_AS, f"{len(parts)}")
