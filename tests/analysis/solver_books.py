"""Workbooks with a model of Excel's Solver, as its hidden names keep it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

RELATIONS = {"<=": "1", "=": "2", ">=": "3", "int": "4", "bin": "5", "dif": "6"}


def solver_book(
    path: Path,
    cells: Mapping[str, object],
    *,
    adjust: str,
    objective: str | None,
    bounds: Sequence[tuple[str, str, str]],
    kind: str = "2",
    signed: bool = False,
    sheet: str = "模型",
) -> Path:
    """Write a workbook with a model.

    Args:
        adjust: The variable cells, as A1:B2.
        objective: The objective's cell.
        bounds: Left side, relation, right side.
        kind: 1 max, 2 min, 3 a value.
        signed: Whether cells may fall below 0.
    """
    book = Workbook()
    page = book.active
    page.title = sheet
    for place, value in cells.items():
        page[place] = value

    def whole(reference: str) -> str:
        corners = reference.replace("$", "").split(":")
        if not corners[0][:1].isalpha() or not corners[0][-1].isdigit():
            return reference
        dollars = ["$" + c.rstrip("0123456789") + "$" + c.lstrip("ABCDEFGHIJ") for c in corners]
        return f"{sheet}!{':'.join(dollars)}"

    names = {
        "solver_adj": whole(adjust),
        "solver_typ": kind,
        "solver_neg": "2" if signed else "1",
        "solver_num": str(len(bounds)),
        "solver_eng": "2",
    }
    if objective is not None:
        names["solver_opt"] = whole(objective)
    for number, (left, relation, right) in enumerate(bounds, start=1):
        names[f"solver_lhs{number}"] = whole(left)
        names[f"solver_rel{number}"] = RELATIONS[relation]
        names[f"solver_rhs{number}"] = whole(right)
    for name, text in names.items():
        page.defined_names[name] = DefinedName(name, attr_text=text, hidden=True)
    book.save(path)
    return path


TRANSPORT: dict[str, object] = {
    # Two sources as columns, three towns as rows; costs below, sums beside and below.
    "A1": "单位：万元",
    "B2": "市级",
    "C2": "区级",
    "D2": "合计",
    "E2": "至少",
    "A3": "甲镇",
    "A4": "乙镇",
    "A5": "丙镇",
    "D3": "=SUM(B3:C3)",
    "D4": "=SUM(B4:C4)",
    "D5": "=B5+C5",
    "E3": 10,
    "E4": 12.5,
    "E5": 7,
    "A6": "合计",
    "B6": "=SUM(B3:B5)",
    "C6": "=SUM(C3:C5)",
    "A7": "可用",
    "B7": 20,
    "C7": 15,
    "B10": 0.3,
    "C10": 0.5,
    "B11": 0.2,
    "C11": 0.45,
    "B12": 0.6,
    "C12": 0.1,
    "F1": "=SUMPRODUCT(B3:C5,B10:C12)",
}
TRANSPORT_BOUNDS = [("D3:D5", ">=", "E3:E5"), ("B6:C6", "<=", "B7:C7")]
