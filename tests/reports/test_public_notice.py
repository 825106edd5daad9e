"""The public notice: our own checker passes it, its figures are the plan's, blanks are honest."""

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import kept_plans
from office import Office
from optalloc.checking.notice import notice_findings
from optalloc.core.message import LANGS, Lang, Words, same
from optalloc.inputs.scenario import FROM_LEDGER
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.present.charts import save
from optalloc.problem.notice_rules import FUND_FIELDS, PROJECT_FIELDS
from optalloc.reports import FORMATS, Report
from optalloc.reports.official.award_table import notes as award_notes
from optalloc.reports.official.context import Subject
from paper_made import (
    NASTY,
    PAPER,
    amounts_of,
    expected,
    web_tables,
    with_paper,
    word_tables,
    word_text,
)
from test_library import LIBRARY

FORMS = ("notice.docx", "notice.html", "notice.txt")
PROJECTS = "projects-60/plan.yaml"


def solved(name: str) -> Solved:
    return kept_plans.solved(LIBRARY[name])


@cache
def notice(name: str, lang: Lang = "zh", unit: str = "") -> dict[str, bytes]:
    told = Report(solved(name), lang, unit or solved(name).problem.unit)
    return {file.name: file.content for file in FORMATS["notice"].files(told)}


def told(content: bytes) -> str:
    return content.decode("utf-8-sig")


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_the_result_is_the_plan_to_the_fen_in_word_and_on_the_page(name: str) -> None:
    if solved(name).best is None:
        return
    for lang, total, unit in (("zh", "合计", ""), ("en", "Total", "元")):
        files = notice(name, lang, unit)  # type: ignore[arg-type]
        assert tuple(files) == FORMS
        for table in (word_tables(files[FORMS[0]])[0], web_tables(files[FORMS[1]])[0]):
            found = amounts_of(table, unit or solved(name).problem.unit)
            assert found == expected(solved(name), total)


def test_plain_text_says_each_row_in_a_line() -> None:
    text = told(notice("meilan-2023/published.yaml")["notice.txt"])
    assert "灵山镇：合计 40.0，市级第二批 18.0，区级配套 22.0\r\n" in text
    assert "\r\n合计：50.0，市级第二批 22.5，区级配套 27.5\r\n" in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_complete_notice_passes_our_own_checker(office: Office, lang: Lang) -> None:
    with_paper(office)
    said = office.run("report", "scenario.yaml", "--format", "notice", "--out", "out", lang=lang)
    assert (said.code, said.err) == (0, "")
    for name in FORMS:
        assert notice_findings(office.folder / "out" / name) == [], name


@pytest.mark.parametrize("lang", LANGS)
def test_a_notice_names_no_file_of_the_office_and_the_plan_does(lang: Lang) -> None:
    """Where a table was taken from a ledger the plan says; what is posted for all does not."""
    plain = solved("meilan-2023/published.yaml")
    taken = FROM_LEDGER + Words(" ledger.db（2023 年）：往年，5 行。", " ledger.db (2023): 5 rows.")
    notes = (taken, same("数据为示例"))
    noted = replace(plain, problem=replace(plain.problem, notes=notes))
    report = Report(noted, lang, "万元")
    for file in FORMATS["notice"].files(report):
        if file.name == "notice.txt":
            assert "数据为示例" in told(file.content) and "ledger.db" not in told(file.content)
    said = [*award_notes(Subject(report))]
    assert any("ledger.db" in note for note in said)


def test_the_period_counts_its_first_day(office: Office) -> None:
    with_paper(office)
    office.run("report", "scenario.yaml", "--format", "notice", "--out", "out")
    text = told((office.folder / "out" / "notice.txt").read_bytes())
    assert "公示期：10天，自2030年3月2日至2030年3月11日，公示于政府网站。" in text
    office.run("report", "scenario.yaml", "--format", "notice", "--out", "out", lang="en")
    text = told((office.folder / "out" / "notice.txt").read_bytes())
    assert "Period: 10 days, 2030-03-02 – 2030-03-11, both counted; shown at the web site." in text


@pytest.mark.parametrize("lang", LANGS)
def test_what_nobody_wrote_is_left_blank_and_our_checker_sees_it(
    office: Office, lang: Lang
) -> None:
    said = office.run("report", "scenario.yaml", "--format", "notice", "--out", "out", lang=lang)
    assert ("公示期限" if lang == "zh" else "for how many days it is shown") in said.err
    for name in FORMS:
        (found,) = notice_findings(office.folder / "out" / name)
        assert (found.kind, found.severity) == ("notice_blank", "warning"), name
        assert ("公示" if lang == "zh" else "shown") in found.words.zh, name


