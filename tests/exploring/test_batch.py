"""Batches: one row each, a faulty one says why and the others go on, what changed is noticed."""

import csv
import io
import json
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from office import Office
from optalloc.exploring.batch.batch import batch
from optalloc.exploring.jobs.runner import RunOptions
from optalloc.pipeline.solve import solve

ROOT = Path(__file__).resolve().parents[2]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def three(office: Office) -> Office:
    """Add a scenario that has no plan, one that cannot be used, and a list of all three."""
    text = (office.folder / "scenario.yaml").read_text(encoding="utf-8")
    office.put("tight.yaml", text.replace("amount: 1}", "amount: 90}"))
    office.put("broken.yaml", text.replace("towns.csv", "twons.csv"))
    office.put("list.txt", "# 三个县\nscenario.yaml\n\nbroken.yaml\ntight.yaml\n")
    return office


def test_a_faulty_scenario_is_a_row_and_the_others_go_on(three: Office) -> None:
    said = three.run("explore", "batch", "list.txt", "--out", "r", "--workers", "1", lang="en")
    assert said.code == 0, said.err
    assert "plan 1; no plan 1; input unusable 1" in said.out
    found = rows(three.there()["r/results.csv"])
    assert [row["scenario"] for row in found] == ["scenario.yaml", "broken.yaml", "tight.yaml"]
    assert [row["result"] for row in found] == ["plan", "input unusable", "no plan"]
    assert "Did you mean towns.csv?" in found[1]["why"]
    assert all(len(row["files"]) == 64 for row in found)


def test_a_remark_may_follow_a_path(three: Office) -> None:
    text = (three.folder / "scenario.yaml").read_text(encoding="utf-8")
    three.put("第二批 #2.yaml", text)
    three.put("list.txt", "scenario.yaml   # 已核\n第二批 #2.yaml\ntight.yaml # 待定\n")
    said = three.run("explore", "batch", "list.txt", "--out", "r", "--workers", "1", lang="zh")
    assert (
        "有方案 2；无可行方案 1" in said.out
        and "tight.yaml: 无可行方案。没有可行方案：" in said.out
    )
    found = rows(three.there()["r/results.csv"])
    assert [row["情景"] for row in found] == ["scenario.yaml", "第二批 #2.yaml", "tight.yaml"]


@pytest.mark.slow
def test_the_awards_of_every_plan_are_those_that_solve_gives(tmp_path: Path) -> None:
    found = batch(
        ROOT / "scenarios" / "meilan-2023", RunOptions(tmp_path, 1), solver="highs", lang="en"
    )
    assert found.states == {"plan": 3, "none": 1} and found.proven == {"exact": 3}
    given: dict[str, list[Any]] = defaultdict(list)
    for row in rows((tmp_path / "awards.csv").read_bytes()):
        cell = (row["recipient"], row["source"], row["use"], Fraction(row["amount"]))
        given[row["scenario"]].append(cell)
    for row in rows((tmp_path / "results.csv").read_bytes()):
        solved = solve(ROOT / "scenarios" / "meilan-2023" / row["scenario"])
        awards = solved.best.plan.awards if solved.best else ()
        told = [(a.recipient, a.source, a.use, Fraction(a.amount, 10**6)) for a in awards]
        assert given[row["scenario"]] == told
        if solved.best:
            assert row["placed"] == "50" and row["proof"] == "proven best, in exact arithmetic"
            moved = sum(change.change != 0 for change in solved.changes)
            assert row["recipients that differ from the baseline"] == str(moved)


@pytest.mark.slow
def test_the_same_table_from_one_process_and_from_several(three: Office, tmp_path: Path) -> None:
    tables = []
    for workers in (1, 2):
        out = tmp_path / f"w{workers}"
        batch(three.folder / "list.txt", RunOptions(out, workers), solver="highs")
        tables.append([(out / name).read_bytes() for name in ("results.csv", "awards.csv")])
    assert tables[0] == tables[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("towns.csv", lambda office: office.swap("towns.csv", ("乙镇,镇,7", "乙镇,镇,8"))),
        ("broken.yaml", lambda office: office.put("twons.csv", office.there()["towns.csv"])),
        ("list.txt", lambda office: office.put("list.txt", "scenario.yaml\n")),
    ],
)
def test_what_changed_since_is_noticed(three: Office, name: str, change: Any) -> None:
    words = ("explore", "batch", "list.txt", "--out", "r", "--workers", "1")
    assert three.run(*words).code == 0
    assert three.run(*words).code == 0
    change(three)
    for lang, text in (("zh", "不能混在一起"), ("en", "must not be mixed")):
        said = three.run(*words, lang=lang)
        assert said.code == 3 and text in said.err
        assert name == "list.txt" or name in said.err


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        ("# nothing\n", "a scenario file a line", "每行应有一个情景文件"),
        ("a.yaml\na.yaml\n", "each scenario once, got 'a.yaml'", "每个情景只能列一次"),
        ("a\u200b.yaml\n", "no invisible character U+200B", "不能有看不见的字符 U+200B"),
    ],
)
def test_a_list_that_cannot_be_used_gets_a_letter(
    office: Office, content: str, english: str, chinese: str
) -> None:
    office.put("list.txt", content)
    for lang, text in (("en", english), ("zh", chinese)):
        said = office.run("explore", "batch", "list.txt", lang=lang)
        assert said.code == 3 and text in said.err


def test_a_folder_without_scenarios_gets_a_letter(office: Office) -> None:
    (office.folder / "empty").mkdir()
    said = office.run("explore", "batch", "empty", lang="en")
    assert said.code == 3 and "a folder with .yaml files" in said.err
    assert office.run("explore", "batch", "none").code == 3


def test_the_object_counts_and_names_what_has_no_plan(three: Office) -> None:
    said = three.run("explore", "batch", "list.txt", "--json", "--workers", "1")
    found = json.loads(said.out)
    assert (found["scenarios"], found["states"]["plan"]) == (3, 1)
    assert [w["scenario"] for w in found["without"]] == ["broken.yaml", "tight.yaml"]
    assert found["without"][0]["why"]


def test_a_scenario_in_the_place_of_a_list_is_refused(office: Office) -> None:
    said = office.run("explore", "batch", "scenario.yaml", "--out", "r", lang="zh")
    assert said.code == 3 and "r" not in {name.split("/")[0] for name in office.there()}
    assert "应为情景清单" in said.err and "optalloc solve" in said.err
