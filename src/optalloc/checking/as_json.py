"""The object that `check --json` prints: findings, how the table was understood, its rule."""

from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.checking.against_scenario import Against
from optalloc.checking.audit import Checked
from optalloc.checking.inference.bounded import BoundedRule
from optalloc.checking.inference.growth import GrowthRule
from optalloc.checking.inference.infer import Behind
from optalloc.checking.inference.rates import RateRow, RateRule, intervals
from optalloc.checking.inference.remainders import RemainderRule
from optalloc.checking.inference.shares import direction_of
from optalloc.checking.inference.standards import StandardRule
from optalloc.checking.inference.weights import WeightRule
from optalloc.core.message import Lang
from optalloc.core.money import JSON_DIGITS, show_amount, show_fraction
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import SEVERITIES, Finding
from optalloc.inputs.understanding.layout.series import Pairs
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.pipeline.as_json import figures_json

if TYPE_CHECKING:
    from optalloc.present.answers.checked import (
        AgainstJson,
        BehindJson,
        BoundedRateJson,
        CheckAnswer,
        FindingJson,
        GrowthJson,
        IntervalRowJson,
        IntervalsJson,
        RateJson,
        RateRowJson,
        RemainderJson,
        SeverityCountsJson,
        StandardJson,
        TableReadJson,
        TableRowJson,
        WeightsReadJson,
    )


def checked_json(checked: Checked, lang: Lang) -> "CheckAnswer":
    """Return an audit as the object that `check --json` prints."""
    return {
        "file": checked.file,
        "counts": cast(
            "SeverityCountsJson",
            {s: sum(f.severity == s for f in checked.findings) for s in SEVERITIES},
        ),
        "compared": asdict(checked.judged),
        "findings": [finding_json(f, lang) for f in checked.findings],
        "tables": [
            _table(sheet, rule, lang)
            for sheet, rule in zip(checked.sheets, checked.behind, strict=True)
        ],
        "against": [_against(one) for one in checked.against],
    }


def finding_json(finding: Finding, lang: Lang) -> "FindingJson":
    """Return a finding with the words of one language."""
    where = finding.where
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "where": {
            "file": where.file,
            "sheet": where.sheet,
            "row": where.row,
            "column": where.column,
            "cell": where.cell,
            "name": where.name or None,
        },
        "came": finding.came,
        "expected": finding.expected.say(lang) or None,
        "words": finding.words.say(lang),
    }


def _table(sheet: Sheet, rule: Behind, lang: Lang) -> "TableReadJson":
    return {
        "sheet": sheet.grid.sheet,
        "titles": list(sheet.header.titles),
        "unit": sheet.unit,
        "rows": len(sheet.data),
        "columns": [
            {
                "column": sheet.mark(c),
                "header": c.name,
                "role": c.role,
                "figures": c.holds_figures,
                "because": c.because.say(lang),
                "sums": [sheet.of_index[i].name for i in sheet.sums_told.get(c.index, ())],
            }
            for c in sheet.columns
        ],
        "totals": [
            {
                "row": sheet.lines[i].number,
                "label": sheet.lines[i].label,
                "covers": len(sheet.lines[i].covers),
            }
            for i in sheet.totals
        ],
        "behind": _behind(sheet, rule),
    }


def _behind(sheet: Sheet, rule: Behind) -> "BehindJson":
    return {
        "intervals": [_intervals(sheet, found) for found in rule.beside],
        "rates": [_rate(sheet, r) for r in rule.rates],
        "standard": None if rule.standard is None else _standard(sheet, rule.standard),
        "largest_remainder": [_remainder(sheet, r) for r in rule.remainders],
        "weights": None if rule.weights is None else _weights(sheet, rule.weights),
        "weights_of_most": None if rule.followed is None else _weights(sheet, rule.followed),
        "growth": None if rule.growth is None else _growth(sheet, rule.growth),
        "bounded_rate": None if rule.bounded is None else _bounded(sheet, rule.bounded),
        "less": [column.name for column in rule.less],
    }


def _growth(sheet: Sheet, growth: GrowthRule) -> "GrowthJson":
    return {"before": growth.before.name, **_rate(sheet, growth.rule)}


