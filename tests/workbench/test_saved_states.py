"""A saved state goes through solve, check and report as it is, whatever was typed at the desk."""

from pathlib import Path

import pytest

import optalloc
from optalloc.cli.main import guarded
from optalloc.workbench.desk import Desk
from optalloc.workbench.differences import Differences, changed, scenario_text, text_settings

Edit = tuple[tuple[str, ...], object]
TYPED: dict[str, tuple[Edit, ...]] = {
    "figures": (
        (("rules", "floor", "amount"), "18"),
        (("changes", "sources", "中央", "金额"), "270"),
        (("indicators", "脱贫人口", "source"), "2023"),
    ),
    "words that are digits": (
        (("title",), "2024"),
        (("notes",), ["2024"]),
        (("rules", "floor", "cite"), "12"),
        (("paper",), {"office": "某局", "phone": "65321234", "contact": "110"}),
    ),
    "a line of one's own": (
        (("rules", "两镇"), {"kind": "linear", "says": "东山镇 <= 3 * 南湖镇", "cite": "7"}),
    ),
}


def typed(*edits: Edit) -> Differences:
    made: Differences = {}
    for key, value in edits:
        made = changed(made, key, value)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("said", TYPED)
def test_the_whole_walk_from_the_desk_to_paper_and_check(
    said: str, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk.opened(office / "scenarios" / "six-factors" / "plan.yaml")
    desk.change(typed(*TYPED[said]), said, "")
    seen = optalloc.read(desk.file).solve()
    saved = desk.save("2025", "")
    desk.journal.close()
    plan, papers = tmp_path / "plan", tmp_path / "papers"
    walk = [
        ["solve", str(saved), "--out", str(plan)],
        ["solve", "--replay", str(plan / "plan.json")],
        ["check", str(plan / "plan.csv"), "--scenario", str(saved)],
        ["report", str(saved), "--format", "docx,xlsx,notice", "--out", str(papers)],
        *(["check", str(papers / name), "--scenario", str(saved)] for name in ("plan.docx",)),
    ]
    for step in walk:
        assert guarded([*step, "--lang", "zh"]) == 0, capsys.readouterr()
        shown = capsys.readouterr().out
        assert "个错误" not in shown or " 0 个错误" in shown.replace("：", " ")
    assert optalloc.read(saved).solve().total == seen.total
    assert optalloc.read(saved).solve().awards.to_dict() == seen.awards.to_dict()


def test_digits_where_words_stand_are_written_as_a_text_and_figures_as_figures() -> None:
    text = scenario_text(
        {
            "title": "2024",
            "paper": {"phone": "65321234"},
            "rules": {
                "保底": {"kind": "floor", "amount": "18", "cite": "12", "recipients": ["301"]}
            },
            "changes": {"projects": {"一": {"资金需求": "15.5"}}},
        }
    )
    for line in ("title: '2024'", "phone: '65321234'", "amount: 18\n", "cite: '12'", "- '301'"):
        assert line in text
    assert "资金需求: 15.5\n" in text
    assert {"cite", "recipients", "says", "who"} <= text_settings()
    assert not {"amount", "weights", "at_least", "at_most"} & text_settings()
