"""Baselines: published results, an oracle that knows only the formula, and each method's promise.

Sources of the worked examples:
- B&Y: Balinski and Young, Fair Representation (2nd ed. 2001), the example of 26 seats on which all
  divisor methods differ; a common divisor that yields each row is noted beside it.
- 1792: populations of the census of 1790, the bill vetoed (Hamilton, 120 seats) and the act passed
  (Jefferson, 105 seats); B&Y, tables of appendix B; COMAP, For All Practical Purposes, table 14.5.
- 2020: US Census Bureau, 2020 Census Apportionment Results, table 1 (26 April 2021).
- Census: US Census Bureau, Methods of Apportionment, example of four states and 20 seats.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.problem.baselines import METHODS, Method, seats_method
from quick import examples

# The squares of the divisors, by the formulas of the books: the square keeps Hill's rational.
SQUARED_DIVISOR: dict[str, Callable[[int], Fraction]] = {
    "webster": lambda j: (j - Fraction(1, 2)) ** 2,
    "hill": lambda j: Fraction(j * (j - 1)),
    "dean": lambda j: Fraction(2 * j * (j - 1), 2 * j - 1) ** 2,
    "adams": lambda j: Fraction(j - 1) ** 2,
    "jefferson": lambda j: Fraction(j) ** 2,
}
DIVISOR_METHODS = sorted(SQUARED_DIVISOR)
NOBODY_LEFT_OUT = ["adams", "dean", "hill"]
ALL_METHODS = sorted([*DIVISOR_METHODS, "largest_remainder"])

# Few distinct figures, so that ties are common; thirds and halves, so that denominators differ.
WEIGHT = st.one_of(
    st.integers(0, 6).map(Fraction),
    st.fractions(min_value=0, max_value=40, max_denominator=6),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=7).filter(any)
FEW_WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=4).filter(any)
SEATS = st.integers(0, 30)

CENSUS_1790 = {  # state: population, Hamilton at 120 seats, Jefferson at 105 seats
    "Connecticut": (236_841, 8, 7),
    "Delaware": (55_540, 2, 1),
    "Georgia": (70_835, 2, 2),
    "Kentucky": (68_705, 2, 2),
    "Maryland": (278_514, 9, 8),
    "Massachusetts": (475_327, 16, 14),
    "New Hampshire": (141_822, 5, 4),
    "New Jersey": (179_570, 6, 5),
    "New York": (331_589, 11, 10),
    "North Carolina": (353_523, 12, 10),
    "Pennsylvania": (432_879, 14, 13),
    "Rhode Island": (68_446, 2, 2),
    "South Carolina": (206_236, 7, 6),
    "Vermont": (85_533, 3, 2),
    "Virginia": (630_560, 21, 19),
}

# Apportionment population and seats of each state, largest first.
CENSUS_2020 = """
39576757 52  29183290 38  21570527 28  20215751 26  13011844 17  12822739 17  11808848 15
10725274 14  10453948 14  10084442 13   9294493 12   8654542 11   7715946 10   7158923  9
 7033469  9   6916897  9   6790280  9   6185278  8   6160281  8   5897473  8   5782171  8
 5709752  8   5124712  7   5030053  7   4661468  6   4509342  6   4241500  6   3963516  5
 3608298  5   3275252  4   3192406  4   3108462  4   3013756  4   2963914  4   2940865  4
 2120220  3   1963333  3   1841377  2   1795045  2   1460137  2   1379089  2   1363582  2
 1098163  2   1085407  2    990837  1    887770  1    779702  1    736081  1    643503  1
  577719  1
