"""The checker that stands alone: what it holds to be proven, and what it refuses."""

import ast
import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

import drawn_digits
import kept_plans
from forgeries import forgeries
from mutations import ALONE, Json, changed, drawn_file, heard, numbers, refusal, refusal_of, truth
from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.certificate import CHECKER
from optalloc.pipeline.certificate.check import CertifiedScenario
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of
from optalloc.pipeline.certificate.program_json import program_json
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.proof import branch_and_bound

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LIBRARY = sorted(SCENARIOS.rglob("*.yaml"))
SMALL = ["five-states/webster", "talmud/estate-200", "meilan-2023/whole-wan", "knapsack/p02"]


def written(scenario: Path, folder: Path) -> Path:
    """Solve a scenario and return its certificate."""
    write_folder(solve(scenario, solver="highs"), folder, "zh")
    return folder / "certificate.json"


def test_it_is_one_short_file_of_the_standard_library_alone() -> None:
    text = CHECKER.read_text("utf-8")
    assert len(text.splitlines()) <= 330
    imports = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {getattr(n, "module", None) or n.names[0].name for n in imports}
    assert names <= {*sys.stdlib_module_names}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", LIBRARY, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_proof_of_the_library_holds_without_the_package(
    scenario: Path,
) -> None:
    assert refusal(kept_plans.certificate(scenario)) is None


