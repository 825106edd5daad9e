"""The outside contract of `--json`: one object a command, amounts as decimal strings in `unit`."""

from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.message import Lang
from optalloc.core.money import JSON_DIGITS, beside_exact, show_amount, show_fraction, show_money
from optalloc.pipeline.as_good import as_good_json
from optalloc.pipeline.level_totals import (
    ComparedLevel,
    ComparedUnit,
    UnitTotal,
    compared_levels,
    level_totals,
)
from optalloc.pipeline.metrics import MONEY, Difference, PlanMetrics
from optalloc.pipeline.outcome_text import goal_value, value_in
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.problem.component import Breach
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.rules.schedule import start_years
from optalloc.solver.search.outcome import GoalOutcome, Outcome

if TYPE_CHECKING:
    from optalloc.present.answers.plan import (
        AwardJson,
        BreachJson,
        CompareAnswer,
        ComparedUnitJson,
        DifferenceJson,
        FiguresJson,
        GoalJson,
        GoalPartJson,
        PlanJson,
        RuleJson,
        ScoreJson,
        SolverJson,
        StartJson,
        UnitSideJson,
        UnitTotalJson,
    )


def solved_json(solved: Solved, lang: Lang, has_scores: bool = True) -> "PlanJson":
    """Return a solved scenario as the object that `solve --json` prints.

    Args:
        has_scores: Whether the score sheet is in it, a line a recipient and factor.
    """
    made = _plan_json(solved, lang, has_scores)
    if solved.problem.at_levels and solved.best is not None:
        made["levels"] = _levels(solved, solved.best)
    if solved.best is not None and (starts := _starts(solved.problem, solved.best.plan)):
        made["starts"] = starts
    return made


def _starts(problem: Problem, plan: Plan) -> "list[StartJson]":
    """Return when each project starts, in the library's order."""
    starts = start_years(problem.rules, problem, plan)
    return [
        {"project": p.name, "year": start.year, "indicative": start.is_indicative}
        for p in problem.projects
        if (start := starts.get(p.name)) is not None
    ]


def _plan_json(solved: Solved, lang: Lang, has_scores: bool) -> "PlanJson":
    """Return what every solved scenario has."""
    problem, outcome, best = solved.problem, solved.outcome, solved.best
    step, because = solved.step
    return {
        "scenario": problem.name,
        "title": problem.title,
        "notes": [note.say(lang) for note in problem.notes],
        "warnings": [w.say(lang) for w in (*problem.warnings, *problem.switched_off)],
        "unit": problem.unit,
        "stopped": outcome.stopped,
        "has_plan": best is not None,
        "proven": outcome.proven,
        "infeasible": outcome.infeasible,
        "because": [words.say(lang) for words in outcome.because],
        "unique": outcome.choice.cells == "only" and best is not None,
        "solver": _solver(outcome, lang),
        "total": show_amount(best.plan.total, problem.unit) if best else None,
        "recipients": _totals(problem, best),
        "awards": awards_json(best.plan, problem.unit) if best else [],
        "targets": {
            r.name: show_money(solved.targets.target(r.name), problem.unit)
            for r in problem.recipients
        },
        "scores": _scores(solved) if has_scores else [],
        "goals": _goals(solved, lang),
        "baseline": {
            "method": problem.baseline,
            "recipients": _totals(problem, solved.baseline),
            "awards": awards_json(solved.baseline.plan, problem.unit),
            "breaches": [breach_json(b, lang) for b in solved.baseline.breaches],
        },
        "figures": {
            "plan": figures_json(best.figures, problem.unit) if best else {},
            "baseline": figures_json(solved.baseline.figures, problem.unit),
        },
        "lattice": {"step": show_amount(step, problem.unit), "because": because.say(lang)},
        "breaches": [breach_json(b, lang) for b in best.breaches] if best else [],
        "rules": [_rule(rule, problem, lang) for rule in problem.rules],
        "as_good": as_good_json(solved, lang),
    }


def _levels(solved: Solved, best: AuditedPlan) -> "list[UnitTotalJson]":
    """Return what the units of each level get."""
    unit_of_money = solved.problem.unit
    return [
        {
            "level": one.level,
            "unit": unit.name,
            "above": unit.above,
            "recipients": len(unit.places),
            "target": show_money(unit.target, unit_of_money),
            "amount": show_amount(unit.beside.amount, unit_of_money),
            "baseline": show_amount(unit.beside.against, unit_of_money),
        }
        for one in level_totals(solved, best)
        for unit in one.units
    ]


def _solver(outcome: Outcome, lang: Lang) -> "SolverJson":
    """Return who solved and what it took; a gap is a part of a goal's value."""
    return {
        "name": outcome.engine,
        "version": outcome.version,
        "seconds": round(outcome.seconds, 4),
        "linear_programs": outcome.tried[0],
        "integer_programs": outcome.tried[1],
        "nodes": outcome.nodes,
        "gap_allowed": show_fraction(outcome.gap, JSON_DIGITS),
        "because": [words.say(lang) for words in outcome.engine_because],
        "notes": [words.say(lang) for words in outcome.notes],
    }


def compared_json(plans: list[Solved], lang: Lang) -> "CompareAnswer":
    """Return several solved scenarios as the object that `compare --json` prints."""
    made: CompareAnswer = {
        "plans": [solved_json(solved, lang) for solved in plans],
        "differences": [
            _difference(change, solved.problem) for solved in plans for change in solved.changes
        ],
    }
    if levels := compared_levels(plans):
        made["levels"] = [
            _compared_unit(level, one, plans) for level in levels for one in level.units
        ]
    return made


