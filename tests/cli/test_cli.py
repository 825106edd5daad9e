"""Whole walks through the command line: what it prints, what it writes, how it ends."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from office import Office
from optalloc.cli.main import guarded, language
from optalloc.pipeline import describe

ROOT = Path(__file__).resolve().parents[2]
MEILAN = ROOT / "scenarios" / "meilan-2023"
TWO_TOWNS, WHOLE_WAN = str(MEILAN / "two-towns.yaml"), str(MEILAN / "whole-wan.yaml")
SIX_FACTORS = str(ROOT / "scenarios" / "six-factors" / "plan.yaml")
DECIMAL = re.compile(r"-?\d+(\.\d*[1-9])?")
PROGRAM = "import sys; from optalloc.cli.main import main; sys.argv[0] = 'optalloc'; main()"


def solved(office: Office, scenario: str, *more: str, lang: str = "zh") -> dict[str, Any]:
    """Return the JSON object of a solved scenario."""
    said = office.run("solve", scenario, "--json", *more, lang=lang)
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def table(out: str, title: str) -> list[str]:
    """Return the lines of a table, its headers first and without its rules."""
    lines = out.split("\n")
    start = lines.index(title) + 1
    whole = lines[start : lines.index("", start)]
    return [line for line in whole if "──" not in line]


# --- the walk ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_scenario_can_be_solved_as_it_is(office: Office, lang: str) -> None:
    said = office.run("new", "my plans", lang=lang)
    assert (said.code, said.err) == (0, "")
    assert said.out.rstrip().endswith("optalloc solve 'my plans/scenario.yaml'")
    assert {"my plans/scenario.yaml", "my plans/tables.xlsx"} <= office.there().keys()
    found = solved(office, "my plans/scenario.yaml", lang=lang)
    assert found["total"] == "100"
    assert found["proven"] == "exact"
    assert found["breaches"] == []


def test_new_says_in_json_what_it_wrote(office: Office) -> None:
    said = office.run("new", "x", "--json")
    assert json.loads(said.out) == {"written": ["x/scenario.yaml", "x/tables.xlsx"]}


def test_the_seed_plan_comes_out_to_the_fen(office: Office) -> None:
    for name in ("two-towns", "published"):
        found = solved(office, str(MEILAN / f"{name}.yaml"))
        assert [(a["recipient"], a["source"], a["use"], a["amount"]) for a in found["awards"]] == [
            ("灵山镇", "市级第二批", "发展村集体经济", "18"),
            ("灵山镇", "区级配套", "发展村集体经济", "22"),
            ("三江镇", "市级第二批", "发展村集体经济", "4.5"),
            ("三江镇", "区级配套", "发展村集体经济", "5.5"),
        ]
        assert found["recipients"] == {"灵山镇": "40", "三江镇": "10"}
        assert found["breaches"] == []
        assert found["proven"] == "exact"
        assert found["lattice"]["step"] == "10"


def test_four_towns_get_twenty_and_three_times_ten(office: Office) -> None:
    found = solved(office, str(MEILAN / "four-towns.yaml"))
    assert found["recipients"] == {"灵山镇": "20", "演丰镇": "10", "三江镇": "10", "大致坡镇": "10"}
    assert found["proven"] == "exact"
    assert found["breaches"] == []


def test_solve_json_holds_what_it_promises(office: Office) -> None:
    found = solved(office, SIX_FACTORS)
    promised = {
        *("scenario", "unit", "stopped", "has_plan", "proven", "solver", "total", "recipients"),
        *("awards", "targets", "goals", "baseline", "figures", "lattice", "breaches"),
    }
    assert promised <= found.keys()
    assert (found["unit"], found["stopped"], found["has_plan"]) == ("万元", "finished", True)
    assert found["solver"].keys() >= {"name", "version", "seconds"}
    assert found["awards"][0].keys() == {"recipient", "source", "use", "project", "amount"}
    assert found["goals"][0].keys() >= {"goal", "value", "bound"}
    assert found["baseline"].keys() == {"method", "recipients", "awards", "breaches"}
    assert found["figures"].keys() == {"plan", "baseline"}
    assert found["lattice"].keys() == {"step", "because"}
    amounts = [
        *(found["total"], found["lattice"]["step"]),
        *found["recipients"].values(),
        *found["targets"].values(),
        *found["baseline"]["recipients"].values(),
        *(award["amount"] for award in found["awards"]),
        *(goal[key] for goal in found["goals"] for key in ("value", "bound")),
    ]
    assert all(isinstance(a, str) and DECIMAL.fullmatch(a) for a in amounts)


def test_json_is_the_only_thing_on_standard_output(office: Office) -> None:
    for arguments in (
        ("solve", TWO_TOWNS),
        ("compare", TWO_TOWNS, WHOLE_WAN),
        ("solve", WHOLE_WAN),
    ):
        said = office.run(*arguments, "--json")
        assert said.out.startswith("{\n")
        assert said.out.endswith("}\n")
        assert isinstance(json.loads(said.out), dict)


def test_json_says_in_one_language_why_there_is_no_plan(office: Office) -> None:
    for lang, words in (("zh", "金额"), ("en", "the money")):
        said = office.run("solve", WHOLE_WAN, "--json", lang=lang)
        found = json.loads(said.out)
        assert (found["has_plan"], found["total"], found["awards"]) == (False, None, [])
        assert found["infeasible"] == "exact"
        assert words in found["because"][0]


def test_compare_json_holds_plans_and_differences(office: Office) -> None:
    said = office.run("compare", TWO_TOWNS, WHOLE_WAN, "--json")
    found = json.loads(said.out)
    assert [plan["scenario"] for plan in found["plans"]] == ["two-towns", "whole-wan"]
    assert found["differences"][0] == {
        "scenario": "two-towns",
        "recipient": "灵山镇",
        "amount": "40",
        "baseline": "36.5",
        "change": "3.5",
        "percent": "9.59",
    }
    assert {d["scenario"] for d in found["differences"]} == {"two-towns"}


def test_compare_takes_one_baseline_for_all(office: Office) -> None:
    said = office.run("compare", TWO_TOWNS, SIX_FACTORS, "--json", "--against", "webster")
    assert {p["baseline"]["method"] for p in json.loads(said.out)["plans"]} == {"webster"}


# --- settings of the command line -------------------------------------------------------------


@pytest.mark.parametrize("share", ["60%", "0.6", "3/5", "６０％"])
def test_a_share_may_be_set_in_any_way_of_writing(office: Office, share: str) -> None:
    # The year has 20 of 20 for industry so far, so 60% of 120 leaves 52 of this batch's 100.
    found = solved(office, "scenario.yaml", "--set", f"rules.industry.at_least={share}")
    year = found["figures"]["plan"]["industry_share_of_year"]
    assert float(year) >= 0.6


def test_a_rule_may_be_set_off(office: Office) -> None:
    assert solved(office, "scenario.yaml")["lattice"]["step"] == "2"
    off = solved(office, "scenario.yaml", "--set", "rules.split=off")
    assert off["lattice"]["step"] == "0.1"


def test_a_list_may_be_set(office: Office) -> None:
    narrow = "rules.ceiling={amount: 20, recipients: [甲镇, 乙镇]}"
    found = solved(office, "scenario.yaml", "--set", narrow, "--set", "rules.industry=off")
    assert found["recipients"]["甲镇"] == found["recipients"]["乙镇"] == "20"


def test_a_cell_of_a_table_may_be_set(office: Office) -> None:
    more = ("--set", "rules.split=off", "--set", "changes.sources.区级.金额=30")
    assert solved(office, "scenario.yaml", *more)["total"] == "75"
    with_unit = (*more[:3], "changes.sources.区级.金额=30.5万元")
    assert solved(office, "scenario.yaml", *with_unit)["total"] == "75.5"


def test_a_name_with_a_dot_stands_in_quotes(office: Office) -> None:
    office.swap("sources.csv", ("区级,区级", "2.区级=甲,区级"))
    office.swap("scenario.yaml", ("区级: 55", '"2.区级=甲": 55'))
    more = ("--set", "rules.split=off", "--set", 'changes.sources."2.区级=甲".金额=30')
    assert solved(office, "scenario.yaml", *more)["total"] == "75"


def test_setting_one_goal_leaves_the_others(office: Office) -> None:
    found = solved(office, SIX_FACTORS, "--set", "goals.closest_to_target.distance=absolute")
    assert [goal["goal"] for goal in found["goals"]] == ["evenness", "closest_to_target"]
    alone = solved(office, SIX_FACTORS, "--set", "goals={closest_to_target: {distance: absolute}}")
    assert [goal["goal"] for goal in alone["goals"]] == ["closest_to_target"]


def test_both_engines_give_the_same_plan(office: Office) -> None:
    plans = [solved(office, "scenario.yaml", "--solver", s)["awards"] for s in ("cbc", "highs")]
    assert plans[0] == plans[1]


# --- languages --------------------------------------------------------------------------------


def test_the_language_is_asked_for_then_set_then_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("OPTALLOC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language(None) == "zh"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert language(None) == "en"
    monkeypatch.setenv("OPTALLOC_LANG", "zh-CN")
    assert language(None) == "zh"
    assert language("en") == "en"
    monkeypatch.setenv("OPTALLOC_LANG", "fr")
    assert language(None) == "en"


def test_letters_follow_the_language_in_force(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPTALLOC_LANG", "zh")
    assert guarded(["solve", "no.yaml"]) == 3
    assert "不能使用" in capsys.readouterr().err
    assert guarded(["solve", "no.yaml", "--lang=en"]) == 3
    assert "cannot be used" in capsys.readouterr().err


# --- how it ends ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (
            "solv",
            "没有命令 'solv'。是不是 solve？",
            "There is no command 'solv'. Did you mean solve?",
        ),
        ("solve", "缺少 SCENARIO（情景文件）。", "SCENARIO is missing."),
        ("compare", "缺少 SCENARIOS（一个或几个情景文件）。", "SCENARIOS is missing."),
        ("solve x --sovler cbc", "没有选项 '--sovler'。是不是 --solver？", "There is no option "),
        (
            "solve x --solver y",
            "--solver：应为 cbc、highs、race、pulp:NAME 之一。",
            "--solver: one of cbc, hi",
        ),
        (
            "solve x --gap 100",
            "--gap：应为 0 到 100 之间（不含 100）的",
            "--gap: a percentage from 0",
        ),
        ("solve x --time-limit -1", "--time-limit：应为大于 0 的数字。", "--time-limit: a number"),
        ("solve x --set", "选项 --set 后应有一个值。", "Option --set needs a value."),
        ("solve x y", "'y' 是多出来的", "'y' is one word too many"),
    ],
)
def test_wrong_usage_ends_with_2(
    arguments: str,
    zh: str,
    en: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for lang, words in (("zh", zh), ("en", en)):
        monkeypatch.setenv("OPTALLOC_LANG", lang)
        assert guarded(arguments.split()) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(words)
        assert "--help" in said.err


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("solve x --set", "optalloc solve"),
        ("check x --column", "optalloc check"),
        ("check --certificate", "optalloc check"),
        ("--lang en solve x --time-limit", "optalloc solve"),
        ("explore sweep x --vary", "optalloc explore sweep"),
        ("solve x --sovler cbc", "optalloc solve"),
        ("--lang", "optalloc"),
    ],
)
def test_wrong_usage_names_the_help_of_its_own_command(
    arguments: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(arguments.split()) == 2
    assert f" {command} --help" in capsys.readouterr().err.replace("见", "见 ")


def test_a_call_without_a_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    guarded([])
    said = capsys.readouterr()
    assert "Usage: optalloc" in said.out + said.err


@pytest.mark.parametrize("command", ["", "new", "solve", "compare"])
def test_help_is_there_and_is_no_fault(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*command.split(), "--help"]) == 0
    assert "Usage: optalloc" in capsys.readouterr().out


def test_a_proof_that_there_is_no_plan_ends_with_4(office: Office) -> None:
    zh, en = office.run("solve", WHOLE_WAN), office.run("solve", WHOLE_WAN, lang="en")
    assert (zh.code, en.code) == (4, 4)
    whole = "没有可行方案：各条约束不能同时成立（已证明，精确运算）。\n  · "
    assert whole in zh.out and (zh.err, en.err) == ("", "")
    assert "There is no plan: the rules cannot all hold (proven in exact " in en.out
    for said in (zh, en):
        reason, _, rest = said.out.partition("基准" if said is zh else "baseline")
        assert "45:55" in reason and "20万元" in reason and rest
        assert "基准" in said.out or "baseline" in said.out


def test_a_comparison_with_a_scenario_without_a_plan_ends_with_4(office: Office) -> None:
    assert office.run("compare", WHOLE_WAN).code == 4
    assert office.run("compare", WHOLE_WAN, TWO_TOWNS).code == 4
    assert office.run("compare", TWO_TOWNS).code == 0


def test_no_time_at_all_ends_with_5_and_nothing_proven(office: Office) -> None:
    said = office.run("solve", SIX_FACTORS, "--time-limit", "0.0000001")
    assert said.code == 5
    assert said.out.count("在时限内没有找到方案，也没有证明不存在。") == 1
    assert said.err == ""


def test_a_fault_of_ours_ends_with_1_and_asks_for_the_scenario(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(describe, "solved_document", fail)
    said = office.run("solve", "scenario.yaml")
    assert said.code == 1
    assert said.err == "程序内部错误，请把下面的内容和情景文件发给我们：KeyError: 'x'\n"


def test_an_interruption_ends_with_130(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(describe, "solved_document", stop)
    said = office.run("solve", "scenario.yaml")
    assert (said.code, said.err.strip()) == (130, "已中断。")


def test_a_damaged_file_of_the_program_is_not_called_an_interruption(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python's EOFError of a cut-off module is, to click, what Ctrl-D is at a prompt."""

    def damaged(*_: object, **__: object) -> None:
        raise EOFError("marshal data too short")

    monkeypatch.setattr(describe, "solved_document", damaged)
    said = office.run("solve", "scenario.yaml")
    assert said.code == 1 and "marshal data too short" in said.err and "已中断" not in said.err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows break in another way")
