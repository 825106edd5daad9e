"""Assets add up by class and by owner; tables for other systems are whole or refused."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from ledger_books import ACT, YEAR

from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.exports import export, export_book, export_csv, load_mapping
from optalloc.ledger.exchange.registers import RegisterImport, import_table
from optalloc.ledger.store import schema
from optalloc.ledger.store.database import Ledger, make_ledger, open_ledger
from optalloc.ledger.store.migrations import NEWEST
from optalloc.ledger.views.assets import assets, assets_paper
from optalloc.ledger.views.library import move

TABLES = {
    "projects": (
        "项目名称,项目编码,入库年度,单位,用途,资金需求(元)\n"
        "茶园,Z155110000004,2023,甲镇,产业发展,5\n村道,,2023,乙镇,乡村建设,3\n"
    ),
    "awards": (
        "月份,资金来源,单位,用途,项目,金额(元)\n"
        "2023-01,市级,甲镇,产业发展,茶园,4\n2023-02,区级,乙镇,乡村建设,村道,3\n"
    ),
    "payments": (
        "月份,资金来源,项目名称,金额(元),收款对象,凭证号\n2023-03,市级,茶园,2.5,施工单位,007\n"
    ),
}
ASSETS = (
    "资产名称,项目名称,资产类别,权属级别,产权人,原值(元),管护责任人,验收日期\n"
    "茶园设施,茶园,经营性,村,甲村,3.5,甲村,2023-09-01\n茶苗,茶园,到户类,户,农户,0.5,农户,2023/09/01\n"
)
MAPPING = """\
rows: payments
notes: [示例]
columns:
  - {head: 项目编码, field: project.code, required: true}
  - {head: 凭证号, field: voucher}
  - {head: 支付金额(元), field: amount}
  - {head: 功能科目, value: "21305"}
"""


@pytest.fixture
def take(book: Ledger, tmp_path: Path) -> Callable[..., RegisterImport]:
    """Return what imports a text as a table, with projects and their money there already."""

    def one(sort: str, text: str) -> RegisterImport:
        path = tmp_path / f"{sort}.csv"
        path.write_text(text, encoding="utf-8")
        return import_table(book, sort, str(path), ACT, YEAR)

    for sort, text in TABLES.items():
        one(sort, text)
    return one


def mapped(tmp_path: Path, text: str = MAPPING) -> Path:
    path = tmp_path / "mapping.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_assets_come_of_completed_projects_and_accept_them(
    book: Ledger, take: Callable[..., RegisterImport]
) -> None:
    with pytest.raises(InputUnusable, match="asset 茶园设施: a project that is completed"):
        take("assets", ASSETS)
    with book.writing(ACT) as writing:
        move(writing, {"茶园": ("completed", "")}, YEAR)
    assert take("assets", ASSETS).changed == 2
    with book.reading() as connection:
        found = assets(connection)
        state = connection.exec_driver_sql(
            "SELECT state FROM projects WHERE name = '茶园'"
        ).scalar()
    assert state == "accepted"
    crossed = assets_paper(found, "元").tables[1]
    assert [row[1:] for row in crossed.rows] == [
        (0, 0, 350, 0, 350),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 50, 50),
        (0, 0, 350, 50, 400),
    ]


def test_what_goes_to_a_household_is_owned_by_one(
    book: Ledger, take: Callable[..., RegisterImport]
) -> None:
    with book.writing(ACT) as writing:
        move(writing, {"茶园": ("completed", "")}, YEAR)
    with pytest.raises(InputUnusable) as refused:
        take("assets", ASSETS.replace("到户类,户", "到户类,镇"))
    assert "资产 茶苗：到户类资产应归户所有，其他资产不归户，实为 '镇'" in refused.value.letter(
        "zh"
    )


def test_an_export_has_amounts_in_yuan_and_codes_as_given(
    book: Ledger, take: Callable[..., RegisterImport], tmp_path: Path
) -> None:
    mapping = load_mapping(mapped(tmp_path))
    with book.reading() as connection:
        table = export(connection, mapping, YEAR)
    assert export_csv(table).decode("utf-8-sig").splitlines() == [
        "项目编码,凭证号,支付金额(元),功能科目",
        "Z155110000004,007,2.50,21305",
    ]
    page = openpyxl.load_workbook(io.BytesIO(export_book(table))).active
    assert page is not None
    assert [cell.value for cell in page[2]] == ["Z155110000004", "007", 2.5, "21305"]


def test_an_export_without_a_required_field_is_refused_row_by_row(
    book: Ledger, take: Callable[..., RegisterImport], tmp_path: Path
) -> None:
    mapping = load_mapping(
        mapped(
            tmp_path,
            MAPPING.replace("rows: payments", "rows: projects")
            .replace("  - {head: 凭证号, field: voucher}\n", "")
            .replace("field: amount", "field: given"),
        )
    )
    with pytest.raises(InputUnusable) as refused, book.reading() as connection:
        export(connection, mapping, YEAR)
    assert (
        "项目 村道：应有“项目编码”（project.code）。请补进台账后再导出。"
        in refused.value.letter("zh")
    )
    assert "project 村道: 项目编码 (project.code). Add it to the ledger" in refused.value.letter(
        "en"
    )


def test_a_mapping_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match=r"Did you mean project\.code"):
        load_mapping(mapped(tmp_path, MAPPING.replace("project.code", "project.cod")))
    with pytest.raises(InputUnusable, match=r"columns\.1\.head"):
        load_mapping(mapped(tmp_path, MAPPING.replace("head: 项目编码, ", "")))


def test_the_migrations_make_the_tables_of_the_code(book: Ledger) -> None:
    with book.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.META) == []


def test_a_ledger_is_made_once_and_a_stranger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    assert make_ledger(path)[1] and not make_ledger(path)[1]
    with pytest.raises(InputUnusable, match=r"Make one with `optalloc ledger init`"):
        open_ledger(tmp_path / "b.db")
    (tmp_path / "c.db").write_text("no database, but a text that is long enough" * 30)
    with pytest.raises(InputUnusable, match="a ledger of optalloc"):
        open_ledger(tmp_path / "c.db")
    with make_ledger(path)[0].writing(ACT) as writing:
        writing.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InputUnusable, match=f"a ledger of version {NEWEST}, got '9999'"):
        open_ledger(path)
    with pytest.raises(InputUnusable, match="postgresql://"):
        open_ledger("nonsense://x")
