"""The document of the workbook runs: its commands work and print what it shows."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from optalloc.cli.main import program

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "workbook.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_commands_of_the_workbooks_document_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("scenarios", "models"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```\n(\$ .*?)```", TEXT, re.DOTALL)
    printed, count = "", 0
    for block in blocks:
        for line in block.splitlines():
            if line.startswith("$ optalloc "):
                result = CliRunner().invoke(program, shlex.split(line[11:]), standalone_mode=False)
                assert result.exception is None and not result.return_value, line
                printed, count = result.output.replace("\\", "/"), count + 1
            elif line != "…":
                assert line in printed, line
    assert count == 9
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "audit.json",
        "certificate.json",
        "check_certificate.py",
        "comparison.html",
        "comparison.xlsx",
        "plan.csv",
        "plan.json",
        "plan.xlsx",
        "proof-2.vipr",
        "proof.vipr",
        "solver.log",
        "verify.html",
    }


def test_its_picture_is_there_and_light() -> None:
    (picture,) = re.findall(r"!\[.*?\]\((.*?)\)", TEXT)
    assert (ROOT / "docs" / picture).stat().st_size < 200_000


def test_the_measurement_of_workbooks_runs_at_a_small_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import workbook as benchmark

    seconds, of_processor, memory, size = benchmark.measured(200, tmp_path)
    assert seconds > 0 and of_processor > 0 and memory > 0 and 0 < size < 1
