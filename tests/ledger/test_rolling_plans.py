"""A rolling plan in the ledger: its first year is booked, the rest is what the next starts from."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.ledger.approval import Approved, Batch, approve
from optalloc.ledger.exchange.scenario_tables import LedgerPeriod, projects, sources
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Act, rows_of
from optalloc.ledger.store.database import make_ledger, open_ledger
from optalloc.ledger.store.journal import reverse
from optalloc.ledger.store.migrations import NEWEST
from optalloc.ledger.store.settings import Library
from optalloc.ledger.views.documents import year_paper
from optalloc.ledger.views.library import library as library_of
from optalloc.ledger.views.library import move
from optalloc.ledger.views.tranches import planned_projects
from optalloc.ledger.views.year import year_view
from optalloc.pipeline.solve import solve

ACT = Act("张三", "试验", "test")
# Made up. By hand: 桥 takes 5, 3 and 2 from 2026 on. 路 needs 4 and 2 from 2027 on; of 2027's 6
# the bridge takes 3, so 1 of 路's first 4 is set aside in 2026.
PLAN = """\
title: 滚动
unit: 万元
tables:
  sources: [{资金来源: 甲, 金额: 6}, {资金来源: 乙, 金额: 6}, {资金来源: 丙, 金额: 6}]
  recipients: [{单位: 东镇}]
  uses: [{用途: 建设}]
  projects:
    - {项目名称: 桥, 单位: 东镇, 用途: 建设, 资金需求: 10, 分年: 50、30、20}
    - {项目名称: 路, 单位: 东镇, 用途: 建设, 资金需求: 6, 分年: '2:1', 最早: 2027}
targets: {全部: {kind: fixed, amounts: {东镇: 18}}}
rules:
  grain: {cell: 1}
  project_funding: {how: whole}
  schedule:
    years: {2026: [甲], 2027: [乙], 2028: [丙]}
    profile: 分年
    start: 最早
    carry_over: 20%
