"""A scenario takes tables and figures from a ledger; an approved plan goes back into it."""

import shutil
from pathlib import Path

import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.ledger.approval import Batch, approve, year_of_money
from optalloc.ledger.approval.effect import effects
from optalloc.ledger.exchange.registers import import_table
from optalloc.ledger.store.audit_log import Act
from optalloc.ledger.store.database import make_ledger, open_ledger
from optalloc.ledger.views.year import year_view
from optalloc.pipeline.solve import read_noted, solve
from optalloc.problem.problem import Problem

ACT = Act("张三", "试验", "test")
FROM_LEDGER = """\
extends: scenario.yaml
tables:
  earlier: {ledger: ledger.db, year: 2023, until: 2023-06}
  history: {ledger: ledger.db, year: 2023}
  recipients:
    table: towns.csv
    ledger: ledger.db
    year: 2023
    columns: {支付进度: progress}
    nothing_given: 100
targets:
  formula: {coefficients: {column: 支付进度, below: {"50": 0.5}}}
"""
PAYMENTS = (
    "月份,资金来源,单位,用途,金额(万元),收款对象\n"
    "2023-03,第一批,甲镇,产业发展,5,施工单位\n2023-03,第一批,甲镇,产业发展,10,乡镇\n"
)


def put(office: Office, sort: str, text: str) -> None:
    office.put(f"{sort}.in.csv", text)
    import_table(open_ledger("ledger.db"), sort, f"{sort}.in.csv", ACT, 2023)


@pytest.fixture
def kept(office: Office) -> Office:
    """Return an office with a ledger: 20 given to 甲镇, 5 of them paid, 30 last year."""
    make_ledger("ledger.db")
    put(office, "recipients", "单位,类型\n甲镇,镇\n乙镇,镇\n丙乡,乡\n")
    put(office, "uses", "用途,是否产业\n产业发展,是\n乡村建设,否\n")
    put(office, "sources", "年度,资金来源,金额(万元)\n2022,老,30\n2023,第一批,20\n")
    head = "年度,月份,资金来源,单位,用途,金额(万元)\n"
    put(
        office,
        "awards",
        head + "2022,2022-05,老,乙镇,乡村建设,30\n2023,2023-01,第一批,甲镇,产业发展,20\n",
    )
    put(office, "payments", PAYMENTS)
    office.put("next.yaml", FROM_LEDGER)
    return office


def test_rows_from_a_ledger_are_those_of_a_file(kept: Office) -> None:
    problem, by_file = read("next.yaml"), read("scenario.yaml")
    assert problem.earlier == by_file.earlier
    assert [(p.year, p.recipient, p.source, p.use, p.amount) for p in problem.history] == [
        (2022, "乙镇", "老", "乡村建设", 30_000_000)
    ]
    assert problem.recipient_named["甲镇"].facts["支付进度"] == 25
    assert problem.recipient_named["乙镇"].facts["支付进度"] == 100


@pytest.mark.parametrize(
    ("unit", "stated", "asked"), [("万元", "", 0), ("万元", "(万元)", 0), ("元", "(万元)", 1)]
)
def test_heads_that_the_ledger_made_are_no_unit_that_a_user_states(
    kept: Office, unit: str, stated: str, asked: int
) -> None:
    # "各表写明的都是 元" was said where every table of the user says 万元, or none says anything.
    kept.swap("scenario.yaml", ("unit: 万元", f"unit: {unit}"))
    for name, head in (("sources.csv", "金额"), ("needs.csv", "需求")):
        kept.swap(name, (f"{head}(万元)", head + stated))
    said = [words.zh for words in read("next.yaml").warnings if "各表写明的都是" in words.zh]
    assert len(said) == asked
    assert all("各表写明的都是 万元" in words for words in said)


@pytest.mark.slow
def test_every_output_says_what_came_from_the_ledger(kept: Office) -> None:
    said = kept.run("solve", "next.yaml")
    assert said.code == 0
    assert "取自台账 ledger.db（2023 年，截至 2023-06）：已下达，1 行，合计 20万元。" in said.out
    assert "From the ledger" not in said.out
    said = kept.run("solve", "next.yaml", lang="en")
    assert "From the ledger ledger.db (2023): 支付进度, payment progress in per cent." in said.out
    assert "取自台账" not in said.out
    said = kept.run("explain", "next.yaml", "--all")
    assert "取自台账 ledger.db" in said.out and "支付进度 25×0.5" in said.out


