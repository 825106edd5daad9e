"""A table of another system goes into a ledger by the mapping that wrote it: an export inverted."""

from pathlib import Path

import pytest
from ledger_books import ACT, YEAR, small_ledger

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.exports import export, export_book, export_csv, load_mapping
from optalloc.ledger.exchange.registers import RegisterImport, import_table
from optalloc.ledger.store.database import Ledger

PROJECTS = (
    "项目名称,项目编码,入库年度,单位,用途,资金需求(元)\n"
    "茶园,Z1,2023,甲镇,产业发展,5\n村道,Z2,2023,乙镇,乡村建设,3\n"
)
AWARDS = (
    "月份,资金来源,单位,用途,项目,金额(元),类型\n2023-01,市级,甲镇,产业发展,茶园,4,下达\n"
    "2023-02,区级,乙镇,乡村建设,村道,3,下达\n2023-03,区级,乙镇,乡村建设,村道,0.5,收回\n"
)
PAYMENTS = "月份,资金来源,项目名称,金额(元),收款对象,凭证号\n2023-03,市级,茶园,2.5,施工单位,007\n"
MAPPINGS = {
    "projects": """\
rows: projects
columns:
  - {head: 编码, field: project.code, required: true}
  - {head: 名称, field: project.name}
  - {head: 入库, field: project.entered}
  - {head: 乡镇名, field: recipient.name}
  - {head: 做什么, field: use.name}
  - {head: 需求(元), field: project.need}
  - {head: 功能科目, value: "21305"}
""",
    "awards": """\
rows: awards
columns:
  - {head: 月, field: month}
  - {head: 来源名, field: source.name}
  - {head: 乡镇名, field: recipient.name}
  - {head: 做什么, field: use.name}
  - {head: 项目编码, field: project.code}
  - {head: 下达(元), field: amount}
  - {head: 已付(元), value: "0"}
""",
    "payments": """\
rows: payments
columns:
  - {head: 月, field: month}
  - {head: 来源名, field: source.name}
  - {head: 项目编码, field: project.code, required: true}
  - {head: 付给, field: payee}
  - {head: 凭证, field: voucher}
  - {head: 付了(元), field: amount}
""",
}
ORDER = ("projects", "awards", "payments")


