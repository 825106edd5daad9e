"""A row is known by its name, by its code, or by both where they agree."""

from pathlib import Path

import pytest
from ledger_books import ACT, YEAR, small_ledger

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.exports import load_mapping
from optalloc.ledger.exchange.registers import RegisterImport, import_table
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.store.database import Ledger

PROJECTS = (
    "项目名称,项目编码,入库年度,单位,用途,资金需求(元)\n"
    "茶园,Z1,2023,甲镇,产业发展,5\n村道,Z2,2023,乙镇,乡村建设,3\n水渠,,2023,乙镇,乡村建设,3\n"
)
AWARDS = (
    "月份,资金来源,单位,用途,项目,金额(元)\n2023-01,市级,甲镇,产业发展,茶园,4\n"
    "2023-02,区级,乙镇,乡村建设,村道,3\n2023-02,区级,乙镇,乡村建设,水渠,2\n"
)
MAPPING = """\
rows: payments
columns:
  - {head: 月, field: month}
  - {head: 来源名, field: source.name}
  - {head: 指标文号, field: source.document}
  - {head: 项目编码, field: project.code}
  - {head: 项目名, field: project.name}
  - {head: 付给, field: payee}
  - {head: 付了(元), field: amount}
"""
HEAD = "月,来源名,指标文号,项目编码,项目名,付给,付了(元)\n"
OURS = "月份,资金来源,项目编码,项目名称,收款对象,金额(元)\n"


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    """Return a ledger with three projects of which one has no code, and documents of sources."""
    made = small_ledger(tmp_path / "codes.db")
    with made.writing(ACT) as writing:
        for name, amount, document in (("市级", 1000, "某财农〔2023〕5号"), ("区级", 600, "")):
            values = {"year": YEAR, "name": name, "amount": amount, "document": document}
            writing.put(schema.sources, values)
    for sort, text in (("projects", PROJECTS), ("awards", AWARDS)):
        put(made, tmp_path, sort, text)
    return made


def put(
    book: Ledger, folder: Path, sort: str, text: str, mapping: str | None = None
) -> RegisterImport:
    path = folder / f"{sort}.in.csv"
    path.write_text(text, encoding="utf-8")
    if mapping is not None:
        (folder / "m.yml").write_text(mapping, encoding="utf-8")
    wanted = None if mapping is None else load_mapping(folder / "m.yml")
    return import_table(book, sort, str(path), ACT, YEAR, wanted)


def paid(book: Ledger) -> list[tuple[str, str]]:
    """Return source and project of every payment."""
    with book.reading() as connection:
        names = {
            table.name: {row["id"]: row["name"] for row in rows_of(connection, table)}
            for table in (schema.projects, schema.sources)
        }
        return [
            (names["sources"][row["source"]], names["projects"][row["project"]])
            for row in rows_of(connection, schema.entries)
            if row["kind"] == "payment"
        ]


@pytest.mark.parametrize(
    ("cells", "booked"),
    [
        ("市级,,Z1,", ("市级", "茶园")),
        ("市级,,Z1,茶园", ("市级", "茶园")),
        ("市级,,,茶园", ("市级", "茶园")),
        ("区级,,Z9,水渠", ("区级", "水渠")),
        (",某财农[2023]5号,Z1,", ("市级", "茶园")),
        ("市级,某财农〔2023〕5 号,Z1,", ("市级", "茶园")),
        ("区级,某财农〔2023〕9号,Z2,", ("区级", "村道")),
    ],
    ids=["code", "both", "name", "no code known", "document", "both names", "no document known"],
)
def test_a_payment_is_booked_by_what_the_row_says(
    book: Ledger, tmp_path: Path, cells: str, booked: tuple[str, str]
) -> None:
    done = put(book, tmp_path, "payments", f"{HEAD}2023-03,{cells},施工单位,1\n", MAPPING)
    assert paid(book) == [booked] and done.unread == ()


