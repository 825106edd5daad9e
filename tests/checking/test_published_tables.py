"""Tables are understood as offices publish them, and what they do not tell is asked."""

from fractions import Fraction
from pathlib import Path

import pytest
from laid_out import LAYOUTS, TOTAL
from seeded import CASES, CLEAN, TRULY_WRONG
from tables_made import checked, column, grave, only, roles

from optalloc.checking import check
from optalloc.core.errors import InputUnusable
from optalloc.inputs.understanding.layout.questions import Question
from optalloc.inputs.understanding.layout.sheet import Sheet

HEADS = {
    "序号": "line",
    "单位": "recipient",
    "行政村": "indicator",
    "资金来源/小计": "total",
    "资金来源/中央": "source",
    "资金来源/省级": "source",
    "资金来源/市级": "source",
    "备注": "remark",
}
ROLES = {
    "jinzhai-2021-awards": ("recipient", "indicator", "amount"),
    "jinzhai-2025-awards": ("use", "group", "source", "source"),
    "liling-2019-awards": ("recipient", "group", "use", "amount"),
    "meilan-2023-awards": ("recipient", "source", "use", "amount"),
    "meilan-2023-sources": ("source", "group", "text", "amount"),
    "mengjin-2018-awards": ("line", "amount"),
    "mengjin-2018-sources": ("source", "amount"),
    "mouding-2019-awards": ("recipient", "indicator", "amount"),
    "pingdingshan-2022-awards": ("recipient", "amount"),
    "shangqiu-2019-awards": ("recipient", "group", "amount"),
    "zhengzhou-2018-sources": ("group", "amount"),
}


def letter(error: pytest.ExceptionInfo[InputUnusable], lang: str = "en") -> str:
    return error.value.letter("zh" if lang == "zh" else "en")


@pytest.mark.parametrize("ending", LAYOUTS)
def test_one_table_reads_alike_however_it_is_laid_out(ending: str, tmp_path: Path) -> None:
    found = check(LAYOUTS[ending](tmp_path / f"plan{ending}"))
    sheet = only(found)
    assert roles(sheet) == HEADS
    assert sheet.unit == "万元"
    assert [sheet.lines[i].label for i in sheet.data] == ["甲镇", "乙镇", "丙镇", "丁镇"]
    (total,) = sheet.totals
    stated = [column(sheet, name).values[total] or 0 for name in list(HEADS)[2:7]]
    assert [sheet.exact(v) for v in stated] == [Fraction(t) for t in TOTAL]
    subtotal, *sources = (column(sheet, name) for name in list(HEADS)[3:7])
    assert sheet.parts == {subtotal.index: tuple(c.index for c in sources)}
    assert grave(found) == []


@pytest.mark.parametrize("case", CLEAN)
def test_every_published_case_is_read_as_it_is(case: str) -> None:
    sheet = only(check(CASES / f"{case}.csv"))
    assert tuple(c.role for c in sheet.columns) == ROLES[case]
    assert all(c.because.en and c.because.zh for c in sheet.columns)


@pytest.mark.parametrize("case", sorted(set(CLEAN) - set(TRULY_WRONG)))
def test_no_published_case_is_accused(case: str) -> None:
    assert grave(check(CASES / f"{case}.csv")) == []


def test_a_case_whose_rows_were_cut_is_told_so() -> None:
    path = CASES / "jinzhai-2025-awards.csv"
    found = check(path)
    assert grave(found) == [("sum_column", "C10"), ("sum_column", "D10"), ("rows_missing", None)]
    assert grave(check(path, partial=True)) == []


def total_rows(sheet: Sheet) -> list[tuple[str, list[str]]]:
    return [
        (sheet.lines[i].label, [sheet.lines[k].label for k in sheet.lines[i].covers])
        for i in sheet.totals
    ]


def test_a_subtotal_sums_the_rows_above_it(tmp_path: Path) -> None:
    text = "类型,单位,金额\n甲类,A县,30\n,B县,40\n,小计,70\n乙类,C县,20\n,小计,20\n,合计,90\n"
    assert total_rows(only(checked(tmp_path, text))) == [
        ("小计", ["A县", "B县"]),
        ("小计", ["C县"]),
        ("合计", ["A县", "B县", "C县"]),
    ]


def test_a_subtotal_above_its_rows_sums_those_below(tmp_path: Path) -> None:
    text = "单位,金额\n合计,90\n甲类小计,70\nA县,30\nB县,40\n乙类小计,20\nC县,20\n"
    found = checked(tmp_path, text)
    assert total_rows(only(found))[1:] == [("甲类小计", ["A县", "B县"]), ("乙类小计", ["C县"])]
    assert grave(found) == []


def test_a_numbered_heading_sums_the_numbers_below_it(tmp_path: Path) -> None:
    text = "序号,单位,金额\n,合计,90\n一,甲类,71\n1,A县,30\n2,B县,40\n二,乙类,20\n1,C县,20\n"
    assert grave(checked(tmp_path, text)) == [("sum_column", "C3")]


def test_a_row_that_numbers_the_columns_is_no_data(tmp_path: Path) -> None:
    text = "单位,中央,省级,合计\n栏次,1,2,3=1+2\n甲镇,3,5,8\n乙镇,4,6,10\n"
    assert [x.label for x in only(checked(tmp_path, text)).lines] == ["甲镇", "乙镇"]


def test_a_header_repeated_on_each_page_is_no_data(tmp_path: Path) -> None:
    text = "单位,金额\n甲镇,3\n单位,金额\n乙镇,4\n合计,7\n"
    found = checked(tmp_path, text)
    assert [x.label for x in only(found).lines] == ["甲镇", "乙镇", "合计"]
    assert grave(found) == []


