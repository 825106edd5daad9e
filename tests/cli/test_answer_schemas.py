"""`docs/schema/` holds the JSON Schema of every command that has `--json`.

What commands print is held against the same schemas by tests/outputs. To write them anew:
OPTALLOC_GOLDEN=write python -m pytest tests/cli/test_answer_schemas.py.
"""

import importlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import click
import jsonschema
import pytest

from optalloc.cli.ledger import COMMANDS as OF_LEDGER
from optalloc.cli.main import COMMANDS, guarded
from optalloc.explore import words
from optalloc.present.answers.schema import ANSWERS, answer_schema

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "schema"


def file_of(command: str) -> Path:
    return PUBLISHED / f"{command.replace(' ', '-')}.json"


def with_json() -> Iterator[str]:
    """Yield every command that has `--json`."""
    places = {
        **{word: f"optalloc.cli.{word}" for word in COMMANDS},
        **{f"explore {word}": f"optalloc.cli.explore_commands.{word}" for word in words()},
        **{f"ledger {word}": f"optalloc.cli.ledger_commands.{word}" for word in OF_LEDGER},
    }
    for name, place in places.items():
        module = place.replace("-", "_")
        module += "_" if module.endswith(".import") else ""
        command = importlib.import_module(module).command
        if any(isinstance(p, click.Option) and "--json" in p.opts for p in command.params):
            yield name


def test_every_command_that_prints_json_has_a_schema_and_no_other() -> None:
    assert sorted(ANSWERS) == sorted(with_json())


@pytest.mark.parametrize("command", ANSWERS)
def test_the_published_schema_is_that_of_the_types(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["schema", "--of", command]) == 0
    text = capsys.readouterr().out
    if os.environ.get("OPTALLOC_GOLDEN") == "write":
        PUBLISHED.mkdir(exist_ok=True)
        file_of(command).write_text(text, encoding="utf-8")
    assert text == file_of(command).read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_no_other_schema_is_published() -> None:
    assert {path.name for path in PUBLISHED.iterdir()} == {file_of(c).name for c in ANSWERS}


def test_a_key_that_the_schema_does_not_know_is_refused() -> None:
    check = jsonschema.Draft202012Validator(answer_schema("new"))
    assert check.is_valid({"written": []})
    assert not check.is_valid({"written": [], "more": 1})
    assert not check.is_valid({})


def test_a_command_without_json_has_no_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["schema", "--of", "open"]) != 0
    assert "explore sweep" in capsys.readouterr().err
