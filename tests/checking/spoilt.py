"""Our own papers with one number spoilt: told, or said to be compared with nothing; never silent.

`python tests/checking/spoilt.py` draws numbers of every paper of diverse scenarios, spoils each in
turn, and prints how many were told, how many stand in what the report says it did not compare, and
every one that passed in silence. A word names scenarios, a number how many of each paper are drawn.
"""

import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from lxml import etree, html

from optalloc.checking import Checked, check
from optalloc.core.message import Lang
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.reports import report

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = (
    *("meilan-2023/two-towns", "six-factors/plan", "rolling-3-years/plan", "three-levels/plan"),
    *("council-projects/plan", "year-in-parts/plan", "own-words/plan", "mouding-2019/plan"),
    *("first-money/plan", "jinzhai-2021/plan", "mengjin-2018/plan", "xiuwen-2022-like/plan"),
)
TABLES = ("plan.csv", "plan.xlsx", "plan.docx", "page.html")
NOTICES = ("notice.txt", "notice.docx", "notice.html")
_CELL = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_PROSE = re.compile(r"(?<![0-9.,〔A-Za-z/-])([0-9][0-9,]*(?:\.[0-9]+)?)(?= ?(?:万元|元|%|个单位))")
_ROW = re.compile(r"(?<=[\s，,：:])([0-9][0-9,]*(?:\.[0-9]+)?)(?=，|, ?|\r?$)")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class SpoiltPaper:
    """A paper with one number changed: where, what it was and is, and its bytes."""

    where: str
    before: str
    after: str
    content: bytes
    in_prose: bool = False


def changed(text: str, draw: Random) -> str:
    """Return a number with one of its first three digits that are not 0 changed."""
    places = [i for i, mark in enumerate(text) if mark.isdigit()]
    first = next((k for k, i in enumerate(places) if text[i] != "0"), 0)
    at = draw.choice(places[first : first + 3])
    digit = draw.choice([d for d in "123456789" if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def spoilt(path: Path, draw: Random, most: int) -> Iterator[SpoiltPaper]:
    """Yield a paper with one number spoilt at a time."""
    makers: dict[str, Callable[[bytes, Random, int], Iterator[SpoiltPaper]]] = {
        ".csv": _text,
        ".txt": _text,
        ".xlsx": _book,
        ".docx": _word,
        ".html": _page,
    }
    yield from makers[path.suffix](path.read_bytes(), draw, most)


def _some(found: list, draw: Random, most: int) -> list:
    return draw.sample(found, most) if len(found) > most else found


def _text(content: bytes, draw: Random, most: int) -> Iterator[SpoiltPaper]:
    text = content.decode("utf-8-sig")
    is_csv = text.splitlines()[0].count(",") > 1
    found = []
    for number, line in enumerate(text.split("\n")):
        start = sum(len(x) + 1 for x in text.split("\n")[:number])
        for pattern, in_prose in ((_ROW, False), (_PROSE, True)):
            if in_prose and is_csv:
                continue
            is_row = is_csv or (
                ("：" in line or ": " in line) and "。" not in line and "万元" not in line
            )
            if not in_prose and not is_row:
                continue
            found += [(start + m.start(1), m[1], in_prose) for m in pattern.finditer(line)]
    for at, before, in_prose in _some(found, draw, most):
        after = changed(before, draw)
        whole = text[:at] + after + text[at + len(before) :]
        around = text[max(0, at - 14) : at + len(before)].replace("\n", "|")
        yield SpoiltPaper(around, before, after, whole.encode(), in_prose)


def _page(content: bytes, draw: Random, most: int) -> Iterator[SpoiltPaper]:
    root = html.document_fromstring(content)
    places = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title", "text"):
            continue
        above = [element, *element.iterancestors()]
        if any(e.tag in ("svg", "script", "style", "head", "template") for e in above):
            continue
        in_table = any(e.tag == "table" for e in above)
        texts = [("text", element.text)]
        if element.tag != "table":
            texts.append(("tail", element.tail if element.getparent() is not None else None))
        for name, text in texts:
            inside = (
                in_table
                if name == "text"
                else any(e.tag == "table" for e in element.iterancestors())
            )
            if any(
                e.tag in ("details",) and inside and e.getparent().tag in ("td", "th")
                for e in above
            ):
                continue  # folded away in a cell: a remark
            pattern = _CELL if inside else _PROSE
            if inside and not (text and _CELL.fullmatch(text.strip())):
                continue
            for m in pattern.finditer(text or ""):
                places.append((element, name, m.span(), not inside))
    for element, name, (a, b), in_prose in _some(places, draw, most):
        text = getattr(element, name)
        after = changed(text[a:b], draw)
        setattr(element, name, text[:a] + after + text[b:])
        tree = html.tostring(root, encoding="utf-8")
        setattr(element, name, text)
        yield SpoiltPaper(
            f"{element.tag}: {text[max(0, a - 14) : b]}", text[a:b], after, tree, in_prose
        )


def _word(content: bytes, draw: Random, most: int) -> Iterator[SpoiltPaper]:
    name = "word/document.xml"
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))
    places = []
    for node in root.iter(_W + "t"):
        inside = next(node.iterancestors(_W + "tbl"), None) is not None
        text = node.text or ""
        if inside and not _CELL.fullmatch(text.strip()):
            continue
        for m in (_CELL if inside else _PROSE).finditer(text):
            places.append((node, m.span(), not inside))
    for node, (a, b), in_prose in _some(places, draw, most):
        text = node.text
        after = changed(text[a:b], draw)
        node.text = text[:a] + after + text[b:]
        made = _replaced(content, {name: etree.tostring(root)})
        node.text = text
        yield SpoiltPaper(text[max(0, a - 14) : b], text[a:b], after, made, in_prose)


