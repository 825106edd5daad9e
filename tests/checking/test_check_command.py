"""`optalloc check` on the command line: what it prints, writes and returns, in both languages."""

import json
from pathlib import Path

import openpyxl
import pytest
from laid_out import LAYOUTS, as_book
from seeded import CASES, P, S, rows_of
from written import write

import optalloc
from office import Office
from optalloc.core.message import LANGS

CLEAN = CASES / f"{P}.csv"


@pytest.fixture
def wrong(office: Office) -> str:
    """Return a table with one amount too large, in the office's folder."""
    rows = rows_of(P)
    rows[1][1] = "155"
    write(rows, office.folder / "draft.csv")
    return "draft.csv"


def test_check_is_a_function_of_the_package() -> None:
    assert not optalloc.check(CLEAN).has_errors


def test_a_clean_table_ends_with_code_0(office: Office) -> None:
    said = office.run("check", str(CLEAN), "--unit", "万元", lang="en")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0].endswith(".csv: 5 rows, 1 total, in 万元")
    assert said.out.endswith("Result: 0 errors, 0 warnings, 1 note.\n")


def test_errors_end_with_code_6_and_are_said_first(office: Office, wrong: str) -> None:
    said = office.run("check", wrong, lang="zh")
    assert said.code == 6
    assert (
        "错误（1）\n  【列合计】第7行 合计，amount：5 行相加为 2961，表中写 2960，差 -1" in said.out
    )
    assert said.out.endswith("核对结果：1 个错误，0 个警告，2 个提示。\n")


@pytest.mark.parametrize("lang", LANGS)
def test_json_holds_every_finding_with_its_place(office: Office, wrong: str, lang: str) -> None:
    said = office.run("check", wrong, "--json", lang=lang)
    found = json.loads(said.out)
    assert said.code == 6
    (error,) = (f for f in found["findings"] if f["severity"] == "error")
    words = {"zh": "5 行相加为 2961，表中写 2960，差 -1", "en": "the 5 rows add up to 2961, "}
    assert error["words"].startswith(words[lang])
    assert {k: error[k] for k in ("kind", "came", "expected")} == {
        "kind": "sum_column",
        "came": "2960",
        "expected": "2961",
    }
    assert error["where"] == {
        "file": "draft.csv",
        "sheet": None,
        "row": 7,
        "column": "amount",
        "cell": "B7",
        "name": "合计",
    }
    assert found["counts"] == {"error": 1, "warning": 0, "note": 2}
    (table,) = found["tables"]
    assert [c["role"] for c in table["columns"]] == ["recipient", "amount"]


def test_json_holds_the_rule_behind_the_table(office: Office) -> None:
    said = office.run("check", str(CASES / "jinzhai-2021-awards.csv"), "--json")
    behind = json.loads(said.out)["tables"][0]["behind"]
    (rate,) = behind["rates"]
    (found,) = behind["intervals"]
    assert [row["name"] for row in found["rows"]][:2] == ["梅山镇", "产业园"]
    assert found["rows"][0]["low"] <= "18.34" <= found["rows"][0]["high"]
    assert (rate["rate"], rate["explained"], rate["step"]) == ("18.34", 9, "0.01")
    assert rate["rows"][0]["low"] <= "18.34" <= rate["rows"][0]["high"]


def test_what_is_not_clear_is_refused_where_nobody_can_be_asked(office: Office) -> None:
    office.put("draft.csv", "单位,数据一,数据二\n甲镇,3,4\n乙镇,4,5\n")
    said = office.run("check", "draft.csv", "--no-input", lang="en")
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("draft.csv, cannot be used:\n  column 数据一: it is not clear")
    mended = office.run(
        "check", "draft.csv", "--column", "数据一=ignore", "--column", "C=indicator"
    )
    assert mended.code == 0


def test_a_notice_is_judged_with_the_table(office: Office) -> None:
    office.put("notice.txt", "公示 7 天，监督电话 12317、63412345")
    said = office.run("check", str(CLEAN), "--notice", "notice.txt", lang="en")
    assert said.code == 6
    assert "[notice period] notice.txt: is shown for 7 days, fewer than 10" in said.out


def test_a_scenario_is_written_and_solves_to_the_table(office: Office) -> None:
    table = str(CASES / "mouding-2019-awards.csv")
    said = office.run("check", table, "--unit", "万元", "--write-scenario", "behind")
    assert said.code == 0
    assert office.run("solve", "behind/scenario.yaml").code == 0
    again = office.run("check", table, "--scenario", "behind/scenario.yaml", "--json")
    found = json.loads(again.out)
    assert found["against"][0]["best"] == found["against"][0]["recipients"]
    refused = office.run("check", table, "--unit", "万元", "--write-scenario", "behind", lang="en")
    assert refused.code == 3
    assert "is there already and is not overwritten" in refused.err


@pytest.mark.parametrize(
    ("bracket", "unit"),
    [("（9个）", "个"), ("（人）", "人"), ("（截至2023年末9个）", "个")],
)
def test_a_number_in_a_header_is_no_part_of_the_unit(
    office: Office, bracket: str, unit: str
) -> None:
    """4万元 each: 8, 12 and 16 for 2, 3 and 4; of 9个 the unit is 个, as published in 2017."""
    rows = f"乡镇,社区{bracket},金额(万元)\n甲镇,2,8\n乙镇,3,12\n丙镇,4,16\n合计,9,36\n"
    office.put("t.csv", rows)
    assert office.run("check", "t.csv", "--write-scenario", "made").code == 0
    written = (office.folder / "made" / "scenario.yaml").read_text("utf-8")
    assert f'column: "社区", unit: "{unit}", standard: 4}}' in written
    said = office.run("explain", "made/scenario.yaml").out
    assert f"社区 2{unit}" in said or f"社区2{unit}" in said


