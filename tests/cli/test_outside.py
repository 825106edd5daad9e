"""What the world around may do: names, links, streams, widths, limits; each ends in a letter."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from office import Office
from optalloc.cli import main
from optalloc.core import atomic_files
from optalloc.core.atomic_files import system_letter, write_files
from optalloc.core.errors import InputUnusable
from optalloc.present.charts import save
from optalloc.present.terminal import environment

PROGRAM = "from optalloc.cli.main import main; main()"
POSIX = pytest.mark.skipif(os.name == "nt", reason="streams and links of POSIX")
MANY = "9" * 5000
LONG = "长" * 200
NAMED = (
    "solve {}",
    "check {}",
    "report {} --out o",
    "solve scenario.yaml --out {}",
    "new {}",
    "ledger init --ledger {}",
    "ledger show acts --ledger {}",
    "ledger init --settings {}",
    "compare {}",
    "explain {}",
    "check towns.csv --annotate {}.xlsx",
    "check towns.csv --write-scenario {}",
    "solve --replay {}",
    "explore sweep scenario.yaml --vary unit=元 --out {}",
)


@POSIX
@pytest.mark.parametrize("name", [LONG, "loop", "loop/x", "scenario.yaml/x", "x/" * 3000])
@pytest.mark.parametrize("words", NAMED)
def test_a_name_that_cannot_be_ends_in_a_letter(office: Office, words: str, name: str) -> None:
    (office.folder / "loop").symlink_to("loop")
    if "annotate" in words and name == "loop":
        return  # its ending makes it another name, which can be
    said = office.run(*words.format(name).split(" "))
    assert said.code == 3 and "程序内部错误" not in said.err


def test_what_the_system_refuses_is_said_with_its_file() -> None:
    denied = OSError(errno.EACCES, "x", "a\x1bb.csv")
    assert system_letter(denied).letter("zh") == "操作系统报错：a\\u001bb.csv：没有写入权限。"
    assert system_letter(OSError(errno.EIO, "x")).exit_code == 3


@pytest.mark.parametrize(
    "setting",
    [f"{key}={MANY}" for key in ("title", "unit", "rules.floor", "rules.floor.amount", "ties")],
)
def test_numbers_of_thousands_of_digits_end_in_a_letter(office: Office, setting: str) -> None:
    said = office.run("solve", "scenario.yaml", "--set", setting, lang="en")
    assert said.code in (0, 3) and "a fault of the program" not in said.err


@pytest.mark.slow
@pytest.mark.parametrize("digits", ["9" * 30, MANY, "0", "x"])
@pytest.mark.parametrize("words", ["show acts --last {}", "reverse {} --why x"])
def test_counts_beyond_reason_are_refused(office: Office, words: str, digits: str) -> None:
    office.run("ledger", "init")
    said = office.run("ledger", *words.format(digits).split())
    assert said.code == 2 and "的整数" in said.err and len(said.err) < 200


def test_a_percentage_far_from_its_point_is_refused(office: Office) -> None:
    for gap in ("1e999999999", "1e-999999999", "nan"):
        assert office.run("solve", "scenario.yaml", "--gap", gap).code == 2


def test_settings_that_are_no_settings_are_told_in_our_words(office: Office) -> None:
    said = office.run("solve", "scenario.yaml", "--set", "ties=4", lang="en")
    assert said.code == 3 and "settings written as `key: value`, got '4'" in said.err


def test_a_word_that_is_no_text_is_refused(office: Office) -> None:
    office.run("ledger", "init")
    words = ("ledger", "move", "a", "--to", "started", "--year", "2023", "--why", "\udcff")
    said = office.run(*words)
    assert said.code == 2 and said.err.startswith("命令行第 9 个词不是 UTF-8 文字。")


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["²", "0", "-5", "x", "٣", "9" * 30])
def test_a_width_that_is_none_is_as_none_given(
    office: Office, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    as_it_is = office.run("solve", "scenario.yaml")
    # Taken back before the test ends: the runner's own lines are as wide as COLUMNS says.
    with monkeypatch.context() as within:
        within.setenv("COLUMNS", columns)
        assert "COLUMNS" not in environment()
        assert office.run("solve", "scenario.yaml") == as_it_is


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize(
    ("closing", "setting"), [("<&- >&- 2>&-", ""), (">&-", ""), ("", "LC_ALL=C PYTHONUTF8=0")]
)
def test_closed_streams_and_ascii_names_stop_nothing(
    office: Office, closing: str, setting: str
) -> None:
    (office.folder / "scenario.yaml").rename(office.folder / "情景.yaml")
    command = f"{setting} '{sys.executable}' -c '{PROGRAM}' solve 情景.yaml --out 方案 {closing}"
    run = subprocess.run(["sh", "-c", command], cwd=office.folder, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert (office.folder / "方案" / "plan.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.slow
@POSIX
def test_an_output_that_is_full_is_said(office: Office) -> None:
    command = f"'{sys.executable}' -c '{PROGRAM}' solve scenario.yaml --lang en >/dev/full"
    run = subprocess.run(["sh", "-c", command], cwd=office.folder, capture_output=True, check=False)
    assert run.returncode == 3 and b"The disk is full" in run.stderr


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("most", [0, 100, 2000, 20_000])
@pytest.mark.parametrize(
    "words",
    [
        "solve scenario.yaml --out made",
        "report scenario.yaml --format all --out made",
        "explore sweep scenario.yaml --vary rules.floor.amount=1,2 --out made/a.csv",
        "explore funding scenario.yaml --source 市级=40:45:5 --out made",
        "new made",
        "check towns.csv --annotate made.xlsx",
    ],
)
def test_a_disk_that_is_full_at_any_byte_leaves_nothing_half_written(
    office: Office, words: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    # Python 3.11 would keep a module that is first imported here cut off.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    before = office.there()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        said = office.run(*words.split())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said.code in (0, 3) and "程序内部错误" not in said.err
    assert said.code == 0 or office.there() == before


@POSIX
def test_a_working_folder_that_is_gone_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = office.folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for words in ("solve x.yaml --out o", "new x", "ledger init"):
        said = office.run(*words.split())
        assert said.code == 3 and "程序内部错误" not in said.err
    monkeypatch.chdir(office.folder)


def test_too_little_memory_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(main, "_refuse_no_text", full)
    assert office.run("solve", "scenario.yaml") == (3, "", "内存不足。\n")


@pytest.mark.parametrize("content", ["root:x:0:secret\n", "secret\n", "a: [secret\n", "- secret\n"])
def test_a_letter_quotes_nothing_of_a_file_that_is_no_scenario(
    office: Office, content: str
) -> None:
    office.put("shadow", content)
    (office.folder / "linked.yaml").symlink_to("shadow")
    office.put("other.yaml", "secret: secret\n")
    for name in ("shadow", "linked.yaml", "other.yaml"):
        for command in ("solve", "explain"):
            said = office.run(command, name)
            assert said.code == 3 and "secret" not in said.err


def test_a_check_that_ends_with_a_letter_writes_nothing(office: Office) -> None:
    office.put("draft.csv", "单位,金额(万元)\n甲镇,1\n乙镇,2\n")
    before = office.there()
    words = ("check", "draft.csv", "--annotate", "a.xlsx", "--write-scenario", "d")
    assert office.run(*words).code == 3
    assert office.there() == before


# --- files that belong together ---------------------------------------------------------------


def test_files_that_belong_together_are_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, gone = (tmp_path / name for name in ("a", "b", "gone"))
    assert write_files({a: b"1", b: b"1", gone: b"1"}) == (a, b, gone)
    written, fsync = [], os.fsync

    def full(number: int) -> None:
        written.append(number)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "full")
        fsync(number)

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    with pytest.raises(InputUnusable, match="The disk is full"):
        write_files({a: b"2", b: b"2", gone: None})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == dict.fromkeys(
        ("a", "b", "gone"), b"1"
    )
    monkeypatch.setattr(atomic_files.os, "fsync", fsync)
    write_files({a: b"3", b: b"3", gone: None})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"3", "b": b"3"}


def test_a_folder_in_the_place_of_a_file_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(InputUnusable, match="It is a folder"):
        write_files({tmp_path / "a": b"1", tmp_path / "b": b"1"})
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


# --- what is printed and written --------------------------------------------------------------


@pytest.mark.slow
@POSIX
def test_every_command_prints_a_hostile_path_made_visible(office: Office) -> None:
    name = "a\x1b[31mb"
    commands = (
        ("new", name),
        ("ledger", "init", "--ledger", f"{name}.db"),
        ("ledger", "export", "--book", f"{name}.xlsx", "--ledger", f"{name}.db"),
        ("ledger", "year", "--year", "2023", "--out", f"{name}2", "--ledger", f"{name}.db"),
        ("report", "scenario.yaml", "--format", "notice", "--out", f"{name}3"),
        ("solve", "scenario.yaml", "--out", f"{name}4"),
        ("compare", "scenario.yaml", "scenario.yaml", "--out", f"{name}5"),
        ("check", f"{name}.csv"),
        ("solve", f"{name}.yaml"),
    )
    for words in commands:
        said = office.run(*words)
        assert "\x1b" not in said.out + said.err, words


@pytest.mark.slow
def test_a_word_plan_is_the_same_to_the_byte_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("report", "scenario.yaml", "--format", "docx", "--out")
    assert office.run(*words, "a").code == 0
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert office.run(*words, "b").code == 0
    made = {k: v for k, v in office.there().items() if k.endswith(".docx")}
    assert len(made) == 2 and len(set(made.values())) == 1


def test_pictures_say_that_they_need_docstrings(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "sys", SimpleNamespace(flags=SimpleNamespace(optimize=2)))
    said = office.run("explore", "sweep", "scenario.yaml", "--picture", "a.svg")
    assert said.code == 3 and "绘图组件不能在 python -OO 下使用" in said.err