def test_the_plan_changes_with_the_ledger(kept: Office) -> None:
    def given() -> dict[str, int]:
        best = solve("next.yaml").best
        assert best is not None
        return dict(best.plan.by_recipient)

    before = given()
    slow, fast = (lines.lines[0] for lines in (effects("next.yaml"), _paid_up(kept)))
    assert given()["甲镇"] > before["甲镇"]
    assert (slow.progress, slow.coefficient) == (25, slow.coefficient) and slow.coefficient < 1
    assert slow.target < slow.without and fast.target == fast.without
    assert slow.without == fast.without


def _paid_up(office: Office):  # type: ignore[no-untyped-def]
    put(
        office,
        "payments",
        PAYMENTS.splitlines()[0] + "\n2023-04,第一批,甲镇,产业发展,15,受益对象\n",
    )
    return effects("next.yaml")


def test_the_digests_cover_what_was_read_and_nothing_else(kept: Office) -> None:
    def digests() -> dict[str, str]:
        _, inputs = read_noted("next.yaml")
        return {path.name: digest for path, digest in inputs.digests.items()}

    before = digests()
    assert {"ledger.db#earlier", "ledger.db#history", "ledger.db#recipients"} <= before.keys()
    put(kept, "recipients", "单位,类型\n丁镇,镇\n")
    assert digests() == before
    _paid_up(kept)
    assert {n for n, d in digests().items() if d != before[n]} == {"ledger.db#recipients"}


def test_a_certificate_over_a_ledger_holds_until_the_ledger_says_otherwise(kept: Office) -> None:
    assert kept.run("solve", "next.yaml", "--out", "out").code == 0
    assert kept.run("check", "--certificate", "out/certificate.json", "next.yaml").code == 0
    _paid_up(kept)
    assert kept.run("check", "--certificate", "out/certificate.json", "next.yaml").code == 6


def test_what_a_scenario_asks_wrongly_is_said_with_its_line(kept: Office) -> None:
    kept.put(
        "wrong.yaml",
        FROM_LEDGER.replace(
            "history: {ledger: ledger.db, year: 2023}", "history: {ledger: ledgr.db, year: 2023}"
        )
        .replace("until: 2023-06", "untl: 2023-06")
        .replace("progress}", "progres, 行政村: paid}"),
    )
    said = kept.run("solve", "wrong.yaml")
    assert said.code == 3
    assert (
        "第3行 tables.earlier.untl：设置应为 ledger、year、until 之一，实为 'untl'。是不是 until？"
        in said.err
    )
    assert "ledgr.db，不能使用：" in said.err and "是不是 ledger.db？" in said.err
    assert "columns.支付进度：台账数字应为" in said.err and "是不是 progress？" in said.err
    assert "columns.行政村：表里还没有的列" in said.err


def test_what_a_ledger_has_not_is_not_to_be_filled_in_a_table(kept: Office) -> None:
    """乙镇 and 丙乡 were given nothing in 2023, and the library holds no project."""
    kept.swap("next.yaml", ("    nothing_given: 100\n", ""))
    said = kept.run("solve", "next.yaml").err
    assert "支付进度：应有数字" in said and "请在 tables.recipients 写 nothing_given: 数字" in said
    assert "请填 0" not in said
    kept.swap("next.yaml", ("tables:\n", "tables:\n  projects: {ledger: ledger.db, year: 2023}\n"))
    said = kept.run("solve", "next.yaml", lang="en").err
    assert "there must be rows. The ledger has none, or all of them have their money" in said


@pytest.mark.slow
def test_an_approved_plan_becomes_a_batch_and_earlier_awards_of_the_next(kept: Office) -> None:
    assert kept.run("solve", "next.yaml", "--out", "out").code == 0
    batch = Batch("next.yaml", 2023, "第二批", 202307, "out")
    done = approve(open_ledger("ledger.db"), batch, ACT)
    assert done.plan.total == 100_000_000
    with open_ledger("ledger.db").reading() as connection:
        view = year_view(connection, 2023)
    assert (view.batch, view.total.this, view.total.before) == ("第二批", 100_000_000, 20_000_000)
    assert kept.run("solve", "next.yaml", "--set", "tables.earlier.until=2023-07").code == 0
    problem = read("next.yaml", ["tables.earlier.until=2023-07"])
    assert sum(award.amount for award in problem.earlier) == 120_000_000
    said = kept.run(
        *("ledger", "approve", "next.yaml", "--plan", "out", "--year", "2023"),
        *("--batch", "第二批", "--month", "2023-07"),
    )
    assert said.code == 3 and "--batch：2023 年还没有的批次，实为 '第二批'" in said.err
    assert "资金来源 市级：不超过台账余额 0万元，实为 '45万元'" in said.err