def test_a_scenario_needs_the_unit(office: Office) -> None:
    table = str(CASES / "mouding-2019-awards.csv")
    said = office.run("check", table, "--write-scenario", "behind", lang="en")
    assert said.code == 3
    assert "Add --unit 万元." in said.err


@pytest.mark.parametrize("ending", LAYOUTS)
def test_an_annotated_copy_has_a_comment_on_the_cell(office: Office, ending: str) -> None:
    path = LAYOUTS[ending](office.folder / f"plan{ending}")
    before = path.read_bytes()
    office.run("check", path.name, "--annotate", "judged.xlsx", "--column", "C=indicator")
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(office.folder / "judged.xlsx")
    assert book.sheetnames[-1] == "核对结果"
    comments = [c.comment.text for row in book.worksheets[0] for c in row if c.comment]
    assert any("金额都是" in text for text in comments)
    listed = [row[1].value for row in book["核对结果"].iter_rows(min_row=2)]
    assert "取整单位" in listed


def test_an_annotated_workbook_keeps_its_formulas(office: Office) -> None:
    path = as_book(office.folder / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    book["分配表"]["J1"] = "=1+1"
    book["分配表"]["D8"] = 19
    book.save(path)
    office.run("check", "plan.xlsx#分配表", "--annotate", "judged.xlsx", lang="en")
    judged = openpyxl.load_workbook(office.folder / "judged.xlsx")["分配表"]
    assert judged["D8"].comment.text.startswith("[error] 资金来源/中央+资金来源/省级")
    assert judged["J1"].value == "=1+1"


def test_a_name_that_looks_like_a_formula_stays_a_text(office: Office) -> None:
    office.put("draft.csv", "单位,金额(万元)\n=HYPERLINK(1),3\n@甲,4\n合计,8\n")
    assert office.run("check", "draft.csv", "--annotate", "judged.xlsx").code == 6
    sheet = openpyxl.load_workbook(office.folder / "judged.xlsx").worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["B4"].comment is not None


def test_the_table_itself_is_never_written_to(office: Office) -> None:
    as_book(office.folder / "plan.xlsx")
    said = office.run("check", "plan.xlsx", "--annotate", "plan.xlsx", lang="en")
    assert said.code == 3
    assert "another file: the table stays as it is" in said.err


def test_a_long_list_is_cut_and_says_so(office: Office) -> None:
    rows = "".join(f"村{i},-1\n" for i in range(100))
    office.put("draft.csv", "单位,金额(万元)\n" + rows)
    said = office.run("check", "draft.csv", lang="en")
    assert "… and 40 more (--json and --annotate have them all)" in said.out


@pytest.mark.parametrize("lang", LANGS)
def test_a_published_case_prints_in_both_languages(office: Office, lang: str) -> None:
    said = office.run("check", str(CASES / f"{S}.csv"), lang=lang)
    assert said.code == 0
    word = {"zh": "占 87.3%", "en": "yes: 4365, 87.3%"}[lang]
    assert word in said.out


@pytest.mark.slow
def test_a_table_of_ten_thousand_rows_is_checked_whole(tmp_path: Path) -> None:
    import random

    draw = random.Random(1)
    heads = "序号,单位,类型,行政村,脱贫人口,耕地面积(亩),合计,中央,省级,市级,占比,备注"
    body, sums = [], [0] * 7
    for i in range(10_000):
        counts = [draw.randint(1, 40), draw.randint(50, 5000), draw.randint(100, 9000)]
        fen = [30 * counts[0] + counts[1] // 5, 10 * counts[0], counts[2] // 2]
        row = [*counts, sum(fen), *fen]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
        body.append((i + 1, f"第{i + 1}村", draw.choice("镇乡"), row))
    lines = ["单位：万元", heads]
    for number, name, kind, row in body:
        shown = [*map(str, row[:3]), *(f"{v / 100:.2f}" for v in row[3:])]
        lines.append(f"{number},{name},{kind},{','.join(shown)},{row[3] / sums[3]:.6%},")
    totals = [*map(str, sums[:3]), *(f"{v / 100:.2f}" for v in sums[3:])]
    lines.append(f"合计,,,{','.join(totals)},100%,")
    path = tmp_path / "large.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = optalloc.check(path)
    assert len(found.sheets[0].data) == 10_000
    assert [f for f in found.findings if f.severity != "note"] == []


def test_a_bundle_is_sent_to_replay(office: Office) -> None:
    office.put("run.zip", b"PK")
    said = office.run("check", "run.zip", lang="zh")
    assert said.code == 3 and "optalloc replay" in said.err and "Word" not in said.err


def test_a_notice_of_sentences_alone_is_sent_to_its_table(office: Office) -> None:
    """A full-width comma in its first sentence divides no table."""
    office.put(
        "n.txt", "现下达我市省级资金4361万元，予以公告。\n甲区：2405万元；\n乙区：1956万元。\n"
    )
    said = office.run("check", "n.txt", "--no-input")
    assert said.code == 3 and "请同它的表一起核对：optalloc check 表 --notice 公示" in said.err
    assert "全角" not in said.err
