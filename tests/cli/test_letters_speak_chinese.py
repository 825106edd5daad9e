"""What a library or the system says in English gets into no letter in Chinese."""

import re

import pytest

from office import Office

BOOK = b"PK\x03\x04 this is no archive"
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + b" and no workbook"
EXCEPTION = re.compile(r"Error|Exception|BadZip|File is not|[a-z]{3,} [a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize(
    ("words", "name", "content"),
    [
        ("replay", "bad.zip", b"junk"),
        ("replay", "bad.zip", BOOK),
        ("check", "bad.xlsx", BOOK),
        ("check", "bad.docx", BOOK),
        ("check", "bad.ods", BOOK),
        ("check", "bad.xls", OLD),
        ("check", "bad.et", OLD),
        ("check", "bad.html", b"\0<"),
        ("check", "bad.pdf", b"%PDF-1.7 and no more"),
        ("import", "bad.xlsx", b"junk"),
        ("import", "bad.xlsx", BOOK),
        ("ledger year --year 2026 --ledger", "bad.db", b"SQLite format 3\0 and no more"),
        ("check --certificate", "bad.json", b"{"),
    ],
)
def test_a_damaged_file_is_told_in_chinese(
    office: Office, words: str, name: str, content: bytes
) -> None:
    office.put(name, content)
    said = office.run(*words.split(), name, lang="zh")
    assert said.code == 3 and said.err.startswith(name)
    assert not EXCEPTION.search(said.err.replace("optalloc ledger init", "")), said.err


def test_a_bundle_that_is_none_is_asked_for_anew(office: Office) -> None:
    office.put("bad.zip", b"junk")
    said = office.run("replay", "bad.zip", lang="zh").err
    assert "应为完好的运行包（ZIP）。请重新复制；" in said and "--bundle" in said
