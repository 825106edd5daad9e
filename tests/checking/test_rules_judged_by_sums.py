"""A published paper tells sums by source and by use: every rule that these decide is judged."""

from pathlib import Path

import openpyxl
import pytest

from optalloc.checking import check

SCENARIO = """
title: 三镇
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 45}, {资金来源: 区级, 金额: 55}]
  recipients: [{单位: 甲镇, 村: 5}, {单位: 乙镇, 村: 3}, {单位: 丙镇, 村: 2}]
  uses: [{用途: 产业, 是否产业: 是}, {用途: 建设, 是否产业: 否}]
indicators: {村: {unit: 个, direction: more}}
targets: {factors: {weights: {村: 100%}}}
rules:
  grain: {cell: 0.1}
  spend_whole: {}
  floor: {amount: 20}
  balance: {max_deviation: 30%}
  split: {shares: {市级: 45, 区级: 55}, within: recipient}
  share: {groups: [产业发展], over: batch, at_least: 55%}
  ONE_MORE
goals: {closest_to_target: {distance: absolute}}
"""
SOURCES = {"甲镇": (22.5, 27.5), "乙镇": (13.5, 16.5), "丙镇": (9, 11)}
USES = {"甲镇": (30, 20), "乙镇": (15, 15), "丙镇": (12, 8)}
Amounts = dict[str, tuple[float, float]]


def told(
    folder: Path, sources: Amounts, uses: Amounts, more: str = "", scenario_text: str = SCENARIO
) -> dict[str, list[str]]:
    """Return the words of breaches and of what was not judged, of two tables of one book."""
    scenario, book = folder / "plan.yaml", openpyxl.Workbook()
    scenario.write_text(scenario_text.replace("ONE_MORE", more), "utf-8")
    book.remove(book.active)
    for title, heads, rows in (
        ("表1", ("市级", "区级"), sources),
        ("表2", ("产业", "建设"), uses),
    ):
        sheet = book.create_sheet(title)
        sheet.append(("单位", "合计（万元）", *heads))
        for name, amounts in rows.items():
            sheet.append((name, sum(amounts), *amounts))
    book.save(folder / "t.xlsx")
    found = check(folder / "t.xlsx", scenario=scenario).findings
    assert all(f.severity == "error" for f in found if f.kind == "breach")
    return {
        kind: [f"{f.where.sheet} {f.words.zh}" for f in found if f.kind == kind]
        for kind in ("breach", "not_judged")
    }


@pytest.mark.parametrize(
    ("sources", "uses", "breaches"),
    [
        (
            {"甲镇": (23.4, 28.6), "丙镇": (8.1, 9.9)},
            {"甲镇": (32, 20), "丙镇": (10, 8)},
            ["表1 【保底】丙镇：应不低于 20万元，实为 18万元"],
        ),
        (
            {"甲镇": (27, 33), "乙镇": (9, 11)},
            {"甲镇": (36, 24), "乙镇": (10, 10)},
            ["表1 【均衡】乙镇：应与测算额 30万元 相差不超过 9万元，实为 20万元"],
        ),
        (
            {"甲镇": (23, 27), "乙镇": (13, 17)},
            {},
            [
                "表1 【分担比例】甲镇、市级：应为 50万元 的 45%，即 22.5万元，实为 23万元",
                "表1 【分担比例】甲镇、区级：应为 50万元 的 55%，即 27.5万元，实为 27万元",
                "表1 【分担比例】乙镇、市级：应为 30万元 的 45%，即 13.5万元，实为 13万元",
                "表1 【分担比例】乙镇、区级：应为 30万元 的 55%，即 16.5万元，实为 17万元",
            ],
        ),
        ({}, {"甲镇": (24, 26)}, ["表2 【产业发展占比】应不低于 55%，实为 51% (51万元 / 100万元)"]),
    ],
)
def test_a_breach_that_sums_prove_is_an_error(
    tmp_path: Path, sources: Amounts, uses: Amounts, breaches: list[str]
) -> None:
    found = told(tmp_path, SOURCES | sources, USES | uses)
    names = ("保底", "均衡", "分担比例", "占比")
    assert [b for b in found["breach"] if any(n in b for n in names)] == breaches


def test_what_needs_source_and_use_at_once_is_listed(tmp_path: Path) -> None:
    """25% of 市级 for 建设 at most: no sum by source, and none by use, tells."""
    more = "市级产业: {kind: share, sources: [市级], uses: [产业], over: batch, at_least: 75%}"
    found = told(tmp_path, SOURCES, USES, more)
    assert found["breach"] == []
    assert any("没有核对 2 条" in line and "市级" in line for line in found["not_judged"])
    assert not any("保底" in line or "均衡" in line for line in found["not_judged"])


