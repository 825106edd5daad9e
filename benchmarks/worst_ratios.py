"""The page's section on ratios: no family's slowest instance hides behind a median.

An instance is set beside the fastest peer that came to a right answer on it: a plan that keeps
every rule and is as good as the product's, or the word that there is none. Above 1 the product is
slower. Instances on which no peer was right, or none can be told the rules, have no ratio.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judging import OURS, Entry, Judged, best
from markdown_page import table

ENGINES = (f"{OURS} cbc", f"{OURS} highs")
WORDS = ("worst", "median")


@dataclass(frozen=True)
class Beside:
    """One instance beside the fastest peer that was right.

    Attributes:
        ratios: The product's seconds on each engine over the peer's.
    """

    judged: Judged
    peer: Entry
    ratios: tuple[float, ...]

    @property
    def worst(self) -> float:
        """The larger of the engines' ratios."""
        return max(self.ratios)


def beside(judged: Judged) -> Beside | None:
    """Return an instance beside its fastest right peer; None where there is none."""
    right = [e for e in judged.entries if not e.is_ours and _is_right(judged, e)]
    own = [e.seconds for who in ENGINES if (e := judged.of(who)) is not None and e.seconds]
    if not right or len(own) < len(ENGINES):
        return None
    peer = min(right, key=lambda e: e.seconds or 0.0)
    return Beside(judged, peer, tuple(s / (peer.seconds or 1.0) for s in own))


def _is_right(judged: Judged, entry: Entry) -> bool:
    """Return whether a peer's answer is as good as the product's, and took time."""
    if not entry.seconds:
        return False
    values = best(judged)
    if values is None:
        return entry.says == "infeasible"
    return entry.is_sound and entry.values == values


def worst_ratios(every: Sequence[Judged]) -> Iterator[str]:
    """Yield the instances on which a peer is faster, then the worst ratio by family and size."""
    found = [b for j in every if (b := beside(j)) is not None]
    slow = sorted((b for b in found if b.worst > 1), key=lambda b: -b.worst)
    yield "## Where a peer is faster"
    yield ""
    yield "Each instance beside the fastest peer that was right: a plan that keeps every rule and"
    yield "is as good, or the word that there is none. Ratios of the product's seconds, with"
    yield "scores, proof and audit, over the peer's, which is given its targets; above 1 the peer"
    yield f"is faster: {len(slow)} of {len(found)} instances."
    yield ""
    header = ("instance", "fastest that was right", "its seconds", *_over())
    yield from table(header, [_row(b) for b in slow])
    yield ""
    yield "The worst and the median ratio of every family and size, the worst first:"
    yield ""
    header = (
        "family",
        "size",
        "instances",
        "worst cbc",
        "median cbc",
        "worst highs",
        "median highs",
    )
    yield from table(header, _by_family(found))
    told = {j.instance.family for j in every} - {b.judged.instance.family for b in found}
    if told:
        yield ""
        yield f"Without a peer that was right: {', '.join(sorted(told))}."


def _over() -> tuple[str, ...]:
    return tuple(f"{who.removeprefix(OURS).strip()} over it" for who in ENGINES)


def _row(b: Beside) -> tuple[str, ...]:
    ratios = (f"{ratio:.2f}" for ratio in b.ratios)
    return (b.judged.instance.name, b.peer.who, f"{b.peer.seconds:.3g}", *ratios)


def _by_family(found: Sequence[Beside]) -> list[tuple[object, ...]]:
    """Return a row for each family and size, the worst first."""
    groups: dict[tuple[str, int], list[Beside]] = {}
    for b in found:
        groups.setdefault((b.judged.instance.family, b.judged.size), []).append(b)
    rows = []
    for (family, size), own in sorted(groups.items(), key=lambda g: -max(b.worst for b in g[1])):
        cells = [
            f"{pick([b.ratios[i] for b in own]):.2f}"
            for i in range(len(ENGINES))
            for pick in (max, statistics.median)
        ]
        rows.append((family, f"{size:,}", len(own), *cells))
    return rows
