"""Certificates: what they prove is proven again without an engine; what is changed is refused."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import Case, cases, program_of
from kept_plans import solved
from office import FILES, Office
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable
from optalloc.pipeline.certificate.check import CheckedCertificate, check_certificate
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of, text_of
from optalloc.pipeline.certificate.read import read_certificate
from optalloc.pipeline.certificate.replay import ReplayedProof, replay, shows_nothing_is_there
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Program, Stage
from optalloc.solver.proof.tree import Fork, StageProof, SumCuts
from optalloc.solver.search.aggregate import totals_only
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.session.session import Clock
from quick import examples
from small import CLOSEST, SQUARED, small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LIBRARY = sorted(SCENARIOS.rglob("*.yaml"))
BOTH = pytest.mark.parametrize("by", ["cbc", "highs"])
FEW = settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def certified(scenario: Path, folder: Path, by: str = "highs") -> Path:
    """Solve a scenario, write its folder and return the certificate."""
    write_folder(solved(scenario, solver=by), folder, "zh")
    return folder / "certificate.json"


def said(checked: CheckedCertificate) -> str:
    """Return what does not hold, in both languages."""
    return "\n".join(f"{words.zh} / {words.en}" for words in checked.findings)


def shown(program: Program, outcome: Outcome) -> list[ReplayedProof]:
    """Return what the proofs of an outcome show again."""
    assert outcome.x is not None
    master = totals_only(program) if outcome.by_totals else None
    solved = master.program if master else program
    columns = master.columns if master else range(program.columns)
    points = [(outcome.x if g.witness is None else g.witness)[columns] for g in outcome.goals]
    proofs = [g.proof for g in outcome.goals if g.proof is not None]
    return [*replay(solved, proofs, points, outcome.x[columns])]


def is_shown_empty(program: Program, outcome: Outcome) -> bool:
    """Return whether it is shown again that there is no plan."""
    if program.contradictions or (program.lower > program.upper).any():
        return True
    master = totals_only(program) if outcome.by_totals else None
    conflict = outcome.conflict
    solved = master.program if master else program
    return conflict is not None and shows_nothing_is_there(solved, conflict)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate with multipliers, in a folder beside its scenario."""
    folder = tmp_path_factory.mktemp("written")
    for name, text in FILES.items():
        text = text.replace("distance: absolute", "distance: squared_over_target")
        text = text.replace("kind: factors", "kind: factors\n    portion: 90%")
        (folder / name).write_text(text, encoding="utf-8")
    return certified(folder / "scenario.yaml", folder / "out")


# --- what holds ----------------------------------------------------------------------------------


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize("scenario", LIBRARY, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_whole_library_is_proven_again_without_a_solver(
    scenario: Path, by: str, tmp_path: Path
) -> None:
    checked = check_certificate(certified(scenario, tmp_path, by))
    assert said(checked) == ""
    assert checked.verified


@pytest.mark.slow
@FEW
@given(cases(400), st.sampled_from(["cbc", "highs"]))
def test_property_what_an_outcome_calls_exact_is_shown_again_from_its_proofs(
    case: Case, by: str
) -> None:
    program = program_of(case)
    outcome = solve(program, engine(by))
    if outcome.x is None:
        assert (outcome.infeasible == "exact") == is_shown_empty(program, outcome)
        return
    told = [(g.proven == "exact", g.bound) for g in outcome.goals]
    assert told == [(s.proven == "exact", s.bound) for s in shown(program, outcome)]


GOALS = st.sampled_from(
    [
        [("evenness", {"depth": "leximin"}), CLOSEST],
        [("evenness", {}), ("fewest_recipients", {})],
        [("evenness", {"tolerance": "30%"}), SQUARED],
        [("closest_to_target", {"distance": "absolute", "tolerance": 1}), SQUARED],
        [("closest_to_target", {"distance": "squared", "tolerance": "20%"}), CLOSEST],
        [("fewest_recipients", {"tolerance": 1}), ("evenness", {"depth": "leximin"})],
    ]
)


def problem_of(aims: list[int], money: int, cap: int, goals: list[Any]) -> Any:
    """Return towns with targets and a cap for each."""
    towns = [town(f"镇{i}") for i in range(len(aims))]
    named = {t.name: aim for t, aim in zip(towns, aims, strict=True)}
    return small({"资金": money}, towns, [("ceiling", {"amount": cap})], aims=named, goals=goals)


@pytest.mark.slow
@FEW
@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=5).filter(any),
    st.integers(1, 9),
    st.integers(1, 6),
    GOALS,
    st.sampled_from(["cbc", "highs"]),
)
def test_property_levels_and_goals_behind_a_tolerance_are_shown_again(
    aims: list[int], money: int, cap: int, goals: list[Any], by: str
) -> None:
    problem = problem_of(aims, money, cap, goals)
    program = formulate(problem, score(problem))
    outcome = solve(program, engine(by))
    if outcome.x is None:
        assert outcome.infeasible == "exact" and is_shown_empty(program, outcome)
        return
    told = [g.proven == "exact" for g in outcome.goals]
    assert told == [s.proven == "exact" for s in shown(program, outcome)]


