"""Every public name says what it is, takes, gives and refuses: found by following what is returned.

The walk begins at `optalloc.__all__`, `optalloc.explore` and `optalloc.schema`, and goes on to the
classes that their functions, methods and properties return. No list here has to be kept.
"""

import dataclasses
import inspect
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pulp
import pytest

import optalloc as oa
from optalloc.analysis.problem import Problem
from optalloc.analysis.solution import Solution

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023" / "two-towns.yaml"
FOR_TYPE_CHECKERS = {"pd": pd, "pulp": pulp, "Solution": Solution}
UNITS = ("unit", "fen", "[s]", "Decimal", "cite")
"""What the words of a frame say of its figures, or that it holds clauses and no figures."""


def starts() -> Iterator[tuple[str, object]]:
    for name in oa.__all__:
        thing = getattr(oa, name)
        if not inspect.ismodule(thing):
            yield name, thing
            continue
        for word in dir(thing) if name == "explore" else thing.__all__:
            yield f"{name}.{word}", getattr(thing, word)


def members(kind: type) -> Iterator[tuple[str, object]]:
    """Yield what a class offers, what it takes over from classes of the package too."""
    own = [c for c in kind.__mro__ if c.__module__.startswith("optalloc")]
    for word in sorted({word for c in own for word in vars(c) if not word.startswith("_")}):
        yield word, inspect.getattr_static(kind, word)


def function_of(thing: object) -> Any:
    """Return the function behind a method, property or class method."""
    for inner in ("fget", "func", "__func__"):
        thing = getattr(thing, inner, thing)
    return thing


def returned(function: Any) -> list[type]:
    """Return the package's own classes that a function's annotation promises."""
    known = {"Problem": Problem, **FOR_TYPE_CHECKERS, **function.__globals__}
    return list(classes_in(typing.get_type_hints(function, known).get("return")))


def classes_in(hint: object) -> Iterator[type]:
    if inspect.isclass(hint) and hint.__module__.startswith("optalloc"):
        yield hint
    for part in typing.get_args(hint):
        yield from classes_in(part)


def walk() -> dict[str, object]:
    """Return every public class, function, method and property by its name."""
    found: dict[str, object] = {}
    seen: set[int] = set()
    queue = list(starts())
    while queue:
        name, thing = queue.pop(0)
        function = function_of(thing)
        if id(function) in seen or not (inspect.isclass(thing) or inspect.isfunction(function)):
            continue
        seen.add(id(function))
        found[name] = thing
        if inspect.isclass(thing):
            queue += [(f"{name}.{word}", member) for word, member in members(thing)]
        else:
            queue += [(f"{kind.__module__}.{kind.__name__}", kind) for kind in returned(function)]
    return found


NAMES = walk()
CLASSES = [name for name, thing in NAMES.items() if inspect.isclass(thing)]
FUNCTIONS = [name for name in NAMES if name not in CLASSES]


def words_of(name: str) -> str:
    return inspect.getdoc(function_of(NAMES[name])) or ""


def test_the_walk_comes_by_all_that_is_offered() -> None:
    said = set(NAMES)
    assert {"Problem.solve", "Solution.awards", "explore.weights", "schema.schema"} <= said
    assert "optalloc.analysis.judged.Judgement.goals" in said
    assert "optalloc.analysis.explanation.Explanation.rule_costs" in said
    assert len(CLASSES) > 25 and len(FUNCTIONS) > 80


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_words(name: str) -> None:
    doc = words_of(name)
    assert doc and not doc.startswith(f"{name.rpartition('.')[2]}("), f"{name} says nothing"
    assert doc.partition("\n\n")[0].endswith((".", ":")), f"{name}: one sentence comes first"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_function_takes_and_refuses_stands_in_its_words(name: str) -> None:
    function, doc = function_of(NAMES[name]), words_of(name)
    taken = [p for p in inspect.signature(function).parameters if p not in ("self", "cls", "lang")]
    missing = [p for p in taken if f"{p}:" not in doc]
    assert len(taken) < 2 or not missing, f"{name} does not say what {missing} are"
    raises = "raise " in inspect.getsource(function)
    assert not raises or "Raises:" in doc, f"{name} does not say what it raises"


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_of_a_class_is_described(name: str) -> None:
    if dataclasses.is_dataclass(NAMES[name]):
        fields = (f.name for f in dataclasses.fields(NAMES[name]) if not f.name.startswith("_"))
        said = "\n".join(inspect.getdoc(of) or "" for of in NAMES[name].__mro__)
        missing = [f for f in fields if f"{f}:" not in said]
        assert not missing, f"{name} does not say what {missing} are"


FRAMES = [n for n in FUNCTIONS if "DataFrame" in str(function_of(NAMES[n]).__annotations__)]


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_says_what_a_row_is_and_the_unit_of_its_figures(name: str) -> None:
    doc = words_of(name)
    assert " row" in doc or "same columns" in doc, f"{name} does not say what a row is"
    assert "same columns" in doc or any(word in doc for word in UNITS), f"{name}: in what unit?"


def test_quality_figures_name_the_source_of_their_formulas() -> None:
    for name in FRAMES:
        assert not name.endswith(".figures") or "Source" in words_of(name)


def test_everything_that_jupyter_shows_has_a_table_or_a_list() -> None:
    problem = oa.read(SCENARIO)
    solution = problem.solve()
    things = (problem, solution, oa.compare([solution]), problem.judge(solution.awards))
    assert all("<table" in thing._repr_html_() for thing in things)
    assert "<li>" in solution.explain()._repr_html_()


def test_the_package_lists_what_it_offers() -> None:
    assert set(oa.__all__) <= set(dir(oa))
    for name in oa.__all__:
        assert getattr(oa, name) is not None
