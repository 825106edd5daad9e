"""Papers say what the screen says: what looks wrong in the facts, and money beside projects."""

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document

from office import Office

BESIDE = """
unit: 万元
tables:
  sources: [{资金来源: 市级, 层级: 市级, 金额: 100}]
  recipients: [{单位: 东河镇}, {单位: 西岭镇}]
  uses: [{用途: 产业, 产业: 是}]
  projects:
    - {项目名称: 东河冷库, 单位: 东河镇, 用途: 产业, 资金需求: 500000, 受益人数: 620}
    - {项目名称: 西岭管网, 单位: 西岭镇, 用途: 产业, 资金需求: 40, 受益人数: 450}
targets: {定额: {kind: fixed, amounts: {东河镇: 60, 西岭镇: 40}}}
rules:
  grain: {cell: 1}
  spend_whole: {}
  project_funding: {how: whole, beside: true}
goals: {受益: {kind: project_benefit, column: 受益人数, unit: 人}}
"""
SAID = {
    "zh": ("请核对：", "相差 5000 倍", "另有 60万元 安排在项目以外。", "项目以外也可以安排"),
    "en": ("Please check: ", "5000 times apart", "Another 60万元 go to no project.", "beside"),
}
"""A need of 500040 beside 100万元 looks like yuan; 40 of the 100 go to the project that fits."""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_word_and_workbook_say_what_the_screen_says(office: Office, lang: Any) -> None:
    check, apart, beside, rule = SAID[lang]
    office.put("plan.yaml", BESIDE)
    screen = office.run("solve", "plan.yaml", lang=lang).out
    for said in (check, apart, beside, rule):
        assert said in screen
    done = office.run("report", "plan.yaml", "--out", "out", lang=lang)
    assert done.code == 0 and check in done.err and apart in done.err
    made = office.there()
    page = made["out/page.html"].decode("utf-8")
    for said in (check, apart, beside, rule):
        assert said in page
    word = "\n".join(p.text for p in Document(BytesIO(made["out/plan.docx"])).paragraphs)
    assert beside.replace(" 60万元 ", "60万元" if lang == "zh" else " 60万元 ") in word
    assert rule in word and apart not in word  # a doubt is for whoever makes the paper
    notes = openpyxl.load_workbook(BytesIO(made["out/plan.xlsx"]))[
        "说明" if lang == "zh" else "Notes"
    ]
    (told,) = (b for a, b in notes.iter_rows(max_col=2, values_only=True) if apart in str(b))
    assert told


def test_json_of_report_has_the_warnings_among_its_remarks(office: Office) -> None:
    office.put("plan.yaml", BESIDE)
    done = office.run("report", "plan.yaml", "--format", "html", "--out", "out", "--json")
    assert json.loads(done.out)["remarks"][0].startswith("请核对：项目需求合计 500040万元")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_and_compare_say_it_too(office: Office, lang: Any) -> None:
    check, apart, *_ = SAID[lang]
    office.put("plan.yaml", BESIDE)
    for command in (("explain", "plan.yaml"), ("explain", "plan.yaml", "--why")):
        said = office.run(*command, lang=lang).out
        assert said.count(check) == 1 and apart in said
    both = office.run("compare", "plan.yaml", "plan.yaml", "--out", "out", lang=lang)
    assert both.out.count(check) == 2 and apart in both.out
    made = office.there()
    assert made["out/comparison.html"].decode("utf-8").count(check) == 2
    book = openpyxl.load_workbook(BytesIO(made["out/comparison.xlsx"]))
    cells = [str(c.value) for sheet in book for row in sheet for c in row]
    assert sum(check in cell for cell in cells) == 2
