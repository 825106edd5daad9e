"""The fewest moves from an approved plan, held against counting every plan."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from counted_plans import drawn, kept, with_goals
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case
from office import Office
from optalloc.core.errors import InputUnusable, ProvenInfeasible
from optalloc.core.solve_options import HIGHS
from optalloc.exploring.cut.cut import cut, cut_of, new_money
from optalloc.exploring.cut.no_plan import nearest_totals
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import Asker, Possible, Verdict
from optalloc.problem.facts import Award, Plan, Source
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import NO_PROGRAM
from quick import examples
from small import FEN, small, town


def cells(plan: Plan) -> dict[tuple[str, str, str], int]:
    return {(a.recipient, a.source, a.use): a.amount for a in plan.awards}


def moves(before: Plan, after: Plan) -> list[int]:
    then, now = cells(before), cells(after)
    return [
        abs(now.get(c, 0) - then.get(c, 0))
        for c in {*then, *now}
        if now.get(c, 0) != then.get(c, 0)
    ]


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None)
@given(drawn(), st.data())
def test_no_plan_has_fewer_moves_nor_less_money_moved_with_as_few(
    case: Case, data: st.DataObject
) -> None:
    problem = with_goals(case.problem(), "closest_to_target:distance=absolute")
    plans = kept(problem)
    if not plans:
        return
    problem = replace(problem, approved=data.draw(st.sampled_from(plans)))
    less = {
        s.name: data.draw(st.integers(0, s.amount // problem.grain.cells[s.name]))
        * problem.grain.cells[s.name]
        for s in problem.sources
    }
    after = replace(
        problem, sources=tuple(replace(s, amount=less[s.name]) for s in problem.sources)
    )
    if after.is_overfixed:
        with pytest.raises(InputUnusable):
            cut_of(problem, less)
        return
    others = kept(after)
    if not others:
        with pytest.raises(ProvenInfeasible):
            cut_of(problem, less)
        return
    found = cut_of(problem, less)
    assert found.proven != "no" and not verify(after, score(after), found.plan)
    ranks = [(len(m), sum(m)) for plan in others for m in [moves(found.approved, plan)]]
    assert (len(found.moves), found.moved) == min(ranks)
    for source in problem.sources:
        changes = sum(m.change for m in found.moves if m.source == source.name)
        then, now = (p.sums("source").get(source.name, 0) for p in (found.approved, found.plan))
        assert changes == now - then


def shared(grain: str = "1") -> Problem:
    """Return 45 and 55 元 for two towns."""
    return small(
        [Source("市级", 45 * FEN), Source("区级", 55 * FEN)],
        [town("甲"), town("乙")],
        aims={"甲": 60, "乙": 40},
        grain=grain,
    )


def test_a_new_total_is_shared_in_proportion_and_in_steps() -> None:
    assert new_money(shared(), "80") == {"市级": 36 * FEN, "区级": 44 * FEN}
    assert new_money(shared(), "81") == {"市级": 36 * FEN, "区级": 45 * FEN}
    assert new_money(shared(), None, ["市级=20"]) == {"市级": 20 * FEN, "区级": 55 * FEN}
    assert new_money(shared(), "60", ["市级=20"]) == {"市级": 20 * FEN, "区级": 40 * FEN}


@pytest.mark.parametrize(
    ("total", "sources", "zh", "en"),
    [
        (None, (), "--total：应写新的总额", "--total: the new total"),
        ("x", (), "--total：应为新的金额（元），不小于 0，不带正负号，实为 'x'", "the new amount"),
        (
            "+2",
            (),
            "--total：应为新的金额（元），不小于 0，不带正负号，实为 '+2'",
            "without a sign",
        ),
        ("80.5", (), "应为取整单位 1元 的整数倍", "a whole multiple of the step of 1元"),
        (None, ("省级=3",), "来源应为 市级、区级 之一", "a source, one of 市级, 区级"),
        (None, ("市级",), "应写成 来源=金额，如 市级=20", "NAME=AMOUNT, such as 市级=20"),
        (None, ("市级=1", "市级=2"), "每个来源只写一次", "each source once"),
        (None, ("市级=1.5",), "应为取整单位 1元 的整数倍", "a whole multiple of the step of 1元"),
        ("10", ("市级=20",), "总额应等于各来源之和", "the sum of the sources"),
    ],
)
def test_money_that_cannot_be_is_refused(
    total: str | None, sources: tuple[str, ...], zh: str, en: str
) -> None:
    with pytest.raises(InputUnusable) as refused:
        new_money(shared(), total, sources)
    assert zh in refused.value.letter("zh")
    assert en in refused.value.letter("en")


def test_money_below_what_is_fixed_is_refused_though_every_target_is_above_nothing() -> None:
    """By hand: of 70 80 are fixed, and the formula takes 10 off; no target is below 0."""
    towns = [town("甲", 人=10), town("乙", 人=60)]
    formula = ("factors", {"weights": {"人": "100%"}})
    problem = small({"钱": 100}, towns, aims={"甲": 40, "乙": 40}, targets=[formula])
    problem = replace(problem, approved=Plan([Award("甲", "钱", "用途", 100 * FEN)]))
    with pytest.raises(InputUnusable, match="money that covers fixed amounts and standards"):
        cut_of(problem, {"钱": 70 * FEN})
    assert cut_of(problem, {"钱": 80 * FEN}).plan.total == 80 * FEN


def test_a_total_between_two_steps_is_told_with_both(office: Office) -> None:
    with pytest.raises(InputUnusable) as refused:
        new_money(shared(), "80.5")
    assert "最近的是 80元 和 81元" in refused.value.letter("zh")


def test_totals_are_offered_in_the_proportion_of_the_old_sources(office: Office) -> None:
    # 95 in steps of half is 42.5 and 52.5, which is not quite 45:55; 90 and 100 are.
    office.put("approved.csv", APPROVED)
    office.swap("scenario.yaml", ("grain: {cell: 0.1}", "grain: {cell: 0.5}"))
    said = office.run("explore", "cut", "scenario.yaml", "--plan", "approved.csv", "--total", "95")
    assert said.code == 4
    assert "最近的可行总额：90万元、100万元（如 --total 90）" in said.err


def test_totals_that_were_not_all_looked_at_are_not_called_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: dict[int, Verdict] = {19: "yes", 21: "open", 22: "yes"}

    def ask(self: Asker, problem: Problem, lifted: frozenset[str] = frozenset()) -> Possible:
        return Possible(answers[problem.money // FEN], "exact", "solver", NO_PROGRAM)

    monkeypatch.setattr(Asker, "ask", ask)
    problem = small({"市级": 20}, [town("甲")], aims={"甲": 1})
    said = nearest_totals(problem, 20 * FEN, lambda total: {"市级": total}, HIGHS)
    assert said.zh.startswith("附近可行的总额：19元、22元")
    answers[21] = "no"
    said = nearest_totals(problem, 20 * FEN, lambda total: {"市级": total}, HIGHS)
    assert said.zh.startswith("最近的可行总额")
    # With no time at all nothing is known of any total.
    said = nearest_totals(problem, 20 * FEN, lambda total: {"市级": total}, HIGHS.within(0))
    assert said.zh == "附近没有找到有方案的总额。"


THREE_TOWNS = """
title: 三镇
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 45}, {资金来源: 区级, 金额: 55}]
  recipients: [{单位: 甲镇, 村: 5}, {单位: 乙镇, 村: 3}, {单位: 丙镇, 村: 2}]
  uses: [{用途: 产业, 是否产业: 是}]
