"""What it would take to give somebody a stated amount: weights moved, rules moved, or a proof.

The wish is a rule of its own: the recipient's total is the amount. Where the rules that may not
move, those that read no targets if weights may move, cannot hold together with it, nothing of what
may move helps: that is the proof. Otherwise each weight and each setting is moved step by step
until the best plan has the amount; every answer is a best plan, solved and audited, and so is the
plan of one step less, which does not have it. What is not found is searched for, not disproven.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import Words, same
from optalloc.core.money import parse_new_amount
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.conflict.changes import Reread
from optalloc.explaining.conflict.iis import Conflict
from optalloc.explaining.goal_seek.search import (
    ALL,
    LINES,
    RULES,
    WEIGHTS,
    Found,
    GoalSeekSearch,
    has,
)
from optalloc.explaining.question import unknown_recipients
from optalloc.pipeline.feasibility import Asker
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.solver.search.outcome import Proven

MOST_FOUND = 8
MAY = {
    ALL: Words("权重和约束", "weights and rules"),
    WEIGHTS: Words("权重", "weights"),
    LINES: Words("测算的门槛和上下限", "lines and bounds of targets"),
    RULES: Words("约束", "rules"),
}
"""What may move in general, as readers see it called."""


@dataclass(frozen=True)
class Want:
    """What it would take.

    Attributes:
        wanted: The amount by recipient [fen].
        may: What may move, as the user named it.
        now: The best plan as things are; None where there is none.
        impossible: How it is proven that nothing of what may move gives the amounts; `no` if not.
        conflict: The rules that forbid it, the wishes among them: those that may not move where it
            is impossible, else as all of them are now; None where nothing is proven.
        reach: The least and the most [fen] that the rules of the conflict alone leave the one
            recipient who wants something, or all rules where the money alone is too little; proven,
            None where it is not to be had.
        by_hand: Whether every rule as it is allows the amounts, so that they can be fixed by hand.
        found: The smallest changes, smallest first.
        tried: How many changed problems were solved.
        weighed: The labels of the formulas whose weights were moved.
        lined: The labels of the formulas whose lines and bounds were moved.
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
    weighed: tuple[str, ...] = ()
    lined: tuple[str, ...] = ()

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
        may_move: `weights`, `lines`, `rules`, `rules.LABEL`, `all`, or as each is shown: 权重.
        reread: Reads the scenario again with more `--set` lines; an answer is given only when the
            scenario read so has the amounts.

    Raises:
        InputUnusable: When a recipient or something that may move is not there.
    """
    may_move = [_meant(problem, word) for word in may_move]
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
    if impossible == "no" and not found and not by_hand:
        conflict = search.in_the_way()
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
        tuple(search.weighed),
        tuple(search.lined),
    )


def read_wanted(problem: Problem, texts: Sequence[str]) -> dict[str, int]:
    """Read `RECIPIENT=AMOUNT` texts into fen; an amount without a unit is in the problem's.

    Raises:
        InputUnusable: When a text is none, or the amount is none or has a sign, or when two texts
            wish one recipient different amounts.
    """
    wanted: dict[str, int] = {}
    for text in texts:
        name, sign, amount = text.partition("=")
        try:
            fen = parse_new_amount(amount, problem.unit) if sign else -1
        except ValueError:
            fen = -1
        if fen < 0:
            unit = problem.unit
            allowed = Words(
                f"应写成 单位=金额（{unit}，不带正负号）",
                f"RECIPIENT=AMOUNT, in {unit} and without a sign",
            )
            raise InputUnusable([Fault("", same("--want"), allowed, text)])
        if wanted.setdefault(name.strip(), fen) != fen:
            allowed = Words("每个单位只能有一个金额", "one amount for each recipient")
            raise InputUnusable([Fault("", same("--want"), allowed, ", ".join(texts))])
    return wanted


def _meant(problem: Problem, text: str) -> str:
    """Return the word of what may move that a text names, by its key or as it is shown."""
    said = text.strip().strip("【】[]")
    named = [key for key, called in MAY.items() if said in called]
    if said in MAY or named:
        return said if said in MAY else named[0]
    before, _, name = said.partition(".")
    is_led = name and before in (RULES, *MAY[RULES])
    label = problem.label_of(name.strip("【】[]") if is_led else said)
    return f"{RULES}.{label}" if label in problem.rule_names else text


def _check(problem: Problem, wanted: Mapping[str, int], may: Sequence[str]) -> None:
    """Refuse names that are not there."""
    faults = list(unknown_recipients(problem, "--want", wanted))
    known = MAY | {f"{RULES}.{rule.label}": rule.shown for rule in problem.rules}
    zh = "、".join(f"{key}（{called.zh}）" for key, called in known.items())
    allowed = Words(f"能动的应为 {zh} 之一", f"one of {', '.join(known)}")
    names = [*known, *(called.zh for called in known.values())]
    faults += [
        Fault("", same("--may"), allowed, word, nearest(word, names))
        for word in may
        if word not in known
    ]
    firm = {f"rules.{rule.label}" for rule in problem.rules if rule.is_firm}
    movable = Words("应为不是刚性的约束", "a rule that is not firm")
    faults += [Fault("", same("--may"), movable, word) for word in may if word in firm]
    refuse_any(faults)
