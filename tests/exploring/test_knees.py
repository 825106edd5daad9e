"""The knee of a curve: worked by hand, found again by comparing triangles."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.exploring.frontier.describe import frontier_json, frontier_lines
from optalloc.exploring.frontier.frontier import frontier_of
from optalloc.exploring.jobs.runner import RunOptions
from optalloc.exploring.knees import Knee, knee_of
from optalloc.exploring.sweep.axes import numbers_of, read_axes
from optalloc.exploring.sweep.describe import swept_knee, swept_knee_words
from optalloc.exploring.sweep.sweep import sweep
from quick import examples
from small import small, town

OWN_WORDS = Path(__file__).parents[2] / "scenarios" / "own-words" / "plan.yaml"
TWO_TOWNS = Path(__file__).parents[2] / "scenarios" / "meilan-2023" / "two-towns.yaml"
CURVE = st.lists(st.integers(0, 12), min_size=1, max_size=6)


def test_worked_the_knee_is_farthest_below_the_line_between_the_ends() -> None:
    # From (0, 10) to (10, 0) the line is at 10 - x: 5 below at 2, 4 below at 3.
    points = [(Fraction(x), Fraction(y)) for x, y in ((0, 10), (2, 3), (3, 3), (10, 0))]
    assert knee_of(points) == Knee(1, Fraction(1, 5), Fraction(7, 10), Fraction(1, 2))
    rising = [(x, 10 - y) for x, y in reversed(points)]
    assert knee_of([(10 - x, y) for x, y in rising]) is None  # above the line
    slow = [(Fraction(x), Fraction(y)) for x, y in ((0, 0), (6, 1), (10, 10))]
    assert knee_of(slow) == Knee(1, Fraction(3, 5), Fraction(1, 10), Fraction(1, 2))


def test_a_straight_or_short_curve_has_none_and_the_first_of_two_is_taken() -> None:
    straight = [(Fraction(x), Fraction(6 - x)) for x in range(4)]
    assert knee_of(straight) is None and knee_of(straight[:2]) is None and knee_of([]) is None
    level = [(Fraction(x), Fraction(y)) for x, y in ((0, 1), (1, 0), (2, 1))]
    assert knee_of(level) is None
    even = [(Fraction(x), Fraction(y)) for x, y in ((0, 4), (1, 2), (2, 1), (4, 0))]
    assert knee_of(even) == Knee(1, Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))


@settings(max_examples=examples(60), deadline=None)
@given(CURVE, CURVE)
def test_property_no_point_spans_a_larger_triangle_below_the_ends(
    across: list[int], down: list[int]
) -> None:
    steps = [(a + 1, d + 1) for a, d in zip(across, down, strict=False)]
    points = [(Fraction(0), Fraction(sum(d for _, d in steps)))]
    for a, d in steps:
        points.append((points[-1][0] + a, points[-1][1] - d))
    (x0, y0), (xn, yn) = points[0], points[-1]
    areas = [(xn - x0) * (y0 - y) - (x - x0) * (y0 - yn) for x, y in points]  # above 0 below it
    knee = knee_of(points)
    if max(areas) <= 0:
        assert knee is None
    else:
        assert knee is not None and knee.place == areas.index(max(areas))
        assert knee.depth * (xn - x0) * (y0 - yn) == max(areas)


def test_a_frontier_names_its_knee() -> None:
    """By hand: targets 8, 2, 2 of 12 元, last year 2, 4, 6; towns off by one step a time.

    To give 甲 less costs as much as it wins, step by step: a straight line, and no knee.
    """
    problem = small(
        {"资金": 12},
        [town(n) for n in "甲乙丙"],
        aims={"甲": 8, "乙": 2, "丙": 2},
        goals=[("closest_to_target", {"distance": "absolute"})],
        history=[(2022, "甲", 2), (2022, "乙", 4), (2022, "丙", 6)],
    )
    old = "last_year:year=2022:distance=absolute"
    found = frontier_of(problem, ["closest_to_target", old])
    assert len(found.points) > 3 and found.knee is None
    assert "没有拐点" in " ".join(words.zh for words in frontier_lines(found))
    assert frontier_json(found, "en")["knee"] is None
    # Squares: from 甲 = 8 on, (8 - y)^2 and (y - 2)^2 with the others alike: bent below the line.
    square = "closest_to_target:distance=squared"
    found = frontier_of(problem, [square, old])
    places = [point.values for point in found.points]
    knee = knee_of(places)
    assert found.knee == knee is not None
    said = frontier_json(found, "en")
    assert said["knee"] is not None and said["knee"]["number"] == knee.place + 1
    assert f"The knee is number {knee.place + 1}: from number 1" in said["knee"]["words"]


def test_a_sweep_of_one_number_names_its_knee(office: Office) -> None:
    """By hand: 18.0368, 14.0368, 10.9151, 8.9151, 6.9151 are 36%, 64%, 82% of the way at a quarter,
    a half, three quarters: 11, 14 and 7 hundredths below the line."""
    vary = ("explore", "sweep", str(OWN_WORDS), "--workers", "1", "--vary")
    key = "rules.镇间三倍.at_most"
    said = office.run(*vary, f"{key}=1.5:2.5:0.25")
    text = said.out.replace("\n", "")
    assert "拐点：镇间三倍：上限 = 2。从 1.5 到这里，设置走了全程的 50%" in text.replace(
        "2.00", "2"
    )
    assert "由 18.0368 变为 10.9151，走了全程的64%" in text.replace(" 64", "64")
    said = office.run(*vary, f"{key}=1.5,2", "--json")
    assert said.code == 0 and '"knee": null' in said.out


def test_values_with_one_unit_are_numbers_and_words_are_none() -> None:
    axes = read_axes(["a=5%:15%:5%", "b=1万元,2元", "c=all,funded", "d=1,2"])
    assert [numbers_of(axis) for axis in axes] == [[5, 10, 15], None, None, [1, 2]]


def test_a_knee_up_to_which_nothing_is_given_up_says_that_it_costs_nothing(office: Office) -> None:
    """By hand: with at least 0, 5 or 10 for each the plan is 40 and 10, with 15 it is 30 and 20."""
    job = office.run(
        "explore", "sweep", str(TWO_TOWNS), "--workers", "1", "--vary", "rules.floor.amount=0:15:5"
    )
    text = job.out.replace("\n", "").replace(" ", "")
    assert "拐点：保底：金额=10。从0到这里，设置走了全程的66.7%，目标（" in text
    assert "一直是6.6667，没有代价；过了这里才变。" in text and "全程的0%" not in text


def test_a_knee_after_which_nothing_is_won_says_so() -> None:
    found = sweep(TWO_TOWNS, ["rules.floor.amount=0:15:5"], RunOptions(workers=1))
    told = swept_knee(found)
    assert told is not None and told.knee.across == 0
    level = replace(told, knee=replace(told.knee, across=Fraction(1)))
    assert "after it the goal stays there" in swept_knee_words(found, level).en
    assert "过了这里就不再变" in swept_knee_words(found, level).zh
