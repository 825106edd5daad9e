"""The commands of docs/explore-plans.md run, in a folder of their own, and say what it promises."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from optalloc.cli.main import program

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "explore-plans.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ optalloc (.*)$", TEXT, re.MULTILINE)
FILES = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("altair")
    for folder in ("scenarios", "models"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for name, text in FILES:
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = []
    for command in COMMANDS:
        result = CliRunner().invoke(program, shlex.split(command), standalone_mode=False)
        assert result.exception is None, f"optalloc {command}: {result.output}"
        said.append(result.output)
    assert len(said) == 9
    assert "这些就是全部" in said[0]
    assert "these are all" in said[1]
    together = "\n".join(said[2:])
    for words in (
        "没有哪个方案的最大损失小于",
        "没有哪个现在就定的安排在这一点上更好",
        "改动的笔数不能再少",
        "There cannot be fewer changed cells",
    ):
        assert words in together
    assert (tmp_path / "frontier.svg").exists() and (tmp_path / "alternatives.svg").exists()
