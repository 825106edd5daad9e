"""A goal's value has one form in every JSON: a decimal, and the exact fraction beside it."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from office import Office
from optalloc.core.money import JSON_DIGITS, beside_exact, show_fraction

VALUES = ("value", "bound", "best", "before", "after", "worst", "floor", "loss", "most", "values")
COMMANDS = (
    ("solve", "FILE"),
    ("compare", "FILE", "FILE"),
    ("explain", "FILE"),
    ("explain", "FILE", "--letter"),
    ("benchmark", "FILE"),
    ("explore", "sweep", "FILE", "--vary", "rules.floor.amount=1,2"),
    ("explore", "alternatives", "FILE", "--count", "3"),
    ("explore", "regret", "FILE", "OTHER"),
    ("explore", "frontier", "FILE", "--goals", "closest_to_target,evenness"),
)


def test_the_form_is_a_decimal_with_the_fraction_beside_it() -> None:
    third = Fraction(20, 3)
    assert beside_exact("value", third) == {"value": "6.666667", "value_exact": "20/3"}
    assert beside_exact("value", None) == {"value": None, "value_exact": None}
    assert beside_exact("values", [third]) == {"values": ["6.666667"], "values_exact": ["20/3"]}
    assert beside_exact("most", {"a": Fraction(2)}) == {
        "most": {"a": "2"},
        "most_exact": {"a": "2"},
    }


def pairs(told: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield every figure with its exact twin, wherever it stands."""
    if isinstance(told, list):
        for one in told:
            yield from pairs(one)
    if isinstance(told, dict):
        for key, value in told.items():
            if f"{key}_exact" in told:
                yield key, value, told[f"{key}_exact"]
            elif not key.endswith("_exact"):
                yield from pairs(value)


def flat(figure: Any) -> list[Any]:
    if isinstance(figure, dict):
        return list(figure.values())
    return figure if isinstance(figure, list) else [figure]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(w for w in c if w != "FILE"))
def test_every_command_tells_goals_in_that_form(command: tuple[str, ...], office: Office) -> None:
    office.put("other.yaml", "extends: scenario.yaml\nrules: {floor: {amount: 20}}\n")
    files = {
        "FILE": str(office.folder / "scenario.yaml"),
        "OTHER": str(office.folder / "other.yaml"),
    }
    said = office.run(*(files.get(word, word) for word in command), "--json")
    assert said.code == 0, said.err
    found = list(pairs(json.loads(said.out)))
    assert found
    for key, decimal, exact in found:
        for one, other in zip(flat(decimal), flat(exact), strict=True):
            assert (one is None) == (other is None), key
            if one is not None:
                assert one == show_fraction(Fraction(other), JSON_DIGITS), key


def test_there_is_one_constant_for_the_digits_of_json() -> None:
    folder = Path(beside_exact.__code__.co_filename).parent
    named = [p.name for p in folder.rglob("*.py") if "JSON_DIGITS =" in p.read_text("utf-8")]
    assert named == ["money.py"]
