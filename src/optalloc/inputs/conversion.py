"""A scenario in YAML becomes one workbook, and a workbook becomes YAML with its tables beside it.

Both go through the composed scenario: what it extends, and what it changes in its tables, is part
of what is written. A workbook that was made is read back before it is written: either it says the
same, or a letter names what no sheet has a place for.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import Lang, Words
from optalloc.inputs.components import read_indicators, read_levels, read_parts, read_ties
from optalloc.inputs.required_columns import figures_read
from optalloc.inputs.scenario import Scenario, compose
from optalloc.inputs.scenario_tables import fact_tables
from optalloc.inputs.sheets.layout import SHEETS
from optalloc.inputs.sheets.read import document_of
from optalloc.inputs.sheets.rows import NoPlace
from optalloc.inputs.sheets.setting_forms import kinds_of
from optalloc.inputs.sheets.write import tables_book, workbook
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, Table, trim
from optalloc.inputs.yaml_reader import Key, show_setting
from optalloc.inputs.yaml_writer import written_yaml
from optalloc.problem.component import Component
from optalloc.problem.interfaces import CATALOGUES, GOALS, RULES, TARGETS, Goal, Rule, TargetPart

OF_TABLES = ("tables", "changes")
IN_YAML = Words("请仍用 YAML 写这个情景。", "Keep this scenario in YAML.")


def as_workbook(path: Path, named: str, lang: Lang | None = None, has_words: bool = True) -> bytes:
    """Return a scenario as one workbook.

    Args:
        lang: The language of the workbook; None for that of the workbook it is made from.
        has_words: Whether entries keep the English words that they are called by; else they are
            called as their kinds are in Chinese, which the plan prints.

    Raises:
        InputUnusable: When the scenario cannot be read, or no sheet has a place for all it says.
    """
    scenario, tables, parts = _read(path, named)
    entries = settings_of_scenario(scenario)
    for section in () if has_words else CATALOGUES:
        of = [{"kind": word, **(said or {})} for word, said in entries[section].items()]
        entries[section] = {kinds_of(section)[said["kind"]]: said for said in of}
    said = lang or _language(scenario)
    return workbook_of(scenario, entries, tables, said, parts if has_words and said == "zh" else ())


def workbook_of(
    scenario: Scenario,
    entries: Mapping[str, Any],
    tables: Mapping[str, Table],
    lang: Lang,
    parts: Sequence[Component] = (),
) -> bytes:
    """Return settings and tables as a workbook that reads back as the same.

    Args:
        scenario: Where they come from, for letters.
        parts: Those whose Chinese names stand beside keys of another language, as remarks.

    Raises:
        InputUnusable: When no sheet has a place for all that they say.
    """
    try:
        content = workbook(entries, tables, lang, _remarks(parts))
    except NoPlace as deep:
        raise InputUnusable([_no_place(scenario, deep.key, deep.value)]) from None
    said = document_of(content, Path("plan.xlsx"), "plan.xlsx")
    back = {word: value for word, value in said.entries.items() if word not in OF_TABLES}
    different = list(_differences(_settled(dict(entries)), _settled(back), ()))
    if said.faults or different:
        keys = different or [()]
        raise InputUnusable([_no_place(scenario, key) for key in keys])
    return content


def as_yaml(path: Path, named: str, lang: Lang, book: str) -> tuple[bytes, bytes]:
    """Return a scenario as a text of YAML, and its tables as a workbook beside it.

    Args:
        book: The name that the workbook will have.

    Raises:
        InputUnusable: When the scenario cannot be read.
    """
    scenario, tables, _ = _read(path, named)
    entries = _plain(settings_of_scenario(scenario))
    where = {name: f"{book}#{TABLES[name].title.say(lang)}" for name in tables}
    first = {word: entries.pop(word) for word in ("title", "notes", "unit") if word in entries}
    return written_yaml({**first, "tables": where, **entries}).encode(), tables_book(tables, lang)


def settings_of_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario says apart from its tables; what is off is left out."""
    found: dict[str, Any] = {}
    for word, value in scenario.entries.items():
        if word in OF_TABLES or value is None:
            continue
        is_entries = word in {sheet.section for sheet in SHEETS if sheet.named is not None}
        found[word] = dict(scenario.section(word)) if is_entries else value
    return found


def _read(path: Path, named: str) -> tuple[Scenario, dict[str, Table], tuple[Component, ...]]:
    """Return a scenario, its tables and parts; every fault of its files is said at once."""
    scenario = compose(path, named)
    reading, faults = Reading(), list(scenario.faults)
    unit = str(scenario.entries.get("unit"))
    unread: list[Fault] = []  # what parts are not whole is said where the scenario is solved
    parts = (
        *read_parts(scenario, "targets", TARGETS, unit, unread),
        *read_parts(scenario, "rules", RULES, unit, unread),
        *read_parts(scenario, "goals", GOALS, unit, unread),
    )
    levels, ties = read_levels(scenario, unread), read_ties(scenario, unread)
    figures = figures_read(read_indicators(scenario, unread), parts, levels.sums)
    if ties.column:
        figures.setdefault(ties.column, True)
    tables = fact_tables(scenario, figures, reading)
    refuse_any([*faults, *reading.faults])
    return scenario, {name: tables[name] for name in TABLES if name in tables}, parts


def _remarks(parts: Sequence[Component]) -> dict[Key, str]:
    """Return what plans call parts whose names in a sheet are keys of another language."""
    sections = {TargetPart: "targets", Rule: "rules", Goal: "goals"}
    return {
        (next(word for sort, word in sections.items() if isinstance(part, sort)), part.label): (
            f"方案中称“{part.shown.zh}”"
        )
        for part in parts
        if part.label not in (part.kind, part.shown.zh) and part.shown.zh != part.called.zh
    }


def _language(scenario: Scenario) -> Lang:
    """Return the language of the sheets that a scenario is written in; Chinese where in none."""
    named = {place.sheet for place in scenario.places.values()} - {None}
    return "en" if any(name.isascii() for name in named if name) else "zh"


def _no_place(scenario: Scenario, key: Key, value: object = None) -> Fault:
    allowed = Words("工作表里没有地方写这一项", "nothing that no sheet has a place for")
    return scenario.fault(key, allowed, value, IN_YAML)


def _settled(value: Any, label: str = "") -> Any:
    """Return what a document says, in one form whoever wrote it: texts, without what is empty."""
    if isinstance(value, Mapping):
        made = {str(word): _settled(item, str(word)) for word, item in value.items()}
        if made.get("kind") == label:
            del made["kind"]
        return {word: item for word, item in made.items() if item not in ("", [])}
    if isinstance(value, list):
        items = [_settled(item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else value.normalize()
    return trim(show_setting(value))


def _differences(one: Any, other: Any, at: Key) -> Iterator[Key]:
    """Yield where two documents differ; a group that is empty is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        if len(at) == 1 and list(one) != list(other) and one.keys() == other.keys():
            yield at  # goals stand in an order
        for word in dict.fromkeys((*one, *other)):
            yield from _differences(one.get(word, {}), other.get(word, {}), (*at, word))
    elif one != other:
        yield at


def _plain(value: Any) -> Any:
    """Return entries without what is empty."""
    if isinstance(value, Mapping):
        return {word: _plain(item) for word, item in value.items() if item is not None}
    return [_plain(item) for item in value] if isinstance(value, list) else value
