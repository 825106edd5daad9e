"""Who may write where several people look at one desk: one at a time, and all of it is logged.

The one at the computer that serves holds the pen to begin with. Somebody else takes it with a name
and the pass phrase that `optalloc open --share write` printed; the one at the computer can always
take it back.
"""

import secrets
import time
from dataclasses import dataclass

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, hidden_mark

IDLE = 120.0
"""Seconds without a change after which somebody else may take the pen."""
MOST_WRONG, WAIT = 5, 60.0
"""Wrong pass phrases after which everybody waits, and for how many seconds."""
LONGEST_NAME = 30
NAME = Words("姓名", "name")
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another."""


def new_phrase() -> str:
    """Return a pass phrase of 60 bits, in groups that are easily read out."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


@dataclass
class Holder:
    """Somebody elsewhere who writes now.

    Attributes:
        token: What the holder's browser shows.
        at: When something was changed last (of time.monotonic).
    """

    name: str
    token: str
    at: float


class Pen:
    """Who writes.

    Attributes:
        phrase: The pass phrase; None where nobody elsewhere may write.
        holder: Who writes from elsewhere; None where it is the one at this computer.
    """

    def __init__(self, phrase: str | None = None) -> None:
        self.phrase = phrase
        self.holder: Holder | None = None
        self._wrong: list[float] = []

    def writer(self, is_host: bool, token: str | None) -> str | None:
        """Return under what name somebody may write now, "" at this computer; None if not."""
        if self.holder is None:
            return "" if is_host else None
        if not is_host and token and secrets.compare_digest(token, self.holder.token):
            self.holder.at = time.monotonic()
            return self.holder.name
        return None

    def take(self, name: str, phrase: str) -> str:
        """Give the pen to somebody who knows the pass phrase; return the token to show.

        Raises:
            InputUnusable: When the phrase is wrong, or somebody else is writing.
        """
        now = time.monotonic()
        self._wrong = [at for at in self._wrong if now - at < WAIT]
        if self.phrase is None or len(self._wrong) >= MOST_WRONG:
            raise _refused(NAME, Words("现在不能改", "nobody can write now"), name)
        if not secrets.compare_digest(phrase.strip().encode(), self.phrase.encode()):
            self._wrong.append(now)
            raise _refused(
                Words("口令", "pass phrase"),
                Words("应与服务端显示的一致", "the pass phrase that was printed"),
                None,
            )
        plain = name.strip()
        if not 0 < len(plain) <= LONGEST_NAME or hidden_mark(plain) is not None:
            raise _refused(NAME, Words("应写姓名", "a name"), name)
        if self.holder is not None and now - self.holder.at < IDLE:
            raise _refused(
                NAME,
                Words(
                    f"{self.holder.name} 正在修改，请稍候", f"{self.holder.name} is writing; wait"
                ),
                None,
            )
        self.holder = Holder(plain, secrets.token_urlsafe(24), now)
        return self.holder.token

    def give_back(self) -> None:
        """Give the pen back to the one at this computer."""
        self.holder = None


def _refused(place: Words, allowed: Words, came: str | None) -> InputUnusable:
    return InputUnusable([Fault("", place, allowed, came)])
