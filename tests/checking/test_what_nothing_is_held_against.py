"""What a plan is held against is in no sum; what nothing is held against is said; whose file."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import checked, grave, of_kind, only, put, roles

from office import Office
from optalloc.checking import check
from optalloc.core.errors import InputUnusable

COMPARED = (
    "单位,测算额(万元),合计(万元),基准(万元),差额(万元),差额%\n"
    "甲镇,11.5,12,11,+1,+9.1%\n乙镇,8.2,8,8,0,0.0%\n丙镇,5.3,5,6,-1,-16.7%\n"
    "合计,25,25,25,0,\n"
)


def left(folder: Path, text: str) -> str:
    """Return what a report says of figures that nothing was held against."""
    return "".join(f.words.zh for f in of_kind(checked(folder, text), "not_compared"))


@pytest.mark.parametrize(
    "heads", ["基准,差额,差额%", "因素法基准,差额,差额%", "baseline,change,change %"]
)
def test_a_baseline_and_a_difference_are_no_parts_of_a_sum(tmp_path: Path, heads: str) -> None:
    base, off, percent = heads.split(",")
    text = COMPARED.replace("基准", base).replace("差额%", percent).replace("差额(", f"{off}(")
    found = checked(tmp_path, text)
    assert only(found).parts == {} and grave(found) == []


@pytest.mark.parametrize(
    ("right", "wrong", "cells"),
    [
        ("甲镇,11.5,12,11,+1", "甲镇,11.5,13,11,+1", {"E2", "F2", "C5"}),
        ("甲镇,11.5,12,11,+1", "甲镇,11.5,12,11,+2", {"E2", "E5"}),
        ("甲镇,11.5,12,11,+1", "甲镇,11.5,12,10,+1", {"E2", "F2", "D5"}),
        ("+9.1%", "+9.4%", {"F2"}),
    ],
)
def test_a_wrong_figure_beside_a_baseline_is_told(
    tmp_path: Path, right: str, wrong: str, cells: set[str]
) -> None:
    found = checked(tmp_path, COMPARED.replace(right, wrong))
    assert {cell for _, cell in grave(found)} == cells


def test_two_ways_of_giving_are_parts_of_what_is_given(tmp_path: Path) -> None:
    rows = "甲,1,2,3\n乙,2,2,4\n丙,5,1,6\n合计,8,5,13\n"
    found = checked(tmp_path, f"单位,因素法,项目法,合计(万元)\n{rows}")
    assert only(found).parts == {3: (1, 2)}


def test_steps_lead_from_a_target_to_an_award(tmp_path: Path) -> None:
    head = "单位,测算额(万元),【保底】,取整,安排额(万元)\n"
    rows = "甲镇,11.4444,+5,-0.4444,16\n乙镇,8.2,-2,-0.2,6\n丙镇,5.3556,-3,-0.3556,2\n"
    assert grave(checked(tmp_path, f"{head}{rows}合计,25,0,-1,24\n")) == []
    wrong = rows.replace("+5", "+6")
    assert ("difference", "E2") in grave(checked(tmp_path, f"{head}{wrong}合计,25,0,-1,24\n"))
    near = rows.replace("-0.4444", "-0.4446")
    assert ("difference", "E2") in grave(checked(tmp_path, f"{head}{near}合计,25,0,-1,24\n"))


def test_figures_that_nothing_is_held_against_are_listed_with_the_reason(tmp_path: Path) -> None:
    text = "单位,金额(万元),系数\n甲镇,10,1.5\n乙镇,20,0.8\n"
    assert left(tmp_path, text) == (
        "没有可以对照的数：金额（没有合计行）、系数（不相加，也看不出怎样算来）"
    )
    assert "金额" not in left(tmp_path, f"{text}合计,30,\n")
    rows = "甲镇,7,10\n乙镇,9,20\n丙镇,1,40\n"
    assert "合计（没有哪几列相加等于它）" in left(tmp_path, f"单位,金额(万元),合计(万元)\n{rows}")


def test_a_head_that_is_no_known_source_is_said_to_be_compared_with_nothing(tmp_path: Path) -> None:
    rows = "甲镇,10,3\n乙镇,20,4\n合计,30,99\n"
    text = left(tmp_path, f"单位,金额(万元),帮扶\n{rows}")
    assert text == "没有可以对照的数：帮扶（不相加，也看不出怎样算来）"


def test_two_tables_of_one_file_that_tell_a_recipient_differently(tmp_path: Path) -> None:
    short = "单位,金额(万元)\n甲镇,10\n乙镇,20\n丙镇,30\n丁镇,40\n"
    other = short.replace("金额", "安排金额").replace("乙镇,20", "乙镇,25")
    (found,) = of_kind(checked(tmp_path, f"{short}\n分配结果,\n{other}"), "across")
    assert (found.severity, found.where.name, found.came) == ("warning", "乙镇", "25万元")
    lots = short.replace("10", "5").replace("20", "5").replace("30", "5").replace("40", "5")
    again = lots.replace("金额", "安排金额").replace("乙镇,5", "乙镇,9")
    assert of_kind(checked(tmp_path, f"{lots}\n第二批,\n{again}"), "across") == []


def test_a_paper_is_held_against_its_own_tables(tmp_path: Path) -> None:
    rows = "<tr><th>单位<th>金额(万元)<tr><td>甲镇<td>10<tr><td>乙镇<td>20<tr><td>合计<td>30"
    page = "<html><p>共安排<b>30</b>万元，其中甲镇<b>{}</b>万元。</p><table>{}</table></html>"
    assert grave(check(put(tmp_path, page.format(10, rows), "p.html"))) == []
    (found,) = of_kind(check(put(tmp_path, page.format(11, rows), "p.html")), "prose")
    assert (found.severity, found.expected.zh) == ("warning", "10万元")


def test_sums_by_source_and_by_use_are_both_held_against_a_total(tmp_path: Path) -> None:
    text = (
        ",资金来源,,用途,,\n单位,市级,区级,产业,饮水,合计(万元)\n"
        "甲镇,1,2,2,1,3\n乙镇,2,2,3,1,4\n丙镇,5,1,4,2,6\n丁镇,1,1,1,1,2\n合计,9,6,10,5,15\n"
    )
    assert grave(checked(tmp_path, text)) == []
    wrong = text.replace("乙镇,2,2,3,1,4", "乙镇,2,2,3,2,4").replace("10,5,15", "10,6,15")
    assert ("sum_row", "F4") in grave(checked(tmp_path, wrong))


def test_what_agrees_by_chance_is_no_sum(tmp_path: Path) -> None:
    """Each use gets what each source gives in most rows; a source's subtotal sums its own uses."""
    head = ",,市级,,,按用途,\n单位,合计(万元),小计,产业,饮水,产业,饮水\n"
    rows = "甲镇,20,10,5,5,10,10\n乙镇,40,20,10,10,20,20\n丙镇,60,30,15,15,30,30\n"
    text = f"{head}{rows}丁镇,30,14,7,7,15,15\n戊镇,26,12,6,6,14,12\n合计,176,86,43,43,89,87\n"
    assert [c for _, c in grave(checked(tmp_path, text)) if c and c[0] in "CDEFG"] == []


