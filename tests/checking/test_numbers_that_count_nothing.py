"""Days, telephones, addresses, accounts and documents are no figures; ranks are no factors."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only, put, roles

from optalloc.checking import check

TABLE = "单位,金额(万元)\n甲镇,40\n乙镇,80\n丙镇,20\n合计,140\n"


def listed(folder: Path, text: str) -> list[str]:
    found = check(put(folder, TABLE), notice=put(folder, text, "n.txt"))
    return [f.words.zh for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "公示时间：2023.5.6—2023.5.16，2023-05-06 印发，2023/5/6。",
        "监督电话：0898-65351234、0898 6535 1234转803、65351234，手机 138 7654 3210，邮编571100。",
        "电子邮箱：fpb2023@163.com，网址 http://www.mz.gov.cn/2023/0506/12.html。",
        "附件1、表2，第12条第3款，账号 6222 0212 3456 7890。",
        "Shown for 10 days from 6 May 2023 to 16 May 2023. Phone +86 898 6535 1234. No. 45 [2023].",
    ],
)
def test_numbers_of_things_are_not_listed_as_figures(tmp_path: Path, text: str) -> None:
    assert listed(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("共安排145万元请发邮件 a1@163.com", ""),
        ("热线 12317，有关部门 2023.5 亩", "2023.5"),
        ("中央与省级比例为45:55，", "45:55"),
        ("电话65351234，补助树苗20万株", "补助树苗20万"),
    ],
)
def test_figures_beside_them_are_seen(tmp_path: Path, text: str, left: str) -> None:
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, text, "n.txt"))
    said = [f for f in found.findings if f.kind in ("not_compared", "notice_total")]
    assert said and left in "".join(f.words.zh for f in said)


def test_documents_that_nothing_tells_are_listed_as_documents(tmp_path: Path) -> None:
    assert listed(tmp_path, "根据琼财农〔2023〕45号和乡振发(2023)12号。") == [
        "正文里有 2 个文号没有核对（表和情景中都没有）：琼财农〔2023〕45号、乡振发〔2023〕12号"
    ]


@pytest.mark.parametrize(
    "heads",
    [
        *("文号,下达日期,联系电话", "文件号,时间,手机号码", "批次号,成文日期,银行账号"),
        *("Document no.,Date,Phone", "合同编号,拨付时间,传真", "邮政编码,日期,身份证号"),
    ],
)
def test_columns_of_such_numbers_are_not_listed(tmp_path: Path, heads: str) -> None:
    rows = "甲镇,45,20230506,65351234,40\n乙镇,46,20230507,65351235,80\n合计,,,,120\n"
    found = checked(tmp_path, f"单位,{heads},金额(万元)\n{rows}")
    assert grave(found) == [] and of_kind(found, "not_compared") == []


@pytest.mark.parametrize("head", ["排名", "综合排名", "名次", "位次", "Rank"])
def test_a_rank_is_no_factor(tmp_path: Path, head: str) -> None:
    rows = "甲镇,91,1,50\n乙镇,85,2,40\n丙镇,70,3,25\n丁镇,60,4,15\n合计,,,130\n"
    found = checked(tmp_path, f"单位,得分,{head},金额(万元)\n{rows}")
    assert roles(only(found))[head] == "figure" and grave(found) == []


@pytest.mark.parametrize("numbers", [("1", "2", "4"), ("1", "2", "2"), ("1", "3", "2")])
def test_line_numbers_out_of_order_are_a_note(tmp_path: Path, numbers: tuple[str, ...]) -> None:
    rows = "".join(f"{n},{name},10\n" for n, name in zip(numbers, "甲乙丙", strict=True))
    found = checked(tmp_path, f"序号,单位,金额(万元)\n{rows}合计,,30\n")
    assert grave(found) == [] and of_kind(found, "line_number")
