"""What several tests stand on."""

import signal
from pathlib import Path

import pytest

from office import Office
from optalloc.core.collector import collect_seldom
from solved_once import SolvedBefore, solving_once

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # So a shell starts what it runs in the background, and every process of the tests would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# As every process of the program does: over all that was collected the walks are long.
collect_seldom()


@pytest.fixture
def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    """Return a small office; commands run in its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "OPTALLOC_LANG"):
        monkeypatch.delenv(name, raising=False)
    return Office(tmp_path, capsys)


@pytest.fixture
def solved_once(monkeypatch: pytest.MonkeyPatch) -> SolvedBefore:
    """Solve nothing twice that an earlier test of this process, or another language, solved."""
    return solving_once(monkeypatch)
