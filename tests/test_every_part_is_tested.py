"""Every part has its four kinds of test: worked, golden, differential, property."""

from pathlib import Path

import pytest

from optalloc.problem.interfaces import GOALS, RULES, TARGETS

KINDS = ("worked", "golden", "differential", "property")
HERE = Path(__file__).parent
PARTS = [
    (folder, word)
    for folder, catalogue in (("rules", RULES), ("goals", GOALS), ("targets", TARGETS))
    for word in catalogue.words()
]


@pytest.mark.parametrize(("folder", "word"), PARTS)
def test_a_part_has_its_four_kinds_of_test(folder: str, word: str) -> None:
    file = HERE / folder / f"test_{word}.py"
    assert file.is_file(), f"write {file.relative_to(HERE.parent)}"
    text = file.read_text(encoding="utf-8")
    missing = [kind for kind in KINDS if f"def test_{kind}_" not in text]
    assert not missing, (
        f"{file.name} has no test called {', '.join(f'test_{k}_…' for k in missing)}"
    )


@pytest.mark.parametrize(("folder", "word"), PARTS)
def test_a_part_says_its_formula_and_its_settings(folder: str, word: str) -> None:
    catalogue = {"rules": RULES, "goals": GOALS, "targets": TARGETS}[folder]
    part = catalogue[word]
    own = [name for name in part.__annotations__ if name in part.model_fields]
    undocumented = [name for name in own if f"{name}:" not in (part.__doc__ or "")]
    assert not undocumented, f"{word}: say what {', '.join(undocumented)} mean"
