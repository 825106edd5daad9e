"""`--set` in the names of a workbook: 约束.镇保底.金额=5, by its sheet, row and setting."""

from collections.abc import Mapping
from typing import Any

from optalloc.inputs.sheets.layout import OFF, settings_sheet, table_named
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of, plain
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.setting_names import YES_NO


def typed_setting(keys: Key, text: str, entries: Mapping[str, Any]) -> tuple[Key, str]:
    """Return a setting of the command line with the words of a scenario for the names of sheets.

    What is no name of a sheet stays as it is: it is a word of the scenario, or is refused there.

    Args:
        keys: As they were typed.
        text: The value.
        entries: What the scenario says.
    """
    sheet = settings_sheet(keys[0])
    if sheet is None:
        table = table_named(keys[0])
        return (keys if table is None else ("changes", table, *keys[1:])), text
    section = (sheet.section,) if sheet.section else ()
    if sheet.named is None:
        found, form = _steps(forms_of(sheet.section), keys[1:])
        return (*section, *found) or keys, _value(form, text)
    if len(keys) == 1:
        return section, text
    label, kind = _entry(sheet.section, keys[1], entries.get(sheet.section))
    is_known = not sheet.has_kinds or kind in kinds_of(sheet.section)
    found, form = _steps(forms_of(sheet.section, kind) if is_known else None, keys[2:])
    if len(keys) == 2:
        return (sheet.section, label), OFF.en if plain(text) in OFF else text
    return (sheet.section, label, *found), _value(form, text)


def _entry(section: str, name: str, group: object) -> tuple[str, str]:
    """Return the label and kind of an entry: by its name, or by its kind where it has none."""
    there = group if isinstance(group, Mapping) else {}
    kind = SettingForm.word_in(kinds_of(section), name)
    label = kind if name not in there and kind is not None else name
    entry = there.get(label)
    said = entry.get("kind", label) if isinstance(entry, Mapping) else label
    return label, str(said)


def _steps(form: SettingForm | None, names: Key) -> tuple[Key, SettingForm | None]:
    """Return the words of the settings on the way to a value, and what may be written there."""
    found: list[str] = []
    for name in names:
        word = None if form is None else form.key(name)
        found.append(name if word is None else word)
        form = None if form is None else form.inner.get(found[-1]) or form.other
    return tuple(found), form


def _value(form: SettingForm | None, text: str) -> str:
    """Return a value with the word of a choice for its name; true and false for 是 and 否."""
    if form is None:
        return text
    if "boolean" in form.scalars and text.strip() in (*YES_NO[0], *YES_NO[1]):
        return "true" if text.strip() in YES_NO[0] else "false"
    return SettingForm.word_in(form.words, text) or text
