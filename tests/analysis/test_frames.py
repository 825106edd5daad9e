"""Problems from frames and plans as frames: exact both ways, letters as exceptions."""

import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import optalloc as oa
from optalloc.analysis.in_memory import exact, plain
from optalloc.core.errors import InputUnusable

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
POLICY: dict[str, Any] = {
    "unit": "万元",
    "indicators": {"村": {"unit": "个", "direction": "more"}},
    "targets": {"公式": {"kind": "factors", "weights": {"村": "100%"}}},
    "rules": {"grain": {"cell": 0.5}, "spend_whole": {}},
    "goals": {"closest_to_target": {"distance": "absolute"}},
}
TOWNS = pd.DataFrame({"单位": ["甲", "乙", "丙"], "村": [3, 2, 5]})
SOURCES = [{"资金来源": "市", "金额": 45}, {"资金来源": "区", "金额(元)": None}][:1]
USES = {"用途": ["产业"], "是否产业": ["是"]}


def made(**changes: Any) -> oa.Problem:
    tables = {"recipients": TOWNS, "sources": SOURCES, "uses": USES} | changes
    policy = tables.pop("policy", POLICY)
    return oa.Problem.from_frames(policy=policy, **tables)


def test_a_problem_from_frames_is_the_one_from_files(tmp_path: Path) -> None:
    TOWNS.to_csv(tmp_path / "towns.csv", index=False)
    (tmp_path / "s.yaml").write_text(
        "unit: 万元\ntables: {sources: [{资金来源: 市, 金额: 45}], recipients: towns.csv,"
        " uses: [{用途: 产业, 是否产业: 是}]}\n"
        "indicators: {村: {unit: 个, direction: more}}\n"
        "targets: {公式: {kind: factors, weights: {村: 100%}}}\n"
        "rules: {grain: {cell: 0.5}, spend_whole: {}}\n"
        "goals: {closest_to_target: {distance: absolute}}\n",
        encoding="utf-8",
    )
    read = oa.read(tmp_path / "s.yaml")
    assert read.facts.recipients == made().facts.recipients
    assert read.solve().awards.equals(made().solve().awards)


def test_awards_are_decimals_and_whole_fen() -> None:
    awards = made().solve().awards
    assert list(awards.columns) == ["recipient", "source", "use", "project", "amount", "fen"]
    assert awards["fen"].dtype == "int64"
    assert awards["amount"].tolist() == [Decimal("13.5"), Decimal(9), Decimal("22.5")]


def test_a_target_that_no_decimal_is_stays_a_fraction() -> None:
    problem = made(recipients=pd.DataFrame({"单位": ["甲", "乙"], "村": [1, 2]}))
    assert problem.solve().recipients.loc["甲", "target"] == 15
    problem = made(recipients=pd.DataFrame({"单位": ["甲", "乙"], "村": [3, 4]}))
    assert problem.solve().recipients.loc["甲", "target"] == Fraction(135, 7)


def test_recipients_hold_sources_total_baseline_and_difference() -> None:
    frame = oa.read(SCENARIOS / "meilan-2023" / "two-towns.yaml").solve().recipients
    assert frame.columns.tolist()[1:] == [
        "市级第二批",
        "区级配套",
        "total",
        "baseline",
        "difference",
    ]
    assert frame["total"].tolist() == [40, 10]
    assert (frame["total"] - frame["baseline"] == frame["difference"]).all()


@pytest.mark.parametrize(
    ("value", "is_read_as"),
    [
        (0.1, Decimal("0.1")),
        (1e23, 10**23),
        (np.float64(2.675), Decimal("2.675")),
        (np.float32(0.5), Decimal("0.5")),
        (np.int64(7), 7),
        (Fraction(1, 8), Decimal("0.125")),
        (Fraction(1, 3), "1/3"),
        (float("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (None, None),
        (True, True),
        ("３", "３"),
        (Decimal("1.10"), Decimal("1.10")),
    ],
)
def test_no_number_passes_through_a_binary_float(value: object, is_read_as: object) -> None:
    assert exact(value) == is_read_as


def test_settings_become_what_yaml_would_hold() -> None:
    said = plain({"a": (1, 0.3), 2: {"b": np.float64(0.7)}})
    assert said == {"a": [1, Decimal("0.3")], "2": {"b": Decimal("0.7")}}


def test_every_fault_is_said_at_once_with_rows_as_pandas_counts_them() -> None:
    towns = pd.DataFrame({"单位": ["甲", "甲"], "村": ["x", 2]})
    with pytest.raises(InputUnusable) as refused:
        made(recipients=towns, policy=POLICY | {"rules": {"grain": {"cell": 1}, "flor": {}}})
    said = [str(fault.place.en) + ": " + fault.allowed.en for fault in refused.value.faults]
    assert [line.split(":")[0] for line in said] == [
        "rules.flor",
        "row 1, 单位",
        "row 0, 村",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recipients": 3}, "a data frame, a list of rows as mappings, or a mapping of columns"),
        ({"recipients": {"单位": ["甲"], "村": [1, 2]}}, "columns of one length"),
        ({"towns": TOWNS}, "a table, one of recipients, sources, uses"),
        ({"recipients": pd.DataFrame([["甲", 1, 2]], columns=["单位", "村", "村"])}, "once"),
    ],
)
def test_data_that_is_no_table_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputUnusable, match=words):
        made(**changes)


