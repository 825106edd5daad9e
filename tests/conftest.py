"""What several tests stand on."""

from pathlib import Path

import pytest

from office import Office


@pytest.fixture
def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    """Return a small office; commands run in its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "OPTALLOC_LANG"):
        monkeypatch.delenv(name, raising=False)
    return Office(tmp_path, capsys)