def test_a_notice_of_fewer_than_ten_days_is_refused_with_its_line(office: Office) -> None:
    with_paper(office, PAPER.replace("days: 10", "days: 7"))
    line = (office.folder / "scenario.yaml").read_text("utf-8").splitlines().index(
        "    days: 7"
    ) + 1
    for lang, letter in (
        (
            "zh",
            f"第{line}行 paper.notice.days：应为天数，公示不少于 10 天，最多 365 天，实为 '7'。",
        ),
        (
            "en",
            f"line {line}, paper.notice.days: a number of days, at least 10 and at most 365, "
            "got '7'.",
        ),
    ):
        said = office.run(
            "report", "scenario.yaml", "--format", "notice", "--out", "out", lang=lang
        )
        assert said.code == 3 and letter in said.err
    assert not (office.folder / "out").exists()


def test_every_field_that_papers_ask_for_is_a_heading() -> None:
    for lang in LANGS:
        text = told(notice("meilan-2023/published.yaml", lang)["notice.txt"]).lower()
        for field in FUND_FIELDS:
            assert field.name.say(lang).lower() in text


def test_projects_have_their_fields_and_a_blank_where_the_library_is_silent() -> None:
    table = word_tables(notice(PROJECTS)["notice.docx"])[1]
    assert table[0] == [field.name.zh for field in PROJECT_FIELDS]
    done = solved(PROJECTS)
    assert done.best is not None
    funded = [n for n, fen in done.best.plan.sums("project").items() if fen]
    assert sorted(row[0] for row in table[1:]) == sorted(map(str, funded))
    targets = {p.name: p.marks["绩效目标"] for p in done.problem.projects if p.name in funded}
    assert {row[0]: row[8] for row in table[1:]} == targets
    assert {row[1] for row in table[1:]} == {"〔填写〕"}
    assert all(row[6].startswith("共") and "市级资金" in row[6] for row in table[1:])
    assert web_tables(notice(PROJECTS)["notice.html"])[1] == table


def test_fields_that_the_library_lacks_are_listed() -> None:
    for lang, said in (
        ("zh", "notice.*：项目库没有写明：实施地点（全部 33 个）、建设内容（全部 33 个）"),
        (
            "en",
            "notice.*: the project library does not say: place (all 33), what is built (all 33)",
        ),
    ):
        report = Report(solved(PROJECTS), lang, "万元")  # type: ignore[arg-type]
        remarks = [words.say(report.lang) for words in FORMATS["notice"].remarks(report)]
        assert any(text.startswith(said) for text in remarks)
        assert not any("绩效" in text or "target" in text for text in remarks)


def test_the_librarys_own_columns_fill_the_fields(office: Office) -> None:
    office.put(
        "projects.csv",
        "项目名称,单位,用途,资金需求(万元),建设地点,建设任务,责任单位,中标单位\n"
        "水渠,甲镇,乡村建设,20,甲村,修渠,镇政府,某公司\n大棚,乙镇,产业发展,80,乙村,建棚,,\n",
    )
    office.swap(
        "scenario.yaml",
        ("  needs: needs.csv\n", "  projects: projects.csv\n"),
        ("rules:\n", "rules:\n  funding: {kind: project_funding, how: from_minimum}\n"),
        ("  floor: {amount: 1}\n", ""),
        ("    within: recipient\n", "    within: award\n"),
    )
    said = office.run("report", "scenario.yaml", "--format", "notice", "--out", "out")
    assert said.code == 0, said.err
    rows = web_tables((office.folder / "out" / "notice.html").read_bytes())[1]
    (canal,) = (row for row in rows if row[0] == "水渠")
    assert [canal[i] for i in (1, 2, 4, 5)] == ["甲村", "修渠", "镇政府", "某公司"]
    assert "施工单位及责任人（2 个中 1 个）" in said.err


def test_names_that_look_like_code_come_out_as_text(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "EXTRA", ("a_library_that_is_not_there",))
    rows = "".join(f'"{name}",镇,{3 + i},18600\n' for i, name in enumerate(NASTY))
    office.put("towns.csv", "单位,类型,行政村(个),人均收入(元)\n" + rows)
    office.swap("scenario.yaml", ("  needs: needs.csv\n  earlier: earlier.csv\n", ""))
    said = office.run("report", "scenario.yaml", "--format", "docx,notice", "--out", "out")
    assert said.code == 0, said.err
    out = office.folder / "out"
    assert sorted(p.name for p in out.iterdir()) == [
        "notice.docx",
        "notice.html",
        "notice.txt",
        "plan.docx",
    ]
    for table in (
        word_tables((out / "plan.docx").read_bytes())[0],
        word_tables((out / "notice.docx").read_bytes())[0],
        web_tables((out / "notice.html").read_bytes())[0],
    ):
        assert [row[0] for row in table[1:-1]] == list(NASTY)
    page = (out / "notice.html").read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")


@pytest.mark.slow
def test_papers_of_two_hundred_recipients_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "EXTRA", ("a_library_that_is_not_there",))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
    import papers
    import processes

    found = papers.written("nation", 200, tmp_path)
    assert found["bytes"] > 50_000
    assert found["files"] == 4
    # Here other tests ran before, and the peak is theirs; the command has a process of its own.
    assert processes.told_by(papers.__file__, "nation", "200")["peak"] < 1024


