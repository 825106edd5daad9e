"""What is typed at a desk is taken, or its field says why not; nothing false stands there."""

from pathlib import Path

import pytest
from desk_browser import DeskBrowser, Server, award, quiet, serving

from browser import MISSING, chromium

pytestmark = pytest.mark.slow

if chromium() is None:
    pytest.skip(MISSING, allow_module_level=True)

PLAN = "scenarios/six-factors/plan.yaml"
FLOOR = "#set-rules-floor-amount"
VILLAGES = "#weight-formula-1-text"
READ = "import('/static/fractions.js').then((F) => {0}.map((s) => {{const f = F.readPercent(s);"
READ += " return f && F.exact(f);}}))"


def test_a_bare_number_in_a_weight_is_a_percentage_and_what_is_none_is_said(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    with serving(PLAN, "--lang", "zh", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.planned(0)
        typed = [
            "30",
            "30%",
            "３０",
            "1",
            "0.3",
            "12.5 %",
            "1/3",
            "1／4",
            "-5",
            "abc",
            "",
            "1,5",
            "%",
        ]
        assert browser.run(READ.format(typed)) == [
            *("30%", "30%", "30%", "1%", "0.3%", "12.5%", "1/3", "25%"),
            *(None, None, None, None, None),
        ]
        for number, (text, share) in enumerate([("30", "30%"), ("0.3", "0.3%"), ("1/3", "1/3")], 1):
            browser.fill(VILLAGES, text)
            browser.planned(number)
            assert browser.run(f"document.querySelector('{VILLAGES}').title") == share
            assert browser.text(".sum output") == "100%"
        for text in ("-5", "abc", "101", ""):
            browser.fill(VILLAGES, text)
            browser.until("document.querySelector('.weight .wrong')")
            assert browser.value(VILLAGES) == text
            assert "0 到 100 的百分数" in browser.text(".weight .wrong")
        browser.run(f"document.querySelector('{VILLAGES}').focus()")
        browser.press("Escape")
        assert browser.value(VILLAGES) == "≈33.33" and not browser.text(".weight .wrong")
        # With all others held there is one value only; with some, a most.
        for place in (0, 2, 3, 4):
            browser.click(f"#weight-formula-{place}-hold")
        browser.fill(VILLAGES, "90")
        browser.until("document.querySelector('.weight .wrong')")
        assert "这里最多 ≈48.15%" in browser.text(".weight .wrong")
        browser.click("#weight-formula-5-hold")
        browser.fill(VILLAGES, "10")
        browser.until("document.querySelector('.weight .wrong')?.innerText.includes('只能是')")
        assert "这里只能是 ≈33.33%" in browser.text(".weight .wrong")
        # Money that is cleared, and a refusal of the server, are said at their fields.
        browser.fill("#pot-中央", "")
        browser.until("document.querySelector('.pot .wrong')")
        assert browser.text(".pot .wrong") == "没有采用：请填写金额。"
        browser.fill(FLOOR, "a lot")
        browser.until("document.querySelector('.setting .wrong')")
        assert browser.text(".setting .wrong").startswith("应为以万元计的金额")
        assert "保底 · 金额：" in browser.text("#faults") and "行" not in browser.text("#faults")
        assert "上一个方案：" in browser.text(".verdict")
        assert browser.run("document.body.dataset.painted") == "4"
        quiet(browser, server)


def test_what_cannot_be_done_is_said_in_the_dialog_and_goes_when_it_is_mended(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    taken, none = "is there already", "ends in"
    with serving(PLAN, "--lang", "en", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.planned(0)
        browser.click("[data-tool=save]")
        browser.fill("#save-name", "plan")
        browser.click("dialog button.main")
        browser.until("document.querySelector('dialog .wrong')")
        assert taken in browser.text("dialog .wrong")
        browser.fill("#save-name", "<b>")
        browser.click("dialog button.main")
        browser.until("document.querySelector('dialog .wrong')?.innerText.includes('<b>')")
        browser.fill("#save-name", "another")
        browser.click("dialog button.main")
        browser.until("!document.querySelector('dialog')")
        browser.click("[data-tool=check]")
        (office / "draft.exe").write_text("x", encoding="utf-8")
        browser.upload("dialog input[type=file]", office / "draft.exe")
        browser.until("document.querySelector('dialog .notice')")
        assert none in browser.text("dialog .notice")
        browser.press("Escape")
        browser.until("!document.querySelector('dialog')")
        assert not browser.run("document.querySelectorAll('.toast.bad, .notice').length")
        browser.console.complaints = [  # that a request was refused, the browser says itself
            said for said in browser.console.complaints if "422" not in said
        ]
        quiet(browser, server)


def test_a_field_that_nobody_types_in_follows_and_a_half_typed_one_says_what_changed(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    with (
        serving(PLAN, "--lang", "zh", folder=office, state=state) as server,
        DeskBrowser() as other,
    ):
        for page in (browser, other):
            page.visit(server.address)
            page.planned(0)
        other.run("document.querySelector('#pot-区级').focus()")
        browser.fill("#pot-区级", "108")
        other.planned(1)
        # Tables follow the plan that is painted.
        other.until("document.querySelector('#pot-区级').value === '108'")
        assert "508" in other.text("#headline")
        assert other.run("document.activeElement.id") == "pot-区级"
        other.type("#pot-省级", "139")
        browser.fill("#pot-省级", "150")
        other.planned(2)
        other.until("document.querySelector('.pot .wrong')")
        assert "别处已改为 150" in other.text(".pot .wrong")
        assert other.value("#pot-省级") == "139"
        other.press("Enter")
        other.planned(3)
        browser.planned(3)
        browser.until("document.querySelector('#pot-省级').value === '139'")
        other.until("!document.querySelector('.pot .wrong')")
        # A weight is half typed while another page moves others: its own counts beside theirs.
        other.type(VILLAGES, "2")
        browser.fill("#weight-formula-2-text", "40")
        other.planned(4)
        other.until("document.querySelector('.weight .wrong')")
        assert other.value("#weight-formula-2-text") == "40" and other.value(VILLAGES) == "2"
        other.press("Escape")
        other.until(f"document.querySelector('{VILLAGES}').value === '8'")
        other.run("document.activeElement.blur()")
        assert other.run("document.body.dataset.painted") == "4"
        quiet(browser, server)


@pytest.mark.parametrize("lang", ["zh"])
def test_a_wish_has_ways_of_weights_as_buttons_and_a_killed_server_says_what_is_not_kept(
    lang: str, browser: DeskBrowser, office: Path, state: Path
) -> None:
    lost, kept = {"zh": ("没有记下", "已证明最优"), "en": ("Not kept", "Proven best")}[lang]
    server = Server(PLAN, "--lang", lang, folder=office, state=state)
    try:
        browser.visit(server.address)
        browser.planned(0)
        browser.click("#plan-table tbody button", "东山镇")
        browser.fill("#wish-东山镇", "120")
        browser.click(".wish button")
        browser.click("dialog .way button")
        browser.planned(1)
        assert award(browser, "东山镇") == "120" and kept in browser.text(".verdict")
        server.kill()
        server.close()
        browser.until("document.querySelector('.toast.bad')")
        browser.fill("#pot-省级", "77")
        browser.until("document.querySelector('.pot .wrong')")
        assert lost in browser.text(".pot .wrong")
        browser.click("#part-rules-balance")
        # The figure before may have said so already: the box turns back once its answer is in.
        browser.until(f"document.querySelector('#toasts').innerText.includes('{lost}')")
        browser.until("document.querySelector('#part-rules-balance').checked")
        # The next server has the port of the killed one and a key of its own; once the browser
        # has opened that, the page goes on where it is.
        port = server.address.partition("?")[0]
        server = Server(PLAN, "--lang", lang, folder=office, state=state)
        assert server.address.startswith(port)
        opened = browser.ask("Target.createTarget", url=server.address)["targetId"]
        browser.until("!document.querySelector('.toast.bad')")
        browser.ask("Target.closeTarget", targetId=opened)
        browser.ask("Page.bringToFront")  # what is behind another page is not painted
        assert browser.value("#pot-省级") == "77"
        browser.run("document.querySelector('#pot-省级').focus()")
        browser.press("Enter")
        browser.until("document.querySelector('#headline').innerText.includes('437')")
        assert not browser.text(".pot .wrong")
    finally:
        server.close()


def test_cells_that_are_typed_are_lost_by_no_escape_and_no_reload(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    drop, long = "不要这些改动", "6000 行"
    cell = "dialog tbody tr:nth-child(1) td:nth-child(3) input"
    with serving(PLAN, "--lang", "zh", folder=office, state=state) as server:

        def open_table() -> None:
            browser.click("[data-card=tables] [data-keyed=recipients] button")
            browser.until(f"document.querySelector('{cell}')")

        browser.visit(server.address)
        browser.planned(0)
        browser.click("[data-card=tables] summary")
        open_table()
        browser.type(cell, "20")
        browser.press("Escape")
        browser.press("Escape")
        browser.until("document.querySelector('dialog .leaving')")
        browser.ask("Page.reload")
        browser.planned(0)
        browser.click("[data-card=tables] summary")
        open_table()
        assert browser.value(cell) == "20"
        browser.click("dialog .leaving button, dialog .buttons button:last-child")
        browser.click("dialog .leaving button", drop)
        browser.until("!document.querySelector('dialog')")
        open_table()
        assert browser.value(cell) == "12"
        # Far too many rows are refused with words about them, and nothing is painted or taken.
        browser.paste(cell, "x\t1\n" * 6000)
        assert long in browser.text("dialog .notice")
        assert browser.run("document.querySelectorAll('.grid tbody tr').length") == 6
        browser.press("Escape")
        browser.until("!document.querySelector('dialog')")
        assert browser.run("document.body.dataset.painted") == "0"
        quiet(browser, server)


IN_YUAN = """
title: 元
unit: 万元
tables:
  sources: [{资金来源: 省级, 金额（元）: "1,800,000"}, {资金来源: 县级, 金额（元）: 300000}]
  recipients: [{单位: 东, 村: 1}, {单位: 西, 村: 2}]
  uses: [{用途: 产业}]
indicators: {村: {unit: 个, direction: more}}
targets: {按村: {kind: factors, weights: {村: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}}
goals: {closest_to_target: {distance: absolute}}
"""


def test_money_counts_the_unit_of_its_head_where_the_table_counts_another(
    browser: DeskBrowser, office: Path, state: Path
) -> None:
    """By hand: 1800000元 stand as 180; 200 is 200万元, 230万元 in all; cuts of half do not go."""
    (office / "yuan.yaml").write_text(IN_YUAN, encoding="utf-8")
    with serving("yuan.yaml", "--lang", "zh", folder=office, state=state) as server:
        browser.visit(server.address)
        browser.planned(0)
        assert [browser.value(f"#pot-{name}") for name in ("省级", "县级")] == ["180", "30"]
        browser.fill("#pot-省级", "200")
        browser.planned(1)
        browser.until("document.querySelector('#headline').innerText.includes('230 万元')")
        browser.fill("#pot-县级", "10.5")
        browser.click(".way button", "采用：县级 · 金额 → 11万元")
        browser.planned(3)
        browser.until("document.querySelector('#pot-县级').value === '11'")
        browser.click("[data-tool=tradeoffs]")
        pick = "document.querySelector('#trade-off')"
        browser.run(f"{pick}.value = '0'; {pick}.dispatchEvent(new Event('change'))")
        browser.until("document.querySelectorAll('dialog .point').length > 1")
        assert "省级 (万元)" in browser.text("dialog")
        browser.run("document.querySelector('dialog .point').focus()")
        browser.press("Enter")
        browser.planned(4)
        browser.until("document.querySelector('#pot-省级').value === '160'")
        quiet(browser, server)
