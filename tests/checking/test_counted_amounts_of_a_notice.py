"""计入产业发展的…万元，占本批的…%: worked out from the table, and the wrong one told."""

from pathlib import Path

import pytest

from optalloc.checking import check

TABLE = """单位：万元
单位,合计,产业发展,乡村建设
甲镇,100,60,40
乙镇,100,44.9,55.1
合计,200,104.9,95.1
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "其中计入产业发展的194.9万元，占本批的52.45%。",
            ["写“其中计入产业发展的194.9万元”，表中产业发展为 104.9万元"],
        ),
        (
            "其中计入产业发展的104.9万元，占本批的54.25%。",
            ["写“占本批的54.25%”，按表中金额为 52.45%"],
        ),
        (
            "其中计入产业发展的194.9万元，占本批的54.25%。",
            ["写“占本批的54.25%”，按表中金额为 52.45%"],
        ),
        ("其中计入产业发展的104.9万元，占本批的52.45%。", []),
        ("其中计入产业发展的120万元，占本批的60%。", []),
    ],
)
def test_the_wrong_one_of_amount_and_share_is_told(
    tmp_path: Path, text: str, told: list[str]
) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    (tmp_path / "n.txt").write_text(f"资金共200万元，用于产业发展104.9万元。{text}", "utf-8")
    found = check(tmp_path / "t.csv", notice=tmp_path / "n.txt").findings
    kinds = ("notice_use", "notice_share")
    assert [f.words.zh for f in found if f.kind in kinds] == told
