"""RESULTS.md from one run: what was measured, on what, and whether the bars hold."""

import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isinf
from pathlib import Path

from bars import Bar, bars
from grown_page import grown_bars
from grown_page import page as parts_grown
from growth import Grown
from judging import OURS, Judged, best, by_family, gap
from markdown_page import Surroundings, table
from quality import meets_oracle, same_plan
from registry import families
from timing import ENGINES, floors, growth, times
from worst_ratios import worst_ratios


def results(every: Sequence[Judged], around: Surroundings, grown: Sequence[Grown] = ()) -> str:
    """Return the whole page."""
    parts = [
        _head(around),
        _bars([*bars(every), *grown_bars(grown)]),
        _quality(every),
        _against(every, around),
        worst_ratios(every),
        times(every, around),
        floors(every, around),
        growth(every),
        *([parts_grown(grown)] if grown else []),
        _families(),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(around: Surroundings) -> Iterator[str]:
    yield "# Benchmark results"
    yield ""
    yield "Written by `make bench`; do not edit. Trust ratios, not seconds. The families are told"
    yield "at the end. Pictures: [time against size](pictures/time.svg) and"
    yield "[quality against time](pictures/quality.svg)."
    yield ""
    low, high = around.load
    yield f"- {date.today().isoformat()}, {around.seconds / 60:.1f} minutes"
    yield f"- {platform.system()} {platform.machine()}, {around.cores} cores, {_processor()};"
    yield f"  load while it ran: {low:.1f} to {high:.1f} processes on {around.cores} cores" + (
        " (**the machine was busy with other work**)" if high > around.cores + 1 else ""
    )
    yield f"- Python {platform.python_version()}"
    for name, peer in around.row.items():
        yield f"- {name}: {peer.version or 'missing: ' + (peer.missing or 'not asked')}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "processor unknown")


def _bars(every: Sequence[Bar]) -> Iterator[str]:
    yield "## What must hold"
    yield ""
    yield from table(("bar", "", "figure"), [(b.words, b.verdict, b.figure) for b in every])


def _quality(every: Sequence[Judged]) -> Iterator[str]:
    yield "## Quality by family"
    yield ""
    header = [
        *("family", "instances", "proven in exact arithmetic, cbc", "the same, highs"),
        *("equal to the oracle", "same plan from both"),
    ]
    rows = []
    for name, own in by_family(every).items():
        proofs = [
            sum((e := j.of(who)) is not None and e.answer.get("proven") == "exact" for j in own)
            for who in ENGINES
        ]
        met = [m for j in own if (m := meets_oracle(j)) is not None]
        oracle = f"{sum(met)} of {len(met)}" if met else "-"
        rows.append((name, len(own), *proofs, oracle, sum(same_plan(j) for j in own)))
    yield from table(header, rows)


def _against(every: Sequence[Judged], around: Surroundings) -> Iterator[str]:
    yield "## The peers' plans, judged by the exact audit"
    yield ""
    header = [
        *("peer", "asked", "better", "equal", "worse", "largest gap", "breaks rules"),
        *("stopped or failed", "agrees that there is no plan", "cannot state it"),
    ]
    rows: list[tuple[object, ...]] = []
    for who in (w for w in around.row if not w.startswith(OURS)):
        pairs = [(j, e) for j in every if (e := j.of(who)) is not None and e.says != "missing"]
        if around.row[who].missing or not pairs:
            rows.append((who, f"missing: {around.row[who].missing}", *["-"] * 8))
            continue
        gaps = [(gap(j, e), e) for j, e in pairs if e.is_sound and best(j) is not None]
        none = [e for j, e in pairs if best(j) is None]
        rows.append(
            (
                *(who, len(pairs)),
                sum(g < 0 for g, _ in gaps) + sum(e.is_sound for e in none),
                *(sum(g == 0 for g, _ in gaps), sum(g > 0 for g, _ in gaps)),
                _percent(max((g for g, _ in gaps), default=0.0)),
                sum(e.values is not None and e.breaches > 0 for _, e in pairs),
                sum(e.values is None and e.says in ("stopped", "failed") for _, e in pairs),
                sum(e.says == "infeasible" for e in none),
                sum(e.says == "cannot" for _, e in pairs),
            )
        )
    yield from table(header, rows)
    yield ""
    for who, why in sorted(_failures(every).items()):
        yield f"- {who} failed: {why}"


def _percent(off: float) -> str:
    return "best is 0" if isinf(off) else f"{off:.3g}%"


def _failures(every: Sequence[Judged]) -> Mapping[str, str]:
    """Return what those that failed said last, and on how many instances."""
    said = Counter(
        (e.who, e.answer.get("why", "")) for j in every for e in j.entries if e.says == "failed"
    )
    found: dict[str, list[str]] = {}
    for (who, why), count in said.items():
        found.setdefault(who, []).append(f"{why} ({count} times)")
    return {who: "; ".join(whys) for who, whys in found.items()}


def _families() -> Iterator[str]:
    yield "## The families"
    yield ""
    yield "Made-up instances are drawn with stated seeds (benchmarks/families/); the real ones are"
    yield "the scenario library. Targets, rules and goals are told to peers in whole numbers"
    yield "(benchmarks/plain.py); rules they cannot be told leave the instance to the product."
    yield ""
    rows = [(f.name, f.what, f.counts, len(f.instances)) for f in families().values()]
    yield from table(("family", "what it stands for", "size counts", "instances"), rows)
