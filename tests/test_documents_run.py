"""The guides run: each `$ optalloc …` in docs/ is run, and prints what stands below it."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from optalloc.cli.main import guarded

pytestmark = pytest.mark.usefixtures("solved_once")

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDES = sorted(
    (
        path.relative_to(DOCS).as_posix()
        for path in (*DOCS.glob("*.md"), *DOCS.glob("site/*/**/*.md"))
        if "\n$ optalloc" in path.read_text(encoding="utf-8")
    ),
    # Both languages of a page one after the other: they solve the same, in one process.
    key=lambda name: (name.split("/", 2)[2:], name),
)
BLOCK = re.compile(
    r"(?:^<!-- (file|added to): (\S+) -->\n)?^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
"""An output or a file; what stands above a file says where the reader writes it."""
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
    """Yield every command of a guide with the pieces of what it is said to print.

    Files that the reader is told to write are written on the way.
    """
    for how, name, sort, block in BLOCK.findall((DOCS / guide).read_text(encoding="utf-8")):
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            with Path(name).open("w" if how == "file" else "a", encoding="utf-8") as written:
                written.write(block)
        if sort not in ("", "sh", "text"):
            continue
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
    width = WIDTH.search((DOCS / guide).read_text(encoding="utf-8"))
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


def test_both_languages_of_a_page_show_the_same_commands_and_files() -> None:
    for path in DOCS.glob("site/zh/**/*.md"):
        told = [
            [(how, name, COMMAND.findall(block)) for how, name, _, block in BLOCK.findall(text)]
            for text in (
                path.read_text(encoding="utf-8").replace("--lang zh", "--lang en"),
                Path(str(path).replace("/site/zh/", "/site/en/")).read_text(encoding="utf-8"),
            )
        ]
        # Where a page shows how a stand-in is made, its own language is asked for.
        assert told[0] == told[1], path.name
