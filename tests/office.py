"""A small office to try the program in: a scenario, its tables, and someone who runs a command."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from optalloc.cli.main import guarded

SCENARIO = """\
title: 试验
unit: 万元
tables:
  sources: sources.csv
  recipients: towns.csv
  uses: uses.csv
  needs: needs.csv
  earlier: earlier.csv
indicators:
  行政村: {unit: 个, direction: more}
  人均收入: {unit: 元, direction: less}
targets:
  formula:
    kind: factors
    weights: {行政村: 60%, 人均收入: 40%}
rules:
  grain: {cell: 0.1}
  spend_whole: {}
  split:
    shares: {市级: 45, 区级: 55}
    within: recipient
  industry: {kind: share, groups: [产业发展], at_least: 55%, over: year}
  floor: {amount: 1}
goals:
  closest_to_target: {distance: absolute}
"""
FILES = {
    "scenario.yaml": SCENARIO,
    "sources.csv": (
        "资金来源,层级,文号,金额(万元)\n市级,市级,文1,45\n区级,区级,文2,55\n合计,,,100\n"
    ),
    "towns.csv": (
        "单位,类型,行政村(个),人均收入(元)\n甲镇,镇,12,18600\n乙镇,镇,7,19200\n丙乡,乡,9,17400\n"
    ),
    "uses.csv": "用途,是否产业\n产业发展,是\n乡村建设,否\n",
    "needs.csv": "单位,用途,需求(万元)\n甲镇,产业发展,80\n乙镇,产业发展,80\n丙乡,乡村建设,40\n",
    "earlier.csv": "单位,资金来源,用途,金额(万元)\n甲镇,第一批,产业发展,20\n",
}
TOWNS: tuple[tuple[object, ...], ...] = (
    ("单位", "类型", "行政村(个)", "人均收入(元)"),
    ("甲镇", "镇", 12, 18600),
    ("乙镇", "镇", 7, 19200),
    ("丙乡", "乡", 9, 17400),
)


class Said(NamedTuple):
    """What a command left behind: its exit code and what it printed."""

    code: int
    out: str
    err: str


class Office:
    """A folder with a scenario that can be solved, until somebody spoils a file."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        for name, text in FILES.items():
            self.put(name, text)

    def put(self, name: str, content: str | bytes) -> None:
        """Write a file, in UTF-8."""
        content = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(content)

    def swap(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace words of a file; each must be there."""
        text = (self.folder / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{name} has no {old}"
            text = text.replace(old, new)
        self.put(name, text)

    def book(
        self, rows: Sequence[Sequence[object]] = TOWNS, sheet: str = "指标"
    ) -> openpyxl.Workbook:
        """Return a workbook of recipients and let the scenario read it as towns.xlsx."""
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = sheet
        for row in rows:
            book.active.append(list(row))
        book.save(self.folder / "towns.xlsx")
        self.swap("scenario.yaml", ("towns.csv", "towns.xlsx"))
        return book

    def run(self, *arguments: str, lang: str = "zh") -> Said:
        """Run a command line."""
        self._capsys.readouterr()
        code = guarded([*arguments, "--lang", lang])
        return Said(code, *self._capsys.readouterr())

    def there(self) -> dict[str, bytes]:
        """Return every file of the folder."""
        files = (p for p in sorted(self.folder.rglob("*")) if p.is_file())
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in files}
