"""Units that do not go together in formulas are refused or asked about, both named."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.inputs.measures import MONEY, SIZES, unit_size
from optalloc.inputs.read import read
from quick import examples

TOWNS = (
    "单位,类型,行政村(个),人均收入(元),{heads}\n"
    "甲镇,镇,3,9000,{a}\n乙镇,镇,5,8000,{b}\n丙乡,乡,8,7000,{c}\n"
)
LINE = "rules.own={{kind: linear, says: '{}'}}"


def headed(office: Office, heading: str, *figures: str) -> str:
    """Write a table of towns with one more column or two; returns the scenario."""
    a, b, c = figures
    office.put("towns.csv", TOWNS.format(heads=heading, a=a, b=b, c=c))
    return str(office.folder / "scenario.yaml")


def asked(office: Office, file: str, *settings: str) -> list[str]:
    """Return the English warnings of a scenario."""
    return [words.en for words in read(file, settings).warnings]


def refused(file: str, *settings: str) -> list[str]:
    """Return the English letters of a scenario that is refused."""
    with pytest.raises(InputUnusable) as unusable:
        read(file, settings)
    return [f"{f.allowed.en}; {f.remedy.en}" for f in unusable.value.faults]


def indicator(columns: str) -> str:
    return f"indicators.人数={{unit: 人, direction: more, columns: {{{columns}}}, source: 编造}}"


def test_people_and_ten_thousands_of_people_are_not_added(office: Office) -> None:
    file = headed(office, "常住(人),流动(万人)", "9000,0.2", "8000,0.3", "7000,0.1")
    (letter,) = refused(file, indicator("常住: 1, 流动: 1"))
    assert letter.startswith("columns in one unit: 常住 is in (人), 流动 in (万人); They are 10000")
    assert asked(office, file, indicator("常住: 1, 流动: 10000")) == []
    assert any("10000 times apart" in w for w in asked(office, file, indicator("流动: 1")))
    assert not any(
        "columns in one" in w for w in asked(office, file, indicator("常住: 2, 流动: 10000"))
    )
    (warning,) = [w for w in asked(office, file, indicator("常住: 1, 流动: 0.5")) if "in one" in w]
    assert "常住 is in (人), 流动 in (万人)" in warning


def test_money_is_not_added_to_people_unless_a_coefficient_says_how(office: Office) -> None:
    file = headed(office, "人口(人),财力(万元)", "9000,20", "8000,30", "7000,10")
    assert refused(file, indicator("人口: 1, 财力: 1"))[0].startswith(
        "columns in one unit: 人口 is in (人), 财力 in (万元)"
    )
    assert not any("in one unit" in w for w in asked(office, file, indicator("人口: 1, 财力: 30")))
    file = headed(office, "人口(人),耕地(亩)", "9000,20", "8000,30", "7000,10")
    assert any("耕地 in (亩)" in w for w in asked(office, file, indicator("人口: 1, 耕地: 1")))
    file = headed(office, "人口(2022年末),耕地(不含租用)", "9000,20", "8000,30", "7000,10")
    assert not any("in one" in w for w in asked(office, file, indicator("人口: 1, 耕地: 1")))


@pytest.mark.parametrize(
    ("says", "letter"),
    [
        ("甲镇 >= 甲镇.人口", "money (万元) and 人口 (人)"),
        ("甲镇 >= 甲镇.财力", "money (万元) and 财力 (元)"),
        ("甲镇 >= 0.1 * (甲镇.人口 + 甲镇.财力)", "人口 (人) and 财力 (元)"),
        ("甲镇 - 乙镇.人口 >= 0", "money (万元) and 人口 (人)"),
        ("甲镇 >= 0.0001 * 甲镇.人口", ""),
        ("甲镇 >= 甲镇.人口 * 1元", ""),
        ("人均(甲镇, 人口) <= 3000元", ""),
        ("人均(甲镇, 人口) <= 2 * 人均(乙镇, 人口)", ""),
        ("占比(甲镇, 合计) <= 90%", ""),
    ],
)
def test_a_line_of_ones_own_compares_like_with_like(office: Office, says: str, letter: str) -> None:
    file = headed(office, "人口(人),财力(元)", "9000,20", "8000,30", "7000,10")
    if letter:
        (said,) = refused(file, LINE.format(says))
        assert said.startswith(f"one unit on both sides and in a sum: {letter}")
    else:
        assert not any("unit" in warning for warning in asked(office, file, LINE.format(says)))


@pytest.mark.parametrize(
    ("says", "letter"),
    [
        ("甲镇 >= 甲镇.“人口(万人)”", "money (万元) and 人口(万人) (万人)"),
        ("甲镇 >= 甲镇.“财力（元）”", "money (万元) and 财力（元） (元)"),
    ],
)
def test_a_column_named_with_its_unit_is_of_that_unit(
    office: Office, says: str, letter: str
) -> None:
    """The heading is 人口(万人); by that whole name nothing was known of its unit."""
    file = headed(office, "人口(万人),财力(元)", "9,20", "8,30", "7,10")
    (said,) = refused(file, LINE.format(says))
    assert said.startswith(f"one unit on both sides and in a sum: {letter}")
    per = "人均(甲镇, “人口(万人)”) <= 30元"
    assert any("this compares money per 万人" in w for w in asked(office, file, LINE.format(per)))


@pytest.mark.parametrize(
    ("says", "letter"),
    [
        ("占比(甲镇, 合计) <= 55", "a share is of 1 (0.3 for 30%), here beside 55; Is 55% meant?"),
        (
            "55 >= 占比(甲镇, 合计) + 占比(乙镇, 合计)",
            "a share is of 1 (0.3 for 30%), here beside 55;",
        ),
        ("占比(甲镇, 合计) - 5 * 11 <= 0", "a share is of 1 (0.3 for 30%), here beside 55;"),
        (
            "占比(甲镇, 合计) <= 占比(乙镇, 合计) + 10",
            "a share is of 1 (0.3 for 30%), here beside 10;",
        ),
        ("甲镇 >= 20%", "an amount beside money, and not 20%; For a share write share(…, total);"),
        ("甲镇 + 乙镇 + 5% <= 丙乡", "an amount beside money, and not 5%;"),
        ("人均(甲镇, 人口) <= 20%", "an amount beside money, and not 20%;"),
        ("甲镇 <= 甲镇.人口 * 甲镇.耕地", "one unit on both sides and in a sum: money (万元) and"),
        ("甲镇 <= 合计 * 甲镇.人口", "one unit on both sides and in a sum: money (万元) and"),
    ],
)
def test_numbers_and_products_that_no_money_is_held_against(
    office: Office, says: str, letter: str
) -> None:
    """A share is at most 1, 20% of nothing is no money, people times acres are none either."""
    file = headed(office, "人口(人),耕地(亩)", "9000,20", "8000,30", "7000,10")
    (said,) = refused(file, LINE.format(says))
    assert said.startswith(letter)


@pytest.mark.parametrize(
    "says",
    [
        "占比(甲镇, 合计) <= 55%",
        "占比(甲镇, 合计) <= 120%",
        "100 * 占比(甲镇, 合计) <= 55",
        "占比(甲镇, 合计) <= 1",
        "甲镇 >= 20% * 合计",
        "甲镇 * 乙镇.人口 <= 乙镇 * 甲镇.人口",
        "甲镇 <= 0.0001 * 甲镇.人口 * 甲镇.标准",
        "甲镇 <= 甲镇.人口 * 甲镇.标准",
        "人均(甲镇, 人口) * 甲镇.人口 <= 50",
    ],
)
def test_numbers_and_products_that_mean_something_are_taken(office: Office, says: str) -> None:
    for unit in ("元", "元/人"):
        file = headed(office, f"人口(人),标准({unit})", "9000,20", "8000,30", "7000,10")
        assert not any("unit" in w for w in asked(office, file, LINE.format(says)))


@pytest.mark.parametrize(
    ("says", "is_asked"),
    [
        ("甲镇 <= 0.5 * 甲镇.需求", True),
        ("2 * 甲镇 <= 甲镇.需求", True),
        ("甲镇 <= 甲镇.需求 / 10000", False),
        ("甲镇 <= 0.5 * 甲镇.需求 / 10000", False),
        ("甲镇 <= 0.00008 * 甲镇.需求", False),
        ("甲镇 <= 0.5 * (甲镇.需求 + 乙镇.需求)", True),
        ("甲镇 + 0.3 * 乙镇.需求 / 10000 <= 甲镇.需求 / 10000", False),
        ("占比(甲镇, 合计) <= 0.5 * 甲镇.上限", True),
        ("占比(甲镇, 合计) <= 0.5 * 甲镇.上限 / 100", False),
        ("甲镇 <= 0.5 * 甲镇.上限", False),
    ],
)
def test_a_number_that_converts_no_unit_is_asked_about(
    office: Office, says: str, is_asked: bool
) -> None:
    """As it stands half of 120000元 beside money in 万元 bounds 甲镇 by 60000万元: by nothing."""
    file = headed(office, "需求(元),上限(%)", "120000,30", "90000,40", "80000,50")
    found = [w for w in asked(office, file, LINE.format(says)) if "does not look like" in w]
    assert len(found) == is_asked
    assert all(says in warning for warning in found)


def test_advice_on_units_names_the_column_at_hand(office: Office) -> None:
    file = headed(office, "财力(元),耕地(亩)", "120000,30", "90000,40", "80000,50")
    (said,) = refused(file, LINE.format("甲镇 >= 甲镇.财力"))
    assert "as in 财力 / 10000, which turns 元 into 万元, or correct the heading." in said
    (said,) = refused(file, LINE.format("甲镇 >= 甲镇.耕地"))
    assert "as in 0.02 * 耕地, or correct" in said
    with pytest.raises(InputUnusable) as letter:
        read(file, [LINE.format("甲镇 >= 甲镇.耕地")])
    assert letter.value.faults[0].came == "甲镇 >= 甲镇.耕地"


@pytest.mark.parametrize("says", ["占比(甲镇, 合计) <= 甲镇.上限", "甲镇.上限 >= 甲镇 / 合计"])
def test_a_share_is_not_compared_with_a_column_of_hundredths(office: Office, says: str) -> None:
    """A share is 0.3 where such a column says 30: the rule would hold whatever is given."""
    file = headed(office, "上限(%)", "30", "40", "50")
    (said,) = refused(file, LINE.format(says))
    assert "a share (0.3 for 30%)" in said and "上限 (%)" in said and "/ 100" in said
    for right in (
        "占比(甲镇, 合计) <= 甲镇.上限 / 100",
        "占比(甲镇, 合计) <= 占比(乙镇, 合计) + 0.3",
    ):
        assert asked(office, file, LINE.format(right)) == []
    file = headed(office, "上限", "0.3", "0.4", "0.5")
    assert asked(office, file, LINE.format(says)) == []


@pytest.mark.parametrize(("unit", "is_asked"), [("万亩", 1), ("亩", 0), ("公里", 0), ("万户", 1)])
def test_money_for_each_of_what_is_counted_so_is_no_slip(
    office: Office, unit: str, is_asked: int
) -> None:
    file = headed(office, f"数量({unit})", "30", "40", "50")
    says = "人均(甲镇, 数量) + 人均(乙镇, 数量) <= 3万元"
    assert len(asked(office, file, LINE.format(says))) == is_asked
    says = "人均(甲镇, 数量) <= 3万元"
    assert len(asked(office, file, LINE.format(says))) == is_asked


def test_money_a_head_is_divided_by_a_count_of_heads(office: Office) -> None:
    file = headed(office, "人口(万人),财力(元)", "0.9,20", "0.8,30", "0.7,10")
    (warning,) = asked(office, file, LINE.format("人均(甲镇, 人口) <= 3000元"))
    assert warning == "人口 is in (万人): this compares money per 万人. Check the amount."
    (warning,) = asked(office, file, "rules.ratio={kind: per_head_ratio, column: 财力, at_most: 3}")
    assert warning.startswith("money a head is divided by a count: 财力 is in (元)")
    top = "targets={补齐: {kind: top_up, column: 财力, per: 人口}}"
    (letter,) = refused(file, top)
    assert letter.startswith("a column in 万元: the heading of 财力 says (元)")


def test_one_figure_ten_thousand_times_its_neighbours_is_asked_about(office: Office) -> None:
    file = headed(office, "人口(万人)", "52000", "4.8", "6.1")
    (warning,) = asked(office, file, "indicators.人口={unit: 万人, direction: more, source: 编造}")
    assert warning == (
        "人口 of 甲镇 is 52000万人, 9541 times from the others' median of 5.45万人: "
        "a unit off by 10000 would explain it; is 5.2万人 meant?"
    )


def test_awards_already_given_are_asked_about_too(office: Office) -> None:
    office.put(
        "earlier.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业发展,20\n乙镇,区级,产业发展,0.003\n丙乡,区级,产业发展,30\n",
    )
    assert any("amount already given to 乙镇" in w for w in asked(office, "scenario.yaml"))


@settings(max_examples=examples(40), deadline=None)
@given(st.sampled_from("十百千万亿"), st.sampled_from(["人", "户", "亩", "公里", "元", "吨"]))
def test_property_a_size_before_a_unit_multiplies_it(size: str, unit: str) -> None:
    one, many = unit_size(unit), unit_size(size + unit)
    assert one is not None and many is not None and many.measure == one.measure
    assert many.size == SIZES[size] * one.size


def test_units_of_one_measure_are_known_by_their_sizes() -> None:
    def size(unit: str) -> Fraction:
        found = unit_size(unit)
        assert found is not None
        return found.size

    # GB 3100-93: a hectare is 10,000 square metres; the mu is a fifteenth of it.
    assert size("公顷") / size("亩") == 15 and size("平方公里") / size("亩") == 1500
    assert size("万元") == 10**4 and unit_size("亿元").measure == MONEY  # type: ignore[union-attr]
    assert size("%") / size("‰") == 10 and unit_size("") is None


def test_a_line_that_a_comma_cuts_in_two_is_told_to_stand_in_quotes(office: Office) -> None:
    file = headed(office, "人口(人),耕地(亩)", "9000,20", "8000,30", "7000,10")
    (said,) = refused(file, "rules.own={kind: linear, says: 占比(甲镇, 合计) <= 55%}")
    assert said.endswith('Put a text with a comma in quotes: says: "share(a, total) >= 55%".')