def test_a_total_taken_along_is_left_out_as_in_a_file() -> None:
    towns = pd.DataFrame({"单位": ["甲", "乙", "合计"], "村": [3, 2, 5]})
    assert [r.name for r in made(recipients=towns).facts.recipients] == ["甲", "乙"]


def test_a_named_index_is_a_column() -> None:
    assert made(recipients=TOWNS.set_index("单位")).facts == made().facts


def test_replacing_makes_a_new_problem_and_leaves_the_old() -> None:
    problem = made()
    other = problem.replace(money={"市": 50}, rules={"floor": {"amount": 12}}, title="另一个")
    assert problem.facts.money == 45_000_000 and len(problem.facts.rules) == 2
    assert other.facts.money == 50_000_000 and other.facts.title == "另一个"
    assert other.solve().recipients["total"].tolist() == [Decimal(15), 12, 23]
    assert other.replace(rules={"floor": "off"}).facts.rules == problem.facts.rules


def test_weights_are_replaced_as_a_whole() -> None:
    problem = oa.read(SCENARIOS / "six-factors" / "plan.yaml")
    name = next(iter(problem.facts.indicators))
    alone = problem.replace(weights={name: 1})
    scores = alone.solve().scores
    assert scores[scores["share"].notna()]["factor"].unique().tolist() == [name]


def test_a_difference_that_cannot_be_is_a_letter() -> None:
    with pytest.raises(InputUnusable, match="a name from the table sources"):
        made().replace(money={"省": 3})
    with pytest.raises(InputUnusable, match="a section"):
        made().replace(rule={})


def test_money_counts_the_problem_s_unit_whatever_the_table_counts() -> None:
    """The table has 450000元: 50 is 50万元 all the same, and 50元 says so."""
    problem = made(sources=[{"资金来源": "市", "金额(元)": 450000}])
    for amount, fen in ((50, 50_000_000), ("50元", 5_000), ("+10%", 49_500_000)):
        assert problem.replace(money={"市": amount}).facts.money == fen
    assert problem.replace(money=pd.Series({"市": 0.5})).facts.money == 500_000
    assert problem.replace(money={"市": 300_000}, unit="元").facts.money == 30_000_000


def test_columns_and_arrays_are_the_lists_and_mappings_that_settings_want() -> None:
    problem = made()
    same = {"same_amount": {"recipients": TOWNS["单位"][:2]}}
    alike = problem.replace(rules=same).solve().recipients["total"]
    assert alike["甲"] == alike["乙"]
    weights = pd.Series({"村": 1.0})
    assert problem.replace(weights=weights).facts.targets == problem.facts.targets
    with pytest.raises(InputUnusable, match="money: numbers by name, a mapping, got 'list'"):
        problem.replace(money=[50])  # type: ignore[arg-type]
    with pytest.raises(InputUnusable, match="rules: "):
        problem.replace(rules="off")


def test_a_table_is_replaced_by_a_frame() -> None:
    fewer = made().replace(tables={"recipients": TOWNS[:2]})
    assert fewer.solve().recipients["total"].tolist() == [27, 18]


@pytest.mark.parametrize("villages", [3, "325", {0: 3, 1: 2, 2: 5}, {3, 2, 5}, None])
def test_what_is_no_list_of_values_is_no_column(villages: object) -> None:
    """`frame.to_dict()` has a mapping a column: its keys, 0 1 2, were read as the figures."""
    (said,) = refusal(recipients={"单位": ["甲", "乙", "丙"], "村": villages})
    assert said[:2] == ("recipients", "for each column a list of its values")


def test_one_text_where_texts_are_listed_is_no_list_of_its_letters() -> None:
    path = SCENARIOS / "meilan-2023" / "two-towns.yaml"
    solution, one = made().solve(), "rules.grain.cell=1"
    for ask in (
        lambda: made(settings=one),
        lambda: oa.read(path, one),
        lambda: oa.solve(path, one),
        lambda: oa.explore.sweep(path, one),
        lambda: solution.explain(recipients="甲"),
    ):
        with pytest.raises(InputUnusable, match=r"a list of texts, got '.*Of one it is"):
            ask()


def test_problems_and_solutions_travel_to_other_processes_solved_or_not() -> None:
    """The levels of evenness are functions of their own, which nothing pickles."""
    problem = made(policy=POLICY | {"goals": {"evenness": {}}})
    solution = problem.solve()
    there = pickle.loads(pickle.dumps((problem, solution)))
    assert there[0].solve().awards.equals(solution.awards)
    assert there[1].awards.equals(solution.awards) and there[1].to_json() == solution.to_json()


