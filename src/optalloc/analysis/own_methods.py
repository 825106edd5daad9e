"""Methods that somebody wrote in Python, beside every method of the product and the best plan.

    def largest_first(problem):     # an optalloc.Problem
        …
        return frame                # recipient, source, use, (project,) amount or fen

    optalloc benchmark scenario.yaml --method mymodule:largest_first

A package offers its functions by name as entry points of the group `optalloc.methods`. Whatever a
function returns is audited by every rule and measured by every goal as any plan is; what it raises
is why it has no plan. It runs in this process, without a time limit.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, collecting, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of, same
from optalloc.problem.baselines import METHODS

GROUP = "optalloc.methods"
Function = Callable[[Any], Any]
"""Takes an `optalloc.Problem`, and returns a plan in one of the ways that it can be judged in."""


def functions_named(named: Sequence[str | Function]) -> dict[str, Function]:
    """Return functions by name.

    Raises:
        InputUnusable: With each that cannot be had.
    """
    found: dict[str, Function] = {}
    faults: list[Fault] = []
    for one in named:
        if callable(one):
            found[getattr(one, "__name__", repr(one))] = one
            continue
        with collecting(faults):
            found[one] = _by_name(one)
    refuse_any(faults)
    return found


def _by_name(name: str) -> Function:
    """Return the function of `module:function`, or of an entry point."""
    if ":" not in name:
        points = {point.name: point for point in entry_points(group=GROUP)}
        if name not in points:
            known = [*METHODS.words(), *points]
            allowed = one_of(Words("基准方法", "a method, "), known)
            allowed += Words("，或 模块:函数", ", or module:function")
            raise InputUnusable([Fault("", same("--method"), allowed, name, nearest(name, known))])
        name = points[name].value
    module, _, function = name.partition(":")
    try:
        found = getattr(_imported(module), function)
    except Exception as error:
        allowed = Words("应为可以导入的 模块:函数", "module:function that can be imported")
        said = f"{type(error).__name__}: {error}"
        raise InputUnusable([Fault("", same(f"--method {name}"), allowed, said, NOTHING)]) from None
    if not callable(found):
        allowed = Words("应为函数", "a function")
        raise InputUnusable([Fault("", same(f"--method {name}"), allowed, type(found).__name__)])
    return found  # type: ignore[no-any-return]


def _imported(module: str) -> Any:
    """Import a module, of the working folder too, as `python -m` would find it."""
    here = str(Path.cwd())
    if here in sys.path:
        return import_module(module)
    sys.path.insert(0, here)
    try:
        return import_module(module)
    finally:
        sys.path.remove(here)
