"""Goals in which a deviation counts for more at some recipients:  sum_r w_r f_r,  max_r w_r f_r.

w_r is stated by name or stands in a column of the recipients' table; 1 where nothing is stated.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import parse_share, show_fraction
from optalloc.problem.component import (
    MOST_NAMES_SHOWN,
    Complaint,
    Component,
    unknown,
    without_figures,
)
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Names, refuse

ONE = Fraction(1)
DIGITS = 4


def _recipient_weights(value: object) -> object:
    """Read a column's name, or a number above 0 for each name."""
    if isinstance(value, str) and value.strip():
        return value
    allowed = Words(
        "应为单位与大于 0 的数字，如 {甲镇: 2}，或单位表的一列",
        "numbers above 0 by recipient, as {甲镇: 2}, or a column of the recipients' table",
    )
    if not isinstance(value, dict) or not value:
        raise refuse(allowed)
    try:
        weights = {str(name): parse_share(weight) for name, weight in value.items()}
    except ValueError:
        raise refuse(allowed) from None
    if min(weights.values()) <= 0:
        raise refuse(allowed)
    return weights


_NUMBER = {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}
RecipientWeights = Annotated[
    str | dict[str, Fraction],
    BeforeValidator(_recipient_weights),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": _NUMBER}]}
    ),
]


class WeightedRecipients(Component):
    """A goal that may heed some recipients more than others.

    Attributes:
        weights: How often what is counted at a recipient, or at a unit of its level, counts:
            numbers by name, or a column of the recipients' table [above 0]; 1 where none is stated.
    """

    weights: RecipientWeights | None = None

    def figures(self) -> Names:
        """Return the columns it reads."""
        own = (self.weights,) if isinstance(self.weights, str) else ()
        return tuple(dict.fromkeys((*super().figures(), *own)))

    def share_figures(self) -> Names:
        """Return the column of weights: 150% is 1.5, as by name."""
        own = (self.weights,) if isinstance(self.weights, str) else ()
        return tuple(dict.fromkeys((*super().share_figures(), *own)))

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield weights of nobody, of who is not covered, and figures that are no weight."""
        yield from super().check(facts)
        weighed = self._weighed(facts)
        if isinstance(self.weights, str):
            column = self.weights
            yield from without_figures("weights", weighed, (column,))
            for recipient in weighed:
                figure = recipient.facts.get(column, ONE)
                if figure <= 0:
                    allowed = Words(
                        f"单位 {recipient.name} 的“{column}”应大于 0",
                        f"a figure above 0 as {column} of {recipient.name}",
                    )
                    yield Complaint("weights", allowed, show_fraction(figure, DIGITS))
            return
        yield from unknown("weights", tuple(self.weights or ()), facts.recipient_named)
        covered = {r.name for r in weighed}
        for name in self.weights or ():
            if name in facts.recipient_named and name not in covered:
                allowed = Words("应为这个目标所指的单位", "a recipient that the goal is about")
                yield Complaint("weights", allowed, name)

    def weigher(self, facts: Facts) -> Callable[[str], Fraction]:
        """Return what tells how often what is counted at a recipient counts, by its name."""
        if self.weights is None:
            return lambda _: ONE
        known = self.weights
        if isinstance(known, str):
            column = known
            known = {r.name: r.facts[column] for r in self._weighed(facts)}
        return lambda name: known.get(name, ONE)

    def _weighed(self, facts: Facts) -> tuple[Recipient, ...]:
        return self.covered(facts) if isinstance(self, ForRecipients) else facts.recipients

    def with_weights(self, said: Words) -> Words:
        """Return what the goal says, with how much whose deviation counts."""
        if self.weights is None:
            return said
        if isinstance(self.weights, str):
            return said + Words(f"（按“{self.weights}”加权）", f" (weighted by {self.weights})")
        stated = [f"{n} {show_fraction(w, DIGITS)}" for n, w in self.weights.items()]
        shown = listed(stated[:MOST_NAMES_SHOWN])
        more = Words("等", " and more") if len(stated) > MOST_NAMES_SHOWN else NOTHING
        return said + Words(
            f"（加权：{shown.zh}{more.zh}，其余 1）", f" (weights: {shown.en}{more.en}; others 1)"
        )