def test_no_plan_is_a_solution_that_says_so() -> None:
    solution = made().replace(rules={"floor": {"amount": 20}}).solve()
    assert not solution.has_plan and solution.is_proven and solution.total is None
    assert solution.awards.empty and next(iter(solution.awards.columns)) == "recipient"
    assert solution.goals.empty and solution.goals.columns.equals(made().solve().goals.columns)
    found = solution.explain()
    assert found.conflict["proven"].tolist() == ["exact"]
    assert not found.ways_out.empty


def test_scenarios_stand_as_columns_and_the_causes_add_up() -> None:
    one = made()
    two = one.replace(money={"市": 50}, rules={"floor": {"amount": 12}}, name="更多")
    compared = oa.compare([one.solve(), two.solve()])
    assert compared.frame.columns.tolist() == ["frames", "更多"]
    moved = compared.why()
    for name in ("甲", "乙", "丙"):
        difference = compared.frame.loc[name, "更多"] - compared.frame.loc[name, "frames"]
        assert sum(moved[name]) == difference


def test_what_is_shown_is_one_line() -> None:
    problem = made()
    solution = problem.solve()
    assert repr(problem) == (
        "<Problem frames: 45万元 from 1 sources to 3 recipients for 1 uses; 2 rules, 1 goals>"
    )
    assert repr(solution) == "<Solution of frames: 45万元 in 3 awards, proven best>"
    assert "<table" in problem._repr_html_() and "<table" in solution._repr_html_()


def test_names_are_data_in_what_jupyter_shows() -> None:
    towns = pd.DataFrame({"单位": ["<b>甲</b>", "乙"], "村": [1, 2]})
    solution = made(recipients=towns).solve()
    assert "<b>" not in solution._repr_html_()
    assert "<b>" not in solution.problem._repr_html_()


def test_explanations_come_as_frames() -> None:
    found = oa.read(SCENARIOS / "meilan-2023" / "two-towns.yaml").solve().explain()
    assert found.ranges["least"].tolist() == [40, 10]
    assert set(found.rule_costs["rule"]) == {"grain", "spend_whole", "split", "industry"}
    assert found.waterfall["award"].tolist() == [40, 10]
    assert found.conflict.empty and len(found.words) > 5


def test_a_solver_that_nobody_knows_is_a_letter() -> None:
    with pytest.raises(
        InputUnusable, match="one of cbc, highs, race, auto, pulp:NAME, got 'hihgs'"
    ):
        made().solve(solver="hihgs")
    for gap in ("many", -1, "-1%"):
        with pytest.raises(InputUnusable, match="gap: a part, at least 0"):
            made().solve(gap=gap)
    for limit in ("x", True):
        with pytest.raises(InputUnusable, match="time_limit: a number of seconds"):
            made().solve(time_limit=limit)  # type: ignore[arg-type]


def test_letters_speak_the_language_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputUnusable) as refused:
        made().replace(money={"市": "很多"})
    assert "cannot be used" in str(refused.value)
    monkeypatch.setenv("OPTALLOC_LANG", "zh")
    assert "不能使用" in str(refused.value)


def test_a_policy_that_is_none_is_answered_with_a_letter() -> None:
    with pytest.raises(oa.InputUnusable, match="policy: a file's path"):
        oa.Problem.from_frames(recipients={"单位": ["甲"]}, policy=None)  # type: ignore[arg-type]


def test_a_table_in_memory_without_rows_or_a_column_is_no_fault_of_a_row() -> None:
    assert refusal(recipients=pd.DataFrame()) == [
        ("column 单位", "there must be rows", ""),
        (
            "the table",
            "there must be a column 村 (there are: none)",
            "Add the column, or correct the name.",
        ),
    ]
    near = "If 村村 is meant, correct one of the two names."
    assert refusal(recipients={"单位": ["甲"], "村村": [1]})[0][2] == near


def test_a_word_that_is_nearly_known_is_answered_with_the_known_one() -> None:
    with pytest.raises(oa.InputUnusable, match=r"Did you mean rules\?"):
        made().replace(rule={})
    with pytest.raises(oa.InputUnusable, match=r"Did you mean recipients\?"):
        made(recipient={"单位": ["甲"]})


def test_a_plan_without_a_column_or_a_cell_is_told_so() -> None:
    with pytest.raises(oa.InputUnusable, match=r"the table: a column use. There are: recipient"):
        made().judge([{"recipient": "甲", "source": "市", "amount": 1}])
    with pytest.raises(oa.InputUnusable, match=r"row 0, amount: an amount in whole fen\.$"):
        made().judge([{"recipient": "甲", "source": "市", "use": "产业", "amount": None}])
    with pytest.raises(oa.InputUnusable, match="rows as mappings, got 'tuple'"):
        made().judge([("甲", "市", "产业", 1)])


def refusal(**tables: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(oa.InputUnusable) as refused:
        made(**tables)
    return [(f.place.en, f.allowed.en, f.remedy.en) for f in refused.value.faults]