NO_USES = ["取整单位", "产业发展占比", "建设占比"]
NEITHER = ["取整单位", "全部安排", "分担比例", "产业发展占比", "建设占比"]


@pytest.mark.parametrize(
    ("heads", "rows", "not_judged"),
    [
        (
            ("市级", "区级", "产业（万元）"),
            ((21.6, 26.4, 30), (14.4, 17.6, 15), (9, 11, 12)),
            NO_USES,
        ),
        (("市级",), ((21.6,), (14.4,), (9,)), NEITHER),
        (("产业",), ((30,), (15,), (12,)), NEITHER),
    ],
)
def test_columns_of_some_sources_or_uses_are_not_all_the_money(
    tmp_path: Path,
    heads: tuple[str, ...],
    rows: tuple[tuple[float, ...], ...],
    not_judged: list[str],
) -> None:
    """The totals hold what no column shows: nobody gets too little, and no use has no money."""
    scenario, book = tmp_path / "plan.yaml", openpyxl.Workbook()
    more = "建设占比: {kind: share, uses: [建设], over: batch, at_least: 30%}"
    scenario.write_text(SCENARIO.replace("ONE_MORE", more), "utf-8")
    book.active.append(("单位", "合计（万元）", *heads))
    for name, total, row in zip(("甲镇", "乙镇", "丙镇"), (48, 32, 20), rows, strict=True):
        book.active.append((name, total, *row))
    book.save(tmp_path / "t.xlsx")
    found = check(tmp_path / "t.xlsx", scenario=scenario).findings
    assert [f.words.zh for f in found if f.severity == "error"] == []
    (left,) = (f.words.zh for f in found if f.kind == "not_judged")
    assert left.split("：")[-1].split("、") == not_judged


def test_totals_beside_a_table_of_cells_are_no_reason_to_doubt(tmp_path: Path) -> None:
    """The cells decide every rule, the step of amounts too, which no sum tells."""
    scenario, book = tmp_path / "plan.yaml", openpyxl.Workbook()
    scenario.write_text(SCENARIO.replace("ONE_MORE", ""), "utf-8")
    totals = book.create_sheet("汇总表")
    totals.append(("单位", "合计（万元）"))
    book.active.append(("单位", "资金来源", "用途", "安排（万元）"))
    for name, amounts in (("甲镇", (21.6, 26.4)), ("乙镇", (14.4, 17.6)), ("丙镇", (9, 11))):
        totals.append((name, sum(amounts)))
        for source, amount in zip(("市级", "区级"), amounts, strict=True):
            for use, part in (("产业", round(amount - 4, 1)), ("建设", 4)):
                book.active.append((name, source, use, part))
    book.save(tmp_path / "t.xlsx")
    found = check(tmp_path / "t.xlsx", scenario=scenario).findings
    assert [f for f in found if f.kind in ("breach", "not_judged")] == []
    (all_judged,) = (f for f in found if f.kind == "judged_by_sums")
    assert all_judged.words.zh == (
        "表中没有写明资金来源、用途；6 条约束都按本文件各表写明的数核对了"
    )


@pytest.mark.parametrize(
    ("sources", "uses", "breaches"),
    [
        (
            {"甲镇": (22.7, 27.3)},
            {"甲镇": (30.05, 19.95)},
            [
                "表1 【取整单位】甲镇、市级：应为 0.5万元 的整数倍，实为 22.7万元",
                "表2 【取整单位】甲镇、产业：应为 0.1万元 的整数倍，实为 30.05万元",
                "表2 【取整单位】甲镇、建设：应为 0.1万元 的整数倍，实为 19.95万元",
            ],
        ),
        ({}, {}, []),
    ],
)
def test_a_sum_that_no_steps_come_to_is_a_breach_whatever_it_is_of(
    tmp_path: Path, sources: Amounts, uses: Amounts, breaches: list[str]
) -> None:
    """22.7 of one source is no sum of halves, and no uses of it can make it one."""
    steps = SCENARIO.replace("{cell: 0.1}", "{cell: 0.1, sources: {市级: 0.5}}")
    found = told(tmp_path, SOURCES | sources, USES | uses, scenario_text=steps)
    assert [b for b in found["breach"] if "取整" in b] == breaches
