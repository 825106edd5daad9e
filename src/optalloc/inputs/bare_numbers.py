"""Numbers that may be a percentage without its sign, or with one too many: how each was read.

    an amount or a percentage   10 is read as 10万元; whoever means 10% is told so
    a share                     20 is read as 2000%; 1.5 is read as 150%, which is no slip
    a cell that shows 1000%     holds 10, and was made a percentage afterwards

Nothing is changed. Who writes 10%, 10万元 or, in YAML, 2000% is not asked.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import parse_share, show_fraction, show_percent
from optalloc.inputs.part_settings import settings_of_parts
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.component import Complaint, Component
from optalloc.problem.problem import Problem
from optalloc.problem.setting_types import Change, Deviation, Share, reader_of
from optalloc.problem.share_bounds import bare_percent

Sort = Literal["money", "share"]
LARGEST_PERCENTAGE = 100
"""No bare number above it is taken for a percentage that lost its sign."""
SMALLEST_SLIP = 5
"""Bare shares from here on are rarely meant so: 5 is 500%."""


def bare_numbers(scenario: Scenario, problem: Problem) -> Iterator[Words]:
    """Yield how bare numbers were read that may have lost their percent sign."""
    for section, part, settings in settings_of_parts(scenario, problem):
        for name, sort in _sorts(type(part)).items():
            key = (section, part.label, name)
            said = _doubt(settings.get(name), sort, problem.unit, scenario.place(key).cell)
            if said != NOTHING:
                yield _where(scenario, key) + said


def advice(said: Complaint, entry: object) -> Words:
    """Return what to do about a complaint; a hundredth of a percentage where that may be meant.

    Args:
        entry: The settings of the part that complains.
    """
    value = entry.get(said.key) if isinstance(entry, dict) else None
    share = _percentage(said.came)
    if said.remedy != NOTHING or share is None or isinstance(value, dict | list):
        return said.remedy
    return bare_percent([share])


def _doubt(value: object, sort: Sort, unit: str, cell: str | None) -> Words:
    """Return how a doubtful value was read; nothing of one that is plain."""
    number = _bare(value)
    if number is not None:
        return _read_as(number, sort, unit) if _is_doubtful(number, sort) else NOTHING
    shown = _percentage(value) if cell else None
    return NOTHING if shown is None or not _is_slip(shown, sort) else _shown_as(shown)


@cache
def _sorts(part: type[Component]) -> dict[str, Sort]:
    """Return the settings of a part that may be a percentage."""
    readers: dict[Any, Sort] = {reader_of(Share): "share", reader_of(Change): "share"}
    readers[reader_of(Deviation)] = "money"
    found: dict[str, Sort] = {}
    for name, hint in get_type_hints(part, include_extras=True).items():
        for of in (hint, *get_args(hint)):
            if name in part.model_fields and (sort := readers.get(reader_of(of))) is not None:
                found[name] = sort
    return found


def _bare(value: object) -> Fraction | None:
    """Return a number that stands without any sign; None for what is none."""
    if isinstance(value, str):
        text = value.strip()
        value = Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else None
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Fraction(str(value)) if is_number else None


def _percentage(value: object) -> Fraction | None:
    """Return the share that a text with a percent sign is; None for what is none."""
    if not isinstance(value, str) or not value.strip().endswith(("%", "％")):
        return None
    try:
        return parse_share(value)
    except ValueError:
        return None


def _is_doubtful(number: Fraction, sort: Sort) -> bool:
    least = SMALLEST_SLIP if sort == "share" else 0
    return least <= number <= LARGEST_PERCENTAGE and number > 0


def _is_slip(shown: Fraction, sort: Sort) -> bool:
    """Return whether a percentage is rarely meant: more than all of a target, or such a share."""
    return shown > 1 if sort == "money" else shown >= SMALLEST_SLIP


def _where(scenario: Scenario, key: Key) -> Words:
    fault = scenario.fault(key, NOTHING)
    sheet = (
        Words(f"工作表 {fault.sheet} ", f"sheet {fault.sheet}, ") if fault.sheet else Words("", "")
    )
    return sheet + fault.where + Words("：", ": ")


def _read_as(number: Fraction, sort: Sort, unit: str) -> Words:
    """Say how a number was read, and how the other is written."""
    came = show_fraction(number)
    if sort == "share":
        return Words(
            f"写的是 {came}，没有百分号，读为 {show_percent(number)}。要 {came}%，请写 {came}%。",
            f"{came} without a percent sign is read as {show_percent(number)}. Write {came}% if "
            "that is meant.",
        )
    part = show_percent(number if number < 1 else number / 100, 6)
    return Words(
        f"写的是 {came}，没有百分号，按金额读为 {came}{unit}。要按百分数，请写 {part}；就是金额，"
        f"请写 {came}{unit}。",
        f"{came} without a percent sign is read as an amount, {came}{unit}. Write {part} for a "
        f"percentage, or {came}{unit} if it is an amount.",
    )


def _shown_as(number: Fraction) -> Words:
    """Say that a cell was read as it shows its number, and what to write for a hundredth of it."""
    came, part = show_percent(number, 6), show_percent(number / 100, 6)
    return Words(
        f"单元格显示 {came}，按 {came} 读。要 {part}，请写 {part}。",
        f"the cell shows {came} and is read so. Write {part} if that is meant.",
    )
