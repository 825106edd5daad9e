"""A setting told to whoever wrote the workbook: the row that has it, and what to write there.

It is the other way of `names.py`:  rules.镇保底.amount = 44  is in sheet 约束, row 11, 金额, and
typed  约束.镇保底.金额=44.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from optalloc.core.message import NOTHING, Words, listed
from optalloc.inputs.setting_text import setting_line
from optalloc.inputs.sheets.layout import OFF, SHEETS, SettingsSheet
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of, names_in
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.yaml_reader import EntryPlace, Key
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.setting_names import YES_NO

DELETED = "null"
"""What `--set` takes for a setting that is no longer there."""


def where_written(
    key: Key, text: str, entries: Mapping[str, Any], places: Mapping[Key, EntryPlace]
) -> tuple[Words, int]:
    """Return which row of which sheet says a setting, and what to write there; else nothing.

    With it stands the row below which rows are added or deleted, 0 where none are.

    Args:
        key: The path of the setting.
        text: Its new value, as `--set` takes it.
        places: Where it says it.
    """
    if key[0] == "changes":
        return _cell_of_table(key, text, places), 0
    sheet = _sheet(key)
    near = key
    while near and near not in places:
        near = near[:-1]
    place = places[near] if near else None
    if sheet is None or place is None or not place.cell or place.sheet is None:
        return NOTHING, 0
    row, steps = int(re.sub(r"\D", "", place.cell)), _steps(key, entries)
    at = Words(f"工作表“{place.sheet}”第{row}行", f"sheet {place.sheet}, row {row}")
    if key[2:] == () and text == OFF.en and sheet.named is not None:
        name = _label(sheet, key[1], entries)
        added = Words(
            f"的“{name}”下面加一行，“内容”写“{OFF.zh}”",
            f": add a row below it to {key[1]} with the value {OFF.en}",
        )
        return at + added, row
    called = [name for name, _ in steps]
    what = Words(f"“{called[0]}”" + "".join(f"（{c}）" for c in called[1:]), f" ({key[-1]})")
    if near != key:
        added = Words(f"下面加一行：{what.zh}", f": add a row below it{what.en}")
        return at + added + _to(text, steps[-1][1]), row
    written = at + what + _to(text, steps[-1][1])
    if (*key, "2") in places:
        return written + Words("（它的其余各行删去）", " (delete its other rows)"), row
    return written, row if text == DELETED else 0


def typed_in_sheets(key: Key, text: str, entries: Mapping[str, Any]) -> Words:
    """Return a setting as `--set` takes it: in the names of sheets, and in keys in English."""
    sheet, names, value = _sheet(key), list(key), text
    if key[0] == "changes" and len(key) > 2 and key[1] in TABLES:
        names = [TABLES[key[1]].title.zh, *key[2:]]
    elif sheet is not None:
        steps = _steps(key, entries)
        label = [] if sheet.named is None else [_label(sheet, key[1], entries)]
        names = [sheet.title.zh, *label, *(name for name, _ in steps)]
        value = steps[-1][1].words.get(text, text) if steps else text
        value = OFF.zh if len(key) == 2 and text == OFF.en else value
    return Words(setting_line(names, value), setting_line(key, text))


def several_names(key: Key, text: str, entries: Mapping[str, Any]) -> list[Any] | None:
    """Return the names that a list of names is given as a cell has them; None for another setting.

    Args:
        key: The path of the setting.
    """
    steps = _steps(key, entries)
    form = steps[-1][1] if steps else SettingForm()
    if not form.is_list_of_names:
        return None
    try:
        return [form.fit(name) for name in names_in(text)] or None
    except ValueError:
        return None  # refused where settings are read, by what is allowed there


def _cell_of_table(key: Key, text: str, places: Mapping[Key, EntryPlace]) -> Words:
    """Return the cell of a table, by the name of its row: rows have no places here."""
    place = places.get(("tables", *key[1:2]))
    if len(key) != 4 or place is None or not place.sheet:
        return NOTHING
    return Words(
        f"工作表“{place.sheet}”里“{key[2]}”一行的“{key[3]}”写 {text}",
        f"sheet {place.sheet}, the row {key[2]}, {key[3]}: {text}",
    )


def _sheet(key: Key) -> SettingsSheet | None:
    """Return the sheet that a setting stands in; what is in no section is of the whole."""
    own = next((s for s in SHEETS if s.section == key[0]), None)
    return SHEETS[0] if own is None and key[0] in forms_of("").inner else own


def _kind(section: str, label: str, entries: Mapping[str, Any]) -> str:
    group = entries.get(section)
    entry = group.get(label) if isinstance(group, Mapping) else None
    return str(entry.get("kind", label)) if isinstance(entry, Mapping) else label


def _label(sheet: SettingsSheet, label: str, entries: Mapping[str, Any]) -> str:
    """Return what an entry is called in its sheet: its name, or its kind where it has none."""
    kinds = kinds_of(sheet.section)
    is_kind = label == _kind(sheet.section, label, entries)
    return kinds.get(label, label) if is_kind else label


def _steps(key: Key, entries: Mapping[str, Any]) -> list[tuple[str, SettingForm]]:
    """Return the names on the way from an entry to a value, and what each may be."""
    sheet = _sheet(key)
    if sheet is None:
        return []
    kind = _kind(sheet.section, key[1], entries) if sheet.has_kinds and len(key) > 1 else ""
    is_known = sheet.section not in CATALOGUES or kind in kinds_of(sheet.section)
    form: SettingForm | None = forms_of(sheet.section, kind) if is_known else None
    rest = key if not sheet.section else key[1:] if sheet.named is None else key[2:]
    return list(_named(rest, form))


def _named(words: Key, form: SettingForm | None) -> Iterator[tuple[str, SettingForm]]:
    for word in words:
        below = None if form is None else form.inner.get(word)
        yield (word if below is None else below.called or word), below or SettingForm()
        form = below or (form.other if form is not None else None)


def _to(text: str, form: SettingForm) -> Words:
    """Say what to write: words by their names, several names one after the other."""
    if text == DELETED:
        return Words("删去", ": delete it")
    zh = text
    try:
        found = json.loads(text)
    except ValueError:
        found = text
    if isinstance(found, list):
        zh, text = listed([str(one) for one in found])
    elif isinstance(found, bool):
        zh, text = YES_NO[0 if found else 1]
    return Words(f"写 {form.words.get(zh, zh)}", f": {text}")
