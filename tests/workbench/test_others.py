"""Several people at one desk, and the ledger of the year beside it."""

from pathlib import Path

import pytest
from desk_browser import DeskBrowser, award, quiet, serving

from browser import MISSING, chromium
from optalloc.ledger.store.database import make_ledger

pytestmark = pytest.mark.slow

if chromium() is None:
    pytest.skip(MISSING, allow_module_level=True)

PLAN = "scenarios/six-factors/plan.yaml"
FLOOR = "#set-rules-floor-amount"


def test_others_look_and_one_of_them_writes_with_the_pass_phrase(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    reading, writing, back = "Reading only", "李四 is writing", "Take the pen back"
    words = (PLAN, "--lang", "en", "--share", "write")
    with serving(*words, folder=office, state=state) as server, DeskBrowser() as other:
        browser.visit(server.address)
        browser.planned(0)
        # Another name of this computer has cookies of its own.
        port_and_key = server.others.partition("//")[2].partition(":")[2]
        other.visit(f"http://localhost:{port_and_key}")
        other.planned(0)
        assert reading in other.text("#head")
        assert other.run(f"document.querySelector('{FLOOR}').disabled")
        other.click("[data-tool=pen]")
        other.fill("#pen-name", "李四")
        other.fill("#pen-phrase", server.phrase)
        other.click("dialog button.main")
        other.until(f"!document.querySelector('{FLOOR}').disabled")
        other.fill(FLOOR, "50")
        other.planned(1)
        # The one at this computer sees the plan, who writes, and may take the pen back.
        browser.planned(1)
        assert award(browser, "区水务局") == "50" and writing in browser.text("#head")
        assert browser.run(f"document.querySelector('{FLOOR}').disabled")
        browser.click("[data-tool=pen]", back)
        browser.until(f"!document.querySelector('{FLOOR}').disabled")
        other.until(f"document.querySelector('{FLOOR}').disabled")
        browser.click("[data-tool=history]")
        browser.until("document.querySelector('dialog')?.innerText.includes('李四')")
        quiet(browser, server)


def test_a_plan_goes_into_the_ledger_when_that_is_confirmed(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    approve, written, *titles = ("记入台账", "30 笔，共 500万元", "支付进度", "项目库")
    book = str(office / "2023.db")
    make_ledger(book)
    words = (PLAN, "--lang", "zh", "--ledger", book)
    with serving(*words, folder=office, state=state) as server:
        browser.visit(server.address)
        browser.planned(0)
        browser.click("[data-tool=ledger]")
        browser.fill("#ledger-month", "2023-03")
        browser.until("document.querySelector('dialog h3')?.innerText.includes('2023')")
        browser.click("dialog .sentence button", approve)
        browser.fill("#approve-name", "第一批")
        browser.click("dialog form button.main")
        # Nothing is written before it is confirmed.
        assert browser.run("document.querySelector('#approve-sure').matches(':invalid')")
        browser.click("#approve-sure")
        browser.click("dialog form button.main")
        browser.until(f"document.querySelector('#toasts').innerText.includes('{written}')")
        browser.until("document.querySelector('dialog').innerText.includes('第一批')")
        assert "500" in browser.text("dialog table")
        page = "document.querySelector('#ledger-what')"
        for name, title in zip(("progress", "library"), titles, strict=True):
            browser.run(f"{page}.value = '{name}'; {page}.dispatchEvent(new Event('change'))")
            head = "document.querySelector('dialog h3')?.innerText.toLowerCase()"
            browser.until(f"{head}.includes('{title}')")
        quiet(browser, server)
