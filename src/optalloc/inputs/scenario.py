"""Scenario files: YAML with a place for every entry, one file extending another.

A workbook may stand for any of them: its sheets say the same entries (`sheets/`).

What a file says replaces what the file it extends says, key by key; `goals` as a whole, because it
is an order; the word `off` removes a rule, target or indicator that was inherited.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optalloc import WORKBOOK_READER
from optalloc.core.errors import (
    REFERENCE,
    Fault,
    InputUnusable,
    nearest,
    one_of_many,
    refuse_any,
    shortened,
)
from optalloc.core.message import NOTHING, Words, one_of, paragraph, same
from optalloc.inputs.kept_readings import KeptReadings
from optalloc.inputs.named_file import texts
from optalloc.inputs.off_entries import name_off_entries
from optalloc.inputs.setting_text import (
    AS_KEYS,
    REMOVED,
    beside_same_kind,
    is_off,
    refused_setting,
    said_together,
    split_setting,
)
from optalloc.inputs.tables import KINDS, near_file
from optalloc.inputs.tables.raw import THE_FILE, unusable
from optalloc.inputs.yaml_reader import (
    EntryPlace,
    Key,
    SheetWords,
    YamlEntries,
    load,
    parse,
    show_setting,
)
from optalloc.problem.component import Component
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.setting_names import setting_words
from optalloc.problem.shown_name import is_chinese

DEEPEST_CHAIN = 20
SECTIONS = (
    *("name", "title", "notes", "unit", "model", "extends", "tables", "levels", "changes"),
    *("indicators", "targets", "rules", "goals", "ties", "baseline", "paper"),
)
BELOW = ("model", "extends")
"""The sections that name a file to lay this one over, the lowest first."""
WHOLE_SECTIONS = ("goals", "ties")
FROM_LEDGER = Words("取自台账", "From the ledger")
"""How a note begins that says what a scenario took from a ledger."""

SHEET_FIRST = Words("应先写工作表的名称", "the name of a sheet first")
IN_SHEETS = Words(
    "例如 约束.均衡.最大偏离=20%、资金来源.市级资金.金额=50；名称里有点时加双引号。",
    "For example rules.balance.max_deviation=20%; a name with a dot in double quotes.",
)
"""How settings of the command line are written."""


@dataclass(frozen=True)
class Scenario:
    """A composed scenario: plain mappings, lists and scalars, and where each entry came from.

    Attributes:
        name: The file's stem.
        entries: The composed mapping; decimals are Decimal, nothing is a float.
        places: The place of each entry, by its path of keys.
        faults: What is wrong with single entries and settings of the command line.
        kept: What was read of its tables, for scenarios that are made from it.
        refused: The entries in which something was left out for a fault.
        torn_parts: The parts of which a setting is refused, each with its section.
        sheets: How entries of a workbook are told in letters; None where none is read.
        left_out: What entries said that are switched off since, where that is known.
        never_there: The entries that are switched off and name nothing that was there.
    """

    name: str
    entries: dict[str, Any]
    places: dict[Key, EntryPlace] = field(repr=False)
    faults: list[Fault] = field(default_factory=list, repr=False)
    kept: KeptReadings = field(default_factory=KeptReadings, repr=False, compare=False)
    refused: set[Key] = field(default_factory=set, repr=False, compare=False)
    torn_parts: list[tuple[str, Component]] = field(default_factory=list, repr=False, compare=False)
    sheets: SheetWords | None = field(default=None, repr=False, compare=False)
    left_out: dict[Key, Mapping[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    never_there: set[Key] = field(default_factory=set, repr=False, compare=False)

    @property
    def is_workbook(self) -> bool:
        """Whether it is written in the sheets of a workbook."""
        return self.places[()].cell is not None

    def example(self, in_yaml: Words, in_sheets: Words) -> Words:
        """Return the example that shows what to write, as the scenario is written."""
        return in_sheets if self.is_workbook else in_yaml

    def place(self, key: Key) -> EntryPlace:
        """Return where an entry stands, or the nearest entry around it."""
        while key not in self.places and key:
            key = key[:-1]
        return self.places[key]

    def _place_of(self, key: Key, came: object) -> EntryPlace:
        """Return where what came stands: one of several names has a place of its own."""
        there: Any = self.entries
        for word in key:
            there = there.get(word) if isinstance(there, dict) else None
        if isinstance(there, list) and came in there:
            return self.place((*key, str(there.index(came) + 1)))
        if isinstance(there, dict) and isinstance(came, str) and came in there:
            key = (*key, came)
        place = self.place(key)
        is_name = place.name_cell is not None and key[-1:] == (came,) and key in self.places
        return replace(place, cell=place.name_cell) if is_name else place

    def section(self, name: str) -> Mapping[str, Any]:
        """Return the entries of a section that are not removed; none when it is no mapping."""
        entries = self.entries.get(name)
        if not isinstance(entries, dict):
            return {}
        return {k: v for k, v in entries.items() if not is_off(v)}

    def fault(
        self, key: Key, allowed: Words, came: object = None, remedy: Words = NOTHING
    ) -> Fault:
        """Return a fault of one entry, with its file, line or cell, and path of keys."""
        place = self._place_of(key, came)
        text = None if came is None else show_setting(came)
        kind, section = self.kind_of(key), key[0] if key else ""
        remedy = paragraph([remedy, *said_together(key, self.entries, self.places, came)])
        if self.sheets is not None and (place.cell is not None or not place.file):
            allowed, remedy = (self.sheets.text(t, section, kind) for t in (allowed, remedy))
        if self.sheets is not None and place.cell is not None:
            where = self.sheets.path(key, kind, bool(place.cell))
            if place.cell and where != NOTHING:
                where = Words(f"单元格 {place.cell} ", f"cell {place.cell}, ") + where
            elif where == NOTHING:
                where = Words("工作表", "the sheet")
            return Fault(place.file, where, allowed, text, remedy, place.sheet)
        path = ".".join(key)
        where = same(path if place.file else f"--set {path}")
        if self.sheets is not None and not place.file and len(key) > 1:
            typed = self.sheets.typed_back(key, "", self.entries).zh.rstrip("=")
            return Fault(place.file, Words(f"--set {typed}", where.en), allowed, text, remedy)
        if place.line is not None:
            where = Words(f"第{place.line}行 {path}", f"line {place.line}, {path}")
        name = _name_of(key, self.section(key[0])) if key else NOTHING
        return Fault(place.file, where, allowed, text, remedy, name=name)

    def kind_of(self, key: Key) -> str:
        """Return the word of the part that an entry is; empty where it is none."""
        entry = self.section(key[0]).get(key[1]) if len(key) > 1 else None
        kind = entry.get("kind", key[1]) if isinstance(entry, dict) else key[1:2]
        return kind if isinstance(kind, str) else ""


def _name_of(key: Key, entries: Mapping[str, Any]) -> Words:
    """Return what Chinese readers see an entry of a part called, and its setting; else nothing.

    In English a key is its own name, and so is a key in Chinese.
    """
    if len(key) < 2 or key[0] not in CATALOGUES:
        return NOTHING
    entry = entries.get(key[1])
    word = entry.get("kind", key[1]) if isinstance(entry, dict) else key[1]
    part = CATALOGUES[key[0]].get(word) if isinstance(word, str) else None
    if part is None:
        return NOTHING
    name = _own_name(part, key[1], entry if isinstance(entry, dict) else {})
    setting = setting_words(key[2:3], word, key[0]).zh
    names = [name] * (name != key[1]) + [setting] * is_chinese(setting)
    return Words("：".join(names), "")


def _own_name(part: type[Component], label: str, entry: Mapping[str, Any]) -> str:
    """Return what Chinese readers see a part called; by its kind where it cannot be read."""
    try:
        return part.read(label, {"kind": label, **entry}, "万元").shown.zh
    except ValidationError:
        return label if is_chinese(label) else part.called.zh


def compose(path: Path, named: str, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario with everything it extends, then the settings of the command line.

    Args:
        settings: `KEY=VALUE` texts, dotted keys.

    Raises:
        InputUnusable: When a file cannot be read as a scenario.
    """
    said = _chain(path, named, ())
    scenario = Scenario(
        path.stem,
        said.entries,
        said.places,
        said.faults,
        refused=said.refused,
        sheets=said.sheets,
        left_out=said.left_out,
        never_there=said.never_there,
    )
    lay_settings(scenario, settings)
    return scenario