goals: {closest_to_target: {distance: absolute}}
"""
FROM_LEDGER = "  projects: {ledger: ledger.db, year: 2027}\n"
NEXT = (PLAN[: PLAN.index("  projects:")] + FROM_LEDGER + PLAN[PLAN.index("targets:") :]).replace(
    "{资金来源: 甲, 金额: 6}, ", ""
)
NEXT = NEXT.replace("2026: [甲], ", "").replace("最早\n", "最早\n    started: 开工年份\n")


@pytest.fixture
def approved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Approved:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN, "utf-8")
    ledger, _ = make_ledger("ledger.db")
    return approve(ledger, Batch("plan.yaml", 2026, "第一批", 202601), ACT)


def library(year: int) -> list[tuple[object, ...]]:
    """Return what a scenario of a year reads of the projects; needs in 万元."""
    with open_ledger("ledger.db").reading() as connection:
        made = projects(connection, LedgerPeriod(year, None))
    found: list[tuple[object, ...]] = []
    for row in made.rows:
        cells = dict(zip(made.headers, row, strict=True))
        need = int(str(cells["资金需求(元)"])[:-3]) // 10_000
        found.append((cells["项目名称"], need, cells.get("分年"), cells.get("开工年份")))
    return found


def told(year: int) -> list[tuple[object, ...]]:
    with open_ledger("ledger.db").reading() as connection:
        (table,) = (
            t for t in year_paper(year_view(connection, year)).tables if "跨年" in t.title.zh
        )
    return [
        tuple(c // 1_000_000 if isinstance(c, int) else getattr(c, "zh", c) for c in row)
        for row in table.rows
    ]


def test_only_the_first_years_money_is_booked_and_the_rest_is_said_to_be_indicative(
    approved: Approved,
) -> None:
    assert {a.source for a in approved.plan.awards} == {"甲"}
    assert approved.plan.total == 6_000_000
    with open_ledger("ledger.db").reading() as connection:
        first, second = (year_view(connection, year) for year in (2026, 2027))
    assert first.total.given == 6_000_000
    assert list(first.lines["source"]) == ["甲"]
    assert second.lines["source"] == {}
    assert [note.zh for note in approved.notes] == [
        "只记 2026 年的资金；乙、丙 的 10万元 是预安排，没有下达，也不记这些来源，到位后请 "
        "ledger import sources。",
        "已记的资金中，1万元 为以后年度提前安排（结转），记在项目上：路 1万元。",
        "各项目的开工年份和分年资金已留在台账里：下年的情景取 projects，或看 "
        "ledger year --year 2027。",
    ]


def test_the_next_year_finds_what_is_left_by_year_and_what_is_carried_over(
    approved: Approved,
) -> None:
    """By hand: 桥 has 5 of 10, 3 and 2 to come; 路 has 1 of 6, 3 and 2 to come."""
    assert told(2027) == [
        ("桥", "已开工", "2026", 5, 0, 3, 2),
        ("路", "预安排", "2027", 1, 1, 3, 2),
    ]
    assert library(2027) == [
        ("桥", 5, "3:2", "2026"),
        ("路", 5, "3:2", None),
    ]
    # Asked again in the same year, what is due in it is there.
    assert [row[2] for row in library(2026)] == ["0:3:2", "3:2"]


def test_a_plan_of_the_next_year_goes_on_and_the_ledger_knows_since_when(
    approved: Approved,
) -> None:
    Path("next.yaml").write_text(NEXT, "utf-8")
    best = solve("next.yaml").best
    assert best is not None
    assert best.plan.sums("project")["桥"] == 5_000_000
    ledger = open_ledger("ledger.db")
    again = approve(ledger, Batch("next.yaml", 2027, "第一批", 202701), ACT)
    assert again.plan.total == 6_000_000
    assert told(2028) == [
        ("桥", "已开工", "2026", 8, 0, 2, 0),
        ("路", "已开工", "2027", 4, 0, 2, 0),
    ]
    with ledger.writing(ACT) as writing:
        move(writing, {"桥": ("started", "")}, 2028)
    with ledger.reading() as connection:
        inside = library_of(connection, 2028, Library()).inside
    assert [p.name for p in inside] == ["桥", "路"]
    # 2028 is the third year: started, and longer there than a library spans, it is still owed.
    assert library(2028) == [
        ("桥", 2, "100", "2026"),
        ("路", 2, "100", "2027"),
    ]
    # Asked about 2027 up to 2026, the ledger says what it said then.
    with ledger.reading() as connection:
        before = planned_projects(connection, 2027, 202612)
    assert [plan.rest(2027) for plan in before.values()] == [{2027: 3_000_000, 2028: 2_000_000}] * 2


def test_a_project_that_started_before_the_ledger_was_kept_keeps_its_year(
    approved: Approved,
) -> None:
    """By hand: 桥 goes on in 2026 with 5, 3 and 2 of what it still needs; it began in 2025."""
    old = PLAN.replace("50、30、20}", "50、30、20, 开工年份: 2025}")
    old = old.replace("start: 最早", "start: 最早\n    started: 开工年份")
    Path("old.yaml").write_text(old, "utf-8")
    ledger, _ = make_ledger("fresh.db")
    approve(ledger, Batch("old.yaml", 2026, "第一批", 202601), ACT)
    with ledger.reading() as connection:
        bridge, road = planned_projects(connection, 2027).values()
    assert (bridge.start, bridge.is_firm, road.start) == (2025, True, 2027)
    assert bridge.rest(2027) == {2027: 3_000_000, 2028: 2_000_000}


def test_a_batch_that_was_reversed_says_nothing_of_later_years(approved: Approved) -> None:
    ledger = open_ledger("ledger.db")
    with ledger.writing(ACT) as writing:
        reverse(writing, approved.entries, "万元")
    with ledger.reading() as connection:
        assert planned_projects(connection, 2027) == {}
    assert [row[1] for row in library(2026)] == [10, 6]


def test_a_new_plan_under_the_name_of_a_reversed_batch_does_not_bring_the_old_one_back(
    approved: Approved,
) -> None:
    """By hand: 桥 alone takes 5, 3 and 2; the new plan does not have 路: nothing of it is due."""
    ledger = open_ledger("ledger.db")
    with ledger.writing(ACT) as writing:
        reverse(writing, approved.entries, "万元")
    road = next(line for line in PLAN.splitlines(keepends=True) if "路" in line)
    alone = PLAN.replace(road, "").replace("    start: 最早\n", "").replace("20%", "0%")
    for source, fewer in {"甲": 5, "乙": 3, "丙": 2}.items():
        alone = alone.replace(f"{source}, 金额: 6", f"{source}, 金额: {fewer}")
    Path("alone.yaml").write_text(alone.replace("东镇: 18", "东镇: 10"), "utf-8")
    approve(ledger, Batch("alone.yaml", 2026, "第一批", 202601), ACT)
    assert told(2027) == [("桥", "已开工", "2026", 5, 0, 3, 2)]


def test_nothing_is_due_to_a_project_that_left_the_library(approved: Approved) -> None:
    ledger = open_ledger("ledger.db")
    with ledger.writing(ACT) as writing:
        (entry,) = (
            r["id"] for r in rows_of(writing.connection, schema.entries) if r["amount"] == 1_000_000
        )
        reverse(writing, [entry], "万元")
        move(writing, {"路": ("left", "不建了")}, 2026)
    assert [row[0] for row in told(2027)] == ["桥"]


def test_money_set_aside_keeps_its_project_in_the_library(approved: Approved) -> None:
    """路 has 1 of 6 and was to start in 2027; a library spans 2026 and 2027.

    By hand: 路 needs 3 and 2 from whatever year it starts in, 桥 all that it lacks.
    """
    assert library(2028) == [("桥", 5, "100", "2026"), ("路", 5, "3:2", None)]
    assert [row[0] for row in told(2028)] == ["桥", "路"]


def test_a_start_whose_first_year_asks_for_nothing_is_firm_all_the_same(
    approved: Approved,
) -> None:
    """By hand: 路 starts in 2026 and needs 0, 4 and 2; of 2026's 6 the bridge takes 5."""
    late = PLAN.replace("'2:1', 最早: 2027", "'0:2:1'").replace("20%", "0%")
    late = late.replace("甲, 金额: 6", "甲, 金额: 5").replace("乙, 金额: 6", "乙, 金额: 7")
    Path("late.yaml").write_text(late.replace("丙, 金额: 6", "丙, 金额: 4"), "utf-8")
    ledger, _ = make_ledger("fresh.db")
    approve(ledger, Batch("late.yaml", 2026, "第一批", 202601), ACT)
    with ledger.reading() as connection:
        table = year_paper(year_view(connection, 2027)).tables[-1]
        made = projects(connection, LedgerPeriod(2027, None))
    assert [(row[0], getattr(row[1], "zh", ""), row[2]) for row in table.rows] == [
        ("桥", "已开工", "2026"),
        ("路", "已开工", "2026"),
    ]
    cells = [dict(zip(made.headers, row, strict=True)) for row in made.rows]
    assert [(c["分年"], c["开工年份"]) for c in cells] == [("3:2", "2026"), ("2:1", "2026")]


