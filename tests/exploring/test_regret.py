"""The plan of least worst loss, held against counting every plan."""

from dataclasses import replace

from counted import drawn, kept, with_goals
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases import Case
from optalloc.exploring.regret import regret_of
from optalloc.parts import TARGETS
from optalloc.problem import Problem
from optalloc.score import score

PAIRS = (
    ("closest_to_target:distance=absolute", "closest_to_target:distance=absolute"),
    ("evenness", "evenness"),
    ("closest_to_target:distance=squared", "closest_to_target:distance=squared"),
)


def other(problem: Problem, amounts: list[int]) -> Problem:
    """Return the problem with fixed targets."""
    given_to = {r.name: str(a) for r, a in zip(problem.recipients, amounts, strict=False)}
    return replace(problem, targets=(TARGETS["fixed"].read("fixed", {"amounts": given_to}, "元"),))


@settings(max_examples=40, deadline=None)
@given(
    drawn(),
    st.sampled_from(PAIRS),
    st.lists(st.integers(1, 6), min_size=4, max_size=4),
    st.booleans(),
)
def test_its_worst_loss_is_what_counting_every_plan_says(
    case: Case, words: tuple[str, str], amounts: list[int], relative: bool
) -> None:
    first = with_goals(case.problem(), words[0])
    second = with_goals(other(case.problem(), amounts), words[1])
    problems = (first, second)
    plans = [kept(problem) for problem in problems]
    both = [plan for plan in plans[0] if plan in plans[1]]
    assume(both)
    targets = [score(problem) for problem in problems]

    def value(s, plan):
        return problems[s].goals[0].value(problems[s], targets[s], plan)

    least = [min(value(s, plan) for plan in plans[s]) for s in (0, 1)]
    assume(not relative or all(least))
    scale = [abs(v) if relative else 1 for v in least]

    def worst(plan):
        return max(0, *((value(s, plan) - least[s]) / scale[s] for s in (0, 1)))

    found = regret_of(problems, ["一", "二"], relative=relative)
    assert found.plan in both
    assert found.worst == worst(found.plan)
    least_worst = min(map(worst, both))
    assert found.floor <= least_worst <= found.worst
    assert (
        found.worst - found.floor <= max(loss.slope for loss in found.losses) / min(scale) / 10**4
    )
    if found.floor == found.worst:
        assert found.worst == least_worst and found.proven != "no"
