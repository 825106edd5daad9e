"""Scenario files: YAML with a place for every entry, one file extending another.

A scenario is a model, the facts and named differences. What a file says replaces what the file it
extends says, key by key; `goals` is replaced as a whole, because it is an order; the word `off`
removes a rule, target or indicator that was inherited. Nothing is read as a binary float.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any

from optalloc.errors import Fault, InputUnusable
from optalloc.words import NOTHING, Words, same

LARGEST_FILE = 1 << 20
DEEPEST_CHAIN = 20
MOST_ENTRIES = 200_000
WHOLE_SECTIONS = ("goals",)
REMOVED = "off"

Key = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where an entry stands: the file as the user named it, its folder, the line (1-based)."""

    file: str
    folder: Path
    line: int | None


@dataclass(frozen=True)
class Scenario:
    """A composed scenario: plain mappings, lists and scalars, and where each entry came from.

    Attributes:
        name: The file's stem.
        entries: The composed mapping; decimals are Decimal, nothing is a float.
        places: The place of each entry, by its path of keys.
    """

    name: str
    entries: dict[str, Any]
    places: dict[Key, Place] = field(repr=False)

    def place(self, key: Key) -> Place:
        """Return where an entry stands, or the nearest entry around it."""
        while key not in self.places and key:
            key = key[:-1]
        return self.places[key]

    def fault(
        self, key: Key, allowed: Words, came: object = None, remedy: Words = NOTHING
    ) -> Fault:
        """Return a fault of one entry, with its file, line and path of keys."""
        place = self.place(key)
        path = ".".join(key)
        if place.line is None:
            where = same(path)
        else:
            where = Words(f"第{place.line}行 {path}", f"line {place.line}, {path}".rstrip(", "))
        text = None if came is None else str(came)
        return Fault(place.file, where, allowed, text, remedy)


