"""Run the quick tests on the lowest versions that pyproject.toml declares, and on the newest.

`make versions`, a night's work: one environment with the lowest version of every library on the
oldest Python, and one with the newest on each Python that can be had here, each in a folder of its
own. What is declared is true as long as this is green: a lowest version that fails a test is raised
there, with the test as the reason. What cannot be had is named at the end.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
TESTED = ("pictures", "parquet", "dask", "postgres", "pdf", "test")
"""The extras whose lowest versions are tested; the others hold tools for those who work on it."""
_LOWEST = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?>=([\w.]+)")
_SUMMARY = re.compile(r"^=* ?(\d+ (?:passed|failed|error).*?) ?=*$", re.MULTILINE)


@dataclass(frozen=True)
class Setting:
    """One environment: a Python, and which end of the declared versions.

    Attributes:
        python: Such as "3.11".
        end: "lowest" or "newest".
    """

    python: str
    end: str

    @property
    def name(self) -> str:
        """Return how it is called on the command line and as a folder."""
        return f"{self.end}-{self.python}"


SETTINGS = (Setting(PYTHONS[0], "lowest"), *(Setting(one, "newest") for one in PYTHONS))


def lowest() -> dict[str, str]:
    """Return each library that a user or a test may need, with the lowest version declared."""
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *(one for extra in TESTED for one in extras[extra])]
    declared = [one for one in declared if not one.startswith(f"{PROJECT['name']}[")]
    found = [_LOWEST.match(one) for one in declared]
    assert all(found), "a dependency declares no lowest version"
    return {one[1]: one[2] for one in found if one}


def places(python: str) -> Iterator[Path]:
    """Yield where an interpreter of this version may be."""
    for folder in os.get_exec_path():
        yield Path(folder, f"python{python}")
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(root.glob(f"versions/{python}.*/bin/python"), reverse=True)


def interpreter(python: str) -> str | None:
    """Return an interpreter that is there and starts, or one that uv can install; None without."""
    for place in places(python):
        if place.exists() and answers(str(place), python):
            return str(place)
    installed = [uv(), "python", "install", python]
    if subprocess.run(installed, capture_output=True, check=False).returncode:
        return None
    found = [uv(), "python", "find", "--managed-python", python]
    return subprocess.run(found, capture_output=True, text=True, check=True).stdout.strip()


def answers(place: str, python: str) -> bool:
    """Return whether it starts and is of that version: a shim may lead nowhere."""
    asked = [place, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return said.stdout.strip() == python


def uv() -> str:
    """Return the uv of the environment that this runs in, or the one on the path."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv") or "uv"


def run(setting: Setting, found: str, tests: list[str]) -> tuple[int, str]:
    """Install into a folder of its own and run the quick tests; the code and the summary."""
    folder = ROOT / ".versions" / setting.name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run([uv(), "venv", "--quiet", "--clear", "--python", found, folder], check=True)
    install = [uv(), "pip", "install", "--quiet", "--python", python]
    if setting.end == "lowest":
        install += ["--resolution", "lowest-direct"]
    wanted = f"{ROOT}[{','.join(TESTED)}]"
    done = subprocess.run(
        [*install, "--editable", wanted], stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        return 1, f"cannot be installed: {done.stderr.strip()}"
    command = [python, "-m", "pytest", "--benchmark-disable", "-m", "not slow", *tests]
    said = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"OPTALLOC_QUICK": "1", "PY_COLORS": "0"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    log = folder / "tests.log"
    log.write_text(said.stdout, encoding="utf-8")
    summary = _SUMMARY.findall(said.stdout)
    return said.returncode, summary[-1] if summary else f"no summary; see {log}"


def main() -> int:
    """Return 0 when every set that can be had passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="lowest, newest, or one such as newest-3.13")
    parser.add_argument("tests", nargs="*", help="what pytest takes; everything quick by default")
    asked = parser.parse_args()
    chosen = [one for one in SETTINGS if asked.only in (None, one.end, one.name)]
    if not chosen:
        parser.error(f"--only takes lowest, newest, or one of {[one.name for one in SETTINGS]}")
    codes, rows = [], []
    for setting in chosen:
        found = interpreter(setting.python)
        code, said = (
            (0, "no such Python here") if found is None else run(setting, found, asked.tests)
        )
        codes.append(code)
        rows.append(f"{setting.name:12}  {said}")
        print(rows[-1], flush=True)
    print("", *rows, sep="\n")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
