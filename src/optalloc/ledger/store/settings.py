"""The settings of a ledger: unit, floor of industry, gate of the library, line of progress.

    unit: 万元
    industry: {groups: [产业发展], floor: 55%}
    library: {filled: [绩效目标, 联农带农机制], said_yes: [用地审批], growth: 150%}
    progress: {curve: {3: 20%, 6: 45%, 9: 75%}, behind: 5%}

They are rows of the ledger like any other: who changed them, when and why is kept.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, field_validator
from sqlalchemy import Connection, select

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of
from optalloc.core.money import unit_named
from optalloc.inputs.yaml_reader import load, show_setting
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Writing
from optalloc.problem.facts import INDUSTRY
from optalloc.problem.setting_types import Names, Share, refuse, told_once

MONTHS = 12


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Industry(_Section):
    """Industry over the year.

    Attributes:
        groups: The groups of uses that count.
        floor: Their least share of the year's money; None without one.
    """

    groups: Names = (INDUSTRY,)
    floor: Share | None = None


class Library(_Section):
    """The gate of the project library, and how large the library should be.

    Attributes:
        filled: Columns that must be filled.
        said_yes: Columns that must say yes.
        looked_in: Columns that are searched for words of the negative list, beside the name.
        growth: What the library should be, as a part of last year's; None without a wish.
    """

    filled: Names = ()
    said_yes: Names = ()
    looked_in: Names = ()
    growth: Share | None = None


class Progress(_Section):
    """What payments are compared with.

    Attributes:
        curve: Share of the year's money that should be paid by the end of a month, straight from
            one month to the next that is written; empty means months elapsed / 12.
        behind: How many points below the line lead to a talk (约谈); 0 means anything below it.
    """

    curve: Annotated[dict[int, Share], BeforeValidator(partial(told_once, read=int))] = {}
    behind: Share = Fraction(0)

    @field_validator("curve")
    @classmethod
    def _rises(cls, curve: dict[int, Fraction]) -> dict[int, Fraction]:
        shares = [curve[month] for month in sorted(curve)]
        if any(not 1 <= m <= MONTHS for m in curve) or shares != sorted(shares):
            raise refuse(
                Words("应为月份 1 到 12，比例不减", "months from 1 to 12, shares that do not fall")
            )
        return curve

    def line(self, month: int) -> Fraction:
        """Return what should be paid by the end of a month of the year, from 1 to 12."""
        points = {0: Fraction(0), MONTHS: Fraction(1), **self.curve}
        before = max(m for m in points if m <= month)
        after = min(m for m in points if m >= month)
        if before == after:
            return points[month]
        way = Fraction(month - before, after - before)
        return points[before] + way * (points[after] - points[before])


class LedgerSettings(_Section):
    """All settings of a ledger.

    Attributes:
        unit: The unit that amounts are shown in, and read in where none is written.
    """

    unit: str = "万元"
    industry: Industry = Industry()
    library: Library = Library()
    progress: Progress = Progress()

    @field_validator("unit")
    @classmethod
    def _known(cls, unit: str) -> str:
        try:
            return unit_named(unit)
        except ValueError:
            raise refuse(Words("应为 元、万元 或 亿元", "元, 万元 or 亿元")) from None


def load_settings(path: str | Path) -> dict[str, Any]:
    """Read a file of settings; return its sections as plain data, checked.

    Raises:
        InputUnusable: With every fault found.
    """
    said = load(Path(path), str(path))
    faults = list(said.faults)
    try:
        LedgerSettings.model_validate(said.entries)
    except ValidationError as invalid:
        for error in invalid.errors():
            key = tuple(map(str, error["loc"]))
            place = next(
                said.places[key[:n]] for n in range(len(key), -1, -1) if key[:n] in said.places
            )
            faults.append(_fault(str(path), key, place.line, error))
    refuse_any(faults)
    sections: dict[str, Any] = said.entries
    return sections


def _fault(file: str, key: tuple[str, ...], line: int | None, error: Any) -> Fault:
    path = ".".join(key)
    where = Words(f"第{line or 1}行 {path}", f"line {line or 1}, {path}")
    context = error.get("ctx") or {}
    if error["type"] == "extra_forbidden":
        known = [name for name in _names(key[:-1])]
        allowed = one_of(Words("设置", "a setting, "), known)
        return Fault(file, where, allowed, key[-1], nearest(key[-1], known))
    allowed = Words(context.get("zh", "应为这项设置的值"), context.get("en", "a value of its kind"))
    return Fault(file, where, allowed, show_setting(error["input"]), NOTHING)


def _names(path: tuple[str, ...]) -> Iterator[str]:
    model: Any = LedgerSettings
    for step in path:
        model = model.model_fields[step].annotation
    yield from model.model_fields


def put_settings(writing: Writing, sections: Mapping[str, Any]) -> tuple[str, ...]:
    """Write sections of settings; return the names of those that changed."""
    rows = {name: _as_text(value) for name, value in sections.items()}
    put = {n: writing.put(schema.settings, {"name": n, "value": v}) for n, v in rows.items()}
    return tuple(name for name, (_, is_new) in put.items() if is_new)


def _as_text(value: Any) -> str:
    def plain(other: object) -> str:
        assert isinstance(other, Decimal)
        return format(other, "f")

    return json.dumps(value, ensure_ascii=False, default=plain)


def settings_of(connection: Connection) -> LedgerSettings:
    """Return the settings of a ledger."""
    rows = connection.execute(select(schema.settings.c.name, schema.settings.c.value))
    return LedgerSettings.model_validate({row.name: json.loads(row.value) for row in rows})
