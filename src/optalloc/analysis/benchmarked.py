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
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Unpack

from optalloc.analysis.judged import plan_of
from optalloc.analysis.problem import Problem
from optalloc.analysis.problem import read as read_problem
from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import NOTHING, Words, one_of, same
from optalloc.core.solve_options import AUTO, SolveOptions, SolveWords
from optalloc.exploring.methods import Benchmarked, Outsider, beside_every_method
from optalloc.inputs.named_file import several
from optalloc.problem.baselines import METHODS
from optalloc.problem.facts import Plan

GROUP = "optalloc.methods"
Function = Callable[[Problem], Any]


def benchmark(
    scenarios: Sequence[str | Path | Problem],
    settings: Sequence[str] = (),
    how: SolveOptions = AUTO,
    methods: Sequence[str | Function] = (),
    **words: Unpack[SolveWords],
) -> list[Benchmarked]:
    """Put every method beside the best plan: the function behind `optalloc benchmark`.

    Args:
        scenarios: Scenario files, or problems.
        settings: `KEY=VALUE` texts laid over each file, as `--set` does.
        how: What solving is told; its time is for all of it.
        methods: Words of the catalogue: only those are compared. Functions, `module:function`
            texts and names of entry points (group `optalloc.methods`) join them.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When a scenario cannot be used, or no method is called so.
    """
    own = [m for m in methods if isinstance(m, str) and METHODS.get(m) is not None]
    functions = _functions([m for m in methods if m not in own])
    there, made, how = several(scenarios), [], how.but(words).begun()
    for done, one in enumerate(there):
        problem = one if isinstance(one, Problem) else read_problem(one, settings)
        outsiders = [Outsider(n, partial(_made, f, problem)) for n, f in functions.items()]
        facts, share = problem.facts, how.share(len(there) - done)
        made.append(beside_every_method(facts, share, own, outsiders))
    return made


def _made(function: Function, problem: Problem) -> Plan:
    """Return the plan of a function."""
    return plan_of(problem.facts, function(problem))


def _functions(named: Sequence[str | Function]) -> dict[str, Function]:
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
        try:
            found[one] = _by_name(one)
        except InputUnusable as refused:
            faults += refused.faults
    if faults:
        raise InputUnusable(faults)
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