def test_word_page_and_text_say_the_same_sentences() -> None:
    files = notice("six-factors/plan.yaml")
    page = told(files["notice.html"])
    text, word = told(files["notice.txt"]), word_text(files["notice.docx"])
    sentences = [line.strip("　") for line in text.splitlines() if line.startswith("　")]
    assert len(sentences) >= 9
    for sentence in sentences:
        assert sentence in word
        plain = (
            page.replace("<mark>", "")
            .replace("</mark>", "")
            .replace("</b> ", "")
            .replace("<b>", "")
        )
        assert sentence in plain


BOUNDED = """
title: 上下限
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 100}]
  recipients:
    - {单位: 甲镇, 人口: 500, 占比: 3}
    - {单位: 乙镇, 人口: 300, 占比: 6}
    - {单位: 丙镇, 人口: 200, 占比: 8}
  uses: [{用途: 道路}]
indicators:
  人口: {unit: 人, direction: more}
  占比: {unit: "%", direction: more}
targets:
  公式: {kind: bounded_factors, over: batch, weights: {人口: 100%}, eligible: {占比: 5}, BOUND}
rules: {grain: {cell: 1}, spend_whole: {}}
goals: {closest_to_target: {distance: absolute}}
"""


@pytest.mark.parametrize(
    ("bound", "zh", "en"),
    [
        (
            "at_least: 60%",
            ["每个参加的单位不少于60%；这些下限合计超过可分的100万元，各按同一比例压减。"],
            ["these floors are more than the 100万元 there is, and each is reduced alike."],
        ),
        (
            "at_most: 40%",
            [
                "占比低于5%的单位不参加测算；每个参加的单位不超过40%，差额由其他单位按得分再分；"
                "都到上限后还有20万元没有测算额。",
                "甲镇（测算0万元，安排20万元）",
            ],
            ["with all at the cap 20万元 has no target.", "甲镇 (target 0万元, amount 20万元)"],
        ),
    ],
)
@pytest.mark.parametrize("principle", ["", "paper: {principle: 按办法第三条测算。}\n"])
def test_what_a_notice_states_of_bounds_is_what_the_formula_did(
    tmp_path: Path, bound: str, zh: list[str], en: list[str], principle: str
) -> None:
    """Two of three are eligible: 60% for each is more than all, and 40% for each leaves 20."""
    path = tmp_path / "bounded.yaml"
    path.write_text(BOUNDED.replace("BOUND", bound) + principle, encoding="utf-8")
    found = solve(path)
    for lang, expected_words in (("zh", zh), ("en", en)):
        files = FORMATS["notice"].files(Report(found, lang, "万元"))  # type: ignore[arg-type]
        text = told({file.name: file.content for file in files}["notice.txt"])
        for words in expected_words[1:] if principle else expected_words:
            assert words in text
        assert ("按办法第三条测算。" in text) == bool(principle)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "南湖茶园路不得安排（办公会，2024-03-05，用地未批）",
                "项目按得分从高到低依次安排，资金不够的跳过，看下一个",
                "西岭管网必须全额安排（办公会，2024-03-05，上年续建）",
            ],
        ),
        ("en", ["must not be funded", "projects by falling 得分", "must be funded, whole"]),
    ],
)
def test_the_principle_of_a_plan_by_rank_says_the_ranking_and_what_is_decided(
    lang: Lang, said: list[str]
) -> None:
    text = told(notice("council-projects/plan.yaml", lang)["notice.txt"])
    assert all(words in text for words in said)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "2027 区级预计（以后年度，预安排，尚未落实）40万元",
                "南湖加工厂、南湖水厂共110万元，是以后年度的预安排，不是已定的安排。",
            ],
        ),
        (
            "en",
            [
                "2028 市级预计 (of a later year, indicative, only likely) 100万元",
                "南湖加工厂, 南湖水厂 together get 110万元: indicative for later years, and",
            ],
        ),
    ],
)
def test_a_plan_of_several_years_says_what_is_likely_and_what_is_not_decided(
    lang: Lang, said: list[str]
) -> None:
    """By hand: 60 and 50 start in 2027, so that 110 of 220 are indicative."""
    text = told(notice("rolling-3-years/plan.yaml", lang)["notice.txt"])
    likely = {"zh": "尚未落实", "en": "only likely"}[lang]
    assert text.count(likely) == 2  # once a source, in the list of sources alone
    for words in said:
        assert words in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            "其中计入产业发展的130万元：2026 市级、2026 区级中占63.29%，符合不低于55%的要求；2027",
        ),
        (
            "en",
            "Industry gets 130万元: 63.29% of the money of 2026 市级, 2026 区级, where at least",
        ),
    ],
)
def test_floors_of_one_year_each_stand_beside_no_share_of_all_years(lang: Lang, said: str) -> None:
    """By hand: industry has 14 + 21 + 12 + 3 of the 79 given in 2026; 130 of 220 are of no year."""
    text = told(notice("rolling-3-years/plan.yaml", lang)["notice.txt"])
    assert said in text and "59.09%" not in text
