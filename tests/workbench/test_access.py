"""Whoever reads a page by ear or keyboard finds no serious fault, and names are never markup."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from desk_browser import DeskBrowser, quiet, serving

from browser import MISSING, chromium
from optalloc.ledger.store.database import make_ledger

pytestmark = pytest.mark.slow

if chromium() is None:
    pytest.skip(MISSING, allow_module_level=True)

PLAN = "scenarios/six-factors/plan.yaml"
FLOOR = "#set-rules-floor-amount"
SERIOUS = ("serious", "critical")


HOSTILE = "<img src=x onerror=alert(1)>"


def test_hostile_names_run_no_script_and_leave_no_request(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    folder = office / "hostile"
    shutil.copytree(office / "scenarios" / "six-factors", folder)
    for file in [folder / "plan.yaml", *(folder / "facts").iterdir()]:
        text = file.read_text(encoding="utf-8").replace("../../models", "../models")
        for name in ("东山镇", "中央"):
            text = text.replace(f"\n{name},", f"\n{name}{HOSTILE},")
        file.write_text(text.replace("title: ", f"title: {HOSTILE}"), encoding="utf-8")
    with serving("hostile/plan.yaml", "--lang", "en", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.until("document.querySelector('.verdict, .faults')")
        assert HOSTILE in browser.text("#head h1")
        assert HOSTILE in browser.text("body").replace(browser.text("#head h1"), "")
        assert not browser.run("document.querySelectorAll('img, script:not([src])').length")
        quiet(browser, server)
        # The last page is closed, and a little later the server ends by itself.
        browser.ask("Page.navigate", url="about:blank")
        assert server.process.wait(60) == 0


def axe() -> str:
    """Return the text of axe-core."""
    found = importlib.util.find_spec("axe_core_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-core is not installed: pages are not checked for access")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def accessible(browser: DeskBrowser, source: str, where: str) -> None:
    """Hold what is shown to axe-core: no serious fault of access."""
    browser.run(source + "; true")
    found = browser.run("axe.run().then((r) => JSON.parse(JSON.stringify(r.violations)))")
    faults = [
        f"{where}: {fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(("width", "lang"), [(1280, "en"), (390, "zh")])
def test_no_page_and_no_dialog_has_a_serious_fault_of_access(
    width: int, lang: str, browser: DeskBrowser, office: Path, state: Path
) -> None:
    source, book = axe(), str(office / "2023.db")
    make_ledger(book)
    draft = office / "draft.csv"
    draft.write_text("单位,合计(万元)\n东山镇,112\n西河镇,81\n合计,200\n", encoding="utf-8")
    words = (PLAN, "--lang", lang, "--ledger", book, "--share", "write")

    def held(where: str, selector: str) -> None:
        """Wait for what a dialog shows, hold it to axe, and close it."""
        browser.until(f"document.querySelector({selector!r})")
        accessible(browser, source, where)
        assert browser.run("document.documentElement.scrollWidth") <= width, where
        for _ in range(browser.run("document.querySelectorAll('dialog').length")):
            browser.press("Escape")  # closes the one on top
        browser.until("!document.querySelector('dialog')")

    with serving(*words, folder=office, state=state) as server:
        browser.visit(server.address, width)
        browser.planned(0)
        browser.explained()
        for tab in ("policy", "meaning", "plan") if width < 1000 else ():
            browser.click(f".tabs [aria-controls={'middle' if tab == 'plan' else tab}]")
            accessible(browser, source, tab)
            assert browser.run("document.documentElement.scrollWidth") <= width, tab
        accessible(browser, source, "desk")
        browser.click("#plan-table tbody button")
        browser.click(".wish button")
        held("wish", "dialog .list li")
        browser.run(f"document.querySelector('{FLOOR}').value = '21'")
        browser.run(f"document.querySelector('{FLOOR}').dispatchEvent(new Event('change'))")
        browser.planned(1)
        for tool, shown in (
            ("history", "dialog ol li"),
            ("save", "#save-name"),
            ("compare", "dialog table"),
            ("ledger", "dialog h3"),
        ):
            browser.click(f"[data-tool={tool}]")
            held(tool, shown)
        browser.click("[data-tool=tradeoffs]")
        pick = "document.querySelector('#trade-off')"
        browser.run(f"{pick}.value = '5'; {pick}.dispatchEvent(new Event('change'))")
        held("trade-offs", "dialog .chart")
        browser.click("[data-tool=ledger]")
        browser.click("dialog .sentence button")
        held("approval", "#approve-name")
        browser.click("[data-tool=check]")
        browser.until("document.querySelector('dialog input[type=file]')")
        accessible(browser, source, "a table to check")
        browser.upload("dialog input[type=file]", draft)
        held("what is found in it", ".found td.error")
        browser.run("document.querySelector('[data-card=tables]').open = true")
        browser.run("document.querySelector('[data-keyed=recipients] button').click()")
        held("grid", "dialog .grid input")
        browser.click("[data-tool=papers] summary")
        accessible(browser, source, "papers")
        browser.click("[data-tool=papers] summary")
        browser.run(f"document.querySelector('{FLOOR}').value = '100'")
        browser.run(f"document.querySelector('{FLOOR}').dispatchEvent(new Event('change'))")
        browser.until("document.querySelector('.ways')")
        accessible(browser, source, "no plan")
        browser.run("location.hash = '#start'")
        browser.click(".tile button.main")
        facts = sorted((office / "scenarios" / "six-factors" / "facts").iterdir())
        browser.upload("dialog input[type=file]", *facts)
        held("wizard", "#wizard-name")
        accessible(browser, source, "start")
        quiet(browser, server)
        # Somebody else, who may ask for the pen.
        port_and_key = server.others.partition("//")[2].partition(":")[2]
        browser.visit(f"http://localhost:{port_and_key}", width)
        browser.click("[data-tool=pen]")
        held("pen", "#pen-phrase")
