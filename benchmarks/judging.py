"""Ask everybody about one instance, and judge every plan by the product's exact audit.

A peer's word counts for nothing: its awards become a plan, the plan is verified on raw data, and
its goals are computed in fractions.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.inputs.read import read
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from oracles import Opinion, opinion
from plain import NotPlain, plain
from processes import Peer
from registry import Instance, families

OURS = "optalloc"
LIMITS = ((100, 2.0), (300, 4.0), (1500, 10.0), (10_000, 15.0))
LONGEST = 30.0
"""Time limits of a peer by size [s], and beyond the largest size named."""
OUR_LIMIT = 60.0
LARGE = 1000
"""From this size on everybody starts afresh, so that memory is of one instance alone."""


@dataclass(frozen=True)
class Entry:
    """What one of the row made of one instance.

    Attributes:
        who: `optalloc` with its engine, or the peer.
        says: optimal, finished, rounded, infeasible, stopped, cannot, missing or failed.
        seconds: From facts in memory to awards; None where there was no work.
        values: The goals' exact values; None without a plan.
        breaches: How many rules' places the plan breaks.
        answer: Everything it said, awards apart.
    """

    who: str
    says: str
    seconds: float | None = None
    memory: int = 0
    values: tuple[Fraction, ...] | None = None
    breaches: int = 0
    answer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether the product made it."""
        return self.who.startswith(OURS)

    @property
    def is_sound(self) -> bool:
        """Whether there is a plan that keeps every rule."""
        return self.values is not None and not self.breaches


@dataclass(frozen=True)
class Judged:
    """One instance with what everybody made of it.

    Attributes:
        size: Recipients, or projects where the family counts those.
        opinion: What the oracle says; None when none applies.
    """

    instance: Instance
    size: int
    entries: tuple[Entry, ...]
    opinion: Opinion | None

    def of(self, who: str) -> Entry | None:
        """Return one entry; None when that peer was not asked."""
        return next((e for e in self.entries if e.who == who), None)

    @property
    def ours(self) -> tuple[Entry, ...]:
        """The product's entries."""
        return tuple(e for e in self.entries if e.is_ours)


def limit_of(size: int) -> float:
    """Return a peer's time limit [s]."""
    return next((seconds for most, seconds in LIMITS if size <= most), LONGEST)


def judge(instance: Instance, row: Mapping[str, Peer], folder: Path, skipped: set[str]) -> Judged:
    """Write an instance, ask the row about it, and judge what comes.

    Args:
        skipped: Peers that took too long on a smaller instance of the family; grows.
    """
    family = families()[instance.family]
    file = family.write(instance, folder / instance.name.replace("/", "-").replace(" ", "-"))
    problem = read(file)
    targets = score(problem)
    size = instance.size or len(problem.recipients)
    asked, why = _asked(problem, targets, file, folder)
    entries = []
    for who, peer in row.items():
        if why and not who.startswith(OURS):
            entries.append(Entry(who, "cannot", answer={"why": why}))
        elif who in skipped:
            entries.append(Entry(who, "stopped", answer={"why": "stopped on a smaller one"}))
        else:
            entries.append(_entry(peer, asked, size, problem, targets))
            if entries[-1].says == "stopped" and size > LIMITS[1][0]:
                skipped.add(who)
    return Judged(instance, size, tuple(entries), opinion(problem, targets))


def _asked(problem: Problem, targets: Targets, file: Path, folder: Path) -> tuple[Path, str]:
    """Return the file that peers are given, and why it holds no plain instance, if so."""
    why = ""
    try:
        words = plain(problem, targets)
    except NotPlain as refusal:
        words, why = {}, str(refusal)
    asked = folder / "asked.json"
    asked.write_text(json.dumps({**words, "scenario": str(file)}), encoding="utf-8")
    return asked, why


def _entry(peer: Peer, asked: Path, size: int, problem: Problem, targets: Targets) -> Entry:
    is_ours = peer.name.startswith(OURS)
    if size >= LARGE:
        peer.stop()
    answer = peer.ask(asked, OUR_LIMIT if is_ours else limit_of(size))
    seconds = answer.get("from_memory", answer.get("seconds"))
    if answer["says"] in ("cannot", "missing", "failed"):
        seconds = None
    values, breaches = None, 0
    if "awards" in answer:
        awards = answer.pop("awards")
        plan = Plan(Award(r, s, u, money, p) for r, s, u, p, money in awards)
        breaches = len(verify(problem, targets, plan))
        values = tuple(goal.value(problem, targets, plan) for goal in problem.goals)
    elif "values" in answer:
        values = tuple(Fraction(*v) for v in answer["values"])
        breaches = answer["breaches"]
    memory = answer.get("memory", 0)
    return Entry(peer.name, answer["says"], seconds, memory, values, breaches, answer)


def best(judged: Judged) -> tuple[Fraction, ...] | None:
    """Return the product's best values; None without a plan."""
    return min((e.values for e in judged.ours if e.values is not None), default=None)


def better(judged: Judged) -> Iterator[Entry]:
    """Yield the peers whose plans keep every rule and are better than the product's.

    A sound plan for an instance that the product calls infeasible, or has no plan for, is better.
    """
    own = best(judged)
    for entry in judged.entries:
        if entry.is_ours or not entry.is_sound or entry.values is None:
            continue
        if own is None or entry.values < own:
            yield entry


def gap(judged: Judged, entry: Entry) -> float:
    """Return how far a plan's first goal lies above the product's [%]; below 0 it is better."""
    own = best(judged)
    assert own is not None and entry.values is not None
    if entry.values == own:
        return 0.0
    off, scale = entry.values[0] - own[0], abs(own[0])
    return float(off / scale) * 100 if scale else float("inf")


def by_family(every: Sequence[Judged]) -> Mapping[str, list[Judged]]:
    """Return the instances of each family that was run."""
    found: dict[str, list[Judged]] = {}
    for judged in every:
        found.setdefault(judged.instance.family, []).append(judged)
    return found


def largest(every: Sequence[Judged], most: int = sys.maxsize) -> Sequence[Judged]:
    """Return the largest instance of each family, up to a size."""
    small = by_family([j for j in every if j.size <= most])
    return [max(own, key=lambda j: j.size) for own in small.values()]