@pytest.mark.parametrize("deed", ["DELETE FROM tranches", "UPDATE tranches SET amount = 0"])
def test_what_a_plan_said_of_later_years_only_grows(approved: Approved, deed: str) -> None:
    ledger = open_ledger("ledger.db")
    with pytest.raises(DatabaseError, match="only grows"), ledger.writing(ACT) as writing:
        writing.connection.execute(text(deed))


def test_a_need_that_is_another_now_is_left_in_the_same_proportion(approved: Approved) -> None:
    with open_ledger("ledger.db").writing(ACT) as writing:
        (old,) = rows_of(writing.connection, schema.projects, schema.projects.c.name == "桥")
        writing.change(schema.projects, old, {"need": 15_000_000})
    assert library(2027)[0] == ("桥", 10, "3:2", "2026")


def test_a_plan_is_approved_for_its_own_first_year(approved: Approved) -> None:
    with pytest.raises(InputUnusable, match="a plan whose first year is 2027, got '2026'"):
        approve(open_ledger("ledger.db"), Batch("plan.yaml", 2027, "第一批", 202701), ACT)


def test_a_plan_that_gives_nothing_in_its_first_year_is_refused(approved: Approved) -> None:
    late = PLAN.replace("分年: 50、30、20", "最早: 2027").replace("20%", "0%")
    Path("late.yaml").write_text(late, "utf-8")
    with pytest.raises(InputUnusable, match="awards in 2026"):
        approve(open_ledger("ledger.db"), Batch("late.yaml", 2026, "第二批", 202602), ACT)


def test_years_that_are_only_compared_are_years_too(approved: Approved) -> None:
    start = PLAN.index("  schedule:")
    compared = "  year_to_year: {years: {2026: [甲], 2027: [乙, 丙]}, up_to: 500%}\n"
    goal = PLAN.index("goals:")
    Path("two.yaml").write_text(PLAN[:start] + compared + PLAN[goal:], "utf-8")
    ledger, _ = make_ledger("fresh.db")
    done = approve(ledger, Batch("two.yaml", 2026, "第一批", 202601), ACT)
    assert {a.source for a in done.plan.awards} == {"甲"}
    assert len(done.notes) == 1


