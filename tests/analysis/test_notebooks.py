"""The notebooks run as plain scripts, at a small size."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.py"))
SMALL = {"DISTRICTS": "20", "DRAWS": "10"}


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_and_what_it_claims_holds(path: Path, tmp_path: Path) -> None:
    drawn = path.stem == "five_rules"
    sources = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, **SMALL, "PYTHONPATH": sources}
    if drawn:
        environment["FIGURES"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout
    assert not drawn or (tmp_path / "five_rules.svg").stat().st_size > 1000


def test_there_are_notebooks_and_each_is_paired_as_text() -> None:
    assert len(NOTEBOOKS) == 4
    for path in NOTEBOOKS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# ---\n# jupyter:\n#   jupytext:") and "# %% [markdown]" in text
