"""Tables of payees as offices hand them in: subtotals above their rows, and who signed below."""

from pathlib import Path

import pytest
from test_last_years_papers import SCENARIO

from office import FILES, Office
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read

PLAIN = SCENARIO.replace("  history: {file: last.csv, year: 2024}\n", "")
SIGNED = "单位,村数,备注\n甲镇,1,\n乙镇,2,\n合计,3,\n"


def payees(folder: Path, table: str) -> list[tuple[str, int]]:
    (folder / "u.csv").write_text(table, encoding="utf-8")
    written = "[{单位: 甲镇, 村数: 1}, {单位: 乙镇, 村数: 2}]"
    (folder / "s.yaml").write_text(PLAIN.replace(written, "u.csv"), encoding="utf-8")
    return [(r.name, int(r.facts["村数"])) for r in read(folder / "s.yaml").recipients]


@pytest.mark.parametrize(
    "table",
    [
        "序号,单位,类型,村数\n一,镇小计,,3\n1,甲镇,镇,1\n2,乙镇,镇,2\n二,园区小计,,4\n3,丙园,园区,4\n,总计,,7\n",
        "序号,单位,村数\n（一）,小计,3\n1,甲镇,1\n2,乙镇,2\n（二）,小计,4\n3,丙园,4\n,总计,7\n",
        "类型,单位,村数\n镇,小计,3\n,甲镇,1\n,乙镇,2\n园区,小计,4\n,丙园,4\n,总计,7\n",
        "类型,单位,村数\n全县,总计,7\n镇,小计,3\n镇,甲镇,1\n镇,乙镇,2\n园区,小计,4\n园区,丙园,4\n",
    ],
)
def test_subtotals_above_their_rows_are_no_payees(tmp_path: Path, table: str) -> None:
    assert payees(tmp_path, table) == [("甲镇", 1), ("乙镇", 2), ("丙园", 4)]


@pytest.mark.parametrize(
    "below",
    [
        "填表人：张三,审核人：李四,\n",
        "填表人：张三,,2023年12月31日\n",
        "注：年底数,,\n填表人,张三,\n审核人,李四,\n",
        "联系人：王五,13800000000,\n",
        "县财政局（盖章）：,,2023年12月31日\n",
        "单位负责人：张三,审核人：李四,填表人：王五\n注：年底数,,\n",
    ],
)
def test_who_signed_below_a_table_is_no_payee(tmp_path: Path, below: str) -> None:
    assert payees(tmp_path, SIGNED + below) == [("甲镇", 1), ("乙镇", 2)]


def test_a_row_that_is_no_signature_stays(tmp_path: Path) -> None:
    table = "类型,单位,村数\n填报单位,甲镇,1\n一,乙镇,2\n"
    assert payees(tmp_path, table) == [("甲镇", 1), ("乙镇", 2)]


def test_a_total_behind_a_kind_is_refused_and_no_payee(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as error:
        payees(tmp_path, "类型,单位,村数\n镇,合计,3\n镇,甲镇,1\n镇,乙镇,2\n")
    assert "第2行 单位：这一行的名称指全部" in error.value.letter("zh")


@pytest.mark.parametrize("head", ["县区", "县市区", "县（市、区）", "县(市、区)"])
def test_tables_of_a_city_name_their_payees_by_county(tmp_path: Path, head: str) -> None:
    assert payees(tmp_path, f"序号,{head},村数\n1,甲县,1\n2,乙区,2\n,合 计,3\n") == [
        ("甲县", 1),
        ("乙区", 2),
    ]


def test_the_county_of_a_town_beside_it_is_no_payee(tmp_path: Path) -> None:
    """A table that names both is of the towns: 县区 is the level above them."""
    assert payees(tmp_path, "县区,乡镇,村数\n甲县,东镇,1\n甲县,西镇,2\n") == [
        ("东镇", 1),
        ("西镇", 2),
    ]


@pytest.mark.parametrize("lead", ["注：", "备注: ", "说明："])
def test_what_says_that_it_is_a_note_is_headed_so_once(office: Office, lead: str) -> None:
    """Screens, papers and the ledger head a note themselves: 注：注：年底数."""
    head, _, rows = FILES["towns.csv"].partition("\n")
    office.put("towns.csv", f"{head}\n{rows}{lead}年底数,,,\n")
    assert [note.say("zh") for note in read("scenario.yaml").notes] == ["年底数"]
    assert "\n注：年底数\n" in office.run("solve", "scenario.yaml").out
    assert office.run("report", "scenario.yaml", "--out", "o", "--format", "notice").code == 0
    notice = (office.folder / "o" / "notice.txt").read_text("utf-8-sig")
    assert "1. 年底数\n" in notice and lead not in notice.partition("说明：")[2]