def test_a_factor_counted_in_money_is_no_money_of_a_plan(tmp_path: Path) -> None:
    head = "单位,收入,,测算额合计(万元)\n,数据（万元）,占比,\n"
    (sheet,) = checked(tmp_path, f"{head}甲镇,30,30%,3\n乙镇,70,70%,7\n合计,100,100%,10\n").sheets
    assert sheet.columns[1].role == "indicator"


def test_a_round_ratio_is_said_where_rounding_moved_the_sums(tmp_path: Path) -> None:
    totals = (10, 21, 32, 43, 54, 65)
    rows = [(t, round(t * 0.45 + 0.01)) for t in totals]
    text = "".join(f"镇{t},{a},{t - a}\n" for t, a in rows)
    (found,) = of_kind(checked(tmp_path, f"单位,市级(万元),区级(万元)\n{text}"), "split")
    assert found.came == "45:55"


def folder_of(path: Path) -> Path:
    """Make a folder that holds a plan as `solve --out` writes it."""
    path.mkdir()
    put(path, "单位,金额(万元)\n甲镇,10\n合计,11\n", "plan.csv")
    put(path, "{}", "certificate.json")
    return path


def test_the_folder_of_a_plan_is_checked_by_its_plan(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "out")
    assert check(folder).file.endswith("plan.csv") and check(folder).has_errors
    book = openpyxl.Workbook()
    for row in (["单位", "金额(万元)"], ["甲镇", 10], ["合计", 10]):
        book.active.append(row)
    book.save(folder / "plan.xlsx")
    assert check(folder).file.endswith("plan.xlsx") and not check(folder).has_errors


