"""One letter has all that is wrong at once: settings, cells, rules (the promise of the README)."""

from dataclasses import replace
from pathlib import Path

import pytest

from office import Office
from optalloc.inputs.read import read
from test_library import LIBRARY


def test_weights_cells_and_rules_are_told_in_one_letter(office: Office) -> None:
    office.swap(
        "scenario.yaml",
        ("行政村: 60%", "行政村: 70%"),
        ("over: year}", "over: yeer}"),
        ("floor: {amount: 1}", "floor: {amount: 1, recipients: [丁镇]}\n  flor: {amount: 2}"),
    )
    office.swap("towns.csv", ("12,18600", "1x,18600"), ("9,17400", ",17400"))
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3
    for fault in (
        "targets.formula.weights（因素法：权重）：权重之和应为 100%，实为 '110%'",
        "rules.industry.over（用途占比：统计期间）：应为 batch 或 year，实为 'yeer'",
        "rules.flor：应为一种约束",
        "rules.floor.recipients（保底：单位）：应为已有的名称（甲镇、乙镇、丙乡），实为 '丁镇'",
        "第2行 行政村：应为数字，不小于 0，实为 '1x'",
        "第4行 行政村：应有数字，【因素法】要用",
    ):
        assert said.err.count(fault) == 1, fault


def test_names_are_not_doubted_where_their_table_cannot_be_read(office: Office) -> None:
    """Two towns of one name: which names there are is not known, and the letter says just that."""
    office.swap("scenario.yaml", ("floor: {amount: 1}", "floor: {amount: 1, recipients: [丙乡]}"))
    office.swap("towns.csv", ("丙乡,乡,9,17400", "甲镇,乡,9,17400"))
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3 and "rules.floor" not in said.err


def test_an_unreadable_table_of_sources_is_told_alone(office: Office) -> None:
    office.put("sources.csv", "资金来源,金额(万元)\n市级,x\n区级,y\n")
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3 and "rules.split" not in said.err


@pytest.mark.parametrize("name", LIBRARY)
def test_every_part_can_be_asked_what_is_wrong_with_it_without_any_facts(name: str) -> None:
    problem = read(LIBRARY[name] if isinstance(LIBRARY, dict) else Path(name))
    nothing = replace(
        problem, sources=(), recipients=(), uses=(), needs={}, earlier=(), projects=(), history=()
    )
    for part in (*problem.targets, *problem.rules, *problem.goals):
        assert all(said.allowed.zh for said in part.check(nothing))
