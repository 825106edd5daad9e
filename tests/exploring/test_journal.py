"""The journal: nothing is lost, nothing is done twice, nothing is mixed, whatever happens."""

import errno
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optalloc.core.errors import InputUnusable, SystemRefuses
from optalloc.core.message import Lang, Words, same
from optalloc.exploring.jobs.executors import ProcessesLost, processes
from optalloc.exploring.jobs.journal import NAME, open_journal
from optalloc.exploring.jobs.runner import RunOptions, carried_out, write_tables
from optalloc.present.result_rows import Cell, Job, ResultColumn, Row
from quick import examples

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}

FULL, REFUSED = 28, 29
"""Seeds of jobs whose row 3 the system does not let be worked out."""


@dataclass(frozen=True)
class Squares:
    """A job that costs nothing: row n is the square of n.

    Attributes:
        killer: A file; whoever works out row 5 while it is there takes it away and dies.
    """

    count: int = 20
    seed: int = 1
    killer: str = ""
    always: bool = False
    asked: list[int] = field(default_factory=list, compare=False)

    def about(self) -> Mapping[str, Any]:
        return {"command": "squares", "seed": self.seed, "files": {"a.csv": "1"}}

    def row(self, number: int) -> Row:
        self.asked.append(number)
        if self.killer and number == 5 and (self.always or Path(self.killer).exists()):
            Path(self.killer).unlink(missing_ok=True)
            os._exit(9)
        if self.seed == 13 and number == 3:
            raise ZeroDivisionError("a fault")
        if self.seed == FULL and number == 3:
            raise OSError(errno.ENOSPC, "no space")
        if self.seed == REFUSED and number == 3:
            raise SystemRefuses(Words("不让", "it may not"))
        return {"state": "plan", "square": number**2}

    def stale(self, number: int, row: Row) -> str | None:
        return None

    def headings(self) -> Sequence[ResultColumn]:
        return [ResultColumn(same("n"), "whole"), ResultColumn(same("square"), "decimal")]

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        return [number, str(row.get("square", ""))]


def table(job: Job, out: Path, workers: int = 1) -> bytes:
    """Carry a job out and return its table."""
    run = RunOptions(out, workers)
    with carried_out(job, run) as journal:
        (file,) = write_tables(job, journal, run, "en")
    return file.read_bytes()


def test_a_finished_run_is_not_done_again(tmp_path: Path) -> None:
    job = Squares()
    first = table(job, tmp_path)
    again = Squares()
    assert table(again, tmp_path) == first
    assert sorted(job.asked) == list(range(20)) and again.asked == []


@pytest.mark.slow
@given(st.integers(0, 2000), st.binary(max_size=40))
@settings(max_examples=examples(40), **FEW)
def test_wherever_a_journal_is_cut_off_the_same_table_comes_out(
    tmp_path_factory: pytest.TempPathFactory, cut: int, torn: bytes
) -> None:
    folder = tmp_path_factory.mktemp("run")
    whole = table(Squares(), folder)
    path = folder / NAME
    content = path.read_bytes()
    head = content.index(b"\n") + 1
    kept = content[: max(head, min(cut, len(content)))]
    path.write_bytes(kept + torn)
    (folder / "results.csv").unlink()
    again = Squares()
    assert table(again, folder) == whole
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    numbers = [json.loads(line[9:])["n"] for line in lines]
    assert sorted(numbers) == list(range(20))
    done = kept[head:].count(b"\n")
    assert len(again.asked) == 20 - done and path.read_bytes().startswith(
        kept[: kept.rindex(b"\n")]
    )


def test_a_bit_that_turned_is_found_and_its_row_worked_out_again(tmp_path: Path) -> None:
    whole = table(Squares(), tmp_path)
    path = tmp_path / NAME
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    again = Squares()
    assert table(again, tmp_path) == whole and again.asked


def test_rows_of_other_settings_are_never_mixed(tmp_path: Path) -> None:
    table(Squares(), tmp_path)
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(InputUnusable) as refused:
        table(Squares(count=3, seed=2), tmp_path)
    english, chinese = refused.value.letter("en"), refused.value.letter("zh")
    assert "seed: the rows there were worked out with 1 and must not be mixed, got '2'" in english
    assert "seed：这里的结果是按 1 算的，不能混在一起，实为 '2'" in chinese
    assert "Choose another --out" in english and "请换一个 --out" in chinese
    assert (tmp_path / NAME).read_bytes() == before


