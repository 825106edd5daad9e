"""The page's tables of time: by family and size, the floors below, growth and memory."""

import statistics
from collections.abc import Iterator, Sequence
from math import log

from bars import CLASSES, FROM, PROVEN_UP_TO, medians
from floors import ALONE_UP_TO
from judging import OURS, Entry, Judged, by_family, largest
from markdown_page import Surroundings, table

MIB = 2**20
ENGINES = (f"{OURS} cbc", f"{OURS} highs")


def times(every: Sequence[Judged], around: Surroundings) -> Iterator[str]:
    peers = [w for w in around.row if not w.startswith(OURS) and not around.row[w].missing]
    yield "## Seconds by family and size"
    yield ""
    yield "The product from facts in memory to the audited plan; a peer from the same facts, with"
    yield "the targets given, to its awards. In brackets: the product (cbc) over the peer; below 1"
    yield "the product is faster. `>` was stopped at its time limit, `!` breaks rules."
    yield ""
    rows = []
    for name, own in by_family(every).items():
        for size in sorted({j.size for j in own}):
            here = [j for j in own if j.size == size]
            base = _median(here, ENGINES[0])
            cells = [_seconds(_median(here, who)) for who in ENGINES]
            cells += [_cell(here, who, base) for who in peers]
            rows.append((name, f"{size:,}", *cells))
    yield from table(("family", "size", *ENGINES, *peers), rows)
    yield ""
    yield "Median ratio of times by size, the product (cbc) over the peer:"
    yield ""
    rows = []
    for who in peers:
        ratios = [medians(every, ENGINES[0], who, most) for most in CLASSES]
        rows.append((who, *(f"{r[0] / r[1]:.2f}" if r else "-" for r in ratios)))
    yield from table(("peer", *(f"up to {c:,}" for c in CLASSES)), rows)


def _median(here: Sequence[Judged], who: str) -> float | None:
    found = [e.seconds for j in here if (e := j.of(who)) and e.seconds is not None]
    return statistics.median(found) if found else None


def _cell(here: Sequence[Judged], who: str, base: float | None) -> str:
    seconds = _median(here, who)
    if seconds is None:
        return "-"
    found = [e for j in here if (e := j.of(who)) is not None]
    mark = ">" if any(e.says == "stopped" for e in found) else ""
    mark += "!" if any(e.breaches for e in found) else ""
    ratio = f" ({base / seconds:.2f})" if base else ""
    return f"{mark}{_seconds(seconds)}{ratio}"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.3g}" if seconds < 100 else f"{seconds:.0f}"


def floors(every: Sequence[Judged], around: Surroundings) -> Iterator[str]:
    yield "## The floors below the times"
    yield ""
    for what, seconds in around.floors.items():
        yield f"- {what}: {_seconds(seconds)} s"
    yield ""
    yield "By the largest instance of each family, cbc then highs [s]. Below `read` lies `csv"
    yield "alone`, Python's own reader over the same tables. `engine` is the part of `solve` that"
    yield "was spent inside the solver, its files included; 0 where arithmetic alone gave the plan"
    yield "and its proof. `solver alone` is the solver on the first goal's linear program with"
    yield "every cell."
    yield ""
    shown = [*largest(every), *(j for j in largest(every, ALONE_UP_TO) if j not in largest(every))]
    told = [(j, e) for j in shown for e in j.ours if "phases" in e.answer]
    names = list(dict.fromkeys(p for _, e in told for p in e.answer["phases"]))
    rows = []
    for judged, entry in told:
        phases = entry.answer["phases"]
        cells = [_seconds(phases.get(p)) for p in names]
        lower = around.alone.get((judged.instance.name, entry.who.split()[-1]))
        ratio = f"{phases['solve'] / lower:.2f}" if lower else "-"
        rows.append((judged.instance.name, entry.who, *cells, _seconds(lower), ratio))
    yield from table(("instance", "", *names, "solver alone", "solve / solver alone"), rows)


def growth(every: Sequence[Judged]) -> Iterator[str]:
    yield "## Growth and memory"
    yield ""
    rows = []
    for name, own in by_family(every).items():
        sizes = sorted({j.size for j in own})
        if len(sizes) < 2 or sizes[-1] < 300:
            continue
        whos = dict.fromkeys(e.who for j in own for e in j.entries)
        for who in whos:
            first, last = _ends(own, who)
            if first is None or last is None:
                continue
            power = log((last.seconds or 0) / (first.seconds or 1)) / log(_of(last) / _of(first))
            span = f"{_of(first):,} to {_of(last):,}"
            rows.append((name, who, span, f"n^{power:.2f}", f"{last.memory / MIB:.0f}"))
    yield from table(("family", "", "sizes", "grows as", "peak memory at the end [MiB]"), rows)


def _of(entry: Entry) -> int:
    return int(entry.answer["size"])


def _ends(own: Sequence[Judged], who: str) -> tuple[Entry | None, Entry | None]:
    """Return the entries at the first size from 100 on and at the largest that was finished."""
    found = {}
    for judged in own:
        entry = judged.of(who)
        if entry and judged.size >= 100 and entry.seconds and entry.says != "stopped":
            entry.answer["size"] = judged.size  # type: ignore[index]
            found[judged.size] = entry
    if len(found) < 2:
        return None, None
    least = FROM if FROM in found and max(found) > PROVEN_UP_TO else min(found)
    return found[least], found[max(found)]
