"""What hands do at a desk: bars and goals drawn by the pointer, files dropped, the plan printed."""

import base64
from pathlib import Path

import pytest
from desk_browser import DeskBrowser, award, quiet, serving

from browser import MISSING, chromium

pytestmark = pytest.mark.slow

if chromium() is None:
    pytest.skip(MISSING, allow_module_level=True)

PLAN = "scenarios/six-factors/plan.yaml"
HUNDRED = "[...document.querySelectorAll('#plan-table .bars svg')][0].getBoundingClientRect().width"
BRIEF = """import('/static/meaning.js').then((m) => m.brief(
  { policy: { rules: [{ label: "balance", kind: "balance", settings: {} }] },
    catalogue: { rules: { balance: {
      called: "均衡", settings: [{ name: "recipients", called: "单位" }] } } } },
  'rules.balance.recipients=["甲镇", "乙镇"]'))"""
GOALS = "[...document.querySelectorAll('[data-card=goals] [data-part]')].map((g) => g.dataset.part)"


def test_a_bar_is_drawn_to_a_wish_and_a_goal_to_its_place_by_the_pointer(
    browser: DeskBrowser, office: Path, tmp_path: Path
) -> None:
    with serving(PLAN, "--lang", "zh", folder=office, state=tmp_path / "state") as server:
        browser.visit(server.address)
        browser.planned(0)
        assert browser.run(BRIEF) == "均衡 单位  → 甲镇、乙镇"  # no brackets, no quotes
        first, second = browser.run(GOALS)
        # Only an opened row keeps a finger from scrolling; a mouse draws every bar.
        browser.draw("#plan-table tbody tr:first-child .grip", browser.run(HUNDRED) / 4)
        browser.until("document.querySelector('dialog .list li')")
        name, _, wished = browser.text("dialog h2").partition(": ")
        amount = float(wished.split()[0])
        assert amount > float(award(browser, name)) and amount % 1 == 0
        assert f"{wished.split()[0]}万元" in browser.text("dialog .list")
        browser.press("Escape")
        browser.until("!document.querySelector('dialog')")
        assert browser.run(
            "document.querySelector('#plan-table .grip').getAttribute('x1')"
            " === document.querySelector('#plan-table .bars rect[x]').getAttribute('width')"
        )
        browser.carry(f"[data-part={second}] .handle", f"[data-part={first}]")
        browser.planned(1)
        assert browser.run(GOALS) == [second, first]
        assert "已证明最优" in browser.text(".verdict")
        # What is dropped where it lay changes nothing.
        browser.carry(f"[data-part={second}] .handle", f"[data-part={second}]")
        assert browser.run(GOALS) == [second, first]
        quiet(browser, server)


def test_a_table_dropped_on_the_window_is_judged_at_its_cells(
    browser: DeskBrowser, office: Path, tmp_path: Path
) -> None:
    draft = office / "draft.csv"
    draft.write_text("单位,合计(万元)\n东山镇,112\n西河镇,81\n合计,200\n", encoding="utf-8")
    with serving(PLAN, "--lang", "en", folder=office, state=tmp_path / "state") as server:
        browser.visit(server.address)
        browser.planned(0)
        browser.drop("#middle", draft)
        browser.until("document.querySelector('.found td.error')")
        assert "200" in browser.text(".found td.error") and "draft.csv" in browser.text("dialog h2")
        assert "errors" in browser.text("dialog .verdict")
        browser.press("Escape")
        # On the wizard files are taken as its tables, and on nothing else at the same time.
        browser.run("location.hash = '#start'")
        browser.click(".tile button.main")
        facts = sorted((office / "scenarios" / "six-factors" / "facts").iterdir())
        browser.drop("dialog .drop", *facts)
        browser.until("document.querySelector('#wizard-name')")
        assert browser.run("document.querySelectorAll('dialog').length") == 1
        quiet(browser, server)


def test_what_is_printed_is_the_plan_and_what_it_means(
    browser: DeskBrowser, office: Path, tmp_path: Path
) -> None:
    with serving(PLAN, "--lang", "en", folder=office, state=tmp_path / "state") as server:
        browser.visit(server.address)
        browser.planned(0)
        browser.explained()
        browser.ask("Emulation.setEmulatedMedia", media="print")
        seen = "document.querySelector('{}').checkVisibility()"
        for selector in ("#policy", "#head .tools", ".desks"):
            assert not browser.run(seen.format(selector)), selector
        for selector in ("#plan-table", "#headline", "#meaning", "#head h1"):
            assert browser.run(seen.format(selector)), selector
        browser.ask("Emulation.setEmulatedMedia", media="")
        printed = base64.b64decode(browser.ask("Page.printToPDF", preferCSSPageSize=True)["data"])
        assert printed.startswith(b"%PDF") and 1 <= printed.count(b"/Type /Page\n") <= 6
        quiet(browser, server)