def test_an_older_ledger_is_brought_up_and_keeps_what_it_has(approved: Approved) -> None:
    with closing(sqlite3.connect("ledger.db")) as older, older:
        older.execute("DROP TABLE tranches")
        older.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(InputUnusable, match=f"a ledger of version {NEWEST}, got '0001'"):
        open_ledger("ledger.db")
    newer, is_new = make_ledger("ledger.db")
    assert not is_new
    with newer.reading() as connection:
        assert planned_projects(connection, 2027) == {}
        assert year_view(connection, 2026).total.given == 6_000_000


def test_what_a_scenario_reads_says_how_many_have_started(approved: Approved) -> None:
    Path("next.yaml").write_text(NEXT, "utf-8")
    (note,) = (n for n in read("next.yaml").notes if "台账" in n.zh)
    assert "其中 1 个已开工（“开工年份”列）" in note.zh


def test_what_the_first_year_leaves_is_told_to_the_next_and_is_no_source_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 9 桥 takes 5 in 2026, and 1 is set aside at most (20% of 9): 3 are left, and 乙 is new."""
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN.replace("{资金来源: 甲, 金额: 6}", "{资金来源: 甲, 金额: 9}"))
    ledger, _ = make_ledger("ledger.db")
    approve(ledger, Batch("plan.yaml", 2026, "第一批", 202601), ACT)
    new = {"year": 2027, "name": "乙", "amount": 6_000_000}
    with ledger.writing(ACT) as writing:
        writing.put(schema.sources, new)
    with ledger.reading() as connection:
        made = sources(connection, LedgerPeriod(2027, None))
        this = sources(connection, LedgerPeriod(2026, None))
    assert [row[0] for row in made.rows] == ["乙"] and [row[0] for row in this.rows] == ["甲"]
    left = str(this.rows[0][-1])
    assert made.words.zh.endswith(
        f"；2026 年没有安排完的 甲 {int(float(left)) // 10_000}万元 不在其中，结转来的请 "
        "ledger import sources（性质：结转）"
    )
    assert "what 2026 left, 甲" in made.words.en
    over = {"year": 2027, "amount": 1_000_000, "kind": "carry_over"}
    with ledger.writing(ACT) as writing:
        writing.put(schema.sources, over | {"name": "甲结转"})
    with ledger.reading() as connection:
        said = sources(connection, LedgerPeriod(2027, None)).words
    assert "甲 3万元，已列为结转的有 1万元，其余 2万元 不在其中" in said.zh
    assert "(1万元 is carried over already, the other 2万元 is not)" in said.en
    with ledger.writing(ACT) as writing:
        writing.put(schema.sources, over | {"name": "甲结转二", "amount": 2_000_000})
    with ledger.reading() as connection:
        assert "没有安排完" not in sources(connection, LedgerPeriod(2027, None)).words.zh


def test_what_started_and_is_paid_in_full_is_not_counted_among_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: 桥 needs 5 and has all of it from the 6 of 2026; only 路, not started, is left."""
    monkeypatch.chdir(tmp_path)
    whole = PLAN.replace("资金需求: 10, 分年: 50、30、20", "资金需求: 5, 分年: 100")
    Path("plan.yaml").write_text(whole, "utf-8")
    ledger, _ = make_ledger("ledger.db")
    approve(ledger, Batch("plan.yaml", 2026, "第一批", 202601), ACT)
    Path("next.yaml").write_text(NEXT, "utf-8")
    (note,) = (n for n in read("next.yaml").notes if "台账" in n.zh)
    assert "1 行" in note.zh
    assert "已开工" not in note.zh


def test_who_is_paid_in_full_is_not_counted_among_the_started(approved: Approved) -> None:
    """By hand: 井 takes the seventh of 2026 and is done; 2027 and 2028 have what 桥 and 路 need."""
    well = "    - {项目名称: 井, 单位: 东镇, 用途: 建设, 资金需求: 1}\n"
    three = PLAN.replace("targets:", f"{well}targets:").replace("东镇: 18", "东镇: 17")
    three = three.replace("甲, 金额: 6", "甲, 金额: 7").replace("丙, 金额: 6", "丙, 金额: 4")
    Path("three.yaml").write_text(three, "utf-8")
    ledger, _ = make_ledger("fresh.db")
    done = approve(ledger, Batch("three.yaml", 2026, "第一批", 202601), ACT)
    assert done.plan.sums("project") == {"桥": 5_000_000, "路": 1_000_000, "井": 1_000_000}
    with ledger.reading() as connection:
        made = projects(connection, LedgerPeriod(2027, None))
    assert made.words.en.startswith("2 rows, 10万元 in all, 1 of them started")
