"""LibreOffice works every formula out anew, and the figures are those of the plan, to the fen.

One call converts all the books, because starting it is what costs time.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from test_workbook import hostile

from books import SHEETS, faults, made
from optalloc.core.message import Lang
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.problem.facts import INDUSTRY, Source
from optalloc.problem.problem import Problem
from optalloc.reports.comparison import ComparisonContext
from optalloc.reports.comparisons.xlsx import compared_workbook
from recalculated import MISSING, SOFFICE, formulas_and_values, recalculated
from small import small, town
from test_library import LIBRARY, by

TOWNS = [
    town("甲", people=30, poor=2, income=7, paid=80),
    town("乙", people=20, poor=1, income=3, paid=30),
    town("丙", "部门", people=10, poor=1, income=11, paid=60),
]
POTS = [Source("市级", 400_00, "市级"), Source("区级", 200_00, "区级")]
USES = {"大棚": (INDUSTRY,), "道路": ()}
EARLIER = [("甲", "市级", "道路", 30), ("乙", "区级", "大棚", 10)]
GROUP = {"groups": [INDUSTRY], "over": "year"}
WEIGHTS = {"weights": {"people": "60%", "poor": "40%"}}
SLOW = {**WEIGHTS, "coefficients": {"column": "paid", "below": {"50": "0.5", "70": "1/3"}}}


def problems() -> Iterator[tuple[str, Problem]]:
    """Yield problems with what the library does not have: other rules, other targets."""
    shares = [
        ("share", {**GROUP, "at_least": "50%", "at_most": "90%"}),
        ("each", {"kind": "share", **GROUP, "at_least": "40%", "each_source": True}),
        ("source_share", {**GROUP, "shares": {"市级": "45%", "区级": "50%"}}),
        ("group_share", {"kinds": ["镇"], "over": "batch", "at_least": "60%", "at_most": "99%"}),
    ]
    more = {"uses": USES, "earlier": EARLIER}
    yield "shares", small(POTS, TOWNS, shares, targets=[("factors", WEIGHTS)], **more)
    levels = [
        ("floor", {"amount": "50", "kinds": ["镇"]}),
        ("ceiling", {"amount": "500"}),
        ("balance", {"max_deviation": "400"}),
        ("same_amount", {"kinds": ["镇"], "apart": "400"}),
        ("amount_ratio", {"at_most": "50", "among": "all"}),
        ("split", {"shares": {"市级": 2, "区级": 1}, "within": "award"}),
        ("grain", {"cell": "1", "total": "3"}),
    ]
    yield "levels", small(POTS, TOWNS, levels[:-1], targets=[("factors", SLOW)], uses=USES)
    total = [("split", {"shares": {"市级": 2, "区级": 1}, "within": "total"})]
    yield "total", small(POTS, TOWNS, total, targets=[("factors", WEIGHTS)], uses=USES)
    on_top = [
        ("carve_out", {"kinds": ["部门"], "each": "40"}),
        ("carve_out", {"label": "b", "kinds": ["镇"], "total": "70", "column": "poor"}),
        ("carve_out", {"label": "c", "kinds": ["镇"], "total": "50"}),
        ("units", {"column": "poor", "standard": "12.34", "unit": "个"}),
        ("factors", {**WEIGHTS, "portion": "80%"}),
        ("factors", {"label": "d", "weights": {"paid": "100%"}, "portion": "20%"}),
    ]
    yield "on-top", small(POTS, TOWNS, targets=on_top, grain="0.01")
    yield "hostile", hostile()
    yield (
        "many",
        small(
            {"源": 600},
            [town(f"镇{i:03}", **{"村": 1 + i % 7}) for i in range(60)],
            [("floor", {"amount": "8"})],
            targets=[("factors", {"weights": {"村": "100%"}})],
        ),
    )


def books(folder: Path) -> Iterator[tuple[Path, Solved, Lang, str]]:
    """Write the books and yield each with what it should say."""
    library = [by("cbc", name) for name in LIBRARY]
    cases = [(f"lib{i}", solved) for i, solved in enumerate(library) if solved.best]
    cases += [(name, walk(problem)) for name, problem in problems()]
    for i, (name, solved) in enumerate(cases):
        lang: Lang = "en" if i % 2 else "zh"
        unit = "元" if i % 3 else "万元"
        path = folder / f"{name}.xlsx"
        path.write_bytes(made(solved, lang, unit))
        yield path, solved, lang, unit


def told_wrong(folder: Path) -> Path:
    """Write a book whose value beside a formula is wrong, so that recalculation shows."""
    path = folder / "wrong.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("a").write_formula(0, 0, "=1+1", None, 99)
    return path


def compared(folder: Path) -> Path:
    """Write a comparison, one of its scenarios without a plan."""
    names = ("published", "two-towns", "four-towns", "whole-wan")
    plans = [by("cbc", f"meilan-2023/{name}.yaml") for name in names]
    path = folder / "compared.xlsx"
    path.write_bytes(compared_workbook(ComparisonContext(plans, "zh", "万元")))
    return path


def off(before: Path, values: openpyxl.Workbook) -> Iterator[str]:
    """Yield every formula that comes to something else than what stood beside it."""
    for (sheet, cell), (text, said) in formulas_and_values(before).items():
        now: Any = values[sheet][cell].value
        if isinstance(said, str) or not isinstance(now, int | float):
            same = said == now
        else:
            same = abs(said - now) <= 1e-9 * max(1.0, abs(said))
        if not same:
            yield f"{before.name} {sheet}!{cell} {text}: {said!r} was written, {now!r} comes out"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_every_workbook_worked_out_anew_says_the_figures_of_its_plan(tmp_path: Path) -> None:
    cases = [*books(tmp_path)]
    paths = [path for path, *_ in cases] + [compared(tmp_path), told_wrong(tmp_path)]
    *anew, wrong = recalculated(paths, tmp_path)
    assert openpyxl.load_workbook(wrong, data_only=True)["a"]["A1"].value == 2
    worked_out = [openpyxl.load_workbook(path, data_only=True) for path in anew]
    found: list[str] = []
    for before, book in zip(paths, worked_out, strict=False):
        found += off(before, book)
    for (path, solved, lang, unit), book in zip(cases, worked_out, strict=False):
        assert [name for name in book.sheetnames if name in SHEETS[lang]] == list(SHEETS[lang])
        found += [f"{path.name}: {fault}" for fault in faults(book, solved, lang, unit)]
    assert not found, "\n" + "\n".join(found)
    assert len(cases) >= 17