@pytest.mark.parametrize("mapping", [MAPPING, None])
@pytest.mark.parametrize(
    ("code", "name", "letter"),
    [
        ("Z2", "茶园", "名称写的是“茶园”，实为 'Z2'。台账里这个编码是“村道”的。请改名称或编码。"),
        ("Z9", "茶园", "名称写的是“茶园”，实为 'Z9'。台账里它的编码是 Z1。请改名称或编码。"),
        ("Z9", "", "项目编码：应是台账里一个项目的编码，实为 'Z9'"),
    ],
)
def test_a_code_that_contradicts_the_name_is_refused_with_both(
    book: Ledger, tmp_path: Path, mapping: str | None, code: str, name: str, letter: str
) -> None:
    text = f"{HEAD}2023-03,市级,,{code},{name},施工单位,1\n"
    if mapping is None:
        text = f"{OURS}2023-03,市级,{code},{name},施工单位,1\n"
    with pytest.raises(InputUnusable) as refused:
        put(book, tmp_path, "payments", text, mapping)
    assert letter in refused.value.letter("zh") and paid(book) == []


def test_a_document_that_contradicts_the_source_is_refused_beside_what_else_is_wrong(
    book: Ledger, tmp_path: Path
) -> None:
    text = f"{HEAD}2023-03,区级,某财农〔2023〕5号,Z2,,施工单位,1\n2023-03,市级,,Z1,,某人,1\n"
    with pytest.raises(InputUnusable) as refused:
        put(book, tmp_path, "payments", text, MAPPING)
    letter = refused.value.letter("en")
    assert "row 2, 指标文号: the document of the source that the row names, '区级'" in letter
    assert "In the ledger it is that of '市级'. Correct the name or the document." in letter
    assert "row 3, 付给" in letter and len(refused.value.faults) == 2


@pytest.mark.parametrize("sort", ["awards", "payments", "assets"])
def test_our_own_columns_take_codes_too(book: Ledger, tmp_path: Path, sort: str) -> None:
    text = {
        "awards": "月份,资金来源,单位,用途,项目编码,金额(元)\n2023-02,市级,甲镇,产业发展,{},1\n",
        "payments": "月份,资金来源,项目编码,收款对象,金额(元)\n2023-03,市级,{},施工单位,1\n",
        "assets": "资产名称,项目编号,资产类别,权属级别,产权人,原值(元),管护责任人,验收日期\n"
        "茶厂,{},经营性,村,甲村,3,李四,2023-06-01\n",
    }[sort]
    with pytest.raises(InputUnusable, match="that of one project"):
        put(book, tmp_path, sort, text.format("Z9"))
    if sort == "assets":
        with book.writing(ACT) as writing:
            works = {row["name"]: row for row in rows_of(writing.connection, schema.projects)}
            writing.put(schema.projects, {**works["茶园"], "state": "accepted"})
    done = put(book, tmp_path, sort, text.format("Z1"))
    assert done.rows == 1 and done.unread == ()


def test_two_projects_of_one_code_are_said(book: Ledger, tmp_path: Path) -> None:
    done = put(book, tmp_path, "projects", PROJECTS.replace("Z2", "Z1"))
    assert [words.zh for words in done.findings] == [
        "茶园、村道 的项目编码都是 Z1，按编码认不出是哪一个"
    ]
    text = f"{HEAD}2023-03,区级,,Z1,村道,施工单位,1\n"
    put(book, tmp_path, "payments", text, MAPPING)
    assert paid(book) == [("区级", "村道")]


def test_every_column_that_nothing_is_read_from_is_named(book: Ledger, tmp_path: Path) -> None:
    text = OURS.replace("\n", ",状态,产业,支付金额(元),序号\n")
    done = put(book, tmp_path, "payments", f"{text}2023-03,市级,Z1,,施工单位,1,作废,是,2,1\n")
    assert done.unread == ("状态", "产业", "支付金额(元)", "序号")
    text = PROJECTS.replace("\n", ",状态,项目编号,用地\n", 1).replace("5\n", "5,开工,8,是\n")
    done = put(book, tmp_path, "projects", text.replace(",3\n", ",3,,,\n"))
    assert done.unread == ("状态", "项目编号")


def test_the_command_says_of_no_column_falsely_that_it_was_not_read(office: Office) -> None:
    book = small_ledger("ledger.db")
    for sort, text in (("projects", PROJECTS), ("awards", AWARDS)):
        put(book, Path(), sort, text)
    office.put("m.yml", MAPPING)
    office.put("p.csv", HEAD + "2023-03,市级,,Z1,茶园,施工单位,1\n")
    run = ("ledger", "import", "payments", "p.csv", "--from", "m.yml", "--year", "2023")
    said = office.run(*run, "--lang", "zh")
    assert said.code == 0 and "没有读取" not in said.out
