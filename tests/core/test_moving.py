"""Files that belong together are old or new, whatever moment a run is killed at or fails."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from optalloc.core import atomic_files, file_moves
from optalloc.core.atomic_files import write_files
from optalloc.core.errors import InputUnusable

POSIX = pytest.mark.skipif(os.name == "nt", reason="a run is copied by fork")
NAMES = ("a", "b", "c")
OLD = {**dict.fromkeys(NAMES, b"old"), "gone": b"old", "mine": b"kept"}
NEW = {**dict.fromkeys(NAMES, b"new"), "mine": b"kept"}


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Return a folder with files of an earlier run, and one of somebody else's."""
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def write_new(folder: Path) -> None:
    write_files({folder / name: b"new" for name in NAMES} | {folder / "gone": None})


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Do work in a copy of this process that is killed at so many steps; was it?"""
    pid = os.fork()
    if pid == 0:
        left = [step]
        for name in ("replace", "unlink", "link"):

            def counted(*args: object, real: object = getattr(os, name), **more: object) -> object:
                left[0] -= 1
                if left[0] < 0:
                    os._exit(9)
                return real(*args, **more)  # type: ignore[operator]

            setattr(os, name, counted)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9


@pytest.mark.slow
@POSIX
def test_a_folder_is_old_or_new_whenever_the_run_that_writes_it_is_killed(there: Path) -> None:
    step = 0
    while killed_at(step, lambda: write_new(there)):
        write_files({there / "other": b"of the next run"})
        found = contents(there)
        del found["other"]
        kept = {k: v for k, v in found.items() if not k.startswith(".")}
        assert kept in (OLD, NEW), step
        write_new(there)
        assert contents(there) == {**NEW, "other": b"of the next run"}, step
        (there / "other").unlink()
        for name, content in OLD.items():
            (there / name).write_bytes(content)
        step += 1
    assert step > 8
    assert contents(there) == NEW


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("fault", [OSError(28, "full"), KeyboardInterrupt()])
def test_a_move_that_fails_puts_the_old_files_back(
    there: Path, step: int, fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []

    def failing(*args: Path) -> None:
        calls.append(args)
        if len(calls) == step + 1:
            raise fault
        real(*args)

    real = os.replace
    with monkeypatch.context() as within:
        within.setattr(file_moves.os, "replace", failing)
        try:
            write_new(there)
        except (InputUnusable, KeyboardInterrupt):
            assert contents(there) == OLD
        else:
            assert contents(there) == NEW
    assert atomic_files.os.replace is real


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b'{"a": 4}',
        b'{"../a": ".a.12345678", "a": "mine", "": null, "..": null}',
        b"[" * 9000,
    ],
)
def test_a_record_that_is_none_of_ours_moves_nothing(there: Path, record: bytes) -> None:
    (there / f"{file_moves.RECORD}.12345678").write_bytes(record)
    write_files({there / "other": b""})
    assert contents(there) == {**OLD, "other": b""}


@POSIX
def test_a_living_run_is_left_to_move_its_files_itself(there: Path) -> None:
    halves = {there / "a": there / ".a.12345678", there / "b": there / ".b.12345678"}
    for half in halves.values():
        half.write_bytes(b"new")
    with file_moves._noted(there, halves, []):
        file_moves.finish_moves(there)
        assert all(half.exists() for half in halves.values())