def test_two_tables_on_one_sheet_are_two(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲镇,3\n合计,3\n\n来源,文号,资金(元)\n中央,1号,30000\n合计,,30001\n"
    found = checked(tmp_path, text)
    assert [sheet.unit for sheet in found.sheets] == ["万元", "元"]
    assert grave(found) == [("sum_column", "C7")]


def test_figures_are_read_as_offices_type_them(tmp_path: Path) -> None:
    typed = ("甲 镇,３０", '乙镇,"1,030.5"', "丙镇,4.5万元", "丁镇,5000元", "戊镇,—", "合计,1065.5")
    found = checked(tmp_path, "\n".join(["单位,金额(万元)", *typed]))
    sheet = only(found)
    values = [None if v is None else sheet.say(v) for v in sheet.columns[1].values]
    assert values == ["30", "1030.5", "4.5", "0.5", None, "1065.5"]
    assert grave(found) == []


def test_columns_of_other_units_add_up_in_one(tmp_path: Path) -> None:
    text = "单位,金额(万元),配套(元),合计(万元)\n甲镇,3,50000,8\n乙镇,4,60000,11\n丙镇,1,10000,2\n"
    assert grave(checked(tmp_path, text)) == [("sum_row", "D3")]


def test_notes_below_are_no_data(tmp_path: Path) -> None:
    text = "单位,金额,备注\n甲镇,3,\n合计,3,\n注：含上年结转。,,\n制表人：张三,审核：李四,\n"
    sheet = only(checked(tmp_path, text))
    assert [line.kind for line in sheet.lines] == ["data", "total", "note", "note"]


def test_columns_that_add_up_to_a_total_are_money(tmp_path: Path) -> None:
    text = "单位,千万工程,农业,合计\n甲镇,3,4,7\n乙镇,4,5,9\n"
    sheet = only(checked(tmp_path, text))
    assert roles(sheet)["农业"] == "amount"
    assert column(sheet, "农业").because.en == "it adds up to the total beside it"


def test_a_finer_name_makes_the_coarser_a_group(tmp_path: Path) -> None:
    text = "县区,乡镇,金额\nA县,甲镇,4\nA县,乙镇,5\nB县,丙镇,5\n"
    assert roles(only(checked(tmp_path, text))) == {
        "县区": "group",
        "乡镇": "recipient",
        "金额": "amount",
    }


AMBIGUOUS = "单位,数据一,数据二\n甲镇,3,4\n乙镇,4,5\n"


def test_what_is_not_clear_is_refused_with_the_option_that_answers(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as error:
        checked(tmp_path, AMBIGUOUS)
    assert "column 数据一: it is not clear what this column is, got '3、4'." in letter(error)
    assert "Say --column 数据二=amount, or another of: amount, source, use" in letter(error)
    assert "列 数据一：看不出这一列是什么" in letter(error, "zh")


def test_what_is_not_clear_is_asked(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.words().en)
        return "indicator"

    sheet = only(checked(tmp_path, AMBIGUOUS, ask=ask))
    assert asked == [
        "数据一: it is not clear what this column is (such as 3, 4)",
        "数据二: it is not clear what this column is (such as 4, 5)",
    ]
    assert roles(sheet)["数据一"] == roles(sheet)["数据二"] == "indicator"
    assert column(sheet, "数据一").because.en == "you said so"


def test_a_column_can_be_said_by_header_or_letter(tmp_path: Path) -> None:
    said = ("数据一=ignore", "C=因素")
    sheet = only(checked(tmp_path, AMBIGUOUS, columns=said))
    assert list(roles(sheet).values()) == ["recipient", "ignore", "indicator"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("数据=amount", "--column: a column of the table: 单位, 数据一, 数据二, got '数据'"),
        ("数据一=money", "--column: HEADER=ROLE, one of recipient"),
        ("数据一", "--column: HEADER=ROLE, one of recipient"),
        ("数据一=amount", "--column: one role for a column, got '数据一=amount'"),
    ],
)
def test_a_column_wrongly_said_is_refused(said: str, words: str, tmp_path: Path) -> None:
    choices = ["数据一=ignore", "数据二=ignore", said]
    with pytest.raises(InputUnusable) as error:
        checked(tmp_path, AMBIGUOUS, columns=choices)
    assert words in letter(error)


def test_two_units_above_a_table_are_asked_about(tmp_path: Path) -> None:
    text = "单位：万元,单位：元\n单位,金额\n甲镇,3\n乙镇,4\n"
    with pytest.raises(InputUnusable) as error:
        checked(tmp_path, text)
    assert "the table says several units of money" in letter(error)
    assert "--unit 万元" in letter(error)
    assert only(checked(tmp_path, text, unit="元")).unit == "元"


def test_two_columns_of_names_that_do_not_nest_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as error:
        checked(tmp_path, "单位,部门,金额\nA县,甲,4\nA县,乙,5\nB县,乙,5\n")
    assert "column 部门: several columns look like the recipient" in letter(error)


def test_a_file_without_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as error:
        checked(tmp_path, "1,2\n3,4\n")
    assert "a header row of words with figures below it" in letter(error)


def test_an_ending_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.rtf"
    path.write_bytes(b"{\\rtf1")
    with pytest.raises(InputUnusable) as error:
        check(path)
    books = ".xlsx, .xlsm, .xls, .xlsb, .ods, .et"
    assert f"a name that ends in one of .csv, .tsv, .txt, {books}, .docx, .html" in letter(error)


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text("<p>没有表</p>", encoding="utf-8")
    with pytest.raises(InputUnusable) as error:
        check(path)
    assert "a table of two rows and columns or more" in letter(error)
