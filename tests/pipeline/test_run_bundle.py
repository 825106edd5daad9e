"""A run in one file is solved again anywhere to the byte; a hostile or changed one is refused."""

import io
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import optalloc.reports
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable
from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.certificate.check import check_certificate
from optalloc.pipeline.certificate.encoding import digest_of
from optalloc.pipeline.run_bundle.archive import LARGEST_UNPACKED, is_safe, packed, unpacked
from optalloc.pipeline.run_bundle.bundle import bundle, replay_bundle
from optalloc.pipeline.solve import solve

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LIBRARY = sorted(SCENARIOS.rglob("*.yaml"))
SIX = SCENARIOS / "six-factors" / "plan.yaml"
TWO_TOWNS = SCENARIOS / "meilan-2023" / "two-towns.yaml"
WHOLE_WAN = SCENARIOS / "meilan-2023" / "whole-wan.yaml"

Contents = dict[str, bytes]


def bundled(scenario: Path, *settings: str) -> bytes:
    return bundle(solve(scenario, settings=settings), SolveOptions(), "zh")


def kept(content: bytes, folder: Path) -> str:
    path = folder / "run.zip"
    path.write_bytes(content)
    return str(path)


class Ran(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, folder: Path) -> Ran:
    """Run a command in a folder, in English."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        patch.setenv("OPTALLOC_LANG", "en")
        patch.setenv("COLUMNS", "200")
        code = guarded(list(words))
    return Ran(code, out.getvalue(), err.getvalue())


def run_by_itself(*words: str, folder: Path) -> Ran:
    """Run a command in a process of its own, which knows nothing of any run before."""
    env = {**os.environ, "OPTALLOC_LANG": "en", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "optalloc", *words],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", LIBRARY, ids=lambda p: str(p.relative_to(SCENARIOS)))
def test_every_scenario_of_the_library_is_replayed_to_the_byte(
    scenario: Path, tmp_path: Path
) -> None:
    solved = solve(scenario)
    content = bundle(solved, SolveOptions(), "zh")
    found = replay_bundle(kept(content, tmp_path))
    assert found.is_same, found.same
    assert ("plan.csv" in found.same) == (solved.best is not None)


def test_a_bundle_is_replayed_where_nothing_else_of_the_run_is(tmp_path: Path) -> None:
    made, away = tmp_path / "made", tmp_path / "away"
    made.mkdir()
    away.mkdir()
    facts = "recipients:\n    - {单位: 东, 类型: 镇, 村: 3}\n    - {单位: 西, 类型: 镇, 村: 2}"
    (made / "plan.yaml").write_text(
        f"extends: {TWO_TOWNS}\n".replace(str(TWO_TOWNS), "base.yaml"), encoding="utf-8"
    )
    (made / "base.yaml").write_text(
        "unit: 万元\ntables:\n  sources: s.csv\n  uses: [{用途: 路, 是否产业: 否}]\n  "
        f"{facts}\nindicators: {{村: {{unit: 个, direction: more}}}}\n"
        "targets: {formula: {kind: factors, weights: {村: 100}}}\n"
        "rules: {grain: {cell: 1}, spend_whole: {}}\n"
        "goals: {closest_to_target: {distance: absolute}}\n",
        encoding="utf-8",
    )
    (made / "s.csv").write_text("资金来源,金额\n市级,7\n", encoding="utf-8")
    first = run("solve", "plan.yaml", "--out", "out", "--bundle", folder=made)
    assert first.returncode == 0, first.stderr
    (made / "out" / "run.zip").rename(away / "run.zip")
    for path in [*made.glob("*.yaml"), *made.glob("*.csv")]:
        path.unlink()
    again = run_by_itself("replay", "run.zip", folder=away)
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines() == [
        "plan.csv: the same to the byte.",
        "certificate.json: the same to the byte.",
    ]
    assert [path.name for path in away.iterdir()] == ["run.zip"]
    by_folder = run("replay", str(away), folder=made)
    assert (by_folder.returncode, by_folder.stdout) == (0, again.stdout)
    none = run("replay", str(made), folder=away)
    assert none.returncode == 3 and "run.zip" in none.stderr


def test_the_same_run_makes_the_same_bundle() -> None:
    assert bundled(SIX) == bundled(SIX)
    with zipfile.ZipFile(io.BytesIO(bundled(SIX))) as archive:
        names = [part.filename for part in archive.infolist()]
        assert names[0] == "manifest.json"
        assert names[1:] == sorted(names[1:])
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_certificate_of_an_unpacked_bundle_is_verified(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(bundled(SIX))) as archive:
        archive.extractall(tmp_path)
    assert check_certificate(str(tmp_path / "result" / "certificate.json")).verified


def test_no_plan_is_bundled_with_its_proof(tmp_path: Path) -> None:
    found = replay_bundle(kept(bundled(WHOLE_WAN), tmp_path))
    assert found.same == {"certificate.json": True}


def test_another_plan_in_a_bundle_is_told_by_exit_code_7(tmp_path: Path) -> None:
    manifest, files = unpacked(kept(bundled(TWO_TOWNS), tmp_path))
    files["result/plan.csv"] += b"\n"
    about = {key: value for key, value in manifest.items() if key not in ("form", "files")}
    kept(packed(files, about), tmp_path)
    found = run("replay", "run.zip", "--json", folder=tmp_path)
    assert found.returncode == 7
    said = json.loads(found.stdout)
    assert said["same"] is False
    assert said["files"] == {"plan.csv": False, "certificate.json": True}


def with_certificate(folder: Path, change: Callable[[Any], None]) -> None:
    """Write a bundle whose certificate is another one, with digests to match."""
    manifest, files = unpacked(kept(bundled(TWO_TOWNS), folder))
    certificate = json.loads(files["result/certificate.json"])
    change(certificate)
    files["result/certificate.json"] = json.dumps(certificate).encode()
    about = {key: value for key, value in manifest.items() if key not in ("form", "files")}
    kept(packed(files, about), folder)


def test_another_proof_in_a_bundle_is_checked_and_said_to_hold(tmp_path: Path) -> None:
    with_certificate(tmp_path, lambda certificate: None)
    found = run("replay", "run.zip", folder=tmp_path)
    assert found.returncode == 7
    assert "plan.csv: the same to the byte." in found.stdout
    assert "The certificate in the bundle was checked again and holds" in found.stdout


def test_a_false_proof_in_a_bundle_is_said_not_to_hold(tmp_path: Path) -> None:
    def lowered(certificate: Any) -> None:
        certificate["goals"][0]["value"] = "0"

    with_certificate(tmp_path, lowered)
    found = run("replay", "run.zip", folder=tmp_path)
    assert found.returncode == 7
    assert "The certificate in the bundle does not hold: " in found.stdout
    assert json.loads(run("replay", "run.zip", "--json", folder=tmp_path).stdout)[
        "certificate_holds"
    ] is False  # fmt: skip


def test_a_certificate_in_a_bundle_that_says_nothing_is_not_said_to_hold(tmp_path: Path) -> None:
    def emptied(certificate: Any) -> None:
        nothing = {"plan": None, "goals": [], "point": {}, "columns": {}, "conflict": None}
        certificate |= {**nothing, "infeasible": "no"}
        certificate["digest"] = digest_of(certificate)

    with_certificate(tmp_path, emptied)
    manifest, files = unpacked(str(tmp_path / "run.zip"))
    del files["result/plan.csv"]
    about = {key: value for key, value in manifest.items() if key not in ("form", "files")}
    kept(packed(files, about), tmp_path)
    found = run("replay", "run.zip", folder=tmp_path)
    assert found.returncode == 7
    assert "The certificate in the bundle has nothing to verify: neither a plan" in found.stdout
    assert "does not prove the plan best" not in found.stdout
    said = json.loads(run("replay", "run.zip", "--json", folder=tmp_path).stdout)
    assert said["certificate_holds"] is False


def test_a_proof_in_a_bundle_is_held_against_the_settings_that_were_solved_with(
    tmp_path: Path,
) -> None:
    """Its own are not read: they could name a file or a database outside."""

    def elsewhere(certificate: Any) -> None:
        certificate["settings"] = [f"tables.sources={tmp_path / 'nowhere.csv'}"]
        certificate["digest"] = digest_of(certificate)

    with_certificate(tmp_path, elsewhere)
    held = replay_bundle(str(tmp_path / "run.zip")).kept
    assert held is not None and not held.verified
    said = "its settings (--set) are not those that were solved with"
    assert [words.en for words in held.findings] == [said]


def test_a_proof_in_a_bundle_of_another_plan_than_its_table_does_not_hold(tmp_path: Path) -> None:
    with_certificate(tmp_path, lambda certificate: None)
    manifest, files = unpacked(str(tmp_path / "run.zip"))
    files["result/plan.csv"] = files["result/plan.csv"].replace(b"1", b"2", 1)
    about = {key: value for key, value in manifest.items() if key not in ("form", "files")}
    found = replay_bundle(kept(packed(files, about), tmp_path))
    assert found.same == {"plan.csv": False, "certificate.json": False}
    assert found.kept is not None and not found.kept.holds
    assert found.kept.findings[0].zh == "它证明的方案不是包里 plan.csv 的方案"


def test_what_a_bundle_cannot_hold_is_refused_before_it_is_written(tmp_path: Path) -> None:
    sources = tmp_path / "outside.csv"
    sources.write_bytes((SCENARIOS / "meilan-2023" / "sources.csv").read_bytes())
    with pytest.raises(InputUnusable, match="reads nothing but files of the bundle"):
        bundled(TWO_TOWNS, f"tables.sources={sources}")


def test_an_input_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    scenario, table = tmp_path / "plan.yaml", tmp_path / "towns.csv"
    table.write_text("单位,类型,行政村\n灵山镇,镇,22\n三江镇,镇,8\n", encoding="utf-8")
    for name in ("sources.csv", "uses.csv"):
        (tmp_path / name).write_bytes((SCENARIOS / "meilan-2023" / name).read_bytes())
    scenario.write_text(
        f"extends: {os.path.relpath(TWO_TOWNS, tmp_path)}\ntables: {{recipients: towns.csv}}\n",
        encoding="utf-8",
    )
    solved = solve(scenario)
    table.write_text("单位,类型,行政村\n灵山镇,镇,23\n三江镇,镇,8\n", encoding="utf-8")
    with pytest.raises(InputUnusable, match="the same as when it was read"):
        bundle(solved, SolveOptions(), "zh")


def rezipped(content: bytes, change: Callable[[Contents], None]) -> bytes:
    """Return a bundle whose files, the manifest too, are changed by hand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in files.items():
            archive.writestr(name, one)
    return made.getvalue()


