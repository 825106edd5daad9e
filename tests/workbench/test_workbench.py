"""The workbench in a browser: from five tables to a printed comparison, and every part of it."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from desk_browser import DeskBrowser, Server, award, quiet, serving
from six_factor_walk import make_the_six_factor_plan, save_as

from browser import MISSING, chromium
from optalloc.cli.main import guarded
from optalloc.core.money import show_amount
from optalloc.core.solve_options import AUTO
from optalloc.inputs.read import read
from optalloc.pipeline.walk import walk

pytestmark = pytest.mark.slow

if chromium() is None:
    pytest.skip(MISSING, allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
PLAN = "scenarios/six-factors/plan.yaml"
FLOOR = "#set-rules-floor-amount"
CTRL = 2


SAID = {
    "zh": {
        "begin": "开始",
        "make": "做出方案",
        "proven": "已证明最优",
        "none": "没有方案（已证明）",
        "add": "添加",
        "save": "另存",
        "first": "重示范村",
        "second": "有保底",
        "causes": "差别由什么引起",
    },
    "en": {
        "begin": "Begin",
        "make": "Make the plan",
        "proven": "Proven best",
        "none": "No plan (proven)",
        "add": "Add",
        "save": "Save",
        "first": "model villages",
        "second": "with a floor",
        "causes": "What causes the differences",
    },
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_user_makes_compares_and_prints_a_plan(
    lang: str, browser: DeskBrowser, office: Path, state: Path
) -> None:
    said = SAID[lang]
    with serving("--lang", lang, folder=office, state=state) as server:
        browser.visit(server.address)
        browser.click(".tile button.main", said["begin"])
        make_the_six_factor_plan(browser, office)
        # Nothing that was dropped or typed is lost by a reload on the way.
        browser.ask("Page.reload")
        browser.until("document.querySelector('#wizard-name')?.value === '我的方案'")
        browser.click("dialog button.main", said["make"])
        browser.planned(0)
        assert said["proven"] in browser.text(".verdict")
        assert awards(browser) == awards_of(office / PLAN)
        # Two weights, each typed as a number; the rest keep 100% exactly.
        browser.fill("#weight-formula-3-text", "16")
        browser.planned(1)
        browser.fill("#weight-formula-5-text", "25")
        browser.planned(2)
        assert browser.text(".sum output") == "100%"
        assert int(browser.text("#headline .facts div:nth-child(2) dd")) > 0
        save_as(browser, said["save"], said["first"])
        first = awards(browser)
        # A conflict, and the way out of it.
        browser.fill(FLOOR, "100")
        browser.planned(3)
        assert said["none"] in browser.text(".verdict")
        browser.until("document.querySelector('.entry.conflict[data-part=floor]')")
        browser.click(".ways button.main")
        browser.planned(4)
        assert said["proven"] in browser.text(".verdict")
        save_as(browser, said["save"], said["second"])
        second = awards(browser)
        assert second != first and all(int(amount) >= 50 for amount in second.values())
        browser.click("[data-tool=compare]")
        browser.until("document.querySelectorAll('.causes .card').length >= 2")
        shown = browser.text("dialog")
        for words in (said["first"], said["second"], said["causes"], "示范村"):
            assert words in shown
        made = printed(browser)
        for amount in {*first.values(), *second.values()}:
            assert amount in made
        if lang == "en" or has_chinese_font():
            assert said["first"] in made and said["second"] in made
            assert made.split()[0] == {"zh": "比较", "en": "Compare"}[lang]  # from its head on
        quiet(browser, server)
    folder = office / "我的方案"
    made_files = sorted(p.name for p in folder.iterdir() if p.suffix == ".yaml")
    assert made_files == sorted(f"{n}.yaml" for n in ("我的方案", said["first"], said["second"]))
    text = (folder / f"{said['second']}.yaml").read_text(encoding="utf-8")
    assert text.startswith("extends: 我的方案.yaml\n") and "floor:" in text
    for name, seen in ((said["first"], first), (said["second"], second)):
        saved, papers = folder / f"{name}.yaml", office / f"papers of {name}"
        assert awards_of(saved) == seen
        # What was saved at the desk is anybody's scenario: solved, put on paper, checked.
        report = ("report", saved, "--format", "docx", "--out", papers)
        check = ("check", papers / "plan.docx", "--scenario", saved)
        for step in (("solve", saved, "--out", papers / "plan"), report, check):
            assert guarded([*map(str, step), "--lang", lang]) == 0


def awards(browser: DeskBrowser) -> dict[str, str]:
    """Return what every recipient gets, as the table says it."""
    rows = "[...document.querySelectorAll('#plan-table tbody tr:not(.detail)')]"
    cells = "[r.querySelector('th button').lastChild.data, r.querySelector('.award').innerText]"
    return dict(browser.run(f"{rows}.map((r) => {cells})"))


def awards_of(scenario: Path) -> dict[str, str]:
    """Return what every recipient gets in a scenario's own plan [万元]."""
    problem = read(str(scenario))
    best = walk(problem, AUTO).best
    assert best is not None
    given = best.plan.by_recipient
    return {r.name: show_amount(given.get(r.name, 0), problem.unit) for r in problem.recipients}


def printed(browser: DeskBrowser) -> str:
    """Return the words on the paper that the page prints."""
    paper = base64.b64decode(browser.ask("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert paper.startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: what is printed is not read")
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True)
    return found.stdout.decode()