def lay_settings(scenario: Scenario, settings: Sequence[str]) -> None:
    """Lay settings of the command line over a scenario; what is wrong goes to its faults."""
    scenario.faults.extend(_unknown_sections(scenario))
    known = {section: set(scenario.section(section)) for section in CATALOGUES}
    laid: list[Key] = []
    for setting in texts(settings, "settings"):
        try:
            laid.append(_set(scenario, setting))
        except InputUnusable as refused:
            where = same(f"--set {shortened(setting)}")
            faults = [replace(f, place=where) for f in refused.faults]
            if scenario.is_workbook:  # who has never seen a key is shown none
                faults = [
                    replace(f, remedy=IN_SHEETS) if f.remedy == AS_KEYS else f for f in faults
                ]
            scenario.faults.extend(faults)
    beside = list(beside_same_kind(laid, known, scenario.entries, scenario.sheets))
    for (section, label), fault in beside:
        scenario.entries[section].pop(label, None)  # nothing else is said of what is not meant
        scenario.faults.append(fault)


def named_beside(named: str, target: str) -> str:
    """Return what to call a file that another file names: its path as the user would write it."""
    return os.path.normpath(os.path.join(os.path.dirname(named), target))


def _unknown_sections(scenario: Scenario) -> Iterator[Fault]:
    named = Words("节名", "a section, ")
    if scenario.entries and not any(word in SECTIONS for word in scenario.entries):
        # Some other file: nothing of it is quoted, as it may hold what is nobody's business.
        yield replace(scenario.fault((), one_of(named, SECTIONS)), place=THE_FILE)
        return
    for word in scenario.entries:
        if word not in SECTIONS:
            allowed, hint = one_of_many(named, SECTIONS, word, REFERENCE)
            yield scenario.fault((word,), allowed, word, hint)


