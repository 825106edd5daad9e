"""`optalloc doctor` tries each thing, mends what it can and sends nobody where there is no way."""

import json
import locale
import os
import stat
import sys
import tempfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from optalloc.cli import machine
from optalloc.cli.main import guarded
from optalloc.core import extras
from optalloc.solver.engines import cbc
from optalloc.solver.engines.cbc import Cbc

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are shell scripts")
REAL = Cbc().path


@pytest.fixture(autouse=True)
def of_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "TRY_SECONDS", 60.0)


def checks(capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, dict[str, object]]:
    assert guarded(["doctor", "--json", "--lang", "en"]) == code
    said = json.loads(capsys.readouterr().out)
    assert said["works"] == (code == 0)
    return {check["key"]: check for check in said["checks"]}


def fake(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder / "cbc"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setattr(cbc, "pulp_cbc_path", str(path))
    return path


def test_where_all_works_it_says_so_and_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    found = checks(capsys)
    assert found["cbc"]["state"] == found["highs"]["state"] == "works"
    assert found["packages"]["state"] == "works" and "pulp 3" in str(found["packages"]["found"])
    assert {f"extra_{name}" for name in extras.EXTRAS} < set(found)


@pytest.mark.parametrize(
    ("lang", "first", "last"),
    [("zh", " ✓ Python：", "需要的都能用。"), ("en", " ✓ Python: ", "All that is needed works.")],
)
def test_it_is_told_in_both_languages(
    lang: str, first: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["doctor", "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(first) and lines[-1] == last


@POSIX
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "broke off (code 3)"),
        ("exit 0", "ended without writing its result"),
        (
            "for last; do :; done\nprintf '\\377\\376' > \"$last\"",
            "wrote a result that cannot be read",
        ),
        ("kill -SEGV $$", "broke off (code -11)"),
    ],
)
def test_a_cbc_that_fails_is_named_and_highs_is_enough(
    script: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = fake(tmp_path, f'[ "$1" = -quit ] && exit 0\n{script}', monkeypatch)
    found = checks(capsys)
    assert found["highs"]["state"] == "works"
    assert "HiGHS solves in its place" in str(found["cbc"]["remedy"])
    assert found["cbc"]["state"] == "broken" and found["cbc"]["found"] == said
    assert str(path) in str(found["cbc"]["remedy"])


@POSIX
def test_a_cbc_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "TRY_SECONDS", 0.5)
    fake(tmp_path, '[ "$1" = -quit ] && exit 0\nexec sleep 1000', monkeypatch)
    found = machine._engine("cbc", machine._cbc)
    assert found.state == "broken" and found.found.en.startswith("gave no answer in")


@POSIX
def test_a_cbc_that_is_missing_is_named_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = fake(tmp_path, "exit 0", monkeypatch)
    path.unlink()
    found = checks(capsys)["cbc"]
    assert found["found"] == f"was not found ({path})"
    assert "install pulp again" in str(found["remedy"])
    assert "executable" not in str(found["remedy"])


@POSIX
def test_a_cbc_that_is_not_executable_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = fake(tmp_path, f'exec "{REAL}" "$@"', monkeypatch)
    path.chmod(0o644)
    found = checks(capsys)["cbc"]
    assert found["state"] == "mended" and "now is" in str(found["found"])
    assert os.access(path, os.X_OK) and not path.stat().st_mode & (stat.S_IWGRP | stat.S_IXOTH)
    assert checks(capsys)["cbc"]["state"] == "works"


@POSIX
def test_without_any_engine_it_ends_with_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake(tmp_path, "exit 3", monkeypatch)
    monkeypatch.setitem(sys.modules, "highspy", None)
    found = checks(capsys, code=5)
    assert found["cbc"]["needed"] and found["highs"]["needed"]
    assert "solves in its place" not in str(found)
    assert guarded(["doctor", "--lang", "zh"]) == 5
    said = capsys.readouterr().out
    assert " ✗ CBC：" in said and said.rstrip().endswith("上面打 ✗ 的需要先解决。")


def test_a_package_that_is_lacking_is_named_with_a_way_without_a_network(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = machine.version

    def version(package: str) -> str:
        if package.lower() == "openpyxl":
            raise PackageNotFoundError(package)
        return real(package)

    monkeypatch.setattr(machine, "version", version)
    found = checks(capsys, code=5)["packages"]
    assert found["found"] == "lacking: openpyxl"
    assert "pip install --no-index --find-links wheels openpyxl" in str(found["remedy"])


def test_an_extra_that_is_not_there_is_no_fault_and_names_its_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "is_there", lambda name: name != "parquet")
    found = checks(capsys)["extra_parquet"]
    assert found["state"] == "missing" and not found["needed"]
    assert found["remedy"] == "packages to install: pyarrow"
    assert guarded(["doctor", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "要装的组件：pyarrow" in said
    assert said.count("python -m pip download --only-binary=:all: -d wheels 组件") == 1
    assert said.count("python -m pip install --no-index --find-links wheels 组件") == 1


def missing_extra(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(machine, "is_there", lambda name: name != "parquet")
    how = machine.how_to_install([machine._extra("parquet")])
    assert how is not None
    return how.en


def test_a_folder_without_pip_is_sent_to_the_wheel_of_pip_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "program"))
    brought = missing_extra(monkeypatch)
    assert "download --only-binary=:all: -d wheels pip PACKAGES" in brought
    assert f'"{sys.executable}" "{Path("wheels/pip-VERSION.whl/pip")}" install' in brought
    wheel = tmp_path / "wheels" / "pip-25.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.touch()
    said = missing_extra(monkeypatch)
    assert f'"{sys.executable}" "{wheel / "pip"}" install PACKAGES' in said
    assert "-m pip install" not in said


def test_what_uv_installed_is_sent_to_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nuv = 0.9.0\n", "utf-8")
    said = missing_extra(monkeypatch)
    assert f'With a network: uv pip install --python "{sys.executable}" PACKAGES' in said
    assert f'uv pip install --python "{sys.executable}" --no-index --find-links wheels' in said


def test_the_self_contained_folder_is_given_no_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "takes no packages" in missing_extra(monkeypatch)


def test_a_scratch_folder_that_takes_no_file_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "gone"))
    monkeypatch.chdir(tmp_path)
    scratch, folder = machine._folders()
    assert scratch.state == "broken" and not scratch.is_well and "TMPDIR" in scratch.remedy.en
    assert folder.state == "works"


def test_a_terminal_of_ascii_is_told_how_to_show_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getpreferredencoding", lambda _: "ANSI_X3.4-1968")
    found = machine._terminal()
    assert found.state == "missing" and found.is_well and "UTF-8" in found.remedy.zh


@pytest.mark.parametrize("name", extras.EXTRAS)
def test_letters_about_extras_send_to_the_doctor(name: str) -> None:
    assert f"附加组件 {name}" in extras.how_to_get(name).zh
    assert "optalloc doctor" in extras.how_to_get(name).en
    assert machine._required(name)


def test_no_letter_sends_to_an_index_for_the_product_itself() -> None:
    sources = Path(machine.__file__).parents[1]
    for path in sources.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "optalloc[" not in text, path
        assert "pip install" not in text or path.name == "machine.py", path
