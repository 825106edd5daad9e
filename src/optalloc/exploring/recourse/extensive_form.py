"""The extensive form (deterministic equivalent) of a two-stage program with recourse.

    minimise  E[f_s(x, y_s)] = sum_s p_s * f_s(x, y_s)      over the first stage x and each y_s
    subject to  (x_s, y_s) a plan of state s,   x_s = x_1   for every state s (nonanticipativity)

Each state keeps its columns, rows and goals, laid out one state after the other; what is decided
now is decided in every state, and rows hold these decisions equal to those of the first state.

    x_s[r, i, u] * grain_s[i] - x_1[r, i, u] * grain_1[i] = 0     for each source i decided now
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, gcd

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING
from optalloc.core.whole_numbers import whole
from optalloc.exploring.goal_stages import Aim, Laid, laid
from optalloc.exploring.recourse.states import NOW, Risk, StateOfWorld
from optalloc.exploring.regret.loss import common_part, counted_loss, steps_of
from optalloc.problem.facts import Cell
from optalloc.problem.layout import cells_of
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import (
    Group,
    Program,
    Stage,
    StepCost,
    WeightedSum,
    Whole,
    Worst,
)
from optalloc.solver.search.value_limits import within

MOST_UNITS = 10**7
"""Units up to which a column counts a value exactly; beyond it counts in so many over ten."""


@dataclass(frozen=True)
class ExtensiveForm:
    """One program for all states.

    Attributes:
        states: In order.
        parts: Each state as a program of its own, with the stages of its goals.
        program: All of them, side by side; its ties are those of the first state.
        starts: The first column of each state.
        firsts: The columns of the first stage, in the first state, by cell.
    """

    states: tuple[StateOfWorld, ...]
    parts: tuple[Laid, ...]
    program: Program
    starts: tuple[int, ...]
    firsts: Mapping[Cell, int]

    @property
    def chances(self) -> tuple[Fraction, ...]:
        """The probability of each state."""
        return tuple(state.probability for state in self.states)

    def aims(self, place: int) -> tuple[tuple[Aim, ...], ...]:
        """Return the stages of each state's goal in a place, on the columns of this program."""
        return tuple(
            tuple(shifted(aim, start) for aim in part.stages[part.problem.goals[place].label])
            for part, start in zip(self.parts, self.starts, strict=True)
        )

    def first_stage(self, x: Whole) -> dict[Cell, int]:
        """Return what a point decides now, by cell [fen]; cells without money are left out."""
        problem = self.states[0].problem
        grain = problem.grain.cells
        money = {key: int(x[j]) * grain[key[1]] for key, j in self.firsts.items()}
        return {key: fen for key, fen in money.items() if fen}


def extensive_form(states: Sequence[StateOfWorld], decided_now: Sequence[str]) -> ExtensiveForm:
    """Return the states as one program whose first stage is the same in all of them.

    Args:
        states: As `read_states` returns them.
        decided_now: The sources of the first stage.
    """
    parts = tuple(laid(state.problem) for state in states)
    programs = [part.program for part in parts]
    sizes = np.cumsum([0, *(program.columns for program in programs)]).tolist()
    firsts = [_first_columns(part.problem, decided_now) for part in parts]
    links = list(_links(parts, firsts, sizes))
    program = _side_by_side(programs, [state.name for state in states], sizes, links)
    return ExtensiveForm(tuple(states), parts, program, tuple(sizes[:-1]), firsts[0])


def _first_columns(problem: Problem, decided_now: Sequence[str]) -> dict[Cell, int]:
    """Return the column of each cell of the sources decided now, in the order of a plan's cells."""
    cells = enumerate(cells_of(problem))
    return {cell: j for j, cell in cells if cell[1] in decided_now}


Link = dict[int, int]