def _bounded(sheet: Sheet, rule: BoundedRule) -> "BoundedRateJson":
    return {
        "indicator": rule.rate.pairs.indicator.name,
        "rate": shown(rule.rate.rate),
        "floor": None if rule.floor is None else sheet.say(rule.floor),
        "cap": None if rule.cap is None else sheet.say(rule.cap),
        "explained": rule.explained,
        "off": [{**_row(sheet, line), "off": sheet.say(off)} for line, off in rule.off.items()],
    }


def _intervals(sheet: Sheet, found: Pairs) -> "IntervalsJson":
    """Return the rates that explain each row alone, under rounding to the last decimal shown."""
    step, spans = intervals(found)
    rows: list[IntervalRowJson] = [
        {**_row(sheet, line), "low": shown(low), "high": shown(high)}
        for line, (low, high) in zip(found.lines, spans, strict=True)
    ]
    return {"indicator": found.indicator.name, "step": shown(step), "rows": rows}


def _rate(sheet: Sheet, rule: RateRule) -> "RateJson":
    return {
        "indicator": rule.pairs.indicator.name,
        "rate": shown(rule.rate),
        "low": shown(rule.low),
        "high": shown(rule.high),
        "step": shown(rule.step),
        "rounding": rule.mode,
        "explained": rule.explained,
        "rows": [_rate_row(sheet, rule, row) for row in rule.rows],
    }


def _rate_row(sheet: Sheet, rule: RateRule, row: RateRow) -> "RateRowJson":
    low, high = rule.interval(row)
    return {
        **_row(sheet, row.line),
        "low": shown(low),
        "high": shown(high),
        "due": sheet.say(row.due),
        "off": shown(rule.off(row)),
    }


def _standard(sheet: Sheet, rule: StandardRule) -> "StandardJson":
    return {
        "units": [None if c is None else c.name for c in rule.columns],
        "standards": [shown(s) for s in rule.standards],
        "explained": rule.explained,
        "rows": [
            {
                **_row(sheet, row.line),
                "units": [shown(u) for u in row.units],
                "off": shown(row.off),
            }
            for row in rule.rows
        ],
    }


def _remainder(sheet: Sheet, rule: RemainderRule) -> "RemainderJson":
    return {
        "indicator": rule.pairs.indicator.name,
        "step": shown(rule.step),
        "same": rule.is_same,
        "moved": [
            {
                **_row(sheet, m.line),
                "due": shown(rule.exact(m.due)),
                "moved": shown(rule.exact(m.moved)),
            }
            for m in rule.moved
        ],
    }


def _weights(sheet: Sheet, rule: WeightRule) -> "WeightsReadJson":
    def figure(value: Fraction) -> str:
        return show_fraction(value, JSON_DIGITS)

    return {
        "factors": [
            {
                "factor": f.name,
                "direction": direction_of(f),
                "weight": figure(w),
                "low": figure(a),
                "high": figure(b),
            }
            for f, w, a, b in zip(rule.factors, rule.weights, rule.low, rule.high, strict=True)
        ],
        "unique": rule.is_unique,
        "round": rule.is_round,
        "worst": figure(rule.worst),
        "left_out": [_row(sheet, line) for line in rule.left_out],
        "explained": rule.explained,
        "rows": [
            {
                **_row(sheet, row.line),
                "due": figure(row.due),
                "off": figure(row.off),
                "beyond_any_weights": row.is_beyond,
            }
            for row in rule.rows
        ],
    }


def _row(sheet: Sheet, line: int) -> "TableRowJson":
    return {"row": sheet.lines[line].number, "name": sheet.lines[line].label}


def _against(one: Against) -> "AgainstJson":
    """Return a table beside its scenario, amounts in the scenario's unit."""
    problem, best = one.solved.problem, one.solved.best
    return {
        "sheet": one.sheet.grid.sheet,
        "scenario": problem.name,
        "unit": problem.unit,
        "proven": one.solved.outcome.proven,
        "recipients": {n: show_amount(v, problem.unit) for n, v in one.recipients.items()},
        "best": None
        if best is None
        else {
            r.name: show_amount(best.plan.by_recipient.get(r.name, 0), problem.unit)
            for r in problem.recipients
        },
        "figures": {
            "table": figures_json(one.judged.figures, problem.unit) if one.judged else {},
            "best": figures_json(best.figures, problem.unit) if best else {},
        },
    }
