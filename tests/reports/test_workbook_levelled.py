"""Score sheets of bounded factors, topping up and levels: formulas where they can be, else told."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

import optalloc as oa
from optalloc.core.message import Lang
from optalloc.reports import FORMATS, Report


def sheets(
    targets: dict[str, Any],
    lang: Lang = "zh",
    counties: tuple[str, ...] = ("东县", "东县", "东县"),
    values: bool = False,
    **more: Any,
) -> dict[str, list[list[Any]]]:
    """Return the rows of the sheets of three towns that share 100万元.

    Args:
        counties: Where each of them stands.
        values: Whether values are returned in the place of formulas.
    """
    policy = {
        "unit": "万元",
        "indicators": {"人口": {"unit": "人", "direction": "more"}},
        "targets": {"公式": targets},
        "rules": {"grain": {"cell": 1}, "spend_whole": {}},
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    towns = [("甲镇", 500, 10), ("乙镇", 300, 0), ("丙镇", 200, 20)]
    solved = oa.Problem.from_frames(
        recipients=[
            {"单位": n, "人口": p, "财力": m, "县": c}
            for (n, p, m), c in zip(towns, counties, strict=True)
        ],
        sources=[{"资金来源": "市级", "金额": 100}],
        uses=[{"用途": "道路"}],
        policy={**policy, **more.pop("policy", {})},
        **more,
    ).solve()
    (file,) = FORMATS["xlsx"].files(Report(solved.solved, lang, "万元"))
    book = load_workbook(BytesIO(file.content), data_only=values)
    return {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in book}


def notes(book: dict[str, list[list[Any]]], name: str = "说明") -> str:
    return "\n".join(str(cell) for row in book[name] for cell in row)


@pytest.mark.parametrize("at_most", [None, "40%"])
def test_bounded_factors_show_figures_weights_and_money(at_most: str | None) -> None:
    formula = {"kind": "bounded_factors", "over": "batch", "weights": {"人口": 1}}
    bounds = {"at_most": at_most} if at_most else {}
    book = sheets({**formula, **bounds, "thresholds": {"人口": 250}})
    rows = book["因素与得分"]
    assert rows[5][1:5] == [250, None, 1, "='资金来源'!B5"]
    assert rows[6][:2] == ["甲镇", 500]
    again = ["测算额"] if at_most is None else ["再分配前的测算额", "测算额"]
    assert rows[3][4:] == [*again, None]
    assert isinstance(rows[6][3 + len(again)], str) == (at_most is None)
    assert ("写的是数值" in notes(book)) == (at_most is not None)
    assert "“计入的占比”是数值" in notes(book)


def test_what_is_shared_again_within_bounds_is_not_called_the_years_target() -> None:
    """By hand: of the year's 120 甲镇 has 60 by the formula and 48 within 40%: 28 beside its 20."""
    formula = {"kind": "bounded_factors", "over": "year", "overpaid": "zero", "at_most": "40%"}
    earlier = [{"单位": "甲镇", "资金来源": "提前下达", "用途": "道路", "金额": 20}]
    rows = sheets({**formula, "weights": {"人口": 1}}, earlier=earlier)["因素与得分"]
    assert [cell for cell in rows[3] if cell][-2:] == ["再分配前的全年测算额", "本次测算额"]
    assert rows[6][6] == 28


def test_the_line_that_a_figure_must_reach_is_the_stricter_of_two() -> None:
    formula = {"kind": "bounded_factors", "over": "batch", "weights": {"人口": 1}}
    rows = sheets({**formula, "thresholds": {"人口": 100}, "eligible": {"人口": 250}})["因素与得分"]
    assert rows[5][1] == 250


def test_the_year_less_what_was_given_is_a_formula_with_both_amounts() -> None:
    """By hand: the year has 120; 甲镇 50% is 60, less 20 given before is 40."""
    formula = {
        "kind": "bounded_factors",
        "over": "year",
        "overpaid": "refuse",
        "weights": {"人口": 1},
    }
    earlier = [{"单位": "甲镇", "资金来源": "提前下达", "用途": "道路", "金额": 20}]
    rows = sheets(formula, earlier=earlier)["因素与得分"]
    heads = [cell for cell in rows[3] if cell]
    assert heads[-3:] == ["已下达", "全年测算额", "本次测算额"]
    assert rows[6][4] == 20 and str(rows[6][6]) == "=F7-E7"


def test_what_bounds_share_again_is_not_called_the_target_of_the_year() -> None:
    """By hand: of 120, 甲镇 has 60 by its people and 48 by the cap; 28 are still to be given."""
    formula = {
        "kind": "bounded_factors",
        "over": "year",
        "overpaid": "zero",
        "at_most": "40%",
        "weights": {"人口": 1},
    }
    earlier = [{"单位": "甲镇", "资金来源": "提前下达", "用途": "道路", "金额": 20}]
    rows = sheets(formula, earlier=earlier)["因素与得分"]
    heads = [cell for cell in rows[3] if cell]
    assert heads[-3:] == ["已下达", "再分配前的全年测算额", "本次测算额"]
    assert rows[6][4] == 20 and rows[6][6] == 28


def test_topping_up_is_a_formula_of_the_level() -> None:
    book = sheets({"kind": "top_up", "column": "财力", "per": "人口"})
    rows = book["因素与得分"]
    # By hand: (100 + 30) / 1000 = 0.13 for each: 65 - 10, 39 and 26 - 20.
    assert rows[5][3] == pytest.approx(0.13)
    # What everybody has of its own is no money of the plan: its head names no unit of money.
    assert rows[3][1] == "财力"
    assert rows[6][1:4] == [10, 500, "=MAX(0,D$6*C7-B7)"]
    assert "【公式】“补到”的水平是数值" in notes(book)


