"""The table of earlier years: what is read, and the letters about what cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import PastAward, Plan
from optalloc.problem.history import given_already, past_totals, years
from optalloc.problem.score import score
from small import small, town

FEN_PER_WAN = 1_000_000
HEADER = "年度,单位,资金来源,用途,金额(万元)\n"


def told(office: Office, rows: str, lang: str = "zh") -> str:
    office.put("history.csv", HEADER + rows)
    office.swap(
        "scenario.yaml", ("earlier: earlier.csv", "earlier: earlier.csv\n  history: history.csv")
    )
    with pytest.raises(InputUnusable) as refused:
        read("scenario.yaml")
    office.swap("scenario.yaml", ("\n  history: history.csv", ""))
    return refused.value.letter("zh" if lang == "zh" else "en")


def test_awards_of_earlier_years_are_read_with_and_without_source_and_use(office: Office) -> None:
    office.put(
        "history.csv",
        HEADER + "1,甲 镇,第一批,产业发展,12.5\n1,甲镇,,,2\n2,丁镇,,乡村建设,3\n合计,,,,17.5\n",
    )
    office.swap("scenario.yaml", ("earlier: earlier.csv", "history: history.csv"))
    problem = read("scenario.yaml")
    assert problem.history == (
        PastAward(1, "甲镇", "第一批", "产业发展", 12_500_000),
        PastAward(1, "甲镇", "", "", 2 * FEN_PER_WAN),
        PastAward(2, "丁镇", "", "乡村建设", 3 * FEN_PER_WAN),
    )
    assert years(problem) == (1, 2)
    assert past_totals(problem, 1) == {"甲镇": 14_500_000}
    assert given_already(problem, "year") == {}


def test_a_year_is_a_whole_number(office: Office) -> None:
    assert told(office, "去年,甲镇,,,1\n1.5,甲镇,,,1\n") == (
        "history.csv，不能使用：\n"
        "  第2行 年度：应为整数，不小于 1，不大于 9999，实为 '去年'。请填写数字。\n"
        "  第3行 年度：应为整数，不小于 1，不大于 9999，实为 '1.5'。请去掉小数。"
    )


def test_a_use_that_is_named_must_be_known(office: Office) -> None:
    assert told(office, "1,甲镇,,修桥,1\n", "en") == (
        "history.csv, cannot be used:\n"
        "  row 2, 用途: a name from uses (产业发展, 乡村建设), got '修桥'. "
        "Correct it, or add it to uses."
    )


def test_an_amount_below_zero_is_refused(office: Office) -> None:
    assert "第2行 金额：应为以万元计的金额，不小于 0" in told(office, "1,甲镇,,,-1\n")


def test_a_total_that_is_not_the_sum_is_refused(office: Office) -> None:
    assert "合计应等于各行之和 3" in told(office, "1,甲镇,,,1\n1,乙镇,,,2\n合计,,,,4\n")


def test_without_a_year_there_is_no_award(office: Office) -> None:
    assert "第2行 年度" in told(office, ",甲镇,,,1\n")


POLICY = """\
rules:
  keep: {kind: hold_harmless, at_least: 90%, years: [1, 2], over: year, of: amount,
         when_short: ratable}
  yearly_change: {year: 2, over: year, at_least: -20%, at_most: 200%}
  share_not_below: {year: 2, over: year, groups: [产业发展], cite: 不低于上年}
  source_share: {shares: {市级: 50%}, over: batch, groups: [产业发展]}
  group_share: {where: {重点: 是}, not_below: [1], over: batch}
  parity: {kinds: [镇], year: 2, over: batch}
  progress_cap: {column: 进度, below: 50, at_most: 120%, of: target}
targets:
  on_top: {kind: carve_out, where: {重点: 是}, total: 6, column: 行政村, unit: 个}
  formula:
    coefficients: {column: 进度, below: {50: 0.8}}
"""


def with_policy(office: Office) -> None:
    """Lay a policy that looks at earlier years over the office's scenario."""
    office.swap(
        "scenario.yaml", ("earlier: earlier.csv", "earlier: earlier.csv\n  history: history.csv")
    )
    office.put(
        "history.csv",
        HEADER
        + "1,甲镇,,产业发展,30\n1,乙镇,,乡村建设,20\n1,丙乡,,乡村建设,10\n"
        + "2,甲镇,,产业发展,40\n2,乙镇,,乡村建设,20\n2,丙乡,,乡村建设,20\n",
    )
    office.put(
        "towns.csv",
        "单位,类型,行政村,人均收入,重点,进度\n甲镇,镇,12,18600,是,90\n"
        "乙镇,镇,7,19200,是,40\n丙乡,乡,9,17400,否,70\n",
    )
    office.put("plan.yaml", "extends: scenario.yaml\n" + POLICY)


def test_every_rule_about_earlier_years_is_stated_in_a_file_without_code(office: Office) -> None:
    with_policy(office)
    for engine in ("cbc", "highs"):
        said = office.run("solve", "plan.yaml", "--solver", engine)
        assert said.code == 0, said.err
        assert "产业发展 占全年（含已下达）资金不低于 2 年的 50%（不低于上年）" in said.out


def test_a_letter_names_the_line_of_a_setting_that_the_facts_do_not_hold(office: Office) -> None:
    with_policy(office)
    office.swap("plan.yaml", ("years: [1, 2]", "years: [3]"), ("重点: 是}, not", "重点: 对}, not"))
    assert office.run("solve", "plan.yaml").err == (
        "plan.yaml，不能使用：\n"
        "  第3行 rules.keep.years（不低于往年：年份）：应为往年表里的年度（1、2），实为 '3'。\n"
        "  第8行 rules.group_share.where.重点（重点单位占比：单位条件）："
        "应为“重点”列里的文字（否、是），实为 '对'。\n"
    )


def test_progress_that_is_missing_is_named_by_its_cell(office: Office) -> None:
    with_policy(office)
    office.swap("towns.csv", ("是,40", "是,"))
    err = office.run("solve", "plan.yaml").err
    assert "第3行 进度：应有数字，【支付慢的封顶】要用" in err
    assert "coefficients" not in err


class Counted(tuple[PastAward, ...]):
    """Past awards that count how often they are walked."""

    walks = 0

    def __iter__(self) -> Iterator[PastAward]:
        """Walk them once more."""
        self.walks += 1
        return super().__iter__()


def test_the_history_is_walked_once_however_often_rules_look_at_it() -> None:
    towns = [town(f"镇{i}") for i in range(20)]
    past = [(year, t.name, 10) for year in (1, 2) for t in towns]
    held: dict[str, Any] = {"at_least": "90%", "years": [1, 2], "over": "year", "of": "share"}
    rules = [("hold_harmless", held | {"when_short": "ratable"})]
    aims = {t.name: 5 for t in towns}
    problem = small({"S": 100}, towns, rules, aims=aims, history=past, whole=False)
    history = Counted(problem.history)
    problem = replace(problem, history=history)
    found = verify(problem, score(problem), Plan(()))
    assert len(found) == len(towns)
    assert history.walks == 1
