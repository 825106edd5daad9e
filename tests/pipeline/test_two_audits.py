"""The page's own audit of every rule: what it finds in plans is what `optalloc` finds in them."""

from pathlib import Path
from random import Random

import pytest

from damaged_plans import damaged, extremes
from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.audit import MONEY, verify
from optalloc.pipeline.certificate.audit_facts import word_of
from optalloc.pipeline.solve import read_noted, solve
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import RULES
from optalloc.problem.score import score
from quick import examples
from two_audits import RECIPIENTS, Judged, cases, differences, variants, written
from verify_page import NODE, page_module, script

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's script as a module for Node."""
    if NODE is None:
        pytest.skip("no Node on this machine: the page's script is not run (Debian: nodejs)")
    return page_module(tmp_path_factory.mktemp("audit"))


def test_the_page_has_a_formula_for_every_rule() -> None:
    made = script()
    for word, rule in RULES:
        assert word_of(rule) == word
        assert f"    {word}: (f, r, p) =>" in made, word


def test_both_audits_name_every_rule_where_a_plan_breaks_it(module: Path, tmp_path: Path) -> None:
    """No rule is left out: a formula that never finds anything would agree with its like."""
    word_of_rule = {part: word for word, part in RULES}
    there, broken = list[Judged](), set[str]()
    for at, variant in enumerate(v for v in variants() if v.sort == "rule"):
        (place := tmp_path / str(at)).mkdir()
        problem, _ = read_noted(written(variant, RECIPIENTS, place), [])
        there.append(Judged(variant.name, problem, score(problem), tuple(extremes(problem))))
        words = {rule.label: word_of_rule[type(rule)] for rule in problem.rules}
        found = {text.partition(": ")[0] for plan in there[-1].found() for text in plan}
        broken |= {words.get(label, label) for label in found}
    assert broken == {MONEY, *RULES.words()}
    assert [*differences(module, there)] == []


@pytest.mark.parametrize("first", range(1, examples(2) + 1))
def test_both_audits_say_the_same_of_plans_and_of_damaged_ones(
    first: int, module: Path, tmp_path: Path
) -> None:
    there = list(cases(140, 1, tmp_path, first))
    assert any(found for one in there for found in one.found())
    assert [*differences(module, there)] == []


def test_both_audits_find_money_that_returns_to_whom_it_was_taken_from(
    module: Path, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(
        """
unit: 万元
tables:
  sources:
    - {资金来源: 新, 金额: 10, 性质: 本年}
    - {资金来源: 旧, 金额: 5, 性质: 收回, 收回单位: 甲镇}
  recipients: [{单位: 甲镇, people: 1}, {单位: 乙镇, people: 2}]
  uses: [{用途: 路}]
indicators: {people: {unit: 人, direction: more, source: x}}
targets: {f: {kind: factors, weights: {people: 100%}, source: x}}
rules: {grain: {cell: 1}, spend_whole: {}, not_back: {}}
goals: {closest_to_target: {distance: absolute}}
""",
        "utf-8",
    )
    solved = solve(tmp_path / "s.yaml", [], HIGHS)
    assert solved.best is not None
    wrong = Plan([Award("甲镇", "旧", "路", 5_000_000), Award("乙镇", "新", "路", 10_000_000)])
    one = Judged("not_back", solved.problem, solved.targets, (solved.best.plan, wrong))
    assert one.found() == [[], ["not_back: 甲镇/旧/路"]]
    assert [*differences(module, [one])] == []


def test_both_audits_know_projects_that_go_on_and_profiles_as_ratios(
    module: Path, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(
        """
unit: 万元
tables:
  sources: [{资金来源: 今年, 金额: 6}, {资金来源: 明年, 金额: 6}]
  recipients: [{单位: 甲镇}]
  uses: [{用途: 路}]
  projects:
    - {项目名称: 续, 单位: 甲镇, 用途: 路, 资金需求: 5, 分年: '3:2:0', 开工年份: 2025, 最早: 2025}
    - {项目名称: 新, 单位: 甲镇, 用途: 路, 资金需求: 4, 分年: 100、0}
targets: {f: {kind: fixed, amounts: {甲镇: 12}}}
rules:
  grain: {cell: 1}
  project_funding: {how: whole}
  schedule:
    years: {2026: [今年], 2027: [明年]}
    profile: 分年
    start: 最早
    started: 开工年份
goals: {closest_to_target: {distance: absolute}}
""",
        "utf-8",
    )
    solved = solve(tmp_path / "s.yaml", [], HIGHS)
    assert solved.best is not None
    assert solved.best.plan.sums("project") == {"续": 5_000_000, "新": 4_000_000}
    late = [("续", "明年", 5), ("新", "今年", 4)]
    plans = [solved.best.plan] + [
        Plan(Award("甲镇", source, "路", money * 1_000_000, p) for p, source, money in rows)
        for rows in (late, late[1:])
    ]
    one = Judged("schedule", solved.problem, solved.targets, tuple(plans))
    assert one.found() == [[], ["schedule: 续"], ["schedule: 续"]]
    assert [*differences(module, [one])] == []


def test_a_plan_is_damaged_somehow() -> None:
    solved = solve(HERE.parent / "scenarios" / "meilan-2023" / "published.yaml", [], HIGHS)
    assert solved.best is not None
    draw, plan = Random(1), solved.best.plan
    made = [damaged(solved.problem, plan, draw) for _ in range(30)]
    assert sum(bool(verify(solved.problem, solved.targets, one)) for one in made) > 20


def test_both_audits_read_a_profile_however_it_is_typed(module: Path, tmp_path: Path) -> None:
    """南湖加工厂 is to have half of its money in each of two years."""
    rolling = HERE.parent / "scenarios" / "rolling-3-years" / "plan.yaml"
    text, half = rolling.read_text(encoding="utf-8"), "800, 分年比例: 50、50"
    assert half in text
    there = list[Judged]()
    for at, typed in enumerate(("５０、５０", "50.0、50.0％", "50 %、50 %、0", "５ ： ５")):
        path = tmp_path / f"{at}.yaml"
        path.write_text(text.replace(half, f'800, 分年比例: "{typed}"'), encoding="utf-8")
        solved = solve(path, [], HIGHS)
        assert solved.best is not None
        there.append(Judged(typed, solved.problem, solved.targets, (solved.best.plan,)))
    assert [*differences(module, there)] == []