def _links(
    parts: Sequence[Laid], firsts: Sequence[Mapping[Cell, int]], starts: Sequence[int]
) -> list[Link]:
    """Return the rows that are 0 where each state decides now what the first one does."""
    grains = [part.problem.grain.cells for part in parts]
    rows = []
    for s in range(1, len(parts)):
        for key, j in firsts[0].items():
            here, there = grains[0][key[1]], grains[s][key[1]]
            shared = gcd(here, there)
            rows.append({j: here // shared, starts[s] + firsts[s][key]: -there // shared})
    return rows


def _side_by_side(
    programs: Sequence[Program], names: Sequence[str], starts: Sequence[int], links: Sequence[Link]
) -> Program:
    """Return programs as one, with rows that link them."""
    rows = np.cumsum([0, *(program.rows for program in programs)]).tolist()
    entries = np.cumsum([0, *(len(program.column) for program in programs)]).tolist()
    linked = np.cumsum([0, *(len(link) for link in links)]) + entries[-1]
    nothing = np.zeros(len(links), dtype=np.int64)
    groups = [
        replace(g, start=g.start + first, stop=g.stop + first, label=f"{name}: {g.label}")
        for program, name, first in zip(programs, names, rows, strict=False)
        for g in program.row_groups
    ]
    keys = [(NOW,)] * len(links)
    last = [Group(rows[-1], rows[-1] + len(links), NOW, keys)] if links else []
    return Program(
        _joined(program.lower for program in programs),
        _joined(program.upper for program in programs),
        _joined(
            [
                *(p.start[:-1] + first for p, first in zip(programs, entries, strict=False)),
                linked.astype(np.int64),
            ]
        ),
        _joined(
            [
                *(p.column + first for p, first in zip(programs, starts, strict=False)),
                whole(j for link in links for j in link),
            ]
        ),
        _joined(
            [*(p.coefficient for p in programs), whole(c for link in links for c in link.values())]
        ),
        _joined([*(p.low for p in programs), nothing]),
        _joined([*(p.high for p in programs), nothing]),
        (),
        programs[0].ties,
        _joined(program.anchor for program in programs),
        row_groups=(*groups, *last),
        contradictions=tuple(words for program in programs for words in program.contradictions),
    )


def _joined(arrays: Iterable[Whole]) -> Whole:
    joined: Whole = np.concatenate(list(arrays))
    return joined


def shifted(aim: Aim, start: int) -> Aim:
    """Return a goal on columns that begin elsewhere."""
    if isinstance(aim, Worst):
        return replace(aim, columns=tuple(j + start for j in aim.columns))
    return replace(
        aim,
        linear={j + start: c for j, c in aim.linear.items()},
        convex={j + start: f for j, f in aim.convex.items()},
    )


def expected(stages: Sequence[Stage], chances: Sequence[Fraction]) -> Stage:
    """Return the goal that is the expected value of others, which have no column in common."""
    linear: dict[int, Exact] = {}
    convex: dict[int, StepCost] = {}
    constant = Fraction(0)
    for stage, chance in zip(stages, chances, strict=True):
        linear |= {j: chance * c for j, c in stage.linear.items()}
        convex |= {j: WeightedSum(((chance, f),), 0) for j, f in stage.convex.items()}
        constant += chance * stage.constant
    first = stages[0]
    return Stage(first.label, first.words, first.measure, linear, convex, constant)


def with_columns(program: Program, most: Sequence[int]) -> tuple[Program, list[int]]:
    """Return a program with further columns, from 0 to so much each, and their places."""
    first, more = program.columns, whole(most)
    nothing = np.zeros_like(more)
    wider = replace(
        program,
        lower=np.concatenate([program.lower, nothing]),
        upper=np.concatenate([program.upper, more]),
        anchor=np.concatenate([program.anchor, nothing]),
    )
    return wider, list(range(first, first + len(most)))


@dataclass(frozen=True)
class CountedAim:
    """A goal as a sum of costs of a program.

    Attributes:
        program: The program with the column that counts it, if it needs one.
        stage: The goal there.
        blur: Its value may be up to so much above the goal's own; 0 where they are the same.
    """

    program: Program
    stage: Stage
    blur: Fraction = Fraction(0)


def as_stage(program: Program, aim: Aim) -> CountedAim:
    """Return a goal as a sum of costs; a worst level is counted by a column of its own.

    Every level less the column is held at or below the best level, so that the column is never
    below the worst of them: max_j level_j(x_j) <= best + unit * column.
    """
    if isinstance(aim, Stage):
        return CountedAim(program, aim)
    least = ((i, int(program.lower[j])) for i, j in enumerate(aim.columns))
    top = max([aim.best, *(aim.level(i, k) for i, k in least)])
    step = steps_of(program, aim)[0]
    unit, many = units_of(top - aim.best, step)
    program, (column,) = with_columns(program, [many])
    for stage in counted_loss(aim, column, unit):
        program = within(program, stage, aim.best)
    counted = Stage(aim.label, aim.words, aim.measure, {column: unit}, constant=aim.best)
    return CountedAim(program, counted, Fraction(0) if unit == step or not many else unit)


def units_of(reach: Fraction, step: Fraction | None) -> tuple[Fraction, int]:
    """Return a unit in which values from 0 to a reach are counted, and how many there are.

    It is the step that values lie apart by, where they are not too many to be told apart.
    """
    if reach <= 0:
        return step or Fraction(1), 0
    if step is not None and reach / step <= MOST_UNITS:
        return step, ceil(reach / step)
    many = MOST_UNITS // 10
    return reach / many, many


@dataclass(frozen=True)
class RiskGoal:
    """A risk as a goal of a program.

    Attributes:
        program: The program with the columns that count it.
        aim: Their cost.
        slack: The goal may be so much above the risk itself; 0 where units are exact.
    """

    program: Program
    aim: Stage
    slack: Fraction


def risk_goal(
    program: Program,
    risk: Risk,
    stages: Sequence[Stage],
    steps: Sequence[Fraction | None],
    known: Sequence[Fraction],
    blur: Fraction = Fraction(0),
) -> RiskGoal:
    """Return a risk other than the mean as a goal.

    The t of CVaR and the excess of each state are whole columns in units that all values lie apart
    by; where such units are too many, coarser ones, and it is said.

    Args:
        stages: The value of each state, as a cost of columns.
        steps: The values of each state lie whole multiples of it apart; None where not known.
        known: The values of a first stage that there is, one for each state.
        blur: The costs may be up to so much above the values; every risk is above its own by no
            more, and they lie no known step apart.
    """
    offsets = [Fraction(0)] * len(stages) if risk.measure != "regret" else list(risk.best)
    best = [value - offset for value, offset in zip(risk.best, offsets, strict=True)]
    base = min(best) if risk.measure == "cvar" else max(best)
    step = None
    if not blur and None not in steps:
        step = common_part([*(s for s in steps if s is not None), *(b - base for b in best)])
    unit, many = units_of(risk.of(known) + blur - base, step)
    slack = blur + (Fraction(0) if unit == step or not many else 2 * unit)
    excess = [] if risk.measure != "cvar" else [_excess(risk, many, s) for s in range(len(stages))]
    program, (top, *over) = with_columns(program, [many, *excess])
    for s, (stage, offset) in enumerate(zip(stages, offsets, strict=True)):
        counted = dict.fromkeys([top, *over[s : s + 1]], -unit)
        held = replace(stage, linear={**stage.linear, **counted})
        program = within(program, held, base + offset)
    costs: dict[int, Exact] = {top: unit}
    for column, chance in zip(over, risk.chances, strict=False):
        costs[column] = unit * chance / (1 - risk.level)
    first = stages[0]
    aim = Stage(first.label, NOTHING, first.measure, costs, constant=base)
    return RiskGoal(program, aim, slack)


def _excess(risk: Risk, many: int, place: int) -> int:
    """Return how many units a state's value may be above t where CVaR is no worse than known.

    p (f - t) / (1 - a) <= CVaR - t, which is at most the reach; one more for units that round.
    """
    return ceil(many * (1 - risk.level) / risk.chances[place]) + 1
