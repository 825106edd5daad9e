"""How a certificate is written down: exact figures as texts, one way to write each, and its digest.

The digest covers everything else in the file, so that no mark of it can change unseen. It is no
signature: who changes the file can compute it anew, and must then pass the arithmetic.
"""

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from optalloc.core.message import Words

FORM = "optalloc certificate 2"
FORM_WITHOUT_ROWS = "optalloc certificate 1"
DIGEST = "digest"
_FIGURE = re.compile(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")


class Unreadable(Exception):
    """A file that is not written as a certificate is."""


class Broken(Exception):
    """A certificate that says what does not hold."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def digest_of(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything in a certificate but its digest."""
    rest = {key: value for key, value in said.items() if key != DIGEST}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def text_of(said: Mapping[str, Any]) -> str:
    """Return a certificate as text, one entry a line; entries of one line are written tight."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in said.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def figure(value: Fraction | int) -> str:
    """Return an exact figure as `7` or `-22/7`."""
    return str(Fraction(value))


def read_figure(text: object) -> Fraction:
    """Return the figure of a text.

    Raises:
        Unreadable: When it is not written as `figure` writes it.
    """
    if not isinstance(text, str) or not _FIGURE.fullmatch(text):
        raise Unreadable
    value = Fraction(text)
    if str(value) != text:
        raise Unreadable
    return value


def read_whole(value: object) -> int:
    """Return a whole number of at most 18 digits.

    Raises:
        Unreadable: When it is none.
    """
    if type(value) is not int or abs(value) >= 10**18:
        raise Unreadable
    return value


def entry(said: object, key: str, kind: type | tuple[type, ...]) -> Any:
    """Return an entry of an object, of one type.

    Raises:
        Unreadable: When it is not there, or of another type.
    """
    if not isinstance(said, dict) or key not in said:
        raise Unreadable
    value = said[key]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Unreadable
    return value
