"""A count of recipients is held against the list beside it, and names against the tables."""

from pathlib import Path

import pytest

from optalloc.checking import Finding, check
from optalloc.checking.counted_lists import counts_beside_lists
from optalloc.inputs.understanding.layout.finding import FindingPlace

KNOWN = ("东川镇", "西川镇", "南山乡", "北山乡", "河口镇")
TABLE = (
    "单位：万元,\n单位,金额\n东川镇,30\n西川镇,40\n南山乡,50\n北山乡,20\n河口镇,10\n"
    "林场镇,15\n合计,165\n"
)


def counts(text: str) -> list[tuple[str, str]]:
    found = counts_beside_lists(text, KNOWN, FindingPlace()).values()
    return [(f.came or "", f.expected.zh) for f in found if f]


def noticed(folder: Path, text: str) -> list[Finding]:
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    (folder / "n.txt").write_text(text, encoding="utf-8")
    found = check(folder / "t.csv", notice=folder / "n.txt").findings
    return [f for f in found if f.kind in ("notice_count", "notice_name")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("现将资金下达给东川镇、西川镇、南山乡共4个单位。", [("4", "3")]),
        ("东川镇、西川镇和南山乡4个乡镇", [("4", "3")]),
        ("涉及3个乡镇:东川镇、西川镇、南山乡、前进镇。", [("3", "4")]),
        ("涉及五个乡镇,分别为东川镇、西川镇、南山乡、北山乡。", [("5", "4")]),
        ("以下5个乡镇(东川镇、西川镇、南山乡)", [("5", "3")]),
        ("6个单位:东川镇30万元,其中省级10万元;西川镇40万元;南山乡5万元。", [("6", "3")]),
        ("经研究,东川镇30万元,西川镇40万元,共3个单位", [("3", "2")]),
        ("共3个乡镇:\n一、东川镇30万元,用于道路。\n二、西川镇20万元。\n公示期10天", [("3", "2")]),
        ("1.东川镇:合计30,市级10\n2.西川镇:合计30\n以上3个乡镇", [("3", "2")]),
        ("2个镇(东川镇、西川镇)和1个乡(南山乡、北山乡)", [("1", "2")]),
        ("The money goes to 4 towns: 东川镇, 西川镇, 南山乡. In all 120万元.", [("4", "3")]),
        ("东川镇、西川镇、南山乡等2个乡镇", [("2", "3")]),
    ],
)
def test_a_count_that_is_not_that_of_its_list_is_told(
    text: str, wrong: list[tuple[str, str]]
) -> None:
    assert counts(text) == wrong


@pytest.mark.parametrize(
    "text",
    [
        "东川镇、西川镇、南山乡共3个单位",
        "东川镇、西川镇、南山乡等5个乡镇",
        "5个乡镇,其中:东川镇、西川镇、南山乡已建成",
        "东川镇、西川镇、南山乡及县直3个单位共6个单位",
        "东川镇、西川镇试点之后,全县覆盖5个乡镇",
        "两三个乡镇:东川镇、西川镇、南山乡、北山乡",
        "覆盖3个县(区)、12个乡镇",
        "县财政局、民政局、水务局会同各乡镇,共2个单位申报",
        "第3个乡镇:东川镇、西川镇",
        "共6个单位,合计30万元",
        "2 towns: 东川镇, 西川镇. In all 70万元.",
    ],
)
def test_a_list_that_may_be_right_is_not(text: str) -> None:
    assert counts(text) == []


def test_a_list_of_lines_is_read_to_its_end() -> None:
    """401 lines are one more than were once read; 399 of 401 are still too few."""
    lines = [f"{name}30万元" for name in (f"东{chr(0x5000 + n)}镇" for n in range(401))]
    assert counts("共401个单位:\n" + "\n".join(lines)) == []
    assert counts("\n".join(lines) + "\n以上401个单位") == []
    assert counts("共401个单位:\n" + "\n".join(lines[:399]) + "\n公示期10天") == [("401", "399")]


def test_a_town_that_a_notice_leaves_out_is_named(tmp_path: Path) -> None:
    text = "东川镇30万元、西川镇40万元、南山乡50万元、北山乡20万元、河口镇10万元,共6个单位165万元。"
    found = noticed(tmp_path, text)
    assert [f.words.zh for f in found] == [
        "写“6个单位”，所列的是 5 个：东川镇、西川镇、南山乡、北山乡、河口镇",
        "表中有资金、公示里没有提到的单位：林场镇",
    ]
    assert found[1].words.en == "get money in the table and are not named: 林场镇"
    # A text that sums up and names few leaves nobody out.
    assert noticed(tmp_path, "东川镇30万元、西川镇40万元,其余4个单位95万元。") == []


def test_a_town_that_a_notice_adds_is_named(tmp_path: Path) -> None:
    text = "资金下达给东川镇、西川镇、南山乡、北山乡、河口镇、林场镇、前进镇,由财政局拨付。"
    (found,) = noticed(tmp_path, text)
    assert found.words.zh == "公示里列出、表中没有的单位：前进镇"


def test_a_town_written_otherwise_is_told_beside_the_one_it_is_nearly(tmp_path: Path) -> None:
    text = "东山镇30万元、西川镇40万元、南山乡50万元、北山乡20万元、河口镇10万元、林场镇15万元。"
    (found,) = noticed(tmp_path, text)
    assert found.words.zh == (
        "公示里列出、表中没有的单位：东山镇；东山镇 与表中的 东川镇 只差一个字，是不是同一单位？"
    )
    assert "东山镇 is one letter from 东川镇 of the table: is it the same?" in found.words.en