def compose(path: Path, named: str, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario with everything it extends, then the settings of the command line.

    Args:
        named: The file as the user named it, for letters.
        settings: `KEY=VALUE` texts, dotted keys.

    Raises:
        InputUnusable: When a file cannot be read as a scenario.
    """
    entries, places = _chain(path, named, ())
    scenario = Scenario(path.stem, entries, places)
    for setting in settings:
        _set(scenario, setting)
    return scenario


def _chain(
    path: Path, named: str, above: tuple[Path, ...]
) -> tuple[dict[str, Any], dict[Key, Place]]:
    """Return a file's entries laid over those of the file it extends and of its model."""
    here = path.resolve()
    if here in above or len(above) >= DEEPEST_CHAIN:
        chain = " → ".join(p.name for p in (*above, here))
        raise _unusable(
            named,
            Words("extends 不能绕回自己", "files that do not extend one another in a circle"),
            chain,
        )
    entries, places = _load(path, named)
    base: dict[str, Any] = {}
    base_places: dict[Key, Place] = {(): places[()]}
    for word in ("model", "extends"):
        if word not in entries:
            continue
        target = entries.pop(word)
        place = places.pop((word,))
        if not isinstance(target, str):
            scenario = Scenario("", entries, {**places, (word,): place})
            allowed = Words("应为一个文件名", "the name of a file")
            raise InputUnusable([scenario.fault((word,), allowed, target)])
        below, below_places = _chain(path.parent / target, target, (*above, here))
        _lay_over(base, base_places, below, below_places, ())
    _lay_over(base, base_places, entries, places, ())
    base_places[()] = places[()]
    return base, base_places


def _lay_over(
    base: dict[str, Any],
    base_places: dict[Key, Place],
    entries: Mapping[str, Any],
    places: Mapping[Key, Place],
    at: Key,
) -> None:
    """Put entries over others in place; mappings join, everything else is replaced."""
    for name, value in entries.items():
        key = (*at, name)
        joins = isinstance(value, dict) and isinstance(base.get(name), dict)
        if joins and key[0] not in WHOLE_SECTIONS and not _another_kind(base[name], value, key):
            _lay_over(base[name], base_places, value, places, key)
            continue
        for old in [k for k in base_places if k[: len(key)] == key]:
            del base_places[old]
        base[name] = value
        base_places.update({k: p for k, p in places.items() if k[: len(key)] == key})


def _another_kind(old: Mapping[str, Any], new: Mapping[str, Any], key: Key) -> bool:
    """Return whether an entry of a part says that it is another part from now on."""
    return len(key) == 2 and "kind" in new and new["kind"] != old.get("kind", key[-1])


def _set(scenario: Scenario, setting: str) -> None:
    """Lay one `KEY=VALUE` of the command line over a scenario."""
    path, sign, text = setting.partition("=")
    keys = tuple(path.strip().split("."))
    here = Place("", Path.cwd(), None)
    if not sign or not all(keys):
        allowed = Words("应写成 键=值，如 rules.balance.max_deviation=20%", "KEY=VALUE")
        raise InputUnusable([Fault("", same("--set"), allowed, setting)])
    scalar, _ = _parse(f"value: {text}" if text.strip() else "value: ''", here)
    entries: Any = scalar["value"]
    for key in reversed(keys):
        entries = {key: entries}
    places = {keys[:n]: here for n in range(1, len(keys) + 1)}
    parent: Any = scenario.entries
    for key in keys[:-1]:
        parent = parent.get(key, {}) if isinstance(parent, dict) else None
        if parent is None or not isinstance(parent, dict):
            allowed = Words("上一级不是一组设置", "a key whose parent is a group of settings")
            raise InputUnusable([Fault("", same(f"--set {path}"), allowed, key)])
    _lay_over(scenario.entries, scenario.places, entries, places, ())


def _load(path: Path, named: str) -> tuple[dict[str, Any], dict[Key, Place]]:
    """Read one YAML file."""
    if not path.is_file():
        folder = path.is_dir()
        allowed = (
            Words("应是一个 YAML 文件，不是文件夹", "a YAML file, not a folder")
            if folder
            else Words("找不到这个文件", "a file that is there")
        )
        raise _unusable(named, allowed, None, _near(path))
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise _unusable(
            named, Words("应是可以读取的文件", "a file that can be read"), str(fault.strerror)
        ) from None
    if len(content) > LARGEST_FILE:
        allowed = Words("情景文件应小于 1 MiB", "a scenario file below 1 MiB")
        raise _unusable(named, allowed, f"{len(content)} bytes")
    return _parse(_decode(content, named), Place(named, path.parent, 1))


def _decode(content: bytes, named: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    allowed = Words("应为 UTF-8 或 GB18030 编码的文本", "text in UTF-8 or GB18030")
    remedy = Words("请另存为 UTF-8 文本。", "Save it as UTF-8 text.")
    raise _unusable(named, allowed, None, remedy)


def _near(path: Path) -> Words:
    """Return a hint that names the files nearby."""
    if not path.parent.is_dir():
        return Words("请检查路径。", "Check the path.")
    there = sorted(p.name for p in path.parent.glob("*.y*ml"))[:8]
    if not there:
        return Words("请检查路径。", "Check the path.")
    return Words(f"该文件夹里有：{'、'.join(there)}。", f"The folder has: {', '.join(there)}.")


def _unusable(
    named: str, allowed: Words, came: str | None = None, remedy: Words = NOTHING
) -> InputUnusable:
    return InputUnusable([Fault(named, Words("文件", "the file"), allowed, came, remedy)])


def _parse(text: str, place: Place) -> tuple[dict[str, Any], dict[Key, Place]]:
    """Return a YAML text as plain data with the line of every entry."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = Words("文件", "the file")
        if mark is not None and place.line is not None:
            where = Words(f"第{mark.line + 1}行", f"line {mark.line + 1}")
        problem = fault.problem or "not YAML"
        allowed = Words(f"不是合格的 YAML（{problem}）", f"YAML that can be read ({problem})")
        remedy = Words("请检查缩进、冒号和引号。", "Check indentation, colons and quotes.")
        raise InputUnusable([Fault(place.file, where, allowed, None, remedy)]) from None
    except YAMLError:
        allowed = Words("应为 YAML 文本", "YAML text")
        raise _unusable(place.file, allowed) from None
    reader = _Nodes(place)
    entries = {} if node is None else reader.plain(node, ())
    if not isinstance(entries, dict):
        allowed = Words("应为“键: 值”的一组设置", "settings written as `key: value`")
        raise _unusable(place.file, allowed, type(entries).__name__)
    if reader.faults:
        raise InputUnusable(reader.faults)
    reader.places[()] = place
    return entries, reader.places


class _Nodes:
    """Turns composed YAML nodes into plain data, noting lines and doubled keys."""

    def __init__(self, place: Place) -> None:
        self.start = place
        self.places: dict[Key, Place] = {}
        self.faults: list[Fault] = []
        self.entries = 0

    def plain(self, node: Any, key: Key) -> Any:
        """Return a node as plain data."""
        self.entries += 1
        if self.entries > MOST_ENTRIES or len(key) > 40:
            allowed = Words("内容太多或嵌套太深", "fewer entries, less deeply nested")
            raise _unusable(self.start.file, allowed)
        line = None if self.start.line is None else node.start_mark.line + 1
        self.places[key] = Place(self.start.file, self.start.folder, line)
        if node.id == "mapping":
            return dict(self._pairs(node, key))
        if node.id == "sequence":
            return [self.plain(item, (*key, str(i))) for i, item in enumerate(node.value, 1)]
        return _scalar(node)

    def _pairs(self, node: Any, key: Key) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for name_node, value_node in node.value:
            name = str(name_node.value) if name_node.id == "scalar" else ""
            line = name_node.start_mark.line + 1
            where = Words(
                f"第{line}行 {'.'.join((*key, name))}", f"line {line}, {'.'.join((*key, name))}"
            )
            if not name:
                allowed = Words("键应为一个词", "a key that is one word")
                self.faults.append(Fault(self.start.file, where, allowed))
            elif name in seen:
                allowed = Words(
                    f"同一个键只能写一次（第{seen[name]}行已写）",
                    f"each key once (it is already in line {seen[name]})",
                )
                self.faults.append(Fault(self.start.file, where, allowed, name))
            else:
                seen[name] = line
                yield name, self.plain(value_node, (*key, name))
                self.places[(*key, name)] = Place(
                    self.start.file, self.start.folder, None if self.start.line is None else line
                )


def _scalar(node: Any) -> Any:
    """Return a scalar: whole numbers and decimals exactly, true and false, the rest as text."""
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    tag = (
        node.tag.rpartition(":")[2]
        if isinstance(node.tag, str)
        else str(node.tag).rpartition(":")[2]
    )
    if tag == "bool":
        return text.lower() == "true"
    if tag == "null":
        return None
    if tag in ("int", "float"):
        try:
            number = Decimal(text.replace("_", ""))
        except InvalidOperation:
            return text
        if not number.is_finite():
            return text
        return int(number) if tag == "int" and number == number.to_integral_value() else number
    return text
