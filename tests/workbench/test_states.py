"""A desk's states: differences and nothing else, kept line by line, saved beside the scenario."""

import json
from pathlib import Path

import pytest

import optalloc
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.workbench.desk import Desk
from optalloc.workbench.differences import (
    changed,
    scenario_text,
    unchanged,
    with_settings,
    yaml_text,
)
from optalloc.workbench.file_names import file_name
from optalloc.workbench.journal import DeskJournal, PortNote, note_recent, recent
from optalloc.workbench.letters import letter_of


@pytest.fixture
def scenario(office: Path) -> Path:
    return office / "scenarios" / "six-factors" / "plan.yaml"


def test_a_difference_is_laid_and_taken_back() -> None:
    made = changed({}, ("rules", "floor", "amount"), "18")
    made = changed(made, ("changes", "sources", "中央", "金额"), "270")
    assert made["rules"] == {"floor": {"amount": "18"}}
    assert unchanged(made, ("rules", "floor", "amount")) == {
        "changes": {"sources": {"中央": {"金额": "270"}}}
    }
    assert unchanged(made, ("goals",)) == made


def test_differences_that_were_given_are_never_written_into() -> None:
    first = {"rules": {"floor": {"amount": "20"}}}
    changed(first, ("rules", "floor", "amount"), "18")
    unchanged(first, ("rules",))
    assert first == {"rules": {"floor": {"amount": "20"}}}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("extends",), "/etc/passwd"),
        (("model",), "../../x.yaml"),
        (("name",), "x"),
        (("tables", "sources"), "/etc/passwd"),
        (("tables",), {"sources": "secret.csv"}),
        (("tables", "sources", "file"), "secret.csv"),
        (("tables", "earlier"), {"ledger": "money.db"}),
        ((), "x"),
        (("rules",) * 9, "x"),
    ],
)
def test_no_difference_names_a_file(key: tuple[str, ...], value: object) -> None:
    with pytest.raises(InputUnusable):
        changed({}, key, value)


def test_settings_of_the_command_line_are_differences() -> None:
    made = with_settings({}, ['rules."a.b".amount=0.50', "rules.floor=off"])
    assert made == {"rules": {"a.b": {"amount": "0.50"}, "floor": "off"}}


def test_figures_are_written_as_they_were_typed() -> None:
    said = {"rules": {"floor": {"amount": "0.1", "cite": "第 1 条", "x": "007", "y": "1e5"}}}
    text = yaml_text(said, "plan.yaml", "名称: 一")
    assert "amount: 0.1\n" in text and "x: '007'\n" in text and "y: '1e5'\n" in text
    assert "name: '名称: 一'\n" in text and "cite: 第 1 条\n" in text


def test_names_that_yaml_would_read_otherwise_come_back_as_they_were(tmp_path: Path) -> None:
    names = ["yes", "null", "1", "- a", "#x", "a: b", "'q'", '"d"', "{x}", "*a", "&a", "!t", "  "]
    text = scenario_text({"rules": {name: {"cite": name} for name in names}})
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    from optalloc.inputs.scenario import compose

    read = compose(tmp_path / "s.yaml", "s.yaml").entries["rules"]
    assert [str(key) for key in read] == names
    assert [str(e["cite"]) for e in read.values()] == names


def test_a_state_is_a_scenario_that_solves_as_the_settings_would(scenario: Path) -> None:
    desk = Desk.opened(scenario)
    desk.change(changed({}, ("rules", "floor", "amount"), "50"), "floor", "")
    by_settings = optalloc.read(scenario, ["rules.floor.amount=50"]).solve()
    assert optalloc.read(desk.file).solve().total == by_settings.total
    assert "extends: " in desk.file.read_text(encoding="utf-8")
    desk.journal.close()


def test_a_killed_server_loses_nothing_that_was_taken(scenario: Path) -> None:
    desk = Desk.opened(scenario)
    for amount in ("18", "19", "21"):
        desk.change({"rules": {"floor": {"amount": amount}}}, amount, "")
    desk.go(2, "")
    desk.compare_with({"name": "plan", "recipients": {"甲": "1"}})
    with (desk.journal.folder / "journal.jsonl").open("ab") as file:
        file.write(b'{"do":"change","differences":{"ru')  # cut short by the kill
    desk.journal.close()
    again = Desk.opened(scenario)
    assert [s.said for s in again.states] == ["", "18", "19", "21"] and again.place == 2
    assert again.state.differences == {"rules": {"floor": {"amount": "19"}}}
    assert again.reference == {"name": "plan", "recipients": {"甲": "1"}}
    again.change({}, "back", "")
    again.journal.close()
    assert [s.said for s in Desk.opened(scenario).states] == ["", "18", "19", "back"]


def test_the_states_of_one_drag_are_one(scenario: Path) -> None:
    desk = Desk.opened(scenario)
    for amount, stroke in (("1", "a"), ("2", "a"), ("3", "b"), ("4", "")):
        desk.change({"rules": {"floor": {"amount": amount}}}, amount, "", stroke)
    assert [s.said for s in desk.states] == ["", "2", "3", "4"]