def put(book: Ledger, folder: Path, sort: str, text: str, mapping: bool = False) -> RegisterImport:
    path = folder / f"{sort}.in.csv"
    path.write_text(text, encoding="utf-8")
    wanted = load_mapping(folder / f"{sort}.yml") if mapping else None
    return import_table(book, sort, str(path), ACT, YEAR, wanted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the mappings."""
    for sort, text in MAPPINGS.items():
        (tmp_path / f"{sort}.yml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def full(book: Ledger, folder: Path) -> Ledger:
    """Return a ledger with two projects, what they were given, gave back and paid."""
    for sort, text in zip(ORDER, (PROJECTS, AWARDS, PAYMENTS), strict=True):
        put(book, folder, sort, text)
    return book


def exported(book: Ledger, folder: Path, sort: str) -> bytes:
    with book.reading() as connection:
        return export_csv(export(connection, load_mapping(folder / f"{sort}.yml"), YEAR))


@pytest.mark.parametrize("as_book", [False, True])
def test_what_was_exported_comes_into_another_ledger_as_it_was(
    full: Ledger, folder: Path, as_book: bool
) -> None:
    other = small_ledger(folder / "other.db")
    for sort in ORDER:
        mapping = load_mapping(folder / f"{sort}.yml")
        with full.reading() as connection:
            table = export(connection, mapping, YEAR)
        path = folder / f"{sort}.{'xlsx' if as_book else 'csv'}"
        path.write_bytes(export_book(table) if as_book else export_csv(table))
        import_table(other, sort, str(path), ACT, YEAR, mapping)
    for sort in ORDER:
        assert exported(other, folder, sort) == exported(full, folder, sort)


def test_columns_that_the_ledger_does_not_take_are_named(full: Ledger, folder: Path) -> None:
    text = exported(full, folder, "projects").decode("utf-8-sig")
    assert put(full, folder, "projects", text, mapping=True).unread == ("功能科目",)


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        (("Z1", "Z9"), "第2行 项目编码：应是台账里一个项目的编码，实为 'Z9'"),
        (
            ("项目编码", "别的"),
            "应有“项目编码”一列。现有：月、来源名、别的、付给、凭证、付了(元)。",
        ),
        (
            ("付了(元)", "金额"),
            "应有“付了(元)”一列。现有：月、来源名、项目编码、付给、凭证、金额。",
        ),
        (("来源名", "来源"), "应有“来源名”一列"),
        (("2.50", "两元"), "第2行 付了(元)"),
        (("市级", "市集"), "第2行 来源名：应为台账 2023 年已有的名称"),
    ],
)
def test_what_cannot_be_taken_in_is_told_under_the_headers_of_the_file(
    full: Ledger, folder: Path, change: tuple[str, str], letter: str
) -> None:
    text = exported(full, folder, "payments").decode("utf-8-sig").replace("007", "008")
    with pytest.raises(InputUnusable) as refused:
        put(full, folder, "payments", text.replace(*change), mapping=True)
    assert letter in refused.value.letter("zh")


@pytest.mark.parametrize(
    ("fields", "row", "letter"),
    [
        ("source.name voucher!", "市级,", "第2行 凭证号：必须填写（映射里写了 required）。"),
        ("source.name voucher!", ",支9", "第2行 资金来源："),
        ("source.document! voucher", ",支9", "第2行 指标文号：必须填写（映射里写了 required）。"),
        ("source.document voucher", ",支9", "第2行 指标文号："),
        ("source.name project.code!", "市级,", "第2行 项目编码：必须填写（映射里写了 required）。"),
        ("source.name recipient.name!", "市级,", "第2行 单位：必须填写（映射里写了 required）。"),
    ],
)
def test_what_the_mapping_requires_must_be_filled(
    full: Ledger, folder: Path, fields: str, row: str, letter: str
) -> None:
    called = {
        **{"source.name": "资金来源", "source.document": "指标文号", "voucher": "凭证号"},
        **{"project.code": "项目编码", "recipient.name": "单位"},
    }
    one, other = fields.split()
    columns = "".join(
        f"  - {{head: {called[field.strip('!')]}, field: {field.strip('!')}, "
        f"required: {'true' if '!' in field else 'false'}}}\n"
        for field in (one, other)
    )
    mapping = (
        "rows: payments\ncolumns:\n  - {head: 月, field: month}\n"
        "  - {head: 项目, field: project.name}\n  - {head: 付给, field: payee}\n"
        "  - {head: 付了(元), field: amount}\n" + columns
    )
    (folder / "payments.yml").write_text(mapping, encoding="utf-8")
    heads = ",".join(called[field.strip("!")] for field in (one, other))
    text = f"{heads},月,项目,付给,付了(元)\n{row},2023-04,茶园,施工单位,1\n合计,,,,,1\n"
    with pytest.raises(InputUnusable) as refused:
        put(full, folder, "payments", text, mapping=True)
    (fault,) = refused.value.faults
    assert letter in refused.value.letter("zh"), fault


def test_what_the_ledger_requires_and_the_mapping_lacks_is_said_of_the_mapping(
    full: Ledger, folder: Path
) -> None:
    text = (
        "rows: payments\ncolumns:\n  - {head: 月, field: month}\n  - {head: 凭证, field: voucher}\n"
    )
    (folder / "payments.yml").write_text(text, encoding="utf-8")
    path = folder / "p.csv"
    path.write_text("月,凭证\n2023-04,9\n", encoding="utf-8")
    with pytest.raises(InputUnusable) as refused:
        mapping = load_mapping(folder / "payments.yml")
        import_table(full, "payments", str(path), ACT, None, mapping)
    said = refused.value.letter("zh")
    assert "--from：映射里应有 field: year 的一列。或用 --year 写明年度。" in said
    assert "--from：映射里应有 field: source.name 或 source.document 的一列。" in said
    assert "--from：映射里应有 field: amount 的一列。" in said
    assert "--from: a column of the mapping with field: payee" in refused.value.letter("en")


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            ("rows: payments", "rows: payment"),
            "rows：应为 payments、awards、projects 或 assets，实为 'payment'。是不是 payments？",
            "rows: payments, awards, projects or assets, got 'payment'. Did you mean payments?",
        ),
        (
            ("field: voucher", "field: voucher, value: 3"),
            "columns 第5列 凭证：field 和 value 应写一个，只写一个，"
            "实为 'field: voucher, value: 3'。",
            "column 5, 凭证: field or value, one of them alone, got 'field: voucher, value: 3'.",
        ),
        (
            ("field: voucher", "feild: voucher"),
            "columns.5.feild：设置应为 head、field、value、required 之一，实为 'feild'。是不是",
            "columns.5.feild: a setting, one of head, field, value, required, got 'feild'. Did you",
        ),
        (
            ("required: true", "required: maybe"),
            "columns.3.required：应为 true 或 false，实为 'maybe'。",
            "columns.3.required: true or false, got 'maybe'.",
        ),
    ],
)
def test_a_letter_about_a_mapping_says_what_may_stand_there(
    folder: Path, change: tuple[str, str], zh: str, en: str
) -> None:
    path = folder / "m.yml"
    path.write_text(MAPPINGS["payments"].replace(*change), encoding="utf-8")
    with pytest.raises(InputUnusable) as refused:
        load_mapping(path)
    assert zh in refused.value.letter("zh") and en in refused.value.letter("en")
    assert len(refused.value.faults) == 1


def test_two_columns_of_a_mapping_have_two_heads(folder: Path) -> None:
    text = (
        "rows: payments\ncolumns:\n  - {head: 金额, field: amount}\n  - {head: 金 额, value: x}\n"
    )
    (folder / "m.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputUnusable) as refused:
        load_mapping(folder / "m.yml")
    assert "columns 第2列 金 额：各列表头应不同，第1列已用这个" in refused.value.letter("zh")
    assert "column 2, 金 额: a head of its own: column 1 has it" in refused.value.letter("en")


def test_a_mapping_has_a_column(folder: Path) -> None:
    (folder / "m.yml").write_text("rows: payments\ncolumns: []\n", encoding="utf-8")
    with pytest.raises(InputUnusable, match="columns: one column at least"):
        load_mapping(folder / "m.yml")


def test_an_entry_without_a_required_field_is_reversed_and_entered_again(
    full: Ledger, folder: Path
) -> None:
    put(full, folder, "payments", PAYMENTS.replace("007", "").replace("2.5", "1"))
    text = MAPPINGS["payments"].replace("field: voucher", "field: voucher, required: true")
    (folder / "payments.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputUnusable, match=r"Reverse it \(ledger reverse\), enter it again"):
        exported(full, folder, "payments")


def test_a_code_that_two_projects_have_is_refused_with_their_names(
    full: Ledger, folder: Path
) -> None:
    put(full, folder, "projects", PROJECTS.replace("Z2", "Z1"))
    text = "月,来源名,项目编码,付给,凭证,付了(元)\n2023-04,市级,Z1,施工单位,9,1\n"
    with pytest.raises(InputUnusable, match="茶园, 村道"):
        put(full, folder, "payments", text, mapping=True)


def test_the_same_file_is_not_counted_twice(full: Ledger, folder: Path) -> None:
    text = "月,来源名,项目编码,付给,凭证,付了(元)\n2023-04,市级,Z1,施工单位,9,1\n"
    assert put(full, folder, "payments", text, mapping=True).rows == 1
    with pytest.raises(InputUnusable, match="not in the ledger yet"):
        put(full, folder, "payments", text, mapping=True)


def test_the_command_takes_the_mapping_of_the_export(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = small_ledger("ledger.db")
    for sort, text in zip(ORDER, (PROJECTS, AWARDS, PAYMENTS), strict=True):
        put(book, folder, sort, text)
    office.put("m.yml", MAPPINGS["payments"])
    office.put("p.csv", "月,来源名,项目编码,付给,凭证,付了(元)\n2023-04,市级,Z1,施工单位,9,1\n")
    said = office.run("ledger", "import", "payments", "p.csv", "--from", "m.yml", "--year", "2023")
    assert said.code == 0, said.err
    said = office.run("ledger", "import", "awards", "p.csv", "--from", "m.yml")
    assert said.code == 2 and "rows: payments" in said.err


def test_the_total_of_a_table_of_another_system_is_its_sum(book: Ledger, folder: Path) -> None:
    put(book, folder, "projects", PROJECTS)
    table = (
        "说明,月,来源名,乡镇名,做什么,项目编码,下达(元)\n"
        ",2023-01,市级,甲镇,产业发展,Z1,4\n合计,,,,,,{}\n"
    )
    with pytest.raises(InputUnusable) as refused:
        put(book, folder, "awards", table.format(5), mapping=True)
    assert "第3行 下达(元)：合计应等于各行之和 4，实为 '5'" in refused.value.letter("zh")
    assert put(book, folder, "awards", table.format(4), mapping=True).rows == 1