def _compared_unit(
    level: ComparedLevel, one: ComparedUnit, plans: list[Solved]
) -> "ComparedUnitJson":
    """Return what a unit gets in every scenario; None where it has no such unit, or no plan."""

    def side(total: UnitTotal | None, problem: Problem) -> "UnitSideJson | None":
        if total is None:
            return None
        unit, relative = problem.unit, total.beside.relative
        return {
            "scenario": problem.name,
            "recipients": len(total.places),
            "target": show_money(total.target, unit),
            "amount": show_amount(total.beside.amount, unit),
            "baseline": show_amount(total.beside.against, unit),
            "change": show_amount(total.beside.change, unit),
            "percent": None if relative is None else show_fraction(relative * 100, 2),
        }

    pairs = zip(one.totals, plans, strict=True)
    return {
        "level": level.level,
        "unit": one.name,
        "above": one.above,
        "plans": [side(total, solved.problem) for total, solved in pairs],
    }


def breach_json(breach: Breach, lang: Lang) -> "BreachJson":
    """Return a breach with the words of one language."""
    return {
        "rule": breach.rule,
        "where": list(breach.where),
        "came": breach.came,
        "allowed": breach.allowed.say(lang),
        "cite": breach.cite,
        "by_rounding": breach.by_rounding,
        "words": breach.words().say(lang),
    }


def figures_json(figures: PlanMetrics, unit: str) -> "FiguresJson":
    """Return figures as decimal strings, money in `unit`; counts stay numbers."""
    shown: dict[str, str | int | None] = {}
    for item in fields(figures):
        value = getattr(figures, item.name)
        if isinstance(value, Fraction):
            is_money = item.name in MONEY
            value = show_money(value, unit) if is_money else show_fraction(value, JSON_DIGITS)
        shown[item.name] = value
    return cast("FiguresJson", shown)


def _rule(rule: Rule, problem: Problem, lang: Lang) -> "RuleJson":
    return {
        "rule": rule.label,
        "kind": rule.kind or rule.label,
        "words": rule.words(problem).say(lang),
        "cite": rule.cite,
        "findings": [words.say(lang) for words in rule.findings(problem)],
    }


def _totals(problem: Problem, judged: AuditedPlan | None) -> dict[str, str]:
    if judged is None:
        return {}
    money = judged.plan.by_recipient
    return {r.name: show_amount(money.get(r.name, 0), problem.unit) for r in problem.recipients}


def awards_json(plan: Plan, unit: str) -> "list[AwardJson]":
    """Return a plan's cells as objects."""
    return [
        {
            "recipient": a.recipient,
            "source": a.source,
            "use": a.use,
            "project": a.project,
            "amount": show_amount(a.amount, unit),
        }
        for a in plan.awards
    ]


def _scores(solved: Solved) -> "list[ScoreJson]":
    def figure(value: Fraction | None) -> str | None:
        return None if value is None else show_fraction(value, JSON_DIGITS)

    return [
        {
            "recipient": line.recipient,
            "part": line.part,
            "factor": line.factor,
            "figure": figure(line.figure),
            "unit": line.unit,
            "share": figure(line.share),
            "weight": figure(line.weight),
            "weighted_share": figure(
                None if line.share is None or line.weight is None else line.share * line.weight
            ),
            "amount": show_money(line.amount, solved.problem.unit),
        }
        for line in solved.targets.sheet
    ]


def _goals(solved: Solved, lang: Lang) -> "list[GoalJson]":
    def counted(goal: GoalOutcome, value: Fraction | None) -> Fraction | None:
        return None if value is None else goal_value(goal, value, solved.problem.unit)

    return [
        cast(
            "GoalJson",
            {
                "goal": goal.label,
                "words": goal.words.say(lang),
                **beside_exact("value", counted(goal, goal.value)),
                **beside_exact("bound", counted(goal, goal.bound)),
                **beside_exact("gap", goal.gap),
                **beside_exact("in_plan", counted(goal, goal.in_plan)),
                "measure": goal.measure,
                "proven": goal.proven,
                **({"parts": _parts(goal, solved.problem.unit, lang)} if goal.parts else {}),
            },
        )
        for goal in solved.outcome.goals
    ]


def _parts(goal: GoalOutcome, unit: str, lang: Lang) -> "list[GoalPartJson]":
    """Return the value of each part of a blended goal in the plan."""
    return [
        cast(
            "GoalPartJson",
            {
                "words": part.words.say(lang),
                **beside_exact("value", value_in(part.measure, part.value, unit)),
                **beside_exact("counted", goal_value(goal, part.counted, unit)),
                "measure": part.measure,
                "unit": part.unit.say(lang).strip(),
            },
        )
        for part in goal.parts
    ]


def _difference(change: Difference, problem: Problem) -> "DifferenceJson":
    unit, relative = problem.unit, change.relative
    return {
        "scenario": problem.name,
        "recipient": change.recipient,
        "amount": show_amount(change.amount, unit),
        "baseline": show_amount(change.against, unit),
        "change": show_amount(change.change, unit),
        "percent": None if relative is None else show_fraction(relative * 100, 2),
    }