def _chain(path: Path, named: str, above: tuple[Path, ...]) -> YamlEntries:
    """Return a file's entries laid over those of its model and of the file it extends."""
    here = Path(os.path.realpath(path))  # of a link that leads to itself too
    chain = (*above, here)
    if here in above or len(chain) > DEEPEST_CHAIN:
        allowed = Words("extends 不能绕回自己", "files that do not extend one another in a circle")
        if here not in above:
            allowed = Words(f"extends 最多 {DEEPEST_CHAIN} 层", f"at most {DEEPEST_CHAIN} extends")
        remedy = Words("请改正 extends 或 model。", "Correct extends or model.")
        raise unusable(named, allowed, remedy, " → ".join(p.name for p in chain))
    top = _load(path, named)
    base = YamlEntries({}, {(): top.places[()]}, [])
    for word in BELOW:
        if word in top.entries:
            below = _below(top, word, path, chain)
            base.faults += below.faults
            base.refused |= below.refused
            base.sheets = base.sheets or below.sheets
            _lay_over(base, below)
    _lay_over(base, top)
    base.faults += top.faults
    base.refused |= top.refused
    base.sheets = base.sheets or top.sheets
    return base


def _load(path: Path, named: str) -> YamlEntries:
    """Return what one file says, YAML or a workbook, whose reader few scenarios need."""
    if not is_workbook(path):
        return load(path, named)
    said: YamlEntries = import_module(WORKBOOK_READER).load_workbook(path, named)
    return said


def is_workbook(path: Path) -> bool:
    """Say whether a scenario's name is that of a workbook."""
    return KINDS.get(path.suffix.casefold()) in ("book", "other book")


def _below(top: YamlEntries, word: str, path: Path, chain: tuple[Path, ...]) -> YamlEntries:
    """Return what the file says that an entry names, and take the entry away."""
    target, place = top.entries.pop(word), top.places.pop((word,))
    at = Scenario("", {}, {(): top.places[()], (word,): place})
    if not isinstance(target, str) or not target.strip():
        allowed = Words("应为一个文件名", "the name of a file")
        raise InputUnusable([at.fault((word,), allowed, target)])
    file = path.parent / target
    if not file.exists():
        allowed = Words("应为已有的文件", "a file that is there")
        remedy = near_file(file)
        raise InputUnusable([at.fault((word,), allowed, target, remedy)])
    return _chain(file, named_beside(place.file, target), chain)


