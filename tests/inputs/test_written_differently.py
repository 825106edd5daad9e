"""One table written in many ways is read the same way, or refused with the same letter."""

from pathlib import Path

import openpyxl
import pytest
import xlwt

from optalloc.core.errors import InputUnusable
from optalloc.core.money import parse_amount, parse_share
from optalloc.inputs.read import read
from optalloc.inputs.tables import Reading, outline_level, read_table, says_part
from optalloc.inputs.yaml_reader import EntryPlace, parse

SCENARIO = """\
unit: 元
tables:
  sources: {sources}
  recipients: [{{单位: 甲镇, 人口: 1}}, {{单位: 乙镇, 人口: 2}}]
  uses: [{{用途: 产业, 是否产业: 是}}]
indicators: {{人口: {{unit: 人, direction: more}}}}
targets: {{formula: {{kind: factors, weights: {{人口: 100%}}}}}}
rules: {{grain: {{cell: 1}}}}
goals: {{closest_to_target: {{distance: absolute}}}}
"""
ENDINGS = (".csv", ".xlsx", ".xls")


def write(rows: list[list[object]], path: Path) -> None:
    """Write rows in the format that the name says."""
    if path.suffix == ".csv":
        lines = (",".join(map(str, row)) for row in rows)
        path.write_text("\n".join(lines), encoding="utf-8-sig")
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append([cell or None for cell in row])
        book.save(path)
    else:
        old = xlwt.Workbook(encoding="utf-8")
        sheet = old.add_sheet("S")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        old.save(str(path))


def letter(folder: Path, rows: list[list[object]], ending: str) -> list[str]:
    """Return the remedies that a table of sources gets; none where it is read."""
    write(rows, folder / f"s{ending}")
    (folder / "s.yaml").write_text(SCENARIO.format(sources=f"s{ending}"), encoding="utf-8")
    try:
        read(folder / "s.yaml")
    except InputUnusable as unusable:
        return [f"{fault.came}: {fault.remedy.en}" for fault in unusable.faults]
    return []


@pytest.mark.parametrize(
    "text",
    [
        *("￥225,000.00元", "¥225000", "￥２２５，０００", "人民币225000元", "RMB 225,000"),
        *("225000元整", "225000元正", "225000圆", "人民币￥22.5万元", "+￥225000", "￥22.5万"),
    ],
)
def test_our_money_is_called_by_many_names(text: str) -> None:
    assert parse_amount(text, "元") == 22500000


@pytest.mark.parametrize("text", ["￥", "￥元", "￥￥5", "$5", "人民币", "￥5%", "元整", "5元元"])
def test_a_sign_of_money_alone_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError):
        parse_amount(text, "元")


def test_a_share_may_be_of_a_thousand() -> None:
    assert parse_share("5‰") * 200 == 1 and parse_share("５‰") * 200 == 1


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("(225,000)", "If it is below zero, write a minus before it."),
        ("（225,000）", "If it is below zero, write a minus before it."),
        ("225000-", "If it is below zero, write a minus before it."),
        ("△225", "If it is below zero, write a minus before it."),
        ("225 000", "Leave out the spaces between the digits."),
        ("225\u3000000", "Leave out the spaces between the digits."),
        ("'225000", "Leave out the apostrophe before it."),
        ("$225,000.00", "Convert it to yuan."),
        ("HK$225,000", "Convert it to yuan."),
        ("225000美元", "Convert it to yuan."),
        ("贰拾贰万伍仟元整", "Write it in digits: 225000元."),
        ("225000亩", "Write the amount alone, in digits."),
        ("225千元", "Convert it to 元 and write the number alone."),
        ("30%", "Write the amount that it comes to."),
        (
            "—",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        ),
        (
            "暂无",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        ),
    ],
)
def test_what_is_no_amount_is_told_how_to_mend(tmp_path: Path, text: str, remedy: str) -> None:
    (tmp_path / "t.tsv").write_text(f"单位\t金额(元)\n甲\t{text}\n", encoding="gb18030")
    table, reading = read_table(tmp_path / "t.tsv", "t.tsv", None, ("单位", "金额")), Reading()
    assert reading.money(table, table.rows[0], "金额", "元") is None
    assert [fault.remedy.en for fault in reading.faults] == [remedy]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("rows", "came"),
    [
        ([["中央", 100], ["其中：衔接资金", 60], ["省级", 50]], ["其中：衔接资金"]),
        ([["中央", 100], ["其 中:甲", 60], ["省级", 50]], ["其 中:甲"]),
        ([["一、中央", 100], ["（一）衔接", 60], ["（二）其他", 40]], ["一、中央"]),
        ([["1.中央", 100], ["（1）衔接", 60], ["2.省级", 40]], ["1.中央"]),
        ([["市级(一)", 100], ["市级（一）", 60]], ["市级（一）"]),
        ([["Ａ批", 100], ["A 批", 60]], ["A 批"]),
        ([["1.中央", 100], ["2.省级", 60]], []),
        ([["市级①", 100], ["市级1", 60]], []),
        ([["中央", 10], ["省级", 20], ["市级", 30], ["一、", ""]], ["None"]),
    ],
)
def test_money_is_counted_once(
    tmp_path: Path, ending: str, rows: list[list[object]], came: list[str]
) -> None:
    told = letter(tmp_path, [["来源", "金额(元)"], *rows], ending)
    assert [text.partition(": ")[0] for text in told] == came