def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = [sys.executable, "-c", PROGRAM, "solve", TWO_TOWNS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_said_and_ends_with_3() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-c", PROGRAM, "solve", TWO_TOWNS, "--lang", "zh"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 3
    assert run.stderr.decode().startswith("操作系统报错：磁盘已满。")


# --- what it writes ---------------------------------------------------------------------------


def test_out_writes_the_plan_as_a_table_and_as_json(office: Office) -> None:
    said = office.run("solve", TWO_TOWNS, "--out", "out/of/here")
    assert said.code == 0
    written = office.there()
    assert written["out/of/here/plan.csv"].startswith(b"\xef\xbb\xbf")
    assert written["out/of/here/plan.csv"].decode("utf-8-sig") == (
        "单位,资金来源,用途,金额(万元)\r\n"
        "灵山镇,市级第二批,发展村集体经济,18\r\n"
        "灵山镇,区级配套,发展村集体经济,22\r\n"
        "三江镇,市级第二批,发展村集体经济,4.5\r\n"
        "三江镇,区级配套,发展村集体经济,5.5\r\n"
    )
    kept = json.loads(written["out/of/here/plan.json"])
    printed = solved(office, TWO_TOWNS)
    assert kept.pop("origin")["options"]["solver"] == "auto"
    for one in (kept, printed):
        one["solver"].pop("seconds")
    assert kept == printed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_files_written_have_the_permissions_of_any_new_file(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    umask = os.umask(0)
    os.umask(umask)
    for path in (office.folder / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


def test_what_fails_in_writing_leaves_the_old_file_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    before = office.there()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    said = office.run("solve", "scenario.yaml", "--out", "out", "--set", "rules.split=off")
    assert said.code == 3
    assert "磁盘已满" in said.err
    assert office.there() == before


def test_an_old_plan_does_not_outlive_the_proof_that_there_is_none(office: Office) -> None:
    office.run("solve", TWO_TOWNS, "--out", "out")
    assert office.run("solve", WHOLE_WAN, "--out", "out").code == 4
    there = sorted(p.name for p in (office.folder / "out").iterdir())
    checks = ["audit.json", "certificate.json", "check_certificate.py"]
    checks += ["proof.vipr", "verify.html"]
    assert there == sorted([*checks, "plan.json", "solver.log"])
    assert json.loads(office.there()["out/plan.json"])["has_plan"] is False


def test_texts_that_a_spreadsheet_would_take_for_formulas_are_made_harmless(
    office: Office,
) -> None:
    names = ("=1+1", "+1", "-1+1", "@x", "＝1", "－1")
    for old, new in zip(("甲镇", "乙镇", "丙乡"), names[:3], strict=True):
        for file in ("towns.csv", "needs.csv"):
            office.swap(file, (old, new))
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    text = office.there()["out/plan.csv"].decode("utf-8-sig")
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"'=1+1", "'+1", "'-1+1"}


# --- what it prints ---------------------------------------------------------------------------


def test_a_plan_is_printed_beside_the_baseline_with_its_total(office: Office) -> None:
    said = office.run("solve", TWO_TOWNS)
    assert table(said.out, "分配方案（单位：万元）") == [
        "单位     测算额  市级第二批  区级配套  合计  基准  差额   差额%",
        "灵山镇  36.6667        18.0      22.0    40  36.5  +3.5   +9.6%",
        "三江镇  13.3333         4.5       5.5    10  13.5  -3.5  -25.9%",
        "合计    50.0000        22.5      27.5    50  50.0   0.0        ",
    ]
    assert "已证明最优，精确运算" in said.out
    english = office.run("solve", TWO_TOWNS, lang="en").out
    assert "proven best, in exact arithmetic" in english
    assert table(english, "Plan (in 万元)")[-1].startswith("total      50.0000")


@pytest.mark.slow
@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_an_engine_prints_nothing_of_its_own(solver: str) -> None:
    call = [sys.executable, "-c", PROGRAM, "solve", TWO_TOWNS, "--solver", solver, "--json"]
    run = subprocess.run(call, capture_output=True, check=True)
    assert json.loads(run.stdout)["solver"]["name"] == solver
    assert run.stderr == b""


def test_every_row_of_a_table_is_as_wide_as_the_others(office: Office) -> None:
    out = office.run("solve", SIX_FACTORS).out + office.run("compare", TWO_TOWNS, WHOLE_WAN).out
    blocks = [block.split("\n") for block in out.split("\n\n") if "──" in block]
    assert len(blocks) == 5
    for block in blocks:
        assert len({cell_len(line) for line in block[1:] if line}) == 1, block


def test_amounts_of_a_column_end_below_one_another(office: Office) -> None:
    rows = table(office.run("solve", SIX_FACTORS).out, "分配方案（单位：万元）")
    found = [re.search(r"\d+\.\d{4}", row) for row in rows[1:]]
    ends = [cell_len(row[: at.end()]) for row, at in zip(rows[1:], found, strict=True) if at]
    assert len(ends) == 7
    assert len(set(ends)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("width", ["50", "72", "100"])
def test_no_line_is_longer_than_the_console(
    office: Office, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = office.run("solve", SIX_FACTORS).out
    monkeypatch.setenv("COLUMNS", width)
    out = office.run("solve", SIX_FACTORS).out + office.run("compare", TWO_TOWNS, SIX_FACTORS).out
    assert max(cell_len(line) for line in out.split("\n")) <= int(width)
    figures = set(re.findall(r"\d+\.\d{4}", whole))
    assert figures <= set(re.findall(r"\d+\.\d{4}", out)), "a figure was cut"


@pytest.mark.slow
def test_a_recipient_beyond_two_hundred_is_counted_but_not_shown(office: Office) -> None:
    rows = "".join(f"镇{i:03},镇,{5 + i % 7},{15000 + i}\n" for i in range(250))
    office.put("towns.csv", "单位,类型,行政村,人均收入\n" + rows)
    office.swap(
        "scenario.yaml", ("  needs: needs.csv\n", ""), ("amount: 1", "amount: 0"), ("55%", "0%")
    )
    office.swap("scenario.yaml", ("  split:\n    shares: {市级: 45, 区级: 55}\n", ""))
    office.swap("scenario.yaml", ("    within: recipient\n", ""))
    said = office.run("solve", "scenario.yaml")
    assert said.code == 0, said.err
    shown = table(said.out, "分配方案（单位：万元）")
    assert len(shown) == 202
    assert shown[-1].split()[:2] == ["合计", "100.0000"]
    assert "（另有 50 行没有列出，已计入合计，见 --json）" in said.out
    said = office.run("solve", "scenario.yaml", lang="en")
    assert "(50 more rows are not shown, counted in the total: see --json)" in said.out


def test_a_scenario_without_a_plan_is_one_dash_in_a_comparison(office: Office) -> None:
    said = office.run("compare", TWO_TOWNS, WHOLE_WAN)
    assert said.code == 4
    rows = table(said.out, "方案比较（单位：万元）")
    assert rows[0].split() == ["单位", "[1]", "方案", "基准", "差额", "差额%", "[2]", "方案"]
    assert [row.split()[-1] for row in rows[1:]] == ["—", "—", "—"]
    assert "没有可行方案" in said.out


def test_markup_and_emoji_codes_are_text(office: Office) -> None:
    office.swap("scenario.yaml", ("title: 试验", 'title: "[bold]:smile:[/bold]"'))
    assert office.run("solve", "scenario.yaml").out.startswith("[bold]:smile:[/bold]\n")


def test_one_broken_place_is_no_places(office: Office) -> None:
    said = office.run("solve", SIX_FACTORS, lang="en")
    assert "The baseline breaks rules in 1 place:\n ✗ [industry] must be at least 55%" in said.out
