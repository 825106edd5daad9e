"""An office of its own for every test: its scenarios may be saved to, and nothing else is."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the six factors' scenario and its model, and a state of its own."""
    monkeypatch.setenv("OPTALLOC_STATE", str(tmp_path / "state"))
    folder = tmp_path / "office"
    for part in ("scenarios/six-factors", "scenarios/meilan-2023", "models"):
        shutil.copytree(ROOT / part, folder / part)
    return folder
