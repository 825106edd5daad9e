"""What the house is like in figures:  python tests/house_figures.py

Things at the top of the package, circles of imports, the longest chain of imports, files and lines,
names of types with several meanings, and the files that one `optalloc solve` enters.
"""

import ast
import collections
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "optalloc"
SCENARIO = "scenarios/meilan-2023/two-towns.yaml"
ENTERED = """
import sys
from pathlib import Path
from optalloc.cli.main import main
files = set()
sys.setprofile(lambda frame, event, _: files.add(frame.f_code.co_filename))
sys.argv = ["optalloc", "solve", sys.argv[1], "--solver", "highs"]
try:
    main()
except SystemExit:
    pass
sys.setprofile(None)
print(sum("optalloc" in Path(name).parts for name in files), file=sys.stderr)
"""


def modules() -> dict[str, Path]:
    """Return every module of the package with its file."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: path for name, path in sorted(found.items()) if ".templates." not in name}


def graph_of(found: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return what each module imports of the package: late imports and those for types too."""
    graph: dict[str, set[str]] = {}
    for name, path in found.items():
        graph[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                wholes = (f"{node.module}.{alias.name}" for alias in node.names)
                names = [whole if whole in found else f"{node.module}" for whole in wholes]
                graph[name] |= {of for of in names if of in found and of != name}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that import each other, by way of others or not."""
    beyond = {name: _reached(graph, name) for name in graph}
    groups: list[set[str]] = []
    for name in graph:
        if name in beyond[name] and not any(name in group for group in groups):
            groups.append({of for of in beyond[name] if name in beyond[of]})
    return groups


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def longest_chain(graph: Mapping[str, set[str]]) -> int:
    """Return how many modules the longest chain of imports has; a circle counts as one."""
    groups = circles(graph)
    home = {name: name for name in graph}
    home |= {name: min(group) for group in groups for name in group}
    length: dict[str, int] = {}

    def climb(start: str) -> int:
        if start not in length:
            below = {home[of] for name in graph if home[name] == start for of in graph[name]}
            length[start] = 1 + max((climb(of) for of in below - {start}), default=0)
        return length[start]

    return max(climb(name) for name in home.values())


def types_of(found: Mapping[str, Path]) -> collections.Counter[str]:
    """Return in how many modules each public name of a class is defined."""
    return collections.Counter(
        node.name
        for path in found.values()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )


def naming_an_option(found: Mapping[str, Path], option: str = "gap") -> list[str]:
    """Return the modules that take an option of solving by name: as a parameter or as a field.

    The types of what `--json` prints only say what was asked.
    """
    takers = (name for name, path in found.items() if option in _names_taken(path))
    return sorted(name for name in takers if not name.startswith("optalloc.present.answers"))


def _names_taken(path: Path) -> set[str]:
    taken: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.arg):
            taken.add(node.arg)
        elif isinstance(node, ast.ClassDef):
            fields = (s.target for s in node.body if isinstance(s, ast.AnnAssign))
            taken |= {field.id for field in fields if isinstance(field, ast.Name)}
    return taken


def at_the_top() -> list[Path]:
    """Return the folders and files of the package itself."""
    return [path for path in PACKAGE.iterdir() if path.name != "__pycache__"]


def several_meanings(found: Mapping[str, Path]) -> list[str]:
    """Return the public names of classes that several modules define."""
    return sorted(name for name, count in types_of(found).items() if count > 1)


def entered() -> str:
    """Return how many files of the package one `optalloc solve` runs code of."""
    done = subprocess.run(
        [sys.executable, "-c", ENTERED, SCENARIO], cwd=ROOT, capture_output=True, text=True
    )
    return done.stderr.split()[-1] if done.stderr.split() else "not known"


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with what it is of."""
    found = modules()
    graph = graph_of(found)
    top = at_the_top()
    folders = sum(path.is_dir() for path in top)
    yield "things at the top (folders + files)", f"{len(top)} ({folders} + {len(top) - folders})"
    yield "circles of imports, those for types too", str(len(circles(graph)))
    yield "longest chain of imports", str(longest_chain(graph))
    yield "files", str(len(found))
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in found.values())
    yield "lines", str(lines)
    several, names = len(several_meanings(found)), len(types_of(found))
    yield "names of public classes with several meanings", f"{several} of {names}"
    for option in ("solver", "time_limit"):
        yield f"files that take `{option}` by name", str(len(naming_an_option(found, option)))
    yield "files that `optalloc solve` enters", entered()


if __name__ == "__main__":
    for of, figure in figures():
        print(f"{of}: {figure}")