def test_a_title_or_a_total_that_counts_other_than_its_rows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = "某县分配表（共7个乡镇）,\n单位,金额（万元）\n东川镇,30\n西川镇,40\n南山乡,50\n"
    text += "合计（4个单位）,120\n"
    path.write_text(text, encoding="utf-8")
    found = [f for f in check(path).findings if f.kind == "header_count"]
    assert [(f.came, f.expected.zh, f.where.row) for f in found] == [
        ("7", "3", None),
        ("4", "3", 6),
    ]
    right = text.replace("7个", "3个").replace("4个单位", "2个镇")
    path.write_text(right, encoding="utf-8")
    assert [f for f in check(path).findings if f.kind == "header_count"] == []


def test_a_title_that_counts_some_of_its_rows_is_let_be(tmp_path: Path) -> None:
    rows = "单位,金额（万元）\n东川镇,30\n西川镇,40\n南山乡,50\n合计（其中1个镇）,120\n"
    path = tmp_path / "t.csv"
    path.write_text("某县分配表（其中2个乡镇为脱贫乡镇）,\n" + rows, encoding="utf-8")
    assert [f for f in check(path).findings if f.kind == "header_count"] == []


def of_notice(folder: Path, text: str) -> list[str]:
    """Return what is told of a notice's amounts, counts and names, and what was not compared."""
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    (folder / "n.txt").write_text(text, encoding="utf-8")
    found = check(folder / "t.csv", notice=folder / "n.txt").findings
    kinds = ("notice_count", "notice_name", "notice_award", "notice_total")
    here = [f for f in found if f.kind == "not_compared" and f.where.sheet == "n.txt"]
    return [f.words.zh for f in found if f.kind in kinds] + [f.came or "" for f in here]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # One count that neither the list nor the table has is told once.
        (
            "165万元用于东川镇、西川镇、南山乡、北山乡、河口镇、林场镇共7个单位",
            [
                "写“7个单位”，所列的是 6 个：东川镇、西川镇、南山乡、北山乡、河口镇、林场镇；"
                "表中有资金的为 6 个"
            ],
        ),
        # A count that was held against its list is not among what was held against nothing.
        ("165万元下达6个单位:东川镇、西川镇、南山乡、北山乡、河口镇、林场镇。", []),
        (
            "165万元下达3个单位:东川镇、西川镇、南山乡、北山乡、河口镇、林场镇。",
            [
                "写“3个单位”，所列的是 6 个：东川镇、西川镇、南山乡、北山乡、河口镇、林场镇",
            ],
        ),
        ("两镇合计70万元:东川镇30万元、西川镇40万元。上述四镇合计95万元。", None),
        (
            "3个单位:东川镇30万元,西川镇40万元,合计70万元。",
            ["写“3个单位”，所列的是 2 个：东川镇、西川镇"],
        ),
    ],
)
def test_a_count_is_told_once(tmp_path: Path, text: str, told: list[str] | None) -> None:
    found = of_notice(tmp_path, text)
    if told is None:
        assert not [words for words in found if "公示里列出" in words]
    else:
        assert found == told


@pytest.mark.parametrize(
    "text",
    [
        "165万元用于东川镇、西川镇、南山乡、北山乡、河口镇、林场镇共6个单位。",
        "165万元用于东川镇、西川镇等6个乡镇。",
        "165万元分配给东川镇等6个乡镇。",
        "165万元用于东川镇道路30万元、西川镇水渠40万元、南山乡50万元、其他45万元。",
    ],
)
def test_an_amount_of_all_is_not_held_against_some_of_a_list(tmp_path: Path, text: str) -> None:
    assert not [words for words in of_notice(tmp_path, text) if "165万元”" in words]


def test_a_name_of_no_table_ends_the_sum_of_those_before_it(tmp_path: Path) -> None:
    found = of_notice(tmp_path, "120万元安排给东川镇、西川镇、前进乡。")
    assert found == ["公示里列出、表中没有的单位：前进乡", "120万元"]


def test_who_is_missing_in_a_notice_and_its_table_is_told_once(tmp_path: Path) -> None:
    rows = [line.split(",") for line in TABLE.splitlines()[1:-2]]
    rows[1][0] = "东山镇"
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    names = "、".join(row[0] for row in rows[1:])
    page = (
        f'<meta charset="utf-8"><p>单位：万元</p><p>资金下达给{names}。</p><table>{cells}</table>'
    )
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "n.html").write_text(page, encoding="utf-8")
    found = check(tmp_path / "t.csv", notice=tmp_path / "n.html").findings
    assert [f.words.zh for f in found if f.kind in ("notice_name", "notice_award")] == [
        "公示的表中有、核对的表中没有的单位：东山镇；东山镇 与 东川镇 只差一个字，是不是同一单位？",
        "核对的表中有资金、公示的表中没有的单位：林场镇",
    ]


@pytest.mark.parametrize(
    "nothing",
    ["前进镇:合计0,备注:本批不安排。", "本批不安排资金的单位:前进镇。", "前进镇(安排0万元)。"],
)
def test_who_is_said_to_get_nothing_need_stand_in_no_table(tmp_path: Path, nothing: str) -> None:
    text = "定额:东川镇100万元、西川镇100万元、前进镇100万元。\n"
    (found,) = noticed(tmp_path, text)
    assert found.words.zh == "公示里列出、表中没有的单位：前进镇"
    assert noticed(tmp_path, text + nothing) == []
