"""What a workbook calls what a scenario says: in letters, in its meanings, and after `--set`.

Parts say what is wrong with them in the words of a scenario: `at_most 与 column 应填写其中一项`.
Whoever works in sheets sees 上限 and 列 there, and is told so. English words are the keys in both.
`--set` takes the names too: 约束.镇保底.金额=5, by its sheet, row and setting.
"""

import re
from collections.abc import Mapping
from typing import Any

from optalloc.core.message import NOTHING, Lang, Words
from optalloc.inputs.sheets.layout import OFF, SHEETS, plain, settings_sheet, table_named
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables.raw import THE_FILE
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.setting_names import SETTING_NAMES, VALUE_NAMES, YES_NO

_QUOTED = re.compile("(“[^”]*”|'[^']*')")
"""What stands in quotes is the user's own, or an example."""
_WORD = re.compile(r"(?<![\w./#-])[a-z]+(?:_[a-z]+)*(?![\w./#(-])")
_IS = re.compile(r"(?<![\w./#-])([a-z_]+)(?:: | 为 )([a-z_]+)(?![\w./#(-])")
_TABLE = {
    "zh": re.compile(r"请在 tables 下填写 ([a-z_]+)|（?tables 下的 ([a-z_]+)）?"),
    "en": re.compile(r"Name a table `([a-z_]+)` under tables|`?([a-z_]+)`? under tables"),
}
_LEFT, _RIGHT = "\0", "\1"
"""What stands for quotes while the words around them are read."""
_IN_YAML = re.compile(r"（\{[^}]*\}）")
"""How a group is written in one line of YAML."""
_LEVELS = re.compile(r"请写 levels: \{columns: \[([^\]]*)\]\}")


def path_said(key: Key, kind: str = "", has_cell: bool = True) -> Words:
    """Return where an entry of a document stands, in the names that a workbook has for it.

    Args:
        key: The path of keys.
        kind: Which part the entry is, where it is one.
        has_cell: Whether a cell is named beside it, and with it the sheet.
    """
    if not key:
        return THE_FILE
    sheet = next((s for s in SHEETS if s.section == key[0]), None)
    rest = key if sheet is None else key[1:]
    said = [] if sheet is None or has_cell else [sheet.title.zh]
    if sheet is not None and sheet.named is not None and rest:
        label, rest = rest[0], rest[1:]
        said.append(kinds_of(sheet.section).get(label, label) if label == kind else label)
    section = "" if sheet is None else sheet.section
    is_known = section not in CATALOGUES or CATALOGUES[section].get(kind) is not None
    form = forms_of(section, kind) if is_known else None
    for word in rest:
        inner = None if form is None else form.inner.get(word) or form.other
        named = inner is not None and form is not None and word in form.inner
        said.append(inner.called if named and inner is not None else word)
        form = inner
    # Of a sheet as a whole the sheet is said already.
    return Words(" ".join(said), ".".join(key)) if said else NOTHING


def said_in_sheets(text: Words, section: str, kind: str = "") -> Words:
    """Return what a letter says in the words of a workbook.

    Args:
        section: The section of the entry that it is about.
        kind: The word of its part; empty where it is none.
    """
    zh = _LEVELS.sub(r"请在工作表“方案设置”里写“单位以上层级”的“层级列” \1", text.zh)
    zh, en = _tables(zh, "zh"), _tables(text.en, "en")
    parts = _QUOTED.split(zh)
    parts[::2] = [_named(part, section, kind) for part in parts[::2]]
    return Words("".join(parts), en)


def meaning_in_sheets(form: SettingForm, section: str, kind: str, lang: Lang) -> str:
    """Return what a setting means in the words of a workbook.

    Args:
        section: The section of the entry that has it.
        kind: The word of its part; empty where it is none.
    """
    if lang == "en":
        return form.meaning
    said = _IN_YAML.sub("", form.meaning)
    for word, name in form.words.items():
        said = said.replace(f"{name}（{word}）", name).replace(f"{word} {name}", name)
    return said_in_sheets(Words(said, ""), section, kind).zh


def _tables(text: str, lang: Lang) -> str:
    """Say a table as the sheet that it is: add one, where it was to be filled in."""

    def sheet(found: re.Match[str]) -> str:
        added, there = found.groups()
        if (word := added or there) not in TABLES:
            return found[0]
        title = TABLES[word].title.say(lang)
        if lang == "zh":
            return f"请加一张工作表“{title}”" if added else f"（工作表“{title}”）"
        return f"Add a sheet {title}" if added else f"a sheet {title}"

    return _TABLE[lang].sub(sheet, text)


def _named(text: str, section: str, kind: str) -> str:
    """Return a Chinese text with the names of settings, fixed words and kinds in it."""
    is_known = kind in kinds_of(section) or section not in CATALOGUES
    inner = forms_of(section, kind).inner if is_known else {}

    def setting(word: str) -> str | None:
        return inner[word].called if word in inner else None

    def is_so(found: re.Match[str]) -> str:
        name, value = setting(found[1]), VALUE_NAMES.get(found[1], {}).get(found[2])
        return (
            found[0] if name is None or value is None else _set_off(name) + "为" + _set_off(value)
        )

    def word(found: re.Match[str]) -> str:
        values = (VALUE_NAMES.get(name, {}).get(found[0]) for name in inner)
        own = setting(found[0]) or next(filter(None, values), _ANYWHERE.get(found[0]))
        return found[0] if own is None else _set_off(own)

    parts = _QUOTED.split(_IS.sub(is_so, text))
    parts[::2] = [_WORD.sub(word, part) for part in parts[::2]]
    return re.sub(f" ?{_LEFT}", "“", re.sub(f"{_RIGHT} ?", "”", "".join(parts)))


def _set_off(name: str) -> str:
    """Return a name in quotes of which the spaces around them are not yet taken away."""
    return f"{_LEFT}{name}{_RIGHT}"


_ANYWHERE = {
    **SETTING_NAMES,
    **{word: name for section in CATALOGUES for word, name in kinds_of(section).items()},
    **{sheet.section: sheet.title.zh for sheet in SHEETS if sheet.section},
    "true": YES_NO[0].zh,
    "false": YES_NO[1].zh,
    "off": OFF.zh,
}
"""What words are called that are none of the part that a letter is about."""


def typed_setting(keys: Key, text: str, entries: Mapping[str, Any]) -> tuple[Key, str]:
    """Return a setting of the command line with the words of a scenario for the names of sheets.

    What is no name of a sheet stays as it is: it is a word of the scenario, or is refused there.

    Args:
        keys: As they were typed.
        text: The value.
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
