"""Write a scenario from the model that Excel's Solver or OpenSolver keeps in a workbook.

    columns (or rows)  -> sources with their money        rows -> recipients
    bounds of rows     -> floor and ceiling               bounds of cells -> needs of a use
    whole numbers      -> a grain of 1, else of a fen     objective -> least_cost
    figures now there  -> fixed amounts, so that the baseline is the plan of the workbook

The scenario is read before anything is written: whatever it could not hold is a letter.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

from optalloc.analysis.composed import FRAMES, framed
from optalloc.analysis.interchange.allocation import Allocation, allocation_of
from optalloc.analysis.interchange.solver_model import SolverModel, read_model
from optalloc.core.atomic_files import csv_text
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, unmarked
from optalloc.core.money import FEN_PER_UNIT, show_fraction, tidy_name
from optalloc.inputs.read import read_composed

RECIPIENTS, NEEDS = "recipients.csv", "needs.csv"
LOW, HIGH = "下限", "上限"
DIGITS = 18
"""Decimals of a coefficient that are written; one with more is multiplied out."""
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class ImportedModel:
    """What was read from a workbook and what was written.

    Attributes:
        paths: The files written, the scenario first.
        model: The model that the workbook holds.
        recipients: The names of the recipients.
        sources: The names of the sources.
        times: What the objective's coefficients were multiplied by to be decimals; 1 for most.
    """

    paths: tuple[Path, ...]
    model: SolverModel
    recipients: tuple[str, ...]
    sources: tuple[str, ...]
    times: int


def model_files(named: str) -> tuple[dict[str, bytes], ImportedModel]:
    """Return the files of the scenario that a workbook's model is, by name, and what was read.

    Raises:
        InputUnusable: When the workbook holds no allocation, or one that no scenario can say.
    """
    model = read_model(named)
    made = _Made(allocation_of(model, named), named)
    tables = made.tables()
    policy = made.policy()
    try:
        read_composed(framed(policy, FRAMES, (), dict[str, Any](tables)))
    except InputUnusable as refused:
        faults = [Fault(named, f.place, f.allowed, f.came, f.remedy) for f in refused.faults]
        raise InputUnusable(faults) from None
    files = {"scenario.yaml": _yaml(made, policy, tables).encode()}
    files[RECIPIENTS] = _csv(tables["recipients"])
    if "needs" in tables:
        files[NEEDS] = _csv(tables["needs"])
    return files, ImportedModel((), model, made.recipients, made.sources, made.times)


class _Made:
    """An allocation on its way to the tables and the policy of a scenario."""

    def __init__(self, allocation: Allocation, named: str) -> None:
        self.allocation, self.named = allocation, named
        self.recipients = _names(allocation.recipients)
        self.sources = _names(allocation.sources)
        self.unit = self._unit()
        kinds = [c.denominator for c in allocation.costs.values()]
        self.times = 1 if all(_is_decimal(d) for d in kinds) else lcm(*kinds)
        self.uses = (
            tuple(tidy_name(f"用途 {s}") for s in self.sources) if allocation.caps else ("资金",)
        )
        lines = list(self._lines())
        pairs = [(s, {c > 0 for _, own, c in lines if own == s and c}) for s in self.sources]
        self.costs = {s: f"成本{i}" for i, (s, signs) in enumerate(pairs, 1) if True in signs}
        self.gains = {s: f"收益{i}" for i, (s, signs) in enumerate(pairs, 1) if False in signs}
        if not self.costs and not self.gains:
            self.costs = {self.sources[0]: "成本1"}

    def _unit(self) -> str:
        """Return the unit that amounts are taken in: the sheet's, else the first that holds them.

        Raises:
            InputUnusable: When an amount is no whole fen.
        """
        amounts = self.allocation.amounts
        stated = self.allocation.model.unit
        for unit in (stated,) if stated else ("元", "万元"):
            if all((a * FEN_PER_UNIT[unit]).denominator == 1 for a in amounts):
                return unit
        unit = stated or "万元"
        faults = [
            Fault(
                self.named,
                Words("金额", "an amount"),
                Words(f"应为以{unit}计的整分数", f"whole fen, counted in {unit}"),
                show_fraction(a, DIGITS),
            )
            for a in amounts
            if (a * FEN_PER_UNIT[unit]).denominator != 1
        ]
        raise InputUnusable(faults)

    def tables(self) -> dict[str, Rows]:
        """Return the rows of each table, figures as texts."""
        a = self.allocation
        money = zip(self.sources, a.money, strict=True)
        tables = {
            "sources": [{"资金来源": name, "金额": show_fraction(m, DIGITS)} for name, m in money],
            "uses": [{"用途": use} for use in self.uses],
            "recipients": [self._recipient(i, name) for i, name in enumerate(self.recipients)],
        }
        if a.caps:
            pairs = ((r, use) for r in self.recipients for use in self.uses)
            needs = zip(pairs, self._caps(), strict=True)
            tables["needs"] = [
                {"单位": r, "用途": u, "需求": show_fraction(cap, DIGITS)} for (r, u), cap in needs
            ]
        return tables

    def _lines(self) -> Iterator[tuple[str, str, Fraction]]:
        a = self.allocation
        for recipient, row in zip(self.recipients, a.cells, strict=True):
            for source, cell in zip(self.sources, row, strict=True):
                yield recipient, source, a.costs.get(cell, Fraction(0)) * self.times

    def _caps(self) -> Iterator[Fraction]:
        a = self.allocation
        for row in a.cells:
            for cell, money in zip(row, a.money, strict=True):
                yield max(Fraction(0), min(a.caps.get(cell, money), money))

    def _recipient(self, i: int, name: str) -> dict[str, str]:
        a = self.allocation
        row = {"单位": name}
        costs = [c for r, _, c in self._lines() if r == name]
        for sign, named in ((1, self.costs), (-1, self.gains)):
            for source, column in named.items():
                row[column] = show_fraction(
                    max(Fraction(0), sign * costs[self.sources.index(source)]), DIGITS
                )
        for column, bounds in ((LOW, a.floors), (HIGH, a.ceilings)):
            if bounds:
                row[column] = show_fraction(bounds[i], DIGITS) if i in bounds else ""
        return row

    def policy(self) -> dict[str, object]:
        """Return the sections of the scenario, without its tables."""
        a = self.allocation
        rules: dict[str, object] = {"grain": {"cell": "1"} if a.is_whole else {"cell": "0.01元"}}
        spent = [name for name, is_spent in zip(self.sources, a.spent, strict=True) if is_spent]
        if spent:
            rules["spend_whole"] = {} if len(spent) == len(self.sources) else {"sources": spent}
        for kind, column, bounds in (("floor", LOW, a.floors), ("ceiling", HIGH, a.ceilings)):
            if bounds:
                rules[kind] = {"per_unit": "1", "column": column}
                if len(bounds) < len(self.recipients):
                    rules[kind] |= {"recipients": [self.recipients[i] for i in sorted(bounds)]}  # type: ignore[operator]
        if a.caps:
            rules["caps"] = {"kind": "within_need", "over": "batch"}
            for source, use in zip(self.sources, self.uses, strict=True):
                title = {"zh": f"{source}专款", "en": f"{source} only"}
                only = {"kind": "only", "title": title, "sources": [source], "uses": [use]}
                rules[f"only {source}"] = only
        goal = {"kind": "least_cost", "columns": self.costs, "unit": "目标单位"}
        return {
            "unit": self.unit,
            "targets": {"now": {"kind": "fixed", "amounts": self._now()}},
            "rules": rules,
            "goals": {"objective": goal | ({"gains": self.gains} if self.gains else {})},
        }

    def _now(self) -> dict[str, str]:
        """Return what each recipient has in the workbook, in fen's decimals, within the money."""
        a, per = self.allocation, FEN_PER_UNIT[self.unit]
        totals = [sum((a.model.now[c] for c in row), Fraction(0)) for row in a.cells]
        fen = [max(0, round(total * per)) for total in totals]
        money = int(sum(a.money) * per)
        if not any(fen) or sum(fen) > money:
            fen = [money // len(fen)] * len(fen)
        pairs = zip(self.recipients, fen, strict=True)
        return {name: show_fraction(Fraction(f, per), DIGITS) for name, f in pairs}

    def notes(self) -> list[str]:
        """Return what a reader of the scenario must know."""
        a = self.allocation
        notes = [
            f"由 {unmarked(Path(self.named).name)} 中规划求解（Solver）的模型写出；"
            f"工作表 {unmarked(a.model.sheet)}。",
            f"模型里的 1 记作 1{self.unit}；测算额是工作簿里现在的数（没有数时平均）。",
        ]
        if a.model.is_maximum:
            notes.append("原目标是最大值：正的系数是收益，负的是成本。")
        if self.times != 1:
            notes.append(f"目标的系数乘了 {self.times}，才是有限小数。")
        if a.constant:
            notes.append(f"原目标另有常数 {show_fraction(a.constant)}，没有带入。")
        if not a.is_whole:
            notes.append("原模型的金额可以是任意小数，这里以分为最小单位。")
        return notes


def _is_decimal(denominator: int) -> bool:
    """Return whether a denominator has tens alone, and few of them."""
    return not 10**DIGITS % denominator


def _names(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels as names that stay apart."""
    found = [tidy_name(unmarked(label)) or "?" for label in labels]
    return tuple(
        tidy_name(f"{name} {i + 1}") if found.count(name) > 1 else name
        for i, name in enumerate(found)
    )


def _csv(rows: Rows) -> bytes:
    return csv_text([list(rows[0]), *(list(row.values()) for row in rows)])


def _yaml(made: _Made, policy: Mapping[str, object], tables: Mapping[str, Rows]) -> str:
    """Return the scenario as YAML."""
    file = unmarked(Path(made.named).name)
    lines = [
        f"# 由 optalloc import 从 {file} 写出：规划求解（Solver）的模型。",
        f"# Written by optalloc import from {file}: the model of Solver in it.",
        f"title: {json.dumps(Path(file).stem, ensure_ascii=False)}",
        f"unit: {made.unit}",
        "notes:",
        *(f"  - {json.dumps(note, ensure_ascii=False)}" for note in made.notes()),
        "tables:",
        f"  recipients: {RECIPIENTS}",
        *([f"  needs: {NEEDS}"] if "needs" in tables else []),
    ]
    for name in ("sources", "uses"):
        lines.append(f"  {name}:")
        lines += [f"    - {_flow(row)}" for row in tables[name]]
    for section in ("targets", "rules", "goals"):
        lines.append(f"{section}:")
        entries = policy[section]
        assert isinstance(entries, dict)
        lines += [f"  {_flow(key)}: {_flow(value)}" for key, value in entries.items()]
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """Return a value as YAML on one line; texts that are figures stay texts, which is exact."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    is_word = text.replace("_", "a").isalnum() and not text[0].isdigit() and len(text) > 3
    is_chinese = text.isalnum() and all(ord(mark) > 0x2E80 for mark in text)
    return text if is_word or is_chinese else json.dumps(text, ensure_ascii=False)
