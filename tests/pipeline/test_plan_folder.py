"""The plan's folder: where a plan comes from, what engines printed, and solving it again."""

import csv
import io
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from office import Office
from optalloc import __version__
from optalloc.core.errors import Fault
from optalloc.core.message import Words
from optalloc.inputs.tables.raw import THE_FILE
from optalloc.pipeline.certificate.encoding import DIGEST
from optalloc.pipeline.plan_folder.replay import _faults, replay
from optalloc.solver.engines.log_capture import is_kept, keeping_logs
from test_library import LIBRARY

PROJECTS = str(LIBRARY["projects-60/plan.yaml"])


def origin(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.there()["out/plan.json"])["origin"]
    return found


def solved(office: Office, *more: str) -> None:
    """Solve the office's scenario into its folder."""
    assert office.run("solve", "scenario.yaml", "--out", "out", *more).code == 0


def test_the_plan_says_what_it_was_made_from(office: Office) -> None:
    solved(office, "--set", "rules.floor.amount=2", "--solver", "highs", "--time-limit", "60")
    said = origin(office)
    assert said["scenario"] == "../scenario.yaml"
    towns = sha256((office.folder / "towns.csv").read_bytes()).hexdigest()
    assert said["files"]["towns.csv"] == towns
    assert said["versions"]["optalloc"] == __version__
    assert said["versions"]["engine"].startswith("highs ")
    assert {"python", "pulp", "highspy", "numpy"} <= said["versions"].keys()
    assert said["options"] == {
        "settings": ["rules.floor.amount=2"],
        "solver": "highs",
        "time_limit": 60.0,
        "gap": "0",
    }
    assert said["seed"] is None
    assert said["seed_words"].startswith("没有随机种子")
    certificate = json.loads(office.there()["out/certificate.json"])
    assert said["certificate"] == {"file": "certificate.json", "digest": certificate[DIGEST]}


@pytest.mark.slow
def test_a_plan_by_projects_names_the_project_of_each_award(office: Office) -> None:
    assert office.run("solve", PROJECTS, "--out", "out").code == 0
    table = list(csv.reader(io.StringIO(office.there()["out/plan.csv"].decode("utf-8-sig"))))
    assert table[0] == ["单位", "资金来源", "用途", "项目", "金额(万元)"]
    awards = json.loads(office.there()["out/plan.json"])["awards"]
    assert [row[3] for row in table[1:]] == [award["project"] for award in awards]


@pytest.mark.slow
@pytest.mark.parametrize(("solver", "banner"), [("cbc", "Welcome to the CBC"), ("highs", "HiGHS")])
def test_the_log_holds_what_the_engine_printed(solver: str, banner: str, office: Office) -> None:
    assert office.run("solve", PROJECTS, "--out", "out", "--solver", solver).code == 0
    log = office.there()["out/solver.log"].decode()
    assert f"==== 1. {solver}：线性规划" in log
    assert f"{solver}：整数规划" in log
    assert banner in log
    assert "已证明最优，精确运算" in log.partition("==== 各阶段 ====")[2]


@pytest.mark.slow
def test_the_log_of_a_race_holds_the_engine_that_ran_in_another_process(office: Office) -> None:
    said = office.run("solve", PROJECTS, "--out", "out", "--solver", "race", lang="en")
    assert said.code == 0
    log = office.there()["out/solver.log"].decode()
    assert "highs: linear program" in log
    assert "cbc: integer program" in log or "highs: integer program" in log


def test_where_no_engine_ran_the_log_says_so(office: Office) -> None:
    mouding = str(LIBRARY["mouding-2019/plan.yaml"])
    assert office.run("solve", mouding, "--out", "out").code == 0
    log = office.there()["out/solver.log"].decode()
    assert "没有运行求解器：用整数运算就求得了方案" in log
    assert "1. 与测算额的差额合计最小：0万元（已证明最优，精确运算）" in log


def test_nobody_keeps_what_engines_print_but_who_asked() -> None:
    assert not is_kept()
    with keeping_logs():
        assert is_kept()
    assert not is_kept()


# --- solving again ----------------------------------------------------------------------------


def test_solved_again_with_nothing_changed_the_plan_is_the_same(office: Office) -> None:
    solved(office, "--set", "rules.floor.amount=2")
    said = office.run("solve", "--replay", "out/plan.json")
    assert said.code == 0
    assert said.out.startswith("输入、版本、选项都和当时一样。\n方案与当时逐分相同。\n")
    assert "分配方案（单位：万元）" in said.out
    english = office.run("solve", "--replay", "out/plan.json", lang="en").out
    assert english.startswith("Inputs, versions and options are what they were.\n")
    assert "The plan is the same to the fen." in english


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [n for n in LIBRARY if "whole-wan" not in n and "firm-rules" not in n]
)
def test_every_plan_of_the_library_is_met_again(name: str, office: Office) -> None:
    assert office.run("solve", str(LIBRARY[name]), "--out", "out").code == 0
    again = replay("out/plan.json")
    assert (again.changed, again.is_same) == ((), True)