def stated(files: Contents, **changes: Any) -> None:
    """Change what the manifest says, digests that are right among it."""
    said = json.loads(files["manifest.json"]) | changes
    said["files"] = {n: sha256(c).hexdigest() for n, c in files.items() if n != "manifest.json"}
    files["manifest.json"] = json.dumps(said).encode()


def climb(files: Contents) -> None:
    files["inputs/../../evil"] = b"x"
    stated(files)


def more(files: Contents) -> None:
    files["inputs/more.csv"] = b"x"


def fewer(files: Contents) -> None:
    del files["inputs/scenarios/six-factors/facts/uses.csv"]


def other(files: Contents) -> None:
    files["inputs/scenarios/six-factors/facts/uses.csv"] += b" "


def twice(files: Contents) -> None:
    files["INPUTS/models/six-factors.yaml"] = b"x"
    stated(files)


def reaching_out(files: Contents) -> None:
    stated(files, settings=["tables.sources=/etc/hostname"])


def asking_a_database(files: Contents) -> None:
    spec = "{sql: SELECT 1, database: postgresql://127.0.0.1:1/x}"
    stated(files, settings=[f"tables.sources={spec}"])


def test_a_report_refuses_what_no_bundle_holds_before_any_paper_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*_: object) -> list[object]:
        raise AssertionError("papers were made")

    monkeypatch.setattr(optalloc.reports, "made", made)
    with closing(sqlite3.connect(tmp_path / "data.db")) as base, base:
        base.execute("CREATE TABLE t (单位 text, 类型 text, 行政村 int)")
        base.execute("INSERT INTO t VALUES ('灵山镇', '镇', 22), ('三江镇', '镇', 8)")
    spec = {"sql": "SELECT * FROM t", "database": "data.db"}
    plan = tmp_path / "plan.yaml"
    said = json.dumps({"extends": str(TWO_TOWNS), "tables": {"recipients": spec}})
    plan.write_text(said, encoding="utf-8")
    with pytest.raises(InputUnusable, match=r"tables\.recipients"):
        optalloc.reports.report(plan, out=tmp_path / "out", bundle=True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("database", ["data.db", "sqlite:///data.db"])
def test_a_table_of_a_database_is_refused_with_a_way_that_leads_to_a_bundle(
    tmp_path: Path, database: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "data.db")) as base, base:
        base.execute("CREATE TABLE t (单位 text, 类型 text, 行政村 int)")
        base.execute("INSERT INTO t VALUES ('灵山镇', '镇', 22), ('三江镇', '镇', 8)")
    spec = {"sql": "SELECT * FROM t", "database": database}
    said = json.dumps({"extends": str(TWO_TOWNS), "tables": {"recipients": spec}})
    plan = tmp_path / "plan.yaml"
    plan.write_text(said, encoding="utf-8")
    with pytest.raises(InputUnusable) as refused:
        bundled(plan)
    for command in ("solve", "report"):
        refused_there = run(command, str(plan), "--out", "out", "--bundle", folder=tmp_path)
        assert refused_there.returncode == 3 and "the table tables.recipients" in (
            refused_there.stderr
        )
        assert not (tmp_path / "out").exists()
    letter = refused.value.letter("en")
    assert "the table tables.recipients: a scenario that reads nothing but files" in letter
    assert "got 'data.db'" in letter and "relative" not in letter
    assert "请先运行 optalloc new plan-bundle.xlsx --from" in refused.value.letter("zh")
    told = re.search(r"run `optalloc (.*?)`", letter)
    assert told is not None
    assert run(*shlex.split(told[1]), folder=tmp_path).returncode == 0
    found = replay_bundle(kept(bundled(tmp_path / "plan-bundle.xlsx"), tmp_path))
    assert found.is_same and found.solved.best == solve(plan).best
    spec["database"] = str(tmp_path / "data.db")
    given = solve(TWO_TOWNS, settings=[f"tables.recipients={json.dumps(spec)}"])
    assert given.inputs is not None
    with pytest.raises(InputUnusable, match="Keep the rows as a table"):
        bundle(given, SolveOptions(), "zh")


