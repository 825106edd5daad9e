"""Damaged files by number: cut off, renamed, packed to burst, in other encodings, absurdly large.

`python tests/checking/damaged.py 2000` checks so many in one process of limited memory, and prints
how each ended, the slowest [processor seconds], and the most memory that was used; `2000 .ods`
damages that sort alone.
"""

import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from laid_out import LAYOUTS
from pdf_made import pdf_of
from seeded import CASES

from optalloc.checking import check
from optalloc.core.errors import InputUnusable

FORMATS = Path(__file__).resolve().parents[1] / "data" / "reading" / "formats"
"""A workbook of every make."""
GOOD_TABLE = "序号,单位,金额\n1,甲镇,10\n2,乙镇,20\n3,丙镇,30\n合计,,60\n"
MOST_MEMORY = 2 * 2**30
"""Address space that the process may have [bytes]."""
ENDINGS = (".csv", ".xlsx", ".docx", ".html", ".htm", ".xls", ".pdf", ".txt", ".xlsm", "")
SHEET = "xl/worksheets/sheet1.xml"
DOCUMENT = "word/document.xml"
Damage = Callable[[random.Random, dict[str, bytes]], tuple[str, bytes]]


def good_files(folder: Path) -> dict[str, bytes]:
    """Return one good file of every sort, by its ending."""
    made = {end: make(folder / f"good{end}").read_bytes() for end, make in LAYOUTS.items()}
    made |= {path.suffix: path.read_bytes() for path in sorted(FORMATS.iterdir())}
    rows = [line.split(",") for line in GOOD_TABLE.splitlines()]
    made |= {".pdf": pdf_of([(("单位：万元",), rows)])}
    return made | {".txt": (CASES / "mouding-2019-awards.csv").read_bytes()}


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """Return an archive with some parts replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def cut_off(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    ending = draw.choice(sorted(good))
    return ending, good[ending][: draw.randrange(len(good[ending]))]


def renamed(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    return draw.choice(ENDINGS), good[draw.choice(sorted(good))]


def flipped(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    ending = draw.choice(sorted(good))
    content = bytearray(good[ending])
    for _ in range(draw.choice((1, 5, 50))):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return ending, bytes(content)


def flipped_inside(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    """Damage a part of an archive, so that the archive itself stays whole."""
    ending, name = draw.choice(
        ((".xlsx", SHEET), (".docx", DOCUMENT), (".xlsx", "xl/workbook.xml"))
    )
    text = bytearray(part(good[ending], name))
    for _ in range(draw.choice((1, 5, 50))):
        text[draw.randrange(len(text))] = draw.randrange(32, 127)
    return ending, repacked(good[ending], {name: bytes(text)})


def bomb(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    ending, name = draw.choice(((".xlsx", SHEET), (".docx", DOCUMENT), (".docx", "word/x.xml")))
    size = draw.choice((8, 20, 40)) * 2**20
    start = part(good[ending], SHEET if ending == ".xlsx" else DOCUMENT)
    filler = draw.choice((b" ", b"<a/>", b"<c><v>1</v></c>"))
    return ending, repacked(good[ending], {name: start[:-20] + filler * (size // len(filler))})


def entities(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    """Put the billion laughs into a document."""
    ending, name = draw.choice(((".xlsx", SHEET), (".docx", DOCUMENT)))
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    body = part(good[ending], name).split(b"?>", 1)[-1].replace(b">1<", b">&a9;<")
    return ending, repacked(good[ending], {name: head.encode() + body})


def formulas(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    sheet = part(good[".xlsx"], SHEET)
    formula = draw.choice(
        (
            b"<f>SUM(D7:D10)</f><v></v>",
            b"<f>1/0</f><v>#DIV/0!</v>",
            b"<f>NOW()</f>",
            b"<f/><v>x</v>",
        )
    )
    values = sheet.split(b"<v>")
    at = draw.randrange(1, len(values))
    values[at] = formula + values[at].split(b"</v>", 1)[1]
    return ".xlsx", repacked(good[".xlsx"], {SHEET: b"<v>".join(values).replace(b"<v><f", b"<f")})


def encoded(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    ending = draw.choice((".csv", ".html", ".txt"))
    text = good[ending].decode("gb18030" if ending == ".html" else "utf-8")
    name = draw.choice(("utf-16", "utf-16-be", "utf-32", "gb18030", "big5", "shift_jis", "utf-7"))
    return ending, text.encode(name, "replace")


def huge(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    """Claim, or hold, more rows and columns than a table can have."""
    n = draw.choice((700, 3000, 20_000))
    sheet = part(good[".xlsx"], SHEET)
    merge = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return draw.choice(
        (
            (".csv", b"a,b\n" + b",".join(b"1" for _ in range(n)) + b"\n"),
            (".csv", ("单位,金额\n" + f"甲镇,{'9' * n}\n" * 3).encode()),
            (".csv", ("单位,金额\n" + '"' + "甲" * n).encode()),
            (".csv", ("单位,金额\n" + "甲镇,1\n合计,1\n" * n).encode()),
            (".csv", ("单位,金额\n" + "一、甲,1\n（一）乙,1\n1.丙,1\n" * (n // 4)).encode()),
            (".html", b"<table><tr>" + b"<td colspan=1000>1</td>" * n + b"</tr><tr><td>1</table>"),
            (".html", b"<table><tr><td rowspan=65000>x<td>1" + b"<tr><td>1" * n + b"</table>"),
            (".html", b"<div>" * n + b"<table><tr><td>a<td>b<tr><td>1<td>2</table>"),
            (".html", b"<table><tr><td>" * n + b"1"),
            (".xlsx", repacked(good[".xlsx"], {SHEET: sheet.replace(b'r="A6"', b'r="XFD6"')})),
            (".xlsx", repacked(good[".xlsx"], {SHEET: sheet.replace(b'r="6"', b'r="1048576"')})),
            (".xlsx", repacked(good[".xlsx"], {SHEET: sheet.replace(b"<mergeCells", merge)})),
            (".docx", with_span(good[".docx"], n)),
        )
    )


def with_span(content: bytes, span: int) -> bytes:
    document = part(content, DOCUMENT)
    wide = f'<w:gridSpan w:val="{span}"/>'.encode()
    return repacked(content, {DOCUMENT: document.replace(b"<w:tcPr>", b"<w:tcPr>" + wide, 3)})


def noise(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    start = draw.choice((b"", b"PK\x03\x04", b"<html><table>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    return draw.choice(ENDINGS), start + draw.randbytes(draw.choice((0, 1, 40, 4000)))


def shuffled(draw: random.Random, good: dict[str, bytes]) -> tuple[str, bytes]:
    """Put the cells of a good table anywhere, so that nothing is where it should be."""
    text = good[".csv"].decode().replace("\n", ",\n,")
    cells = text.split(",")
    draw.shuffle(cells)
    return ".csv", ",".join(cells).encode()


HEADS = (
    *("单位", "村数", "金额", "中央", "省级", "合计", "占比"),
    *("标准(元/亩)", "面积(亩)", "备注", "其中：产业", "收入", "序号"),
)
NAMES = ("甲镇", "乙镇", "丙镇", "合计", "小计", "一、", "（一）", "其中：")
FIGURES = (
    *("1", "2", "3", "10", "20", "4.5", "0", "55%", "-3", "—", "1,234", "12O"),
    *("", "", "单位：万元"),
)


def any_shape(number: int) -> list[list[str]]:
    """Return a table of words and figures that offices use, put together without sense."""
    draw = random.Random(number)
    width, height = draw.randint(2, 7), draw.randint(2, 14)
    body = [
        [draw.choice(NAMES), *(draw.choice(FIGURES) for _ in range(width - 1))]
        for _ in range(height)
    ]
    return [[draw.choice(HEADS) for _ in range(width)], *body]


DAMAGES: tuple[Damage, ...] = (
    *(cut_off, renamed, flipped, flipped_inside, bomb, entities),
    *(formulas, encoded, huge, noise, shuffled),
)


def damaged(
    number: int, good: dict[str, bytes], folder: Path, ending: str = ""
) -> tuple[str, Path]:
    """Write one damaged file; the same number is always the same damage.

    Args:
        ending: The only sort to damage; "" draws from all.
    """
    draw = random.Random(number)
    kinds = (cut_off, flipped, renamed) if ending else DAMAGES
    damage = kinds[number % len(kinds)]
    good = {ending: good[ending]} if ending else good
    end, content = damage(draw, good)
    path = folder / f"damaged-{number}{end}"
    path.write_bytes(content)
    return damage.__name__, path


def end_of(path: Path) -> str:
    """Return how checking a file ends; anything but a result or a letter is raised."""
    try:
        checked = check(path)
    except InputUnusable as error:
        letters = error.letter("zh"), error.letter("en")
        assert all(letter.strip() and len(letter) < 20_000 for letter in letters), letters
        return "letter"
    assert all(f.words.zh and f.words.en for f in checked.findings)
    return "checked"


def main(count: int, ending: str = "") -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    ends: Counter[tuple[str, str]] = Counter()
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        good = good_files(folder)
        for number in range(count):
            name, path = damaged(number, good, folder, ending)
            start = time.process_time()
            try:
                ends[name, end_of(path)] += 1
            except Exception as error:
                ends[name, "FAULT"] += 1
                print(f"{number} {path.name}: {type(error).__name__}: {error}")
            slowest = max(slowest, (time.process_time() - start, path.name + " " + name))
            path.unlink()
    for (name, end), times in sorted(ends.items()):
        print(f"{name:16} {end:8} {times}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sum(ends.values())} files; slowest {slowest[0]:.2f} s ({slowest[1]}); {most} MiB")
    sys.exit(any(end == "FAULT" for _, end in ends))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, *sys.argv[2:])