def test_a_changed_table_is_named_with_both_digests(office: Office) -> None:
    solved(office)
    before = origin(office)["files"]["towns.csv"][:12]
    office.swap("towns.csv", ("甲镇,镇,12", "甲镇,镇,20"))
    now = sha256((office.folder / "towns.csv").read_bytes()).hexdigest()[:12]
    said = office.run("solve", "--replay", "out/plan.json")
    assert said.code == 6
    assert f"变了：输入文件 towns.csv 的内容变了（SHA-256 当时 {before}…，现在 {now}…）" in said.out
    assert "方案与当时不同：\n  甲镇：当时 " in said.out


def test_a_change_that_moves_nothing_leaves_the_plan_the_same(office: Office) -> None:
    solved(office)
    office.put("towns.csv", office.there()["towns.csv"] + b"\n")
    said = office.run("solve", "--replay", "out/plan.json", lang="en")
    assert said.code == 0
    assert "Changed: the input towns.csv has another content" in said.out
    assert "The plan is the same to the fen." in said.out


def test_other_options_are_named_and_the_same_plan_comes_from_another_engine(
    office: Office,
) -> None:
    solved(office)
    said = office.run("solve", "--replay", "out/plan.json", "--solver", "cbc")
    assert said.code == 0
    assert "变了：选项 --solver 变了：当时 auto，现在 cbc" in said.out
    assert "变了：engine 的版本变了：当时 highs " in said.out
    assert "方案与当时逐分相同。" in said.out
    said = office.run("solve", "--replay", "out/plan.json", "--set", "rules.floor.amount=3")
    assert "变了：选项 --set 变了：当时 无，现在 rules.floor.amount=3" in said.out


def test_another_version_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    solved(office)
    monkeypatch.setattr("optalloc.pipeline.plan_folder.provenance.__version__", "99.0")
    said = office.run("solve", "--replay", "out/plan.json", lang="en")
    assert said.code == 0
    assert f"Changed: another version of optalloc: {__version__} then, 99.0 now" in said.out


def test_a_new_input_and_one_that_is_read_no_more_are_named(office: Office) -> None:
    solved(office)
    office.put("few.csv", office.there()["uses.csv"])
    office.swap("scenario.yaml", ("uses: uses.csv", "uses: few.csv"))
    said = office.run("solve", "--replay", "out/plan.json")
    assert "输入文件 few.csv 当时没有" in said.out
    assert "输入文件 uses.csv 现在没有读" in said.out


def test_inputs_that_cannot_be_used_any_more_are_said_with_what_changed(office: Office) -> None:
    solved(office)
    (office.folder / "towns.csv").unlink()
    said = office.run("solve", "--replay", "out/plan.json")
    assert said.code == 3
    assert said.err.count("towns.csv，不能使用：\n  文件：找不到。") == 1
    assert "。请找回当时的文件。它当时的 SHA-256 是 " in said.err
    assert "内容" not in said.err
    office.put("towns.csv", "单位\n")
    said = office.run("solve", "--replay", "out/plan.json", lang="en")
    assert said.code == 3
    assert "the content: the same as when the plan was made (SHA-256 " in said.err


def test_a_folder_that_moved_is_told_where_its_scenario_is(office: Office) -> None:
    solved(office)
    office.put("plan.json", office.there()["out/plan.json"])
    (office.folder / "far").mkdir()
    (office.folder / "plan.json").rename(office.folder / "far" / "deep.json")
    assert office.run("solve", "--replay", "far/deep.json").code == 0
    (office.folder / "far" / "deep.json").rename(office.folder / "deep.json")
    lost = office.run("solve", "--replay", "deep.json")
    assert lost.code == 3
    assert lost.err == (
        f"deep.json，不能使用：\n  origin.scenario 一项：应为情景文件，但找不到，实为 "
        f"'{os.path.join('..', 'scenario.yaml')}'。"
        "请写出情景在哪里：optalloc solve SCENARIO --replay deep.json。\n"
    )
    none = office.run("solve", "none.yaml", "--replay", "deep.json", lang="en")
    assert none.code == 3 and "none.yaml, cannot be used:" in none.err
    assert "towns.csv" not in none.err and "the content" not in none.err
    assert office.run("solve", "scenario.yaml", "--replay", "deep.json").code == 0


