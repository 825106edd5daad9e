"""The project library (项目库): the gate at entry, states, its size over two rolling years.

The library of a year holds the projects entered in it or in the year before that were admitted and
have not left, and those under way by a plan of several years and not paid yet. The gate is that of
the rulebook (`problem/rules/gate.py`), with the ledger's settings.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of
from optalloc.core.money import parse_number, show_amount
from optalloc.inputs.row_values import several
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Values, Writing, rows_of
from optalloc.ledger.store.journal import ENTRY, GIVEN, names, sums
from optalloc.ledger.store.settings import Library, settings_of
from optalloc.ledger.tables.table_schema import SHEETS, STATES
from optalloc.ledger.views.tranches import planned_projects
from optalloc.problem.facts import Grain
from optalloc.problem.problem import Problem
from optalloc.problem.projects import NegativeItem, Project
from optalloc.problem.rules.gate import Gate

ROLLING = 2
"""How many years a library spans."""
STEPS = ("admitted", "funded", "started", "completed", "accepted")
"""The states of a project that goes its way, in their order."""
AT_THE_GATE = ("refused", "admitted")
"""The states in which an edited project is judged again."""
BOTH = " ¦ "
"""Between the Chinese and the English of a reason as the ledger keeps it."""


def negative_items(connection: Connection) -> tuple[NegativeItem, ...]:
    """Return the negative list of a ledger."""
    rows = connection.execute(select(schema.negative_list).order_by(schema.negative_list.c.id))
    return tuple(NegativeItem(row.name, several(row.words), row.cite) for row in rows)


def reason_at_the_gate(
    values: Values, library: Library, negative: tuple[NegativeItem, ...]
) -> Words | None:
    """Return why a project is refused, every reason of it; None when it is admitted."""
    project = project_noun(values, str(values["recipient"]), str(values["use"]))
    gate = Gate(
        label="gate",
        **{"filled": library.filled, "said_yes": library.said_yes, "looked_in": library.looked_in},
    )
    problem = Problem(
        "library",
        unit="元",
        sources=(),
        recipients=(),
        uses=(),
        grain=Grain({}),
        projects=(project,),
        negative_list=negative,
    )
    for refusal in gate.refusals(problem):
        return Words(
            "；".join(reason.zh for reason in refusal.reasons),
            "; ".join(reason.en for reason in refusal.reasons),
        )
    return None


def project_noun(values: Values, recipient: str, use: str) -> Project:
    """Return a row as the project that the rules know; its columns under their first headers."""
    facts: dict[str, Fraction] = {}
    marks: dict[str, str] = {}
    own = {f.heads[0]: values[f.key] for f in SHEETS["projects"].fields if f.sort == "text"}
    more = json.loads(values["more"]) if values["more"] else {}
    for head, text in {**own, **more}.items():
        if not text:
            continue
        try:
            facts[head] = parse_number(text)
        except ValueError:
            marks[head] = text
    least = values["minimum"]
    return Project(
        values["name"],
        recipient,
        use,
        need=int(values["need"]),
        minimum=None if least is None else int(least),
        facts=facts,
        marks=marks,
    )


def both(words: Words) -> str:
    """Return a reason as the ledger keeps it: in both languages."""
    return words.zh if words.zh == words.en else f"{words.zh}{BOTH}{words.en}"


def reason_words(kept: str) -> Words:
    """Return a reason that the ledger keeps; one that a person gave reads alike in both."""
    zh, _, en = kept.partition(BOTH)
    return Words(zh, en or zh)


def settle(writing: Writing, projects: Iterable[int | None]) -> None:
    """Let projects follow their money: funded when they have some, admitted when all is gone."""
    wanted = {p for p in projects if p is not None}
    table = schema.projects
    given = sums(writing.connection, ("project",), GIVEN, ENTRY.project.in_(wanted))
    for row in rows_of(writing.connection, table, table.c.id.in_(wanted)):
        has_money = given.get((row["id"],), 0) > 0
        if has_money and row["state"] in ("admitted", "refused"):
            writing.change(table, row, {"state": "funded", "reason": ""})
        elif not has_money and row["state"] == "funded":
            writing.change(table, row, {"state": "admitted"})


def given_more_than_needed(
    connection: Connection, projects: Sequence[tuple[int, Mapping[str, Any]]]
) -> Iterator[Words]:
    """Yield which of some projects all years have given more than they need.

    Args:
        projects: Their numbers, each with its row as it is to be.
    """
    given = sums(connection, ("project",), GIVEN) if projects else {}
    unit = settings_of(connection).unit if given else ""
    for number, row in projects:
        has, need = given.get((number,), 0), int(row["need"])
        if has > need:
            had, most, over = (show_amount(fen, unit) + unit for fen in (has, need, has - need))
            yield Words(
                f"{row['name']} 历年已安排 {had}，超过资金需求 {most}，多 {over}：请核对；"
                "需求变了，请导入新的项目表",
                f"{row['name']} has been given {had} in all years, {over} more than its need of "
                f"{most}: check it; if its need is another now, import the projects again",
            )


def move(writing: Writing, moves: Mapping[str, tuple[str, str]], year: int) -> int:
    """Move projects to other states; return how many moved.

    Args:
        moves: State and reason, by the project's name.
        year: The year in which one leaves that leaves.

    Raises:
        InputUnusable: With every move that cannot be.
    """
    table, faults, moved = schema.projects, [], 0
    rows = {row["name"]: row for row in rows_of(writing.connection, table)}
    given = sums(writing.connection, ("project",), GIVEN)
    for name, (state, why) in moves.items():
        row = rows.get(name)
        if row is None:
            allowed = Words("应为项目库里的项目", "a project of the library")
            faults.append(_fault(name, allowed, None, nearest(name, rows)))
        elif (allowed_not := _why_not(row, state, why, given.get((row["id"],), 0))) is not None:
            faults.append(_fault(name, allowed_not, STATES[row["state"]].zh))
        elif row["state"] != state:
            is_out = state == "left"
            values = {"state": state, "reason": why, "left": year if is_out else None}
            moved += writing.change(table, row, values)
    refuse_any(faults)
    return moved


def _fault(name: str, allowed: Words, came: str | None, remedy: Words = NOTHING) -> Fault:
    return Fault("", Words(f"项目 {name}", f"project {name}"), allowed, came, remedy)


def _why_not(row: Values, state: str, why: str, given: int) -> Words | None:
    """Return what is allowed instead of a move; None when it can be."""
    if state == "left":
        if given:
            return Words("出库前应先收回资金", "no money left in it before it leaves")
        return None if why.strip() else Words("出库应写明原因", "a reason to leave")
    if row["state"] == state:
        return None
    if row["state"] not in STEPS or state not in STEPS:
        able = [STATES[word].zh for word in (*STEPS, "left")]
        return one_of(Words("状态", "a state, "), able)
    if STEPS.index(state) < STEPS.index(row["state"]):
        return Words("状态只能向前", "a state that comes later")
    if state != "admitted" and not given:
        return Words("应先安排资金", "money before it starts")
    return None


@dataclass(frozen=True)
class InLibrary:
    """A project as the view of the library shows it."""

    name: str
    recipient: str
    use: str
    entered: int
    need: int
    state: str
    reason: str
    left: int | None


@dataclass(frozen=True)
class LibraryView:
    """The library of a year.

    Attributes:
        inside: What it holds.
        refused: What the gate refused.
        gone: What left it in this year, or fell out of the two years unfunded.
        size: The needs of what it holds [fen].
        last: The same of the year before [fen].
        growth: What the size should be, as a part of last year's; None without a wish.
    """

    year: int
    inside: tuple[InLibrary, ...]
    refused: tuple[InLibrary, ...]
    gone: tuple[InLibrary, ...]
    size: int
    last: int
    growth: Fraction | None

    @property
    def is_enough(self) -> bool | None:
        """Whether the library is as large as it should be; None where nothing is asked."""
        if self.growth is None or not self.last:
            return None
        return self.size >= self.growth * self.last


def library(connection: Connection, year: int, wish: Library) -> LibraryView:
    """Return the library of a year."""
    numbered = dict(_projects(connection))
    every = tuple(numbered.values())
    inside, last = (
        tuple(numbered[row["id"]] for row in rows_in_library(connection, y))
        for y in (year, year - 1)
    )
    gone = [p for p in every if p.left == year]
    gone += [p for p in every if p.state == "admitted" and p.entered == year - ROLLING]
    size, before = (sum(p.need for p in held) for held in (inside, last))
    refused = tuple(p for p in every if p.state == "refused" and p.entered == year)
    return LibraryView(year, inside, refused, tuple(gone), size, before, wish.growth)


def rows_in_library(
    connection: Connection, year: int, until: int | None = None
) -> list[dict[str, Any]]:
    """Return the projects that the library of a year holds.

    What is under way by a plan of several years stays in it until it is paid.
    """
    planned = planned_projects(connection, year, until)
    owed = {number for number, plan in planned.items() if plan.is_under_way and plan.rest(year)}
    return [
        row
        for row in rows_of(connection, schema.projects)
        if _is_in(row["entered"], row["left"], row["state"], year) or row["id"] in owed
    ]


def _is_in(entered: int, left: int | None, state: str, year: int) -> bool:
    in_years = year - ROLLING < entered <= year
    return in_years and (left is None or left > year) and state != "refused"


def _projects(connection: Connection) -> Iterator[tuple[int, InLibrary]]:
    """Yield the projects with their numbers."""
    towns, uses = names(connection, schema.recipients), names(connection, schema.uses)
    rows: Iterable[Any] = connection.execute(select(schema.projects).order_by(schema.projects.c.id))
    for row in rows:
        project = InLibrary(
            row.name,
            towns[row.recipient],
            uses[row.use],
            entered=row.entered,
            need=int(row.need),
            state=row.state,
            reason=row.reason,
            left=row.left,
        )
        yield int(row.id), project
