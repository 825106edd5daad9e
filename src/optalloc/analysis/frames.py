"""Data frames of exact figures: amounts as Decimal in the problem's unit and as whole fen.

The one module that imports pandas, when the first frame is made. Columns named `fen` hold int64;
`amount` and every other figure hold Decimal objects, or a Fraction where no decimal is exact.
Nothing is rounded but what `--json` rounds too: quality figures and the way from target to award
have six places.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang
from optalloc.core.money import FEN_PER_UNIT

if TYPE_CHECKING:
    import pandas as pd


def frame(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> pd.DataFrame:
    """Return rows as a frame; cells hold what the rows hold.

    Args:
        columns: The columns, so that a frame without rows has them too.
    """
    held = list(rows)
    names = dict.fromkeys([*columns, *(key for row in held for key in row)])
    return frame_of_columns({name: [row.get(name) for row in held] for name in names})


def frame_of_columns(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Return columns of one length as a frame; for many rows that is quicker than rows are."""
    import pandas as pd

    made = {}
    for name, values in columns.items():
        whole = name == "fen" and all(isinstance(v, int) for v in values)
        made[name] = pd.Series(values, dtype="int64" if whole else "object")
    return pd.DataFrame(made, columns=list(columns))


def money_of(fen: int, unit: str) -> Decimal:
    """Return whole fen as an amount in a unit, exactly."""
    return Decimal(fen) / FEN_PER_UNIT[unit]


def number(value: Fraction | int | None) -> Decimal | Fraction | int | None:
    """Return a figure as a whole number or a decimal where one is exact, else as it is."""
    if value is None or isinstance(value, int):
        return value
    made = _number(*value.as_integer_ratio())
    return value if made is None else made


def _number(numerator: int, denominator: int) -> Decimal | int | None:
    """Return a ratio in lowest terms as a whole number or a decimal; None where none is exact."""
    if denominator == 1:
        return numerator
    places = _places(denominator)
    if places is None:
        return None
    return Decimal(numerator * 10**places // denominator).scaleb(-places)


@lru_cache(maxsize=4096)
def _places(denominator: int) -> int | None:
    """Return how many decimals are exact; None where none are. Columns hold few denominators."""
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return places if rest == 1 and places <= MOST_PLACES else None


MOST_PLACES = 24
"""Decimals up to which a figure is shown as a decimal, within those that Decimal keeps."""


def of_fen(value: Fraction | int, unit: str) -> Decimal | Fraction | int | None:
    """Return exact fen as a figure in a unit."""
    numerator, denominator = value.as_integer_ratio()
    # Dividing whole numbers is a third of what dividing fractions takes, over a long score sheet.
    common = gcd(numerator, FEN_PER_UNIT[unit])
    numerator, denominator = numerator // common, denominator * (FEN_PER_UNIT[unit] // common)
    made = _number(numerator, denominator)
    return Fraction(numerator, denominator) if made is None else made


def spoken() -> Lang:
    """Return the language of words in frames: OPTALLOC_LANG, zh unless it says en."""
    return "en" if os.environ.get("OPTALLOC_LANG", "").lower().startswith("en") else "zh"


EXACT = "_exact"
"""What follows the key of a figure, in a `--json` object, where the fraction itself stands."""


def table(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> pd.DataFrame:
    """Return rows of a `--json` object as a frame, figures that stand as texts made Decimals.

    Where a row has a figure's fraction too, that is what the figure's column holds.
    """
    return frame((_exactly(row) for row in rows), columns)


def _exactly(row: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in row.items():
        base = key.removesuffix(EXACT)
        if base != key and (value is None or isinstance(value, str)):
            made[base] = fraction_in(value)
        elif not isinstance(row.get(f"{key}{EXACT}"), str):
            made[key] = _read(key, value)
    return made


def fraction_in(text: str | None) -> Any:
    """Return the figure that the text of a fraction is."""
    return None if text is None else number(Fraction(text))


WORDS = frozenset({"recipient", "source", "use", "project", "rule", "words", "goal", "setting"})
"""Columns of names and sentences: what looks like a number there is none."""


def _read(key: str, value: Any) -> Any:
    if not isinstance(value, str) or key in WORDS or not value:
        return value
    head = value[1:] if value[0] in "+-" else value
    return Decimal(value) if head.replace(".", "", 1).isdigit() and head.isascii() else value
