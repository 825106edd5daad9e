"""The guide to letters and fairness runs, and prints what stands in it."""

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```\n(.*?)```", re.DOTALL)


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
