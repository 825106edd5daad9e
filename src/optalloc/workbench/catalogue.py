"""Every rule and goal there is, as a page offers them: from the schema that editors read."""

from typing import Any

from optalloc.core.message import Lang
from optalloc.inputs.schema.document import schema
from optalloc.inputs.table_schema import TABLES
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.setting_names import setting_words, value_words
from optalloc.workbench.task import Told

Json = dict[str, Any]
SECTIONS = ("rules", "goals")
BOOLEAN, CHOICE, NAMES, MONEY, SHARE, AMOUNT_OR_SHARE, NUMBER, TEXT, OTHER = (
    *("boolean", "choice", "names", "money", "share", "deviation", "number", "text", "other"),
)
"""How a setting is typed in."""


def catalogue(told: Told, lang: Lang) -> Json:
    """Return every rule and goal there is, with what its settings are called and may be."""
    definitions = schema("scenario", lang)["definitions"]
    found: Json = {section: {} for section in SECTIONS}
    for name, entry in definitions.items():
        section, _, rest = name.partition(".")
        kind, _, way = rest.rpartition(".")
        if section in SECTIONS and way == "strict":
            found[section][kind] = _part_of(entry, section, kind, lang)
    found["tables"] = {
        name: [field.heads[0] for field in schema.fields] for name, schema in TABLES.items()
    }
    return found


def _part_of(entry: Json, section: str, kind: str, lang: Lang) -> Json:
    required = entry.get("required") or ()
    return {
        "called": CATALOGUES[section][kind].called.say(lang),
        "title": str(entry.get("description", "")).split("\n")[0],
        "settings": [
            {
                "name": name,
                "called": setting_words((name,), kind, section).say(lang),
                "text": str(setting.get("description", "")).split("\n")[0].replace(" [fen]", ""),
                "is_required": name in required,
                **_form_of(setting, name, lang),
            }
            for name, setting in entry["properties"].items()
            if name not in ("kind", "cite")
        ],
    }


def _form_of(setting: Json, name: str, lang: Lang) -> Json:
    """Return how a setting is typed in; what a choice is called stands behind its word."""
    ways = setting.get("anyOf") or [setting]
    for way in ways:
        if "enum" in way:
            words = [str(word) for word in way["enum"]]
            called = [[word, value_words(name, word).say(lang)] for word in words]
            return {"form": CHOICE, "choices": called}
        if way.get("type") == "boolean":
            return {"form": BOOLEAN}
        if way.get("type") == "array":
            return {"form": NAMES if way.get("items", {}).get("type") == "string" else OTHER}
        if way.get("type") == "object":
            # A name alone may stand for it, such as the column that holds weights.
            return {"form": TEXT if {"type": "string"} in ways else OTHER}
        if way.get("type") == "string" and "pattern" in way:
            return {"form": _by_pattern(str(way["pattern"]))}
    if any(way.get("type") == "string" for way in ways):
        return {"form": TEXT}
    return {"form": NUMBER if any(w.get("type") in ("number", "integer") for w in ways) else OTHER}


def _by_pattern(pattern: str) -> str:
    has_share, has_money = "%" in pattern, "万元" in pattern
    if has_share and has_money:
        return AMOUNT_OR_SHARE
    return SHARE if has_share else MONEY if has_money else NUMBER
