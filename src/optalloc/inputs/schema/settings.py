"""The settings of one part as JSON Schema, made of the part itself: what each takes and means.

pydantic makes the settings; titles and texts are those of the docstrings, and in Chinese those of
`texts_zh`.
"""

import inspect
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from optalloc.core.message import Lang
from optalloc.inputs.schema.texts_zh import PARTS, SETTINGS

Json = dict[str, Any]
AS_WRITTEN = ("[fen", "[in the scenario's unit")
"""What docstrings say of amounts, and what is true of them for who writes a scenario."""


class _Plain(GenerateJsonSchema):
    """Settings as they are typed: a default is a fraction or nothing that JSON has."""

    def default_schema(self, schema: Any) -> Json:
        """Return the schema without its default."""
        return self.generate_inner(schema["schema"])


def settings_of(model: type[BaseModel], lang: Lang, word: str, section: str = "") -> Json:
    """Return the settings of a part, with what each means; models inside it are written out."""
    made = model.model_json_schema(mode="validation", schema_generator=_Plain)
    inner = made.pop("$defs", {})
    made = cast(Json, _written_out(made, inner))
    said = settings_said(model)
    doc = (inspect.getdoc(model) or "").splitlines()[0]
    made["title"] = word
    made["description"] = PARTS.get(word, doc) if lang == "zh" else doc
    for name, setting in made["properties"].items():
        setting.pop("title", None)
        setting["description"] = (
            _said_in_chinese(section, word, name) if lang == "zh" else said.get(name, name)
        )
    return made


def _said_in_chinese(section: str, word: str, name: str) -> str:
    """Return what a setting means: in this part, in every part of the section, or anywhere."""
    own = (SETTINGS.get(f"{owner}.{name}") for owner in (word, section))
    return next(filter(None, own), SETTINGS.get(name, ""))


def _written_out(value: Any, inner: Mapping[str, Any]) -> Any:
    """Return a schema with what it refers to in its place."""
    if isinstance(value, list):
        return [_written_out(item, inner) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _written_out(inner[value["$ref"].rsplit("/", 1)[1]], inner)
    return {key: _written_out(item, inner) for key, item in value.items() if key != "default"}


def settings_said(model: type[BaseModel]) -> dict[str, str]:
    """Return what docstrings say of each setting, of the class and of those it derives from."""
    said: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        name = ""
        for line in (inspect.cleandoc(owner.__doc__ or "")).splitlines():
            head, colon, rest = line.strip().partition(":")
            names = [word.strip() for word in head.split(",")]
            if colon and all(word in model.model_fields for word in names):
                name = names[0]
                said |= dict.fromkeys(names, rest.strip())
            elif name and line.startswith(" " * 6):
                said[name] += " " + line.strip()
            else:
                name = ""
    return {name: text.replace(*AS_WRITTEN) for name, text in said.items()}
