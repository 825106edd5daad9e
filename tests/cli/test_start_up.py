"""The command line starts on few modules: a plan of ten milliseconds waits for no library."""

import os
import re
import subprocess
import sys

import pytest

HEAVY = (
    "pandas",
    "numpy",
    "pulp",
    "highspy",
    "openpyxl",
    "pydantic",
    "sqlalchemy",
    "rich",
    "ruamel",
)
SLOW_TO_START = ("tempfile", "secrets", "random", "csv", "json", "difflib", "fractions")


def imported(*words: str) -> set[str]:
    """Return what a command line imports."""
    # What measures the tests would import more than the program does.
    here = {name: said for name, said in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "optalloc", *words],
        env={**here, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE))


def test_help_imports_nothing_but_the_program_itself() -> None:
    modules = imported("--help")
    assert not modules & {*HEAVY, *SLOW_TO_START}
    own = {name for name in modules if name.startswith("optalloc")}
    assert own <= {
        "optalloc",
        *(
            f"optalloc.{n}"
            for n in (
                "cli",
                "cli.main",
                "cli.scenario_language",
                "cli.spoken_help",
                "cli.usage",
                "core",
            )
        ),
        *(f"optalloc.core.{n}" for n in ("collector", "errors", "message")),
    }


@pytest.mark.slow
@pytest.mark.parametrize("command", ["solve", "import", "export", "benchmark"])
def test_the_help_of_a_command_imports_no_library(command: str) -> None:
    assert not imported(command, "--help") & {*HEAVY, "tempfile", "secrets", "difflib"}


def test_solving_takes_neither_pandas_nor_pulp() -> None:
    modules = imported("solve", "scenarios/meilan-2023/two-towns.yaml", "--solver", "highs")
    assert "optalloc.pipeline.solve" in modules and not modules & {
        "pandas",
        "pulp",
        "openpyxl",
        "sqlalchemy",
    }
