"""A pot that grows: every amount solved, alike neighbours as one, what has no plan said once."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.exploring.funding.funding import _amounts, funding
from optalloc.exploring.jobs.runner import RunOptions
from optalloc.inputs.read import read

MEILAN = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023"


@pytest.mark.slow
def test_only_amounts_that_totals_and_the_split_allow_are_asked_unless_steps_are_stated() -> None:
    one = funding(MEILAN / "two-towns.yaml", "区级配套=20:35", RunOptions(workers=1))
    assert one.is_whole and one.amounts == (27_500_000,)
    assert one.rows[0]["totals"] == [40_000_000, 10_000_000]
    stated = funding(MEILAN / "two-towns.yaml", "区级配套=27:28:0.5", RunOptions(workers=1))
    told = [(s.first, s.last, s.state, s.amounts) for s in stated.stretches()]
    assert stated.is_whole and told == [
        (27_000_000, 27_000_000, "none", 1),
        (27_500_000, 27_500_000, "plan", 1),
        (28_000_000, 28_000_000, "none", 1),
    ]
    with pytest.raises(InputUnusable, match=r"The nearest: 27.5万元\."):
        funding(MEILAN / "two-towns.yaml", "区级配套=28:35", RunOptions(workers=1))


def test_without_a_split_a_source_steps_by_what_the_totals_can_be(office: Office) -> None:
    words = ("--set", "rules.split=off", "--set", "rules.grain.total=2", "--source", "区级=54:60")
    said = office.run("explore", "funding", "scenario.yaml", *words, "--workers", "1", "--json")
    found = json.loads(said.out)
    assert [row["amount"] for row in found["rows"]] == ["55", "57", "59"]
    assert found["states"] == {"plan": 3} and found["nothing_between"] is True


@pytest.mark.parametrize(
    ("asked", "amounts", "is_all"),
    [
        ("55:57:0.1", 21, True),
        ("55:57:0.05", 41, True),
        ("54.95:57:0.1", 21, False),
        ("54.95:57:0.06", 35, False),
        ("55:55.2:0.04", 6, False),
        ("55:55.1:0.2", 1, False),
        ("54:56:5", 1, False),
        ("55:55:5", 1, True),
    ],
)
def test_no_amount_between_has_a_plan_only_where_every_one_of_the_steps_was_solved(
    office: Office, asked: str, amounts: int, is_all: bool
) -> None:
    problem = read(office.folder / "scenario.yaml", ["rules.split=off"])
    name, found, is_said = _amounts(problem, f"区级={asked}")
    assert (name, len(found), is_said) == ("区级", amounts, is_all)


@pytest.mark.slow
def test_a_range_of_one_amount_says_that_the_others_were_not_solved(office: Office) -> None:
    words = ("--set", "rules.split=off", "--source", "区级=55:57:5", "--workers", "1")
    said = office.run("explore", "funding", "scenario.yaml", *words)
    assert said.code == 0 and "范围内的其他金额没有求解。" in said.out
    assert "都没有可行方案" not in said.out


def test_each_step_goes_to_somebody_and_every_amount_is_the_plan_that_solve_gives(
    office: Office,
) -> None:
    words = ("--set", "rules.split=off", "--source", "区级=55:57:0.5", "--workers", "1")
    said = office.run("explore", "funding", "scenario.yaml", *words, "--json")
    found = json.loads(said.out)
    assert said.code == 0 and [row["amount"] for row in found["rows"]] == [
        *("55", "55.5", "56", "56.5", "57"),
    ]
    for row in found["rows"]:
        told = ("--set", "rules.split=off", "--set", f"changes.sources.区级.金额={row['amount']}")
        solved = json.loads(office.run("solve", "scenario.yaml", "--json", *told).out)
        assert row["recipients"] == solved["recipients"] and row["proven"] == "exact"
    steps = [s["each_step"] for s in found["stretches"] for _ in range(s["amounts"])]
    for (before, after), step in zip(pairwise(found["rows"]), steps[1:], strict=True):
        assert sum(map(float, step.values())) == 0.5
        for name, moved in step.items():
            had, has = (float(row["recipients"][name]) for row in (before, after))
            assert has - had == pytest.approx(float(moved))
    # A step of five grains: what lies between two amounts was not solved.
    assert found["nothing_between"] is False


def test_the_page_says_what_lies_between_in_both_languages(office: Office) -> None:
    source = ("--source", "区级=54.9:55.1:0.1")
    words = ("explore", "funding", "scenario.yaml", *source, "--workers", "1")
    said = office.run(*words)
    assert said.code == 0 and "无可行方案" in said.out
    assert "都没有可行方案。" in said.out.replace("\n", "")
    assert "区级 从 54.9–55.1万元，每次 0.1万元，共 3 个金额。" in said.out
    english = office.run(*words, lang="en")
    assert "misses the steps of grain, split or totals" in english.out.replace("\n", " ")


def test_an_amount_that_standards_exceed_is_a_row_that_says_so(office: Office) -> None:
    standard = "targets: {every: {kind: units, column: 行政村, unit: 个, standard: 3}, "
    office.swap(
        "scenario.yaml",
        (
            "targets:\n  formula:\n    kind: factors\n    weights: {行政村: 60%, 人均收入: 40%}",
            standard + "formula: {kind: factors, weights: {行政村: 60%, 人均收入: 40%}}}",
        ),
    )
    words = ("--set", "rules.split=off", "--set", "rules.industry=off", "--workers", "1")
    said = office.run(
        "explore", "funding", "scenario.yaml", *words, "--source", "区级=30:50:20", "--json"
    )
    rows = json.loads(said.out)["rows"]
    assert [row["state"] for row in rows] == ["unusable", "plan"]
    assert "定额与标准合计应不超过资金" in rows[0]["why"]


@pytest.mark.parametrize(
    ("source", "english", "chinese"),
    [
        ("区=0:1", "Did you mean 区级?", "是不是 区级？"),
        ("区级", "SOURCE=FROM:TO", "应写成 来源=起:止"),
        ("区级=5:1", "SOURCE=FROM:TO", "应写成 来源=起:止"),
        ("区级=0:1:0", "SOURCE=FROM:TO", "应写成 来源=起:止"),
        ("区级=0:x", "SOURCE=FROM:TO", "应写成 来源=起:止"),
        ("区级=0:100000:0.1", "State a larger step.", "请写明更大的步长。"),
    ],
)
def test_what_is_no_source_gets_a_letter(
    office: Office, source: str, english: str, chinese: str
) -> None:
    for lang, text in (("en", english), ("zh", chinese)):
        said = office.run("explore", "funding", "scenario.yaml", "--source", source, lang=lang)
        assert said.code == 3 and text in said.err and "--source" in said.err
