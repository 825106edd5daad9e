"""PDF files with a text layer are read as papers are: merged headers, page breaks, damage."""

import random
import sys
import zlib
from pathlib import Path

import pytest
from pdf_made import pdf_of

from optalloc.checking import check
from optalloc.core.errors import InputUnusable

TITLE = ("资金分配表", "单位：万元")
HEADER = ("序号", "单位", "金额")


def errors(folder: Path, content: bytes) -> list[str]:
    path = folder / "t.pdf"
    path.write_bytes(content)
    return [f"{f.where.words().en}: {f.words.en}" for f in check(path).findings if is_error(f)]


def is_error(finding: object) -> bool:
    return getattr(finding, "severity", None) == "error"


def letter(folder: Path, content: bytes) -> str:
    with pytest.raises(InputUnusable) as error:
        errors(folder, content)
    return error.value.letter("en")


def numbered(first: int, last: int) -> list[tuple[str, str, str]]:
    return [(str(i), f"第{i}镇", str(i)) for i in range(first, last + 1)]


@pytest.fixture
def with_the_library() -> None:
    pytest.importorskip("pdfplumber")


@pytest.mark.usefixtures("with_the_library")
def test_a_wrong_total_in_a_pdf_is_found(tmp_path: Path) -> None:
    rows = [HEADER, ("1", "甲镇", "100"), ("2", "乙镇", "50"), (("合计", 2), "151")]
    (error,) = errors(tmp_path, pdf_of([(TITLE, rows)]))
    assert error.startswith("表1, row 4 合计, 金额: the 2 rows add up to 150, the table says 151")
    assert not errors(tmp_path, pdf_of([(TITLE, [*rows[:3], (("合计", 2), "150")])]))


@pytest.mark.usefixtures("with_the_library")
def test_a_merged_header_in_a_pdf_spans_its_columns(tmp_path: Path) -> None:
    rows = [
        ("单位", ("补助资金", 2), "合计"),
        ("", "中央", "省级", ""),
        ("甲镇", "10", "5", "15"),
        ("乙镇", "20", "7", "28"),
    ]
    (error,) = errors(tmp_path, pdf_of([(TITLE, rows)]))
    assert "补助资金/中央+补助资金/省级 add up to 27, the table says 28" in error


@pytest.mark.usefixtures("with_the_library")
@pytest.mark.parametrize("header", [(HEADER,), ()])
def test_a_table_that_goes_on_over_the_page_is_one(
    tmp_path: Path, header: tuple[tuple[str, str, str], ...]
) -> None:
    first = [HEADER, *numbered(1, 30)]
    second = [*header, *numbered(31, 40), ("合计", "", "821")]
    (error,) = errors(tmp_path, pdf_of([(TITLE, first), ((), second)]))
    assert "40 rows add up to 820, the table says 821" in error


@pytest.mark.usefixtures("with_the_library")
def test_a_table_under_a_title_of_its_own_does_not_go_on(tmp_path: Path) -> None:
    first = [HEADER, *numbered(1, 3), ("合计", "", "6")]
    second = [HEADER, *numbered(1, 2), ("合计", "", "3")]
    content = pdf_of([(TITLE, first), (("附表2", "单位：万元"), second)])
    (tmp_path / "t.pdf").write_bytes(content)
    assert len(check(tmp_path / "t.pdf").sheets) == 2


@pytest.mark.usefixtures("with_the_library")
def test_a_scanned_page_is_told_so(tmp_path: Path) -> None:
    assert "text, not a scanned picture" in letter(tmp_path, pdf_of([((), ())]))


@pytest.mark.slow
@pytest.mark.usefixtures("with_the_library")
def test_a_pdf_that_bursts_is_refused(tmp_path: Path) -> None:
    burst = b"%PDF-1.4\nstream\n" + zlib.compress(bytes(300 * 2**20), 9) + b"endstream\n"
    assert "MiB when unpacked" in letter(tmp_path, burst)


@pytest.mark.usefixtures("with_the_library")
def test_a_damaged_pdf_ends_in_a_letter_or_a_result(tmp_path: Path) -> None:
    whole = pdf_of([(TITLE, [HEADER, *numbered(1, 5), ("合计", "", "15")])])
    chance = random.Random(7)
    for _ in range(20):
        content = bytearray(whole[: chance.randrange(len(whole) // 2, len(whole))])
        for _ in range(8):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            errors(tmp_path, bytes(content))
        except InputUnusable as unusable:
            assert unusable.faults


def test_without_the_library_a_pdf_is_refused_with_two_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    said = letter(tmp_path, b"%PDF-1.4\n")
    assert "the extra pdf" in said
    assert "save it as .docx or .xlsx" in said
