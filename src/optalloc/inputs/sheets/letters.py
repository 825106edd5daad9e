"""What a letter says of a workbook: words of YAML become what its sheets call them.

Parts say what is wrong with them in the words of a scenario: `at_most 与 column 应填写其中一项`.
Whoever works in sheets sees 上限 and 列 there, and is told so. English words are the keys in both.
"""

import re

from optalloc.core.message import Lang, Words
from optalloc.inputs.sheets.layout import OFF, SHEETS
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of
from optalloc.inputs.table_schema import TABLES
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
