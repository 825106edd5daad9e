"""A ledger made once and copied for each test; it stands in its own folder."""

import shutil
from pathlib import Path

import pytest
from ledger_books import small_ledger

from optalloc.ledger.store.database import Ledger, open_ledger


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a small ledger that nobody writes to."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    small_ledger(path)
    return path


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Ledger:
    """Return a small ledger of one's own."""
    path = tmp_path / "ledger.db"
    shutil.copy(made, path)
    return open_ledger(path)
