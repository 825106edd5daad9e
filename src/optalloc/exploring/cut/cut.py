"""What becomes of an approved plan after the money has changed in mid-year.

    the fewest moves                                  everybody by the same part
    first   the fewest cells (or recipients) that     the totals nearest to their part
            change                                    sum_r |y_r - sum_c p_s b_c|
    then    the least money moved                     the cells nearest to theirs
            sum_c |a_c - b_c|                         sum_c |a_c - p_s b_c|
    then    the scenario's own goals, and the rule for ties

p_s is the new amount of a source over the old one, b is the approved plan, a the new one, which
keeps every rule with the new money. A new total is shared among the sources in proportion to what
they had, in whole steps, unless they are named.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, Unpack

from optalloc.core.errors import Fault, InputUnusable, ProvenInfeasible, nearest, refuse_any
from optalloc.core.message import Words, one_of, same
from optalloc.core.money import parse_new_amount
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.cut.no_plan import nearest_totals, why_none
from optalloc.inputs.read import read
from optalloc.pipeline.answer import audited
from optalloc.pipeline.audit import verify
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.problem.component import Breach
from optalloc.problem.facts import Cell, Plan, Source
from optalloc.problem.formulate import formulate
from optalloc.problem.goals.fewest_moves import FewestMoves
from optalloc.problem.goals.pro_rata import ProRata
from optalloc.problem.interfaces import Goal
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import GRADES, Proven

Count = Literal["cells", "recipients", "pro_rata"]
TOTAL, SOURCE = same("--total"), same("--source")


@dataclass(frozen=True)
class Move:
    """One cell that changes [fen]."""

    recipient: str
    source: str
    use: str
    project: str | None
    before: int
    after: int

    @property
    def change(self) -> int:
        """What is added; below 0 what is taken away [fen]."""
        return self.after - self.before


@dataclass(frozen=True)
class PlanRevision:
    """An approved plan and what becomes of it.

    Attributes:
        before: The problem with the money as it was; `approved` is its plan.
        after: The problem with the new money.
        plan: The new plan, audited by every rule.
        moves: The cells that change, in the order of the tables; their changes add up to what the
            plan changes by, source by source.
        count: What there is to be few of, before the money moved; `pro_rata` where everybody
            changes by the same part instead.
        due: What the part of each recipient would be, exactly, under `pro_rata` [fen].
        proven: How it is proven that no plan has fewer, and none with as few moves less money; or
            that no plan is nearer to the same part for all.
        breaches: Where the approved plan itself broke rules, with the money as it was.
        seconds: What it took [s].
    """

    before: Problem
    after: Problem
    plan: Plan
    moves: tuple[Move, ...]
    count: Count
    due: Mapping[str, Fraction]
    proven: Proven
    breaches: tuple[Breach, ...]
    seconds: float

    @property
    def approved(self) -> Plan:
        """The plan that was approved."""
        assert self.before.approved is not None
        return self.before.approved

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whose total changes, in listed order."""
        then, now = self.approved.by_recipient, self.plan.by_recipient
        names = [r.name for r in self.before.recipients]
        return tuple(n for n in names if then.get(n, 0) != now.get(n, 0))

    @property
    def moved(self) -> int:
        """The money of all changes, up and down [fen]."""
        return sum(abs(move.change) for move in self.moves)


def cut(
    scenario: str | Path,
    plan: str | Path,
    total: str | None = None,
    sources: Sequence[str] = (),
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    count: Count = "cells",
    **words: Unpack[SolveWords],
) -> PlanRevision:
    """Return the fewest moves of a scenario file: what `optalloc explore cut` shows.

    Args:
        scenario: The YAML file.
        plan: The table of the approved plan.
        total: The new total, in the scenario's unit where it names none.
        sources: `NAME=AMOUNT` for each source whose new amount is known.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told; its time is for all of it.
        count: What there is to be few of: `cells`, or `recipients`; `pro_rata` changes everybody
            by the same part.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario, the table or an amount cannot be used.
        ProvenInfeasible, NoPlanFound: When no plan keeps the rules with the new money.
    """
    # The setting is read as YAML, in which a JSON text is a text whatever it holds.
    table = json.dumps(str(plan), ensure_ascii=False)
    problem = read(scenario, [*settings, f"tables.approved={table}"])
    money, told = new_money(problem, total, sources), how.but(words).begun()
    try:
        return cut_of(problem, money, told, count)
    except ProvenInfeasible as letter:
        raise _with_offers(letter, problem, money, told) from None


