"""The page: every figure that of the plan, names as text, nothing fetched, opened in a browser."""

import re
import shlex
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kept_plans
from browser import MISSING, Browser, chromium
from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.core.money import parse_amount, parse_number
from optalloc.pipeline.solve import compare, solve
from optalloc.pipeline.solved import Solved
from optalloc.present.charts import save
from optalloc.present.charts.save import json_in_a_script
from optalloc.present.html.page import html_of
from optalloc.reports import Report, formats_named, report
from optalloc.reports.comparisons.html import compared_page
from optalloc.reports.formats.html import page_of
from test_library import FOLDER, LIBRARY

pytest.importorskip("altair")

MIB = 1 << 20
MEILAN = FOLDER / "meilan-2023"
SIX = "six-factors/plan.yaml"
NASTY = ("=cmd|'/c calc'!A1", "<script>alert(1)</script>", "../../x", "长" * 200)
HAS_BROWSER = pytest.mark.skipif(chromium() is None, reason=MISSING)


def solved(name: str) -> Solved:
    return kept_plans.solved(LIBRARY[name])


@cache
def page(name: str, lang: Lang = "zh", unit: str = "") -> str:
    done = solved(name)
    return html_of(page_of(Report(done, lang, unit or done.problem.unit))).decode("utf-8")


