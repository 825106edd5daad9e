"""What is varied: a key of the scenario and the values that it takes, one after another, exact.

KEY=from:to:step     10%:50%:5%  ·  0:100:0.5  ·  10万元:20万元:5万元     both ends, as far as
                     steps reach; down where the step is below 0
KEY=a,b,c            these; a comma inside brackets does not part them
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import halfwidth
from optalloc.core.shell_words import path_word
from optalloc.inputs.named_file import texts
from optalloc.inputs.setting_text import split_setting
from optalloc.problem.component import Component
from optalloc.problem.problem import Problem
from optalloc.problem.setting_names import value_words

MOST_ROWS = 100_000
"""Most points of a grid."""
ONE_UNIT = Words("例如 5%:50%:5%，单位要一致。", "For example 5%:50%:5%, all in one unit.")

_END = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(\D*)")
_BETWEEN = re.compile(r"[:~至到]|[—–]+|\.\.+|(?<=[%元])-(?=[0-9])")
"""What people write between the ends of a range; a bare 2023-08 is no range, but a month."""
_OPEN, _SHUT = "[{(", "]})"


@dataclass(frozen=True)
class Axis:
    """One key and its values, as `--set` takes them.

    Attributes:
        key: The dotted path as it was written.
        values: At least one.
    """

    key: str
    values: tuple[str, ...]

    def setting(self, place: int) -> str:
        """Return the `KEY=VALUE` of one value."""
        return f"{self.key}={self.values[place]}"


def axis_words(axis: Axis, problem: Problem) -> Words:
    """Return what is varied as a reader is told: what means its key, not the key itself.

    A key under which the problem has nothing stands as it is written.
    """
    section, name, *below = (*split_setting(axis.setting(0))[0], "", "")
    if section == "changes":
        told = [text for text in below if text]
        return Words("：".join(told), ": ".join(told)) if told else same(axis.key)
    sections: Mapping[str, Sequence[Component]] = {
        "targets": problem.targets,
        "rules": problem.rules,
        "goals": problem.goals,
    }
    part = next((p for p in sections.get(section, ()) if p.label == name), None)
    if part is None:
        return same(axis.key)
    setting = part.setting_words([text for text in below if text])
    if setting == NOTHING:
        return part.shown
    return part.shown + Words(f"：{setting.zh}", f": {setting.en}")


def value_told(axis: Axis, value: str) -> Words:
    """Return one of an axis's values as a reader is told."""
    keys = split_setting(axis.setting(0))[0]
    return value_words(keys[-1], value)


def numbers_of(axis: Axis) -> list[Fraction] | None:
    """Return an axis's values as numbers; None where one is none, or their units differ."""
    found = [_END.fullmatch(halfwidth(value).strip()) for value in axis.values]
    read = [(Fraction(end[1]), end[2].strip()) for end in found if end is not None]
    if len(read) < len(found) or len({unit for _, unit in read}) > 1:
        return None
    return [number for number, _ in read]


def read_axes(vary: Sequence[str]) -> tuple[Axis, ...]:
    """Read what is varied.

    Raises:
        InputUnusable: With every one that cannot be read, or when the grid is too large.
    """
    faults, axes = list[Fault](), list[Axis]()
    for text in texts(vary, "vary"):
        try:
            axis = read_axis(text)
            axes.append(axis)
        except InputUnusable as refused:
            where = same(f"--vary {text}")
            faults += (replace(fault, place=where) for fault in refused.faults)
    twice = [axis for i, axis in enumerate(axes) if axis.key in {a.key for a in axes[:i]}]
    for axis in twice:
        allowed = Words("每个键只能写一次", "each key once")
        faults.append(Fault("", same(f"--vary {axis.key}"), allowed))
    if not vary:
        example = "--vary rules.balance.max_deviation=5%:50%:5%"
        remedy = Words(f"例如 {example}。", f"For example {example}.")
        allowed = Words("应写明变动什么", "it must say what is varied")
        faults.append(Fault("", same("--vary"), allowed, None, remedy))
    if not faults and points(axes) > MOST_ROWS:
        allowed = Words(f"最多 {MOST_ROWS} 种组合", f"at most {MOST_ROWS} combinations")
        remedy = Words("请加大步长。", "Take larger steps.")
        faults.append(Fault("", same("--vary"), allowed, str(points(axes)), remedy))
    refuse_any(faults)
    return tuple(axes)


