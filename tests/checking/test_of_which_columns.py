"""What a column has of which is in it already: it may be all of it, less, and never more."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import checked, column, grave, of_kind, only, put, roles

from optalloc.checking import Checked, check
from optalloc.inputs.read import read

SCENARIO = """title: t
unit: 万元
tables:
  sources: [{资金来源: 中央, 金额: 32}, {资金来源: 省级, 金额: 13}]
  uses: [{用途: 产业}]
  recipients: [{单位: 甲镇, 村数: 1}, {单位: 乙镇, 村数: 2}, {单位: 丙镇, 村数: 3}]
indicators:
  村数: {unit: 个, direction: more, source: t}
targets:
  t: {kind: factors, weights: {村数: 100%}}
rules:
  grain: {cell: 0.01}
  spend_whole: {}
goals:
  close: {kind: closest_to_target, distance: absolute}
"""
ALL = ((10, 20), (20, 30), (25, 15), (30, 30))
SOME = ((10, 10), (20, 10), (25, 5), (30, 10))
TOWNS = "甲乙丙丁"


def table(head: str, parts: tuple[tuple[int, int], ...], order: str = "wab") -> str:
    """Return four towns and their total; the whole is the sum of ALL."""
    lines = [(f"{t}镇", sum(a), *p) for t, a, p in zip(TOWNS, ALL, parts, strict=True)]
    lines.append(("合计", *(sum(line[k] for line in lines) for k in (1, 2, 3))))
    at = {"w": 1, "a": 2, "b": 3}
    body = [",".join(str(v) for v in (x[0], *(x[at[k]] for k in order))) for x in lines]
    return "\n".join([head, *body]) + "\n"


HEADS = [
    ("单位,资金合计(万元),其中：中央,其中：省级", "wab"),
    ("单位,资金合计(万元),其中:产业,#其中:设施", "wab"),
    ("单位,金额(万元),其中：产业,其中：设施", "wab"),
    ("单位,安排资金(万元),其中产业,其中设施", "wab"),
    ("单位,其中：中央(万元),其中：省级(万元),资金合计(万元)", "abw"),
    ("单位,其中：产业(万元),其中：设施(万元),安排资金(万元)", "abw"),
    ("town,amount(万元),of which: roads,of which: water", "wab"),
]


@pytest.mark.parametrize(("head", "order"), HEADS)
def test_a_sum_of_what_it_has_of_which_is_found_and_counted_once(
    tmp_path: Path, head: str, order: str
) -> None:
    found = checked(tmp_path, table(head, ALL, order))
    sheet = only(found)
    assert [len(parts) for parts in sheet.sums_told.values()] == [2]
    assert grave(found) == [] and found.judged.row_sums == 5
    assert of_kind(found, "parts_unknown", "not_compared") == []
    # Where it is all of it, each amount is of its part, as without 其中.
    assert len(sheet.cells) == 2 and not any(c.is_of_which for c in sheet.cells)


@pytest.mark.parametrize(("head", "order"), [h for h in HEADS if h[1] == "wab"])
def test_less_than_the_whole_is_fine(tmp_path: Path, head: str, order: str) -> None:
    found = checked(tmp_path, table(head, SOME, order))
    assert grave(found) == [] and not only(found).sums_told
    assert of_kind(found, "parts_unknown", "not_compared") == []


@pytest.mark.parametrize(
    ("head", "kind", "severity"),
    [
        ("单位,资金合计(万元),其中：中央,其中：省级", "sum_row", "error"),
        ("单位,金额(万元),其中：中央,其中：省级", "of_which", "error"),
        ("单位,资金合计(万元),其中：甲项,其中：乙项", "sum_row", "error"),
        ("单位,金额(万元),其中：甲项,其中：乙项", "of_which", "error"),
    ],
)
def test_more_than_the_whole_is_told(tmp_path: Path, head: str, kind: str, severity: str) -> None:
    found = checked(tmp_path, table(head, (*ALL[:3], (30, 31))))
    (said,) = [f for f in of_kind(found, kind) if f.where.row == 5]
    assert said.severity == severity
    assert "相加为 61" in said.words.zh and "add up to 61" in said.words.en


def test_more_where_few_rows_add_up_may_be_an_overlap(tmp_path: Path) -> None:
    head = "单位,金额(万元),其中：中央,其中：产业"
    found = checked(tmp_path, table(head, ((10, 20), (20, 20), (15, 15), (40, 30))))
    assert grave(found) == [("of_which", "D5")]
    assert of_kind(found, "of_which")[0].words.zh.endswith("；其中各项若有重叠，请注明")


def test_less_where_nearly_all_rows_add_up_is_a_warning(tmp_path: Path) -> None:
    found = checked(tmp_path, table(HEADS[0][0], (*ALL[:3], (30, 29))))
    assert {(f.kind, f.severity) for f in found.findings if f.severity != "note"} == {
        ("sum_row", "warning"),
        ("grand_total", "warning"),
    }


def test_two_ways_of_telling_the_same_money_may_overlap(tmp_path: Path) -> None:
    head = "单位,资金合计(万元),其中：中央,其中：产业"
    assert grave(checked(tmp_path, table(head, ((20, 20), (30, 30), (25, 25), (40, 40))))) == []


def test_each_source_has_of_which_of_its_own(tmp_path: Path) -> None:
    text = (
        "单位,中央(万元),其中：甲项,其中：乙项,省级(万元),其中：丙项,其中：丁项,合计(万元)\n"
        "甲镇,10,4,6,20,5,15,30\n乙镇,20,5,15,30,10,20,50\n丙镇,25,20,5,15,5,10,40\n"
        "丁镇,30,10,20,30,15,15,60\n合计,85,39,46,95,35,60,180\n"
    )
    found = checked(tmp_path, text)
    sheet = only(found)
    assert sheet.sums_told == {1: (2, 3), 4: (5, 6), 7: (1, 4)} and grave(found) == []
    assert [c.name for c in sheet.cells] == ["中央", "省级"]
    wrong = checked(tmp_path, text.replace("丙镇,25,20,5", "丙镇,25,20,6"))
    assert ("of_which", "D4") in grave(wrong)


def test_one_row_that_is_less_leaves_the_amount_whole(tmp_path: Path) -> None:
    found = checked(tmp_path, table(HEADS[0][0], (*ALL[:3], (30, 29))))
    assert [c.name for c in only(found).cells] == ["资金合计"]


@pytest.mark.parametrize("whole", ["合计", "安排资金"])
def test_sources_of_which_are_sources_to_a_scenario(tmp_path: Path, whole: str) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    text = (
        f"单位：万元\n单位,{whole},其中：中央,其中：省级\n甲镇,15,10,5\n乙镇,25,20,5\n丙镇,5,2,3\n"
    )
    paper = put(tmp_path, text)
    found = check(paper, scenario=tmp_path / "s.yaml")
    assert of_kind(found, "not_judged", "unknown_name") == []
    history = read(tmp_path / "s.yaml", [f"tables.history={{file: '{paper}', year: 2024}}"]).history
    assert {(h.recipient, h.source): h.amount for h in history} == {
        **{("甲镇", "中央"): 10_000_000, ("甲镇", "省级"): 5_000_000},
        **{("乙镇", "中央"): 20_000_000, ("乙镇", "省级"): 5_000_000},
        **{("丙镇", "中央"): 2_000_000, ("丙镇", "省级"): 3_000_000},
    }


def in_two_rows(folder: Path, head: str, parts: tuple[tuple[int, int], ...]) -> Checked:
    """Check a workbook in which 其中 stands over two columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位", head, "其中", None])
    sheet.append([None, None, "产业", "设施"])
    for block in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(block)
    for line in table("", parts).splitlines()[1:]:
        name, *figures = line.split(",")
        sheet.append([name, *map(int, figures)])
    book.save(folder / "t.xlsx")
    return check(folder / "t.xlsx")


@pytest.mark.parametrize("head", ["安排资金(万元)", "资金合计(万元)"])
def test_of_which_over_several_columns_is_money_as_the_whole_is(tmp_path: Path, head: str) -> None:
    found = in_two_rows(tmp_path, head, ALL)
    assert grave(found) == [] and found.judged.row_sums == 5
    assert of_kind(found, "not_compared") == [] and len(only(found).cells) == 2
    some = in_two_rows(tmp_path, head, SOME)
    assert grave(some) == [] and of_kind(some, "not_compared") == []
    assert len(only(some).cells) == 1


def test_of_which_of_people_is_no_money(tmp_path: Path) -> None:
    text = "单位,人口(人),其中：女,金额(万元)\n甲镇,3000,1600,30\n乙镇,5000,2600,50\n"
    sheet = only(checked(tmp_path, text))
    assert roles(sheet) | {"单位": "recipient"} == {
        **{"单位": "recipient", "人口": "indicator"},
        **{"其中:女": "indicator", "金额": "amount"},
    }
    assert not column(sheet, "其中:女").is_money
