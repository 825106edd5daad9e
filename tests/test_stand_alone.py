"""The checker that stands alone: what it holds to be proven, and what it refuses."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

import drawn_digits
from mutations import changed, is_true, numbers, refusal
from optalloc.certificate import CHECKER
from optalloc.certificate.program_json import program_json
from optalloc.folder import write_folder
from optalloc.formulate import formulate
from optalloc.run import solve
from optalloc.score import score

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
LIBRARY = sorted(SCENARIOS.rglob("*.yaml"))
SMALL = ["five-states/webster", "talmud/estate-200", "meilan-2023/whole-wan", "knapsack/p02"]


def written(scenario: Path, folder: Path) -> Path:
    """Solve a scenario and return its certificate."""
    write_folder(solve(scenario, "highs"), folder, "zh")
    return folder / "certificate.json"


def test_it_is_one_short_file_of_the_standard_library_alone() -> None:
    text = CHECKER.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    imports = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {getattr(n, "module", None) or n.names[0].name for n in imports}
    assert names <= {*sys.stdlib_module_names}


@pytest.mark.parametrize("scenario", LIBRARY, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_proof_of_the_library_holds_without_the_package(
    scenario: Path, tmp_path: Path
) -> None:
    said = json.loads(written(scenario, tmp_path).read_text("utf-8"))
    assert refusal(said) is None


def test_it_runs_beside_its_certificate_and_says_what_it_found(tmp_path: Path) -> None:
    written(SCENARIOS / "six-factors" / "plan.yaml", tmp_path)
    command = [sys.executable, "-I", "-S", "check_certificate.py", "certificate.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.count("PROVEN BEST") == 2
    text = (tmp_path / "certificate.json").read_text("utf-8")
    (tmp_path / "certificate.json").write_text(text.replace('"stopped"', '"stoped"'), "utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DOES NOT HOLD" in done.stderr and "changed after it was written" in done.stderr


@pytest.mark.parametrize("name", SMALL)
def test_a_number_changed_that_makes_it_false_is_refused(name: str, tmp_path: Path) -> None:
    """Of every number of 30 certificates `python tests/every_mutation.py` says the same."""
    (scenario,) = SCENARIOS.rglob(f"{name}.yaml")
    said = json.loads(written(scenario, tmp_path).read_text("utf-8"))
    places = Random(name).sample([*numbers(said)], 40)
    for path in places:
        for by in (1, -1):
            made = changed(said, path, by)
            assert refusal(made) is not None or is_true(made), path


def test_numbers_of_any_length_are_spelt_out_and_checked(tmp_path: Path) -> None:
    cases = Path(__file__).parent / "data" / "many-digits"
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
