"""Sums of columns to cut at: what a search adds to a program as rows that bound nothing.

Columns that stand in for one another, choices of switches, and counts of them.
"""

from collections.abc import Sequence
from math import gcd, lcm

import numpy as np

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED, Program, Whole

MOST_SUMS = 100
"""Sums to cut at; where there are more, none are: each is a row of every linear program."""
MOST_ENTRIES = 50_000
"""Entries of rows among which sums are looked for; in more of them that takes as long as nodes."""


def sums_to_cut_at(
    program: Program, face: Face, settles_ties: bool = False
) -> tuple[tuple[int, ...], ...]:
    """Return the columns of each sum to cut at, none twice.

    Args:
        settles_ties: Whether the question is one between equally good plans: it asks for totals, on
            which it bears whether a project is paid, and not by when.
    """
    choices = choices_of(program, face)
    if choices and not settles_ties:
        choices = (*with_first_of(choices), *sizes_of(program, face))
    counts = counts_of(program, face, is_shared=not choices)
    return tuple(dict.fromkeys((*sums_of(program, face), *choices, *counts)))


def sums_of(program: Program, face: Face) -> tuple[tuple[int, ...], ...]:
    """Return the sums to cut at: columns that a row counts alike, beside others that it does not.

    Whole towns of one share rule, say, or one source's uses: the rows ask for their sum, and what
    one of them loses another has.
    """
    found: dict[tuple[int, ...], None] = {}
    if len(program.column) > MOST_ENTRIES:
        return ()
    for i in range(program.rows):
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        alike: dict[int, list[int]] = {}
        for j, c in zip(program.column[entries], program.coefficient[entries], strict=True):
            if face.lower[j] < face.upper[j]:
                alike.setdefault(int(c), []).append(int(j))
        is_total = face.low[i] == face.high[i] and sorted(alike) == [-1, 1]
        if len(alike) > 1 and not (is_total and min(map(len, alike.values())) == 1):
            found.update((tuple(columns), None) for columns in alike.values() if len(columns) > 1)
        if len(found) > MOST_SUMS:
            return ()
    return tuple(found)


def choices_of(program: Program, face: Face) -> tuple[tuple[int, ...], ...]:
    """Return the choices to cut at: switches of which a row lets at most one be on.

    The years in which a project may start, say: whether any is on comes before which it is. A cut
    at one of them moves no bound where another is as good; at their sum it does.
    """
    if len(program.column) > MOST_ENTRIES:
        return ()
    found: dict[tuple[int, ...], None] = {}
    is_switch = (face.lower == 0) & (face.upper == 1)
    for i in np.flatnonzero(face.high == 1).tolist():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        columns, counted = program.column[entries], program.coefficient[entries]
        if len(columns) > 1 and (counted == 1).all() and is_switch[columns].all():
            found[tuple(columns.tolist())] = None
    return tuple(found) if len(found) <= MOST_SUMS else ()


