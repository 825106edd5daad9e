"""Print what the default install takes, from the packages installed beside this Python:

    python benchmarks/install_size.py [pyproject.toml …]

Files as they are installed, without byte code; another pyproject.toml is measured in the same
environment, so that two states of the project are compared.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "pyproject.toml"
ELSEWHERE = re.compile(r"extra ==|sys_platform|platform_system")
"""Marks of what is needed only with an extra, or on another system."""


def size(path: Path) -> int:
    """Return the bytes of a file, none of byte code."""
    return path.stat().st_size if path.is_file() and "__pycache__" not in path.parts else 0


def installed(requirements: list[str]) -> dict[str, int]:
    """Return the bytes of every package that is needed, by name."""
    found: dict[str, int] = {}
    to_see = list(requirements)
    while to_see:
        name = re.split(r"[ <>=!~;\[(]", to_see.pop())[0].lower().replace("_", "-")
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = sum(size(Path(str(file.locate()))) for file in package.files or ())
        to_see += [need for need in package.requires or () if not ELSEWHERE.search(need)]
    return found


if __name__ == "__main__":
    for file in [Path(word) for word in sys.argv[1:]] or [HERE]:
        found = installed(tomllib.loads(file.read_text("utf-8"))["project"]["dependencies"])
        own = sum(map(size, (file.parent / "src").rglob("*")))
        largest = sorted(found.items(), key=lambda pair: -pair[1])[:5]
        print(f"{file}: {(own + sum(found.values())) / 1e6:.0f} MB, {own / 1e6:.1f} MB of it ours")
        print("  " + ", ".join(f"{name} {bytes_ / 1e6:.0f} MB" for name, bytes_ in largest))