def test_a_goal_behind_a_binding_tolerance_is_proven_exactly_by_cutting_up() -> None:
    # Made up: 12元 of distance may be spent on giving to fewer. The linear program would switch
    # each town on by a tenth, so only parts of the face have bounds that prove anything.
    goals = [("closest_to_target", {"distance": "absolute", "tolerance": 12}), COUNT]
    problem = problem_of([6, 5, 5, 5, 4, 4, 3], 32, 12, goals)
    program = formulate(problem, score(problem))
    for by in ("cbc", "highs"):
        outcome = solve(program, engine(by))
        closest, fewest = outcome.goals
        assert (closest.proven, fewest.proven, fewest.value) == ("exact", "exact", 6)
        assert isinstance(fewest.proof, StageProof)
        tree = fewest.proof.tree  # Cut at how many are switched on, and at which.
        assert isinstance(tree.inner if isinstance(tree, SumCuts) else tree, Fork)
        assert [s.proven for s in shown(program, outcome)] == ["exact", "exact"]


COUNT = ("fewest_recipients", {})


# --- what does not hold --------------------------------------------------------------------------


@pytest.mark.slow
@FEW
@given(cases(400), st.data())
def test_property_no_proof_calls_a_plan_best_that_is_not(case: Case, data: st.DataObject) -> None:
    """Neither the best plan's proof nor one with other multipliers, for any other plan."""
    program = program_of(case)
    outcome = solve(program, engine("highs"))
    if outcome.x is None or len(outcome.goals) != 1:
        return
    (told,), (stage,) = outcome.goals, program.goals
    proof = told.proof
    if not isinstance(proof, StageProof) or not isinstance(stage, Stage) or proof.root is None:
        return
    worse = solve(replace(program, goals=()), engine("highs")).x
    assert worse is not None
    value = stage.value(worse.tolist())
    times = data.draw(st.fractions(-3, 3, max_denominator=4))
    root = replace(
        proof.root, multipliers={i: p * times for i, p in proof.root.multipliers.items()}
    )
    for leaf in (proof.root, root):
        claimed = StageProof(value, leaf, leaf)
        (found,) = replay(program, [claimed], [worse], worse)
        assert found.proven == "no" or value == told.value


@pytest.mark.slow
def test_every_digit_of_a_certificate_is_covered_by_its_digest(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    changed = written.with_name("changed.json")
    for i, mark in enumerate(text):
        if mark.isdigit():
            other = text[:i] + str((int(mark) + 1) % 10) + text[i + 1 :]
            changed.write_text(other, encoding="utf-8")
            try:
                assert not read_certificate(changed, "changed.json").is_whole
            except InputUnusable:
                continue


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(st.data())
def test_property_a_certificate_with_one_digit_changed_is_refused(
    written: Path, data: st.DataObject
) -> None:
    text = written.read_text(encoding="utf-8")
    places = [i for i, mark in enumerate(text) if mark.isdigit()]
    i = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[i]]))
    changed = written.with_name("changed.json")
    changed.write_text(text[:i] + digit + text[i + 1 :], encoding="utf-8")
    try:
        assert not check_certificate(changed).holds
    except InputUnusable:
        return


