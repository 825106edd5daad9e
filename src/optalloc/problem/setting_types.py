"""What a setting of a part may be: money, shares, numbers, names, read exactly or refused."""

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from optalloc.core.message import Words
from optalloc.core.money import parse_amount, parse_number, parse_share, tidy_name

HUNDRED = 100


def refuse(allowed: Words) -> PydanticCustomError:
    """Return the error that says what a setting may be, in both languages."""
    return PydanticCustomError("setting", "{en}", {"zh": allowed.zh, "en": allowed.en})


def told_once(value: object, read: Callable[[str], Hashable]) -> object:
    """Return the value; where its keys are read, none may say the same as another.

    Args:
        value: A setting; what is no dictionary is left to its own reader.
        read: What a key says, such as its name without spaces or its number.

    Raises:
        PydanticCustomError: When two keys say the same: one of them would be lost.
    """
    if not isinstance(value, Mapping):
        return value
    there: dict[Hashable, str] = {}
    for key in map(str, value):
        try:
            first = there.setdefault(read(key), key)
        except ValueError:
            continue  # what cannot be read is refused by whoever reads it
        if first != key:
            allowed = Words(f"“{first}”与“{key}”是同一个，应只写一次", f"{first} and {key} are one")
            raise refuse(allowed + Words("", ": write it once"))
    return value


def _tidy(value: object) -> object:
    return tidy_name(value) if isinstance(value, str) else value


def tidy_names(value: object) -> object:
    """Return names in a list, or before the settings of a group, as tables have them (睢 县: 睢县).

    Raises:
        PydanticCustomError: When two names of a group are the same then.
    """
    if isinstance(value, Mapping):
        told_once(value, tidy_name)
        return {_tidy(key): one for key, one in value.items()}
    return list(map(_tidy, value)) if isinstance(value, list | tuple) else value


def reader_of(hint: Any) -> Any:
    """Return what reads a setting of a type; None where nothing of ours does."""
    extras = getattr(hint, "__metadata__", ())
    return next((one.func for one in extras if isinstance(one, BeforeValidator)), None)


def _money(value: object, info: ValidationInfo) -> int:
    unit = (info.context or {"unit": "万元"})["unit"]
    try:
        fen = parse_amount(value, unit)
    except ValueError:
        fen = -1
    if fen < 0:
        allowed = Words(f"应为以{unit}计的金额", f"an amount in {unit}")
        raise refuse(allowed + Words("，不小于 0，精确到分", ", at least 0, in whole fen"))
    return fen


def _share(value: object) -> Fraction:
    try:
        share = parse_share(value)
    except ValueError:
        share = Fraction(-1)
    if share < 0:
        raise refuse(
            Words("应为不小于 0 的比例，如 55% 或 0.55", "a share, at least 0, such as 55% or 0.55")
        )
    return share


def _weights(value: object) -> object:
    """Read bare numbers that add up to 100 as percentages: {村数: 30, 人口: 70}."""
    if not isinstance(value, dict) or not value:
        return value
    try:
        bare = {name: parse_number(weight) for name, weight in value.items()}
    except ValueError:
        return value  # 55%, 1/3 and what is no number are read one by one
    if sum(bare.values(), Fraction(0)) != HUNDRED:
        return value
    return {name: weight / HUNDRED for name, weight in bare.items()}


def _number(value: object) -> Fraction:
    try:
        return parse_number(value)
    except ValueError:
        if isinstance(value, str) and value.strip().endswith(("%", "％")):
            raise refuse(Words("应为不带 % 的数字", "a number without %")) from None
        raise refuse(Words("应为数字", "a number")) from None


def _whole(value: object) -> Fraction:
    try:
        number = parse_number(value)
    except ValueError:
        number = Fraction(-1)
    if number < 0 or number.denominator != 1:
        raise refuse(Words("应为不小于 0 的整数", "a whole number, at least 0"))
    return number


def _deviation(value: object, info: ValidationInfo) -> object:
    """Read a deviation: a percentage is relative to the target, anything else is money."""
    if isinstance(value, (int, Fraction)) and info.context is None:
        return value
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return _share(value)
    return _money(value, info)


def _change(value: object) -> Fraction:
    try:
        change = parse_share(value)
    except ValueError:
        change = Fraction(-2)
    if change < -1:
        raise refuse(
            Words("应为不低于 -100% 的变化，如 -20%", "a change, at least -100%, such as -20%")
        )
    return change


def _typed(pattern: str) -> WithJsonSchema:
    """Say to editors what may be typed: a number at least 0, or a text of this form."""
    return WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": pattern}]}
    )


# Digits may be full-width, and spaces stand about them; what no number can hold is left out.
_FIGURE = r"^\s*[+＋]?[0-9０-９.．,，\s]+"

_OURS = r"^\s*(人民币|RMB|CNY)?\s*[¥￥]?" + _FIGURE[1:]
Money = Annotated[
    int, BeforeValidator(_money), _typed(_OURS + r"(\s*(元|万元|亿元|万|亿|元整))?\s*$")
]


Share = Annotated[Fraction, BeforeValidator(_share), _typed(_FIGURE + r"[%％/／0-9０-９\s]*$")]


Change = Annotated[Fraction, BeforeValidator(_change)]
"""A share by which something changes: -20% takes a fifth off it."""


Weights = Annotated[dict[str, Share], BeforeValidator(_weights)]


Number = Annotated[
    Fraction,
    BeforeValidator(_number),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "[0-9０-９]"}]}),
]


Whole = Annotated[
    Fraction,
    BeforeValidator(_whole),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "[0-9０-９]"}]}
    ),
]
"""A whole number of something that is not counted among recipients, such as lots."""


Deviation = Annotated[
    int | Fraction, BeforeValidator(_deviation), _typed(_FIGURE + r"\s*(%|％|元|万元|亿元|万)?\s*$")
]


Name = Annotated[str, BeforeValidator(_tidy)]
"""The name of a recipient, source, use or project, with no spaces that only a layout puts in."""


Names = tuple[str, ...]