def _book(content: bytes, draw: Random, most: int) -> Iterator[SpoiltPaper]:
    files = zipfile.ZipFile(io.BytesIO(content))
    names = [n for n in files.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
    trees = {name: etree.fromstring(files.read(name)) for name in names}
    places = [
        (name, cell, value)
        for name, tree in trees.items()
        for cell in tree.iter(_X + "c")
        if cell.get("t") in (None, "n") and (value := cell.find(_X + "v")) is not None
    ]
    for name, cell, value in _some(places, draw, most):
        before = value.text
        value.text = changed(before, draw)
        made = _replaced(content, {name: etree.tostring(trees[name])})
        after, value.text = value.text, before
        yield SpoiltPaper(f"{name[-10:]} {cell.get('r')}", before, after, made)


def _replaced(content: bytes, parts: dict[str, bytes]) -> bytes:
    """Return a package with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            new.writestr(item, parts.get(item.filename, old.read(item.filename)))
    return out.getvalue()


def told(found: Checked) -> Counter[tuple[str, str]]:
    """Return the errors and warnings, by what they say."""
    return Counter(
        (f.kind, f.where.words().zh + f.words.zh) for f in found.findings if f.severity != "note"
    )


def left_out(found: Checked) -> str:
    """Return all that the report says it did not compare."""
    return "\n".join(f"{f.where.words().zh} {f.words.zh}" for f in _left(found))


def judged(before: Checked, after: Checked, paper: SpoiltPaper) -> str:
    """Return whether a spoilt number was told, listed as compared with nothing, or silent."""
    if told(after) - told(before):
        return "told"
    said = left_out(after)
    if paper.in_prose:
        number = rf"(?<![0-9.,]){re.escape(paper.after)} ?(万元|元|%|个单位)"
        is_listed = any(re.search(number, f.came or "") for f in _left(after))
        return "listed" if is_listed else "silent"
    changes = list(_changes(before, after))
    if not changes:
        return "listed" if "指标" in said or "不是表格" in said else "silent"
    return "listed" if all(_is_listed(after, said, *one) for one in changes) else "silent"


def _left(found: Checked) -> list[Finding]:
    return [f for f in found.findings if f.kind in ("not_compared", "no_table", "not_read")]


def _changes(before: Checked, after: Checked) -> Iterator[tuple[int, int, int]]:
    """Yield the cells that differ: the table by its place, the row's number, the column."""
    for k, (old, new) in enumerate(zip(before.sheets, after.sheets, strict=False)):
        rows = {line.number: line.row.cells for line in old.lines}
        for line in new.lines:
            was = rows.get(line.number, ())
            for c, cell in enumerate(line.row.cells):
                if c < len(was) and was[c] != cell:
                    yield k, line.number, c


def _is_listed(found: Checked, said: str, sheet: int, row: int, column: int) -> bool:
    """Say whether a column is named in what the report says of its table."""
    table = found.sheets[sheet]
    line = next(x for x in table.lines if x.number == row)
    if line.kind in ("note", "section"):
        return True  # words below a table, and its parameters, are no figures of it
    name = table.of_index[column].name
    return any(
        re.search(rf"(^|[的、，：）] ?){re.escape(name)}([（、]|等|$)", part)
        for part in re.split("[；\n]", said)
        if len(found.sheets) == 1 or f"{table.grid.sheet}的" in part
    ) or bool(re.search(rf"{table.grid.sheet or ''}.*等 \d+ 列", said))


def papers_of(scenario: Path, folder: Path, lang: Lang) -> None:
    """Write every paper of a scenario."""
    solved, _ = report(scenario, "all", folder, lang)
    write_folder(solved, folder, lang)


def walked(
    scenario: Path, draw: Random, most: int, say: Callable[[str], None], lang: Lang = "zh"
) -> Counter[str]:
    """Spoil numbers of every paper of a scenario and return how many were told and not."""
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "wrong").mkdir()
        papers_of(scenario, folder, lang)
        pairs = [(folder / table, None) for table in TABLES]
        pairs += [(folder / notice, folder / "plan.csv") for notice in NOTICES]
        for paper, table in pairs:
            before = _checked(paper, table)
            for one in spoilt(paper, draw, most):
                wrong = folder / "wrong" / paper.name
                wrong.write_bytes(one.content)
                after = _checked(wrong, table)
                result = judged(before, after, one)
                counts[result] += 1
                counts[f"{paper.name} {result}"] += 1
                if result == "silent":
                    say(f"{paper.name}: {one.where!r} {one.before} -> {one.after}")
    return counts


def _checked(paper: Path, table: Path | None) -> Checked:
    return check(paper) if table is None else check(table, notice=paper)


def main(words: list[str]) -> int:
    """Print how many spoilt numbers were told, listed and silent; 1 when any was silent."""
    most = next((int(w) for w in words if w.isdigit()), 40)
    named = [w for w in words if not w.isdigit()]
    total: Counter[str] = Counter()
    for name in SCENARIOS:
        if named and not any(word in name for word in named):
            continue
        for lang in ("zh", "en"):
            scenario = ROOT / "scenarios" / f"{name}.yaml"
            counts = walked(scenario, Random(name), most, lambda t: print(f"  {t}"), lang)
            total += counts
            print(f"{name} {lang}: {dict(counts)}", flush=True)
    print(f"all: {dict(total)}")
    return 1 if total["silent"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