def forge(said: dict[str, Any], *path: str | int) -> Callable[[Any], None]:
    """Return what sets an entry of a certificate."""

    def put(value: Any) -> None:
        at: Any = said
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return put


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("goals", 0, "value"), "1", "下界，重新计算得不出来"),
        (("goals", 0, "bound"), "1", "下界，重新计算得不出来"),
        (("goals", 0, "goal"), "另一个", "不是证书里的那个"),
        (("goals", 0, "tolerance"), "1", "不是证书里的那个"),
        (("infeasible",), "exact", "既有方案，又说没有方案"),
        (("conflict",), {}, "既有方案，又说没有方案"),
        (("more",), 1, "证书里没有 more 这一项"),
        (("goals", 0, "more"), 1, "证书里没有 goals.1.more 这一项"),
        (("goals", 0, "proof", "root", "multipliers", 0, 3), "1/7", "重新计算得不出来"),
        (("goals", 0, "proof", "root", "multipliers", 0, 1), "别的", "不是这一条"),
        (("goals", 0, "proof", "tree"), None, "重新计算得不出来"),
        (("goals",), [], "没有证明"),
        (("plan", 0, 4), 1_000_000, "不合取整单位"),
        (("plan", 0, 4), 1, "不是情景里的一笔安排"),
        (("plan", 0, 0), "别的镇", "不是情景里的一笔安排"),
        (("plan",), None, "“没有可行方案”的证明不成立"),
        (("program",), "0" * 64, "不是同一组"),
        (("audit",), "0" * 64, "不是同一组"),
        (("files", "towns.csv"), "0" * 64, "已不是当时的内容"),
    ],
)
def test_a_forger_who_mends_the_digest_is_refused_by_the_arithmetic(
    written: Path, path: tuple[str | int, ...], value: Any, words: str
) -> None:
    said_there = json.loads(written.read_text(encoding="utf-8"))
    forge(said_there, *path)(value)
    if path == ("plan",):
        said_there["infeasible"] = "exact"
    said_there[DIGEST] = digest_of(said_there)
    forged = written.with_name("forged.json")
    forged.write_text(text_of(said_there), encoding="utf-8")
    checked = check_certificate(forged)
    assert checked.holds is False and checked.verified is False
    assert words in said(checked)
    assert "digest" not in said(checked)


def test_a_plan_with_money_moved_between_towns_does_not_pass_as_the_best(written: Path) -> None:
    said_there = json.loads(written.read_text(encoding="utf-8"))
    for award in said_there["plan"]:
        step = 900_000 if award[1] == "市级" else 1_100_000
        if award[0] == "甲镇" and award[2] == "产业发展":
            award[4] -= step
        if award[0] == "乙镇" and award[2] == "产业发展":
            award[4] += step
    cells = [tuple(cell[:4]) for cell in said_there["exact"]["cells"]]
    held = {tuple(award[:4]): award[4] for award in said_there["plan"]}
    for j, cell in enumerate(said_there["exact"]["cells"]):
        if cells[j] in held:
            said_there["point"][str(j)] = held[cells[j]] // cell[4]
    totals, step = said_there["exact"]["totals"], said_there["exact"]["step"]
    for name in ("甲镇", "乙镇"):
        money = sum(fen for (who, *_), fen in held.items() if who == name)
        said_there["point"][str(totals[name])] = money // step
    said_there[DIGEST] = digest_of(said_there)
    forged = written.with_name("moved.json")
    forged.write_text(text_of(said_there), encoding="utf-8")
    checked = check_certificate(forged)
    assert said(checked) == (
        "目标“差额平方与测算额之比合计最小”的值不是证书写的那个 / "
        "the value of “smallest sum of squared deviations over target” is not the one stated"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "应为完整的 JSON 文件"),
        ("{", "应为完整的 JSON 文件"),
        ('{"form": 1.5}', "应写明 form"),
        ('{"form": "optalloc certificate 3", "version": 1.5}', "缺少 scenario、settings、files"),
        ('{"form": "a", "form": "b"}', "应为完整的 JSON 文件"),
        ('{"scenario": "four-towns"}', "应写明 form"),
        ('{"form": "optalloc certificate 3"}', "缺少 version、scenario"),
        ('{"form": "optalloc certificate 1"}', "没有约束的各行（exact）"),
        ("[" * 100_000, "应为完整的 JSON 文件"),
    ],
)
def test_a_file_that_is_no_certificate_gets_a_letter(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputUnusable) as refused:
        check_certificate(file)
    assert words in refused.value.letter("zh")
    assert refused.value.letter("en").startswith(str(file))


def test_a_certificate_cut_off_anywhere_is_refused(written: Path) -> None:
    content = written.read_bytes()
    cut = written.with_name("cut.json")
    for length in range(0, len(content) - 2, 53):
        cut.write_bytes(content[:length])
        with pytest.raises(InputUnusable):
            read_certificate(cut, "cut.json")


# --- what is not proven is said ------------------------------------------------------------------


def test_without_time_for_cuts_the_certificate_says_how_near_its_bound_comes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "for_proving", lambda _: 0.0)
    office.put(
        "scenario.yaml",
        """\
unit: 元
tables:
  sources: [{资金来源: 资金, 金额: 32}]
  recipients: [{单位: 甲}, {单位: 乙}, {单位: 丙}, {单位: 丁}, {单位: 戊}, {单位: 己}, {单位: 庚}]
  uses: [{用途: 用途}]
targets:
  fixed: {amounts: {甲: 6, 乙: 5, 丙: 5, 丁: 5, 戊: 4, 己: 4, 庚: 3}}
rules: {grain: {cell: 1}, spend_whole: {}}
goals:
  closest_to_target: {distance: absolute, tolerance: 12}
  fewest_recipients: {}
""",
    )
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    checked = office.run("check", "--certificate", "out/certificate.json")
    assert checked.code == 0
    assert "证书属实，但没有证明到底" in checked.out
    assert "与最优最多相差" in checked.out
    monkeypatch.setattr(Clock, "for_proving", lambda _: 20.0)
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    proven = office.run("check", "--certificate", "out/certificate.json")
    assert proven.out.startswith("最优性证明已复核")


