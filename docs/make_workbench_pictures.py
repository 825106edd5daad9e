"""Photograph the workbench for docs/workbench.md: python docs/make_workbench_pictures.py.

It needs Chromium, poppler's pdftoppm, and a Chinese font: the page brings none and uses the
reader's own.
"""

import base64
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PLAN = "scenarios/six-factors/plan.yaml"

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "workbench")]

from desk_browser import DeskBrowser, serving  # noqa: E402
from six_factor_walk import make_the_six_factor_plan, save_as  # noqa: E402

SAID = {
    "zh": ("重示范村", "有保底"),
    "en": ("model villages", "with a floor"),
}
"""What the two scenarios of the walk are called."""


def main() -> None:
    """Write every picture."""
    with DeskBrowser() as browser:
        browser.ask("Emulation.setScrollbarsHidden", hidden=True)
        at_the_desk(browser)
        for lang in SAID:
            the_walk(browser, lang)


@contextmanager
def workbench(browser: DeskBrowser, *words: str) -> Iterator[Path]:
    """Open a workbench in an office of its own and yield its folder."""
    with TemporaryDirectory() as place:
        office = Path(place)
        for part in ("scenarios/six-factors", "models"):
            shutil.copytree(ROOT / part, office / part)
        with serving(*words, folder=office, state=office / "state") as server:
            browser.visit(server.address, 1280, 900)
            yield office


def take(browser: DeskBrowser, name: str) -> None:
    """Write what is seen as one of the pictures."""
    browser.run("document.querySelectorAll('.toast').forEach((said) => said.remove())")
    browser.run("document.activeElement.blur()")
    path = PICTURES / f"workbench{name}.png"
    browser.picture(path)
    print(path.relative_to(ROOT), path.stat().st_size, "bytes")


def at_the_desk(browser: DeskBrowser) -> None:
    """Move a weight, open a row, and look at a trade-off."""
    with workbench(browser, PLAN, "--lang", "zh"):
        browser.planned(0)
        browser.slide("#weight-formula-4", 16)
        browser.planned(1)
        browser.click("#plan-table tbody button", "南湖镇")
        browser.explained()
        take(browser, "")
        browser.click("[data-tool=tradeoffs]")
        pick = "document.querySelector('#trade-off')"
        browser.run(f"{pick}.value = '6'; {pick}.dispatchEvent(new Event('change'))")
        browser.until("document.querySelector('dialog .chart')")
        take(browser, "-tradeoffs")


def the_walk(browser: DeskBrowser, lang: str) -> None:
    """Make the six-factor plan, change two weights, resolve a conflict, compare and print."""
    tail = "" if lang == "zh" else f"-{lang}"
    with workbench(browser, "--lang", lang) as office:
        browser.click(".tile button.main")
        make_the_six_factor_plan(browser, office)
        browser.run("document.querySelector('.factors').scrollIntoView()")
        take(browser, f"-new{tail}")
        browser.click("dialog .buttons button.main")
        browser.planned(0)
        browser.fill("#weight-formula-3-text", "16")
        browser.planned(1)
        browser.fill("#weight-formula-5-text", "25")
        browser.planned(2)
        browser.explained()
        take(browser, f"-weights{tail}")
        save_as(browser, "", SAID[lang][0])
        browser.fill("#set-rules-floor-amount", "100")
        browser.until("document.querySelector('.ways')")
        browser.run("document.querySelector('.entry.conflict').scrollIntoView({block: 'center'})")
        take(browser, f"-conflict{tail}")
        browser.click(".ways button.main")
        browser.planned(4)
        save_as(browser, "", SAID[lang][1])
        browser.click("[data-tool=compare]")
        browser.until("document.querySelectorAll('.causes .card').length >= 2")
        take(browser, f"-compare{tail}")
        print_out(browser, f"-print{tail}")


def print_out(browser: DeskBrowser, name: str) -> None:
    """Write the first sheet of what is printed as a picture."""
    paper = browser.ask("Page.printToPDF", preferCSSPageSize=True)["data"]
    path = PICTURES / f"workbench{name}"
    first = ["-png", "-singlefile", "-r", "70", "-", str(path)]
    subprocess.run(["pdftoppm", *first], input=base64.b64decode(paper), check=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
