"""Read a scenario file into a Problem; every fault of every file is said at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from optalloc.core.collector import collector_at_rest
from optalloc.core.errors import REFERENCE, Fault, InputUnusable, one_of_many, refuse_any
from optalloc.core.message import Words, same
from optalloc.core.money import LARGEST_AMOUNT, show_percent, tidy_name, unit_named
from optalloc.inputs.award_tables import with_history_named
from optalloc.inputs.bare_numbers import advice, bare_numbers
from optalloc.inputs.components import (
    in_a_sheet,
    missing_parts,
    read_indicators,
    read_levels,
    read_paper,
    read_parts,
    read_ties,
)
from optalloc.inputs.facts import read_facts
from optalloc.inputs.formula_units import mixed_units, mixed_warning
from optalloc.inputs.given_elsewhere import given_elsewhere
from optalloc.inputs.in_sheets import in_sheets
from optalloc.inputs.named_file import named_file
from optalloc.inputs.part_settings import parts_by_section
from optalloc.inputs.required_columns import figure_faults, figures_read, level_faults, shares_read
from optalloc.inputs.scenario import Scenario, compose
from optalloc.inputs.stated_units import units_to_ask_about
from optalloc.inputs.statistic_rows import statistics_left_out
from optalloc.inputs.switched_off import never_there, switched_off
from optalloc.inputs.table_checks import sums_of_others
from optalloc.inputs.table_facts import TableFacts
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading
from optalloc.inputs.torn_parts import names_in_torn, names_known
from optalloc.inputs.unit_slips import unit_slips
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.at_level import complaints_of
from optalloc.problem.baselines import METHODS, PlanMethod
from optalloc.problem.component import unknown
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.facts import Grain, Indicator
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.interfaces import GOALS, RULES, TARGETS, Goal, Rule, TargetPart
from optalloc.problem.problem import Problem, TieRule
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.rules.project_funding import ProjectFunding
from optalloc.problem.score import score
from optalloc.problem.tie_order import tie_complaints

MOST_CELLS = 5_000_000
"""Most cells of a plan: recipients times sources times uses."""
_LEAD = re.compile(r"^(注|备注|附注|说明)[:：]\s*(?=\S)")
"""What tells a note in a table: where it is shown, that stands before it already."""
ABOUT_FIGURES = ("coefficients", "column", "weights")
"""The settings whose complaints are of figures that are missing."""


def read(path: str | Path, settings: Sequence[str] = ()) -> Problem:
    """Read a scenario and its tables.

    Args:
        settings: `KEY=VALUE` texts laid over it.

    Raises:
        InputUnusable: With every fault found.
    """
    with collector_at_rest():
        return read_composed(compose(named_file(path), str(path), settings))


def read_composed(scenario: Scenario) -> Problem:
    """Read a scenario that is composed already, and its tables.

    Raises:
        InputUnusable: With every fault found.
    """
    reading = Reading()
    faults = reading.faults
    faults += (*scenario.faults, *never_there(scenario))
    unit = _unit(scenario, faults)
    faults += _texts_that_are_none(scenario)
    policy = _read_policy(scenario, unit, faults)
    before = len(faults)
    parts = (*policy.targets, *policy.rules, *policy.goals)
    figures = figures_read(policy.indicators, parts, policy.hierarchy.sums)
    for column in _figures_of_refused(scenario, policy):
        figures.setdefault(column, False)
    if policy.ties.column:
        figures.setdefault(policy.ties.column, True)
    others = (*policy.hierarchy.sums, policy.ties.column or "")
    shares = shares_read(policy.indicators, parts, others)
    facts = read_facts(scenario, unit, figures, shares, reading)
    # What a part finds wrong with facts that are not whole would only repeat what is said above.
    has_tables = all(key[0] != "tables" for key in scenario.refused)
    knows_facts = policy.knows_indicators and has_tables and len(faults) == before
    problem = _problem(scenario, unit, policy, facts)
    faults += (torn := list(level_faults(problem, facts)))
    knows_facts = knows_facts and not torn
    faults += names_in_torn(scenario, problem, facts)
    no_figures = [] if torn else list(figure_faults(problem, facts))
    faults += no_figures
    if not knows_facts:
        faults += _complaints_in_spite(scenario, problem, facts)
    if knows_facts:
        faults += _complaints(scenario, problem, not no_figures)
        faults += _tables_nobody_heeds(scenario, problem)
    if not faults:
        faults += _targets_that_cannot_be(scenario, problem)
    mixed = list(mixed_units(problem, facts)) if knows_facts else []
    faults += (
        scenario.fault(one.key, one.allowed, one.came, one.remedy) for one in mixed if one.is_fault
    )
    reading.finish()
    asked = dict.fromkeys(mixed_warning(one) for one in mixed)
    warnings = (*_doubts(scenario, problem, facts), *asked)
    return replace(problem, warnings=warnings, switched_off=switched_off(scenario, problem))


def _doubts(scenario: Scenario, problem: Problem, facts: TableFacts) -> Iterator[Words]:
    """Yield what was left out of the tables, and what may be meant otherwise than it is read."""
    for sort, table in facts.tables.items():
        yield from statistics_left_out(table)
        if sort in ("sources", "recipients"):
            yield from sums_of_others(table, TABLES[sort].head("name", table))
    yield from units_to_ask_about(scenario, problem, facts.tables)
    yield from unit_slips(problem, facts)
    yield from bare_numbers(scenario, problem)
    yield from given_elsewhere(problem)


@dataclass(frozen=True)
class _Policy:
    """What the scenario says apart from its tables.

    Attributes:
        knows_indicators: Whether every indicator could be read.
    """

    indicators: dict[str, Indicator]
    targets: tuple[TargetPart, ...]
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    method: str
    paper: DocumentSettings
    ties: TieRule
    hierarchy: Hierarchy
    knows_indicators: bool


def _read_policy(scenario: Scenario, unit: str, faults: list[Fault]) -> _Policy:
    """Read every section that is about policy."""
    method = _method(scenario, faults)
    indicators = read_indicators(scenario, faults)
    named = {tidy_name(name) for name in scenario.section("indicators")}
    knows_indicators = named <= indicators.keys() and ("indicators",) not in scenario.refused
    targets: tuple[TargetPart, ...] = read_parts(scenario, "targets", TARGETS, unit, faults)
    rules: tuple[Rule, ...] = read_parts(scenario, "rules", RULES, unit, faults)
    goals: tuple[Goal, ...] = read_parts(scenario, "goals", GOALS, unit, faults)
    faults += missing_parts(scenario)
    paper, ties = read_paper(scenario, faults), read_ties(scenario, faults)
    levels = read_levels(scenario, faults)
    return _Policy(indicators, targets, rules, goals, method, paper, ties, levels, knows_indicators)


def _figures_of_refused(scenario: Scenario, policy: _Policy) -> Iterator[str]:
    """Yield the columns of indicators that cannot be used: their cells are read all the same."""
    for name, entry in scenario.section("indicators").items():
        if tidy_name(name) not in policy.indicators:
            columns = entry.get("columns") if isinstance(entry, dict) else None
            yield from columns if isinstance(columns, dict) and columns else (tidy_name(name),)


def _problem(scenario: Scenario, unit: str, policy: _Policy, facts: TableFacts) -> Problem:
    """Return the problem; it is whole when there are no faults."""
    grains = (r.grain(facts.sources) for r in policy.rules if isinstance(r, GrainRule))
    return Problem(
        name=str(scenario.entries.get("name", scenario.name)),
        unit=unit,
        sources=facts.sources,
        recipients=facts.recipients,
        uses=facts.uses,
        grain=next(grains, Grain({})),
        indicators=policy.indicators,
        needs=facts.needs,
        earlier=facts.earlier,
        history=facts.history,
        approved=facts.approved,
        projects=facts.projects,
        negative_list=facts.negative_list,
        targets=policy.targets,
        rules=policy.rules,
        goals=policy.goals,
        baseline=policy.method,
        title=str(scenario.entries.get("title") or ""),
        notes=_notes(scenario, facts),
        paper=policy.paper,
        ties=policy.ties,
        hierarchy=policy.hierarchy,
        sheets=in_sheets(scenario),
    )


def read_all(paths: Sequence[str | Path], settings: Sequence[str] = ()) -> list[Problem]:
    """Read several scenarios with the same settings.

    Raises:
        InputUnusable: With every fault found in any of them.
    """
    problems: list[Problem] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            problems.append(read(path, settings))
        except InputUnusable as unusable:
            faults += unusable.faults
    refuse_any(faults)
    return problems


def _unit(scenario: Scenario, faults: list[Fault]) -> str:
    """Return the unit of the scenario's amounts; it must be stated."""
    word = scenario.entries.get("unit")
    if word is None and ("unit",) in scenario.refused:
        return "万元"  # the sheet that has it is refused
    try:
        return unit_named(str(word))
    except ValueError:
        allowed = Words(
            "应写明金额单位：元、万元 或 亿元",
            "the unit of amounts must be stated: 元, 万元 or 亿元",
        )
        remedy = scenario.example(
            Words("例如 unit: 万元。", "For example unit: 万元."),
            Words("例如 万元。", "For example 万元."),
        )
        faults.append(scenario.fault(("unit",), allowed, word, remedy))
        return "万元"


