"""What the log and an outcome say is so in every state that solving can end in."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from office import Office
from optalloc.core.message import Words
from optalloc.core.solve_options import AUTO
from optalloc.pipeline.outcome_text import outcome_words, solver_words
from optalloc.pipeline.plan_folder.write import log_text
from optalloc.pipeline.walk import walk
from optalloc.solver.engines.log_capture import Printed
from optalloc.solver.search.outcome import GoalOutcome, Outcome, Proven
from small import small, town

TOWNS = [town("甲", v=1), town("乙", v=2)]
SOLVED = walk(small({"s": 9}, TOWNS, targets=[("factors", {"weights": {"v": "100%"}})]))
LINEAR = Printed("highs", False, (2, 1), "HiGHS says so")


def goal(proven: Proven = "exact", bound: int | None = 4) -> GoalOutcome:
    """Return a goal whose value is 4."""
    least = None if bound is None else Fraction(bound)
    return GoalOutcome("g", Words("目标", "goal"), Fraction(4), least, proven, {})


def ended(**of: Any) -> Outcome:
    """Return the outcome of a plan proven best by arithmetic alone, but for what is said."""
    plan = Outcome(
        "finished", np.zeros(2, dtype=np.int64), (goal(),), "no", "none", "", 0.1, True, (0, 0)
    )
    return replace(plan, **of)


NO_PLAN: dict[str, Any] = {"x": None, "goals": ()}
ASKED: dict[str, Any] = {"engine": "highs", "version": "1", "tried": (1, 0)}
LIMIT: dict[str, Any] = {"stopped": "time_limit", "settled": False}
BROKEN: dict[str, Any] = {"stopped": "error", "settled": False}
OPEN = (goal("no", 3),)

STATES: dict[str, tuple[dict[str, Any], tuple[str, str] | None, tuple[str, str] | None]] = {
    # what is so, what the log says of engines, what is said of the outcome
    "best, by arithmetic": (
        {},
        ("用整数运算就求得了方案，并证明了最优", "found it and proved it best"),
        None,
    ),
    "best, by an engine": (ASKED, None, None),
    "best, ties open": (
        {"settled": False},
        ("并证明了最优", "proved it best"),
        ("可能还有同样好的方案", "other plans may be as good"),
    ),
    "time over before any engine": (
        NO_PLAN | LIMIT,
        ("没有运行求解器，也没有得到方案", "and none was found"),
        ("在时限内没有找到方案，也没有证明不存在", "before a plan was found; nothing is proven"),
    ),
    "time over after the first program": (
        NO_PLAN | LIMIT | ASKED,
        None,
        ("在时限内没有找到方案，也没有证明不存在", "before a plan was found; nothing is proven"),
    ),
    "time over with a plan of arithmetic": (
        LIMIT | {"goals": OPEN},
        ("方案是用整数运算得到的，没有证明最优", "found it, and it is not proven best"),
        ("到了时限就停下", "Stopped at the time limit"),
    ),
    "time over with a plan": (
        LIMIT | ASKED | {"goals": OPEN},
        None,
        ("到了时限就停下", "Stopped at the time limit"),
    ),
    "no plan, by arithmetic": (
        NO_PLAN | {"infeasible": "exact"},
        ("用整数运算就证明了没有可行方案", "proved that there is none"),
        ("没有可行方案", "There is no plan"),
    ),
    "no plan, by an engine's multipliers": (
        NO_PLAN | ASKED | {"infeasible": "exact"},
        None,
        ("没有可行方案", "There is no plan"),
    ),
    "no engine works": (
        NO_PLAN | BROKEN | ASKED,
        None,
        ("求解器没有得出方案，也没有证明不存在", "came to no plan; nothing is proven"),
    ),
    "engines fail after a plan": (
        BROKEN | ASKED | {"goals": OPEN},
        None,
        ("求解器没有走完", "The solvers broke off"),
    ),
    "not proven, and no limit": (
        ASKED | {"goals": OPEN, "settled": False},
        None,
        ("没有证明最优：可能还有更好的", "there may be better ones"),
    ),
    "within the gap": (
        ASKED | {"goals": OPEN, "settled": False, "gap": Fraction(1, 4)},
        None,
        ("按要求，证明与最优相差不超过 25% 就停下", "Stopped, as asked, once within 25%"),
    ),
    "a gap asked for and not proven": (
        ASKED | {"goals": OPEN, "settled": False, "gap": Fraction(1, 5)},
        None,
        ("没有证明最优：可能还有更好的", "there may be better ones"),
    ),
    "a gap asked for and no bound": (
        ASKED | {"goals": (goal("no", None),), "settled": False, "gap": Fraction(1, 5)},
        None,
        ("没有证明最优：可能还有更好的", "there may be better ones"),
    ),
}
CLAIMS: dict[str, Callable[[Outcome], bool]] = {
    "并证明了最优": lambda o: o.proven == "exact",
    "到了时限": lambda o: o.stopped == "time_limit",
    "在时限内": lambda o: o.stopped == "time_limit",
    "没有可行方案": lambda o: o.infeasible == "exact",
    "求得了方案": lambda o: o.x is not None,
    "方案符合全部约束": lambda o: o.x is not None,
    "没有运行求解器": lambda o: o.tried == (0, 0),
    "按要求": lambda o: all(g.gap is not None and g.gap <= o.gap for g in o.goals),
}


@pytest.mark.parametrize("state", STATES)
def test_the_log_and_the_outcome_say_what_is_so(state: str) -> None:
    of, engines, said = STATES[state]
    outcome = ended(**of)
    solved = replace(SOLVED, outcome=outcome)
    printed = [LINEAR] * sum(outcome.tried)
    zh, en = (log_text(solved, AUTO, printed, lang) for lang in ("zh", "en"))
    assert ("求方案没有运行求解器" in zh) == ("No engine ran" in en) == (engines is not None)
    for one in (engines, said):
        assert one is None or (one[0] in zh and one[1] in en)
    assert bool(outcome_words(outcome)) == (said is not None)
    for words, is_so in CLAIMS.items():
        assert words not in zh or is_so(outcome), words


def test_engines_that_were_asked_on_are_not_said_to_have_found_the_plan() -> None:
    """Whether other plans are as good is asked after it, and is no part of what it took."""
    zh, en = (log_text(SOLVED, AUTO, [LINEAR], lang) for lang in ("zh", "en"))
    assert SOLVED.outcome.tried == (0, 0) and SOLVED.outcome.proven == "exact"
    assert "求方案没有运行求解器：用整数运算就求得了方案" in zh
    assert "线性规划 0 个" in zh and "个数不含另查有没有同样好的方案时运行的" in zh
    assert "0 linear programs" in en and "Not counted are those that were asked" in en
    assert "不含另查" not in log_text(SOLVED, AUTO, [], "zh")


@pytest.mark.parametrize("engine", ["none", "cbc", "race"])
def test_an_engine_that_was_named_and_not_asked_did_not_solve(engine: str) -> None:
    words = solver_words(ended(engine=engine, version="9"))
    assert words == Words("没有用求解器", "no solver was asked")
    asked = solver_words(ended(engine=engine, version="9", tried=(1, 0)))
    assert (asked == words) == (engine == "none")


def test_a_limit_that_ends_before_any_engine_leaves_a_log_that_says_so(office: Office) -> None:
    """Not a plan found and proven best, beside the sentence that there is none."""
    said = office.run("solve", "scenario.yaml", "--out", "out", "--time-limit", "0.000001")
    log = office.there()["out/solver.log"].decode()
    assert (said.code == 5) == ("没有得到方案" in log) == ("在时限内没有找到方案" in log)
    assert said.code == 0 or "求得了方案" not in log
