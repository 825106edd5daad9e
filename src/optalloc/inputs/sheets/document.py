"""A document that is put together value by value, each with the cell that it came from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optalloc.core.errors import Fault
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.sheets.layout import OFF
from optalloc.inputs.sheets.setting_forms import SettingForm
from optalloc.inputs.yaml_reader import EntryPlace, Key, SheetWords, YamlEntries


class WorkbookDocument:
    """Entries as the YAML reader gives them, with places that are cells.

    Attributes:
        whole: The workbook itself, for what stands in no cell.
        words: What a workbook calls what a scenario has.
    """

    def __init__(self, whole: EntryPlace, words: SheetWords) -> None:
        self.whole, self.words = whole, words
        self._entries: dict[str, Any] = {}
        self._places: dict[Key, EntryPlace] = {(): whole}
        self._faults: list[Fault] = []
        self._refused: set[Key] = set()
        self._left_out: list[Key] = []

    def at(self, sheet: str, cell: str) -> EntryPlace:
        """Return a cell as a place."""
        return replace(self.whole, sheet=sheet, cell=cell)

    def entry(self, key: Key) -> dict[str, Any] | None:
        """Return a group that is there already, or None."""
        found: Any = self._entries
        for word in key:
            found = found.get(word) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else None

    def open(self, key: Key, place: EntryPlace) -> None:
        """Let there be a group, empty as yet."""
        self._group(key, place)

    def put(self, key: Key, value: Any, place: EntryPlace, form: SettingForm) -> None:
        """Put one value at its path; a second one makes a list where that may be one."""
        group = self._group(key[:-1], place)
        if group is None:
            return
        name, there = key[-1], group.get(key[-1])
        if name not in group:
            is_list = form.items is not None and not form.is_single
            group[name] = [value] if is_list else value
            self._places[key] = place
            if is_list:
                self._places[(*key, "1")] = place
        elif form.items is not None:
            if not isinstance(there, list):
                there = group[name] = [there]
                self._places[(*key, "1")] = self._places[key]
            there.append(value)
            self._places[(*key, str(len(there)))] = place
        else:
            self._again(key, place, value)

    def name(self, key: Key, cell: str) -> None:
        """Note which cell has the name of a value that was put in."""
        place = self._places.get(key)
        if place is not None and place.name_cell is None:
            self._places[key] = replace(place, name_cell=cell)

    def put_in_list(self, key: Key, value: Any, place: EntryPlace) -> None:
        """Put one value into the last group of a list; a second of its name begins another group.

        Args:
            key: The path of the list, and the name of the value in the group.
        """
        group = self._group(key[:-2], place)
        if group is None:
            return
        name, word = key[-2:]
        there = group.get(name)
        items = there if isinstance(there, list) else [] if there is None else [there]
        if not items or not isinstance(items[-1], dict) or word in items[-1]:
            items.append({})
        items[-1][word] = value
        group[name] = items
        self._places.setdefault(key[:-1], place)
        self._places[(*key[:-1], str(len(items)), word)] = place

    def leave_out(self, key: Key, place: EntryPlace) -> None:
        """Note that an entry is off, whatever else its rows say."""
        self._left_out.append(key)
        self._places[key] = place

    def refuse(
        self,
        place: EntryPlace,
        where: Words,
        allowed: Words,
        came: str | None = None,
        remedy: Words = NOTHING,
        entry: Key = (),
    ) -> None:
        """Note what is wrong with a cell, and with which entry."""
        if entry:
            self._refused.add(entry)
        self._faults.append(Fault(place.file, where, allowed, came, remedy, place.sheet))

    def read(self) -> YamlEntries:
        """Return what was put in."""
        left_out: dict[Key, Mapping[str, Any]] = {}
        for section, label in self._left_out:
            said = self._entries[section][label]
            if isinstance(said, dict):  # else it was said twice
                left_out[section, label] = said
            self._entries[section][label] = OFF.en
        known = (self._entries, self._places, self._faults, self._refused, self.words)
        return YamlEntries(*known, left_out=left_out)

    def _group(self, key: Key, place: EntryPlace) -> dict[str, Any] | None:
        """Return the group at a path, made where it is not there; None where a value stands."""
        group = self._entries
        for depth, word in enumerate(key, 1):
            self._places.setdefault(key[:depth], place)
            group = group.setdefault(word, {})
            if not isinstance(group, dict):
                self._again(key[:depth], place, None)
                return None
        return group

    def _again(self, key: Key, place: EntryPlace, came: Any) -> None:
        """Refuse a cell that says what another says already."""
        first = self._places[key]
        where = Words(f"单元格 {place.cell}", f"cell {place.cell}")
        there = "" if first.sheet == place.sheet else f"{first.sheet} "
        allowed = Words(
            f"同一项只能写一次（{there}{first.cell} 已写）",
            f"each setting once ({there}{first.cell} says it)",
        )
        remedy = Words(
            "另一条请起另一个名称；否则请删去一处。",
            "Give another entry a name of its own, or delete one of them.",
        )
        self.refuse(place, where, allowed, None if came is None else str(came), remedy)