def _lay_over(base: YamlEntries, top: YamlEntries, whole: Sequence[str] = WHOLE_SECTIONS) -> None:
    """Put entries over others in place; mappings join, everything else is replaced.

    Args:
        whole: The sections that are replaced as a whole.
    """

    def lay(below: dict[str, Any], above: Mapping[str, Any], at: Key) -> None:
        for name, value in above.items():
            key = (*at, name)
            joins = isinstance(value, dict) and isinstance(below.get(name), dict)
            if joins and key[0] not in whole and not _another_kind(below[name], value, key):
                lay(below[name], value, key)
                continue
            for old in [k for k in base.places if k[: len(key)] == key]:
                del base.places[old]
            below[name] = value
            base.places.update({k: p for k, p in top.places.items() if k[: len(key)] == key})

    before = {word: dict(v) for word, v in base.entries.items() if isinstance(v, dict)}
    begun = {w for w in top.entries if w not in before or w in whole}
    base.left_out |= top.left_out
    lay(base.entries, top.entries, ())
    base.places[()] = top.places[()]
    name_off_entries(before, top, base, begun)


def _another_kind(old: Mapping[str, Any], new: Mapping[str, Any], key: Key) -> bool:
    """Return whether an entry of a part says that it is another part from now on."""
    return len(key) == 2 and "kind" in new and new["kind"] != old.get("kind", key[-1])


def _set(scenario: Scenario, setting: str) -> Key:
    """Lay one `KEY=VALUE` of the command line over a scenario, and return its keys.

    Raises:
        InputUnusable: When the setting cannot be laid over; its place is left to the caller.
    """
    keys, text = split_setting(setting)
    if scenario.sheets is not None:
        keys, text = scenario.sheets.typed(keys, text, scenario.entries)
    here = EntryPlace("", Path.cwd())
    allowed = one_of(Words("第一个键", ""), [s for s in SECTIONS if s not in BELOW])
    if keys[0] in BELOW:
        allowed = Words("--set 不能换 model 和 extends", "no other model and no other extends")
        raise refused_setting(
            allowed, None, Words("请另写一个情景文件。", "Write another scenario.")
        )
    if keys[0] not in SECTIONS and scenario.is_workbook:
        raise refused_setting(SHEET_FIRST, keys[0], IN_SHEETS)
    if keys[0] not in SECTIONS:
        hint = nearest(keys[0], SECTIONS)
        if keys[0] in scenario.section("tables"):
            example = f"changes.{keys[0]}.…=…"
            hint = Words(f"要改表里的一格，请写 {example}。", f"For a cell of it, write {example}.")
        raise refused_setting(allowed, keys[0], hint)
    parent: Any = scenario.entries
    for key in keys[:-1]:
        parent = parent.get(key, {})
        if not isinstance(parent, dict) and parent not in (None, REMOVED):
            allowed = Words(f"{key} 下面没有设置", f"{key} holds no settings")
            raise refused_setting(allowed, show_setting(parent))
        parent = parent if isinstance(parent, dict) else {}
    said = parse(text, here)
    refuse_any(said.faults)
    entries: Any = "" if said.entries is None and not text.strip() else said.entries
    entries = _several(scenario, keys, entries)
    for key in reversed(keys):
        entries = {key: entries}
    places = {keys[:n]: here for n in range(1, len(keys) + 1)}
    top = YamlEntries(entries, {(): scenario.places[()], **places})
    base = YamlEntries(scenario.entries, scenario.places, left_out=scenario.left_out)
    base.never_there = scenario.never_there
    _lay_over(base, top, WHOLE_SECTIONS if len(keys) == 1 else ())
    return keys


def _several(scenario: Scenario, keys: Key, value: Any) -> Any:
    """Return the names of a list that are written as in a cell, 甲镇、乙镇; else the value."""
    if not isinstance(value, str) or not value.strip() or value.endswith("%") or is_off(value):
        return value
    found = import_module(WORKBOOK_READER).WORDS.several(keys, value, scenario.entries)
    return value if found is None else found