indicators: {村: {unit: 个, direction: more}}
targets: {factors: {weights: {村: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}, floor: {amount: 15}}
goals: {closest_to_target: {distance: absolute}}
"""


@pytest.mark.parametrize(
    ("total", "floor", "zh", "en"),
    [
        ("40", "15", ["合计至少 45万元，而资金只有 40万元。", "最近的可行总额：45万元"],
         "together at least 45万元, but there is only 40万元."),
        ("0", "15", ["而全部资金只有 0万元。"], "but there is only 0万元 in all."),
        ("40", "200", ["至少要 200万元", "上下各 100 步以内的总额也都没有方案。"],
         "No total within 100 steps of it has a plan either."),
    ],
)  # fmt: skip
def test_where_there_is_no_plan_the_rules_that_forbid_it_are_named(
    office: Office, total: str, floor: str, zh: list[str], en: str
) -> None:
    office.put("three.yaml", THREE_TOWNS)
    office.put("old.csv", "单位,资金来源,用途,金额\n甲镇,市级,产业,45\n乙镇,区级,产业,55\n")
    words = ["explore", "cut", "three.yaml", "--plan", "old.csv", "--total", total]
    words += ["--set", f"rules.floor.amount={floor}"]
    said = office.run(*words, "--lang", "zh")
    assert said.code == 4
    assert f"不能同时成立的是：\n    【保底】各单位不低于 {floor}万元" in said.err
    assert all(text in said.err for text in zh), said.err
    assert en in office.run(*words, "--lang", "en").err


def test_everybody_by_the_same_part_is_rounded_to_steps_and_nearest() -> None:
    problem = shared()
    approved = Plan(
        [
            *(Award("甲", "市级", "用途", 25 * FEN), Award("甲", "区级", "用途", 30 * FEN)),
            *(Award("乙", "市级", "用途", 20 * FEN), Award("乙", "区级", "用途", 25 * FEN)),
        ]
    )
    problem = replace(problem, approved=approved)
    found = cut_of(problem, new_money(problem, "90"), count="pro_rata")
    # The city gives 41 of 45 (40.5 rounded up) and the district 49 of 55.
    due = {"甲": Fraction(25 * 41, 45) + Fraction(30 * 49, 55)}
    due["乙"] = 90 - due["甲"]
    assert found.due == {name: part * FEN for name, part in due.items()}
    assert found.plan.by_recipient == {"甲": 50 * FEN, "乙": 40 * FEN}
    assert found.proven == "exact"


@pytest.mark.parametrize("pro_rata", [False, True])
def test_where_there_is_no_plan_the_nearest_totals_are_offered(
    office: Office, pro_rata: bool
) -> None:
    office.put("approved.csv", APPROVED)
    office.swap("scenario.yaml", ("grain: {cell: 0.1}", "grain: {cell: 1}"))
    options = ["--pro-rata"] if pro_rata else []
    words = ["explore", "cut", "scenario.yaml", "--plan", "approved.csv", *options]
    said = office.run(*words, "--total", "85")
    assert said.code == 4 and said.out == ""
    offered = re.search(r"最近的可行总额：(.*)万元（如 --total (\d+)）", said.err)
    assert offered is not None, said.err
    assert office.run(*words, "--total", offered[2]).code == 0
    # Every total between has none: 45:55 in whole amounts goes by twenties.
    assert (offered[1], offered[2]) == ("80万元、100", "80")
    for total in (81, 84):
        assert office.run(*words, "--total", str(total)).code == 4


APPROVED = (
    "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业发展,20\n甲镇,区级,产业发展,23\n"
    "乙镇,市级,产业发展,13\n乙镇,区级,产业发展,17\n丙乡,市级,乡村建设,12\n丙乡,区级,乡村建设,15\n"
)


def test_the_command_lists_the_moves_and_they_add_up(office: Office) -> None:
    office.put("approved.csv", APPROVED)
    path = str(office.folder / "scenario.yaml")
    plan = str(office.folder / "approved.csv")
    said = office.run("explore", "cut", path, "--plan", plan, "--total", "80")
    assert said.code == 0, said.err
    assert "资金由 100万元 改为 80万元" in said.out
    assert "改动的笔数不能再少" in said.out and "-20" in said.out
    said = office.run("explore", "cut", path, "--plan", plan, "--total", "80", lang="en")
    assert "There cannot be fewer changed cells" in said.out


def test_an_approved_table_that_cannot_be_read_is_a_letter(office: Office) -> None:
    path = str(office.folder / "scenario.yaml")
    missing = str(office.folder / "nothing.csv")
    said = office.run("explore", "cut", path, "--plan", missing, "--total", "80")
    assert said.code == 3 and "nothing.csv" in said.err
    office.put("approved.csv", APPROVED.replace("丙乡", "丁乡"))
    wrong = str(Path(office.folder) / "approved.csv")
    said = office.run("explore", "cut", path, "--plan", wrong, "--total", "80", lang="en")
    assert said.code == 3 and "丁乡" in said.err


def test_pro_rata_leaves_cells_as_they_were_where_that_is_as_near(office: Office) -> None:
    """甲镇 and 乙镇 cannot give a tenth in the split's steps: ten cells moved to and fro there."""
    office.put(
        "s.yaml",
        """\
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 45}, {资金来源: 区级, 金额: 55}]
  recipients: [{单位: 甲镇, 村: 2}, {单位: 乙镇, 村: 3}, {单位: 丙镇, 村: 5}]
  uses: [{用途: 产业, 产业: 是}, {用途: 饮水, 产业: 否}]
indicators: {村: {unit: 个, direction: more}}
targets: {f: {kind: factors, weights: {村: 100%}}}
rules:
  grain: {cell: 0.5}
  spend_whole: {}
  split: {shares: {市级: 45, 区级: 55}, within: recipient}
goals: {closest_to_target: {distance: absolute}}
""",
    )
    office.put(
        "approved.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业,9\n甲镇,区级,产业,11\n乙镇,市级,产业,13.5\n"
        "乙镇,区级,产业,10\n乙镇,区级,饮水,6.5\n丙镇,市级,饮水,22.5\n丙镇,区级,饮水,27.5\n",
    )
    folder = office.folder
    found = cut(folder / "s.yaml", folder / "approved.csv", total="90", count="pro_rata")
    moves = {(m.recipient, m.source, m.use): (m.before, m.after) for m in found.moves}
    assert moves == {
        ("丙镇", "市级", "饮水"): (22_500_000, 18_000_000),
        ("丙镇", "区级", "饮水"): (27_500_000, 22_000_000),
    }
    assert found.proven == "exact"