def test_two_servers_on_one_scenario_keep_two_journals(scenario: Path) -> None:
    one, other = DeskJournal(scenario), DeskJournal(scenario)
    assert one.folder != other.folder
    one.add({"do": "change"})
    assert list(other.entries()) == [] and len(list(one.entries())) == 1
    one.close()
    other.close()


def test_what_is_saved_extends_the_first_and_leaves_it_as_it_was(scenario: Path) -> None:
    before = scenario.read_bytes()
    desk = Desk.opened(scenario)
    desk.change({"rules": {"floor": {"amount": "18"}}}, "floor", "")
    saved = desk.save("低保底", "")
    text = saved.read_text(encoding="utf-8")
    assert text == "extends: plan.yaml\nname: 低保底\nrules:\n  floor:\n    amount: 18\n"
    assert saved.parent == scenario.parent and scenario.read_bytes() == before
    assert optalloc.read(saved).name == "低保底"
    with pytest.raises(InputUnusable, match="already"):
        desk.save("低保底", "")
    assert desk.saved == [saved]


def test_what_is_saved_of_a_workbook_is_a_workbook(scenario: Path) -> None:
    (book,) = optalloc.new(scenario.with_name("方案.xlsx"), "zh")
    desk = Desk.opened(book)
    desk.change({"rules": {"均衡": {"max_deviation": "15%"}}}, "balance", "")
    saved = desk.save("放宽.xlsx", "")
    assert saved == book.with_name("放宽.xlsx")
    kept, first = optalloc.read(saved), optalloc.read(book, ["rules.均衡.max_deviation=15%"])
    assert kept.name == "放宽" and kept.solve().total == first.solve().total
    assert not (desk.journal.folder / "saving.yaml").exists()


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "CON",
        "nul.1",
        "com1",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "C:x",
        ".hidden",
        "x" * 61,
        "a\nb",
        "a\u202eb",
        "x|y",
    ],
)
def test_no_name_leads_out_of_the_scenarios_folder(name: str) -> None:
    with pytest.raises(InputUnusable):
        file_name(name)


@pytest.mark.parametrize(
    "name", ["方案一", "plan 2", "低保底.yaml", "a-b_c", "第1稿（改）", "console", "com10x"]
)
def test_a_name_as_people_write_it_is_one(name: str) -> None:
    assert file_name(name) == name.removesuffix(".yaml")


def test_a_name_that_is_none_is_quoted_whole_with_what_to_leave_out() -> None:
    with pytest.raises(InputUnusable) as refused:
        file_name("<img src=x onerror=alert(1)>")
    said = letter_of(refused.value, "zh")
    assert "实为 '<img src=x onerror=alert(1)>'" in said and said.endswith("请去掉 < = >")
    assert "命令选项" not in said


def test_more_changes_than_a_file_holds_are_refused_before_they_are_a_state(scenario: Path) -> None:
    desk = Desk.opened(scenario)
    rows = [{"单位": f"第{i}个很长很长的单位名称" * 4} for i in range(9000)]
    with pytest.raises(InputUnusable, match="of 1024 KiB at most: not taken"):
        desk.change({"tables": {"recipients": rows}}, "rows", "")
    assert len(desk.states) == 1 and not list(desk.journal.entries())
    desk.change({"rules": {"floor": {"amount": "18"}}}, "floor", "")
    desk.journal.close()
    assert len(Desk.opened(scenario).states) == 2


@pytest.mark.parametrize(("value", "said"), [("", "金额"), ("+5%", "百分比增减")])
def test_a_cell_that_is_emptied_is_empty_and_no_change_by_a_percentage(
    value: str, said: str, scenario: Path
) -> None:
    amounts = {"中央": {"金额": ""}} if not value else {"中央": {"文号": value}}
    desk = Desk.opened(scenario)
    desk.change({"changes": {"sources": amounts}}, "", "")
    with pytest.raises(InputUnusable) as refused:
        optalloc.read(desk.file)
    assert said in letter_of(refused.value, "zh")
    assert ("百分比" in letter_of(refused.value, "zh")) == bool(value)
    desk.change({"changes": {"sources": {"中央": {"文号": ""}}}}, "", "")
    assert next(s for s in read(desk.file).sources if s.name == "中央").document == ""
    desk.journal.close()


def test_the_next_server_takes_the_port_of_a_killed_one_alone(office: Path) -> None:
    one = PortNote([office / "a.yaml"])
    assert one.left_by_a_killed_server() == 0
    one.write(54321)
    assert PortNote([office / "a.yaml"]).left_by_a_killed_server() == 54321
    assert PortNote([office / "b.yaml"]).left_by_a_killed_server() == 0
    one.clear()
    assert PortNote([office / "a.yaml"]).left_by_a_killed_server() == 0


def test_what_was_opened_last_stands_first_and_what_is_gone_is_left_out(office: Path) -> None:
    folder = office / "scenarios" / "meilan-2023"
    for name in ("published.yaml", "two-towns.yaml", "published.yaml"):
        note_recent(folder / name)
    assert [p.name for p in recent()] == ["published.yaml", "two-towns.yaml"]
    (folder / "published.yaml").unlink()
    assert [p.name for p in recent()] == ["two-towns.yaml"]
    state = folder.parents[2] / "state" / "recent.json"
    state.write_text(json.dumps({"not": "a list"}))
    assert recent() == []
