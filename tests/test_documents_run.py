"""The guides run: each `$ optalloc …` in docs/ is run, and prints what stands below it."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from optalloc.cli.main import guarded

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted(p.name for p in (ROOT / "docs").glob("*.md") if "\n$ optalloc" in p.read_text())
BLOCK = re.compile(r"^```(?:sh|text)?\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ optalloc (.*?)(?:\s+#.*)?$", re.MULTILINE)
WIDTH = re.compile(r"^<!-- printed (\d+) columns wide -->$", re.MULTILINE)
LEFT_OUT = "…"
"""A line of a guide that stands for lines left out."""
TIMED = re.compile("用时（秒）|seconds")
"""The head of a table whose lines end with the time that each took."""
SECONDS = re.compile(r"\s+\d+\.\d{4}$")


def squeezed(text: str) -> str:
    return re.sub(r"[\s─]+", " ", text).strip()


def runs(guide: str) -> Iterator[tuple[str, list[str]]]:
    """Yield every command of a guide with the pieces of what it is said to print."""
    for block in BLOCK.findall((ROOT / "docs" / guide).read_text(encoding="utf-8")):
        told = COMMAND.split(block)[1:]
        for command, shown in zip(told[::2], told[1::2], strict=True):
            pieces = re.split(rf"\n\s*\n|^\s*{LEFT_OUT}\s*$", shown, flags=re.MULTILINE)
            yield command, [piece for piece in pieces if piece.strip()]


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_prints_what_it_says(
    guide: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Copied, not linked: a certificate names the files that it was made from.
    for folder in ("scenarios", "models", "tests/data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    width = WIDTH.search((ROOT / "docs" / guide).read_text(encoding="utf-8"))
    monkeypatch.setenv("COLUMNS", width[1] if width else "")
    for command, pieces in runs(guide):
        code = guarded(shlex.split(command))
        captured = capsys.readouterr()
        printed = squeezed(f"{captured.out}\n{captured.err}")
        assert code not in (1, 2), f"optalloc {command}: {captured.err}"
        for piece in pieces:
            is_timed = TIMED.search(piece) is not None
            for line in piece.splitlines() if is_timed else [piece]:
                said = squeezed(SECONDS.sub("", line) if is_timed else line)
                assert said in printed, f"optalloc {command}\n{line}"