def with_first_of(choices: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Return choices to cut at, and of each whether it is among its first few.

    Whether a project starts by a year, say: a cut at one year leaves it the years around that one.
    """
    found = dict.fromkeys(choices)
    for choice in choices:
        found.update((choice[:many], None) for many in range(2, len(choice)))
    return tuple(found) if len(found) <= MOST_SUMS else tuple(choices)


def sizes_of(program: Program, face: Face) -> tuple[tuple[int, ...], ...]:
    """Return the switches of whole amounts, all of them and those of each size.

    Projects that are paid whole, say: how many are, and how many of those that need 80. A linear
    program funds parts of several that make up for one another, and where one is cut off takes a
    part of the next; how many there are in all it cannot move by that.
    """
    if len(program.column) > MOST_ENTRIES:
        return ()
    reach, rows = face.upper - face.lower, list[tuple[list[int], int, int]]()
    for i in np.flatnonzero((face.low == 0) | (face.high == 0)).tolist():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        columns, counted = program.column[entries], program.coefficient[entries]
        is_switch = reach[columns] == 1
        if is_switch.sum() == 1 and len(columns) > 1 and (counted[~is_switch] == 1).all():
            of = columns[~is_switch].tolist(), int(columns[is_switch][0])
            rows.append((*of, abs(int(counted[is_switch][0]))))
    # What a project gets in one year is part of what it gets in all.
    sizes, taken = dict[int, int](), set[int]()
    for amounts, switch, size in sorted(rows, key=lambda row: -len(row[0])):
        if taken.isdisjoint(amounts):
            sizes[switch] = size
            taken.update(amounts)
    alike: dict[int, list[int]] = {}
    for switch, size in sorted(sizes.items()):
        alike.setdefault(size, []).append(switch)
    found = (tuple(sorted(sizes)), *(tuple(of) for _, of in sorted(alike.items())))
    found = tuple(switches for switches in found if len(switches) > 1)
    return found if len(found) <= MOST_SUMS else found[:1]


def counts_of(program: Program, face: Face, is_shared: bool = True) -> tuple[tuple[int, ...], ...]:
    """Return the counts to cut at: switches of amounts that a row adds up.

    Each award of a source is nothing or at least so much, say, or as it was: how many of them
    change is a whole number, and which matters less. A linear program opens a part of each.

    Args:
        is_shared: Whether amounts may share a switch: no help where switches are choices, which
            have sums of their own.
    """
    if len(program.column) > MOST_ENTRIES:
        return ()
    own = own_switches(program, face, is_shared)
    found: dict[tuple[int, ...], None] = {}
    for i in range(program.rows) if own else ():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        alike: dict[int, list[int]] = {}
        for j, c in zip(
            program.column[entries].tolist(), program.coefficient[entries].tolist(), strict=True
        ):
            if j in own:
                alike.setdefault(c, []).append(own[j])
        found.update((tuple(sorted(set(s))), None) for s in alike.values() if len(set(s)) > 1)
    return tuple(found) if len(found) <= MOST_SUMS else ()


def own_switches(program: Program, face: Face, is_shared: bool = False) -> dict[int, int]:
    """Return the switch of each amount that stands in a row with it alone.

    Args:
        is_shared: Whether amounts that a row counts alike beside one switch have it too: the
            sources of an award that is nothing or at least so much.
    """
    reach, own = face.upper - face.lower, dict[int, int]()
    is_switch = reach[program.column] == 1
    count = np.diff(program.start)
    row = np.repeat(np.arange(program.rows), count)
    has_one = np.bincount(row, is_switch, program.rows) == 1
    is_open = (count == 2) | (is_shared & ((face.low == 0) | (face.high == 0)))
    for i in sorted(np.flatnonzero(has_one & is_open).tolist(), key=lambda i: int(count[i])):
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        columns, counted = program.column[entries], program.coefficient[entries]
        is_amount = reach[columns] > 1
        if len(set(counted[is_amount].tolist())) == 1:
            (switch,) = columns[is_switch[entries]].tolist()
            for amount in columns[is_amount].tolist():
                own.setdefault(amount, switch)
    return own


def rows_of_sums(
    program: Program, face: Face, count: int
) -> tuple[dict[bool, list[int]], dict[int, Whole]]:
    """Return the last rows of a program by what they are of.

    Args:
        count: How many of them are sums added for a search.

    Returns:
        The rows of sums of totals and of cells, cut at before totals and before cells; and the
        columns of each choice.
    """
    sums, choices = dict[bool, list[int]](), dict[int, Whole]()
    is_switch, totals = face.upper - face.lower <= 1, set(program.ties.totals)
    for i in range(program.rows - count, program.rows):
        columns = program.column[program.start[i] : program.start[i + 1]]
        if is_switch[columns].all():
            choices[i] = columns
        else:
            sums.setdefault(int(columns[0]) in totals, []).append(i)
    return sums, choices


def steps_of(program: Program, face: Face, sums: int) -> tuple[Whole, dict[int, int]]:
    """Return what each column, and by its row each sum to cut at, is a whole multiple of.

    8 a = 5 (b + c) has a in fives and b + c in eights: a linear program does not know it, and a cut
    between 5 and 6 moves it by a whole eight.

    Args:
        sums: How many of the last rows are sums to cut at.
    """
    found = _multiples(program, face) if len(program.column) <= MOST_ENTRIES else {}
    steps: Whole = np.ones(program.columns, dtype=np.int64)
    for columns, step in found.items():
        if len(columns) == 1 and step < UNBOUNDED:
            steps[columns[0]] = step
    of_sums = dict[int, int]()
    for i in range(program.rows - sums, program.rows):
        own = program.column[program.start[i] : program.start[i + 1]].tolist()
        of_sums[i] = found.get(tuple(sorted(own)), 1)
    return steps, of_sums


def _multiples(program: Program, face: Face) -> dict[tuple[int, ...], int]:
    """Return the steps of columns, and of sums of them, by their columns in rising order."""
    found: dict[tuple[int, ...], int] = {}
    for i in np.flatnonzero((face.low == 0) & (face.high == 0)).tolist():
        sides: dict[int, list[int]] = {}
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        for j, c in zip(program.column[entries], program.coefficient[entries], strict=True):
            sides.setdefault(int(c), []).append(int(j))
        if len(sides) != 2:
            continue
        (one, these), (other, those) = sides.items()
        common = gcd(one, other)
        for columns, step in ((these, abs(other) // common), (those, abs(one) // common)):
            if step > 1:
                key = tuple(sorted(columns))
                found[key] = lcm(found.get(key, 1), step)
    return found