def _texts_that_are_none(scenario: Scenario) -> Iterator[Fault]:
    """Yield the faults of texts that are written as something else."""
    for word in ("name", "title", "notes"):
        said = scenario.entries.get(word)
        items = said if isinstance(said, list) and word == "notes" else [said]
        if any(isinstance(item, dict | list) for item in items):
            allowed = Words("应为一句话", "a text")
            if word == "notes":
                allowed = Words("应为一句话，或几句话的列表", "a text, or a list of texts")
            remedy = Words("请加引号。", "Put it in quotes.")
            yield scenario.fault((word,), allowed, said, remedy)


def _method(scenario: Scenario, faults: list[Fault]) -> str:
    word = scenario.entries.get("baseline", "largest_remainder")
    if not isinstance(word, str) or METHODS.get(word) is None:
        words = METHODS.words()
        named = [method.words.zh for _, method in METHODS]
        what = Words("基准方法", "a method, ")
        allowed, hint = one_of_many(what, words, str(word), REFERENCE, named)
        faults.append(scenario.fault(("baseline",), allowed, word, hint))
    return str(word)


def _notes(scenario: Scenario, facts: TableFacts) -> tuple[Words, ...]:
    said: Any = scenario.entries.get("notes") or []
    notes = said if isinstance(said, list) else [said]
    found = (*(same(str(note)) for note in notes), *facts.notes)
    return tuple(dict.fromkeys(Words(*(_LEAD.sub("", text) for text in note)) for note in found))


