"""Every public name of `optalloc.analysis` says what it is, takes, gives and refuses."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import optalloc as oa
import optalloc.analysis as room

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023" / "two-towns.yaml"


def public() -> Iterator[tuple[str, object]]:
    """Yield every name of the room, and every member of its classes that has no underscore."""
    for name in room.__all__:
        thing = getattr(room, name)
        yield name, thing
        if inspect.isclass(thing):
            own = (m for m in vars(thing) if not m.startswith("_"))
            yield from ((f"{name}.{m}", inspect.getattr_static(thing, m)) for m in own)


def callable_of(thing: object) -> object:
    """Return the function behind a method, property or class method."""
    for inner in ("fget", "func", "__func__"):
        thing = getattr(thing, inner, thing)
    return thing


NAMES = dict(public())


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_words(name: str) -> None:
    doc = inspect.getdoc(callable_of(NAMES[name])) or ""
    assert doc and not doc.startswith(f"{name}("), f"{name} says nothing of itself"
    assert doc.splitlines()[0].endswith((".", ":")), f"{name}: the first line is one sentence"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_function_takes_and_refuses_stands_in_its_words(name: str) -> None:
    thing = callable_of(NAMES[name])
    if not inspect.isfunction(thing):
        return
    doc = inspect.getdoc(thing) or ""
    taken = [p for p in inspect.signature(thing).parameters if p not in ("self", "cls")]
    if len(taken) > 1:
        missing = [p for p in taken if f"{p}:" not in doc and p not in ("lang",)]
        assert not missing, f"{name} does not say what {missing} are"
    source = inspect.getsource(thing)
    assert ("raise " not in source) or "Raises:" in doc, f"{name} does not say what it raises"


@pytest.mark.parametrize("name", ["Problem", "Solution", "Comparison", "Explanation", "Judgement"])
def test_every_field_of_a_class_is_described(name: str) -> None:
    kind = getattr(room, name)
    doc = inspect.getdoc(kind) or ""
    missing = [f for f in kind.__dataclass_fields__ if f"{f}:" not in doc]
    assert not missing, f"{name} does not say what {missing} are"


def test_everything_that_jupyter_shows_has_a_table_or_a_list() -> None:
    problem = oa.read(SCENARIO)
    solution = problem.solve()
    things = (problem, solution, oa.compare([solution]), problem.judge(solution.awards))
    assert all("<table" in thing._repr_html_() for thing in things)
    assert "<li>" in solution.explain()._repr_html_()


def test_the_package_lists_what_it_offers() -> None:
    for name in oa.__all__:
        assert getattr(oa, name) is not None
