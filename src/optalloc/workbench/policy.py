"""What a scenario says, as the left side of a desk shows it: data of its entries and tables."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from optalloc.core.errors import InputUnusable
from optalloc.core.money import FEN_PER_UNIT, show_amount, show_percent, tidy_name
from optalloc.inputs.required_columns import figures_read
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.scenario_tables import fact_tables
from optalloc.inputs.setting_text import REMOVED
from optalloc.inputs.setting_text import is_off as entry_is_off
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, Row, Table, show_value
from optalloc.inputs.yaml_reader import show_setting
from optalloc.problem.problem import Problem

Json = dict[str, Any]
UNIQUE = ("sources", "recipients", "uses", "projects")
"""The tables whose rows have a name of their own, by which a scenario can change one cell."""
MOST_ROWS = 2500
"""Rows of a table that a page gets; longer ones are changed in their file."""


def policy_json(scenario: Scenario, opened: Scenario, problem: Problem | None) -> Json:
    """Return what may be changed, as it stands now.

    Args:
        scenario: The state, composed.
        opened: The scenario as it was opened, composed.
        problem: What it reads as; None where it cannot be used.
    """
    return {
        "name": opened.name,
        "is_workbook": opened.is_workbook,
        "title": _text(scenario.entries.get("title")) or opened.name,
        "unit": _unit(scenario, problem),
        "formulas": list(_formulas(problem)) if problem else None,
        "rules": list(_parts(scenario, opened, "rules", problem)),
        "goals": list(_parts(scenario, opened, "goals", problem)),
        "recipients": [r.name for r in problem.recipients] if problem else None,
        "kinds": sorted({r.kind for r in problem.recipients if r.kind}) if problem else [],
        "groups": [*{u.name: 0 for u in problem.uses}] if problem else [],
        "baseline": _text(scenario.entries.get("baseline")),
    }


def _formulas(problem: Problem) -> Iterator[Json]:
    """Yield each factor formula with its weights, exactly."""
    for part in problem.targets:
        weights: Mapping[str, Fraction] | None = getattr(part, "weights", None)
        if weights is None:
            continue
        rows = []
        for name, weight in weights.items():
            indicator = problem.indicators.get(name)
            rows.append(
                {
                    "name": name,
                    "weight": exact_text(weight),
                    "share": f"{weight.numerator}/{weight.denominator}",
                    "unit": indicator.unit if indicator else "",
                    "direction": indicator.direction if indicator else "more",
                }
            )
        yield {"label": part.label, "shown": part.shown._asdict(), "weights": rows}


def exact_text(share: Fraction) -> str:
    """Return a weight as it is typed, exactly: 20%, 12.5%, or 1/3."""
    shown = show_percent(share, 6)
    whole = Fraction(shown.removesuffix("%")) / 100
    return shown if whole == share else f"{share.numerator}/{share.denominator}"


def _parts(
    scenario: Scenario, opened: Scenario, section: str, problem: Problem | None
) -> Iterator[Json]:
    """Yield the entries of a section, those among them that are removed now."""
    names = {p.label: p.shown for p in getattr(problem, section)} if problem else {}
    now, before = (s.entries.get(section) for s in (scenario, opened))
    now, before = (x if isinstance(x, dict) else {} for x in (now, before))
    labels = [*now, *(label for label in before if label not in now)]
    for label in labels:
        entry = now.get(label, REMOVED)
        is_off = entry_is_off(entry)
        shown = before.get(label) if is_off else entry
        settings = shown if isinstance(shown, dict) else {}
        if is_off and not isinstance(shown, dict | None):
            continue  # the scenario itself took it out of its model
        yield {
            "label": label,
            "shown": names[name]._asdict() if (name := tidy_name(label)) in names else None,
            "kind": str(settings.get("kind", label)),
            "off": is_off,
            "is_new": label not in before,
            "settings": {
                k: _value(v) for k, v in settings.items() if k not in ("kind", "cite", "label")
            },
            "cite": _text(settings.get("cite")),
            "was": _was(before.get(label)),
        }


def _was(entry: object) -> Json:
    return {k: _value(v) for k, v in entry.items()} if isinstance(entry, dict) else {}


def _value(value: object) -> Any:
    """Return a setting as a page edits it: lists of texts, mappings as they are, else a text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [show_setting(item) for item in value]
    if isinstance(value, dict):
        return {str(k): _value(v) for k, v in value.items()}
    return show_setting(value)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "、".join(_text(v) for v in value.values())
    return show_setting(value)


def tables_json(scenario: Scenario, problem: Problem | None) -> Json:
    """Return the tables as grids of texts, with the changes in them."""
    figures = (
        figures_read(problem.indicators, (*problem.targets, *problem.rules, *problem.goals))
        if problem
        else {}
    )
    reading = Reading()
    try:
        found = fact_tables(scenario, tuple(figures), reading)
    except InputUnusable:
        return {}
    unit = _unit(scenario, problem)
    return {name: _grid(name, table, unit) for name, table in found.items()}


def _unit(scenario: Scenario, problem: Problem | None) -> str:
    return problem.unit if problem else _text(scenario.entries.get("unit"))


def _grid(name: str, table: Table, unit: str) -> Json:
    rows = [row for row in table.rows if not row.is_total]
    headers = [table.written.get(h, h) for h in table.headers]
    key = TABLES[name].head("name", table) if name in UNIQUE else None
    grid = {
        "headers": headers,
        "key": list(table.headers).index(key) if key in table.headers else None,
        "is_long": len(rows) > MOST_ROWS,
        "rows": [
            [
                show_value(row.cells.get(h)) if row.cells.get(h) is not None else ""
                for h in table.headers
            ]
            for row in rows[:MOST_ROWS]
        ],
    }
    for role in ("amount", "tier", "document") if name == "sources" else ():
        column = TABLES[name].head(role, table)
        if column in table.headers:
            grid[role] = list(table.headers).index(column)
            if role == "amount" and unit in FEN_PER_UNIT:
                grid["pots"] = [_pot(table, row, column, unit) for row in rows[:MOST_ROWS]]
    return grid


def _pot(table: Table, row: Row, column: str, unit: str) -> str:
    """Return an amount in the unit that the page names, whatever the table counts."""
    fen = Reading().money(table, row, column, unit)
    if fen is not None:
        return show_amount(fen, unit)
    said = row.cells.get(column)
    return "" if said is None else show_value(said)
