"""The page's charts as data: what is drawn of many, where it stands, what is said of a mark."""

from fractions import Fraction
from typing import Any

import pytest

from optalloc.core.message import Words
from optalloc.present.charts.award_ranges import AwardQuantiles, ranges_chart
from optalloc.present.charts.plan_and_baseline import (
    MOST_SHOWN,
    RecipientBars,
    amounts_chart,
    changes_chart,
)
from optalloc.present.charts.scenarios import HIGHEST, MOST_SCENARIOS, scenarios_chart
from optalloc.present.charts.waterfall import small_waterfalls

pytest.importorskip("altair")

WAN = 1_000_000
STEPS = [Words("测算额", "target"), Words("至少", "at least")]


def marks(spec: dict[str, Any]) -> list[dict[str, Any]]:
    (rows,) = spec["datasets"].values()
    return list(rows)


def beside(name: str, parts: tuple[int, ...], baseline: int) -> RecipientBars:
    return RecipientBars(
        name, tuple(p * WAN for p in parts), baseline * WAN, Fraction(baseline * WAN)
    )


def test_a_bar_has_a_piece_a_source_and_says_its_amounts_exactly() -> None:
    spec = amounts_chart([beside("甲", (18, 22), 36)], ["市级", "区级"], "万元", "zh").to_dict()
    first, second, whole = marks(spec)
    assert [first["source"], first["amount"], second["amount"]] == ["市级", "18万元", "22万元"]
    assert (whole["said"], whole["plan_said"], whole["baseline_said"]) == ("40", "40万元", "36万元")
    assert whole["change_said"] == "+4万元 (+11.1%)"


def test_with_many_sources_a_bar_is_one_piece() -> None:
    sources = [f"来源{i}" for i in range(6)]
    spec = amounts_chart([beside("甲", (1,) * 6, 6)], sources, "万元", "zh").to_dict()
    assert [row["value"] for row in marks(spec) if row["sort"] == "part"] == [6]


@pytest.mark.slow
@pytest.mark.parametrize(("baseline", "end"), [(100, 100), (104, 104), (150, 100), (60, 100)])
def test_a_figure_stands_behind_its_bar_unless_the_stroke_would_strike_it_out(
    baseline: int, end: int
) -> None:
    rows = [beside("甲", (100,), baseline)]
    *_, whole = marks(amounts_chart(rows, ["一"], "万元", "zh").to_dict())
    assert (whole["end"], whole["baseline"]) == (end, baseline)


def test_who_got_nothing_before_has_a_change_without_a_percentage() -> None:
    (row,) = marks(changes_chart([beside("甲", (3,), 0)], "万元", "en").to_dict())
    assert (row["change_said"], row["said"], row["sort"]) == ("+3万元", "+3", "more")


def test_of_many_recipients_those_that_differ_most_are_drawn_in_listed_order() -> None:
    rows = [beside(f"第{i}镇", (i,), 0) for i in range(MOST_SHOWN + 9)]
    spec = changes_chart(rows, "万元", "zh").to_dict()
    assert [row["name"] for row in marks(spec)] == [row.name for row in rows[9:]]
    assert "共 49 个单位，这里是差额最大的 40 个" in spec["title"]["subtitle"]


def test_scenarios_stand_on_lines_of_their_own_and_fit_on_a_sheet() -> None:
    amounts = {f"第{i}镇": [i * WAN, None, 0] for i in range(200)}
    spec = scenarios_chart(["[1] 甲", "[2] 乙", "[3] 丙"], amounts, "万元", "zh").to_dict()
    rows = marks(spec)
    assert {row["scenario"] for row in rows} == {"[1] 甲", "[3] 丙"}
    assert rows[-1]["said"] == "0万元" and rows[-2]["said"] == "199万元"
    assert spec["height"] <= HIGHEST
    shown = len({row["name"] for row in rows})
    assert f"这里是各情景相差最大的 {shown} 个" in spec["title"]["subtitle"][1]


def test_more_scenarios_than_shapes_are_counted_and_not_drawn() -> None:
    names = [f"[{i}]" for i in range(MOST_SCENARIOS + 1)]
    spec = scenarios_chart(names, {"甲": [WAN] * len(names)}, "万元", "en").to_dict()
    assert len(marks(spec)) == MOST_SCENARIOS
    assert spec["title"]["subtitle"][-1] == "the first 6 scenarios"


def test_a_change_too_small_for_two_decimals_is_not_called_nothing() -> None:
    _, small = small_waterfalls(STEPS, [[WAN, Fraction(-WAN, 1000)]], "万元", "zh")
    assert [mark["said"] for mark in small[0]] == ["1", "-0.001", "1"]


def test_a_small_waterfall_is_drawn_from_its_target_at_0() -> None:
    amounts: list[list[Fraction | int]] = [[500 * WAN, 2 * WAN], [WAN, -WAN]]
    chart, small = small_waterfalls(STEPS, amounts, "万元", "zh")
    assert [(row["before"], row["after"]) for row in small[0]] == [(0, 0), (0, 2), (2, 2)]
    assert [row["said"] for row in small[0]] == ["500", "+2", "502"]
    (scale, *_) = (
        layer["encoding"]["x"]["scale"]
        for layer in chart.to_dict()["layer"]
        if "scale" in layer["encoding"].get("x", {})
    )
    assert scale["zero"] is True


def test_a_range_of_a_few_is_drawn_as_large_beside_much_as_beside_little() -> None:
    rows = [
        AwardQuantiles("大镇", 500 * WAN, tuple((500 + d) * WAN for d in (-5, -4, 0, 4, 20))),
        AwardQuantiles("小镇", 100 * WAN, tuple((100 + d) * WAN for d in (-5, -4, 0, 4, 20))),
        AwardQuantiles("无方案", None, tuple(d * WAN for d in (1, 2, 3, 4, 5))),
    ]
    spec = ranges_chart(rows, 100, "万元", "zh").to_dict()
    large, little, without = marks(spec)
    drawn = ("least", "low", "median", "high", "most", "stated")
    assert [large[key] for key in drawn] == [little[key] for key in drawn] == [-5, -4, 0, 4, 20, 0]
    assert (large["name"], large["said"]) == ("大镇  500", "495–520")
    assert [without[key] for key in drawn] == [-2, -1, 0, 1, 2, None]
    assert without["name"] == "无方案"


def test_long_titles_stand_below_one_another_in_a_legend() -> None:
    for names, columns in ((["[1] 短", "[2] 名"], 2), (["[1] " + "长" * 30, "[2] 名"], 1)):
        spec = scenarios_chart(names, {"甲": [WAN, WAN]}, "万元", "zh").to_dict()
        legends = [layer["encoding"]["color"]["legend"] for layer in spec["layer"]]
        assert {legend["columns"] for legend in legends} == {columns}
