"""A document as the rows of its sheets: the other way of `read.py`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optalloc.core.message import Lang
from optalloc.inputs.sheets.layout import OFF, STEPS, SettingsSheet
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of
from optalloc.inputs.tables.columns import Known
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.setting_names import YES_NO

NONE = SettingForm()
OFFERED = ("title", "unit", "notes", "baseline")
"""The settings of the whole scenario that stand in its sheet though nothing is said of them."""


@dataclass(frozen=True)
class SettingRow:
    """One row of a sheet.

    Attributes:
        name: The entry's name; empty where it is called as its kind.
        kind: The word of its part.
        steps: The way from the entry to the value, as it is shown.
        value: What is written; None for a blank to be filled in.
        form: What may be written.
        own: The values of settings with columns of their own.
        key: The path in the document.
    """

    key: Key
    name: str = ""
    kind: str = ""
    steps: tuple[str, ...] = ()
    value: Known | None = None
    form: SettingForm = NONE
    own: Mapping[str, Known] | None = None


class NoPlace(Exception):
    """A setting that no sheet has a place for.

    Attributes:
        key: Its path.
    """

    def __init__(self, key: Key, value: Any) -> None:
        super().__init__(".".join(key))
        self.key, self.value = key, value


def rows_of(sheet: SettingsSheet, entries: Mapping[str, Any], lang: Lang) -> list[SettingRow]:
    """Return what a sheet says of a document.

    Raises:
        NoPlace: When something lies deeper than a sheet has columns.
    """
    if sheet.named is None:
        return list(_whole(sheet, entries, lang))
    rows: list[SettingRow] = []
    for label, entry in (entries.get(sheet.section) or {}).items():
        if entry == OFF.en or entry is False:
            continue
        rows += _entry(sheet, str(label), entry or {}, lang, rows[-1] if rows else None)
    return rows


def _whole(sheet: SettingsSheet, entries: Mapping[str, Any], lang: Lang) -> Iterator[SettingRow]:
    """Yield a row for everything that may be said, blank where nothing is."""
    key: Key = (sheet.section,) if sheet.section else ()
    said = entries.get(sheet.section) or {} if sheet.section else entries
    for word, form in forms_of(sheet.section).inner.items():
        value = said.get(word)
        if word == "tables":  # they are sheets themselves
            continue
        steps = (_called(word, form, lang),)
        below = list(_below((*key, word), value, form, steps, lang))
        yield from below
        if sheet.section or word in OFFERED:
            filled = {row.steps[:2] for row in below}
            has_one = bool(below) and (form.is_single or not form.inner)
            blanks = () if has_one else _blanks((*key, word), form, steps, lang)
            yield from (row for row in blanks if row.steps not in filled)


def _blanks(
    key: Key, form: SettingForm, steps: tuple[str, ...], lang: Lang
) -> Iterator[SettingRow]:
    """Yield rows without a value for a setting, or for each of a group."""
    if form.is_single or not form.inner:
        yield SettingRow(key, steps=steps, form=form)
        return
    for word, inner in form.inner.items():
        yield SettingRow((*key, word), steps=(*steps, _called(word, inner, lang)), form=inner)


def _entry(
    sheet: SettingsSheet, label: str, entry: Any, lang: Lang, above: SettingRow | None
) -> Iterator[SettingRow]:
    """Yield the rows of one entry, its first with what has a column of its own."""
    key: Key = (sheet.section, label)
    if not isinstance(entry, Mapping):
        raise NoPlace(key, entry)
    kind = str(entry.get("kind", label)) if sheet.has_kinds else ""
    group = forms_of(sheet.section, kind)
    # Without a name it is called as its kind, unless the row above would then be taken for it.
    is_named = not kind or label != kind or (above is not None and above.kind == kind)
    name = label if is_named else ""
    own, rows = {}, []
    for word, value in entry.items():
        form = group.inner.get(word, NONE)
        if word == "kind" or value is None:
            continue
        if word in sheet.own:
            if value != "":
                own[word] = _shown((*key, word), value, form, lang)
            continue
        steps = (_called(word, form, lang),)
        for row in _below((*key, word), value, form, steps, lang):
            rows.append(SettingRow(row.key, name, kind, row.steps, row.value, row.form))
    first = rows.pop(0) if rows else SettingRow(key)
    yield SettingRow(first.key, name, kind, first.steps, first.value, first.form, own)
    yield from rows


def _below(
    key: Key, value: Any, form: SettingForm, steps: tuple[str, ...], lang: Lang
) -> Iterator[SettingRow]:
    """Yield a row for every single value at or below a setting."""
    if value is None:
        return
    if len(steps) > len(STEPS):
        raise NoPlace(key, value)
    if isinstance(value, Mapping):
        for word, inner in value.items():
            of = form.inner.get(word) or form.other or NONE
            called = _called(word, of, lang) if word in form.inner else str(word)
            yield from _below((*key, str(word)), inner, of, (*steps, called), lang)
    elif isinstance(value, list):
        for i, item in enumerate(value, 1):
            if isinstance(item, Mapping):
                yield from _below((*key, str(i)), item, form.items or NONE, steps, lang)
                continue
            shown = _shown((*key, str(i)), item, form.items or form, lang)
            yield SettingRow((*key, str(i)), steps=steps, value=shown, form=form)
    else:
        shown = _shown(key, value, form, lang)
        yield SettingRow(key, steps=steps, value=shown, form=form)


def _called(word: str, form: SettingForm, lang: Lang) -> str:
    return form.called if lang == "zh" and form.called else word


def _shown(key: Key, value: Any, form: SettingForm, lang: Lang) -> Known:
    """Return a single value as a cell shows it."""
    if isinstance(value, list | dict):
        raise NoPlace(key, value)
    if isinstance(value, bool):
        return YES_NO[0 if value else 1].say(lang)
    if isinstance(value, str) and value in form.words:
        return form.words[value] if lang == "zh" else value
    known: Known = value
    return known


def kind_shown(section: str, kind: str, lang: Lang) -> str:
    """Return what a kind of a section is called in a cell."""
    return kinds_of(section).get(kind, kind) if lang == "zh" else kind
