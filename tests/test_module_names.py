"""No document names a module that is gone: names with dots and paths of files lead somewhere."""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import optalloc

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "optalloc"
FOLDERS = ("docs", "benchmarks", "models", "scenarios")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))]
)
SOURCES = sorted(PACKAGE.rglob("*.py"))
DOTTED = re.compile(r"(?<![\w./@-])optalloc(?:\.[A-Za-z_]\w*)+")
FILE = re.compile(r"(?<![\w./-])(?:[a-z_0-9]+/)*[a-z_0-9]+\.py\b")
FROM = (ROOT, ROOT / "src", PACKAGE, ROOT / "tests", ROOT / "docs", ROOT / "benchmarks")
ENTRY_POINTS = {"optalloc.methods"}
OF_USERS = {"mymethods.py"}
"""Files that users write, in examples."""
# Files of libraries that documents name.
OF_LIBRARIES = {"coverage.py"}
FILES = {path.name for folder in FROM[1:] for path in folder.rglob("*.py")}


def leads_somewhere(name: str) -> bool:
    """Say whether a name with dots is a module, or something that a module holds."""
    parts = name.split(".")
    if name in ENTRY_POINTS or parts[1] in ("__all__", *optalloc.__all__):
        return True
    for count in range(len(parts), 0, -1):
        head = ".".join(parts[:count])
        try:
            is_module = find_spec(head) is not None
        except ModuleNotFoundError:
            is_module = False
        if is_module:
            return count == len(parts) or hasattr(import_module(head), parts[count])
    return False


def is_there(file: str, beside: Path) -> bool:
    """Say whether a document's path leads to a file, from one of the places it may be told from."""
    if "/" not in file:
        return file in FILES | OF_USERS | OF_LIBRARIES
    return any((folder / file).is_file() for folder in (*FROM, beside, *beside.parents))


def lines() -> Iterator[tuple[Path, int, str]]:
    for path in (*DOCUMENTS, *SOURCES):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield path, number, line


def test_no_document_names_a_module_that_is_gone() -> None:
    gone = [
        f"{path.relative_to(ROOT)}, line {number}: there is no {name}"
        for path, number, line in lines()
        for name in DOTTED.findall(line)
        if not leads_somewhere(name)
    ]
    assert not gone, "\n".join(gone)


def test_no_document_names_a_file_that_is_gone() -> None:
    gone = [
        f"{path.relative_to(ROOT)}, line {number}: there is no {file}"
        for path, number, line in lines()
        for file in FILE.findall(line)
        if not is_there(file, path.parent)
    ]
    assert not gone, "\n".join(gone)


def test_the_architecture_names_every_folder_of_a_room() -> None:
    rooms = re.findall(
        r"^\| `(\w+)/` \|.*\| `([\w/ ]+)` \|$",
        (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rooms) > 6
    for room, named in rooms:
        folders = {path.parent.name for path in (PACKAGE / room).glob("*/__init__.py")}
        named_folders = {name.strip("/") for name in named.split()} - {"static"}
        assert named_folders == folders, room
