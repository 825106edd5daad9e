"""Pictures of exploring: what stands in them is what was found, and a file holds it."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.exploring.charts import ranges_picture, sweep_picture, tornado_picture
from optalloc.exploring.jobs.runner import RunOptions
from optalloc.exploring.recourse.page import (
    amounts_picture,
    check_page,
    recourse_page,
    states_picture,
)
from optalloc.exploring.recourse.recourse import recourse_of
from optalloc.exploring.recourse.states import StateOfWorld, StatesFile
from optalloc.exploring.sweep.sweep import sweep
from optalloc.exploring.weights.tornado import swings
from optalloc.exploring.weights.weights import DrawOptions, Weighed, weights
from optalloc.present.html.page import html_of
from optalloc.problem.problem import Problem
from small import small, town

HERE = RunOptions(workers=1)


def rows(chart: Any) -> list[dict[str, Any]]:
    """Return the rows of a chart's data, in order: the longest list there is."""
    spec = chart.to_dict()
    lists = list(spec.get("datasets", {}).values())
    told = [spec.get("data"), *(layer.get("data") for layer in spec["layer"])]
    lists += [data["values"] for data in told if data and "values" in data]
    longest: list[dict[str, Any]] = max(lists, key=len)
    return longest


@pytest.fixture
def found(office: Office) -> Weighed:
    return weights("scenario.yaml", DrawOptions(draws=12, seed=7), HERE, solver="highs")


def test_a_range_runs_from_the_least_to_the_most_of_the_draws(found: Weighed) -> None:
    told = rows(ranges_picture(found, "zh"))
    for row, standing in zip(told, found.spread.standings, strict=True):
        ends = [row[key] * 10**6 for key in ("least", "low", "median", "high", "most")]
        assert standing.stated is not None and ends == sorted(ends)
        assert ends[0] == pytest.approx(standing.least - standing.stated)
        assert ends[-1] == pytest.approx(standing.most - standing.stated)
        assert row["stated"] == 0


def test_a_tornado_shows_the_money_that_changes_hands_the_most_on_top(found: Weighed) -> None:
    alone = swings(found.job, found.stated)
    told = rows(tornado_picture(alone, "万元", "en"))
    assert [swing.most for swing in alone] == sorted((s.most for s in alone), reverse=True)
    for swing, low, high in zip(alone, told[::2], told[1::2], strict=True):
        assert (low["name"], low["sort"], high["sort"]) == (swing.name, "low", "high")
        assert swing.low.weight < swing.stated < swing.high.weight
        assert (-low["to"], high["to"]) == (
            pytest.approx((swing.low.moved or 0) / 10**6),
            pytest.approx((swing.high.moved or 0) / 10**6),
        )


def test_a_heat_map_has_a_square_for_every_point_and_a_cross_without_a_plan(
    office: Office,
) -> None:
    one = sweep("scenario.yaml", ["rules.floor.amount=1,21,41"], HERE, solver="highs")
    told = rows(sweep_picture(one, "zh"))
    assert len(told) == 9
    assert [r["said"] for r in told if r["across"] == "41"] == ["×"] * 3
    assert {r["down"] for r in told} == {"甲镇", "乙镇", "丙乡"}
    axes = ["rules.floor.amount=1,21", "rules.grain.cell=0.1,1,5"]
    two = sweep("scenario.yaml", axes, HERE, solver="highs")
    told = rows(sweep_picture(two, "en"))
    assert [(r["down"], r["across"]) for r in told] == [
        (a, b) for a in ("1", "21") for b in ("0.1", "1", "5")
    ]
    depths = [r["depth"] for r in told if r["depth"] is not None]
    assert min(depths) == 0 and max(depths) == 1


@pytest.mark.slow
def test_pictures_are_written_by_the_commands(office: Office) -> None:
    words = ("--draws", "4", "--workers", "1", "--picture", "r.svg", "--tornado", "t.svg")
    assert office.run("explore", "weights", "scenario.yaml", *words).code == 0
    vary = ("--vary", "rules.floor.amount=1,2", "--workers", "1", "--picture", "h.svg")
    assert office.run("explore", "sweep", "scenario.yaml", *vary).code == 0
    there = office.there()
    for name, text in (("r", "甲镇"), ("t", "行政村"), ("h", "保底：金额")):
        assert text in there[f"{name}.svg"].decode()


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "a heat map takes at most two"), ("zh", "热力图最多两项")]
)
def test_a_heat_map_of_three_axes_gets_a_letter(office: Office, lang: str, text: str) -> None:
    vary = [w for key in "abc" for w in ("--vary", f"rules.{key}.x=1,2")]
    said = office.run("explore", "sweep", "scenario.yaml", *vary, "--picture", "h.svg", lang=lang)
    assert said.code == 3 and text in said.err and not Path("h.svg").exists()


def two_states(east: int, later: int) -> Problem:
    """Return 4 元 now and so much later for two towns, as near as can be to what 东 is to have."""
    goals = [("closest_to_target", {"distance": "absolute"})]
    aims = {"东": east, "西": 4 + later - east}
    return small({"今": 4, "后": later}, [town("东"), town("西")], aims=aims, goals=goals)


def test_a_page_of_states_says_and_draws_what_each_comes_to_now_and_later() -> None:
    """By hand: A wants 6 of 8 for 东, B 1 of 4; x = 1 for 东 now is off by 2 in A, by 0 in B."""
    states = (("A", Fraction(1, 3), two_states(6, 4)), ("B", Fraction(2, 3), two_states(1, 0)))
    made = tuple(StateOfWorld(*state) for state in states)
    found = recourse_of(StatesFile("试验", ("今",), made, made[1]))
    marks = {(row["state"], row["plan"]): row["said"] for row in rows(states_picture(found, "en"))}
    assert marks["B 2/3", "chosen"] == "0元" and marks["A 1/3", "chosen"] == "2元"
    assert marks["A 1/3", "the state's own best"] == "0元"
    whole = html_of(recourse_page(found, "en")).decode()
    drawn = amounts_picture(found, "en").to_dict()
    (pieces,) = drawn["datasets"].values()
    assert [row["amount"] for row in pieces if row["state"] == "A 1/3" and row["name"] == "东"] == [
        "now 1元",
        "later 4元",
    ]
    for said in (
        "Expected value of perfect information",
        "0.6667元",
        "Decided now",
        "largest regret",
    ):
        assert said in whole


def test_a_page_that_cannot_be_one_is_refused_before_the_work(tmp_path: Path) -> None:
    for name, said in (("page.txt", "a name that ends in .html, got '.txt'"), (".html", "a name")):
        with pytest.raises(InputUnusable, match=re.escape(said)):
            check_page(tmp_path / name)
