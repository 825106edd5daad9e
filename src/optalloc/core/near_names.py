"""Names of two lists that may be of the same: 东川镇 in one, 东山镇 in the other.

Two names are near where one letter of them is another, left out or put in, and the longer has
three or more: 张镇 and 李镇 are two towns. A letter that counts is no slip (第一村, 第二村). Each
name has one pair at most; one in both lists has none.
"""

from collections.abc import Collection, Iterable, Sequence

LEAST = 3
"""Fewest letters of a name of which one may be another."""


def one_letter_apart(some: Iterable[str], others: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of a name of the first list and one of the second that may be of one.

    A name that is near to several is near to none: nobody can say to which.
    """
    first, second = list(dict.fromkeys(some)), list(dict.fromkeys(others))
    one, other = _alone(first, second), _alone(second, first)
    return [(a, b) for a, b in one.items() if other.get(b) == a]


def _alone(names: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Return the only other that is near each name, of those that have one."""
    there = set(others)
    apart = [name for name in names if name not in there]
    return {name: near[0] for name, near in near_each(apart, others).items() if len(near) == 1}


def near_each(names: Iterable[str], others: Iterable[str]) -> dict[str, list[str]]:
    """Return the others that are near each name, of those that have any."""
    # Near names share a spelling with a letter left out, or one is such a spelling of the other:
    # only others with a spelling in common are looked at, not all for every name.
    by_spelling: dict[str, list[str]] = {}
    for other in dict.fromkeys(others):
        for spelling in _spellings(other):
            by_spelling.setdefault(spelling, []).append(other)
    found = {}
    for name in names:
        beside = dict.fromkeys(o for s in _spellings(name) for o in by_spelling.get(s, ()))
        if near := [other for other in beside if is_near(name, other)]:
            found[name] = near
    return found


def _spellings(name: str) -> dict[str, None]:
    """Return a name, and the name with each of its letters left out."""
    return dict.fromkeys((name, *(name[:i] + name[i + 1 :] for i in range(len(name)))))


def is_near(one: str, other: str) -> bool:
    """Say whether two names differ, and in one letter alone."""
    short, long = sorted((one, other), key=len)
    if short == long or len(long) < LEAST or len(long) - len(short) > 1:
        return False
    at = _common(short, long)
    rest = len(short) - at - (len(long) == len(short))
    if rest > 0 and short[-rest:] != long[-rest:]:
        return False
    return not any(map(_counts, (long[at], *short[at : at + (len(long) == len(short))])))


def _counts(letter: str) -> bool:
    """Say whether a letter numbers things that are alike but for it: 第2村, 三组, B区, 甲村."""
    return letter.isnumeric() or letter.isascii() or letter in "甲乙丙丁戊己庚辛壬癸"


def _common(one: Collection[str], other: Collection[str]) -> int:
    """Return how many letters two names begin with in common."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
