"""An office of its own for every test: its scenarios may be saved to, and nothing else is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_browser import DeskBrowser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the six factors' scenario and its model, and a state of its own."""
    monkeypatch.setenv("OPTALLOC_STATE", str(tmp_path / "state"))
    folder = tmp_path / "office"
    for part in ("scenarios/six-factors", "scenarios/meilan-2023", "models"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return where the workbench of a test keeps what it must not lose."""
    return tmp_path / "state"


@pytest.fixture(scope="module")
def browser() -> Iterator[DeskBrowser]:
    """Return a browser for the tests of a file, each of which opens a page of its own."""
    with DeskBrowser() as browser:
        yield browser
