"""The page on costs, prices and room runs and prints what it shows, and so does its benchmark."""

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ROOT / "benchmarks"
PAGE = ROOT / "docs" / "costs-and-room.md"
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.slow
def test_the_page_prints_what_it_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 3
    names: dict[str, Any] = {}
    for code, shown in blocks:
        exec(code, names)
        assert squeezed(capsys.readouterr().out) == squeezed(shown)


@pytest.mark.slow
def test_the_benchmark_measures_every_question_about_a_small_nation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import costs_and_room

    instance = costs_and_room.registry.Instance("nation", 12)
    nation = costs_and_room.registry.families()["nation"]
    costs_and_room.measure(nation.write(instance, tmp_path))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(costs_and_room.QUESTIONS) + 2
    assert all("s of a processor" in line for line in lines[1:-1])