def points(axes: Sequence[Axis]) -> int:
    """Return how many points the grid of some axes has."""
    count = 1
    for axis in axes:
        count *= len(axis.values)
    return count


def at(axes: Sequence[Axis], number: int) -> tuple[int, ...]:
    """Return the place on each axis of a point of the grid; the last axis moves first."""
    places = []
    for axis in reversed(axes):
        number, place = divmod(number, len(axis.values))
        places.append(place)
    return tuple(reversed(places))


def read_axis(text: str) -> Axis:
    """Read one key with its values.

    Raises:
        InputUnusable: When it cannot be read; the place is left to the caller.
    """
    _, value = split_setting(text)
    key = text[: len(text) - len(value)].rstrip().removesuffix("=").rstrip()
    found = _listed(value)
    if len(found) == 1 and not value.strip().startswith(tuple(_OPEN)):
        ends = halfwidth(value).split(":")
        if value.count(":") == 2:
            found = stepped(*value.split(":"))
        elif len(ends) == 3 and all(_END.fullmatch(end.strip()) for end in ends):
            found = stepped(*ends)  # the colons of a Chinese keyboard; no text with two of them
    if not all(found):
        raise _refused(value)
    return Axis(key, tuple(dict.fromkeys(found)))


def stepped(start: str, end: str, step: str) -> list[str]:
    """Return the values from one to another by steps, each with the unit of the ends.

    Raises:
        InputUnusable: When they are no numbers of one unit, or steps do not lead there.
    """
    whole = f"{start}:{end}:{step}"
    ends = [_END.fullmatch(halfwidth(text)) for text in (start, end, step)]
    if not all(ends):
        raise _refused(whole)
    first, last, by = (Decimal(found[1]) for found in ends if found)
    unit, *others = dict.fromkeys(found[2].strip() for found in ends if found)
    if others:
        raise _refused(whole)
    if not by or (last - first) / by < 0:
        allowed = Words("按步长应能从起点走到终点", "a step that leads from the first to the last")
        raise InputUnusable([Fault("", NOTHING, allowed, whole)])
    count = int((last - first) / by) + 1
    if count > MOST_ROWS:
        allowed = Words(f"最多 {MOST_ROWS} 个值", f"at most {MOST_ROWS} values")
        raise InputUnusable([Fault("", NOTHING, allowed, str(count))])
    return [_plain(first + k * by) + unit for k in range(count)]


def range_refused(axis: Axis, value: str) -> InputUnusable | None:
    """Return the letter for a value that was meant as a range; None where it looks like none.

    Args:
        value: One of the axis's values that reading has refused as it stands.
    """
    ends = [_END.fullmatch(end.strip()) for end in _BETWEEN.split(halfwidth(value))]
    found = [(end[1], end[2].strip()) for end in ends if end is not None]
    if len(found) < max(2, len(ends)):
        return None
    if len(found) > 2 or found[0][1] != found[1][1]:
        return _refused(value)
    first, last = (Decimal(number) for number, _ in found)
    numbers, unit = (first, last, _round_step(first, last)), found[0][1]
    stated = ":".join(_plain(number) + unit for number in numbers)
    option = f"--vary {path_word(f'{axis.key}={stated}')}"
    return _refused(
        value, Words(f"要写明步长，例如 {option}。", f"Say the step too, for example {option}.")
    )


def _round_step(first: Decimal, last: Decimal) -> Decimal:
    """Return a step that leads from one to another in a few, with no more decimals than they."""
    unit = Decimal(1).scaleb(min(int(number.as_tuple().exponent) for number in (first, last)))
    way = int((last - first) / unit)
    near = abs(way) // 4 or 1
    by = next((step for step in (near, abs(way) // 5) if step and way % step == 0), near)
    return unit * (-by if way < 0 else by)


def _plain(number: Decimal) -> str:
    """Return a number in plain digits, without trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _listed(text: str) -> list[str]:
    """Return the values that commas part, but for those inside brackets."""
    found, depth = [""], 0
    for mark in text:
        depth += (mark in _OPEN) - (mark in _SHUT)
        if mark in ",，" and depth == 0:
            found.append("")
        else:
            found[-1] += mark
    return [value.strip() for value in found]


def _refused(came: str, remedy: Words = ONE_UNIT) -> InputUnusable:
    allowed = Words("应写成 键=起:止:步长，或 键=值,值,值", "KEY=from:to:step or KEY=a,b,c")
    return InputUnusable([Fault("", NOTHING, allowed, came, remedy)])