"""
NEW_YORK, MINNESOTA = 3, 21


def apportion(word: str, weights: Sequence[Fraction | int], seats: int) -> list[int]:
    return seats_method(word).apportion([Fraction(weight) for weight in weights], seats)


def census_2020() -> tuple[list[int], list[int]]:
    figures = [int(word) for word in CENSUS_2020.split()]
    return figures[::2], figures[1::2]


def seat_by_seat(word: str, weights: Sequence[Fraction], seats: int) -> list[int]:
    """Give one seat at a time to the largest claim, as the book tells it."""
    shared = [0] * len(weights)

    def claim(i: int) -> tuple[bool, Fraction, int]:
        below = SQUARED_DIVISOR[word](shared[i] + 1)
        return below == 0, weights[i] ** 2 / (below or 1), -i

    for _ in range(seats):
        shared[max((i for i, weight in enumerate(weights) if weight), key=claim)] += 1
    return shared


def every_plan(places: int, seats: int) -> Iterator[list[int]]:
    if places == 1:
        yield [seats]
        return
    for first in range(seats + 1):
        for rest in every_plan(places - 1, seats - first):
            yield [first, *rest]


def quotas(weights: Sequence[Fraction], seats: int) -> list[Fraction]:
    return [weight * seats / sum(weights) for weight in weights]


def test_every_method_is_in_the_catalogue_with_names_of_its_own() -> None:
    apportioning = [word for word, method in METHODS if isinstance(method, Method)]
    assert apportioning == ALL_METHODS
    assert METHODS["webster"].words.say("zh") == "韦伯斯特法"
    assert METHODS["largest_remainder"].words.say("zh") == "最大余数法"
    for lang in ("zh", "en"):
        assert len({method.words.say(lang) for _, method in METHODS}) == len(METHODS.words())


@pytest.mark.parametrize(
    ("word", "seats"),
    [
        ("adams", [9, 7, 5, 3, 2]),  # 1110, rounding up
        ("dean", [9, 7, 5, 4, 1]),  # 966, rounding at 2 j (j - 1) / (2 j - 1)
        ("hill", [9, 7, 6, 3, 1]),  # 960, rounding at sqrt(j (j - 1))
        ("webster", [9, 8, 5, 3, 1]),  # 957, rounding to the nearest
        ("jefferson", [10, 7, 5, 3, 1]),  # 906.1, rounding down
        ("largest_remainder", [9, 7, 5, 4, 1]),  # quotas 9.061, 7.179, 5.259, 3.319, 1.182
    ],
)
def test_balinski_and_young_have_their_example_the_same(word: str, seats: list[int]) -> None:
    assert apportion(word, [9061, 7179, 5259, 3319, 1182], 26) == seats


def test_the_bill_of_1792_that_washington_vetoed_is_largest_remainder() -> None:
    populations, bill, _ = zip(*CENSUS_1790.values(), strict=True)
    assert apportion("largest_remainder", populations, 120) == list(bill)


def test_the_act_of_1792_is_jefferson() -> None:
    populations, _, act = zip(*CENSUS_1790.values(), strict=True)
    assert apportion("jefferson", populations, 105) == list(act)


def test_the_house_of_2020_is_hill() -> None:
    populations, house = census_2020()
    assert (len(house), sum(house), sum(populations)) == (50, 435, 331_108_434)
    assert apportion("hill", populations, 435) == house


@pytest.mark.parametrize(("more", "new_york", "minnesota"), [(88, 26, 8), (89, 27, 7)])
def test_new_york_lacked_89_people_in_2020(more: int, new_york: int, minnesota: int) -> None:
    populations, _ = census_2020()
    populations[NEW_YORK] += more
    house = apportion("hill", populations, 435)
    assert (house[NEW_YORK], house[MINNESOTA]) == (new_york, minnesota)


def test_the_census_bureau_has_its_four_states_the_same() -> None:
    # Quotas 4.309, 5.580, 1.675, 8.436: the third and the second have the largest remainders.
    assert apportion("largest_remainder", [2560, 3315, 995, 5012], 20) == [4, 6, 2, 8]


def test_one_seat_more_can_cost_a_seat_under_largest_remainder() -> None:
    # Quotas 4.286, 4.286, 1.429 and then 4.714, 4.714, 1.571: the Alabama paradox.
    assert apportion("largest_remainder", [6, 6, 2], 10) == [4, 4, 2]
    assert apportion("largest_remainder", [6, 6, 2], 11) == [5, 5, 1]


def test_of_equal_remainders_the_earlier_in_the_list_wins() -> None:
    # Quotas 1.55, 1.55, 1.9: of the two seats left one goes to .9, one to the first .55.
    assert apportion("largest_remainder", [155, 155, 190], 5) == [2, 1, 2]
    assert apportion("largest_remainder", [190, 155, 155], 5) == [2, 2, 1]


@pytest.mark.parametrize("word", ALL_METHODS)
@pytest.mark.parametrize(
    ("seats", "expected"), [(1, [1, 0, 0]), (2, [1, 1, 0]), (4, [2, 1, 1]), (5, [2, 2, 1])]
)
def test_of_equal_weights_the_earlier_in_the_list_wins(
    word: str, seats: int, expected: list[int]
) -> None:
    assert apportion(word, [Fraction(1, 3)] * 3, seats) == expected


@pytest.mark.parametrize("word", NOBODY_LEFT_OUT)
def test_when_seats_are_few_the_largest_weights_get_one_each(word: str) -> None:
    assert apportion(word, [5, 7, 0, 5, 1000], 3) == [1, 1, 0, 0, 1]
    assert apportion(word, [5, 7, 0, 5, 1000], 4) == [1, 1, 0, 1, 1]
    assert apportion(word, [5, 7, 0, 5, 1000], 5) == [1, 1, 0, 1, 2]


@pytest.mark.parametrize("word", ALL_METHODS)
def test_no_seats_can_be_shared_out_among_no_weights(word: str) -> None:
    assert apportion(word, [], 0) == []
    assert apportion(word, [0, 0], 0) == [0, 0]
    assert apportion(word, [1, 2], 0) == [0, 0]


@pytest.mark.parametrize("word", ALL_METHODS)
@pytest.mark.parametrize(
    ("weights", "seats", "message"),
    [
        ([0, 0], 3, "no weight is above 0, so nobody can take the 3 seats"),
        ([], 3, "no weight is above 0, so nobody can take the 3 seats"),
        ([2, Fraction(-1, 3)], 3, r"weights\[1\] must be at least 0, got -1/3"),
        ([1], -1, "seats must be at least 0, got -1"),
    ],
)
def test_what_cannot_be_apportioned_is_refused(
    word: str, weights: list[Fraction], seats: int, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        apportion(word, weights, seats)


@pytest.mark.slow
@pytest.mark.parametrize("word", ALL_METHODS)
@settings(max_examples=examples(20), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_all_seats_are_given_and_none_to_a_weight_of_zero(
    word: str, weights: list[Fraction], seats: int
) -> None:
    shared = apportion(word, weights, seats)
    assert len(shared) == len(weights)
    assert sum(shared) == seats
    assert min(shared) >= 0
    assert not any(count for weight, count in zip(weights, shared, strict=True) if not weight)


@pytest.mark.slow
@pytest.mark.parametrize("word", ALL_METHODS)
@settings(max_examples=examples(20), deadline=None)
@given(weights=WEIGHTS, seats=SEATS, unit=st.fractions(min_value=Fraction(1, 9), max_value=9))
def test_only_the_ratios_of_the_weights_count(
    word: str, weights: list[Fraction], seats: int, unit: Fraction
) -> None:
    assert apportion(word, [unit * weight for weight in weights], seats) == apportion(
        word, weights, seats
    )


@pytest.mark.slow
@pytest.mark.parametrize("word", DIVISOR_METHODS)
@settings(max_examples=examples(50), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_a_divisor_method_gives_what_seat_by_seat_gives_ties_included(
    word: str, weights: list[Fraction], seats: int
) -> None:
    assert apportion(word, weights, seats) == seat_by_seat(word, weights, seats)


@pytest.mark.slow
@pytest.mark.parametrize("word", DIVISOR_METHODS)
@settings(max_examples=examples(20), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_one_seat_more_never_costs_a_seat_under_a_divisor_method(
    word: str, weights: list[Fraction], seats: int
) -> None:
    fewer, more = apportion(word, weights, seats), apportion(word, weights, seats + 1)
    assert all(a <= b for a, b in zip(fewer, more, strict=True))


def assert_no_claim_left_is_above_a_claim_met(
    word: str, weights: Sequence[Fraction], shared: Sequence[int]
) -> None:
    """Check  max_i w_i / d(s_i + 1) <= min_j w_j / d(s_j),  where d = 0 is a claim above all."""
    square = SQUARED_DIVISOR[word]
    held = [(w, s) for w, s in zip(weights, shared, strict=True) if w]
    met = [w**2 / square(s) for w, s in held if s and square(s)]
    left = [w**2 / square(s + 1) for w, s in held if square(s + 1)]
    without_first = [w for w, s in held if not square(s + 1)]
    if without_first:
        assert all(s <= 1 for s in shared)
        assert max(without_first) <= min((w for w, s in held if s), default=max(without_first))
    elif met:
        assert max(left) <= min(met)


@pytest.mark.slow
@pytest.mark.parametrize("word", DIVISOR_METHODS)
@settings(max_examples=examples(20), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_no_claim_left_is_above_a_claim_met(word: str, weights: list[Fraction], seats: int) -> None:
    assert_no_claim_left_is_above_a_claim_met(word, weights, apportion(word, weights, seats))


@pytest.mark.slow
@pytest.mark.parametrize("word", DIVISOR_METHODS)
def test_ten_million_seats_are_shared_out_as_exactly_as_ten(word: str) -> None:
    dice = random.Random(20_240_601)
    weights = [Fraction(dice.randint(0, 10**9), 7) for _ in range(2_000)]
    shared = apportion(word, weights, 10**7)
    assert sum(shared) == 10**7
    assert_no_claim_left_is_above_a_claim_met(word, weights, shared)


@settings(max_examples=examples(50), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_largest_remainder_stays_within_quota(weights: list[Fraction], seats: int) -> None:
    shared = apportion("largest_remainder", weights, seats)
    for count, quota in zip(shared, quotas(weights, seats), strict=True):
        assert quota - 1 < count < quota + 1


@settings(max_examples=examples(20), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_a_larger_remainder_never_loses_to_a_smaller(weights: list[Fraction], seats: int) -> None:
    wanted = quotas(weights, seats)
    shared = apportion("largest_remainder", weights, seats)
    remainders = [quota - quota // 1 for quota in wanted]
    up = [r for r, q, s in zip(remainders, wanted, shared, strict=True) if s > q // 1]
    down = [r for r, q, s in zip(remainders, wanted, shared, strict=True) if s == q // 1]
    assert max(down, default=Fraction(0)) <= min(up, default=Fraction(1))


@settings(max_examples=examples(20), deadline=None)
@given(weights=WEIGHTS, seats=SEATS)
def test_jefferson_never_goes_below_the_floor_nor_adams_above_the_ceiling(
    weights: list[Fraction], seats: int
) -> None:
    wanted = quotas(weights, seats)
    low, high = apportion("jefferson", weights, seats), apportion("adams", weights, seats)
    assert all(count > quota - 1 for count, quota in zip(low, wanted, strict=True))
    if seats >= sum(1 for weight in weights if weight):
        assert all(count < quota + 1 for count, quota in zip(high, wanted, strict=True))


@settings(max_examples=examples(30), deadline=None)
@given(weights=FEW_WEIGHTS, seats=st.integers(0, 7))
def test_no_plan_has_less_squared_distance_over_weight_than_webster(
    weights: list[Fraction], seats: int
) -> None:
    weights = [weight for weight in weights if weight]
    wanted = quotas(weights, seats)

    def cost(plan: Sequence[int]) -> Fraction:
        rows = zip(plan, wanted, weights, strict=True)
        return sum(((s - q) ** 2 / w for s, q, w in rows), Fraction(0))

    best = min(map(cost, every_plan(len(weights), seats)))
    assert cost(apportion("webster", weights, seats)) == best


@settings(max_examples=examples(30), deadline=None)
@given(weights=FEW_WEIGHTS, seats=st.integers(0, 7))
def test_no_plan_is_nearer_to_the_quotas_than_largest_remainder(
    weights: list[Fraction], seats: int
) -> None:
    wanted = quotas(weights, seats)

    def distance(plan: Sequence[int], power: int) -> Fraction:
        return sum((abs(s - q) ** power for s, q in zip(plan, wanted, strict=True)), Fraction(0))

    ours = apportion("largest_remainder", weights, seats)
    for power in (1, 2):
        plans = every_plan(len(weights), seats)
        assert distance(ours, power) == min(distance(plan, power) for plan in plans)
