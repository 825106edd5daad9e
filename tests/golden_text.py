"""A Program as text that one can read, to be kept in `tests/golden/` and compared.

To keep what has changed on purpose:  OPTALLOC_GOLDEN=write python -m pytest …  Read it before.
"""

import os
from collections import Counter
from pathlib import Path

from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import UNBOUNDED, Program

GOLDEN = Path(__file__).with_name("golden")


def assert_golden(sort: str, word: str, problem: Problem) -> None:
    """Compare the program of a part with the one that is kept."""
    file = GOLDEN / sort / f"{word}.lp"
    text = program_text(problem)
    if os.environ.get("OPTALLOC_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def changed_lines(old: Problem, new: Problem) -> tuple[list[str], list[str]]:
    """Return the rows and bounds that are gone, and those that are new."""
    before, after = _lines(old), _lines(new)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    return [line for line in before if gone[line]], [line for line in after if come[line]]


def program_text(problem: Problem) -> str:
    """Return the rows and bounds of a problem's program, by name; columns count steps."""
    program = formulate(problem, score(problem))
    names = column_names(program, problem)
    rows = [f"  {line}" for line in row_texts(program, names)]
    bounds = [f"  {line}" for line in bound_texts(program, names)]
    said = [f"contradiction: {words.en}" for words in program.contradictions]
    return "\n".join(["rows", *rows, "bounds", *bounds, *said, ""])


def column_names(program: Program, problem: Problem) -> list[str]:
    """Return a name for each column: a cell, a recipient's total, or what a part laid out."""
    names = [
        f"{r.name}·{s.name}·{u.name}"
        for r in problem.recipients
        for s in problem.sources
        for u in problem.uses
    ]
    names += [f"{p.name}·{s.name}" for p in problem.projects for s in problem.sources]
    names += [r.name for r in problem.recipients]
    return names + [f"switch{j}" for j in range(program.columns - len(names))]


def row_texts(program: Program, names: list[str]) -> list[str]:
    """Return each row as one line."""
    start, column, coefficient = program.lists
    lines = []
    for group in program.row_groups:
        for i in range(group.start, group.stop):
            entries = range(start[i], start[i + 1])
            terms = " ".join(f"{coefficient[e]:+d} {names[column[e]]}" for e in entries)
            key = "·".join(group.keys[i - group.start])
            low, high = int(program.low[i]), int(program.high[i])
            lines.append(f"{group.label} {key}: {_between(low, terms, high)}")
    return lines


def bound_texts(program: Program, names: list[str]) -> list[str]:
    """Return the bounds of each column as one line."""
    pairs = zip(names, program.lower.tolist(), program.upper.tolist(), strict=True)
    return [_between(low, name, high) for name, low, high in pairs]


def _lines(problem: Problem) -> list[str]:
    program = formulate(problem, score(problem))
    names = column_names(program, problem)
    return row_texts(program, names) + bound_texts(program, names)


def _between(low: int, what: str, high: int) -> str:
    if low == high:
        return f"{what} = {low}"
    before = f"{low} <= " if low > -UNBOUNDED else ""
    after = f" <= {high}" if high < UNBOUNDED else ""
    return before + what + after