def no_scenario(files: Contents) -> None:
    stated(files, scenario="inputs/none.yaml")


def not_ours(files: Contents) -> None:
    stated(files, form="something else")


def strange_solver(files: Contents) -> None:
    stated(files, solver=["rm"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (climb, "none with a name that leads out of the bundle"),
        (more, "the files that its manifest lists alone: '"),
        (fewer, "lists: 'inputs/scenarios/six-factors/facts/uses.csv' is missing"),
        (other, "that the manifest's SHA-256 says"),
        (twice, "each file once"),
        (reaching_out, "reads nothing but files of the bundle"),
        (asking_a_database, "reads nothing but files of the bundle"),
        (no_scenario, "a manifest with the scenario and the options"),
        (strange_solver, "a manifest with the scenario and the options"),
        (not_ours, "a bundle that optalloc wrote"),
    ],
)
def test_a_hostile_or_changed_bundle_is_refused(
    change: Callable[[Contents], None], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputUnusable) as refused:
        replay_bundle(kept(rezipped(bundled(SIX), change), tmp_path))
    assert said in str(refused.value)


def test_a_bundle_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    content = bytearray(bundled(TWO_TOWNS))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (LARGEST_UNPACKED + 1).to_bytes(4, "little")
    with pytest.raises(InputUnusable, match="at most 512 MiB when unpacked"):
        unpacked(kept(bytes(content), tmp_path))


