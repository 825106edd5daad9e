"""The workbench in a browser: from five tables to a printed comparison, and every part of it."""

import base64
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_browser import DeskBrowser, Server, award, quiet, serving

from browser import MISSING, chromium
from optalloc.ledger.store.database import make_ledger

pytestmark = pytest.mark.slow

if chromium() is None:
    pytest.skip(MISSING, allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
PLAN = "scenarios/six-factors/plan.yaml"
FLOOR = "#set-rules-floor-amount"
CTRL = 2
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def browser() -> Iterator[DeskBrowser]:
    with DeskBrowser() as browser:
        yield browser


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_a_new_user_makes_compares_and_prints_a_plan(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    tables = sorted((office / "scenarios" / "six-factors" / "facts").iterdir())
    with serving("--lang", "zh", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.click(".tile button.main", "开始")
        browser.upload("dialog input[type=file]", *tables)
        browser.fill("#wizard-fixed-0", "60")
        browser.fill("#wizard-fixed-1", "40")
        browser.fill("#wizard-name", "我的方案")
        browser.click("dialog button.main", "做出方案")
        browser.planned(0)
        assert "已证明最优" in browser.text(".verdict")
        # Two weights, each by its slider; the rest keep 100% exactly.
        browser.slide("#weight-formula-1", 30)
        browser.planned(1)
        browser.slide("#weight-formula-5", 25)
        browser.planned(2)
        assert browser.text(".sum output") == "100%"
        assert int(browser.text("#headline .facts div:nth-child(2) dd")) > 0
        browser.click("[data-tool=save]")
        browser.fill("#save-name", "重示范村")
        browser.click("dialog button.main", "另存")
        browser.until("!document.querySelector('dialog')")
        # A conflict, and the way out of it.
        browser.run("document.querySelector('[data-card=rules] .adder select').value = 'floor'")
        select = "document.querySelector('[data-card=rules] .adder select')"
        browser.run(f"{select}.dispatchEvent(new Event('change'))")
        browser.fill("#set-new-rules-floor-amount", "100")
        browser.click(".adder button.main", "添加")
        browser.planned(3)
        assert "没有方案（已证明）" in browser.text(".verdict")
        browser.until("document.querySelector('.entry.conflict[data-part=floor]')")
        browser.click(".ways button.main")
        browser.planned(4)
        assert "已证明最优" in browser.text(".verdict")
        browser.click("[data-tool=save]")
        browser.fill("#save-name", "有保底")
        browser.click("dialog button.main", "另存")
        browser.until("!document.querySelector('dialog')")
        browser.click("[data-tool=compare]")
        browser.until("document.querySelectorAll('.causes .card').length >= 2")
        said = browser.text("dialog")
        assert "重示范村" in said and "有保底" in said and "脱贫村" in said
        printed = browser.ask("Page.printToPDF", landscape=True)["data"]
        assert base64.b64decode(printed).startswith(b"%PDF")
        quiet(browser, server)
    made = sorted(p.name for p in (office / "我的方案").iterdir())
    assert made[-3:] == ["我的方案.yaml", "有保底.yaml", "重示范村.yaml"]
    text = (office / "我的方案" / "有保底.yaml").read_text(encoding="utf-8")
    assert text.startswith("extends: 我的方案.yaml\n") and "floor:" in text


def test_the_desk_answers_in_english_and_keeps_what_was_typed(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    server = Server(PLAN, "--lang", "en", folder=office, state=state)
    try:
        browser.visit(server.address)
        browser.run("localStorage.clear()")
        browser.visit(server.address)
        browser.planned(0)
        browser.explained()
        assert "Proven best, in exact arithmetic" in browser.text(".verdict")
        for title in ("Goals", "What each rule costs", "Room to move", "Fairness", "Ties"):
            assert title in browser.text("#meaning")
        assert award(browser, "北岭镇") == "130"
        # Money, a rule off, the goals' order by the keyboard, and back again.
        browser.fill("#pot-中央", "270")
        browser.planned(1)
        assert "510" in browser.text("#headline")
        browser.click("#part-rules-balance")
        browser.planned(2)
        assert "off" in browser.text("[data-part=balance]")
        browser.run(
            "document.querySelector('[data-part=closest_to_target] .arrows button').focus()"
        )
        browser.press("Enter")
        browser.planned(3)
        assert browser.text("#meaning .list li").startswith("smallest sum of squared")
        browser.run("document.activeElement.blur()")
        browser.press("z", CTRL)
        browser.planned(4)
        assert browser.text("#meaning .list li").startswith("smallest worst relative")
        # What cannot be used lights up where it was typed, and the last plan stays.
        browser.fill(FLOOR, "a lot")
        browser.until("document.querySelector('#faults .faults')")
        assert browser.run(f"document.querySelector('{FLOOR}').ariaInvalid") == "true"
        assert "an amount in 万元" in browser.text("#faults")
        browser.fill(FLOOR, "50")
        browser.planned(6)
        assert award(browser, "区水务局") == "50"
        quiet(browser, server)
        # A reload, then a killed server: nothing that was typed is lost.
        browser.ask("Page.reload")
        browser.planned(6)
        assert award(browser, "区水务局") == "50"
        server.kill()
        server.close()
        server = Server(PLAN, "--lang", "en", folder=office, state=state)
        browser.visit(server.address)
        browser.until("document.querySelector('#plan-table')")
        assert award(browser, "区水务局") == "50"
        assert browser.run("document.querySelector('#pot-中央').value") == "270"
        browser.click("[data-tool=history]")
        browser.until("document.querySelectorAll('dialog ol li').length === 5")
        browser.click("dialog li button", "As it was opened")
        browser.until("document.body.dataset.painted === '1'")
        assert award(browser, "区水务局") == "40"
    finally:
        server.close()


@pytest.mark.parametrize("choice", [0, 1, 5])
def test_a_click_on_a_picture_of_trade_offs_loads_that_plan(
    choice: int, browser: DeskBrowser, office: Path, state: Path
) -> None:
    with serving(PLAN, "--lang", "zh", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.planned(0)
        browser.click("[data-tool=tradeoffs]")
        pick = "document.querySelector('#trade-off')"
        browser.run(f"{pick}.value = '{choice}'; {pick}.dispatchEvent(new Event('change'))")
        browser.until("document.querySelectorAll('dialog .point').length > 1")
        points = "[...document.querySelectorAll('dialog .point')]"
        said = browser.run(f"{points}.at(-1).ariaLabel")
        browser.run(f"{points}.at(-1).focus()")
        browser.press("Enter")
        browser.planned(1)
        assert "已证明最优" in browser.text(".verdict")
        if choice:
            assert f"东山镇 {award(browser, '东山镇')}" in said
        else:
            # The last point is the best by the second goal, with the value that it was shown with.
            assert said.rpartition(" ")[2] in browser.text("#meaning .list li")
        quiet(browser, server)


def test_tables_wishes_papers_and_checks_are_at_hand(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    with serving(PLAN, "--lang", "zh", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.run("localStorage.clear()")
        browser.visit(server.address)
        browser.planned(0)
        # A block as Excel copies it lands in the cells where one is.
        browser.click("[data-card=tables] summary")
        browser.click("[data-card=tables] [data-keyed=recipients] button")
        cell = "document.querySelector('dialog tbody tr:nth-child(1) td:nth-child(3) input')"
        browser.run(
            f"(() => {{ const data = new DataTransfer(); data.setData('text', '20\\t4\\n18\\t3');"
            f" {cell}.dispatchEvent(new ClipboardEvent('paste',"
            " {clipboardData: data, bubbles: true, cancelable: true})); })()"
        )
        assert browser.run("document.querySelectorAll('.grid td.changed').length") == 2
        browser.click("dialog button.main", "采用改动")
        browser.planned(1)
        assert award(browser, "东山镇") != "112"
        # What a wish would take, by the keyboard alone.
        browser.run("document.querySelector('#plan-table tbody button').focus()")
        browser.press("Enter")
        browser.fill("#wish-东山镇", "150")
        browser.run("document.querySelector('#wish-东山镇').focus()")
        browser.press("Enter")
        browser.until("document.querySelector('dialog .list li')")
        assert "150万元" in browser.text("dialog")
        browser.press("Escape")
        browser.until("!document.querySelector('dialog')")
        # A paper of the state, and a draft judged by it.
        paper = "fetch('/api/desks/0/paper/docx?lang=zh').then((r) => r.headers.get('{}'))"
        assert "attachment" in browser.run(paper.format("content-disposition"))
        draft = office / "draft.csv"
        draft.write_text("单位,合计(万元)\n东山镇,112\n西河镇,81\n合计,200\n", encoding="utf-8")
        browser.click("[data-tool=check]")
        browser.upload("dialog input[type=file]", draft)
        browser.until("document.querySelector('.found td.error')")
        assert "200" in browser.text(".found td.error")
        browser.press("Escape")
        browser.click("[data-tool=lang]")
        browser.until("document.querySelector('.verdict')?.innerText.includes('Proven best')")
        quiet(browser, server)


def test_others_look_and_one_of_them_writes_with_the_pass_phrase(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    words = (PLAN, "--lang", "en", "--share", "write")
    with serving(*words, folder=office, state=state) as server, DeskBrowser() as other:
        browser.visit(server.address)
        browser.planned(0)
        # Another name of this computer has cookies of its own.
        port_and_key = server.others.partition("//")[2].partition(":")[2]
        other.visit(f"http://localhost:{port_and_key}")
        other.planned(0)
        assert "Reading only" in other.text("#head")
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
        assert award(browser, "区水务局") == "50" and "李四 is writing" in browser.text("#head")
        assert browser.run(f"document.querySelector('{FLOOR}').disabled")
        browser.click("[data-tool=pen]", "Take the pen back")
        browser.until(f"!document.querySelector('{FLOOR}').disabled")
        other.until(f"document.querySelector('{FLOOR}').disabled")
        browser.click("[data-tool=history]")
        browser.until("document.querySelector('dialog')?.innerText.includes('李四')")
        quiet(browser, server)


def test_a_plan_goes_into_the_ledger_when_that_is_confirmed(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    book = str(office / "2023.db")
    make_ledger(book)
    words = (PLAN, "--lang", "zh", "--ledger", book)
    with serving(*words, folder=office, state=state) as server:
        browser.visit(server.address)
        browser.planned(0)
        browser.click("[data-tool=ledger]")
        browser.fill("#ledger-month", "2023-03")
        browser.until("document.querySelector('dialog h3')?.innerText.includes('2023')")
        browser.click("dialog .sentence button", "记入台账")
        browser.fill("#approve-name", "第一批")
        browser.click("dialog form button.main")
        # Nothing is written before it is confirmed.
        assert browser.run("document.querySelector('#approve-sure').matches(':invalid')")
        browser.click("#approve-sure")
        browser.click("dialog form button.main")
        browser.until("document.querySelector('#toasts').innerText.includes('30 笔，共 500万元')")
        browser.until("document.querySelector('dialog').innerText.includes('第一批')")
        assert "500" in browser.text("dialog table")
        page = "document.querySelector('#ledger-what')"
        for name in ("progress", "library"):
            browser.run(f"{page}.value = '{name}'; {page}.dispatchEvent(new Event('change'))")
            title = {"progress": "支付进度", "library": "项目库"}[name]
            browser.until(f"document.querySelector('dialog h3')?.innerText.includes('{title}')")
        quiet(browser, server)


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


def test_no_page_has_a_serious_fault_of_access(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    source = axe()
    with serving(PLAN, "--lang", "en", folder=office, state=state) as server:
        for width in (1280, 390):
            browser.visit(server.address, width)
            browser.until("document.querySelector('.verdict')")
            browser.explained()
            accessible(browser, source, f"desk {width}")
            assert browser.run("document.documentElement.scrollWidth") <= width
        browser.visit(server.address)
        browser.until("document.querySelector('#plan-table')")
        browser.click("#plan-table tbody button")
        browser.fill(FLOOR, "100")
        browser.until("document.querySelector('.ways')")
        accessible(browser, source, "no plan")
        browser.click("[data-tool=compare]")
        browser.until("document.querySelector('dialog table')")
        accessible(browser, source, "comparison")
        browser.press("Escape")
        browser.run("location.hash = '#start'")
        browser.click(".tile button.main")
        browser.upload(
            "dialog input[type=file]",
            *sorted((office / "scenarios" / "six-factors" / "facts").iterdir()),
        )
        browser.until("document.querySelector('#wizard-name')")
        accessible(browser, source, "wizard")
        quiet(browser, server)