def test_it_runs_beside_its_certificate_and_says_what_it_found(tmp_path: Path) -> None:
    written(SCENARIOS / "six-factors" / "plan.yaml", tmp_path)
    command = [sys.executable, "-I", "-S", "check_certificate.py", "certificate.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.count("PROVEN BEST") == 2
    text = (tmp_path / "certificate.json").read_text("utf-8")
    (tmp_path / "certificate.json").write_text(text.replace('"stopped"', '"stoped"'), "utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DOES NOT HOLD" in done.stderr and "changed since then" in done.stderr


def test_it_speaks_both_languages_and_the_unit_of_the_scenario(tmp_path: Path) -> None:
    written(SCENARIOS / "meilan-2023" / "two-towns.yaml", tmp_path)
    code, text = said_to(tmp_path, "certificate.json", encoding="utf-8")
    assert code == 0
    assert "市级第二批: 22.5万元 ≤ 22.5万元" in text
    assert "与测算额的差额合计最小\n    smallest sum of deviations from target\n" in text
    *_, theirs, ours = text.strip().splitlines()
    assert theirs.startswith(
        "未核对：表格；行、目标、名称是否出自情景（由 optalloc check --certificate"
    )
    assert ours.startswith("NOT checked: tables; if rows, goals, names are the scenario's")
    assert "6.666666万元 (20000000/3 分 / fen) 已证明最优 / PROVEN BEST" in text
    said = json.loads((tmp_path / "certificate.json").read_text("utf-8"))
    assert ALONE.amount("1/3", "") == "1/3"
    assert ALONE.amount("123456789012345678", "亿元") == "12345678.9012345678亿元"
    # What contradicts is told in both languages too, and an earlier certificate all the same.
    del said["shown"]
    why, printed = heard(mended(said))
    assert why is None and "22500000" not in printed and "225000元 ≤ 225000元" in printed
    written(SCENARIOS / "meilan-2023" / "whole-wan.yaml", tmp_path)
    code, text = said_to(tmp_path, "certificate.json", encoding="utf-8")
    assert code == 0 and "没有方案 / No plan:\n    已证明 / PROVEN\n" in text
    assert "【全部安排】要求恰为 50万元" in text and "[spend whole] asks for exactly 50万元" in text


def test_names_of_goals_that_are_not_the_scenarios_are_refused_by_the_package(
    tmp_path: Path,
) -> None:
    """The checker that stands alone cannot know them: nothing that is proven rests on them."""
    path = SCENARIOS / "meilan-2023" / "two-towns.yaml"
    said = json.loads(json.dumps(certificate_of(solve(path, solver="highs"), tmp_path)))
    scenario = CertifiedScenario.read(path, [])
    assert refusal_of(scenario, said) is None
    for shown in ({"unit": "元", "goals": said["shown"]["goals"]}, {"unit": "万元", "goals": []}):
        assert "what it calls the goals" in (
            refusal_of(scenario, mended(said | {"shown": shown})) or ""
        )
    # A goal cannot be hidden from the checker by leaving out its name.
    assert refusal(mended(said | {"shown": {"unit": "万元", "goals": []}})) is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_number_changed_that_makes_it_false_is_refused(name: str, tmp_path: Path) -> None:
    """Of every number of 30 certificates `python tests/every_mutation.py` says the same."""
    (scenario,) = SCENARIOS.rglob(f"{name}.yaml")
    said = json.loads(written(scenario, tmp_path).read_text("utf-8"))
    places = Random(name).sample([*numbers(said)], 40)
    for path in places:
        for by in (1, -1):
            made = changed(said, path, by)
            assert refusal(made) is not None or truth(made) == "true", path


LEXIMIN = "goals={evenness: {depth: leximin}}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "settings"),
    [("16", []), ("20", []), ("82", []), ("five-states/webster", [LEXIMIN])],
)
def test_another_plan_or_none_is_refused_whatever_proof_is_made_up(
    name: str, settings: list[str], tmp_path: Path
) -> None:
    """Their proofs hold missing steps, trees, parts cut off, and rounds of levels."""
    (path,) = (
        [drawn_file(int(name), tmp_path)] if name.isdigit() else SCENARIOS.rglob(f"{name}.yaml")
    )
    said = json.loads(json.dumps(certificate_of(solve(path, settings, HIGHS), tmp_path)))
    scenario = CertifiedScenario.read(path, settings)
    assert refusal(said) is None and refusal_of(scenario, said) is None
    made = [*forgeries(said, Random(name), plans=1)]
    assert len(made) > 10
    for what, false in made:
        assert refusal_of(scenario, false) is not None, what
        why, printed = heard(false)
        assert why is not None or "NOT CHECKED" in printed, what


@pytest.mark.slow
def test_the_bound_of_a_search_that_stopped_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = 0
    for seed in (20, 82, 114, 128):
        path = drawn_file(seed, tmp_path)
        scenario = CertifiedScenario.read(path, [])
        monkeypatch.setattr(branch_and_bound, "MOST_CELLS", scenario.program.columns)
        said = json.loads(json.dumps(certificate_of(solve(path, solver="highs"), tmp_path)))
        assert refusal(said) is None and refusal_of(scenario, said) is None
        stopped += any(told["proof"].get("lower") for told in said["goals"])
    assert stopped > 0, "every search came to its end at its first node"


def mended(said: Json) -> Json:
    return {**said, DIGEST: digest_of(said)}


@pytest.mark.parametrize(
    ("word", "place", "scenario"),
    [("absolute", 4, "house-1790/hamilton-120"), ("straight", 3, "five-states/webster")],
)
def test_a_cost_that_is_not_convex_is_refused(
    word: str, place: int, scenario: str, tmp_path: Path
) -> None:
    (path,) = SCENARIOS.rglob(f"{scenario}.yaml")
    said = json.loads(written(path, tmp_path).read_text("utf-8"))
    costs = [cost for goal in said["exact"]["goals"] for cost in goal["costs"] if cost[1] == word]
    costs[0][place] = "-1/3"
    assert "cost" in (refusal(mended(said)) or "")


def test_words_that_contradict_what_is_proven_are_refused(tmp_path: Path) -> None:
    path = SCENARIOS / "meilan-2023" / "two-towns.yaml"
    said = json.loads(json.dumps(certificate_of(solve(path, solver="highs"), tmp_path)))
    assert refusal(said) is None
    for word in ("exact", "perhaps"):
        assert refusal(mended(said | {"infeasible": word})) is not None
    exact = said["exact"] | {"contradictions": ["the rules cannot hold"]}
    assert refusal(mended(said | {"infeasible": "exact", "exact": exact})) is not None
    goals = [goal | {"proven": "solver"} for goal in said["goals"]]
    assert refusal(mended(said | {"goals": goals})) is not None


def test_a_level_that_rises_and_other_totals_goals_and_names_are_refused(tmp_path: Path) -> None:
    said = json.loads(written(SCENARIOS / "six-factors" / "plan.yaml", tmp_path).read_text("utf-8"))

    def refused(change: Callable[[Json], object]) -> str:
        made = copy.deepcopy(said)
        change(made)
        return refusal(mended(made)) or ""

    worst = [goal["kind"] for goal in said["exact"]["goals"]].index("worst")
    assert refused(lambda made: made["exact"]["goals"][worst]["levels"][0].__setitem__(2, "-1/9"))
    assert refused(lambda made: made["goals"].append(made["goals"][0]))
    assert refused(lambda made: made["goals"][0].update(goal="another"))
    assert refused(lambda made: made["goals"][0].update(tolerance="1/2"))
    assert refused(
        lambda made: made["exact"]["totals"].update(dict.fromkeys(made["exact"]["totals"], 0))
    )
    assert refused(lambda made: made["exact"]["money"].popitem())
    assert refused(lambda made: made["exact"]["rows"][0].__setitem__(0, 0.5))
    # Python counts -1 from the end: what a checker reads there, no solver of those rows would.
    for number, goal in enumerate(said["exact"]["goals"]):
        key = "costs" if "costs" in goal else "levels"
        assert refused(
            lambda made, n=number, k=key: made["exact"]["goals"][n][k][-1].__setitem__(0, -1)
        )


def test_a_root_that_bounds_nothing_is_refused_by_the_package(tmp_path: Path) -> None:
    """With no goal in its place every bound of a benefit, which counts below 0, would be 0."""
    (path,) = SCENARIOS.rglob("knapsack/p01.yaml")
    said = json.loads(written(path, tmp_path).read_text("utf-8"))
    leaf = {"because": "empty", "multipliers": [], "limits": []}
    told = said["goals"][0]
    told |= {"proven": "no", "bound": "0", "proof": {**told["proof"], "root": leaf, "tree": None}}
    assert refusal_of(CertifiedScenario.read(path, []), mended(said)) is not None


def test_numbers_of_any_length_are_spelt_out_and_checked(tmp_path: Path) -> None:
    cases = Path(__file__).resolve().parents[1] / "data" / "many-digits"
    for file in cases.iterdir():
        shutil.copy(file, tmp_path)
    for name in ("wrong-and-certified", "share-of-year-many-digits"):
        said = json.loads(written(tmp_path / f"{name}.yaml", tmp_path / name).read_text("utf-8"))
        assert refusal(said) is None


@pytest.mark.parametrize("seed", range(10))
def test_rows_are_spelt_out_as_whole_numbers(seed: int) -> None:
    problem = drawn_digits.drawn(seed)
    if problem is not None:
        program = formulate(problem, score(problem))
        said = program_json(problem, program)
        again = json.loads(json.dumps(said))
        assert again == said
        assert sum(len(row[2]) for row in said["rows"]) == len(program.lists[1])


def said_to(folder: Path, *words: str, encoding: str = "ascii") -> tuple[int, str]:
    """Run the checker in a folder, at an ASCII console; return its exit code and all it prints."""
    command = [sys.executable, "-S", str(CHECKER), *words]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, cwd=folder, capture_output=True, env=env)
    return done.returncode, (done.stdout + done.stderr).decode(encoding)