def test_a_link_in_a_bundle_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("inputs/link")
        link.external_attr, link.create_system = 0o120777 << 16, 3
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InputUnusable, match="ordinary files alone"):
        unpacked(kept(made.getvalue(), tmp_path))


def test_a_bundle_cut_off_anywhere_is_refused_by_letter(tmp_path: Path) -> None:
    content = bundled(TWO_TOWNS)
    for length in range(0, len(content), max(1, len(content) // 60)):
        with pytest.raises(InputUnusable):
            unpacked(kept(content[:length], tmp_path))


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "/a",
        "a/../b",
        "a//b",
        "./a",
        "a\\b",
        "c:a",
        "a/",
        "a\n",
        "con",
        "x/NUL.csv",
        "a /b",
    ],
)
def test_names_that_some_system_would_put_elsewhere_are_unsafe(name: str) -> None:
    assert not is_safe(name)


@pytest.mark.parametrize("name", ["a", "inputs/方案.yaml", "inputs/a b/c.csv", "inputs/..a"])
def test_ordinary_names_are_safe(name: str) -> None:
    assert is_safe(name)


@pytest.mark.slow
def test_the_bundle_of_a_report_holds_its_papers_and_is_replayed(tmp_path: Path) -> None:
    made = run(
        "report",
        str(TWO_TOWNS),
        "--format",
        "docx,notice",
        "--bundle",
        "--out",
        ".",
        folder=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    _, files = unpacked(str(tmp_path / "run.zip"))
    papers = {name.removeprefix("papers/") for name in files if name.startswith("papers/")}
    assert papers
    for name in papers:
        assert files[f"papers/{name}"] == (tmp_path / name).read_bytes()
    proofs = ("verify.html", "certificate.json", "proof.vipr", "audit.json", "plan.csv")
    assert {f"result/{name}" for name in proofs} <= set(files)
    assert run("replay", "run.zip", folder=tmp_path).returncode == 0


def test_a_bundle_without_a_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert run("solve", str(TWO_TOWNS), "--bundle", folder=tmp_path).returncode == 2
