"""Every kind of picture, as the page that `--picture FILE.html` writes, draws in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import MISSING, Browser, chromium
from office import Office

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SIX, TOWNS = str(SCENARIOS / "six-factors/plan.yaml"), str(SCENARIOS / "meilan-2023/two-towns.yaml")
COMMANDS = (
    ("benchmark", TOWNS),
    ("explore", "frontier", SIX, "--goals", "evenness,closest_to_target"),
    ("explore", "alternatives", SIX, "--within", "evenness=+0.01", "--count", "3"),
    ("explore", "weights", SIX, "--draws", "5"),
    ("explore", "sweep", TOWNS, "--vary", "rules.industry.at_least=50%,60%"),
)
MARKS = """
new Promise((resolve) => {
  const began = Date.now();
  const look = () => document.querySelector("svg.marks") || Date.now() - began > 20000
    ? resolve(document.querySelectorAll("svg.marks path, svg.marks text").length)
    : setTimeout(look, 20);
  look();
})
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip(MISSING)
    with Browser() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_a_picture_draws_without_a_complaint_and_without_a_network(
    command: tuple[str, ...], browser: Browser, office: Office
) -> None:
    assert office.run(*command, "--picture", "picture.html").code == 0
    browser.console.complaints.clear()
    path = office.folder / "picture.html"
    browser.ask("Page.navigate", url=path.resolve().as_uri())
    drawn = browser.ask("Runtime.evaluate", expression=MARKS, awaitPromise=True, returnByValue=True)
    assert drawn["result"]["value"] > 10
    assert (browser.console.complaints, browser.console.fetched) == ([], [])