def _tables_nobody_heeds(scenario: Scenario, problem: Problem) -> Iterator[Fault]:
    """Yield a library or a negative list that no rule looks at: it would change nothing."""
    kinds = {type(rule) for rule in problem.rules}
    if problem.projects and ProjectFunding not in kinds:
        allowed = Words("有项目库，就应有一条 project_funding", "a rule `project_funding` for it")
        example = "funding: {kind: project_funding, how: from_minimum}"
        remedy = scenario.example(
            Words(f"请在 rules 下写 {example}。", f"Write {example} under rules."),
            in_a_sheet(Words("约束", "rules"), "project_funding"),
        )
        yield scenario.fault(("tables", "projects"), allowed, None, remedy)
    if problem.negative_list and RULES["gate"] not in kinds:
        allowed = Words("有负面清单，就应有一条 gate", "a rule `gate` for it")
        remedy = scenario.example(
            Words("请在 rules 下写 gate: {}。", "Write gate: {} under rules."),
            in_a_sheet(Words("约束", "rules"), "gate"),
        )
        yield scenario.fault(("tables", "negative_list"), allowed, None, remedy)


def _complaints(scenario: Scenario, problem: Problem, knows_figures: bool) -> Iterator[Fault]:
    """Yield what the policy asks for and the facts do not hold.

    Args:
        knows_figures: Whether every figure is there; if not, its cell is named already.
    """
    cells = len(problem.recipients) * len(problem.sources) * len(problem.uses)
    if cells > MOST_CELLS:
        allowed = Words(f"单位×来源×用途最多 {MOST_CELLS} 格", f"at most {MOST_CELLS} cells")
        yield scenario.fault(("tables",), allowed, cells)
        return
    if problem.money > LARGEST_AMOUNT:
        most = problem.say(LARGEST_AMOUNT)
        allowed = Words(f"资金合计应不超过 {most}", f"money of at most {most} in all")
        yield scenario.fault(("tables", "sources"), allowed, problem.say(problem.money))
        return
    if problem.sources and not problem.money:
        allowed = Words("资金合计应大于 0", "money above 0")
        yield scenario.fault(("tables", "sources"), allowed, 0)
    for said in unknown("documents", tuple(problem.paper.documents), problem.source_named):
        key: Key = ("paper", said.key, said.came or "")
        yield scenario.fault(key, said.allowed, said.came, said.remedy)
    method = METHODS.get(problem.baseline)
    with_named = partial(with_history_named, scenario, problem)
    for said in with_named(method.check(problem) if isinstance(method, PlanMethod) else ()):
        yield scenario.fault(("baseline",), said.allowed, problem.baseline, said.remedy)
    for said in with_named(tie_complaints(problem)):
        yield scenario.fault(("ties", said.key), said.allowed, said.came, said.remedy)
    for section, parts in parts_by_section(problem).items():
        for part in parts:
            for said in with_named(complaints_of(part, problem)):
                if not knows_figures and said.key.split(".")[0] in ABOUT_FIGURES:
                    continue
                if said.came is None and (section, part.label) in scenario.refused:
                    continue  # what it lacks may be what is refused already
                key = (section, part.label, *said.key.split(".", 1))
                if key[-1] == "kind" and key not in scenario.places:
                    key = key[:-1]
                remedy = advice(said, scenario.section(section).get(part.label))
                yield scenario.fault(key, said.allowed, said.came, remedy)


