"""Photograph the workbench for docs/workbench.md: python docs/make_workbench_pictures.py.

It needs Chromium, and a Chinese font: the page brings none and uses the reader's own.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PLAN = "scenarios/six-factors/plan.yaml"

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "workbench")]

from desk_browser import DeskBrowser, serving  # noqa: E402


def main() -> None:
    """Write every picture."""
    with TemporaryDirectory() as place, DeskBrowser() as browser:
        office = Path(place)
        for part in ("scenarios/six-factors", "models"):
            shutil.copytree(ROOT / part, office / part)
        browser.ask("Emulation.setScrollbarsHidden", hidden=True)

        def take(name: str) -> None:
            path = PICTURES / f"workbench{name}.png"
            browser.picture(path)
            print(path.relative_to(ROOT), path.stat().st_size, "bytes")

        with serving(PLAN, "--lang", "zh", folder=office, state=office / "state") as server:
            browser.visit(server.address, 1280, 860)
            at_the_desk(browser, take)
        with serving("--lang", "zh", folder=office, state=office / "state") as server:
            browser.visit(server.address, 1280, 980)
            a_new_plan(browser, office, take)


def at_the_desk(browser: DeskBrowser, take: Callable[[str], None]) -> None:
    """Move a weight, compare, and run into a conflict."""
    browser.planned(0)
    browser.slide("#weight-formula-4", 16)
    browser.planned(1)
    browser.click("#plan-table tbody button", "南湖镇")
    browser.explained()
    take("")
    browser.click("[data-tool=save]")
    browser.fill("#save-name", "重示范村")
    browser.click("dialog button.main", "另存")
    browser.until("!document.querySelector('dialog')")
    browser.run("document.querySelector('.toast')?.remove()")
    browser.fill("#set-rules-floor-amount", "100")
    browser.until("document.querySelector('.ways')")
    browser.run("document.querySelector('.entry.conflict').scrollIntoView({block: 'center'})")
    take("-conflict")
    browser.click(".ways button.main")
    browser.planned(3)
    browser.click("[data-tool=compare]")
    browser.until("document.querySelectorAll('.causes .card').length === 2")
    take("-compare")
    browser.press("Escape")
    browser.click("[data-tool=tradeoffs]")
    pick = "document.querySelector('#trade-off')"
    browser.run(f"{pick}.value = '6'; {pick}.dispatchEvent(new Event('change'))")
    browser.until("document.querySelector('dialog .chart')")
    take("-tradeoffs")
    browser.press("Escape")


def a_new_plan(browser: DeskBrowser, office: Path, take: Callable[[str], None]) -> None:
    """Drop the five tables."""
    browser.click(".tile button.main")
    facts = office / "scenarios" / "six-factors" / "facts"
    browser.upload("dialog input[type=file]", *sorted(facts.iterdir()))
    browser.fill("#wizard-fixed-0", "60")
    browser.fill("#wizard-fixed-1", "40")
    browser.fill("#wizard-name", "我的方案")
    browser.run("document.querySelector('#wizard-fixed-0').scrollIntoView({block: 'center'})")
    take("-new")


if __name__ == "__main__":
    main()
