"""What it would take to give somebody a stated amount: weights moved, rules moved, or a proof.

The wish is a rule of its own: the recipient's total is the amount. Where the rules that may not
move, those that read no targets if weights may move, cannot hold together with it, nothing of what
may move helps: that is the proof. Otherwise each weight and each setting is moved step by step
until the best plan has the amount; every answer is a best plan, solved and audited, and so is the
plan of one step less, which does not have it. What is not found is searched for, not disproven.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.core.money import parse_amount
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.conflict.changes import Reread
from optalloc.explaining.conflict.iis import Conflict
from optalloc.explaining.goal_seek.search import ALL, RULES, WEIGHTS, Found, GoalSeekSearch, has
from optalloc.explaining.question import unknown_recipients
from optalloc.pipeline.feasibility import Asker
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.solver.search.outcome import Proven

MOST_FOUND = 8


@dataclass(frozen=True)
class Want:
    """What it would take.

    Attributes:
        wanted: The amount by recipient [fen].
        may: What may move, as the user named it.
        now: The best plan as things are; None where there is none.
        impossible: How it is proven that nothing of what may move gives the amounts; `no` if not.
        conflict: The rules that forbid it, the wishes among them; None where nothing is proven.
        reach: The least and the most [fen] that the rules of the conflict alone leave the one
            recipient who wants something, proven; None where it is not to be had.
        by_hand: Whether every rule as it is allows the amounts, so that they can be fixed by hand.
        found: The smallest changes, smallest first.
        tried: How many changed problems were solved.
    """

    problem: Problem
    wanted: Mapping[str, int]
    may: tuple[str, ...]
    now: Plan | None
    impossible: Proven
    conflict: Conflict | None
    reach: tuple[int, int] | None
    by_hand: bool
    found: tuple[Found, ...]
    tried: int

    @property
    def is_there(self) -> bool:
        """Whether the best plan has the amounts as it is."""
        return self.now is not None and has(self.now, self.wanted)


def what_would_it_take(
    problem: Problem,
    wanted: Mapping[str, int],
    may_move: Sequence[str] = (ALL,),
    reread: Reread | None = None,
    how: SolveOptions = HIGHS,
) -> Want:
    """Return the smallest changes that give wanted amounts in the best plan, or why none does.

    Args:
        wanted: The amount by recipient [fen].
        may_move: `weights`, `rules`, `rules.LABEL`, `all`.
        reread: Reads the scenario again with more `--set` lines; an answer is given only when the
            scenario read so has the amounts.
        how: What solving is told; its time is for all of it.

    Raises:
        InputUnusable: When a recipient or something that may move is not there.
    """
    _check(problem, wanted, may_move)
    search = GoalSeekSearch(problem, wanted, tuple(may_move), reread, Asker(how))
    now = search.solved(problem).plan
    if now is None or has(now, wanted):
        return Want(problem, wanted, search.may, now, "no", None, None, False, (), search.tried)
    impossible, conflict = search.forbidden()
    found: tuple[Found, ...] = ()
    by_hand = impossible == "no" and search.is_allowed_by_hand()
    if impossible == "no":
        by_settings = {frozenset(one.settings): one for one in reversed([*search.found(now)])}
        found = tuple(sorted(by_settings.values(), key=lambda one: one.rank)[:MOST_FOUND])
    reach = search.reach(conflict) if conflict is not None else None
    return Want(
        problem,
        wanted,
        search.may,
        now,
        impossible,
        conflict,
        reach,
        by_hand,
        found,
        search.tried,
    )


def read_wanted(problem: Problem, texts: Sequence[str]) -> dict[str, int]:
    """Read `RECIPIENT=AMOUNT` texts into fen; an amount without a unit is in the problem's.

    Raises:
        InputUnusable: When a text is none, or the amount is none.
    """
    wanted: dict[str, int] = {}
    for text in texts:
        name, sign, amount = text.partition("=")
        try:
            fen = parse_amount(amount, problem.unit) if sign else -1
        except ValueError:
            fen = -1
        if fen < 0:
            unit = problem.unit
            allowed = Words(f"应写成 单位=金额（{unit}）", f"RECIPIENT=AMOUNT, in {unit}")
            raise InputUnusable([Fault("", same("--want"), allowed, text)])
        wanted[name.strip()] = fen
    return wanted


def _check(problem: Problem, wanted: Mapping[str, int], may: Sequence[str]) -> None:
    """Refuse names that are not there."""
    faults = list(unknown_recipients(problem, "--want", wanted))
    words = [ALL, WEIGHTS, RULES, *(f"rules.{rule.label}" for rule in problem.rules)]
    faults += [
        Fault("", same("--may"), one_of(Words("能动的", ""), words), word, nearest(word, words))
        for word in may
        if word not in words
    ]
    firm = {f"rules.{rule.label}" for rule in problem.rules if rule.is_firm}
    movable = Words("应为不是刚性的约束", "a rule that is not firm")
    faults += [Fault("", same("--may"), movable, word) for word in may if word in firm]
    if faults:
        raise InputUnusable(faults)