def _complaints_in_spite(
    scenario: Scenario, problem: Problem, facts: TableFacts
) -> Iterator[Fault]:
    """Yield what is wrong with settings whatever the tables say, where they are not whole.

    What a part finds wrong with no facts at all it finds in its settings; and a name of recipients
    or uses is known to be none where every row of their table has its name.
    """
    nothing = replace(
        problem, sources=(), recipients=(), uses=(), needs={}, earlier=(), projects=(), history=()
    )
    names = names_known(facts)
    for section, parts in parts_by_section(problem).items():
        for part in parts:
            of_settings = list(complaints_of(part, nothing))
            for said in complaints_of(part, problem):
                is_of_settings = said.came is not None and said in of_settings
                if said.key in names if said.of_a_name else is_of_settings:
                    key = (section, part.label, *said.key.split(".", 1))
                    remedy = advice(said, scenario.section(section).get(part.label))
                    yield scenario.fault(key, said.allowed, said.came, remedy)


def _targets_that_cannot_be(scenario: Scenario, problem: Problem) -> Iterator[Fault]:
    """Yield formulas that would have to share out less than nothing, or nothing at all."""
    if problem.is_overfixed:
        fixed = problem.money - problem.left_for_formulas
        money, asked = problem.say(problem.money), problem.say(fixed)
        over = show_percent(fixed / problem.money - 1)
        allowed = Words(
            f"定额与标准合计应不超过资金 {money}", f"fixed amounts and standards within {money}"
        )
        remedy = Words(
            f"超出 {over}，请调低，或去掉按因素分配的部分。",
            f"They are {over} above: lower them, or take the factors out.",
        )
        yield scenario.fault(("targets",), allowed, asked, remedy)
    elif not any(score(problem).of.values()):
        allowed = Words("应有单位的测算额大于 0", "a target above 0 for somebody")
        remedy = Words("请核对标准、定额和数字。", "Check standards, amounts and figures.")
        yield scenario.fault(("targets",), allowed, "0", remedy)
