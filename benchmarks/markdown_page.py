"""What the tables of the page share: Markdown, and what a run was made on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from processes import Peer


@dataclass(frozen=True)
class Surroundings:
    """What a run was made on.

    Attributes:
        load: Load of the machine while it ran: processes waiting for a core, least and most.
        floors: Seconds by what stands below every run of the product.
        alone: A solver's own seconds by instance and engine.
    """

    row: Mapping[str, Peer]
    seconds: float
    cores: int
    load: tuple[float, float]
    floors: Mapping[str, float]
    alone: Mapping[tuple[str, str], float] = field(default_factory=dict)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table as Markdown."""
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"