def test_a_conflict_is_proven_again_by_its_multipliers(office: Office) -> None:
    office.swap("scenario.yaml", ("floor: {amount: 1}", "ceiling: {amount: 20}"))
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 4
    done = office.run("check", "--certificate", "out/certificate.json")
    assert done.code == 0
    assert done.out.startswith("证明已复核：没有可行方案")


# --- the command ---------------------------------------------------------------------------------


def test_check_says_what_was_verified_in_both_languages(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    done = office.run("check", "--certificate", "out/certificate.json")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("最优性证明已复核：方案符合全部约束，没有更好的方案")
    done = office.run("check", "--certificate", "out/certificate.json", "scenario.yaml", lang="en")
    assert done.code == 0
    assert done.out.startswith("Proof verified: the plan keeps every rule and no plan is better.")
    assert "proven best, in exact arithmetic" in done.out


def test_check_prints_one_json_object(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    done = office.run("check", "--certificate", "out/certificate.json", "--json")
    value = json.loads(done.out)
    assert (value["holds"], value["verified"], value["findings"]) == (True, "exact", [])
    assert [goal["proven"] for goal in value["goals"]] == ["exact"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("towns.csv", "18600", "18601"),
        ("sources.csv", "文1", "文9"),
        ("scenario.yaml", "at_least: 55%", "at_least: 56%"),
        ("scenario.yaml", "title: 试验", "title: 试试"),
    ],
)
def test_a_scenario_or_table_edited_later_is_named(
    office: Office, file: str, old: str, new: str
) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    office.swap(file, (old, new))
    done = office.run("check", "--certificate", "out/certificate.json")
    assert done.code == 6
    assert done.out.startswith("证书不成立：out/certificate.json")
    assert f"文件 {file} 已不是当时的内容" in done.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_shows_what_is_printed(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("scenarios/six-factors", "models"):
        shutil.copytree(SCENARIOS.parent / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    text = (SCENARIOS.parent / "docs" / "certificate.md").read_text(encoding="utf-8")
    command = f"check --certificate out/certificate.json --lang {lang}"
    picture = text.partition(f"$ optalloc {command}\n")[2].partition("```")[0]
    certified(Path("scenarios/six-factors/plan.yaml"), Path("out"))
    capsys.readouterr()
    assert guarded(command.split()) == 0
    assert capsys.readouterr().out == picture != ""


def test_a_certificate_moved_away_from_its_scenario_asks_where_it_is(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    office.put("certificate.json", office.there()["out/certificate.json"])
    done = office.run("check", "--certificate", "certificate.json")
    assert done.code == 3
    assert "请写出情景在哪里：optalloc check --certificate certificate.json SCENARIO" in done.err
    done = office.run("check", "--certificate", "certificate.json", "scenario.yaml")
    assert done.code == 0


def test_settings_of_the_command_line_are_part_of_the_certificate(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--set", "rules.floor.amount=30", "--out", "out")
    assert office.run("check", "--certificate", "out/certificate.json").code == 0


def test_exit_codes_tell_refused_from_unreadable_from_wrong_usage(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    office.swap("out/certificate.json", ('"proven":"exact"', '"proven":"no"'))
    assert office.run("check", "--certificate", "out/certificate.json").code == 6
    assert office.run("check", "--certificate", "out/plan.json").code == 3
    assert office.run("check", "--certificate", "out/none.json").code == 3
    assert office.run("check").code == 2
    done = office.run("check", "--certificate", "out/certificate.json", "--partial")
    assert done.code == 2
    assert done.err.startswith("--partial 不能和 --certificate 一起用。")


def test_a_certificate_of_an_earlier_run_does_not_stay_beside_no_plan(office: Office) -> None:
    office.run("solve", "scenario.yaml", "--out", "out")
    office.run("solve", "scenario.yaml", "--out", "out", "--time-limit", "0.000001")
    assert "out/certificate.json" not in office.there()


@pytest.mark.slow
def test_checking_imports_no_engine(written: Path) -> None:
    code = (
        "import sys; from optalloc.pipeline.certificate.check import check_certificate\n"
        f"assert check_certificate({str(written)!r}).verified\n"
        "print({'pulp', 'highspy', 'optalloc.solver.engines.cbc', 'optalloc.solver.engines.highs'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
