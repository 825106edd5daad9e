"""Entries of a scenario become parts: indicators, targets, rules and goals, every fault noted."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from optalloc.catalogue import Catalogue
from optalloc.errors import Fault
from optalloc.money import tidy_name
from optalloc.parts import Number, Part
from optalloc.problem import Indicator
from optalloc.scenario import REMOVED, Key, Scenario
from optalloc.words import NOTHING, Words, listed

P = TypeVar("P", bound=Part)


class IndicatorEntry(BaseModel):
    """An indicator as a scenario writes it.

    Attributes:
        unit: What one of it is.
        direction: Whether more of it, or less of it, means more money.
        columns: Columns of the recipients' table with coefficients; its own name when absent.
        source: Where the figures come from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str
    direction: Literal["more", "less"]
    columns: dict[str, Number] | None = None
    source: str = ""

    def indicator(self, name: str) -> Indicator:
        """Return the noun."""
        columns = self.columns or {name: Fraction(1)}
        return Indicator(name, self.unit, self.direction, columns, self.source)


def read_indicators(scenario: Scenario, faults: list[Fault]) -> dict[str, Indicator]:
    """Read the indicators."""
    found: dict[str, Indicator] = {}
    for name, entry in _entries(scenario, "indicators", faults):
        try:
            found[name] = IndicatorEntry.model_validate(entry).indicator(name)
        except ValidationError as invalid:
            known = tuple(IndicatorEntry.model_fields)
            faults += _setting_faults(scenario, ("indicators", name), invalid, known)
    return found


def read_parts(
    scenario: Scenario, section: str, catalogue: Catalogue[type[P]], unit: str, faults: list[Fault]
) -> tuple[P, ...]:
    """Read one section of parts, in the order they are written.

    Args:
        section: The key they stand under: targets, rules or goals.
        unit: The unit of amounts that name none.
        faults: Takes the faults.
    """
    parts = []
    for label, entry in _entries(scenario, section, faults):
        word, key = entry.get("kind", label), (section, label)
        part = catalogue.get(word) if isinstance(word, str) else None
        if part is None:
            faults.append(_unknown_word(scenario, (*key, "kind"), str(word), catalogue))
            continue
        try:
            parts.append(part.read(label, {**entry, "kind": word}, unit))
        except ValidationError as invalid:
            known = tuple(f for f in part.model_fields if f != "label")
            faults += _setting_faults(scenario, key, invalid, known)
    return tuple(parts)


def _entries(
    scenario: Scenario, section: str, faults: list[Fault]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the entries of a section that are groups of settings; `off` ones are left out."""
    entries = scenario.entries.get(section)
    if entries is None:
        return
    if not isinstance(entries, dict):
        allowed = Words("应为“名称: 设置”的一组", "entries written as `name: settings`")
        faults.append(scenario.fault((section,), allowed))
        return
    for label, entry in entries.items():
        if entry == REMOVED or entry is False:
            continue
        if entry is None or isinstance(entry, dict):
            yield tidy_name(label), entry or {}
        else:
            allowed = Words("应为一组设置，或 off", "settings, or `off`")
            faults.append(scenario.fault((section, label), allowed, entry))


def _unknown_word(scenario: Scenario, key: Key, word: str, catalogue: Catalogue[type[P]]) -> Fault:
    words = catalogue.words()
    near = get_close_matches(word, words, 1)
    sort, there = catalogue.sort, listed(words)
    allowed = Words(f"没有这种{sort.zh}，可用：{there.zh}", f"a {sort.en}, one of {there.en}")
    remedy = Words(f"是否想写 {near[0]}？", f"Is {near[0]} meant?") if near else NOTHING
    return scenario.fault(key, allowed, word, remedy)


def _setting_faults(
    scenario: Scenario, key: Key, invalid: ValidationError, known: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with the settings of one entry."""
    for error in invalid.errors():
        path = tuple(str(step) for step in error["loc"])
        came = error["input"] if _is_plain(error["input"]) else None
        kind, remedy = error["type"], NOTHING
        if kind == "extra_forbidden":
            came = path[-1]
            near = get_close_matches(path[-1], known, 1)
            remedy = Words(f"是否想写 {near[0]}？", f"Is {near[0]} meant?") if near else NOTHING
        if kind == "missing":
            came = None
        yield scenario.fault((*key, *path), _allowed(error, known), came, remedy)


def _is_plain(value: object) -> bool:
    return not isinstance(value, (dict, list, tuple)) and value is not None


def _allowed(error: Mapping[str, Any], known: tuple[str, ...]) -> Words:
    """Return what a setting may be, from the error that refused it."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "setting":
        return Words(context["zh"], context["en"])
    if kind == "extra_forbidden":
        there = listed(known)
        return Words(f"没有这项设置，可用：{there.zh}", f"a setting, one of {there.en}")
    if kind == "literal_error":
        said = context["expected"].replace("'", "")
        return Words("应为 " + said.replace(" or ", " 或 ").replace(", ", "、"), said)
    return SAID.get(kind, Words("格式不对", str(error["msg"]).lower()))


SAID: dict[str, Words] = {
    "missing": Words("缺少这项设置", "a setting that must be there"),
    "string_type": Words("应为文字（数字请加引号）", "a text (put digits in quotes)"),
    "bool_type": Words("应为 true 或 false", "true or false"),
    "bool_parsing": Words("应为 true 或 false", "true or false"),
    "int_parsing": Words("应为整数", "a whole number"),
    "int_from_float": Words("应为整数", "a whole number"),
    "int_type": Words("应为整数", "a whole number"),
    "dict_type": Words("应为“名称: 值”的一组", "pairs written as `name: value`"),
    "tuple_type": Words("应为列表，如 [甲, 乙]", "a list, such as [a, b]"),
    "greater_than_equal": Words("数值太小", "a larger number"),
}
