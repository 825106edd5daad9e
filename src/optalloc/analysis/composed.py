"""Settings that come from Python instead of a file: the scenario that they compose."""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.analysis.in_memory import MemoryTable, exact, plain
from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.core.money import parse_number, parse_share
from optalloc.inputs.kept_readings import of_table
from optalloc.inputs.off_entries import name_off_entries
from optalloc.inputs.scenario import Scenario, compose, lay_settings
from optalloc.inputs.setting_text import is_off
from optalloc.inputs.yaml_reader import EntryPlace, YamlEntries

MEMORY = "Python"
"""What letters call settings that come from no file."""


def apart(scenario: Scenario, anew: Collection[str] = ()) -> Scenario:
    """Return a copy that nothing done to it changes; tables, and what was read, are shared.

    Args:
        anew: Tables that are to be read again, though they may have the same names of files.
    """
    entries, places, faults = deepcopy(scenario.entries), scenario.places, scenario.faults
    kept = scenario.kept.without(map(of_table, anew)) if anew else scenario.kept
    off, nothing = dict(scenario.left_out), set(scenario.never_there)
    made = Scenario(scenario.name, entries, dict(places), list(faults), kept)
    return replace(made, left_out=off, never_there=nothing)


def share_of(value: float | str | Fraction, what: str) -> Fraction:
    """Return a part of a whole that an argument states: 0.01, "1%", Fraction(1, 100).

    Raises:
        InputUnusable: When it is none, or below 0.
    """
    try:
        share = parse_share(str(exact(value)))
        if share < 0:
            raise ValueError(value)
    except ValueError:
        allowed = Words(
            "应为不小于 0 的比例，如 0.01 或 1%", "a part, at least 0, such as 0.01 or 1%"
        )
        raise InputUnusable([Fault(MEMORY, same(what), allowed, str(value))]) from None
    return share


def in_unit(amount: object, unit: str) -> object:
    """Return an amount that says its unit: a bare number would count what the table's header says.

    What is no bare number (30万元, -10%, nothing) stays as it is.
    """
    try:
        parse_number(amount)
    except ValueError:
        return amount
    return f"{amount:f}{unit}" if isinstance(amount, Decimal) else f"{amount}{unit}"


def policy_scenario(
    policy: str | Path | Mapping[str, Any], name: str, settings: Sequence[str]
) -> Scenario:
    """Return the scenario of a file, or of a mapping with the sections of one.

    Raises:
        InputUnusable: When it is neither.
    """
    if not isinstance(policy, str | Path | Mapping):
        allowed = Words("应为文件路径，或含各节的字典", "a file's path, or a dict of sections")
        raise InputUnusable([Fault(MEMORY, same("policy"), allowed, str(policy))])
    if isinstance(policy, str | Path):
        scenario = compose(Path(policy), str(policy), settings)
        scenario.entries.setdefault("name", name)
        return scenario
    here = EntryPlace(MEMORY, Path.cwd())
    entries = plain(policy)
    scenario = Scenario(name, entries, {(): here})
    _note_places(scenario, (), entries, here)
    _name_off_entries(scenario, {}, entries, entries)
    lay_settings(scenario, settings)
    return scenario


def _note_places(scenario: Scenario, key: tuple[str, ...], value: Any, place: EntryPlace) -> None:
    scenario.places[key] = place
    if isinstance(value, dict):
        for word, item in value.items():
            _note_places(scenario, (*key, word), item, place)


def lay(scenario: Scenario, key: tuple[str, ...], value: Any, joins: bool) -> None:
    """Lay a value over the entry of a key; mappings join what is there where that is asked for."""
    before = dict(scenario.entries.get(key[0]) or {}) if len(key) == 1 and joins else {}
    _lay(scenario, key, value, joins)
    if len(key) == 1 and isinstance(value, dict | None):
        _name_off_entries(scenario, {key[0]: before}, {key[0]: value}, () if joins else key)


def _name_off_entries(
    scenario: Scenario,
    before: Mapping[str, Mapping[str, Any]],
    laid: Mapping[str, Any],
    begun: Collection[str],
) -> None:
    """Put `off` entries of what was laid over under the keys of what they name."""
    whole = YamlEntries(scenario.entries, scenario.places)
    whole.left_out, whole.never_there = scenario.left_out, scenario.never_there
    for section, entries in before.items():
        off = {k: v for k, v in entries.items() if is_off((laid[section] or {}).get(k))}
        whole.left_out |= {(section, k): v for k, v in off.items() if isinstance(v, dict)}
    name_off_entries(before, YamlEntries(laid), whole, begun)


def _lay(scenario: Scenario, key: tuple[str, ...], value: Any, joins: bool) -> None:
    parent: Any = scenario.entries
    for word in key[:-1]:
        if not isinstance(parent.get(word), dict):
            parent[word] = {}
        parent = parent[word]
    last = key[-1]
    if joins and isinstance(value, dict) and isinstance(parent.get(last), dict):
        for word, item in value.items():
            _lay(scenario, (*key, word), item, joins=len(key) < 2)
        return
    for old in [k for k in scenario.places if k[: len(key)] == key]:
        del scenario.places[old]
    parent[last] = value
    _note_places(scenario, key, value, EntryPlace(MEMORY, Path.cwd()))


FRAMES = "frames"
"""What a problem of data in memory is called."""
TABLES = (
    *("recipients", "sources", "uses", "needs", "projects", "negative_list"),
    *("earlier", "approved", "history"),
)


def framed(
    policy: str | Path | Mapping[str, Any],
    name: str,
    settings: Sequence[str],
    tables: Mapping[str, Any],
) -> Scenario:
    """Return the scenario of a policy and tables in memory; arguments as `Problem.from_frames`.

    Raises:
        InputUnusable: When a table is none, or the policy is neither a file nor sections.
    """
    unknown = [word for word in tables if word not in TABLES]
    if unknown:
        allowed = one_of(Words("表名", "a table, "), TABLES)
        faults = [Fault(MEMORY, same(w), allowed, w, nearest(w, TABLES)) for w in unknown]
        raise InputUnusable(faults)
    scenario = policy_scenario(policy, name, settings)
    named = scenario.entries.get("tables")
    held = dict(named) if isinstance(named, dict) else {}
    for word, data in tables.items():
        is_file = data is None or isinstance(data, str | Path)
        held[word] = (None if data is None else str(data)) if is_file else MemoryTable(word, data)
        scenario.places["tables", word] = scenario.places.get(
            ("tables",), EntryPlace(MEMORY, Path.cwd())
        )
        if is_file:
            scenario.places["tables", word] = EntryPlace(MEMORY, Path.cwd())
    scenario.entries["tables"] = held
    scenario.places.setdefault(("tables",), EntryPlace(MEMORY, Path.cwd()))
    return scenario
