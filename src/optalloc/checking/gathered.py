"""Notes that say one thing of several places become one note, at the first of them.

金额都是 5万元 的整数倍；表3 为 50万元        the step of each table
中央：260万元，占 52%；省级：140万元，占 28%    the groups of one column
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace

SAME_OF_SEVERAL = (
    "goal",
    "distance",
    "not_judged",
    "units_only",
    "unit_of_scenario",
)
"""Kinds that say the same of several tables of one plan."""
OF_THE_RULE_BEHIND = (
    "split",
    "grain",
    "group_share",
    "weights",
    "rate",
    "bounded_rate",
    "standard",
    "largest_remainder",
)
"""Kinds that say which rule may stand behind a table: no news where the scenario says the rules."""
Alike = Callable[[Finding], object]


def gathered(findings: Sequence[Finding], is_beside_rules: bool = False) -> list[Finding]:
    """Return findings with the notes of a kind put together that belong together.

    Args:
        is_beside_rules: Whether a scenario says the rules.
    """
    kept = [f for f in findings if not is_beside_rules or not _is_of_the_rule_behind(f)]
    found = _first_of(kept, "group_share", lambda f: f.where, _one_by_one)
    found = _first_of(found, "split", lambda f: (f.where.file, f.came), _also_there)
    for kind in SAME_OF_SEVERAL:
        found = _first_of(found, kind, lambda f: (f.where.file, f.words.en), _also_there)
    found = _first_of(found, "not_judged", lambda f: f.where.file, _also_partly)
    found = _first_of(found, "no_plan_here", lambda f: f.where.file, _each_named)
    return _first_of(found, "grain", lambda f: f.where.file, _steps)


def _is_of_the_rule_behind(finding: Finding) -> bool:
    return finding.severity == "note" and finding.kind in OF_THE_RULE_BEHIND


def _first_of(
    findings: list[Finding], kind: str, alike: Alike, joined: Callable[[list[Finding]], Words]
) -> list[Finding]:
    """Return findings; those of a kind that are alike are one, in the place of the first."""
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        if one.kind == kind and one.severity == "note":
            groups.setdefault(alike(one), []).append(one)
    first = {id(group[0]): group for group in groups.values()}
    later = {id(one) for group in groups.values() for one in group[1:]}
    return [
        replace(one, words=joined(group)) if len(group := first.get(id(one), [])) > 1 else one
        for one in findings
        if id(one) not in later
    ]


def _one_by_one(group: list[Finding]) -> Words:
    return Words("；".join(f.words.zh for f in group), "; ".join(f.words.en for f in group))


def _also_there(group: list[Finding]) -> Words:
    """Return the words of the first; the other tables are named."""
    names = [_name(f.where) for f in group[1:]]
    more = Words(f"；{'、'.join(names)}也是", f"; the same in {', '.join(names)}")
    return group[0].words + more


def _also_partly(group: list[Finding]) -> Words:
    """Return the words of the first; of the others that they tell another part, as right."""
    names = [_name(f.where) for f in group[1:]]
    more = Words(
        f"；{'、'.join(names)}写明的是另一部分，也都相同",
        f"; {', '.join(names)} tell another part, and the same amounts",
    )
    return group[0].words + more


def _each_named(group: list[Finding]) -> Words:
    """Return the words of each; those of the others behind their tables' names."""
    words = group[0].words
    for one in group[1:]:
        words += Words(f"；{_name(one.where)}", f"; {_name(one.where)} ") + one.words
    return words


def _steps(group: list[Finding]) -> Words:
    """Return the step of the first table, and those of the others where they are coarser."""
    steps: dict[str, list[str]] = {}
    for one in group:
        steps.setdefault(one.came or "", []).append(_name(one.where))
    others = {step: names for step, names in steps.items() if step != group[0].came}
    words = group[0].words
    for step, names in others.items():
        words += Words(f"；{'、'.join(names)}为 {step}", f"; of {step} in {', '.join(names)}")
    return words


def _name(where: FindingPlace) -> str:
    return where.sheet or where.file
