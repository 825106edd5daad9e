"""Models of Excel's Solver become scenarios that solve to the model's own optimum, or a letter."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pulp
import pytest
from openpyxl.utils import get_column_letter
from solver_books import TRANSPORT, TRANSPORT_BOUNDS, solver_book

import optalloc as oa
from optalloc.analysis.interchange.formulas import Formulas, NotLinear
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable

Filed = Callable[..., Path]


@pytest.fixture
def filed(tmp_path: Path) -> Filed:
    def write(changes: dict[str, object] | None = None, **how: Any) -> Path:
        how = {"adjust": "B3:C5", "objective": "F1", "bounds": TRANSPORT_BOUNDS} | how
        return solver_book(tmp_path / "model.xlsx", TRANSPORT | (changes or {}), **how)

    return write


def solved(file: Path, folder: Path) -> oa.Solution:
    found = oa.import_file(file, folder)
    return oa.read(found.paths[0]).solve()


def faults_of(file: Path, folder: Path) -> list[str]:
    with pytest.raises(InputUnusable) as refused:
        oa.import_file(file, folder)
    assert not folder.exists()
    return [f"{f.place.en}: {f.allowed.en}".replace("模型!", "") for f in refused.value.faults]


def test_a_transport_of_money_solves_to_its_optimum(filed: Filed, tmp_path: Path) -> None:
    solution = solved(filed(), tmp_path / "out")
    assert solution.is_proven and solution.unit == "万元"
    assert solution.goals["value"].tolist() == [Fraction("6.7")]
    assert solution.recipients["total"].tolist() == [10, Fraction("12.5"), 7]


def test_it_says_what_came_in_and_overwrites_nothing(
    filed: Filed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", str(filed()), "--out", str(tmp_path / "out")]
    assert guarded([*command, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "3 recipients, 2 sources, 5 bounds; the objective is a minimum." in said
    assert guarded([*command, "--lang", "zh"]) == 3
    assert "已经存在，不会覆盖" in capsys.readouterr().err
    assert guarded(["import", str(filed()), "--out", str(tmp_path / "two"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sources"] == ["市级", "区级"] and told["objective"] == "min"


def test_whole_numbers_are_a_grain_and_equalities_spend_sources_whole(
    filed: Filed, tmp_path: Path
) -> None:
    bounds = [("D3:D5", "<=", "E3:E5"), ("B6:C6", "=", "B7:C7"), ("B3:C5", "int", "integer")]
    file = filed({"E3": 15, "E4": 14, "E5": 12}, bounds=bounds)
    problem = oa.read(oa.import_file(file, tmp_path / "out").paths[0])
    assert [rule.label for rule in problem.facts.rules] == ["grain", "spend_whole", "ceiling"]
    assert problem.facts.grain.cells == {"市级": 1_000_000, "区级": 1_000_000}
    assert problem.solve().total == 35


def test_caps_of_single_cells_are_needs_of_uses(filed: Filed, tmp_path: Path) -> None:
    solution = solved(filed(bounds=[*TRANSPORT_BOUNDS, ("B4", "<=", "8"), ("B3", "<=", "0")]),
                      tmp_path / "out")  # fmt: skip
    awards = {(a.recipient, a.source): a.fen for a in solution.awards.itertuples()}
    assert awards["乙镇", "市级"] == 8_000_000 and ("甲镇", "市级") not in awards
    # 甲 10 and 乙 4.5 from 区级, 乙 8 from 市级; 区级 has 0.5 left for 丙, whose 6.5 are dear.
    value = Fraction("5") + Fraction("2.025") + Fraction("1.6") + Fraction("3.95")
    assert solution.goals["value"].tolist() == [value]


def test_a_maximum_is_the_most_gain(filed: Filed, tmp_path: Path) -> None:
    bounds = [("D3:D5", "<=", "E3:E5"), ("B6:C6", "<=", "B7:C7")]
    solution = solved(filed(bounds=bounds, kind="1"), tmp_path / "out")
    # 丙 brings most of 市级, 乙 more of 区级 than 甲 loses by 市级's money.
    best = (
        Fraction("0.6") * 7
        + Fraction("0.5") * Fraction("2.5")
        + Fraction("0.45") * Fraction("12.5")
    )
    assert solution.goals["value"].tolist() == [best + Fraction("0.3") * Fraction("7.5")]
    assert solution.goals["measure"].tolist() == ["gain"]


def drawn(seed: int) -> tuple[dict[str, object], dict[str, Any], pulp.LpProblem]:
    """Return a drawn model as cells, as a call of `solver_book`, and as a PuLP problem."""
    random = Random(f"solver {seed}")
    high, wide = random.randint(1, 4), random.randint(1, 3)
    is_whole, is_maximum = random.random() < 0.5, random.random() < 0.4
    turned = high > 1 and wide > 1 and random.random() < 0.4
    category = pulp.LpInteger if is_whole else pulp.LpContinuous
    x = {(r, s): pulp.LpVariable(f"x_{r}_{s}", 0, None, category) for r in range(high)
         for s in range(wide)}  # fmt: skip
    model = pulp.LpProblem("drawn", pulp.LpMaximize if is_maximum else pulp.LpMinimize)

    def place(r: int, s: int, down: int = 0) -> str:
        row, column = (s, r) if turned else (r, s)
        return f"{get_column_letter(column + 3)}{row + 4 + down}"

    cells: dict[str, object] = {}
    costs = {}
    for r, s in x:
        costs[r, s] = random.randint(-5 if is_maximum else 1, 40) / random.choice((1, 4, 10))
        cells[place(r, s, 20)] = costs[r, s]
    model += pulp.lpSum(costs[k] * x[k] for k in x)
    money = [
        random.randint(4, 30) / (1 if is_whole else random.choice((1, 2))) for _ in range(wide)
    ]
    bounds: list[tuple[str, str, str]] = []
    for s in range(wide):
        spent = random.random() < 0.3
        line = [place(r, s) for r in range(high)]
        cells[f"A{60 + s}"] = f"={'+'.join(line)}" if s % 2 else f"=SUM({line[0]}:{line[-1]})"
        bounds.append((f"A{60 + s}", "=" if spent else "<=", str(money[s])))
        row = pulp.lpSum(x[r, s] for r in range(high))
        model += (row == money[s]) if spent else (row <= money[s])
    for r in range(high):
        line = [place(r, s) for s in range(wide)]
        cells[f"B{60 + r}"] = f"=2*SUM({line[0]}:{line[-1]})"
        row = pulp.lpSum(x[r, s] for s in range(wide))
        if random.random() < 0.5:
            floor = random.randint(1, 6)
            bounds.append((f"B{60 + r}", ">=", str(2 * floor)))
            model += row >= floor
        if random.random() < 0.6:
            ceiling = random.randint(5, 20)
            cells[f"C{60 + r}"] = -2 * ceiling
            bounds.append((f"B{60 + r}", "<=", f"-模型!$C${60 + r}"))
            model += row <= ceiling
    for r, s in x:
        if high > 1 and wide > 1 and random.random() < 0.2:
            cap = random.randint(0, 8)
            bounds.append((place(r, s), "<=", str(cap)))
            model += x[r, s] <= cap
    first, last = place(0, 0), place(high - 1, wide - 1)
    if is_whole:
        bounds.append((f"{first}:{last}", "int", "integer"))
    corners = f"{first}:{last}", f"{place(0, 0, 20)}:{place(high - 1, wide - 1, 20)}"
    cells["F58"] = f"=SUMPRODUCT({corners[0]},{corners[1]})" + ("+7" if seed % 3 == 0 else "")
    how = {"adjust": corners[0], "objective": "F58", "bounds": bounds}
    return cells, how | {"kind": "1" if is_maximum else "2"}, model


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_a_drawn_model_and_its_scenario_have_the_same_optimum(seed: int, tmp_path: Path) -> None:
    cells, how, model = drawn(seed)
    model.solve(pulp.HiGHS(msg=False))
    solution = solved(solver_book(tmp_path / "m.xlsx", cells, **how), tmp_path / "out")
    assert solution.is_proven
    assert solution.has_plan == (pulp.LpStatus[model.status] == "Optimal")
    if solution.has_plan:
        value = float(solution.solved.outcome.goals[0].value)
        found = pulp.value(model.objective)
        assert (-value if how["kind"] == "1" else value) == pytest.approx(found, abs=1e-5)


@pytest.mark.parametrize(
    ("changes", "how", "said"),
    [
        ({"D3": "=B3*C3"}, {}, ["constraint 1 (D3:D5): a linear formula"]),
        ({"D3": "=MAX(B3:C3)"}, {}, ["constraint 1 (D3:D5): figures, cells, + - * / %"]),
        ({"D3": "=D4", "D4": "=D3"}, {}, ["constraint 1 (D3:D5): no formula that needs itself"]),
        ({"E3": "many"}, {}, ["constraint 1 (D3:D5): a figure or a formula"]),
        ({"D3": "=B3+2*C3"}, {}, ["constraint 1 (D3): a bound of one variable cell"]),
        ({"D3": "=B3+B4"}, {}, ["constraint 1 (D3): a bound of one variable cell"]),
        ({"B7": 20.00000001}, {}, ["an amount: whole fen, counted in 万元"]),
        ({}, {"bounds": [("D3:D5", ">=", "E3:E4")]}, ["constraint 1 (D3:D5): both sides"]),
        ({}, {"bounds": [("B3:C5", "dif", "")]}, ["constraint 1 (B3:C5): <=, =, >=, integer"]),
        ({}, {"bounds": [("D3:D5", "int", "")]}, ["constraint 1 (D3:D5): whole or binary"]),
        ({}, {"bounds": [TRANSPORT_BOUNDS[0]]}, ["市级: an upper bound", "区级: an upper bound"]),
        ({}, {"bounds": [*TRANSPORT_BOUNDS, ("B3", ">=", "1")]},
         ["constraint 3 (B3): no floor of one cell"]),
        ({}, {"bounds": [*TRANSPORT_BOUNDS, ("B3", "int", "")]},
         ["the integer constraint: all variable cells whole, or none"]),
        ({}, {"bounds": [*TRANSPORT_BOUNDS, ("B6", ">=", "5")]},
         ["constraint 3 (B6): a source spent whole"]),
        ({}, {"signed": True}, ["B3, C3, B4, C4 …: at least 0"]),
        ({}, {"kind": "3"}, ["the objective (solver_opt): a maximum or a minimum"]),
        ({}, {"objective": None}, ["the objective (solver_opt): a cell to make large or small"]),
        ({}, {"adjust": "B3:B5,C3:C5"}, ["the variable cells (solver_adj): one rectangle"]),
    ],
)  # fmt: skip
def test_what_a_scenario_cannot_say_is_refused_by_name(
    changes: dict[str, object], how: dict[str, Any], said: list[str], filed: Filed, tmp_path: Path
) -> None:
    faults = faults_of(filed(changes, **how), tmp_path / "out")
    assert len(faults) == len(said)
    for fault, words in zip(faults, said, strict=True):
        assert fault.startswith(words), fault


def test_a_hostile_workbook_gets_a_letter(filed: Filed, tmp_path: Path) -> None:
    deep = {"D3": "=" + "(" * 5000 + "B3" + ")" * 5000} | {
        f"Z{i}": f"=Z{i + 1}" for i in range(1, 3000)
    }
    faults = faults_of(filed(deep | {"D4": "=Z1"}), tmp_path / "out")
    assert [f.partition(": ")[2] for f in faults] == ["formulas less deep"]
    from openpyxl import load_workbook

    file = filed()
    book = load_workbook(file)
    book.active.defined_names["solver_num"].attr_text = "999999999"
    book.save(file)
    assert faults_of(file, tmp_path / "out") == [
        "solver_num: a number of constraints, at most 1000"
    ]


def test_every_fault_is_said_at_once(filed: Filed, tmp_path: Path) -> None:
    file = filed({"D3": "=B3*C3", "F1": "=SUMPRODUCT(B3:C5,B3:C5)"}, kind="3")
    assert len(faults_of(file, tmp_path / "out")) == 3


def test_a_workbook_without_a_model_says_how_to_have_one(tmp_path: Path) -> None:
    book = solver_book(tmp_path / "m.xlsx", {}, adjust="B1", objective="B2", bounds=[])
    with pytest.raises(InputUnusable, match="one model of Solver"):
        oa.import_file(f"{book}#别的", tmp_path / "out")
    (tmp_path / "n.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputUnusable):
        oa.import_file(tmp_path / "n.xlsx", tmp_path / "out")


def test_formulas_are_read_as_excel_reads_them(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page["A1"], page["A2"], page["B1"] = 2, 0.1, "=-A1^1"
    formulas = Formulas(book, [("Sheet", 5, 5)])
    for text, value in {
        "=1+2*3": 7,
        "=-(1-3)/4": Fraction(1, 2),
        "=10%*A1": Fraction(1, 5),
        "=SUM(A1:A2,3)": Fraction("5.1"),
        "=SUMPRODUCT(A1:A2*A1:A2)": Fraction("4.01"),
        "=SUMPRODUCT(A1:A2,A1:A2)": Fraction("4.01"),
        "=Sheet!A1-$A$2": Fraction("1.9"),
        "=1E-3*1000": 1,
    }.items():
        assert formulas.text(text, "Sheet", "x")[0][0].constant == value, text
    assert formulas.text("=3*E5-E5", "Sheet", "x")[0][0].terms == {("Sheet", 5, 5): 2}
    for text in (
        "=B1",
        "=E5*E5",
        "=1/E5",
        "=1/0",
        "=nobody",
        "=[1]Other!A1",
        "=IF(1,2,3)",
        "=1 2",
        "=SUM(",
        '=SUM("',
        "=1E400000*E5",
    ):
        with pytest.raises(NotLinear):
            formulas.text(text, "Sheet", "x")
