"""What an audit of a plan needs, as data: the facts, and each rule's settings.

Whoever has this file needs neither tables nor this package to judge any plan by every rule's
formula (templates/verify.html does, in JavaScript). Whom a rule is about is written out by name;
what it says of them is not: that is for the reader's own formula. Money is in fen, as whole
numbers; shares and figures are texts such as `-22/7`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from fractions import Fraction
from hashlib import sha256
from typing import Any

from optalloc.core.money import FEN_PER_UNIT
from optalloc.pipeline.certificate.encoding import figure
from optalloc.problem.at_level import seen_by
from optalloc.problem.facts import Facts
from optalloc.problem.inequality.names import Meaning
from optalloc.problem.inequality.read import ColumnSum, Expression, Figure, NamedMoney, read
from optalloc.problem.interfaces import Goal, Rule, Targets
from optalloc.problem.layout import common_step
from optalloc.problem.plan_years import ForYears
from optalloc.problem.problem import Problem
from optalloc.problem.rules.linear import LinearRule
from optalloc.problem.scopes import AtLevel, ForRecipients, ForSources, ForUses

FORM = "optalloc audit 1"
Json = dict[str, Any]
NOT_SAID = {"label", "title", "kind", "cite", "firm", "where", "who", "when", "why", "says"}
"""Settings that no formula reads: words, and conditions that are written out by name."""


def audit_text(problem: Problem, targets: Targets) -> str:
    """Return what an audit needs, as a text that is always the same."""
    said = {
        "form": FORM,
        "facts": _facts(problem, targets),
        "rules": [_rule(seen_by(rule, problem, targets).facts, rule) for rule in problem.rules],
        "goals": [_goal(problem, goal) for goal in problem.goals],
    }
    lines = [f"{json.dumps(key)}: {_tight(value)}" for key, value in said.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def audit_digest(problem: Problem, targets: Targets) -> str:
    """Return the SHA-256 of the same."""
    text = audit_text(problem, targets)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _tight(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _facts(problem: Problem, targets: Targets) -> Json:
    return {
        "sums": list(problem.hierarchy.sums),
        "fen_per_unit": FEN_PER_UNIT[problem.unit],
        "step": common_step(problem),
        "sources": _all(problem.sources, "document", "is_firm"),
        "recipients": [
            {**_one(r), "target": figure(targets.target(r.name))} for r in problem.recipients
        ],
        "uses": [use.name for use in problem.uses],
        "grains": dict(problem.grain.cells),
        "indicators": {
            name: {"columns": _plain(of.columns), "is_rising": of.how.is_rising}
            for name, of in problem.indicators.items()
        },
        "needs": [[*pair, fen] for pair, fen in problem.needs.items()],
        "earlier": [[a.recipient, a.source, a.use, a.project, a.amount] for a in problem.earlier],
        "history": [[a.year, a.recipient, a.use, a.amount] for a in problem.history],
        "projects": _all(problem.projects),
        "decided": dict(problem.projects_decided),
        "in_part": sorted(problem.in_part),
        "negative_list": [list(item.words) for item in problem.negative_list],
    }


def _all(items: Iterable[Any], *but: str) -> list[Json]:
    return [_one(item, *but) for item in items]


def _one(item: Any, *but: str) -> Json:
    """Return a noun's fields."""
    named = (field.name for field in fields(item))
    return {name: _plain(getattr(item, name)) for name in named if name not in but}


def _plain(value: Any) -> Any:
    """Return a value as JSON: whole numbers are money or counts, fractions are texts."""
    if isinstance(value, Fraction):
        return figure(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _rule(facts: Facts, rule: Rule) -> Json:
    """Return one rule: its word, its settings, and whom and what it is about.

    Args:
        facts: As the rule sees them, which may speak of units above the recipients.
    """
    words = rule.words(facts)
    said: Json = {
        "label": rule.label,
        "name": [*rule.shown],
        "word": word_of(type(rule)),
        "words": [words.zh, words.en],
    }
    for name in type(rule).model_fields:
        if name not in NOT_SAID:
            said[name] = _plain(getattr(rule, name))
    if isinstance(rule, LinearRule):
        return {**said, "turns": _turns(facts, rule)}
    if isinstance(rule, ForRecipients):
        said["covered"] = [recipient.name for recipient in rule.covered(facts)]
    if isinstance(rule, ForSources):
        said["pots"] = [s.name for s in facts.sources if s.name in rule.pots(facts)]
    if isinstance(rule, ForUses):
        said["purposes"] = sorted(rule.purposes(facts))
    if isinstance(rule, ForYears):
        said["years"] = [[str(year), sorted(names)] for year, names in rule.years.items()]
    return said


def _goal(problem: Problem, goal: Goal) -> Json:
    """Return what readers see a goal called; its formula stands in the certificate."""
    words = goal.words(problem.seen_at(goal.at) if isinstance(goal, AtLevel) else problem)
    return {"label": goal.label, "name": [*goal.shown], "words": [words.zh, words.en]}


def word_of(rule: type[Rule]) -> str:
    """Return the word that a rule registers under: its file's name, as of every part."""
    return rule.__module__.rpartition(".")[2]


def _turns(facts: Facts, rule: LinearRule) -> list[Json]:
    """Return the two sides for each recipient that they are about, with every name written out."""
    made, _ = read(rule.says)
    assert made is not None
    covered = tuple(recipient.name for recipient in rule.covered(facts))
    meaning = Meaning(facts, covered)
    return [
        {
            "each": each,
            "mark": made.mark,
            "left": _side(made.left, meaning, each),
            "right": _side(made.right, meaning, each),
        }
        for each in (covered if rule.uses_each() else ("",))
    ]


def _side(one: Expression, meaning: Meaning, each: str) -> list[Any]:
    if isinstance(one, Figure):
        return ["figure", figure(one.value), one.is_money]
    if isinstance(one, ColumnSum):
        return ["figure", figure(meaning.figure(one, each)), False]
    if isinstance(one, NamedMoney):
        chosen = meaning.selection(one, each)
        named = (chosen.recipients, chosen.sources, chosen.uses, chosen.projects)
        return ["money", *(_plain(names) for names in named)]
    return [one.mark, _side(one.left, meaning, each), _side(one.right, meaning, each)]
