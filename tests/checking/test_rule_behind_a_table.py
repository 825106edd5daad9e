"""The rule behind a table is found, and rounding is told from error."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seeded import CASES
from tables_made import checked, grave, of_kind, only

from optalloc.checking import check
from optalloc.checking.inference.infer import Behind
from optalloc.checking.scenario_file import scenario_text
from optalloc.inputs.read import read
from optalloc.inputs.understanding.layout.arithmetic import is_round, roundest
from optalloc.pipeline.walk import walk
from optalloc.problem.baselines import METHODS
from quick import examples

MOVED = "largest_remainder"
TOWNS = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇", "己镇", "庚镇", "辛镇", "壬镇", "癸镇")


def behind(folder: Path, text: str) -> Behind:
    return checked(folder, text).behind[0]


def counted(amounts: list[str], *counts: list[int], heads: str) -> str:
    rows = zip(TOWNS, *counts, amounts, strict=False)
    return f"单位,{heads},金额(万元)\n" + "".join(",".join(map(str, r)) + "\n" for r in rows)


def test_the_rate_of_jinzhai_explains_every_row_to_the_fen() -> None:
    found = check(CASES / "jinzhai-2021-awards.csv")
    (rule,) = found.behind[0].rates
    assert (rule.rate, rule.step, rule.mode) == (Fraction("18.34"), Fraction("0.01"), "nearest")
    assert rule.is_whole and rule.explained == 9
    assert rule.low < Fraction("18.34") < rule.high
    for row in rule.rows:
        low, high = rule.interval(row)
        assert low <= Fraction("18.34") <= high
    (remainder,) = found.behind[0].remainders
    assert remainder.is_same
    assert not found.has_errors


def test_a_row_off_an_exact_rate_is_an_error_with_the_amount(tmp_path: Path) -> None:
    text = (CASES / "jinzhai-2021-awards.csv").read_text(encoding="utf-8")
    (off,) = of_kind(checked(tmp_path, text.replace("51408.12", "51508.12")), "off_rule")
    assert off.severity == "error"
    assert (off.came, off.expected.en) == ("51508.12", "51408.12")
    assert "off by +100" in off.words.en


def test_rounding_payee_by_payee_is_no_error(tmp_path: Path) -> None:
    """Each of a town's many payees was rounded; the town's sum strays by some fen."""
    text = (CASES / "jinzhai-2021-awards.csv").read_text(encoding="utf-8")
    found = checked(tmp_path, text.replace("956902.89", "956903.31"))
    (note,) = of_kind(found, "payee_rounding", "off_rule")
    assert (note.kind, note.severity) == ("payee_rounding", "note")
    assert "not an error" in note.words.en and "不是错误" in note.words.zh


@pytest.mark.parametrize(
    ("mode", "amounts"), [("down", "5 7 12 819 1170"), ("up", "6 8 13 819 1170")]
)
def test_the_way_of_rounding_is_found(mode: str, amounts: str, tmp_path: Path) -> None:
    """1.17 for each of 5, 6, 11, 700, 1000: nearest would give 6, 7, 13, 819, 1170."""
    text = counted(amounts.split(), [5, 6, 11, 700, 1000], heads="村数")
    (rule,) = behind(tmp_path, text).rates
    assert (rule.mode, rule.is_whole) == (mode, True)
    assert rule.low <= Fraction("1.17") <= rule.high


def test_mouding_is_ten_a_village_and_a_hundred_for_one_township() -> None:
    found = check(CASES / "mouding-2019-awards.csv")
    rule = found.behind[0].standard
    assert rule is not None
    assert rule.standards == (10, 100)
    assert rule.is_whole
    assert [(f.where.name, f.came) for f in of_kind(found, "implied_unit")] == [("戌街乡", "1")]
    assert of_kind(found, "off_rule") == []


def test_a_mark_that_tells_the_second_unit_is_named(tmp_path: Path) -> None:
    text = "单位,类型,脱贫村(个),金额(万元)\n" + "".join(
        f"{t},{kind},{n},{a}\n"
        for t, kind, n, a in (
            ("甲", "镇", 4, 40),
            ("乙", "镇", 11, 110),
            ("丙", "镇", 5, 50),
            ("丁", "脱贫乡", 2, 120),
        )
    )
    (implied,) = of_kind(checked(tmp_path, text), "implied_unit")
    assert implied.words.en == "what it got more is just 1 x 100, marked by 类型 '脱贫乡'"


def test_two_counted_standards_are_found_and_the_row_off_them(tmp_path: Path) -> None:
    villages, townships = [4, 11, 5, 6, 4, 10, 2, 7], [0, 1, 0, 2, 0, 1, 1, 0]
    amounts = [10 * v + 100 * t for v, t in zip(villages, townships, strict=True)]
    heads = "脱贫村(个),脱贫乡(个)"
    rule = behind(tmp_path, counted(list(map(str, amounts)), villages, townships, heads=heads))
    assert rule.standard is not None and rule.standard.is_whole
    assert rule.standard.standards == (10, 100)
    amounts[3] += 7
    found = checked(tmp_path, counted(list(map(str, amounts)), villages, townships, heads=heads))
    assert [(f.where.row, f.came) for f in of_kind(found, "off_rule")] == [(5, "+7")]


def test_largest_remainder_on_the_ten_wan_grid_reproduces_meilan(tmp_path: Path) -> None:
    text = "单位,村数,金额(万元)\n灵山镇,22,40\n三江镇,8,10\n"
    (rule,) = behind(tmp_path, text).remainders
    assert (rule.is_same, rule.step) == (True, 10)


def test_what_was_moved_between_whom_is_said(tmp_path: Path) -> None:
    """50 * 13 / 53 is 12.3: no rounding makes it 11, though that is one step from the 12 due."""
    text = "单位,村数,金额(万元)\n甲镇,22,21\n乙镇,13,11\n丙镇,8,8\n丁镇,10,10\n"
    (note,) = of_kind(checked(tmp_path, text), "largest_remainder")
    assert note.words.en == (
        "2 rows differ from largest remainder by 村数 in steps of 1万元: 丁镇 +1, 乙镇 -1"
    )
    (rule,) = behind(tmp_path, text).remainders
    assert sum(m.moved for m in rule.moved) == 0
    due = METHODS["largest_remainder"].apportion([Fraction(n) for n in (22, 13, 8, 10)], 50)
    assert {m.line: m.due for m in rule.moved} == {
        i: d for i, (d, a) in enumerate(zip(due, (21, 11, 8, 10), strict=True)) if d != a
    }


FACTORS = "脱贫村(个),脱贫人口(人),示范村(个)"


def by_weights(
    weights: tuple[str, ...], money: int, seed: int = 7
) -> tuple[list[list[int]], list[int]]:
    """Return random factors of ten towns, and their amounts by weights and largest remainder."""
    draw = random.Random(seed)
    columns = [[draw.randint(5, 900) for _ in TOWNS] for _ in weights]
    due = [
        sum(
            (Fraction(w) * c[i] / sum(c) for w, c in zip(weights, columns, strict=True)),
            Fraction(0),
        )
        for i in range(len(TOWNS))
    ]
    return columns, METHODS["largest_remainder"].apportion(due, money)


def test_published_weights_are_found_from_rounded_amounts(tmp_path: Path) -> None:
    columns, amounts = by_weights(("0.4", "0.35", "0.25"), 5000)
    rule = behind(tmp_path, counted(list(map(str, amounts)), *columns, heads=FACTORS)).weights
    assert rule is not None and rule.is_whole and rule.is_round
    assert rule.weights == (Fraction(2, 5), Fraction(7, 20), Fraction(1, 4))
    for low, weight, high in zip(rule.low, rule.weights, rule.high, strict=True):
        assert low <= weight <= high <= low + Fraction(1, 50)


def test_an_inverse_factor_counts_by_its_reciprocal(tmp_path: Path) -> None:
    people, income = [500, 300, 800, 400], [9000, 12000, 15000, 8000]
    back = [Fraction(1, x) for x in income]
    shares = [
        (Fraction(7, 10) * p / sum(people) + Fraction(3, 10) * b / sum(back)) * 1000
        for p, b in zip(people, back, strict=True)
    ]
    amounts = METHODS["largest_remainder"].apportion(shares, 1000)
    heads = "脱贫人口(人),人均可支配收入(元)"
    rule = behind(tmp_path, counted(list(map(str, amounts)), people, income, heads=heads)).weights
    assert rule is not None
    assert rule.weights == (Fraction(7, 10), Fraction(3, 10))


def test_rows_that_were_moved_do_not_hide_the_weights_of_the_rest(tmp_path: Path) -> None:
    columns, amounts = by_weights(("0.4", "0.35", "0.25"), 5000)
    amounts[2] += 300
    amounts[6] -= 300
    found = checked(tmp_path, counted(list(map(str, amounts)), *columns, heads=FACTORS))
    rule = found.behind[0].followed
    assert rule is not None
    assert rule.weights == (Fraction(2, 5), Fraction(7, 20), Fraction(1, 4))
    off = of_kind(found, "off_rule")
    assert [f.where.name for f in off] == ["丙镇", "庚镇"]
    assert "off by +" in off[0].words.en and "off by -" in off[1].words.en


def test_a_row_that_got_more_money_than_there_was_is_told_too(tmp_path: Path) -> None:
    columns, amounts = by_weights(("0.5", "0.3", "0.2"), 5000)
    amounts[4] += 700
    found = checked(tmp_path, counted(list(map(str, amounts)), *columns, heads=FACTORS))
    rule = found.behind[0].followed
    assert rule is not None
    assert rule.weights == (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5))
    assert [f.where.name for f in of_kind(found, "off_rule")] == ["戊镇"]


def test_weights_of_alike_columns_are_not_unique(tmp_path: Path) -> None:
    same = [3, 5, 8, 13, 21, 34]
    other = [10, 40, 20, 10, 10, 10]
    due = [
        Fraction(1, 2) * s / sum(same) + Fraction(1, 2) * o / sum(other)
        for s, o in zip(same, other, strict=True)
    ]
    amounts = METHODS["largest_remainder"].apportion(due, 1000)
    text = counted(list(map(str, amounts)), same, [2 * s for s in same], other, heads=FACTORS)
    rule = behind(tmp_path, text).weights
    assert rule is not None and rule.is_whole
    assert not rule.is_unique
    assert rule.weights[0] + rule.weights[1] == Fraction(1, 2)
    assert rule.high[0] - rule.low[0] > Fraction(2, 5)


VILLAGES, PEOPLE = [10, 40, 7, 30, 12, 25, 9, 33], [30, 9, 33, 11, 28, 8, 36, 12]


def between(weights: list[str], more: dict[int, int]) -> str:
    """Return a table whose rows each follow weights of their own; some got more."""
    amounts = [
        round(
            1000
            * (
                Fraction(w) * Fraction(v, sum(VILLAGES))
                + (1 - Fraction(w)) * Fraction(p, sum(PEOPLE))
            )
        )
        for w, v, p in zip(weights, VILLAGES, PEOPLE, strict=True)
    ]
    given = [str(amount + more.get(i, 0)) for i, amount in enumerate(amounts)]
    return counted(given, VILLAGES, PEOPLE, heads="脱贫村(个),脱贫人口(人)")


def test_an_amount_outside_all_shares_is_beyond_any_weights(tmp_path: Path) -> None:
    weights = ["0.2", "0.7", "0.6", "0.3", "0.8", "0.4", "0.25", "0.5"]
    found = checked(tmp_path, between(weights, {3: 200}))
    off = of_kind(found, "off_rule")
    assert [f.where.name for f in off] == ["丁镇"]
    assert "no weights explain" in off[0].words.en
    assert of_kind(checked(tmp_path, between(weights, {})), "off_rule") == []


def test_weights_that_explain_few_rows_are_not_named(tmp_path: Path) -> None:
    weights = ["0.2", "0.7", "0.6", "0.3", "0.8", "0.4", "0.25", "0.5"]
    assert of_kind(checked(tmp_path, between(weights, {})), "weights") == []


def test_amounts_that_have_nothing_to_do_with_the_figures_accuse_nobody(tmp_path: Path) -> None:
    amounts = ["22", "300", "18", "90", "21", "7", "140", "66"]
    found = checked(tmp_path, counted(amounts, VILLAGES, PEOPLE, heads="脱贫村(个),脱贫人口(人)"))
    assert grave(found) == []
    assert of_kind(found, "weights") == []


@pytest.mark.parametrize("case", ["mouding-2019-awards", "jinzhai-2021-awards"])
def test_the_scenario_behind_a_case_solves_to_the_published_table(
    case: str, tmp_path: Path
) -> None:
    unit = "元" if case.startswith("jinzhai") else "万元"
    found = check(CASES / f"{case}.csv", unit=unit)
    sheet = only(found)
    path = tmp_path / "scenario.yaml"
    path.write_text(scenario_text(sheet, found.behind[0]), encoding="utf-8")
    solved = walk(read(path))
    assert solved.best is not None
    assert sum(c.change for c in solved.changes) == 0
    again = check(CASES / f"{case}.csv", unit=unit, scenario=path)
    assert not again.has_errors
    assert of_kind(again, "best_plan") == []


def test_the_weights_behind_a_table_are_a_scenario(tmp_path: Path) -> None:
    columns, amounts = by_weights(("0.4", "0.35", "0.25"), 5000)
    found = checked(tmp_path, counted(list(map(str, amounts)), *columns, heads=FACTORS))
    path = tmp_path / "scenario.yaml"
    path.write_text(scenario_text(only(found), found.behind[0]), encoding="utf-8")
    solved = walk(read(path))
    assert solved.best is not None
    totals = solved.best.plan.by_recipient
    assert [totals[t] for t in TOWNS] == [a * 1_000_000 for a in amounts]


@settings(max_examples=examples(100), deadline=None)
@given(st.fractions(0, 1000, max_denominator=997), st.fractions(0, 10, max_denominator=997))
def test_the_roundest_number_lies_in_its_interval(low: Fraction, width: Fraction) -> None:
    assert low <= roundest(low, low + width) <= low + width


@pytest.mark.parametrize(
    ("value", "digits", "answer"),
    [
        ("10", 1, True),
        ("0.55", 2, True),
        ("18.34", 2, False),
        ("18.34", 4, True),
        ("1/3", 9, False),
    ],
)
def test_round_numbers_have_few_digits(value: str, digits: int, answer: bool) -> None:
    assert is_round(Fraction(value), digits) is answer


LAST_YEAR = "单位：万元\n单位,上年安排,本年安排\n" + "".join(
    f"{name}镇,{last},{this}\n"
    for name, last, this in zip(
        "甲乙丙丁戊己", (100, 80, 60, 120, 40, 20), (105, 84, 63, 126, 42, 21), strict=True
    )
)


def told(folder: Path, text: str, *kinds: str) -> list[str]:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return [f"{f.where.words().zh}：{f.words.zh}" for f in check(path).findings if f.kind in kinds]


def test_last_year_and_a_percentage_are_found_and_the_row_off_them(tmp_path: Path) -> None:
    assert told(tmp_path, LAST_YEAR, "growth", "off_rule") == [
        "本年安排：比 上年安排 增加 5%：6 行中 6 行相符"
    ]
    assert told(tmp_path, LAST_YEAR.replace("40,42", "40,44"), "growth", "off_rule") == [
        "第7行 戊镇，本年安排：按多数行应为 42，差 +2",
        "本年安排：比 上年安排 增加 5%：6 行中 5 行相符",
    ]


def test_amounts_of_any_two_years_have_no_percentage(tmp_path: Path) -> None:
    text = LAST_YEAR.replace(",126", ",111").replace(",63", ",75")
    assert not told(tmp_path, text, "growth", "off_rule")
    assert not told(tmp_path, LAST_YEAR.replace("上年安排", "省级"), "growth")


def bounded(*amounts: int) -> str:
    people = (1000, 5000, 8000, 20000, 500, 6200, 7100, 12000, 3300, 4400)
    rows = zip("甲乙丙丁戊己庚辛壬癸", people, amounts, strict=True)
    return "单位：万元\n单位,人口(人),补助资金\n" + "".join(f"{n}镇,{p},{a}\n" for n, p, a in rows)


def test_a_rate_with_a_floor_and_a_cap_is_found_and_the_row_off_it(tmp_path: Path) -> None:
    text = bounded(20, 50, 80, 100, 20, 62, 71, 100, 33, 49)
    assert told(tmp_path, text, "bounded_rate", "off_rule") == [
        "第12行 癸镇，补助资金：与这个标准相差 +5",
        "人口：人口 每单位 0.01万元，不少于 20万元，不多于 100万元：10 行中 9 行相符",
    ]


def test_a_floor_that_one_row_alone_has_is_none(tmp_path: Path) -> None:
    text = bounded(10, 50, 80, 200, 20, 62, 71, 120, 33, 44)
    assert not told(tmp_path, text, "bounded_rate")


def test_two_standards_are_found_beside_what_was_carried_over(tmp_path: Path) -> None:
    rows = ((4, 10, 1), (16, 20, 2), (18, 7, 0), (12, 9, 3), (15, 2, 1), (21, 6, 0), (9, 14, 5))
    text = "单位：万元\n单位,行政村数,自然村数,结转,合计\n" + "".join(
        f"{name}镇,{a},{b},{c},{1.5 * a + 0.75 * b + c + (1.125 if name == '丙' else 0):g}\n"
        for name, (a, b, c) in zip("甲乙丙丁戊己庚", rows, strict=True)
    )
    assert told(tmp_path, text, "standard", "weights", "off_rule") == [
        "第5行 丙镇：与这几个标准相差 +1.125",
        "行政村数：每个 行政村数 1.5，每个 自然村数 0.75：7 行中 6 行相符；金额已减去 结转",
    ]


@pytest.mark.parametrize(
    ("amounts", "is_rounding"),
    [
        (("21", "12", "7", "10"), True),  # quotas 20.8, 12.3, 7.5, 9.4: each up or down
        (("20", "13", "7", "10"), True),
        (("21", "11", "8", "10"), False),  # 12.3 -> 11
        (("22", "12", "7", "9"), False),  # 20.8 -> 22
    ],
)
def test_rounding_is_what_may_become_of_a_quota(
    tmp_path: Path, amounts: tuple[str, ...], is_rounding: bool
) -> None:
    text = counted(list(amounts), [22, 13, 8, 10], heads="村数")
    (note,) = of_kind(checked(tmp_path, text), "largest_remainder")
    assert ("rounding" in note.words.en, "取整" in note.words.zh) == (is_rounding, is_rounding)


def test_money_moved_off_exact_quotas_is_not_called_rounding(tmp_path: Path) -> None:
    """Two of four units are 500 of 1000 exactly; a step is 50."""
    (note,) = of_kind(checked(tmp_path, counted(["550", "450"], [2, 2], heads="村数")), MOVED)
    assert note.words.zh.endswith("2 行不同：甲镇 +50、乙镇 -50")


def test_an_exact_rate_speaks_of_no_rounding_and_of_no_remainders(tmp_path: Path) -> None:
    found = checked(tmp_path, counted(["20", "40", "60"], [10, 20, 30], heads="户数"))
    assert of_kind(found, MOVED) == []
    (rate,) = of_kind(found, "rate")
    assert rate.words.zh == "户数 每单位 2万元：3 行中 3 行相符，分毫不差"
    (rounded,) = of_kind(
        checked(tmp_path, counted(["22", "41", "61"], [11, 20, 30], heads="户数")), "rate"
    )
    assert "四舍五入" in rounded.words.zh


def test_rows_that_may_agree_by_chance_accuse_no_other(tmp_path: Path) -> None:
    """Three of five projects in whole 10万 agree with 1.5万 a household, as one in ten would.

    320/210, 180/120 and 40/30 lie within 5万 of 1.5 each; 10 choices of three, times
    10/180 and 10/40 for the two that did not fix the rate, is 5 in 36.
    """
    rows = "养牛场,210,320\n茶园,120,180\n道路,150,140\n饮水,50,120\n补助,30,40\n合计,560,800\n"
    found = checked(tmp_path, f"单位：万元,,\n项目名称,受益户数,资金\n{rows}")
    assert of_kind(found, "off_rule") == []
    (rate,) = of_kind(found, "rate")
    assert "5 行中 3 行相符" in rate.words.zh
