"""A setting in Chinese words (百分之十五, 二十万): what to write for it in digits.

Of what the words may mean, that is advised which the setting takes.
"""

from typing import Any

from pydantic import BaseModel, ValidationError

from optalloc.core.chinese_numerals import in_digits, write_digits
from optalloc.core.message import NOTHING, Words

Place = tuple[int | str, ...]


def said_in_digits(
    model: type[BaseModel], place: Place, came: str, unit: str, is_share: bool
) -> Words:
    """Return the advice to write a figure in digits; nothing where the setting takes none.

    Args:
        place: Where the setting stands below the model.
        is_share: Whether a percentage is meant rather than a number.
    """
    for text in sorted(in_digits(came), key=lambda said: said.endswith("%") != is_share):
        if _takes(model, place, int(text) if text.isdecimal() else text, unit):
            return write_digits(text)
    return NOTHING


def _takes(model: type[BaseModel], place: Place, value: object, unit: str) -> bool:
    """Say whether a setting takes a value, whatever else the model wants."""
    said: Any = value
    for word in reversed(place):
        said = {word: said}
    try:
        model.model_validate(said, context={"unit": unit})
    except ValidationError as invalid:
        return all(error["loc"] != place for error in invalid.errors())
    return True