def test_money_of_one_year_is_not_booked_in_another(kept: Office) -> None:
    """Booked in 2024 the source of 2023 would be a new one there, and unspent in 2023."""
    put(kept, "sources", "年度,资金来源,金额(万元)\n2023,第二批,100\n")
    asked = "{ledger: ledger.db, year: 2023}"
    tables = f"tables: {{sources: {asked}, earlier: {asked}}}"
    kept.put("own.yaml", f"extends: scenario.yaml\n{tables}\nrules: {{split: off}}\n")
    kept.put(
        "draft.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,第二批,产业发展,60\n"
        "乙镇,第二批,产业发展,20\n丙乡,第二批,乡村建设,20\n",
    )
    words = ("ledger", "approve", "own.yaml", "--plan", "draft.csv", "--batch", "第二批")
    said = kept.run(*words, "--year", "2024", "--month", "2024-01")
    assert said.code == 3
    assert "第2行 tables.sources.year：应为 2024，与 --year 相同，实为 '2023'" in said.err
    assert "第2行 tables.earlier.year：应为 2024，与 --year 相同，实为 '2023'" in said.err
    assert year_of_money("own.yaml") == 2023 and year_of_money("next.yaml") is None
    # A year's money may be given before its year begins, or after it has ended.
    assert kept.run(*words, "--year", "2023", "--month", "2024-01").code == 0
    with open_ledger("ledger.db").reading() as connection:
        assert year_view(connection, 2023).total.given == 120_000_000


def test_a_plan_that_breaks_a_rule_is_not_approved(kept: Office) -> None:
    kept.put(
        "draft.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业发展,45\n甲镇,区级,乡村建设,55\n",
    )
    with pytest.raises(InputUnusable) as refused:
        approve(
            open_ledger("ledger.db"), Batch("next.yaml", 2023, "第二批", 202307, "draft.csv"), ACT
        )
    said = refused.value.letter("zh")
    assert "【保底】乙镇：应不低于 1万元" in said and "【产业发展占比】" in said
    with open_ledger("ledger.db").reading() as connection:
        assert year_view(connection, 2023).total.given == 20_000_000


@pytest.mark.slow
def test_a_batch_may_come_from_the_best_plan_and_be_written_again_once_reversed(
    kept: Office,
) -> None:
    words = ("ledger", "approve", "next.yaml", "--year", "2023", "--batch", "第二批")
    words = (*words, "--month", "2023-07", "--json")
    assert kept.run(*words).code == 0
    with open_ledger("ledger.db").reading() as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM entries").scalar()
    entries = [str(number) for number in range(5, int(last or 0) + 1)]
    assert kept.run("ledger", "reverse", *entries, "--why", "方案有误").code == 0
    assert kept.run(*words).code == 0


def test_taken_back_money_is_given_again_from_its_source(kept: Office) -> None:
    words = ("ledger", "take-back", "--year", "2023", "--month", "2023-08", "--source", "第一批")
    words = (*words, "--recipient", "甲镇", "--use", "产业发展", "--why", "不做了", "--amount")
    said = kept.run(*words, "15.5")
    assert said.code == 3
    assert "--amount：应不超过可收回的 10万元（另有 10万元 已拨付到镇），实为" in said.err
    early = kept.run(*words, "8", "--month", "2022-12")
    assert early.code == 3
    assert "--month：应不早于下达的月份 2023-01，实为 '2022-12'" in early.err
    assert kept.run(*words, "8").code == 0
    kept.swap("next.yaml", ("tables:\n", "tables:\n  sources: {ledger: ledger.db, year: 2023}\n"))
    (source,) = read("next.yaml", ["rules.split=off"]).sources
    assert (source.name, source.kind, source.taken_from) == ("第一批", "taken_back", "甲镇")
    assert source.amount == 8_000_000


def test_a_copy_of_the_file_is_the_whole_ledger(kept: Office, tmp_path: Path) -> None:
    shutil.copy("ledger.db", tmp_path / "copy.db")
    assert not list(tmp_path.glob("ledger.db-*"))
    with open_ledger(tmp_path / "copy.db").reading() as connection:
        assert year_view(connection, 2023).total.given == 20_000_000


PROJECTS = (
    "项目名称,入库年度,单位,用途,资金需求(万元),受益人数\n"
    "茶园,2022,甲镇,产业发展,16,30\n冷库,2023,乙镇,产业发展,10,20\n"
)
AWARDS = (
    "年度,月份,资金来源,单位,用途,项目,金额(万元)\n"
    "2022,2022-05,旧,甲镇,产业发展,茶园,9\n2023,2023-02,市级,甲镇,产业发展,茶园,3\n"
    "2023,2023-09,市级,乙镇,产业发展,冷库,4\n"
)
SECOND = """\
unit: 万元
tables:
  sources: more.csv
  recipients: towns.csv
  uses: {ledger: ledger.db, year: 2023}
  needs: {ledger: ledger.db, year: 2023}
  projects: {ledger: ledger.db, year: 2023}
indicators: {行政村: {unit: 个, direction: more}}
targets: {formula: {kind: factors, weights: {行政村: 100%}}}
rules:
  grain: {cell: 1}
  funding: {kind: project_funding, how: from_minimum}
goals: {benefit: {kind: project_benefit, column: 受益人数, unit: 人}}
"""