@pytest.mark.parametrize("text", ["其中：产业", "其中产业", "内：国债", "of which: roads"])
def test_a_part_says_so(text: str) -> None:
    assert says_part(text)


@pytest.mark.parametrize("text", ["含山县", "内江市", "集中镇", "一中", "十里镇", "1.5万元以下"])
def test_a_name_is_no_part_and_no_number_of_an_outline(text: str) -> None:
    assert not says_part(text) and outline_level(text) == 0


@pytest.mark.parametrize(
    ("written", "came"),
    [
        ("{金额: 225,000}", "225,000"),
        ("{金额: 1,234, 来源: 甲}", "1,234"),
        ("{a: {b: ￥225,000.00元}}", "￥225,000.00元"),
    ],
)
def test_a_comma_in_braces_does_not_cut_a_number_in_two(written: str, came: str) -> None:
    said = parse(written, EntryPlace("s.yaml", Path(), 1))
    assert [fault.came for fault in said.faults] == [came]
    assert said.faults[0].remedy.en == "Leave out the comma, or put it in quotes."


@pytest.mark.parametrize("written", ['{金额: "225,000"}', "金额: 225,000", '{a: 1, "000": ""}'])
def test_a_comma_that_cuts_nothing_is_left_alone(written: str) -> None:
    assert not parse(written, EntryPlace("s.yaml", Path(), 1)).faults


SPACED = """\
unit: 元
tables:
  sources: [{{资金来源: 市 级, 金额: 10}}, {{资金来源: 区级, 金额: 10}}]
  recipients: [{{单位: 甲 镇, 类型: 重点, 人口: 1}}, {{单位: 乙镇, 人口: 2}}]
  uses: [{{用途: 产 业, 是否产业: 是}}]
indicators: {{人 口: {{unit: 人, direction: more, columns: {{人口: 1}}}}}}
targets:
  formula: {{kind: factors, weights: {{{factor}: 100%}}, recipients: [乙镇]}}
  stated: {{kind: fixed, amounts: {{{town}: 5}}, recipients: [{town}]}}
rules:
  grain: {{cell: 1, sources: {{{source}: 2}}}}
  split: {{shares: {{{source}: 50, 区级: 50}}, within: total}}
  floor: {{amount: 1, recipients: [{town}]}}
  own: {{kind: linear, says: "“{town}” >= 1"}}
  by_hand:
    {{kind: fixed_award, recipient: {town}, source: {source}, use: {use}, amount: 4, who: 甲,
      when: 2026-01-01, why: 乙}}
goals: {{closest_to_target: {{distance: absolute, weights: {{{town}: 2}}}}}}
"""


def test_a_space_inside_a_name_is_read_alike_in_tables_and_settings(tmp_path: Path) -> None:
    """睢 县 is 睢县 in every table: a setting of that spelling was refused."""
    file = tmp_path / "s.yaml"
    spaced = SPACED.format(town="甲 镇", source="市　级", use="产 业", factor="人 口")
    file.write_text(spaced, encoding="utf-8")
    found = read(file)
    file.write_text(SPACED.format(town="甲镇", source="市级", use="产业", factor="人口"), "utf-8")
    plain = read(file)
    assert [r.name for r in found.recipients] == ["甲镇", "乙镇"]
    assert (found.targets, found.goals) == (plain.targets, plain.goals)
    assert [r for r in found.rules if r.label != "own"] == [
        r for r in plain.rules if r.label != "own"
    ]


def test_one_name_in_two_spellings_is_refused_where_one_would_be_lost(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    text = SPACED.format(town="甲镇", source="市级", use="产业", factor="人口")
    file.write_text(text.replace("amounts: {甲镇: 5}", "amounts: {甲镇: 5, 甲 镇: 6}"), "utf-8")
    with pytest.raises(InputUnusable) as unusable:
        read(file)
    (fault,) = unusable.value.faults
    assert fault.allowed.zh == "“甲镇”与“甲 镇”是同一个，应只写一次"
