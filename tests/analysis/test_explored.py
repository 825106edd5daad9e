"""What exploring finds comes as frames: amounts are Decimals, goals exact."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import optalloc as oa
from optalloc.exploring.weights.weights import DrawOptions

ROOT = Path(__file__).resolve().parents[2] / "scenarios"
TOWNS = ROOT / "meilan-2023" / "two-towns.yaml"
SIX = ROOT / "six-factors" / "plan.yaml"


def test_a_sweep_is_a_row_a_point_with_a_column_a_recipient(tmp_path: Path) -> None:
    found = oa.explore.sweep(TOWNS, ["rules.industry.at_least=50%,60%"])
    frame = oa.frame_of(found)
    assert frame["rules.industry.at_least"].tolist() == ["50%", "60%"]
    assert frame["灵山镇"].tolist() == [40, 40] and frame["total"].tolist() == [50, 50]
    assert frame["closest_to_target"].tolist() == [Fraction(20, 3)] * 2
    assert isinstance(frame["灵山镇"][0], Decimal)
    kept = frame.drop(columns="closest_to_target")
    kept.to_parquet(tmp_path / "sweep.parquet")
    assert pd.read_parquet(tmp_path / "sweep.parquet")["灵山镇"].tolist() == [40, 40]


def test_a_growing_pot_is_a_row_an_amount() -> None:
    frame = oa.frame_of(oa.explore.funding(TOWNS, "市级第二批=22.5:22.5"))
    assert frame["amount"].tolist() == [Decimal("22.5")] and frame["state"].tolist() == ["plan"]


def test_weights_in_doubt_are_a_row_a_recipient() -> None:
    frame = oa.frame_of(oa.explore.weights(SIX, DrawOptions(draws=3)))
    assert {"recipient", "least", "most", "gains"} <= set(frame.columns)
    assert all(frame["least"] <= frame["most"])


def test_trade_offs_and_alternatives_are_a_row_a_plan() -> None:
    frame = oa.frame_of(oa.explore.alternatives(TOWNS, count=2))
    assert len(frame) >= 1 and "灵山镇" in frame.columns
    points = oa.frame_of(oa.explore.frontier(SIX, ["evenness", "closest_to_target"], most=2))
    assert {"evenness", "closest_to_target", "proven"} <= set(points.columns)


def test_states_are_rows_of_a_plan_in_two_stages() -> None:
    """The values are those of docs/explore-plans.md."""
    frame = oa.frame_of(oa.explore.recourse(ROOT / "two-years" / "states.yml"))
    assert frame["state"].tolist() == ["照今年", "减收", "增收"]
    assert frame["probability"].tolist() == [Decimal("0.5"), Decimal("0.3"), Decimal("0.2")]
    assert frame["value"].tolist() == [1010, 670, 1670]
    assert sum(frame["probability"] * frame["value"]) == 1040
    assert frame["南湖镇"].tolist() == [90, 40, 40]


def test_methods_are_rows_beside_the_best_plan() -> None:
    """The values are those of docs/benchmark.md."""
    (found,) = oa.benchmark([TOWNS], methods=["greedy", "webster", "last_year"])
    frame = oa.frame_of(found).set_index("method")
    assert frame["closest_to_target"].tolist()[:3] == [*map(Fraction, ("20/3", "80/3", "1/3"))]
    assert frame["keeps_every_rule"].tolist() == [True, True, False, False]
    assert frame.loc["webster", "breaches"] == 4 and not frame.loc["last_year", "has_plan"]


def test_what_is_no_finding_is_refused() -> None:
    with pytest.raises(TypeError, match="one of Swept, Funded"):
        oa.frame_of(oa.read(TOWNS))