@pytest.fixture
def second(kept: Office) -> Office:
    """Return the office in its second year: a project has money of both years."""
    put(kept, "sources", "年度,资金来源,金额(万元)\n2022,旧,9\n2023,市级,40\n")
    put(kept, "projects", PROJECTS)
    put(kept, "awards", AWARDS)
    kept.put("second.yaml", SECOND)
    kept.put("more.csv", "资金来源,金额(万元)\n新,8\n")
    return kept


def test_a_project_needs_no_more_what_any_year_up_to_then_gave_it(second: Office) -> None:
    def left(*settings: str) -> dict[str, int]:
        return {p.name: p.need for p in read("second.yaml", settings).projects}

    assert left() == {"茶园": 4_000_000, "冷库": 6_000_000}
    assert left("tables.projects.until=2023-02") == {"茶园": 4_000_000, "冷库": 10_000_000}
    assert left("tables.projects.year=2022") == {"茶园": 7_000_000}
    assert read("second.yaml").needs == {
        ("甲镇", "产业发展"): 7_000_000,
        ("乙镇", "产业发展"): 10_000_000,
    }


def test_a_project_that_has_its_minimum_takes_any_part_of_the_rest(second: Office) -> None:
    """By hand: 茶园 has 12 of 16, above its minimum of 10; 冷库 has 4 of its 5, and lacks 1."""
    text = PROJECTS.replace("受益人数\n", "最低资金(万元),受益人数\n").replace(",30\n", ",10,30\n")
    put(second, "projects", text.replace(",20\n", ",5,20\n"))
    problem = read("second.yaml")
    assert {p.name: p.minimum for p in problem.projects} == {"茶园": 0, "冷库": 1_000_000}
    assert any("；2 个已有资金：只列还缺的，其余各列" in note.zh for note in problem.notes)
    second.put("more.csv", "资金来源,金额(万元)\n新,3\n")
    best = solve(Path("second.yaml")).best
    # 3/4 x 30 people are more than 3/6 x 20, and than 2/4 x 30 with 1/6 x 20.
    assert best is not None
    assert {(a.project, a.amount) for a in best.plan.awards} == {("茶园", 3_000_000)}


def test_last_years_batch_that_is_booked_after_the_last_month_does_not_count(
    second: Office,
) -> None:
    """By hand: 茶园 needs 16 and has 9 of 2022; 2 more of 2022 are booked in 2023-09."""
    head = "年度,月份,资金来源,单位,用途,项目,金额(万元)\n"
    put(second, "sources", "年度,资金来源,金额(万元)\n2022,尾款,2\n")
    put(second, "awards", head + "2022,2023-09,尾款,甲镇,产业发展,茶园,2\n")

    def asked(table: str, *settings: str) -> Problem:
        return read("second.yaml", [f"tables.{table}={{ledger: ledger.db, year: 2023}}", *settings])

    def given(problem: Problem) -> int:
        return sum(past.amount for past in problem.history if past.recipient == "甲镇")

    key, until = ("甲镇", "产业发展"), "tables.{}.until=2023-08"
    assert asked("needs").needs[key] == 5_000_000
    assert asked("needs", until.format("needs")).needs[key] == 7_000_000
    assert given(asked("history")) == 11_000_000
    assert given(asked("history", until.format("history"))) == 9_000_000


def test_no_project_is_approved_for_more_than_its_need_of_all_years(second: Office) -> None:
    second.put(
        "all.csv",
        "项目名称,单位,用途,资金需求(万元),最低资金(万元),受益人数\n茶园,甲镇,产业发展,16,1,30\n",
    )
    second.put("plan.csv", "单位,资金来源,用途,项目,金额(万元)\n甲镇,新,产业发展,茶园,5\n")
    by_file = Batch("second.yaml", 2023, "三", 202310, "plan.csv", "", ["tables.projects=all.csv"])
    with pytest.raises(InputUnusable) as refused:
        approve(open_ledger("ledger.db"), by_file, ACT)
    assert (
        "项目 茶园：不超过还缺的 4万元（台账里需求 16万元，历年已安排 12万元），实为 '5万元'"
        in refused.value.letter("zh")
    )
    assert "at most the 4万元 that it still needs" in refused.value.letter("en")
    put(second, "projects", PROJECTS.replace("产业发展,16", "产业发展,17"))
    assert approve(open_ledger("ledger.db"), by_file, ACT).plan.total == 5_000_000