def test_nothing_is_said_of_the_content_of_an_input_that_is_not_read(tmp_path: Path) -> None:
    """Of a gone file, one that is no file any more, and rows that came from a ledger."""
    (tmp_path / "same.csv").write_bytes(b"a")
    (tmp_path / "other.csv").write_bytes(b"b")
    (tmp_path / "folder.csv").mkdir()
    digest = sha256(b"a").hexdigest()
    names = ("same.csv", "other.csv", "folder.csv", "gone.csv", "told.csv", "ledger.db#sources")
    named = str(tmp_path / "told.csv")
    told = [
        Fault(named, THE_FILE, Words("找不到", "not found"), None, Words("请检查。", "Check it.")),
        Fault("", Words("--set a", "--set a"), Words("应为数字", "a number")),
    ]
    found = list(_faults(dict.fromkeys(names, digest), tmp_path, told))
    was = f"SHA-256 was {digest[:12]}…."
    assert [(fault.file, fault.say("en")) for fault in found] == [
        (
            "other.csv",
            f"the content: the same as when the plan was made (SHA-256 {digest[:12]}…), got "
            f"'{sha256(b'b').hexdigest()[:12]}…'. Find the file as it was.",
        ),
        (
            "folder.csv",
            "the file: not to be read, so that its content is not compared. Find the file as it "
            f"was. Its {was}",
        ),
        (
            "gone.csv",
            "the file: not found, and read when the plan was made. Find the file as it was. "
            f"Its {was}",
        ),
        (named, f"the file: not found. Check it. Find the file as it was. Its {was}"),
        ("", "--set a: a number."),
    ]


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("{", "应为完整的 JSON 文件"),
        ("{}", "应写明方案和它的来源（origin）"),
        ('{"origin": [], "unit": 3}', "应写明方案和它的来源（origin）"),
    ],
)
def test_what_is_no_plan_gets_a_letter(text: str, letter: str, office: Office) -> None:
    office.put("plan.json", text)
    said = office.run("solve", "--replay", "plan.json")
    assert said.code == 3
    assert said.err == (
        f"plan.json，不能使用：\n  文件：{letter}。请用 optalloc solve --out 写出的 plan.json。\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("origin", "options", "solver"), "magic"),
        (("origin", "options", "gap"), "1/0"),
        (("origin", "options", "time_limit"), -1),
        (("origin", "options", "settings"), [1]),
        (("origin", "scenario"), None),
        (("origin", "files"), []),
        (("unit",), "斤"),
        (("awards",), [{}]),
    ],
)
def test_an_entry_that_cannot_be_is_refused(
    path: tuple[str, ...], value: Any, office: Office
) -> None:
    solved(office)
    said = json.loads(office.there()["out/plan.json"])
    place = said
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    office.put("plan.json", json.dumps(said))
    done = office.run("solve", "--replay", "plan.json", lang="en")
    assert (done.code, done.out) == (3, "")
    assert "a plan with where it comes from (origin)" in done.err


def test_no_plan_then_and_now_is_said(office: Office) -> None:
    whole = str(LIBRARY["meilan-2023/whole-wan.yaml"])
    assert office.run("solve", whole, "--out", "out").code == 4
    said = office.run("solve", "--replay", "out/plan.json")
    assert said.code == 4
    assert "当时没有方案，现在没有方案。" in said.out


def test_a_replay_as_data(office: Office) -> None:
    solved(office)
    office.swap("towns.csv", ("甲镇,镇,12", "甲镇,镇,20"))
    said = office.run("solve", "--replay", "out/plan.json", "--json")
    found = json.loads(said.out)
    assert said.code == 6
    assert found["replay"]["same"] is False
    assert len(found["replay"]["changed"]) == 1
    assert found["replay"]["moved"][0].keys() == {"recipient", "then", "now"}
    assert found["has_plan"] is True


def test_a_replay_can_write_its_own_folder(office: Office) -> None:
    solved(office)
    assert office.run("solve", "--replay", "out/plan.json", "--out", "again").code == 0
    there = office.there()
    assert there["again/plan.csv"] == there["out/plan.csv"]
    assert origin(office)["files"] == json.loads(there["again/plan.json"])["origin"]["files"]


def test_without_scenario_or_plan_it_says_what_is_missing(office: Office) -> None:
    said = office.run("solve")
    assert said.code == 2
    assert "缺少 SCENARIO" in said.err.upper()
    assert Path("out").exists() is False


def test_a_search_that_was_cut_off_need_not_end_at_the_same_plan(office: Office) -> None:
    solved(office)
    said = json.loads(office.there()["out/plan.json"]) | {"stopped": "time_limit"}
    office.put("out/plan.json", json.dumps(said))
    done = office.run("solve", "--replay", "out/plan.json")
    assert "变了：当时到了时限就停下，两次不一定停在同一个方案" in done.out
    assert done.code == 0