def cut_of(
    problem: Problem, money: Mapping[str, int], how: SolveOptions = HIGHS, count: Count = "cells"
) -> PlanRevision:
    """Return the fewest moves from a problem's approved plan.

    Args:
        money: The new amount of each source [fen].

    Raises:
        InputUnusable: When the targets ask for more than the new money.
        ProvenInfeasible, NoPlanFound: When no plan keeps the rules with the new money.
    """
    approved = problem.approved or Plan(())
    first = _first_goals(problem, money, count)
    own = tuple(goal for goal in problem.goals if not isinstance(goal, FewestMoves | ProRata))
    # Cells equally near to their part stay as they were: what moves back and forth helps nobody.
    kept = FewestMoves(label="kept cells", count="money")
    goals = (*first, kept, *own) if count == "pro_rata" else (*first, *own)
    after = replace(problem, sources=_with(problem, money), goals=goals)
    _check_targets(after)
    targets = score(after)
    program = formulate(after, targets)
    outcome = solve(program, engine(how.solver), how, proving=len(first))
    if outcome.x is None:
        raise no_plan_letter(outcome)
    plan = audited(after, targets, outcome.x)
    grades = [told.proven for told in outcome.goals[: len(first)]]
    if len(grades) < len(first) or outcome.stopped != "finished":
        grades.append("no")
    return PlanRevision(
        replace(problem, approved=approved),
        after,
        plan,
        tuple(_moves(problem, approved, plan)),
        count,
        first[0].due(after) if isinstance(first[0], ProRata) else {},
        min(grades, key=GRADES.index),
        verify(problem, score(problem), approved),
        outcome.seconds,
    )


def _with_offers(
    letter: ProvenInfeasible, problem: Problem, money: Mapping[str, int], how: SolveOptions
) -> ProvenInfeasible:
    """Return the letter that there is no plan: why, and the nearest totals that have one."""
    after = replace(problem, sources=_with(problem, money))
    if "\n" not in letter.words.zh:  # else it gives a reason already
        letter = ProvenInfeasible(letter.words + why_none(after, how))
    if not after.money:
        return letter

    # Rounded to steps, the asked amounts are no longer in quite the proportion of the old ones.
    is_shared = money == _in_proportion(problem, problem.sources, after.money, "")
    base = problem if is_shared else after

    def share(total: int) -> Mapping[str, int]:
        return _in_proportion(base, base.sources, total, "")

    offered = nearest_totals(after, after.money, share, how)
    return ProvenInfeasible(letter.words + Words(f"\n  {offered.zh}", f"\n  {offered.en}"))


def _with(problem: Problem, money: Mapping[str, int]) -> tuple[Source, ...]:
    return tuple(replace(s, amount=money[s.name]) for s in problem.sources)


def _first_goals(problem: Problem, money: Mapping[str, int], count: Count) -> tuple[Goal, Goal]:
    """Return the goals that come before the scenario's own."""
    if count != "pro_rata":
        few = FewestMoves(label=f"fewest {count}", count=count)
        return few, FewestMoves(label="least money", count="money")
    parts = {s.name: Fraction(money[s.name], s.amount) for s in problem.sources if s.amount}
    totals = ProRata(label="same part of totals", sources=parts, of="recipients")
    return totals, ProRata(label="same part of cells", sources=parts, of="cells")


def _moves(problem: Problem, before: Plan, after: Plan) -> Iterator[Move]:
    """Yield the cells that change, in the order of the tables."""
    then, now = before.by_cell, after.by_cell
    listed = ("recipients", "sources", "uses")
    places = [{x.name: i for i, x in enumerate(getattr(problem, field))} for field in listed]
    projects = {p.name: i for i, p in enumerate(problem.projects)}

    def rank(cell: Cell) -> tuple[int, ...]:
        own = -1 if cell[3] is None else projects[cell[3]]
        return (*(place[name] for place, name in zip(places, cell, strict=False)), own)

    for cell in sorted({*then, *now}, key=rank):
        if then.get(cell, 0) != now.get(cell, 0):
            yield Move(*cell, then.get(cell, 0), now.get(cell, 0))


def _check_targets(problem: Problem) -> None:
    """Refuse money that the fixed parts of the targets already exceed."""
    if problem.is_overfixed:
        allowed = Words(
            "新的资金应不少于定额与标准的合计", "money that covers fixed amounts and standards"
        )
        remedy = Words("请用 --set 一并调低它们。", "Lower them as well, by --set.")
        raise InputUnusable([Fault("", TOTAL, allowed, problem.say(problem.money), remedy)])


