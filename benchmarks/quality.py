"""The figures of quality: the same in every run, whatever the machine is doing."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from judging import Judged, best, better
from optalloc.core.exact import PLACES

SHOWN = 15
"""Digits of a goal's value that are kept to compare runs."""
PROVEN = ("exact", "solver")


def quality(judged: Judged) -> dict[str, Any]:
    """Return what a second run must find again of one instance."""
    own = best(judged)
    return {
        "value": None if own is None else [_digits(v) for v in own],
        "proven": {e.who: e.answer.get("proven", "no") for e in judged.ours},
        "breaches": sum(e.breaches for e in judged.ours),
        "same plan": same_plan(judged),
        "oracle": meets_oracle(judged),
        "better": sorted(e.who for e in better(judged)),
    }


def same_plan(judged: Judged) -> bool:
    """Return whether every engine came to the same plan, or to none."""
    return len({e.answer.get("plan") for e in judged.ours}) == 1


def meets_oracle(judged: Judged) -> bool | None:
    """Return whether the product's value is the oracle's; None without an oracle.

    An oracle that leaves rules out says how good a plan is at best: it tells nothing of one that is
    worse, and a better one is wrong.
    Exact sums of many fractions are rounded far below what is shown, each in its own order.
    """
    if judged.opinion is None:
        return None
    own, said = best(judged), judged.opinion.value
    if own is None or said is None:
        return own is None and said is None
    blur = Fraction(judged.size * 2, 10**PLACES)
    if judged.opinion.is_bound and own[0] > said + blur:
        return None
    return abs(own[0] - said) <= blur


def is_proven(judged: Judged) -> bool:
    """Return whether an engine proved its plan best, or that there is none."""
    return any(e.answer.get("proven") in PROVEN for e in judged.ours)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[str]:
    """Return every figure in which two runs differ, one sentence each."""
    return [
        f"{name}, {key}: was {old[name][key]}, is {new[name][key]}"
        for name in new
        if name in old
        for key in new[name]
        if old[name].get(key) != new[name][key]
    ]


def _digits(value: Fraction) -> str:
    return f"{value.numerator / value.denominator:.{SHOWN}g}"