class Reader(HTMLParser):
    """Notes the elements of a page, the attributes that matter, and the texts of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self.titles: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._inside = tag
        if tag == "script" and ("type", "application/json") not in attrs:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and self.scripts:
            self.scripts[-1] += data
        if self._inside in ("caption", "title", "h1", "h2"):
            self.titles.append(data)


def values(reader: Reader, attribute: str) -> list[str]:
    return [value for _, name, value in reader.attributes if name == attribute]


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_is_one_file_that_fetches_nothing(lang: Lang) -> None:
    read = Reader(page(SIX, lang))
    assert not read.found.keys() & {"link", "img", "iframe", "object", "embed", "form"}
    assert not values(read, "src")
    assert all(link.startswith("#") for link in values(read, "href"))
    assert len(page(SIX, lang).encode()) < 3 * MIB


def test_a_page_lets_no_script_run_but_its_own_two_and_none_by_eval() -> None:
    read = Reader(page(SIX))
    (policy,) = [v for v in values(read, "content") if v.startswith("default-src")]
    digests = [b64encode(sha256(s.encode()).digest()).decode() for s in read.scripts]
    assert len(digests) == 2
    assert f"script-src 'sha256-{digests[0]}' 'sha256-{digests[1]}';" in policy
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_can_be_read_aloud(lang: Lang) -> None:
    read = Reader(page(SIX, lang))
    assert ("html", "lang", "zh-CN" if lang == "zh" else "en") in read.attributes
    assert read.found["table"] == read.found["caption"] > 5
    scopes = Counter(
        value for tag, name, value in read.attributes if (tag, name) == ("th", "scope")
    )
    assert sum(scopes.values()) == read.found["th"]
    assert scopes.keys() == {"col", "row", "rowgroup", "colgroup"}
    assert read.found["h1"] == 1
    named = {value for name in ("id",) for value in values(read, name)}
    assert {*values(read, "aria-labelledby")} <= named
    assert len(named) == len(values(read, "id"))


def test_each_language_says_its_own_titles() -> None:
    zh, en = (Reader(page(SIX, lang)).titles for lang in LANGS)
    assert "分配方案与基准" in zh and "The plan beside the baseline" in en
    chinese = re.compile("[\u4e00-\u9fff]")
    assert all(chinese.search(title) for title in zh)
    own = {title.replace("万元", "") for title in en} - {solved(SIX).problem.title}
    assert not [title for title in own if chinese.search(title)]


def test_the_same_scenario_is_the_same_page() -> None:
    done = solved(SIX)
    again = html_of(page_of(Report(done, "zh", done.problem.unit)))
    assert again.decode() == page(SIX)


def test_no_text_can_leave_a_script() -> None:
    text = json_in_a_script({"a": "</script><!--<script>&\u2028\u2029"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert text.isascii()


def without_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "find_spec", lambda name: None)


def test_where_the_install_is_not_whole_the_letter_sends_to_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_what_draws(monkeypatch)
    with pytest.raises(InputUnusable) as refused:
        formats_named("html")
    assert refused.value.exit_code == 3
    assert "网页：安装得不全。请运行 optalloc doctor。" in refused.value.letter("zh")
    assert "the page: a package of the default install is missing" in refused.value.letter("en")
    with pytest.raises(InputUnusable):
        report(LIBRARY[SIX], "html", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


TABLE = """
(() => {
  const table = document.getElementById(%r);
  const read = (row) => Array.from(row.cells, (cell) => cell.textContent);
  return {
    rows: Array.from(table.tBodies).flatMap((body) => Array.from(body.rows, read)),
    foot: table.tFoot ? read(table.tFoot.rows[0]) : [],
  };
})()
"""
PICTURES = """
(() => {
  const places = Array.from(document.querySelectorAll(".chart"));
  const marks = "svg .mark-rect path, svg .mark-symbol path";
  return {
    places: places.length,
    drawn: places.filter((p) => p.querySelector(marks)).length,
  };
})()
"""


def opened(browser: Browser, text: str, folder: Path, width: int = 1280) -> None:
    """Open a page, and fail when its console says anything or a picture is not drawn."""
    path = folder / "opened.html"
    path.write_text(text, encoding="utf-8")
    said = browser.open(path, width)
    assert said.complaints == [] and said.dialogs == [] and said.fetched == []
    pictures = browser.run(PICTURES)
    assert pictures["places"] == pictures["drawn"] > 0
    assert browser.run("document.documentElement.scrollWidth") <= width


def money(cells: Sequence[str], unit: str) -> list[int]:
    return [parse_amount(cell.lstrip("+"), unit) for cell in cells]


@pytest.mark.slow
@HAS_BROWSER
@pytest.mark.parametrize("name", LIBRARY)
def test_every_figure_of_a_page_in_a_browser_is_that_of_the_plan(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    done = solved(name)
    if done.best is None:
        pytest.skip("there is no plan to report")
    lang: Lang = LANGS[len(name) % 2]
    unit = ("元", "万元", "亿元")[len(name) % 3]
    opened(browser, page(name, lang, unit), tmp_path)
    awards = browser.run(TABLE % "awards")
    keys = [tuple(row[:-1]) for row in awards["rows"]]
    fen = money([row[-1] for row in awards["rows"]], unit)
    has_projects = bool(done.problem.projects)
    assert dict(zip(keys, fen, strict=True)) == {
        (a.recipient, a.source, a.use, *([a.project or ""] * has_projects)): a.amount
        for a in done.best.plan.awards
    }
    totals = browser.run(TABLE % "recipients")
    for row, change in zip(totals["rows"], done.changes, strict=True):
        assert row[0] == change.recipient
        assert money(row[-4:-1], unit) == [change.amount, change.against, change.change]
    assert money(totals["foot"][-4:-3], unit) == [done.best.plan.total]


@HAS_BROWSER
def test_score_sheet_and_waterfall_add_up_as_they_are_shown(
    browser: Browser, tmp_path: Path
) -> None:
    opened(browser, page(SIX), tmp_path)
    scores, sums = browser.run(TABLE % "scores-table")["rows"], Fraction(0)
    for row in scores:
        amount = parse_number(row[-1])
        if row[-6] == "测算额":
            assert sums == amount
        sums = Fraction(0) if row[-6] == "测算额" else sums + amount
    ways = browser.run(TABLE % "ways")["rows"]
    for row in ways:
        figures = [parse_number(cell.lstrip("+")) for cell in row[1:]]
        assert sum(figures[:-1]) == figures[-1]
    assert {row[0]: parse_amount(row[-1], "万元") for row in ways} == {
        change.recipient: change.amount for change in solved(SIX).changes
    }


def nasty_office(office: Office) -> Solved:
    """Return an office whose towns, sources, uses, clauses, title and notes mean harm."""
    head = "单位,类型,行政村(个),人均收入(元)\n"
    towns = "".join(f'"{name}",镇,{3 + i},{17000 + i}\n' for i, name in enumerate(NASTY))
    office.put("towns.csv", head + towns)
    office.put("needs.csv", "单位,用途,需求(万元)\n" + f'"{NASTY[1]}",产业发展,80\n')
    office.put("earlier.csv", f'单位,资金来源,用途,金额(万元)\n"{NASTY[1]}",第一批,产业发展,20\n')
    harm = "<img src=x onerror=alert(1)>"
    office.swap(
        "scenario.yaml",
        (
            "title: 试验",
            f"title: '{harm}'\nnotes: ['</script><script>alert(2)</script>', '{harm}']",
        ),
        ("市级: 45, 区级: 55", f"'{harm}': 45, 区级: 55"),
        ("floor: {amount: 1}", f"floor: {{amount: 1, cite: '{harm}'}}"),
    )
    office.swap("sources.csv", ("市级,市级", f"{harm},市级"))
    return solve(office.folder / "scenario.yaml")


@pytest.mark.slow
@HAS_BROWSER
@pytest.mark.parametrize("width", [390, 1280])
def test_names_that_mean_harm_are_text_in_a_real_browser(
    office: Office, browser: Browser, width: int, tmp_path: Path
) -> None:
    done = nasty_office(office)
    text = html_of(page_of(Report(done, "zh", "万元"))).decode()
    opened(browser, text, tmp_path, width)
    assert browser.run("document.scripts.length") == 3
    assert (
        browser.run("document.querySelectorAll('img,iframe,object,body script script').length") == 0
    )
    rows = browser.run(TABLE % "recipients")["rows"]
    assert [row[0] for row in rows] == list(NASTY)
    pointed = browser.run("""(() => {
      const mark = document.querySelector("#picture-amounts .mark-rect path");
      mark.scrollIntoView({block: "center"});
      const box = mark.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    })()""")
    browser.point(*pointed)
    tooltip = "document.getElementById('vg-tooltip-element')"
    assert NASTY[0] in browser.run(f"{tooltip}.textContent")
    assert browser.run(f"{tooltip}.querySelectorAll('img,script').length") == 0
    assert browser.console.dialogs == [] and browser.console.complaints == []


def many(office: Office, towns: int) -> str:
    """Return the page of an office with many towns."""
    head = "单位,类型,行政村(个),人均收入(元)\n"
    rows = "".join(f"第{i}镇,镇,{3 + i % 9},{17000 + i % 7}\n" for i in range(towns))
    office.put("towns.csv", head + rows)
    office.put("needs.csv", "单位,用途,需求(万元)\n第1镇,产业发展,80\n")
    office.put("earlier.csv", "单位,资金来源,用途,金额(万元)\n第1镇,第一批,产业发展,20\n")
    office.swap("scenario.yaml", ("  floor: {amount: 1}\n", ""))
    return html_of(page_of(Report(solve("scenario.yaml"), "zh", "万元"))).decode()


@pytest.mark.slow
@HAS_BROWSER
def test_long_tables_are_folded_and_can_be_filtered(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    opened(browser, many(office, 120), tmp_path, 390)
    found = browser.run("""(() => {
      const table = document.getElementById("recipients"), box = table.closest("details");
      const was = box.open;
      box.open = true;
      const input = document.querySelector("input[data-filter=recipients]");
      input.value = "第11"; input.dispatchEvent(new Event("input"));
      const shown = Array.from(table.tBodies[0].rows).filter((row) => row.offsetParent);
      const names = shown.map((row) => row.cells[0].textContent);
      return [was, names, box.querySelector("output").textContent];
    })()""")
    assert found[0] is False
    assert found[1] == [f"第{i}镇" for i in range(120) if str(i).startswith("11")]
    assert found[2] == "11 / 120"
    assert browser.run("document.querySelectorAll('.small .chart').length") <= 30


@pytest.mark.slow
@HAS_BROWSER
def test_on_paper_no_picture_is_cut_and_nothing_is_wider_than_the_sheet(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    sheet, printable = 703, 1017  # A4 without its margins, in CSS pixels
    text = many(office, 60)
    for side in (text, page(SIX)):
        opened(browser, side, tmp_path, sheet)
        browser.ask("Emulation.setEmulatedMedia", media="print")
        figures = "Array.from(document.querySelectorAll('figure'))"
        heights = browser.run(f"{figures}.map((f) => f.getBoundingClientRect().height)")
        wide = browser.run("document.documentElement.scrollWidth")
        hidden = browser.run("getComputedStyle(document.querySelector('nav')).display")
        paper = b64decode(browser.ask("Page.printToPDF", preferCSSPageSize=True)["data"])
        browser.ask("Emulation.setEmulatedMedia", media="")
        assert max(heights) <= printable and wide <= sheet and hidden == "none"
        assert paper.startswith(b"%PDF")


MEILANS = [MEILAN / f"{name}.yaml" for name in ("published", "four-towns", "whole-wan")]


@cache
def compared() -> tuple[Solved, ...]:
    return tuple(compare(MEILANS))


@pytest.mark.slow
@HAS_BROWSER
@pytest.mark.parametrize("lang", LANGS)
def test_scenarios_side_by_side_have_the_figures_of_their_plans(
    lang: Lang, browser: Browser, tmp_path: Path
) -> None:
    plans = compared()
    text = html_of(compared_page(plans, lang, "元")).decode()
    opened(browser, text, tmp_path, 390)
    rows = browser.run(TABLE % "totals-table")
    published, four = (p.best.plan.by_recipient for p in plans[:2] if p.best)
    assert len(rows["rows"]) == 4
    for name, first, second, third, less in rows["rows"]:
        has = name in published
        assert first == (str(published[name] // 100) if has else "—")
        assert parse_amount(second, "元") == four[name]
        assert parse_amount(less.lstrip("+"), "元") == four[name] - published.get(name, 0)
        assert third == "—"
    assert rows["foot"][1:] == ["500000", "500000", "—", "0"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["meilan-2023/two-towns.yaml", "projects-60/plan.yaml"])
def test_a_page_in_another_unit_says_no_amount_in_the_old_one(name: str) -> None:
    text = page(name, "zh", "元")
    assert "万元" in page(name) and "万元" not in text[text.index("<main") :]
    total = solved(name).best
    assert total is not None and f"{total.plan.total // 100}元" in text


@HAS_BROWSER
def test_every_picture_says_what_it_is_of_to_who_cannot_see_it(
    browser: Browser, tmp_path: Path
) -> None:
    opened(browser, page(SIX, "en"), tmp_path)
    labels = browser.run("""
      Array.from(document.querySelectorAll(".chart[aria-label], .chart [aria-label]"),
        (node) => node.getAttribute("aria-label"))
    """)
    names = [recipient.name for recipient in solved(SIX).problem.recipients]
    assert labels == ["Amounts and baseline", "Difference to the baseline", *names]


@HAS_BROWSER
def test_a_picture_can_be_saved(browser: Browser, tmp_path: Path) -> None:
    opened(browser, page(SIX), tmp_path)
    links = browser.run("""(async () => {
      const links = Array.from(document.querySelectorAll("#picture-amounts .vega-actions a"));
      for (const link of links) {
        link.dispatchEvent(new MouseEvent("mousedown", {bubbles: true}));
        while (link.href.endsWith("#")) await new Promise((go) => setTimeout(go, 20));
      }
      return links.map((link) => [link.download, link.href.slice(0, 10), link.textContent]);
    })()""")
    assert links == [
        ["amounts.svg", "blob:null/", "另存为 SVG"],
        ["amounts.png", "data:image", "另存为 PNG"],
    ]
    assert browser.console.complaints == []


def test_a_comparison_is_written_as_a_page_too(office: Office) -> None:
    done = office.run("compare", "scenario.yaml", "scenario.yaml", "--out", "out", lang="en")
    assert (done.code, done.err) == (0, "")
    text = (office.folder / "out" / "comparison.html").read_text(encoding="utf-8")
    assert "<h1>2 scenarios side by side</h1>" in text


def test_a_comparison_where_the_install_is_not_whole_says_that_the_page_is_left_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_what_draws(monkeypatch)
    done = office.run("compare", "scenario.yaml", "--out", "out")
    assert done.code == 0
    assert done.err == (
        "comparison.html，不能使用：\n  网页：安装得不全。请运行 optalloc doctor。\n"
    )
    assert [path.name for path in (office.folder / "out").iterdir()] == ["comparison.xlsx"]


SHOWN = re.compile(r"^\$ optalloc (.*)\n((?:.+\n)*?)```", re.MULTILINE)


@pytest.mark.slow
def test_the_commands_of_the_document_run_and_print_what_it_shows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("scenarios", "models"):
        (office.folder / folder).symlink_to(FOLDER.parent / folder)
    found = SHOWN.findall((FOLDER.parent / "docs" / "page.md").read_text(encoding="utf-8"))
    assert len(found) == 3
    for command, shown in found:
        *words, option, lang = shlex.split(command)
        assert option == "--lang"
        done = office.run(*words, lang=lang)
        assert done.code == 0, done.err
        assert done.out == shown or not shown
