"""Between moves a desk keeps what its files say, and reads again what was written anew."""

from pathlib import Path
from typing import Any

import pytest

from optalloc.inputs.read import read
from optalloc.inputs.tables import Table
from optalloc.workbench import answers as reading
from optalloc.workbench.differences import yaml_text


@pytest.fixture
def draft(office: Path) -> Path:
    """Return the state of a desk at the six factors' scenario, without its floor."""
    scenario = office / "scenarios" / "six-factors" / "plan.yaml"
    file = office / "draft.yaml"
    file.write_text(yaml_text({"rules": {"floor": "off"}}, str(scenario), "plan"))
    return file


def test_what_is_kept_reads_as_the_files_do(draft: Path) -> None:
    for _ in range(2):
        problem, faults = reading.problem_of(reading.composed(str(draft)))
        assert problem == read(draft) and not faults


def test_a_table_is_read_once_until_it_is_written_anew(
    draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_read, as_it_was = list[str](), reading.read_table

    def counted(path: Path, *words: Any) -> Table:
        was_read.append(path.stem)
        return as_it_was(path, *words)

    monkeypatch.setattr(reading, "read_table", counted)
    for _ in range(3):
        reading.problem_of(reading.composed(str(draft)))
    assert sorted(was_read) == sorted(set(was_read)) and "recipients" in was_read
    was_read.clear()
    table = draft.parent / "scenarios" / "six-factors" / "facts" / "sources.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("260", "250").replace("140", "150"),
        encoding="utf-8",
    )
    problem, _ = reading.problem_of(reading.composed(str(draft)))
    assert was_read == ["sources"] and problem == read(draft)


def test_a_table_that_is_gone_is_said_each_time_and_found_when_it_is_back(draft: Path) -> None:
    table = draft.parent / "scenarios" / "six-factors" / "facts" / "uses.csv"
    text = table.read_bytes()
    table.unlink()
    for _ in range(2):
        problem, faults = reading.problem_of(reading.composed(str(draft)))
        assert problem is None and "uses.csv" in faults[0].heading("en")
    table.write_bytes(text)
    assert reading.problem_of(reading.composed(str(draft)))[0] is not None


def test_no_more_is_kept_than_is_allowed(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_TABLES", 2)
    monkeypatch.setattr(reading, "MOST_SCENARIOS", 1)
    scenario = draft.parent / "scenarios" / "six-factors" / "plan.yaml"
    for path in (scenario, draft, scenario):
        assert reading.as_opened(str(path)).name == path.stem
        assert reading.problem_of(reading.composed(str(path)))[0] is not None
    assert len(reading._TABLES) == 2 and len(reading._OPENED) == 1