@pytest.mark.parametrize(
    ("lang", "sheet", "said"),
    [("zh", "说明", "逐级往下分"), ("en", "Notes", "passed down by levels")],
)
def test_what_is_passed_down_by_levels_is_told_as_values(lang: Lang, sheet: str, said: str) -> None:
    part = {"kind": "bounded_factors", "over": "batch", "weights": {"人口": 1}, "at": "县"}
    levels = {"levels": {"columns": ["县"], "sums": ["人口"]}}
    book = sheets({**part, "within": {"人口": 1}}, lang, policy=levels)
    assert said in notes(book, sheet)
    scores = book["因素与得分" if lang == "zh" else "Scores"]
    # By hand: 东县 has all 100, and 甲镇 500 of its 1000, which are added up once.
    added = "SUMPRODUCT(EXACT(B7:B9,{})*C7:C9)"
    assert scores[6][:5] == ["甲镇", "东县", 500, f"={added.format('B7')}", 100]
    assert scores[7][3] == f"=IF(EXACT(B8,B7),D7,{added.format('B8')})"
    assert scores[6][5] == "=C7/D7" and scores[6][6] == 50


def test_targets_of_units_are_formulas_of_their_figures() -> None:
    """By hand: 东县 has 800 of 1000 by 人口, 80, and 甲镇 500/800 of it, 50; 丙镇 all of 20."""
    part = {"kind": "factors", "at": "县", "weights": {"人口": 1}, "within": {"人口": 1}}
    policy = {"levels": {"columns": ["县"], "sums": ["人口"]}}
    for values in (False, True):
        book = sheets(part, policy=policy, counties=("东县", "东县", "西县"), values=values)
        rows = book["因素与得分"]
        heads = ["县", "人口（人）", "所在县的人口", "人口：县占比", "占比×权重", "县测算额"]
        assert rows[3][1:9] == [*heads, "人口：县内占比", "测算额"]
        if values:
            assert rows[6][1:9] == ["东县", 500, 800, 0.8, 0.8, 80, 0.625, 50]
            assert rows[8][1:9] == ["西县", 200, 200, 0.2, 0.2, 20, 1, 20]
        else:
            assert rows[6][8] == "=G7*(H7*H$6)"
        assert "写的是数值" not in notes(book)


def test_floors_and_ceilings_of_units_are_checked_by_formula() -> None:
    """By hand: 东县 would have 80 and may have 70; 西县 must have 25 and then has 30."""
    part = {"kind": "factors", "at": "县", "weights": {"人口": 1}, "within": {"人口": 1}}
    rules = {
        "grain": {"cell": 1},
        "spend_whole": {},
        "ceiling": {"at": "县", "amount": 70},
        "floor": {"at": "县", "amount": 25},
    }
    policy = {"levels": {"columns": ["县"], "sums": ["人口"]}, "rules": rules}
    counties = ("东县", "东县", "西县")
    texts = sheets(part, policy=policy, counties=counties)["约束核对"]
    values = sheets(part, policy=policy, counties=counties, values=True)["约束核对"]
    told = {row[1]: row[3:9] for row in values if row[1]}
    assert told["各县不高于 70万元"] == ["最大合计", 70, "≤", 70, "符合", "符合"]
    assert told["各县不低于 25万元"] == ["最小合计", 30, "≥", 25, "符合", "符合"]
    (text,) = (row[4] for row in texts if row[1] == "各县不高于 70万元")
    assert text == "=MAX('分级合计'!E4:E5)"


def test_other_rules_of_units_are_checked_by_formula_too() -> None:
    """By hand: of targets of 80 and 20, 东县 may have 79 at most; 西县 is then 1/20 off."""
    part = {"kind": "factors", "at": "县", "weights": {"人口": 1}, "within": {"人口": 1}}
    rules = {
        "grain": {"cell": 1},
        "spend_whole": {},
        "group_share": {"at": "县", "recipients": ["东县"], "over": "batch", "at_most": "79%"},
        "balance": {"at": "县", "max_deviation": "12.5%"},
        "same_amount": {"at": "县", "recipients": ["东县", "西县"], "apart": 60},
        "amount_ratio": {"at": "县", "at_most": 4, "among": "all"},
    }
    policy = {"levels": {"columns": ["县"], "sums": ["人口"]}, "rules": rules}
    counties = ("东县", "东县", "西县")
    values = sheets(part, policy=policy, counties=counties, values=True)["约束核对"]
    told = [row[3:9] for row in values if row[1] and "县" in row[1]]
    assert told == [
        ["占比", 0.79, "≤", 0.79, "符合", "符合"],
        ["与测算额相差最多", 0.05, "≤", 0.125, "符合", "符合"],
        ["最大合计与最小合计之差", 58, "≤", 60, "符合", "符合"],
        ["最大合计", 79, "≤", 84, "符合", "符合"],
    ]
    texts = sheets(part, policy=policy, counties=counties)["约束核对"]
    cells = [str(cell) for row in texts for cell in row]
    assert "=MAX('分级合计'!E4:E5)-MIN('分级合计'!E4:E5)" in cells
    assert "=SUM('分级合计'!E4:E4)/'分配表'!B8" in cells
