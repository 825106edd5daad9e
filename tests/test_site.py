"""The documentation as a site: built from this tree, no link broken, nothing fetched from afar.

Chromium opens one page of each kind here, and every page in `make site`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from browser import MISSING, Browser, chromium
from site_opened import faults, unfound
from site_pages import Site

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_the_site_is_built_whole_in_both_languages_and_fetches_nothing(tmp_path: Path) -> None:
    out = tmp_path / "site"
    command = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), "--out", str(out)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    site = Site(out)
    assert {path.relative_to(out).parts[0] for path in site.pages} == {"index.html", "zh", "en"}
    assert len(site.pages) > 200
    assert [*site.broken()] == []
    assert [*site.from_elsewhere()] == []
    if chromium() is None:
        pytest.skip(MISSING)
    pages = site.one_of_each_kind()
    assert {path.relative_to(out).parts[0] for path in pages} == {"index.html", "zh", "en"}
    with Browser() as browser:
        assert [*faults(browser, site, pages)] == []
        assert [*unfound(browser, site)] == []
