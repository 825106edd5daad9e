"""Read a scenario file into a Problem; every fault of every file is said at once."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.baselines import METHODS
from optalloc.errors import Fault, InputUnusable
from optalloc.facts import Facts, read_facts
from optalloc.money import unit_named
from optalloc.parts import GOALS, RULES, TARGETS, Goal, Part, Rule, TargetPart
from optalloc.policy import read_indicators, read_parts
from optalloc.problem import Indicator, Problem
from optalloc.rules.grain import GrainRule
from optalloc.scenario import Scenario, compose
from optalloc.score import score
from optalloc.tables import Reading, tidy_header
from optalloc.words import Words, listed

SECTIONS = (
    *("name", "title", "notes", "unit", "model", "extends", "tables", "changes"),
    *("indicators", "targets", "rules", "goals", "baseline"),
)
MOST_CELLS = 5_000_000


def read(path: str | Path, settings: Sequence[str] = ()) -> Problem:
    """Read a scenario and its tables.

    Args:
        path: The YAML file.
        settings: `KEY=VALUE` texts laid over it.

    Raises:
        InputUnusable: With every fault found.
    """
    scenario = compose(Path(path), str(path), settings)
    reading = Reading()
    faults = reading.faults
    _check_sections(scenario, faults)
    unit = _unit(scenario, faults)
    indicators = read_indicators(scenario, faults)
    targets: tuple[TargetPart, ...] = read_parts(scenario, "targets", TARGETS, unit, faults)
    rules: tuple[Rule, ...] = read_parts(scenario, "rules", RULES, unit, faults)
    goals: tuple[Goal, ...] = read_parts(scenario, "goals", GOALS, unit, faults)
    figures = _figures(indicators, (*targets, *rules, *goals))
    facts = read_facts(scenario, unit, figures, reading)
    grains = [rule for rule in rules if isinstance(rule, GrainRule)]
    _check_parts(scenario, targets, rules, goals, grains, faults)
    method = _method(scenario, faults)
    reading.finish()
    problem = Problem(
        str(scenario.entries.get("name", scenario.name)),
        unit,
        facts.sources,
        facts.recipients,
        facts.uses,
        grains[0].grain(facts.sources),
        indicators,
        facts.needs,
        facts.earlier,
        targets,
        rules,
        goals,
        method,
        str(scenario.entries.get("title", "")),
        _notes(scenario, facts),
    )
    _check_facts(scenario, problem, faults)
    reading.finish()
    return problem


def _check_sections(scenario: Scenario, faults: list[Fault]) -> None:
    there = listed(SECTIONS)
    for word in scenario.entries:
        if word not in SECTIONS:
            allowed = Words(f"没有这一节，可用：{there.zh}", f"one of {there.en}")
            faults.append(scenario.fault((word,), allowed, word))


def _unit(scenario: Scenario, faults: list[Fault]) -> str:
    """Return the unit of the scenario's amounts; it must be stated."""
    word = scenario.entries.get("unit")
    try:
        return unit_named(str(word))
    except ValueError:
        allowed = Words("应写明金额单位：元、万元 或 亿元", "the unit of amounts: 元, 万元 or 亿元")
        faults.append(scenario.fault(("unit",), allowed, word))
        return "万元"


def _method(scenario: Scenario, faults: list[Fault]) -> str:
    word = str(scenario.entries.get("baseline", "largest_remainder"))
    if METHODS.get(word) is None:
        there = listed(METHODS.words())
        allowed = Words(f"没有这种基准方法，可用：{there.zh}", f"a method, one of {there.en}")
        faults.append(scenario.fault(("baseline",), allowed, word))
    return word


def _notes(scenario: Scenario, facts: Facts) -> tuple[str, ...]:
    said: Any = scenario.entries.get("notes", [])
    return (*map(str, said if isinstance(said, list) else [said]), *facts.notes)


def _figures(indicators: dict[str, Indicator], parts: Sequence[Part]) -> list[str]:
    """Return the recipients' columns that the policy looks at."""
    columns = [name for indicator in indicators.values() for name in indicator.columns]
    columns += [name for part in parts for name in part.figures()]
    return list({tidy_header(name): name for name in columns}.values())


def _check_parts(
    scenario: Scenario,
    targets: Sequence[TargetPart],
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    grains: Sequence[GrainRule],
    faults: list[Fault],
) -> None:
    """Note what every policy must have; sections with faults of their own are left alone."""
    named = scenario.entries.get
    if not targets and not named("targets"):
        allowed = Words("应有 targets，写明如何测算", "targets, saying what recipients should get")
        faults.append(scenario.fault(("targets",), allowed))
    if not goals and not named("goals"):
        allowed = Words("应有 goals，写明使什么最好", "goals, saying what to make best")
        faults.append(scenario.fault(("goals",), allowed))
    if len(grains) != 1 and not (not grains and any(f.place.en.endswith("grain") for f in faults)):
        allowed = Words(
            "应有且只有一条 grain，写明金额的最小单位", "one rule `grain`, stating the steps"
        )
        remedy = Words("例如 grain: {cell: 0.5}。", "For example grain: {cell: 0.5}.")
        faults.append(scenario.fault(("rules",), allowed, None, remedy))


def _check_facts(scenario: Scenario, problem: Problem, faults: list[Fault]) -> None:
    """Note what the policy asks for and the facts do not hold."""
    cells = len(problem.recipients) * len(problem.sources) * len(problem.uses)
    if cells > MOST_CELLS:
        allowed = Words(f"单位×来源×用途应不超过 {MOST_CELLS}", f"at most {MOST_CELLS} cells")
        faults.append(scenario.fault(("tables",), allowed, cells))
        return
    sections = (("targets", problem.targets), ("rules", problem.rules), ("goals", problem.goals))
    for section, parts in sections:
        for part in parts:
            for said in part.check(problem):
                key = (section, part.label, *said.key.split("."))
                faults.append(scenario.fault(key, said.allowed, said.came, said.remedy))
    if not faults:
        _check_targets(scenario, problem, faults)


def _check_targets(scenario: Scenario, problem: Problem, faults: list[Fault]) -> None:
    """Note formulas that would have to share out less than nothing."""
    fixed = sum(
        (
            line.amount
            for part in problem.targets
            if not part.takes_rest
            for line in part.lines(problem, Fraction(0))
        ),
        Fraction(0),
    )
    if fixed > problem.money and any(part.takes_rest for part in problem.targets):
        money, asked = problem.say(problem.money), problem.say(fixed)
        allowed = Words(
            f"定额与标准合计应不超过资金 {money}", f"fixed amounts and standards within {money}"
        )
        faults.append(scenario.fault(("targets",), allowed, asked))
    elif not any(score(problem).of.values()):
        allowed = Words("测算额应有大于 0 的", "targets that are not all 0")
        faults.append(scenario.fault(("targets",), allowed))