def test_any_other_folder_gets_a_letter_that_names_its_tables(tmp_path: Path) -> None:
    put(tmp_path, "单位,金额\n甲,1\n", "a.csv")
    with pytest.raises(InputUnusable) as error:
        check(tmp_path)
    assert "应是一张表的文件，不是文件夹。里面有 a.csv，请写 optalloc check" in error.value.letter(
        "zh"
    )
    assert "say optalloc check" in error.value.letter("en")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("out/plan.csv", "--certificate"), 2, "只核对表格请去掉 --certificate"),
        (("out/plan.csv", "--certificate", "--no-input"), 2, "应为证书文件"),
        (("--certificate", "out/plan.csv"), 3, "核对证明请写 --certificate out/certificate.json"),
        (
            ("out/plan.csv", "--certificate", "out/certificate.json"),
            3,
            "核对表格请去掉 --certificate",
        ),
    ],
)
def test_what_is_no_certificate_gets_a_letter_with_what_to_do(
    office: Office, words: tuple[str, ...], code: int, told: str
) -> None:
    folder_of(office.folder / "out")
    said = office.run("check", *words, lang="zh")
    assert said.code == code and told in said.err


def test_a_hidden_sheet_says_what_to_do(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("旧表")):
        for row in (["单位", "金额(万元)"], ["甲镇", 10], ["合计", 10]):
            sheet.append(row)
    book["旧表"].sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    (found,) = of_kind(check(tmp_path / "t.xlsx"), "hidden")
    assert "请取消隐藏，不用请删除" in found.words.zh and "unhide it" in found.words.en


def test_the_roles_of_our_own_sheets_are_known(tmp_path: Path) -> None:
    rows = "甲镇,1.5,2,1,1,0.5\n乙镇,2.5,2,3,-1,-0.5\n合计,4,4,4,0,0\n"
    head = "单位,测算额(万元),方案(万元),基准（最大余数法）(万元),方案－基准(万元)"
    found = checked(tmp_path, f"{head},方案－测算额(万元)\n{rows}")
    assert set(roles(only(found)).values()) == {"recipient", "amount"}
    assert grave(found) == [] and of_kind(found, "not_compared") == []


@pytest.mark.parametrize(
    ("said", "wrong"), [(30, []), (39, ["写“本次共安排39万元”，表中合计为 30万元"])]
)
def test_the_words_of_a_page_that_a_table_lays_out_are_read(
    said: int, wrong: list[str], tmp_path: Path
) -> None:
    """Older pages of offices stand as a whole in a cell of a table; 10 + 20 = 30."""
    rows = "".join(
        f"<tr><td>{name}</td><td>{amount}</td></tr>"
        for name, amount in (("乡镇", "金额（万元）"), ("甲镇", 10), ("乙镇", 20), ("合计", 30))
    )
    page = f"<table><tr><td><p>本次共安排{said}万元。</p><table>{rows}</table></td></tr></table>"
    found = check(put(tmp_path, f"<html><body>{page}</body></html>", "p.html"))
    assert [f.words.zh for f in of_kind(found, "prose")] == wrong
