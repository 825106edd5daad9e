"""JSON Schema (draft 7, which YAML extensions of editors read) made of the parts themselves.

What a file alone can say is in it: sections, parts, settings, choices, the form of figures. What
needs the tables (names, sums) or several entries at once is not; `optalloc solve` says that.

A scenario that takes a model, or extends another, may state any part of an entry; there nothing is
required. What each part takes says `settings.py`.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from optalloc.core.message import Lang
from optalloc.core.money import FEN_PER_UNIT, UNIT_ALIASES
from optalloc.inputs.entries import IndicatorEntry, LevelsEntry
from optalloc.inputs.schema.settings import Json, settings_of
from optalloc.inputs.schema.texts_zh import SECTION_TEXTS
from optalloc.inputs.table_schema import REQUIRED, TABLES
from optalloc.problem.baselines import METHODS
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.problem import TieRule

Kind = Literal["scenario", "model"]
KINDS: tuple[Kind, ...] = get_args(Kind)
REMOVED: list[Json] = [{"const": "off"}, {"const": False}]
TEXTUAL: Json = {"type": ["string", "number", "boolean", "null"]}


def schema(kind: Kind = "scenario", lang: Lang = "zh") -> Json:
    """Return the JSON Schema of a scenario or of a model.

    Args:
        lang: The language of titles and descriptions.
    """
    sections = _sections(lang)
    whole: Json = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"optalloc {kind}",
        "type": "object",
        "properties": {name: {"description": SECTION_TEXTS[name].say(lang)} for name in sections},
        "additionalProperties": False,
    }
    partial: Json = {"properties": _under(sections, True)}
    strict: Json = {"properties": _under(sections, False)}
    if kind == "model":
        return whole | {"allOf": [partial], "definitions": _definitions(lang)}
    strict["required"] = ["unit", "tables", "targets", "goals"]
    strict["properties"]["tables"] = {**strict["properties"]["tables"], "required": [*REQUIRED]}
    lies_over: Json = {"anyOf": [{"required": ["extends"]}, {"required": ["model"]}]}
    return whole | {
        "minProperties": 1,
        "if": lies_over,
        "then": partial,
        "else": strict,
        "definitions": _definitions(lang),
    }


def _under(sections: Mapping[str, Any], is_partial: bool) -> Json:
    """Return the sections for a file that lies over another, or for one that stands alone."""
    return {
        name: section["partial" if is_partial else "strict"] if "strict" in section else section
        for name, section in sections.items()
    }


def _sections(lang: Lang) -> Json:
    """Return each section; those of parts in both ways."""
    text_or_texts: Json = {"anyOf": [TEXTUAL, {"type": "array", "items": TEXTUAL}]}
    rows: Json = {"type": "array", "items": {"type": "object", "additionalProperties": TEXTUAL}}
    of_ledger: Json = {
        "type": "object",
        "required": ["ledger"],
        "properties": {"columns": {"type": "object", "additionalProperties": TEXTUAL}},
        "additionalProperties": TEXTUAL,
    }
    of_query: Json = {
        "type": "object",
        "required": ["sql", "database"],
        "properties": {"sql": {"type": "string"}, "database": {"type": "string"}},
        "additionalProperties": False,
    }
    table: Json = {"anyOf": [{"type": ["string", "null"]}, rows, of_ledger, of_query]}
    change: Json = {"type": "object", "additionalProperties": {"type": "object"}}
    made: Json = {
        "name": TEXTUAL,
        "title": TEXTUAL,
        "notes": text_or_texts,
        "unit": {"enum": [*FEN_PER_UNIT, *UNIT_ALIASES]},
        "model": {"type": "string"},
        "extends": {"type": "string"},
        "tables": {
            "type": "object",
            "properties": {name: table for name in TABLES},
            "additionalProperties": False,
        },
        "levels": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/levels"}, *REMOVED]},
        "changes": {"type": "object", "additionalProperties": change},
        "indicators": _both(lambda way: _entries_of(f"indicators.{way}")),
        "ties": {"anyOf": [{"type": ["string", "null"]}, {"$ref": "#/definitions/ties"}]},
        "baseline": {"enum": METHODS.words()},
        "paper": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/paper"}]},
    }
    for section in CATALOGUES:
        made[section] = _both(lambda way, section=section: _parts(section, way))
    return made


def _both(made: Any) -> Json:
    return {way: made(way) for way in ("strict", "partial")}


def _entries_of(definition: str) -> Json:
    entry = {"anyOf": [{"$ref": f"#/definitions/{definition}"}, *REMOVED]}
    return {"type": ["object", "null"], "additionalProperties": entry}


def _parts(section: str, way: str) -> Json:
    """Return a section of parts: each under its word, or under a name of its own with `kind`."""
    words = CATALOGUES[section].words()
    return {
        "type": "object" if way == "strict" else ["object", "null"],
        "properties": {word: _entry(section, way, word) for word in words},
        "additionalProperties": _entry(section, way, None),
        **_least(section, way),
    }


def _least(section: str, way: str) -> Json:
    if way == "partial" or section == "rules":
        return {}
    return {"minProperties": 1}


def _entry(section: str, way: str, word: str | None) -> Json:
    """Return one entry; which part it is stands in `kind`, or is its name."""
    words = CATALOGUES[section].words()
    known: Json = {"type": "object", "properties": {"kind": {"enum": words}}}
    chosen: list[Json] = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/{section}.{kind}.{way}"},
        }
        for kind in words
    ]
    if word is not None:
        own = {"$ref": f"#/definitions/{section}.{word}.{way}"}
        chosen.append({"if": {"required": ["kind"]}, "else": own})
    elif way == "strict":
        known["required"] = ["kind"]
    empty = [{"type": "null"}] if word is not None else []
    return {"anyOf": [known | {"allOf": chosen}, *empty, *REMOVED]}


def _definitions(lang: Lang) -> Json:
    """Return what sections refer to."""
    made: Json = {}
    for section, catalogue in CATALOGUES.items():
        for word, part in catalogue:
            strict = settings_of(part, lang, word, section)
            strict["properties"].pop("label", None)
            strict["properties"]["kind"] = {"const": word}
            made[f"{section}.{word}.strict"] = strict
            made[f"{section}.{word}.partial"] = _without_required(strict)
    indicator = settings_of(IndicatorEntry, lang, "indicator")
    made["indicators.strict"] = indicator
    made["indicators.partial"] = _without_required(indicator)
    made["ties"] = settings_of(TieRule, lang, "ties")
    made["levels"] = settings_of(LevelsEntry, lang, "levels")
    made["paper"] = settings_of(DocumentSettings, lang, "paper")
    return made


def _without_required(of: Json) -> Json:
    return {key: value for key, value in of.items() if key != "required"}
