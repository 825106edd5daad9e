"""What may be written for a setting, as a sheet needs to know it: made of the parts themselves.

The JSON Schema of a part says whether a setting is a number, a text, a choice, a list or a group.
A cell tells none of these apart (10 may be the text "10", 是 may be true), so the form decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from optalloc.core.message import NOTHING, Lang, Words, one_of
from optalloc.core.money import FEN_PER_UNIT, halfwidth
from optalloc.inputs.entries import IndicatorEntry, LevelsEntry
from optalloc.inputs.schema.settings import Json, settings_of
from optalloc.inputs.schema.texts_zh import SECTION_TEXTS
from optalloc.inputs.sheets.layout import plain
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Value, show_value
from optalloc.inputs.tables.columns import NO, YES
from optalloc.problem.baselines import METHODS
from optalloc.problem.component import NO_SETTINGS
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.goals.blend import may_be_blended
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.problem import TieRule
from optalloc.problem.setting_names import name_of, value_name_of


def names_in(text: str) -> list[str]:
    """Return the names in a cell: 甲镇、乙镇."""
    for mark in "，,；;\n":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


def kinds_of(section: str) -> dict[str, str]:
    """Return what the kinds of a section are called in Chinese, by their words; none has none."""
    return {word: part.called.zh for word, part in CATALOGUES.get(section, ())}


@dataclass(frozen=True)
class SettingForm:
    """What may be written for a setting.

    Attributes:
        scalars: The sorts of single values that it takes, as JSON Schema calls them.
        words: Its choices: what each is called, by its word.
        items: What its values are, where it may be a list.
        inner: What the entries of a group are, by their words.
        other: What entries of a group with names of the user's own are.
        called: What it is called in Chinese.
        meaning: What it means.
    """

    scalars: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    items: "SettingForm | None" = None
    inner: Mapping[str, "SettingForm"] = field(default_factory=dict)
    other: "SettingForm | None" = None
    called: str = ""
    meaning: str = ""

    @property
    def is_single(self) -> bool:
        """Whether it can be one value."""
        return bool(self.scalars or self.words)

    @property
    def is_list_of_groups(self) -> bool:
        """Whether it may be a list whose items are groups, such as texts in two languages."""
        return self.items is not None and bool(self.items.inner)

    @property
    def is_list_of_names(self) -> bool:
        """Whether it is a list of names or words, of which several may stand in one cell."""
        of = self.items
        return of is not None and of.scalars <= {"string"} and not of.inner and not self.scalars

    def key(self, text: str) -> str | None:
        """Return the word of an entry of the group; None where there is none of that name."""
        found = self.word_in({word: form.called for word, form in self.inner.items()}, text)
        return found if found is not None or self.other is None else text

    @staticmethod
    def word_in(names: Mapping[str, str], text: str) -> str | None:
        """Return the word that a text is, or that is called so."""
        asked = plain(text)
        return next((w for w, name in names.items() if asked in (plain(w), plain(name))), None)

    def fit(self, value: Value) -> Any:
        """Return the value of a cell as a document has it.

        Raises:
            ValueError: When it cannot be one.
        """
        text = show_value(value)
        for of in self.single_forms():
            if (word := self.word_in(of.words, text)) is not None:
                return word
            if "boolean" in of.scalars and (said := halfwidth(text).casefold()) in YES | NO:
                return said in YES
            if "number" in of.scalars:
                return value
            if "integer" in of.scalars and halfwidth(text).isdecimal():
                return int(halfwidth(text))
            if "string" in of.scalars:
                return text
        raise ValueError(text)

    def allowed(self) -> Words:
        """Say what a cell may hold, where not any text will do."""
        forms = self.single_forms()
        if words := {word: name for of in forms for word, name in of.words.items()}:
            return choice_of(words)
        if any("boolean" in of.scalars for of in forms):
            return Words("应为 是 或 否", "yes or no")
        return Words("应为整数", "a whole number")

    def single_forms(self) -> list["SettingForm"]:
        """Return what one cell may be: the setting itself, and an item of its list."""
        return [*([self] if self.is_single else []), *([self.items] if self.items else [])]


def choice_of(words: Mapping[str, str], what: Words = NOTHING) -> Words:
    """Return the words that something may be, by their names in Chinese."""
    return Words(one_of(what, words.values()).zh, one_of(what, words).en)


def form_of(node: Json, *owners: str) -> SettingForm:
    """Return the form of a setting from its JSON Schema.

    Args:
        owners: The setting, the part and the section that it belongs to, for the names in it.
    """
    scalars: set[str] = set()
    words: dict[str, str] = {}
    items = other = None
    inner: dict[str, SettingForm] = {}
    for option in node.get("anyOf", [node]):
        sorts = option.get("type", [])
        for sort in [sorts] if isinstance(sorts, str) else sorts:
            if sort == "array":
                items = form_of(option["items"], *owners)
            elif sort == "object":
                rest = option.get("additionalProperties")
                known = option.get("properties") or {w: rest for w in option.get("required", ())}
                inner |= {
                    word: replace(form_of(of, word, *owners), called=name_of(word, *owners))
                    for word, of in known.items()
                }
                other = form_of(rest, *owners) if isinstance(rest, dict) else other
            elif sort != "null" and "enum" not in option:
                scalars.add(sort)
        words |= {str(word): value_name_of(str(word), *owners) for word in option.get("enum", ())}
    said = str(node.get("description", ""))
    return SettingForm(frozenset(scalars), words, items, inner, other, "", said)


@cache
def forms_of(section: str, kind: str = "", lang: Lang = "zh") -> SettingForm:
    """Return the settings of an entry, or those of the whole scenario, as a group.

    Args:
        section: The section of the document; empty for the scenario itself.
        kind: Which part the entry is.
        lang: The language of what each setting means.
    """
    if section in CATALOGUES:
        found = _of_model(CATALOGUES[section][kind], lang, kind, section)
        return _of_blend(found) if kind == "blend" else found
    if section == "indicators":
        return _of_model(IndicatorEntry, lang, "indicator", "indicators")
    if section == "paper":
        return _of_model(DocumentSettings, lang, "paper", "paper")
    return _of_scenario(lang)


def _of_model(model: Any, lang: Lang, word: str, section: str) -> SettingForm:
    node = settings_of(model, lang, word, section)
    known = {n: s for n, s in node["properties"].items() if n not in ("label", "kind")}
    general = NO_SETTINGS if section in CATALOGUES else ()  # what every part has comes last
    of = dict(sorted(known.items(), key=lambda item: item[0] in general))
    made = form_of({"type": "object", "properties": of}, word, section)
    names = {name: form.called for name, form in made.inner.items()}
    inner = dict(made.inner)
    if "firm" in inner:  # true, or names of settings
        inner["firm"] = replace(inner["firm"], items=SettingForm(words=names))
    return replace(made, inner=inner)


def _of_blend(form: SettingForm) -> SettingForm:
    """Return the settings of a blend: each of its parts has those of its goal, and a weight."""
    names = kinds_of("goals")
    words = [word for word in names if may_be_blended(word)]
    of: dict[str, SettingForm] = {}
    for word in words:
        for name, one in forms_of("goals", word).inner.items():
            of[name] = replace(one, words={**one.words, **(of[name].words if name in of else {})})
    weight = SettingForm(frozenset({"number", "string"}), called=name_of("weight"))
    kind = SettingForm(words={w: names.get(w, w) for w in words}, called=name_of("kind"))
    part = SettingForm(inner={**of, "weight": weight, "kind": kind})
    known = {w: replace(part, called=names.get(w, w)) for w in words}
    parts = replace(form.inner["parts"], inner=known, other=part)
    return replace(form, inner={**form.inner, "parts": parts})


def _of_scenario(lang: Lang) -> SettingForm:
    """Return the settings of a scenario that are no sections of entries."""
    text: Json = {"type": "string"}
    free: Json = {"type": ["string", "number"]}
    spec: Json = {"anyOf": [text, {"type": "object", "additionalProperties": free}]}
    ties = settings_of(TieRule, lang, "ties")
    nodes: Json = {
        "title": text,
        "unit": {"anyOf": [{"enum": [*FEN_PER_UNIT]}, text]},
        "notes": {"anyOf": [text, {"type": "array", "items": text}]},
        "baseline": {"enum": METHODS.words()},
        "ties": {"anyOf": [{"enum": ties["properties"]["by"]["enum"]}, ties]},
        "levels": settings_of(LevelsEntry, lang, "levels"),
        "name": text,
        "model": text,
        "extends": text,
        "tables": {"type": "object", "properties": dict.fromkeys(TABLES, spec)},
    }
    inner = {}
    for word, node in nodes.items():
        made = form_of(node, word, "settings")
        meaning = SECTION_TEXTS[word].say(lang)
        inner[word] = replace(made, called=name_of(word, "settings"), meaning=meaning)
    methods = {word: method.words.zh for word, method in METHODS}
    inner["baseline"] = replace(inner["baseline"], words=methods)
    tables = {
        word: replace(form, called=TABLES[word].title.zh)
        for word, form in inner["tables"].inner.items()
    }
    inner["tables"] = replace(inner["tables"], inner=tables)
    return SettingForm(inner=inner)
