"""The documents run: the reference is fresh, README's commands work, its picture is the output."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from optalloc.cli.main import program

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh.md")
COMMAND = re.compile(r"^(?:\$ |\.venv/bin/)optalloc (.*?)(?:\s+#.*)?$", re.MULTILINE)


def commands(readme: str) -> list[str]:
    return COMMAND.findall((ROOT / readme).read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    return re.sub(r"[\s─]+", " ", text)


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    from make_reference import FILE, reference

    assert FILE.read_text(encoding="utf-8") == reference(), "run: python docs/make_reference.py"


def test_the_chinese_reference_is_what_the_program_says_of_itself() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    from make_reference_zh import FILE, reference_zh

    assert FILE.read_text(encoding="utf-8") == reference_zh(), "python docs/make_reference_zh.py"


def test_the_drawings_of_the_site_are_what_their_code_draws() -> None:
    sys.path.insert(0, str(ROOT / "docs" / "site"))
    from drawings import drawn

    assert all(path.read_text(encoding="utf-8") == picture for path, picture in drawn())


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_a_readme_runs(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("scenarios", "models"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    found = commands(readme)
    assert len(found) >= 5
    for command in found:
        result = CliRunner().invoke(program, shlex.split(command), standalone_mode=False)
        assert result.exception is None, f"optalloc {command}: {result.output}"
        assert result.return_value in (None, 0), command


@pytest.mark.parametrize("readme", READMES)
def test_the_picture_of_a_readme_is_what_the_program_prints(
    readme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    text = (ROOT / readme).read_text(encoding="utf-8")
    picture = text.partition("$ optalloc")[2].partition("```")[0]
    command, _, shown = picture.partition("\n")
    result = CliRunner().invoke(program, shlex.split(command), standalone_mode=False)
    printed = squeezed(result.output)
    for part in re.split(r"\n\s*\n", shown.strip()):
        assert squeezed(part) in printed, part


def test_both_readmes_show_the_same_commands() -> None:
    """Where nothing would say so, the Chinese one says that Chinese is to be written."""
    english, chinese = (
        [command.removesuffix(" --lang zh") for command in commands(readme)] for readme in READMES
    )
    assert english == chinese
