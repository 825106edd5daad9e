"""The rule behind a table as a scenario to solve and compare: weights, standards or one rate.

The scenario says of itself that it is a reading of a published table, not the policy.
"""

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd
from pathlib import Path

from optalloc.checking.audit import Checked
from optalloc.checking.inference.infer import Behind
from optalloc.checking.inference.shares import direction_of
from optalloc.checking.inference.standards import StandardRule
from optalloc.core.atomic_files import already_there
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT, show_percent
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import Given, amounts_of, given
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.units_of_rows import unit_counted

SCENARIO = "scenario.yaml"
LABELS = ("first", "second", "third")
MONEY, USE, IMPLIED = "资金", "用途", "推断的单位数"


def scenario_behind(checked: Checked, folder: str | Path) -> dict[Path, bytes]:
    """Return the rule behind the first table that has one, under the path where it is to be.

    Nothing that is there is overwritten.

    Raises:
        InputUnusable: When there is no rule to write, no unit, or the file is there already.
    """
    path = Path(folder) / SCENARIO
    if there := already_there([path]):
        raise InputUnusable(there)
    found = list(zip(checked.sheets, checked.behind, strict=True))
    sheet, rule = next((one for one in found if _formula(one[1]) is not None), found[0])
    return {path: scenario_text(sheet, rule).encode()}


def scenario_text(sheet: Sheet, rule: Behind) -> str:
    """Return the scenario as YAML.

    Raises:
        InputUnusable: When nothing explains the table, or it does not say its unit.
    """
    of = given(sheet)
    whom = sheet.whom
    formula = _formula(rule)
    place = same("--write-scenario")
    if of is None or whom is None or formula is None:
        allowed = Words(
            "应有单位、金额，以及能解释金额的因素", "recipients, money, and factors that explain it"
        )
        raise InputUnusable([Fault(sheet.grid.file, place, allowed)])
    if sheet.unit is None:
        allowed = Words("应写明金额单位", "the unit of amounts")
        remedy = Words("请加上 --unit 万元。", "Add --unit 万元.")
        if sheet.other_unit is not None:
            remedy = Words("请先换算成 元、万元 或 亿元。", "Convert it to 元, 万元 or 亿元 first.")
        raise InputUnusable([Fault(sheet.grid.file, place, allowed, sheet.other_unit, remedy)])
    columns, implied, targets, indicators = formula
    lines = [
        "# 由公布的表推断的一种读法，不是公布的政策。",
        "# Read from a published table: one reading of it, not the policy itself.",
        f"title: {_text('由 ' + Path(sheet.grid.file).name + ' 推断')}",
        f"unit: {sheet.unit}",
        "tables:",
        "  sources:",
        *_sources(sheet, of),
        "  uses:",
        f"    - {{用途: {USE}}}",
        "  recipients:",
        *_recipients(sheet, of, whom, columns, implied),
        *(["indicators:", *indicators] if indicators else []),
        "targets:",
        *targets,
        "rules:",
        f"  grain: {{cell: {_step(sheet, of)}}}",
        "  spend_whole: {}",
        "goals:",
        "  closest_to_target: {distance: absolute}",
    ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return a text as YAML, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


Formula = tuple[list[SheetColumn], StandardRule | None, list[str], list[str]]


def _formula(rule: Behind) -> Formula | None:
    """Return the factors, the implied units, the targets and the indicators of the best rule."""
    rate = rule.rates[0] if rule.rates else None
    if rate is not None and (rate.is_whole or (rule.standard is None and rule.weights is None)):
        unit = unit_counted(rate.pairs.indicator.bracket) or "个"
        each = _units("rate", rate.pairs.indicator.name, unit, rate.rate)
        return [rate.pairs.indicator], None, [each], []
    if rule.standard is not None:
        targets = [
            _units(
                label, c.name if c else IMPLIED, unit_counted(c.bracket if c else "") or "个", one
            )
            for label, c, one in zip(
                LABELS, rule.standard.columns, rule.standard.standards, strict=False
            )
        ]
        columns = [c for c in rule.standard.columns if c is not None]
        return columns, rule.standard if rule.standard.is_implied else None, targets, []
    found = rule.followed or rule.weights
    if found is None:
        return None
    weights = ", ".join(
        f"{_text(f.name)}: {show_percent(w, 7)}"
        for f, w in zip(found.factors, found.weights, strict=True)
    )
    indicators = [
        f"  {_text(f.name)}: {{unit: {_text(unit_counted(f.bracket) or '个')}, "
        f"direction: {direction_of(f)}, source: 表中所列}}"
        for f in found.factors
    ]
    targets = ["  formula:", "    kind: factors", f"    weights: {{{weights}}}"]
    return list(found.factors), None, targets, indicators


def _units(label: str, column: str, unit: str, standard: Fraction) -> str:
    return (
        f"  {label}: {{kind: units, column: {_text(column)}, unit: {_text(unit)}, "
        f"standard: {shown(standard)}}}"
    )


def _sources(sheet: Sheet, of: Given) -> Iterator[str]:
    """Yield the sources with all they give in the visible rows."""
    columns = [c for c in sheet.cells if c.role == "source"]
    if len(columns) < 2 or set(columns) - set(sheet.money):
        total = sum(amounts_of(sheet, of), Fraction(0))
        yield f"    - {{资金来源: {MONEY}, 金额: {shown(total)}}}"
        return
    for column in columns:
        total = sum((sheet.exact(v) for i in sheet.data if (v := column.values[i])), Fraction(0))
        yield f"    - {{资金来源: {_text(column.path[-1])}, 金额: {shown(total)}}}"


def _recipients(
    sheet: Sheet,
    of: Given,
    whom: SheetColumn,
    columns: Sequence[SheetColumn],
    implied: StandardRule | None,
) -> Iterator[str]:
    """Yield the recipients with their factors; a name in several rows is numbered."""
    units = {row.line: row.units[-1] for row in implied.rows} if implied else {}
    seen: dict[str, int] = {}
    for i in sheet.data:
        if of.values[i] is None:
            continue
        name = sheet.name(i, whom) or f"第{sheet.lines[i].number}行"
        seen[name] = seen.get(name, 0) + 1
        label = name if seen[name] == 1 else f"{name}（{seen[name]}）"
        cells = [f"单位: {_text(label)}"]
        cells += [f"{_text(c.name)}: {shown(sheet.exact(c.values[i] or 0))}" for c in columns]
        if implied is not None:
            cells.append(f"{IMPLIED}: {shown(units.get(i, Fraction(0)))}")
        yield f"    - {{{', '.join(cells)}}}"


def _step(sheet: Sheet, of: Given) -> str:
    """Return the step that every cell stands in, in the sheet's unit."""
    per = FEN_PER_UNIT[sheet.unit or "元"]
    columns = [c for c in sheet.cells if c.role == "source"] or list(of.columns)
    fen = [int(sheet.exact(v) * per) for c in columns for i in sheet.data if (v := c.values[i])]
    return shown(Fraction(gcd(*fen) if fen else 1, per))
