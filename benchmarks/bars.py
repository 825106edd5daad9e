"""The bars: what must hold in a run, each with its figure, and whether it holds."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from judging import OURS, Entry, Judged, better
from quality import is_proven, meets_oracle, same_plan

CLASSES = (10, 30, 100, 300, 1000, 1500, 4000, 10_000, 40_000)
"""Sizes up to which instances are set side by side."""
PROVEN_UP_TO, SECONDS_AT_MOST, GROWTH_AT_MOST = 1500, 5.0, 1.15
MEMORY_BELOW = 1.5 * 2**30
TEXTBOOK, LABELLED = "pulp_cbc", "linopy_highs"
NATION, FROM, TO = "nation", 1000, 40_000
LEVELS, PROVINCE_SECONDS = "levels", 10.0
ROLLING, PROJECTS, ROLLING_SECONDS = "rolling", 30, 10.0


@dataclass(frozen=True)
class Bar:
    """One thing that must hold.

    Attributes:
        holds: None where the run has no figure for it.
    """

    words: str
    holds: bool | None
    figure: str

    @property
    def verdict(self) -> str:
        """Whether it holds, in words."""
        return {True: "holds", False: "DOES NOT HOLD", None: "not measured"}[self.holds]


def bars(every: Sequence[Judged]) -> list[Bar]:
    """Return all bars with their figures."""
    return [*_quality(every), *_times(every), *_large(every), *_levels(every), *_rolling(every)]


def _quality(every: Sequence[Judged]) -> Iterator[Bar]:
    small = [j for j in every if j.size <= PROVEN_UP_TO]
    proven = sum(is_proven(j) for j in small)
    words = f"every instance up to {PROVEN_UP_TO:,} is proven best, or proven to have no plan"
    yield Bar(words, proven == len(small), f"{proven} of {len(small)}")
    beaten = [f"{e.who} on {j.instance.name}" for j in every for e in better(j)]
    plans = sum(e.is_sound for j in every for e in j.entries if not e.is_ours)
    words = "no peer's plan that keeps the rules has a better goal value"
    yield Bar(words, not beaten, "; ".join(beaten) or f"0 of {plans} plans")
    held = [met for j in every if (met := meets_oracle(j)) is not None]
    words = "the oracle's value is met wherever one applies"
    yield Bar(words, all(held), f"{sum(held)} of {len(held)}")
    both = [j for j in every if j.ours and all(e.says != "stopped" for e in j.ours)]
    same = sum(same_plan(j) for j in both)
    yield Bar("both engines come to the same plan", same == len(both), f"{same} of {len(both)}")
    broken = sum(e.breaches for j in every for e in j.ours)
    yield Bar("no plan of the product breaks a rule", not broken, f"{broken} breaches")


def _times(every: Sequence[Judged]) -> Iterator[Bar]:
    for peer, least in ((TEXTBOOK, 0), (LABELLED, FROM)):
        told, holds = [], []
        for most in (c for c in CLASSES if c >= least):
            pair = medians(every, f"{OURS} cbc", peer, most)
            if pair is not None:
                told.append(f"up to {most:,}: {pair[0] / pair[1]:.2f}")
                holds.append(pair[0] < pair[1])
        words = f"median time over families below {peer}'s at every size"
        words += f" from {least:,} on" if least else ""
        figure = "; ".join(told) + " (ratios)"
        yield Bar(words, all(holds) if holds else None, figure if holds else "-")


def medians(every: Sequence[Judged], one: str, other: str, most: int) -> tuple[float, float] | None:
    """Return the medians over families of two entries' seconds, in one class of sizes.

    Only instances that both worked on count; who was stopped counts with the time it had.
    """
    least = max((c for c in CLASSES if c < most), default=0)
    families: dict[str, list[tuple[float, float]]] = {}
    for judged in every:
        a, b = judged.of(one), judged.of(other)
        if least < judged.size <= most and _worked(a) and _worked(b):
            pair = (a.seconds or 0.0, b.seconds or 0.0)  # type: ignore[union-attr]
            families.setdefault(judged.instance.family, []).append(pair)
    if not families:
        return None
    first, second = (
        statistics.median(statistics.median(p[i] for p in pairs) for pairs in families.values())
        for i in (0, 1)
    )
    return first, second


def _worked(entry: Entry | None) -> bool:
    return entry is not None and entry.seconds is not None


def _large(every: Sequence[Judged]) -> Iterator[Bar]:
    for engine in ("cbc", "highs"):
        who = f"{OURS} {engine}"
        found = {j.size: j.of(who) for j in every if j.instance.family == NATION}
        top, start = found.get(TO), found.get(FROM)
        words = f"{TO:,} towns proven best in at most {SECONDS_AT_MOST:g} s, {engine}"
        if top is None or top.seconds is None or start is None or start.seconds is None:
            yield Bar(words, None, "-")
            continue
        is_best = top.answer.get("proven") == "exact"
        proof = top.answer.get("proven", "no")
        reading = top.answer["phases"]["read"]
        figure = f"{top.seconds:.2f} s after reading its tables in {reading:.2f} s; proven: {proof}"
        yield Bar(words, is_best and top.seconds <= SECONDS_AT_MOST, figure)
        power = log(top.seconds / start.seconds) / log(TO / FROM)
        words = f"time grows as n^{GROWTH_AT_MOST} at most, {FROM:,} to {TO:,}, {engine}"
        yield Bar(words, power <= GROWTH_AT_MOST, f"n^{power:.2f}")
        words = f"peak memory at {TO:,} below 1.5 GiB, {engine}"
        yield Bar(words, 0 < top.memory < MEMORY_BELOW, f"{top.memory / 2**30:.2f} GiB")


def _levels(every: Sequence[Judged]) -> Iterator[Bar]:
    """Yield whether the largest province of three levels is proven best in time."""
    provinces = [j for j in every if j.instance.family == LEVELS]
    if not provinces:
        return
    largest = max(provinces, key=lambda judged: judged.size)
    for engine in ("cbc", "highs"):
        own = largest.of(f"{OURS} {engine}")
        words = f"{largest.size:,} towns in three levels proven best in at most"
        words += f" {PROVINCE_SECONDS:g} s, {engine}"
        if own is None or own.seconds is None:
            yield Bar(words, None, "-")
            continue
        is_best = own.answer.get("proven") == "exact"
        figure = f"{own.seconds:.2f} s; proven: {own.answer.get('proven', 'no')}"
        yield Bar(words, is_best and own.seconds <= PROVINCE_SECONDS, figure)


def _rolling(every: Sequence[Judged]) -> Iterator[Bar]:
    """Yield whether rolling plans of so many projects are proven best in time, worst and all."""
    plans = [j for j in every if j.instance.family == ROLLING and j.size == PROJECTS]
    if not plans:
        return
    for engine in ("cbc", "highs"):
        own = [found for j in plans if (found := j.of(f"{OURS} {engine}")) is not None]
        words = f"rolling plans of {PROJECTS} projects, 12 towns, 3 years proven best in at most"
        words += f" {ROLLING_SECONDS:g} s, {engine}"
        times = [entry.seconds for entry in own if entry.seconds is not None]
        if not times:
            yield Bar(words, None, "-")
            continue
        best = sum(entry.answer.get("proven") == "exact" for entry in own)
        figure = f"median {statistics.median(times):.2f} s, worst {max(times):.2f} s"
        figure += f"; {best} of {len(plans)} proven"
        is_met = best == len(plans) and max(times) <= ROLLING_SECONDS
        yield Bar(words, is_met, figure)
