"""What was changed in a scenario: the sections of a file that extends it, and that file's text.

    {"rules": {"floor": {"amount": 18}}, "changes": {"sources": {"甲": {"amount": 30}}}}

A difference is plain data, as it stands in a journal and travels to a page: mappings, lists, texts.
Figures are texts exactly as they were typed.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import Words, one_of, same
from optalloc.inputs.scenario import BELOW, SECTIONS
from optalloc.inputs.schema.document import schema
from optalloc.inputs.setting_text import split_setting
from optalloc.inputs.yaml_reader import EntryPlace, parse
from optalloc.inputs.yaml_writer import written_yaml

Differences = dict[str, Any]
Key = tuple[str, ...]

OPEN_SECTIONS = tuple(s for s in SECTIONS if s not in (*BELOW, "name"))
"""The sections that may be changed; no page names another file to read."""
DEEPEST = 8
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,12}")


def changed(differences: Differences, key: Key, value: Any) -> Differences:
    """Return differences with one entry more, or another; what stood below its key is gone.

    Raises:
        InputUnusable: When no such entry may be changed.
    """
    _check(key, value)
    made = deepcopy(differences)
    parent = made
    for word in key[:-1]:
        below = parent.get(word)
        if not isinstance(below, dict):
            below = parent[word] = {}
        parent = below
    parent[key[-1]] = value
    return made


def unchanged(differences: Differences, key: Key) -> Differences:
    """Return differences without an entry: there it is again as the scenario has it."""
    made = deepcopy(differences)
    parents: list[tuple[dict[str, Any], str]] = []
    parent: Any = made
    for word in key:
        if not isinstance(parent, dict) or word not in parent:
            return made
        parents.append((parent, word))
        parent = parent[word]
    for holder, word in reversed(parents):
        del holder[word]
        if holder:
            break
    return made


def with_settings(differences: Differences, settings: Sequence[str]) -> Differences:
    """Return differences with `KEY=VALUE` texts among them, as `--set` takes them.

    Raises:
        InputUnusable: When one is not written so.
    """
    for setting in settings:
        key, text = split_setting(setting)
        said = parse(text, EntryPlace("", Path.cwd()))
        refuse_any(said.faults)
        differences = changed(differences, key, _typed(said.entries))
    return differences


def yaml_text(differences: Differences, extends: str, name: str) -> str:
    """Return a scenario file that extends another and holds the differences alone."""
    return scenario_text({"extends": extends, "name": name, **differences})


def scenario_text(sections: Mapping[str, Any], head: str = "") -> str:
    """Return sections as the text of a scenario file.

    Args:
        head: A line of comment above them.
    """
    said = {key: _figures(item, _texts_in(key)) for key, item in sections.items()}
    return (f"# {head}\n" if head else "") + written_yaml(said)


TEXTS = ("extends", "name", "title", "notes", "paper")
"""The sections that hold words alone."""


CELLS = ("changes", "tables")
"""The sections that hold cells of tables under the headings of the tables."""


def _texts_in(section: str) -> frozenset[str] | None:
    """Return the entries of a section that hold words alone; None where all of them do."""
    if section in TEXTS:
        return None
    return frozenset() if section in CELLS else text_settings()


@cache
def text_settings() -> frozenset[str]:
    """Return the settings that are words in every part that has them, such as `cite`."""
    words, others = set[str](), set[str]()
    for entry in schema("scenario", "zh")["definitions"].values():
        for name, setting in entry.get("properties", {}).items():
            (words if _is_words(setting) else others).add(name)
    return frozenset(words - others)


def _is_words(setting: Mapping[str, Any]) -> bool:
    """Return whether a setting is a text or a list of texts, and no choice of words or figures."""
    found = False
    for way in setting.get("anyOf") or [setting]:
        if way.get("type") == "array":
            way = way.get("items", {})
        if way.get("type") == "string" and not {"pattern", "enum", "const"} & set(way):
            found = True
        elif way.get("type") != "null":
            return False
    return found


def _figures(value: Any, texts: frozenset[str] | None = frozenset()) -> Any:
    """Return differences as YAML has them: what reads back as the same number is a number.

    Args:
        texts: The entries that hold words alone; None where all do. There digits stay a text.
    """
    if isinstance(value, Mapping):
        return {
            key: _figures(item, None if texts is None or key in texts else texts)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_figures(item, texts) for item in value]
    if texts is None:
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value) and value != "-0":
        return int(value)
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return value


def _typed(value: Any) -> Any:
    """Return an entry of YAML as plain data: figures as texts."""
    if isinstance(value, Mapping):
        return {str(key): _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if type(value) is int else value


def _check(key: Key, value: Any) -> None:
    allowed = one_of(Words("节名", "a section, "), OPEN_SECTIONS)
    if not key or key[0] not in OPEN_SECTIONS or len(key) > DEEPEST:
        raise InputUnusable([Fault("", same(".".join(key)), allowed, key[0] if key else "")])
    if key[0] == "tables":
        tables = [value] if len(key) > 1 else list(value.values()) if _is_map(value) else [value]
        if len(key) > 2 or not all(isinstance(rows, list) for rows in tables):
            # A table is rows here, never the name of a file: no path of a page reaches the disk.
            rows = Words("应逐行写出", "its rows")
            raise InputUnusable([Fault("", same(".".join(key)), rows)])


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)
