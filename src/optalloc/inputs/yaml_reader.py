"""YAML as plain data: nothing is a binary float, nothing is a tag, each entry knows its line."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words, hidden_mark
from optalloc.inputs.tables.csv_text import decode
from optalloc.inputs.tables.files import read_whole
from optalloc.inputs.tables.raw import THE_FILE, unusable
from optalloc.inputs.yaml_errors import what_is_wrong

LARGEST_FILE = 1 << 20
"""Longest file of settings that is read [bytes]."""
MOST_ENTRIES = 100_000
"""Most entries of one file, those that an alias repeats counted each time."""
LONGEST_NUMBER = 1000
"""Most characters of a number; more are a text, as Python does not print such numbers."""
DEEPEST = 30
"""Most levels of entries inside entries."""

_TOO_MUCH = Words(
    f"最多 {MOST_ENTRIES} 项、{DEEPEST} 层",
    f"at most {MOST_ENTRIES} entries, {DEEPEST} levels deep",
)
_INTO_TABLES = Words("请把长的清单放进表格。", "Put long lists into tables.")
_TAGS = "tag:yaml.org,2002:"
_PLAIN_TAGS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge")
_AFTER_COMMA = re.compile(r"[0-9]{3}(\.[0-9]+)?\s*[^0-9]*")
_HARMLESS = "\n\t\u200b\u200c\u200d\u2060\ufeff"

Key = tuple[str, ...]


@dataclass(frozen=True)
class SheetWords:
    """How entries of a workbook are told in letters.

    Attributes:
        path: Says where an entry stands: its path, the word of its part, is a cell named.
        text: Says a text about an entry in the words of sheets: the text, its section, its part.
        typed: Reads a setting of the command line in the names of sheets: keys, value, entries.
        where: Says the row that has a setting and what to write: keys, value, entries, places; and
            below which row rows are added or deleted, 0 where none are.
        typed_back: Says a setting as `--set` takes it in the names of sheets: keys, value, entries.
        several: Reads names as a cell lists them, 甲镇、乙镇: keys, value, entries; None where the
            setting is no list of names.
    """

    path: Callable[[Key, str, bool], Words]
    text: Callable[[Words, str, str], Words]
    typed: Callable[[Key, str, Mapping[str, Any]], tuple[Key, str]]
    where: "Callable[[Key, str, Mapping[str, Any], Mapping[Key, EntryPlace]], tuple[Words, int]]"
    typed_back: Callable[[Key, str, Mapping[str, Any]], Words]
    several: Callable[[Key, str, Mapping[str, Any]], list[Any] | None]


@dataclass(frozen=True)
class EntryPlace:
    """Where an entry stands.

    Attributes:
        file: The file as the user named it; empty for the command line.
        folder: The folder that names of files are looked up in.
        line: The line in the file, from 1; None where there is none.
        sheet: The sheet of a workbook; None where it stands in none.
        cell: The cell of a workbook, as C5; empty for all of it, None where there is none.
        name_cell: The cell that has the name of the entry, where `cell` has its value.
    """

    file: str
    folder: Path
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    name_cell: str | None = None


@dataclass
class YamlEntries:
    """What a YAML text says.

    Attributes:
        entries: Plain mappings, lists and scalars; decimals are Decimal, nothing is a float.
        places: The place of each entry, by its path of keys; the items of a list count from 1.
        faults: What is wrong with single entries; each was left out or kept as it first came.
        refused: The entries in which something was left out for a fault, so that nobody need say
            that it is missing.
        sheets: How entries of a workbook are told in letters; None where none is read.
        left_out: What entries said that are switched off since, where that is known.
        never_there: The entries that are switched off and name nothing that was there.
    """

    entries: Any
    places: dict[Key, EntryPlace] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[Key] = field(default_factory=set)
    sheets: SheetWords | None = None
    left_out: dict[Key, Mapping[str, Any]] = field(default_factory=dict)
    never_there: set[Key] = field(default_factory=set)


def load(path: Path, named: str) -> YamlEntries:
    """Read a file of settings.

    Raises:
        InputUnusable: When the file cannot be read as a mapping of settings.
    """
    if path.is_dir():
        there = sorted(p.name for p in path.glob("*.y*ml"))[:8]
        remedy = Words(f"里面有：{'、'.join(there)}。", f"It has: {', '.join(there)}.")
        allowed = Words("应是 YAML 文件，不是文件夹", "a YAML file, not a folder")
        raise unusable(named, allowed, remedy if there else NOTHING)
    content = read_whole(path, named, LARGEST_FILE)
    text, line = decode(content)
    if text is None:
        allowed = Words("应为 UTF-8 文本", "text in UTF-8")
        remedy = Words(
            f"第{line}行起无法识别，请另存为 UTF-8 文本。",
            f"Line {line} cannot be understood: save it as UTF-8 text.",
        )
        raise unusable(named, allowed, remedy)
    said = parse(text, EntryPlace(named, path.parent, 1))
    if said.entries is None:
        remedy = Words(
            "可用 optalloc new 写出一个样例。", "Write one to start from with `optalloc new`."
        )
        allowed = Words("应有设置，但文件是空的", "settings, but the file is empty")
        raise unusable(named, allowed, remedy)
    if not isinstance(said.entries, dict):
        allowed = Words("应为“键: 值”的一组设置", "settings written as `key: value`")
        came = show_setting(said.entries) if _is_ours(EntryPlace(named, path.parent)) else None
        raise unusable(named, allowed, came=came)
    return said


def _is_ours(place: EntryPlace) -> bool:
    """Say whether a letter may quote a file: one that a name leads to by mistake is secret."""
    if not place.file:
        return True
    real = os.path.realpath(place.folder / Path(place.file).name)
    return all(name.lower().endswith((".yaml", ".yml")) for name in (place.file, real))


def show_setting(value: object) -> str:
    """Return a setting as one writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {show_setting(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(show_setting, value)) + "]"
    if isinstance(value, Decimal) and abs(value.adjusted()) < 30:
        return format(value, "f")
    return "" if value is None else str(value)


def parse(text: str, start: EntryPlace) -> YamlEntries:
    """Return a YAML text as plain data with the line of every entry.

    Args:
        start: The place of its first line; without a line, no entry has one.

    Raises:
        InputUnusable: When it is not YAML, or holds far too much.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
        reader = _Nodes(start)
        entries = None if node is None else reader.plain(node, ())
    except MarkedYAMLError as why:
        found = what_is_wrong(text, why)
        place = _line(start, found.line)
        came = found.came if _is_ours(start) else None
        fault = Fault(start.file, place, found.allowed, came, found.remedy)
        raise InputUnusable([fault]) from None
    except YAMLError as why:
        place = _line(start, text.count("\n", 0, getattr(why, "position", 0)) + 1)
        allowed = Words("不能有控制字符", "no control character")
        came = f"U+{character:04X}" if (character := _character(why)) else None
        remedy = Words("请删除。", "Delete it.")
        raise InputUnusable([Fault(start.file, place, allowed, came, remedy)]) from None
    except RecursionError:
        raise unusable(start.file, _TOO_MUCH, _INTO_TABLES) from None
    reader.places[()] = replace(start, line=None)
    return YamlEntries(entries, reader.places, reader.faults)


def _character(why: Any) -> int | None:
    """Return the character that a reader of YAML could not take."""
    character = getattr(why, "character", None)
    return ord(character) if isinstance(character, str) else character


def _line(start: EntryPlace, line: int) -> Words:
    return THE_FILE if start.line is None else Words(f"第{line}行", f"line {line}")


class _Nodes:
    """Turns composed YAML nodes into plain data, noting lines and what is wrong."""

    def __init__(self, start: EntryPlace) -> None:
        self.start = start
        self.places: dict[Key, EntryPlace] = {}
        self.faults: list[Fault] = []
        self.entries = 0

    def plain(self, node: Any, key: Key) -> Any:
        """Return a node as plain data."""
        self.entries += 1
        if self.entries > MOST_ENTRIES or len(key) > DEEPEST:
            raise unusable(self.start.file, _TOO_MUCH, _INTO_TABLES)
        self._note(node, key)
        kind = str(node.tag).rpartition(":")[2]
        if kind not in _PLAIN_TAGS or not str(node.tag).startswith(_TAGS):
            allowed = Words("不能有 ! 标签", "no tag with !")
            remedy = Words(
                "如果 ! 是文字，请加引号。", "Put the text in quotes if ! is part of it."
            )
            came = str(node.tag).replace(_TAGS, "!!")
            self._refuse(node, key, allowed, came, remedy)
            return None
        if node.id == "mapping":
            return dict(self._pairs(node, key))
        if node.id == "sequence":
            return [self.plain(item, (*key, str(i))) for i, item in enumerate(node.value, 1)]
        self._refuse_hidden(node, key)
        return _scalar(node.value, "str" if node.style else kind)

    def _note(self, node: Any, key: Key) -> None:
        line = None if self.start.line is None else node.start_mark.line + 1
        self.places[key] = replace(self.start, line=line)

    def _refuse(
        self, node: Any, key: Key, allowed: Words, came: str | None = None, remedy: Words = NOTHING
    ) -> None:
        place, path = _line(self.start, node.start_mark.line + 1), ".".join(key)
        if path:
            place += Words(f" {path}", f", {path}")
        self.faults.append(Fault(self.start.file, place, allowed, came, remedy))

    def _refuse_hidden(self, node: Any, key: Key) -> None:
        if mark := hidden_mark(node.value, _HARMLESS):
            allowed = Words(f"不能有看不见的字符 {mark}", f"no invisible character {mark}")
            remedy = Words("请重新输入。", "Type it again.")
            self._refuse(node, key, allowed, node.value, remedy)

    def _pairs(self, node: Any, key: Key) -> Iterator[tuple[str, Any]]:
        """Yield the entries of a mapping; a key that is there already is left out."""
        first: dict[str, int] = {}
        before = None
        for name_node, value_node in node.value:
            name = str(name_node.value) if name_node.id == "scalar" else ""
            cut, before = _cut_at_comma(before, name, value_node), value_node
            if node.flow_style and cut:
                allowed = Words("数字里不能有逗号", "a number without a comma")
                remedy = Words(
                    "请去掉逗号，或给它加引号。", "Leave out the comma, or put it in quotes."
                )
                self._refuse(name_node, key, allowed, cut, remedy)
            elif not name:
                allowed = Words("冒号前应有一个词", "one word before the colon")
                self._refuse(name_node, key, allowed)
            elif name in first:
                allowed = Words(
                    f"同一个键只能写一次（第{first[name]}行已写）",
                    f"each key once (it is already in line {first[name]})",
                )
                self._refuse(name_node, (*key, name), allowed, name)
            else:
                self._refuse_hidden(name_node, (*key, name))
                first[name] = name_node.start_mark.line + 1
                yield name, self.plain(value_node, (*key, name))
                self._note(name_node, (*key, name))


def _cut_at_comma(before: Any, name: str, value: Any) -> str | None:
    """Return the number that a comma cut in two: {金额: 225,000} is 225, and a key 000."""
    is_alone = value.id == "scalar" and value.value == "" and not value.style
    if before is None or before.id != "scalar" or not is_alone or not _AFTER_COMMA.fullmatch(name):
        return None
    return f"{before.value},{name}" if before.value[-1:].isdecimal() else None


def _scalar(text: str, kind: str) -> Any:
    """Return a scalar: whole numbers and decimals exactly, true and false, the rest as text.

    A number with a plus stays text, as +20 may be meant as 20 more: its reader decides.
    """
    if kind == "bool":
        return text.lower() == "true"
    if kind == "null":
        return None
    if kind in ("int", "float") and len(text) <= LONGEST_NUMBER and text[:1] != "+":
        try:
            number = Decimal(text.replace("_", ""))
        except InvalidOperation:
            return text
        if not number.is_finite():
            return text
        return int(number) if kind == "int" and number == number.to_integral_value() else number
    return text
