"""Why one of equally good plans is taken, held against every plan there is, counted by hand."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, combinations, product
from random import Random

import pytest

from optalloc.explaining.one_step_more.describe import one_more_words
from optalloc.explaining.one_step_more.one_step_more import OneMoreStep
from optalloc.explaining.projects import letters as letters_of_projects
from optalloc.explaining.projects.describe import letter_words
from optalloc.explaining.projects.letters import ProjectLetters, project_letters
from optalloc.explaining.tie_reason import TieReason, tie_reason, tie_reason_words
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import best
from optalloc.problem.problem import Problem, TieRule
from optalloc.problem.projects import Project
from quick import examples
from small import FEN, small, town

TOWNS = ("甲", "乙", "丙")
Totals = tuple[int, ...]


def sum_of(totals: Totals) -> int:
    return sum(place * total for place, total in enumerate(totals, start=1))


def is_true_of(reason: TieReason, taken: Totals, other: Totals) -> bool:
    """Return whether what a reason says holds of two plans, from the words of the rule."""
    pairs = list(zip(taken, other, strict=True))
    if reason.by == "less":
        return all(a <= b for a, b in pairs) and reason.more == sum(other) - sum(taken) > 0
    if reason.by == "earlier":
        counted = zip(accumulate(taken), accumulate(other), strict=True)
        return taken != other and sum(taken) == sum(other) and all(a >= b for a, b in counted)
    if reason.by == "sum":
        return sum_of(taken) < sum_of(other)
    if reason.by == "first":
        return sum_of(taken) == sum_of(other) and taken > other
    return reason.by in ("library", "order") and taken == other


@dataclass(frozen=True)
class Council:
    """Projects of three towns, whole or not at all: town, need and benefit of each."""

    library: tuple[tuple[int, int, int], ...]
    pot: int

    def problem(self) -> Problem:
        goal = ("project_benefit", {"column": "分", "unit": "分"})
        made = small(
            {"钱": self.pot},
            [town(name) for name in TOWNS],
            [("project_funding", {"how": "whole"})],
            aims=dict.fromkeys(TOWNS, 1),
            goals=[goal],
            whole=False,
        )
        projects = (
            Project(f"P{i}", TOWNS[whose], "用途", need * FEN, facts={"分": Fraction(worth)})
            for i, (whose, need, worth) in enumerate(self.library)
        )
        return replace(made, projects=tuple(projects))

    def totals(self, chosen: frozenset[int]) -> Totals:
        lists = ([self.library[i][1] for i in chosen if self.library[i][0] == r] for r in range(3))
        return tuple(map(sum, lists))

    def best(self) -> list[frozenset[int]]:
        """Return every best choice that fits, the one first that the rule for ties takes."""
        places = range(len(self.library))
        fitting = [
            frozenset(chosen)
            for size in range(len(self.library) + 1)
            for chosen in combinations(places, size)
            if sum(self.library[i][1] for i in chosen) <= self.pot
        ]

        def worth(chosen: frozenset[int]) -> int:
            return sum(self.library[i][2] for i in chosen)

        most = max(map(worth, fitting))

        def key(chosen: frozenset[int]) -> tuple[int, list[int], list[bool]]:
            totals = self.totals(chosen)
            return sum_of(totals), [-total for total in totals], [i not in chosen for i in places]

        return sorted((one for one in fitting if worth(one) == most), key=key)


def drawn(seed: int) -> Council:
    random = Random(seed)
    library = tuple(
        (random.randrange(3), random.randint(2, 5), random.randint(1, 2)) for _ in range(5)
    )
    return Council(library, random.randint(5, 10))


def letters_of(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> ProjectLetters:
    """Return the letters without a search for what would get a project in."""
    monkeypatch.setattr(letters_of_projects, "MOST_SEARCHED", 0)
    return project_letters(best(problem))


def check_letters(council: Council, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hold every letter against the counted choices; return by what ties were decided."""
    found, counted, said = letters_of(council.problem(), monkeypatch), council.best(), list[str]()
    assert found.answer.plan is not None
    for i, letter in enumerate(found.letters):
        assert (letter.award > 0) == (i in counted[0])
        others = [one for one in counted if (i in one) != (i in counted[0])]
        text = letter_words(found, letter).zh
        assert ("同样好" in text) == bool(others), text
        if others:
            taken, other = council.totals(counted[0]), council.totals(others[0])
            moves = {t: (b - a) * FEN for t, a, b in zip(TOWNS, taken, other, strict=True)}
            plan = letter.other if letter.replaced is None else letter.replaced.plan
            reason = tie_reason(found.answer, moves, plan)
            in_units = replace(reason, more=reason.more // FEN)
            assert is_true_of(in_units, taken, other), (council, i)
            if reason.by == "library":
                assert min(counted[0] ^ others[0]) in counted[0]
            assert tie_reason_words(reason, found.answer.problem).zh in text, text
            said.append(reason.by)
    return said


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(12)))
def test_a_letter_to_a_project_says_what_decided(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "open" not in check_letters(drawn(seed), monkeypatch)


def test_of_two_projects_of_one_town_the_smaller_is_not_said_to_be_listed_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    council = Council(((0, 10, 1), (0, 6, 1)), 10)
    assert check_letters(council, monkeypatch) == ["less", "less"]
    found = letters_of(council.problem(), monkeypatch)
    zh, en = letter_words(found, found.letters[0])
    assert (
        "安排它也同样好，就不能安排 P1；那样共多用 4元，没有单位少得，也没有目标更好，"
        "按规定取用钱少的，所以没有安排。"
    ) in zh
    assert (
        "It might as well be funded in place of P1; 4元 more would be given in all, no "
        "recipient would get less, no goal would gain, and of two such plans the rule takes the "
        "one that gives less, so it is not."
    ) in en


def test_of_two_projects_alike_in_all_the_one_listed_first_is_funded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    council = Council(((0, 6, 1), (0, 6, 1)), 10)
    assert check_letters(council, monkeypatch) == ["library", "library"]
    found = letters_of(council.problem(), monkeypatch)
    assert "各单位的金额都相同，按规定取项目库中在前的" in letter_words(found, found.letters[0]).zh


def towns(needs: Totals, pot: int, most: int) -> Problem:
    """Return three towns whose needs are to be covered; more than that no goal counts."""
    made = small(
        {"钱": pot},
        [town(name) for name in TOWNS],
        [("ceiling", {"amount": most})],
        aims=dict.fromkeys(TOWNS, 1),
        goals=[("need_covered", {"what": "money", "over": "batch"})],
        whole=False,
    )
    stated = {(name, "用途"): need * FEN for name, need in zip(TOWNS, needs, strict=True)}
    return replace(made, needs=stated)


def best_totals(needs: Totals, pot: int, most: int) -> list[Totals]:
    """Return the totals of every best plan, those first that the rule for ties takes."""
    fitting = [t for t in product(range(most + 1), repeat=3) if sum(t) <= pot]

    def covered(totals: Totals) -> int:
        return sum(map(min, totals, needs))

    top = max(map(covered, fitting))
    equals = (t for t in fitting if covered(t) == top)
    return sorted(equals, key=lambda t: (sum_of(t), [-total for total in t]))


@pytest.mark.parametrize(
    ("needs", "pot", "most"),
    [((2, 3, 1), 9, 4), ((2, 3, 4), 4, 3), ((4, 4, 4), 6, 4), ((1, 0, 3), 3, 2), ((0, 2, 2), 3, 3)],
)
def test_why_no_step_more_is_what_counting_says(needs: Totals, pot: int, most: int) -> None:
    answer, counted = best(towns(needs, pot, most)), best_totals(needs, pot, most)
    taken = counted[0]
    assert tuple(answer.given(name) // FEN for name in TOWNS) == taken
    for place, name in enumerate(TOWNS):
        others = [one for one in counted if one[place] > taken[place]]
        more = OneMoreStep(answer).ask(name)
        assert (more.kind == "equal") == bool(others)
        if others:
            other = tuple(
                a + more.moves.get(n, 0) // FEN for a, n in zip(taken, TOWNS, strict=True)
            )
            reason = tie_reason(answer, more.moves)
            assert other in others
            assert is_true_of(replace(reason, more=reason.more // FEN), taken, other)
            assert tie_reason_words(reason, answer.problem).zh in one_more_words(answer, more).zh


@pytest.fixture(scope="module")
def answer() -> Resolved:
    return best(towns((2, 2, 2), 9, 4))


@pytest.mark.parametrize(
    ("moves", "by"),
    [
        ((4, 0, 0), "less"),
        ((-1, 1, 0), "earlier"),
        ((-1, -1, 2), "earlier"),
        ((-1, 2, -1), "first"),
        ((1, -2, 1), "open"),
        ((1, -3, 2), "sum"),
        ((-1, 2, 0), "sum"),
        ((-2, 0, 1), "sum"),
        ((-3, 1, 0), "open"),
        ((0, 0, 0), "order"),
    ],
)
def test_a_reason_is_told_where_figures_bear_it_out(
    answer: Resolved, moves: Totals, by: str
) -> None:
    told = dict(zip(TOWNS, moves, strict=True))
    assert tie_reason(answer, told).by == by
    is_open = replace(answer, outcome=replace(answer.outcome, settled=False))
    assert tie_reason(is_open, told).by == "open"


def test_places_are_those_of_the_order_that_is_stated(answer: Resolved) -> None:
    first = replace(answer.problem, ties=TieRule(by="lot", seed="3"))
    drawn_first = best(first)
    reason = tie_reason(drawn_first, {"甲": -1, "乙": 1})
    other = tie_reason(drawn_first, {"甲": 1, "乙": -1})
    assert {reason.by, other.by} == {"earlier", "open"}
    told = tie_reason_words(TieReason("earlier"), first)
    assert told.zh == "总额相同，按规定取位次在前的多得的（位次按抽签（种子 3））"