def test_nothing_checked_is_another_exit_code_than_what_does_not_hold(tmp_path: Path) -> None:
    """Who names no file, or a file that is no certificate, has no proof that is wrong."""
    (tmp_path / "plan.json").write_text('{"form": "optalloc plan 1"}', "utf-8")
    (tmp_path / "list.json").write_text("[1]", "utf-8")
    (tmp_path / "torn.json").write_text('{"form": "optalloc cert', "utf-8")
    (tmp_path / "table.csv").write_bytes("单位,金额\n甲,1\n".encode("gb18030"))
    (tmp_path / "deep.json").write_text("[" * 100_000, "utf-8")
    for words in (
        (), ("a.json", "b.json"), ("missing.json",), (".",), ("plan.json",), ("list.json",),
        ("torn.json",), ("table.csv",), ("deep.json",),
    ):  # fmt: skip
        code, text = said_to(tmp_path, *words)
        assert code == 2, (words, text)
        assert "NOTHING CHECKED" in text and "check_certificate.py certificate.json" in text
        assert "DOES NOT HOLD" not in text and "Traceback" not in text


def test_a_name_that_the_console_cannot_show_is_no_proof_that_fails(tmp_path: Path) -> None:
    """The file may begin with a mark of its encoding."""
    file = written(SCENARIOS / "meilan-2023" / "two-towns.yaml", tmp_path)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    code, text = said_to(tmp_path, file.name)
    assert (code, text.count("PROVEN BEST")) == (0, 1)
    assert "\\u533a\\u7ea7\\u914d\\u5957" in text
    said = json.loads(file.read_text("utf-8-sig"))
    file.write_text(json.dumps(changed(said, ("plan", 0, 4), 1)), "utf-8")
    code, text = said_to(tmp_path, file.name)
    assert code == 1 and text.startswith("DOES NOT HOLD")


def test_deans_costs_are_those_of_their_formula() -> None:
    """((y - t)^2 - g^2 (1 + 1/3 + ... + 1/(2k - 1))) / t, below 0 the line that continues it."""
    cost = ALONE.COSTS["dean"](Fraction(3), Fraction(7))
    odd = [Fraction(1), Fraction(4, 3), Fraction(23, 15)]
    assert [cost(k) for k in (1, 2, 3)] == [
        ((3 * k - 7) ** 2 - 9 * odd[k - 1]) / 7 for k in (1, 2, 3)
    ]
    assert [cost(k) for k in (-2, -1, 0)] == [19, 13, 7]


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (("plan", 0, 4), 1),
        (("exact", "money", "市级第二批"), -100),
        (("exact", "cells", 0, 4), 1),
        (("exact", "step"), 1),
        (("goals", 0, "value"), 1),
        (("point", "4"), 1),
    ],
)
def test_changes_of_what_is_said_of_the_plan_are_known_to_be_false(
    path: tuple[str | int, ...], by: int, tmp_path: Path
) -> None:
    """So that a trial of changes does not take for true what no arithmetic has shown."""
    said = json.loads(
        written(SCENARIOS / "meilan-2023" / "two-towns.yaml", tmp_path).read_text("utf-8")
    )
    assert truth(said) == "true"
    made = changed(said, path, by)
    assert truth(made) == "false" and refusal(made) is not None
