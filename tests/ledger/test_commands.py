"""The commands of the ledger: one JSON object each, letters in both languages, exit codes."""

import json
from pathlib import Path

import pytest

from office import Office

FACTS = {
    "towns.in.csv": "单位,类型\n甲镇,镇\n乙镇,镇\n",
    "uses.in.csv": "用途,是否产业\n产业发展,是\n",
    "sources.in.csv": "资金来源,金额(万元)\n市级,10\n",
    "works.in.csv": (
        "项目名称,项目编码,入库年度,单位,用途,资金需求(万元)\n茶园,Z1,2023,甲镇,产业发展,5\n"
    ),
    "awards.in.csv": (
        "月份,批次,资金来源,单位,用途,项目,金额(万元)\n2023-01,第一批,市级,甲镇,产业发展,茶园,4\n"
    ),
    "paid.in.csv": "月份,资金来源,项目名称,金额(万元),收款对象\n2023-02,市级,茶园,1,受益对象\n",
    "map.yml": "rows: projects\ncolumns: [{head: 编码, field: project.code, required: true}]\n",
}
IMPORTS = {
    "recipients": "towns",
    "uses": "uses",
    "sources": "sources",
    "projects": "works",
    "awards": "awards",
    "payments": "paid",
}
SHOWN = (
    "year --year 2023",
    "year --year 2023 --out out",
    "library --year 2023",
    "progress --month 2023-02 --out out",
    "assets",
    "show acts",
    "show entries",
    "show changes",
    "show settings",
    "export --for map.yml --year 2023 --out out/map.xlsx",
    "export --book out/book.xlsx",
    "import book out/book.xlsx",
    "move 茶园 --to started --year 2023 --why 开工",
    "take-back --year 2023 --month 2023-03 --source 市级 --project 茶园 --amount 1 --why 结余",
    "reverse 3 --why 误记",
)


@pytest.fixture
def kept(office: Office) -> Office:
    """Return an office with a small ledger."""
    for name, text in FACTS.items():
        office.put(name, text)
    assert office.run("ledger", "init").out == "已建台账 ledger.db。\n"
    for sort, file in IMPORTS.items():
        said = office.run("ledger", "import", sort, f"{file}.in.csv", "--year", "2023")
        assert said.code == 0, said.err
    return office


@pytest.mark.slow
def test_every_command_prints_one_object_and_speaks_both_languages(kept: Office) -> None:
    for words in SHOWN[:-1]:
        said = kept.run("ledger", *words.split(), "--json")
        assert (said.code, said.err) == (0, ""), words
        json.loads(said.out)
    assert json.loads(kept.run("ledger", "year", "--year", "2023", "--json").out)["unit"] == "万元"
    for words in SHOWN[:11]:
        for lang in ("zh", "en"):
            assert kept.run("ledger", *words.split(), lang=lang).code == 0
    said = kept.run("ledger", *SHOWN[-1].split())
    assert said.out == "已冲销（分录 4）。\n"
    there = {path.name for path in Path("out").iterdir()}
    assert {"year-2023.docx", "year-2023.xlsx", "progress-2023-02.docx", "book.xlsx"} <= there


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code", "zh", "en"),
    [
        ("year --year 2023 --ledger x.db", 3, "先用 optalloc ledger init 建一个", "Make one with"),
        ("progress --month 13", 2, "应为月份，如 2023-09", "a month, such as 2023-09"),
        ("import paymets x.csv", 2, "payments", "payments"),
        ("yaer --year 2023", 2, "没有命令 'yaer'。是不是 year？", "Did you mean year?"),
        ("export --book a.csv", 3, "应以 .xlsx 结尾", "a name that ends in .xlsx"),
        ("export --book a.xlsx --for map.yml", 2, "不能和 --for 一起用", "does not go with --for"),
        ("reverse 99 --why x", 3, "分录 99：应为已有的分录", "entry 99: an entry that is there"),
        ("move 茶 --to left --year 2023 --why x", 3, "是不是 茶园？", "Did you mean 茶园?"),
        ("move 茶园 --to left --year 2023 --why x", 3, "出库前应先收回资金", "no money left in it"),
        (
            "take-back --year 2023 --month 2023-3 --source 省级 --project 茶园 --amount -1 --why x",
            3,
            "--source：应为台账里的名称（市级），实为 '省级'",
            "--amount: an amount in 万元, above 0, got '-1'",
        ),
    ],
)
def test_a_command_that_cannot_be_says_why(
    kept: Office, words: str, code: int, zh: str, en: str
) -> None:
    before = kept.there()["ledger.db"]
    for lang, expected in (("zh", zh), ("en", en)):
        said = kept.run("ledger", *words.split(), lang=lang)
        assert (said.code, said.out) == (code, "")
        assert expected in said.err
    assert kept.there()["ledger.db"] == before


def test_a_name_from_a_table_is_printed_as_it_is(kept: Office) -> None:
    kept.put("towns.in.csv", "单位,类型\n[bold]丙镇[/bold],=1+1\n")
    assert kept.run("ledger", "import", "recipients", "towns.in.csv").code == 0
    said = kept.run("ledger", "show", "changes", "--last", "1")
    assert "[bold]丙镇[/bold]" in said.out and "=1+1" in said.out


def test_what_was_done_without_a_reason_is_told_in_the_readers_words(kept: Office) -> None:
    kept.put("towns.in.csv", "单位,类型\n丙镇,镇\n")
    assert kept.run("ledger", "import", "recipients", "towns.in.csv").code == 0
    show = ("ledger", "show", "changes", "--last", "1")
    assert "导入 towns.in.csv" in kept.run(*show).out
    assert "import towns.in.csv" in kept.run(*show, lang="en").out


def test_changes_of_batches_are_told_in_the_readers_words(kept: Office) -> None:
    said = kept.run("ledger", "show", "changes", "--last", "500").out
    assert "批次" in said and "序号 1" in said
    assert not any(word in said for word in ("batches", "number", "month"))
