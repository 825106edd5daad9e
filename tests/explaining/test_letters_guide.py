"""The guide to letters and fairness prints what stands in it, and the measuring script runs."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "benchmarks"))

import letters as measured  # noqa: E402

EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_every_example_of_the_guide_prints_what_stands_below_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    examples = EXAMPLE.findall((ROOT / "docs" / "letters.md").read_text(encoding="utf-8"))
    assert len(examples) == 4
    names: dict[str, Any] = {}
    for code, shown in examples:
        exec(code, names)
        assert re.sub(r"\s", "", capsys.readouterr().out) == re.sub(r"\s", "", shown)


@pytest.mark.slow
def test_the_letters_of_six_factors_are_a_row_of_their_table() -> None:
    cells = measured.row("six-factors").split("|")[1:-1]
    assert len(cells) == measured.HEAD.count(" |")
    assert [cell.strip() for cell in cells[:2]] == ["six-factors", "6"]
    assert float(cells[2]) > 0
