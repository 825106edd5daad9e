"""The counts in a notice's prose: compared with the table's recipients, or listed."""

from pathlib import Path

import pytest

from optalloc.checking import Finding, check

TABLE = """单位,市级(万元),区级(万元),合计(万元)
甲镇,10,20,30
乙镇,15,25,40
丙镇,9,21,30
合计,34,66,100
"""


def found(folder: Path, sentence: str) -> list[Finding]:
    (folder / "t.csv").write_text(TABLE, "utf-8")
    text = f"公示10天，监督电话12317、010-88888888。\n本次共安排100万元。{sentence}\n"
    (folder / "n.txt").write_text(text, "utf-8")
    return list(check(folder / "t.csv", notice=folder / "n.txt").findings)


@pytest.mark.parametrize(
    ("sentence", "listed"),
    [
        ("其余 2 个单位相同。", "其余 2 个单位"),
        ("另有四个单位不安排。", "另有四个单位"),
        ("支持项目12个，惠及5个村。", "支持项目12个、惠及5个村"),
        ("共3个单位，4个单位相同。", "4个单位"),
        ("其余2个单位各30万元。", "其余2个单位各30万元"),
        ("甲镇40亩，20户。", "甲镇40亩、20户"),
    ],
)
def test_a_count_of_nobody_knows_whom_is_listed(sentence: str, listed: str, tmp_path: Path) -> None:
    came = [f.came for f in found(tmp_path, sentence) if "正文" in f.words.zh]
    assert came == [listed]


@pytest.mark.parametrize("count", ["4", "四", "十三"])
def test_a_count_of_all_is_compared_in_words_too(count: str, tmp_path: Path) -> None:
    told = [f.kind for f in found(tmp_path, f"共{count}个单位。") if f.severity == "error"]
    assert told == ["notice_count"]
    right = found(tmp_path, "共三个单位，涉及3个乡镇。")
    assert not any(f.kind == "notice_count" or "正文" in f.words.zh for f in right)