def new_money(problem: Problem, total: str | None, sources: Sequence[str] = ()) -> dict[str, int]:
    """Return the new amount of each source [fen].

    Named sources have the amount that is stated; the others share what is left of the total in
    proportion to what they had, by largest remainder in their own steps. Without a total they keep
    what they had.

    Raises:
        InputUnusable: With everything that is wrong with the texts.
    """
    faults: list[Fault] = []
    named = _named(problem, sources, faults)
    money = _amount(problem, total, TOTAL, faults) if total is not None else None
    if total is None and not sources:
        allowed = Words(
            "应写新的总额，或用 --source 写某个来源的新金额",
            "the new total, or --source NAME=AMOUNT",
        )
        faults.append(Fault("", TOTAL, allowed))
    refuse_any(faults)
    others = [s for s in problem.sources if s.name not in named]
    kept = {s.name: s.amount for s in others}
    if money is not None:
        kept = _in_proportion(problem, others, money - sum(named.values()), str(total))
    return {s.name: named[s.name] if s.name in named else kept[s.name] for s in problem.sources}


def _named(problem: Problem, texts: Sequence[str], faults: list[Fault]) -> dict[str, int]:
    named: dict[str, int] = {}
    known = list(problem.source_named)
    for text in texts:
        name, sign, amount = (part.strip() for part in text.partition("="))
        if not sign:
            example = f"{known[0]}=20"
            allowed = Words(f"应写成 来源=金额，如 {example}", f"NAME=AMOUNT, such as {example}")
            faults.append(Fault("", SOURCE, allowed, text))
        elif name not in known:
            allowed = one_of(Words("来源", "a source, "), known)
            faults.append(Fault("", SOURCE, allowed, name, nearest(name, known)))
        elif name in named:
            faults.append(Fault("", SOURCE, Words("每个来源只写一次", "each source once"), text))
        else:
            fen = _amount(problem, amount, SOURCE, faults)
            grain = problem.grain.cells[name]
            if fen is not None and fen % grain:
                faults.append(_off_grain(problem, SOURCE, grain, text))
            named[name] = fen or 0
    return named


def _off_grain(problem: Problem, where: Words, grain: int, came: str) -> Fault:
    step = problem.say(grain)
    allowed = Words(f"应为取整单位 {step} 的整数倍", f"a whole multiple of the step of {step}")
    return Fault("", where, allowed, came)


def _amount(problem: Problem, text: str, where: Words, faults: list[Fault]) -> int | None:
    try:
        return parse_new_amount(text, problem.unit)
    except ValueError:
        unit = problem.unit
    allowed = Words(
        f"应为新的金额（{unit}），不小于 0，不带正负号",
        f"the new amount in {unit}, at least 0 and without a sign",
    )
    faults.append(Fault("", where, allowed, text))
    return None


def _in_proportion(
    problem: Problem, sources: Sequence[Source], money: int, came: str
) -> dict[str, int]:
    """Return money shared out in proportion to what sources had, in their own steps."""
    had = sum(s.amount for s in sources)
    if money < 0 or (money and not had):
        allowed = Words(
            "总额应等于各来源之和；请核对 --source", "the sum of the sources; check --source"
        )
        raise InputUnusable([Fault("", TOTAL, allowed, came)])
    grain = {s.name: problem.grain.cells[s.name] for s in sources}
    due = {s.name: Fraction(money * s.amount, had) if had else Fraction(0) for s in sources}
    given = {name: int(amount // grain[name]) * grain[name] for name, amount in due.items()}
    left = money - sum(given.values())
    order = sorted(grain, key=lambda name: (given[name] - due[name]) / grain[name])
    for name in order:
        if grain[name] <= left:
            given[name] += grain[name]
            left -= grain[name]
    if left:
        fault = _off_grain(problem, TOTAL, min(grain.values()), came)
        remedy = Words("或用 --source 写明各来源。", "Or state the sources by --source.")
        if len(set(grain.values())) == 1:  # of one step every multiple can be shared out
            step = min(grain.values())
            below, above = (problem.say(money // step * step + k * step) for k in (0, 1))
            near = Words(f"最近的是 {below} 和 {above}；", f"The nearest are {below} and {above}. ")
            remedy = near + remedy
        raise InputUnusable([replace(fault, remedy=remedy)])
    return given
