"""Every output of the program is what is recorded, in both languages.

`tests/golden/outputs/` holds one file a run and language. To keep what has changed on purpose:
OPTALLOC_GOLDEN=write python -m pytest tests/outputs; read the difference before you accept it.
"""

import json
import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest
from as_text import file_text, with_styles, without_chance
from runs import LEDGER, RUNS, YEAR_BEGUN, Run

from golden_text import GOLDEN
from office import FILES, SCENARIO
from optalloc.cli.ledger import COMMANDS as OF_LEDGER
from optalloc.cli.main import COMMANDS, guarded
from optalloc.core.message import LANGS, Lang
from optalloc.explore import words
from optalloc.present.answers.schema import ANSWERS, answer_schema

pytestmark = pytest.mark.usefixtures("solved_once")

ROOT = Path(__file__).resolve().parents[2]
RECORDED = GOLDEN / "outputs"
BESIDE = {
    "villages.yaml": SCENARIO.replace("行政村: 60%, 人均收入: 40%", "行政村: 30%, 人均收入: 70%"),
    "faulty.yaml": SCENARIO.replace("title", "titel").replace("45, 区级: 55", "45, 区级: x"),
    "draft.csv": (ROOT / "tests/data/check/draft.csv").read_text(encoding="utf-8"),
    "vote.pb": (ROOT / "tests/data/interchange/made-up.pb").read_text(encoding="utf-8"),
    "notice.txt": (ROOT / "tests/data/check/notice.txt").read_text(encoding="utf-8"),
}
"""What lies in the small office beside its scenario."""
TEMPLATE = ("{{标题}}", "{{资金安排}}", "{{分配表}}", "{{说明}}", "印发：{{印发单位}}")
HERE = {
    "COLUMNS": None,
    "OPTALLOC_LANG": None,
    "FORCE_COLOR": None,
    "NO_COLOR": None,
    "OPTALLOC_WHO": "张三",
    "OPTALLOC_LEDGER": "../../ledger.db",
}
CASES = [(name, lang) for name in RUNS for lang in LANGS]
MARKED = [
    # The inner loop sees one language: what breaks a screen nearly always breaks it in both.
    pytest.param(name, lang, marks=pytest.mark.slow if lang == "en" else ())
    for name, lang in CASES
]


@pytest.fixture(scope="session")
def year_begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger in which everything of LEDGER is."""
    top = tmp_path_factory.mktemp("year")
    with pytest.MonkeyPatch.context() as patch:
        move_in(top, "made-year", patch)
        for command in LEDGER:
            assert guarded([*shlex.split(command), "--lang", "zh"]) == 0
    return top / "ledger.db"


def move_in(top: Path, place: str, patch: pytest.MonkeyPatch, columns: int = 100) -> Path:
    """Furnish a folder for a run and make it the current one."""
    folder = top / "scenarios" / place
    shutil.copytree(ROOT / "models", top / "models")
    if place == "office":
        folder.mkdir(parents=True)
        for name, text in {**FILES, **BESIDE}.items():
            (folder / name).write_text(text, encoding="utf-8")
        paper = docx.Document()
        for text in TEMPLATE:
            paper.add_paragraph(text)
        paper.save(str(folder / "模板.docx"))
    else:
        shutil.copytree(ROOT / "scenarios" / place, folder)
    if place == "made-year":
        # The second batch takes seconds to solve, and shows nothing that the first does not.
        paid = (folder / "facts/payments-to-august.csv").read_text(encoding="utf-8").splitlines()
        lines = [line for line in paid if "第二批" not in line]
        (folder / "facts/payments.csv").write_text("\n".join(lines), encoding="utf-8")
    if place == "mouding-2019":
        shutil.copy(ROOT / "tests/data/cases/mouding-2019-awards.csv", folder / "awards.csv")
    for name, value in {**HERE, "COLUMNS": str(columns)}.items():
        patch.delenv(name, raising=False) if value is None else patch.setenv(name, value)
    patch.chdir(folder)
    return folder


def shown(run: Run, folder: Path, lang: Lang, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Yield what each command of a run leaves behind: its exit code, what it prints, its files."""
    there = stamps(folder)
    for command in run.commands:
        capsys.readouterr()
        code = guarded([*shlex.split(command), "--lang", lang])
        out, err = capsys.readouterr()
        if "--json" in command and out.startswith("{\n"):
            is_as_its_schema_says(command, json.loads(out))
        yield f"$ optalloc {command}\n(exit code {code})"
        for name, text in (("printed", out), ("on standard error", err)):
            if text:
                yield f"--- {name}\n{without_chance(with_styles(text)).rstrip()}"
        now = stamps(folder)
        for path in sorted(path for path in now if now[path] != there.get(path)):
            yield f"--- {path.relative_to(folder).as_posix()}\n{file_text(path)}"
        there = now


def is_as_its_schema_says(command: str, answer: Any) -> None:
    """Assert that what a command printed is what its published schema takes."""
    name = next(name for name in ANSWERS if f"{command} ".startswith(f"{name} "))
    check = jsonschema.Draft202012Validator(answer_schema(name))
    faults = [fault for e in check.iter_errors(answer) for fault in [e, *(e.context or ())]]
    assert [f"{fault.json_path}: {fault.message:.300}" for fault in faults] == []


def stamps(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("name", "lang"), MARKED)
def test_what_a_command_shows_is_what_is_recorded(
    name: str,
    lang: Lang,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    run = RUNS[name]
    if name in YEAR_BEGUN:
        shutil.copy(request.getfixturevalue("year_begun"), tmp_path / "ledger.db")
    folder = move_in(tmp_path, run.place, monkeypatch, run.columns)
    for setting, value in (("FORCE_COLOR", "1"), ("TERM", "xterm")) if run.is_styled else ():
        monkeypatch.setenv(setting, value)
    text = "\n".join(shown(run, folder, lang, capsys)).replace(str(tmp_path), "«folder»") + "\n"
    file = RECORDED / f"{name}.{lang}.txt"
    if os.environ.get("OPTALLOC_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_every_record_is_of_a_run() -> None:
    kept = {path.name for path in RECORDED.iterdir()}
    assert kept == {f"{name}.{lang}.txt" for name, lang in CASES}


def test_every_command_is_recorded() -> None:
    commands = [command for run in RUNS.values() for command in run.commands]
    wanted = [*COMMANDS, *(f"explore {w}" for w in words()), *(f"ledger {w}" for w in OF_LEDGER)]
    for held_elsewhere in ("schema", "doctor", "open"):
        # A megabyte that tests/inputs/test_schema.py holds; what depends on the computer; a server.
        wanted.remove(held_elsewhere)
    unrecorded = [w for w in wanted if not any(f"{c} ".startswith(f"{w} ") for c in commands)]
    assert unrecorded == []