def has_chinese_font() -> bool:
    """Return whether Chinese can be printed here: without a font there are boxes and no words."""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


MEANING = {
    "zh": ("目标", "约束的代价", "可变动的余地", "公平", "并列"),
    "en": ("Goals", "What each rule costs", "Room to move", "Fairness", "Ties"),
}
WORDS = {
    "zh": (
        "已证明最优（精确运算）",
        "已停用",
        "差额平方",
        "最差的相对",
        "应为以万元计的金额",
        "打开时的情景",
    ),
    "en": (
        *("Proven best, in exact arithmetic", "off", "smallest sum of squared"),
        *("smallest worst relative", "an amount in 万元", "As it was opened"),
    ),
}


# The first walk is in both languages; the others in one each.
@pytest.mark.parametrize("lang", ["zh"])
def test_the_desk_answers_and_keeps_what_was_typed(
    lang: str, browser: DeskBrowser, office: Path, state: Path
) -> None:
    proven, off, squared, worst, amount, opened = WORDS[lang]
    server = Server(PLAN, "--lang", lang, folder=office, state=state)
    try:
        browser.visit(server.address)
        browser.run("localStorage.clear()")
        browser.visit(server.address)
        browser.planned(0)
        browser.explained()
        assert proven in browser.text(".verdict")
        for title in MEANING[lang]:
            assert title in browser.text("#meaning")
        assert award(browser, "北岭镇") == "130"
        # Money, a rule off, the goals' order by the keyboard, and back again.
        browser.fill("#pot-中央", "270")
        browser.planned(1)
        assert "510" in browser.text("#headline")
        browser.click("#part-rules-balance")
        browser.planned(2)
        assert off in browser.text("[data-part=balance]")
        browser.run(
            "document.querySelector('[data-part=closest_to_target] .arrows button').focus()"
        )
        browser.press("Enter")
        browser.planned(3)
        assert browser.text("#meaning .list li").startswith(squared)
        browser.run("document.activeElement.blur()")
        browser.press("z", CTRL)
        browser.planned(4)
        assert browser.text("#meaning .list li").startswith(worst)
        # What cannot be used lights up where it was typed, and the last plan stays.
        browser.fill(FLOOR, "a lot")
        browser.until("document.querySelector('#faults .faults')")
        assert browser.run(f"document.querySelector('{FLOOR}').ariaInvalid") == "true"
        assert amount in browser.text("#faults")
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
        server = Server(PLAN, "--lang", lang, folder=office, state=state)
        browser.visit(server.address)
        browser.until("document.querySelector('#plan-table')")
        assert award(browser, "区水务局") == "50"
        assert browser.run("document.querySelector('#pot-中央').value") == "270"
        browser.click("[data-tool=history]")
        browser.until("document.querySelectorAll('dialog ol li').length === 5")
        browser.click("dialog li button", opened)
        browser.until("document.body.dataset.painted === '1'")
        assert award(browser, "区水务局") == "40"
    finally:
        server.close()


@pytest.mark.parametrize(("choice", "lang"), [(0, "zh"), (5, "en")])
def test_a_click_on_a_picture_of_trade_offs_loads_that_plan(
    choice: int, lang: str, browser: DeskBrowser, office: Path, state: Path
) -> None:
    with serving(PLAN, "--lang", lang, folder=office, state=state) as server:
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
        assert SAID[lang]["proven"] in browser.text(".verdict")
        if choice:
            assert f"东山镇 {award(browser, '东山镇')}" in said
        else:
            # The last point is the best by the second goal, with the value that it was shown with.
            assert said.rpartition(" ")[2] in browser.text("#meaning .list li")
        quiet(browser, server)


@pytest.mark.parametrize("lang", ["en"])
def test_tables_wishes_papers_and_checks_are_at_hand(
    lang: str, browser: DeskBrowser, office: Path, state: Path
) -> None:
    with serving(PLAN, "--lang", lang, folder=office, state=state) as server:
        browser.visit(server.address)
        browser.run("localStorage.clear()")
        browser.visit(server.address)
        browser.planned(0)
        # A block as Excel copies it lands in the cells where one is.
        browser.click("[data-card=tables] summary")
        browser.click("[data-card=tables] [data-keyed=recipients] button")
        browser.until("document.querySelector('dialog .grid')")
        browser.paste("dialog tbody tr:nth-child(1) td:nth-child(3) input", "20\t4\n18\t3")
        assert browser.run("document.querySelectorAll('.grid td.changed').length") == 2
        browser.click("dialog button.main", {"zh": "采用改动", "en": "Apply changes"}[lang])
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
        paper = f"fetch('/api/desks/0/paper/docx?lang={lang}')"
        found = browser.run(f"{paper}.then((r) => r.headers.get('content-disposition'))")
        assert "attachment" in found
        draft = office / "draft.csv"
        draft.write_text("单位,合计(万元)\n东山镇,112\n西河镇,81\n合计,200\n", encoding="utf-8")
        browser.click("[data-tool=check]")
        browser.upload("dialog input[type=file]", draft)
        browser.until("document.querySelector('.found td.error')")
        assert "200" in browser.text(".found td.error")
        browser.press("Escape")
        browser.click("[data-tool=lang]")
        other = SAID[{"zh": "en", "en": "zh"}[lang]]["proven"]
        browser.until(f"document.querySelector('.verdict')?.innerText.includes('{other}')")
        quiet(browser, server)