def test_a_changed_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table(Squares(), tmp_path)
    now = {"command": "squares", "seed": 1, "files": {"a.csv": "2"}}
    monkeypatch.setattr(Squares, "about", lambda self: now)
    with pytest.raises(InputUnusable) as refused:
        table(Squares(), tmp_path)
    assert "a.csv: it has changed since" in refused.value.letter("en")
    assert "a.csv：这里的结果算好之后，它变了" in refused.value.letter("zh")


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("notes of mine\n")
    with pytest.raises(InputUnusable) as refused:
        table(Squares(), tmp_path)
    assert "it is not this program's" in refused.value.letter("en")
    assert "它不是本程序写的" in refused.value.letter("zh")
    assert (tmp_path / NAME).read_text() == "notes of mine\n"


def test_two_processes_do_not_share_a_folder(tmp_path: Path) -> None:
    held = open_journal(Squares(), tmp_path)
    with pytest.raises(InputUnusable) as refused:
        open_journal(Squares(), tmp_path)
    assert "another process is at work there" in refused.value.letter("en")
    assert "另一个进程正在这里计算" in refused.value.letter("zh")
    held.close()
    open_journal(Squares(), tmp_path).close()


@pytest.mark.slow
def test_a_lost_worker_costs_nothing_but_time(tmp_path: Path) -> None:
    killer = tmp_path / "killer"
    killer.touch()
    job = Squares(killer=str(killer))
    assert table(job, tmp_path / "lost", workers=2) == table(Squares(), tmp_path / "quiet")
    assert not killer.exists()


@pytest.mark.slow
def test_a_row_that_kills_every_worker_ends_in_a_letter_and_keeps_the_rest(tmp_path: Path) -> None:
    job = Squares(killer=str(tmp_path / "killer"), always=True)
    found: list[int] = []
    with pytest.raises(ProcessesLost) as lost:
        for rows in processes(job, range(job.count), 1):
            found += [number for number, _ in rows]
    assert "--workers" in lost.value.letter("zh") and "written down" in lost.value.letter("en")
    assert set(found) >= {0, 1} and 5 not in found


def test_a_fault_of_ours_is_a_row_and_the_others_go_on(tmp_path: Path) -> None:
    with carried_out(Squares(seed=13), RunOptions(None, 1)) as journal:
        rows = dict(journal)
    assert rows[3] == {"state": "fault", "why": ["ZeroDivisionError: a fault"] * 2}
    assert len(rows) == 20


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("seed", "error"), [(FULL, OSError), (REFUSED, SystemRefuses)])
def test_what_the_system_refuses_is_no_row_and_ends_the_run(
    seed: int, error: type[Exception], workers: int, tmp_path: Path
) -> None:
    """The next run works the row out: a disk is not full for ever."""
    with pytest.raises(error, match=r"no space|it may not"):
        table(Squares(seed=seed), tmp_path, workers)
    assert "fault" not in (tmp_path / NAME).read_text("utf-8")


def test_what_cannot_be_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    job = Squares()
    run = RunOptions(tmp_path / "file", 0, "tcp://x", parquet=True)
    with pytest.raises(InputUnusable) as refused, carried_out(job, run):
        pass
    english, chinese = refused.value.letter("en"), refused.value.letter("zh")
    assert "a folder that can be written to" in english and "应为可以写入的文件夹" in chinese
    assert "--workers: a whole number, 1 to 1024, got '0'" in english
    assert "--on: dask://host:port, got 'tcp://x'" in english
    assert "--on：应写成 dask://主机:端口，实为 'tcp://x'" in chinese
    assert job.asked == []


def test_the_bar_is_told_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    run = RunOptions(tmp_path, 1, tell=lambda done, count: told.append((done, count)))
    with carried_out(Squares(), run):
        pass
    assert told[0] == (0, 20) and told[-1] == (20, 20)


@pytest.mark.slow
def test_a_first_second_without_a_result_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    from optalloc.exploring.jobs import runner

    monkeypatch.setattr(runner, "FIRST_HERE", 0.0)
    monkeypatch.setattr(runner, "cores", lambda: 2)
    with carried_out(Squares(), RunOptions()) as journal:
        assert [number for number, _ in journal] == list(range(20))
