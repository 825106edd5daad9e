"""What the tables of a scenario say, before a policy makes a problem of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from optalloc.core.message import Words
from optalloc.inputs.tables import Row, Table
from optalloc.problem.facts import Award, PastAward, Plan, Recipient, Source, Use
from optalloc.problem.projects import NegativeItem, Project


@dataclass
class TableFacts:
    """What the tables say; rows that cannot be used are left out and stand in the faults.

    Attributes:
        table: The recipients' table, for letters about its cells.
        tables: All that could be read, by name.
        rows: The row of each recipient in it.
        sound: The tables whose every row has a name that could be read.
        whole: The tables of recipients and uses whose every cell could be read.
    """

    sources: tuple[Source, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    uses: tuple[Use, ...] = ()
    needs: dict[tuple[str, str], int] = field(default_factory=dict)
    earlier: tuple[Award, ...] = ()
    projects: tuple[Project, ...] = ()
    history: tuple[PastAward, ...] = ()
    approved: Plan | None = None
    negative_list: tuple[NegativeItem, ...] = ()
    notes: tuple[Words, ...] = ()
    table: Table | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    sound: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
