"""The JSON Schema takes every scenario and model, and refuses what a file alone shows wrong."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from test_bad_input import POLICY, YAML

from office import Office
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable
from optalloc.inputs.scenario import SECTIONS
from optalloc.inputs.schema import schema
from optalloc.inputs.schema.document import CATALOGUES
from optalloc.inputs.yaml_reader import load

ROOT = Path(__file__).resolve().parents[2]


def entries(path: Path) -> dict[str, Any]:
    return load(path, path.name).entries


def is_scenario(said: dict[str, Any]) -> bool:
    """Return whether a file stands alone, or lies over another; others are there to lie under."""
    tables = said.get("tables", {})
    return bool({"extends", "model"} & said.keys()) or {"sources", "recipients"} <= tables.keys()


FILES = {
    path: said
    for folder in ("models", "scenarios")
    for path in sorted((ROOT / folder).rglob("*.y*ml"))
    if {"tables", "extends", "rules"} & (said := entries(path)).keys()
}
CHECKS = {kind: jsonschema.Draft7Validator(schema(kind)) for kind in ("scenario", "model")}
NEEDS_MORE = {
    # What the tables, several entries, or a name somewhere else show.
    *("targets that are all off", "no grain", "a grain of zero", "a grain of less than a fen"),
    *("two grains", "a share above one", "bounds in the wrong order"),
    *("weights that do not add up", "a weight of an indicator unknown"),
    *("a split of a source unknown", "a split of one source", "a split of nothing"),
    *(
        "a rate without a column",
        "a kind of recipient unknown",
        "a fixed amount of someone unknown",
    ),
    *("fixed amounts above the money", "targets that are all zero", "needs without a table"),
    *("a change of a table that cannot be changed", "a change of a row unknown"),
    *("a change of a column unknown", "a change to what is no amount"),
    *("a scenario that extends itself", "a model that is not there"),
    *("a column spelled in two ways", "a figure in a row of the scenario"),
    "an invisible mark",
}


def faults(kind: str, said: dict[str, Any]) -> list[str]:
    return [f"{list(e.path)}: {e.message[:200]}" for e in CHECKS[kind].iter_errors(said)]


@pytest.mark.slow
def test_the_schemas_are_schemas() -> None:
    for kind in CHECKS:
        for lang in ("zh", "en"):
            jsonschema.Draft7Validator.check_schema(schema(kind, lang))


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_scenario_and_model_is_taken(path: Path) -> None:
    said = FILES[path]
    assert not faults("scenario" if is_scenario(said) else "model", said)


@pytest.mark.slow
@pytest.mark.parametrize("case", [*YAML, *POLICY])
def test_what_a_file_alone_shows_to_be_wrong_is_refused(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(tmp_path, capsys)
    (YAML | POLICY)[case](office)
    try:
        said = load(office.folder / "scenario.yaml", "scenario.yaml")
    except InputUnusable:
        return  # no YAML at all: every editor says so
    if said.faults:
        return  # a tag, a key that is there twice: the same
    found = faults("scenario", said.entries)
    assert bool(found) != (case in NEEDS_MORE), found


def test_a_scenario_over_a_model_may_state_a_part_of_an_entry() -> None:
    said = {"model": "m.yaml", "rules": {"industry": {"at_least": "60%"}, "floor": "off"}}
    assert CHECKS["scenario"].is_valid(said)
    assert not CHECKS["scenario"].is_valid(said | {"rules": {"floor": {"amuont": 1}}})


def everything(of: Any) -> list[dict[str, Any]]:
    """Return every setting of a schema."""
    definitions: dict[str, Any] = of["definitions"]
    return [s for d in definitions.values() for s in d.get("properties", {}).values()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_part_and_setting_says_what_it_is(lang: Any) -> None:
    made = schema("scenario", lang)
    assert set(made["properties"]) == set(SECTIONS)
    settings = [s for s in everything(made) if "const" not in s]
    texts = [d["description"] for d in made["definitions"].values()]
    assert all(texts) and all(s["description"] for s in settings)
    assert all(s["description"] for s in made["properties"].values())
    if lang == "zh":
        assert all(not text.isascii() for text in texts)


def test_every_part_stands_in_it() -> None:
    names = schema()["definitions"]
    for section, catalogue in CATALOGUES.items():
        assert all(f"{section}.{word}.strict" in names for word in catalogue.words())


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["schema", "model", "--lang", "en"]) == 0
    assert json.loads(capsys.readouterr().out) == schema("model", "en")
