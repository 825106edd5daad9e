"""Run the tests on the lowest versions that pyproject.toml declares, and on the newest there are.

`make versions`; each set of versions has a folder of its own. What is declared is true as long as
this is green: a lowest version that fails a test is raised there, with the test as the reason.
"""

import argparse
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = PROJECT["name"]
EXTRAS = ("pictures", "parquet", "dask", "postgres")
_LOWEST = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?>=([\w.]+)")


def lowest() -> list[str]:
    """Return each library a user may need at the lowest version that is declared."""
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *(one for extra in EXTRAS for one in extras[extra])]
    found = [_LOWEST.match(one) for one in declared]
    assert all(found), "a dependency declares no lowest version"
    return [f"{one[1]}=={one[2]}" for one in found if one]


def run(name: str, tests: list[str]) -> int:
    """Install one set of versions into a folder of its own, and run the tests there."""
    folder = ROOT / f".venv-{name}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    limits = folder / "constraints.txt"
    limits.write_text("\n".join(lowest()) if name == "lowest" else "", encoding="utf-8")
    install = ["install", "--quiet", "--disable-pip-version-check", "--constraint", str(limits)]
    subprocess.run([python, "-m", "pip", *install, "--editable", f"{ROOT}[dev]"], check=True)
    print(f"{name}:", flush=True)
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "freeze"], check=True)
    command = [python, "-m", "pytest", "--benchmark-disable", *tests]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    """Return 0 when both sets pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["lowest", "newest"])
    parser.add_argument("tests", nargs="*", help="what pytest takes; everything by default")
    asked = parser.parse_args()
    names = ("lowest", "newest") if asked.only is None else (asked.only,)
    return max([run(name, asked.tests) for name in names])


if __name__ == "__main__":
    sys.exit(main())
