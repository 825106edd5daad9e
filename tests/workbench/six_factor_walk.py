"""The walk of docs/workbench.md: what a new user types to make the six-factor plan from tables."""

from pathlib import Path

from desk_browser import DeskBrowser

WEIGHTS = {
    "有衔接任务行政村": 20,
    "脱贫村": 10,
    "脱贫人口": 25,
    "示范村": 10,
    "产业项目需求": 20,
    "监测对象": 15,
}


def make_the_six_factor_plan(browser: DeskBrowser, office: Path) -> None:
    """Drop the five tables and type what the model of the six factors says."""
    tables = sorted((office / "scenarios" / "six-factors" / "facts").iterdir())
    assert len(tables) == 5
    browser.upload("dialog input[type=file]", *tables)
    browser.fill("#wizard-sum-0", "监测对象")
    browser.fill("#wizard-sum-0-1", "2")
    for name, weight in WEIGHTS.items():
        browser.fill(f"[aria-label^='{name} '][inputmode]", str(weight))
    browser.fill("#wizard-fixed-0", "60")
    browser.fill("#wizard-fixed-1", "40")
    browser.click("#wizard-rule-5")
    browser.fill("#wizard-name", "我的方案")
    kept = "fetch('/api/new/draft').then((r) => r.json()).then((d) => d.draft?.name)"
    while browser.run(kept) != "我的方案":
        pass


def save_as(browser: DeskBrowser, button: str, name: str) -> None:
    """Save the state as a scenario."""
    browser.click("[data-tool=save]")
    browser.fill("#save-name", name)
    browser.click("dialog button.main", button)
    browser.until("!document.querySelector('dialog')")
