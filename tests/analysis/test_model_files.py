"""Models as files: other programs read them and come to the proven value; names are kept."""

import json
from pathlib import Path

import highspy
import pulp
import pytest

import optalloc as oa
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
CHOSEN = (
    "meilan-2023/two-towns",
    "meilan-2023/whole-wan",
    "six-factors/plan",
    "projects-60/plan",
    "mouding-2019/plan",
    "answer-key/knapsack/p07",
)
NOT_SHORT = "answer-key/talmud/estate-300"


def by_highs(path: Path) -> float | None:
    """Return the optimum that HiGHS finds in a file; None where there is none."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        return float(solver.getInfo().objective_function_value)
    return None


def by_pulp(path: Path) -> float | None:
    """Return the optimum of PuLP's JSON by CBC; None where there is none."""
    _, model = pulp.LpProblem.fromDict(json.loads(path.read_text(encoding="utf-8")))
    status = model.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(model.objective)) if status == pulp.LpStatusOptimal else None


@pytest.mark.slow
@pytest.mark.parametrize("name", CHOSEN)
@pytest.mark.parametrize("to", ["lp", "mps", "json"])
def test_other_programs_find_the_proven_value(name: str, to: str, tmp_path: Path) -> None:
    scenario = SCENARIOS / f"{name}.yaml"
    written = oa.export_file(scenario, to, tmp_path / f"model.{to}").paths[0]
    solution = oa.read(scenario).solve()
    found = by_pulp(written) if to == "json" else by_highs(written)
    if not solution.has_plan:
        assert solution.is_proven and found is None
        return
    value = float(solution.solved.outcome.goals[0].value)
    assert found == pytest.approx(value, rel=1e-6, abs=1e-4)


def test_names_are_kept_and_told_in_full(tmp_path: Path) -> None:
    scenario = SCENARIOS / "meilan-2023" / "two-towns.yaml"
    model, beside = oa.export_file(scenario, "lp", tmp_path / "m.lp").paths
    text, told = model.read_text(encoding="utf-8"), json.loads(beside.read_text(encoding="utf-8"))
    first = told["awards"][0]
    assert first["recipient"] in ("三江镇", "灵山镇") and first["fen_per_step"] == 500_000
    assert first["name"] in text
    full = "award[灵山镇,市级第二批,发展村集体经济]"
    assert full in told["names"].values() and told["objective"] == "closest_to_target"


@pytest.mark.slow
def test_later_goals_stand_in_the_dictionary(tmp_path: Path) -> None:
    scenario = SCENARIOS / "six-factors" / "plan.yaml"
    path = oa.export_file(scenario, "json", tmp_path / "m.json").paths[0]
    told = json.loads(path.read_text(encoding="utf-8"))
    later = told["optalloc"]["later_goals"]
    assert len(later) == 1 and later[0]["words"]
    assert set(later[0]["terms"]) <= {v["name"] for v in told["variables"]}


def test_names_that_a_format_would_misread_are_numbers(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "unit: 元\n"
        "tables: {sources: [{资金来源: 市, 金额: 9}], uses: [{用途: 产业}], recipients:"
        f" [{{单位: 'a:b<c', 村: 1}}, {{单位: {'长' * 80}, 村: 2}}]}}\n"
        "indicators: {村: {unit: 个, direction: more}}\n"
        "targets: {公式: {kind: factors, weights: {村: 100%}}}\n"
        "rules: {grain: {cell: 1}, spend_whole: {}}\n"
        "goals: {closest_to_target: {distance: absolute}}\n",
        encoding="utf-8",
    )
    for to in ("lp", "mps"):
        model, beside = oa.export_file(tmp_path / "s.yaml", to, tmp_path / f"m.{to}").paths
        assert by_highs(model) == pytest.approx(0)
        told = json.loads(beside.read_text(encoding="utf-8"))
        numbered = [name for name in told["names"] if name[1:].isdigit()]
        assert len(numbered) > 3 and "award[a:b<c,市,产业]" in told["names"].values()


def test_what_would_be_rounded_is_refused_by_name(tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(
        "unit: 元\ntables: {sources: [{资金来源: 市, 金额: 100000000000.07}],"
        " recipients: [{单位: 甲}], uses: [{用途: 产业}]}\n"
        "targets: {t: {kind: fixed, amounts: {甲: 5}}}\n"
        "rules: {grain: {cell: 0.01}, spend_whole: {}}\n"
        "goals: {closest_to_target: {distance: absolute}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputUnusable, match=r"award\[甲,市,产业\]") as refused:
        oa.export_file(scenario, "lp", tmp_path / "m.lp")
    assert "lp keeps 12 digits" in str(refused.value)
    assert oa.export_file(scenario, "json", tmp_path / "m.json").paths


def test_a_goal_of_too_many_pieces_is_refused_by_name(tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(
        "unit: 万元\ntables: {sources: [{资金来源: 市, 金额: 900}],"
        " recipients: [{单位: 甲, 村: 1}, {单位: 乙, 村: 2}], uses: [{用途: 产业}]}\n"
        "indicators: {村: {unit: 个, direction: more}}\n"
        "targets: {公式: {kind: factors, weights: {村: 100%}}}\n"
        "rules: {grain: {cell: 0.01}, spend_whole: {}}\n"
        "goals: {closest_to_target: {distance: squared}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputUnusable, match=r"goals\.closest_to_target: a goal of fewer pieces"):
        oa.export_file(scenario, "mps", tmp_path / "m.mps")


def test_the_command_names_what_it_wrote_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["export", str(SCENARIOS / "meilan-2023" / "two-towns.yaml"), "--to", "mps"]
    assert guarded([*command, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["written"] == ["two-towns.mps", "two-towns.mps.json"]
    assert guarded([*command, "--lang", "zh"]) == 3
    assert "已经存在，不会覆盖" in capsys.readouterr().err
