"""The factor formula (因素法):  t_r = rest * sum_k w_k * share_k[r].

share_k[r] is the recipient's part of indicator k's column: of the figures, of their reciprocals
when less means more money, of their weighted sum when the indicator has sub-groups.

With coefficients (payment progress), scores s_r = sum_k w_k * share_k[r] are multiplied by them and
shared anew:  t_r = rest * s_r * c_r / sum_q s_q * c_q. The score sheet has the difference to the
formula without them as a line of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, field_validator

from optalloc.core.exact import combined, total
from optalloc.core.message import Words, listed
from optalloc.core.money import parse_number, show_fraction, show_percent
from optalloc.problem.component import INDICATORS, Complaint, unknown, without_figures
from optalloc.problem.facts import Facts, Indicator, Recipient
from optalloc.problem.interfaces import TARGETS, ScoreLine, TargetPart
from optalloc.problem.setting_types import Names, Share, Weights, refuse
from optalloc.problem.share_bounds import portion_words, whole_weights


class Coefficients(BaseModel):
    """Coefficients of slow recipients' scores.

    Attributes:
        column: Column of progress in the recipients' table [its own unit, such as percent].
        below: Coefficient, above 0, by the line of progress that it stands under [same unit].
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    column: str
    below: dict[str, Share]

    @field_validator("below")
    @classmethod
    def _lines(cls, below: dict[str, Fraction]) -> dict[str, Fraction]:
        try:
            lines = {parse_number(line) for line in below}
        except ValueError:
            lines = set()
        if not below or len(lines) < len(below) or not all(below.values()):
            raise refuse(
                Words(
                    "应写成“进度线: 系数”，进度线为与该列同单位的数字，各写一次，系数大于 0",
                    "`line: coefficient`, each line a number in the column's unit and there once,"
                    " each coefficient above 0",
                )
            )
        return below

    def of(self, recipient: Recipient) -> Fraction:
        """Return one recipient's coefficient."""
        progress = recipient.facts[self.column]
        lines = sorted((parse_number(line), c) for line, c in self.below.items())
        return next((c for line, c in lines if progress < line), Fraction(1))

    def missing(self, covered: tuple[Recipient, ...], facts: Facts) -> Iterator[Complaint]:
        """Yield recipients without a figure of progress."""
        yield from without_figures("coefficients.column", covered, (self.column,))

    def words(self) -> Words:
        """Say the lines and their coefficients."""
        lines = [(line, show_fraction(c)) for line, c in self.below.items()]
        zh = "、".join(f"低于 {line} 乘 {c}" for line, c in lines)
        en = ", ".join(f"times {c} below {line}" for line, c in lines)
        return Words(f"“{self.column}”{zh}", f"by {self.column} {en}")


@TARGETS.register("factors")
class Factors(TargetPart):
    """Share out by weighted indicators what fixed amounts and standards leave.

    Attributes:
        weights: Weight by indicator; together exactly 100%. Bare numbers that add up to 100 are
            percentages.
        portion: Part of the rest that this formula shares out.
        source: Where the weights come from.
        coefficients: Coefficients of the scores by payment progress; none when absent.
    """

    called = Words("因素法", "factors")

    takes_rest = True
    weights: Weights
    portion: Share = Fraction(1)
    source: str = ""
    coefficients: Coefficients | None = None

    def figures(self) -> Names:
        """Return the column of progress; those of the indicators stand with them."""
        return () if self.coefficients is None else (self.coefficients.column,)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown indicators, weights off 100%, and figures that have no share."""
        yield from super().check(facts)
        yield from unknown("weights", tuple(self.weights), frozenset(facts.indicators), INDICATORS)
        whole = sum(self.weights.values(), Fraction(0))
        if whole != 1:
            allowed = whole_weights(self.weights.values())
            yield Complaint("weights", allowed, show_percent(whole, 6))
        if not 0 < self.portion <= 1:
            allowed = Words("应大于 0、不超过 100%", "above 0 and at most 100%")
            yield Complaint("portion", allowed, show_percent(self.portion))
        for name in self.weights:
            if name in facts.indicators:
                yield from self._check_column(facts, facts.indicators[name])
        if self.coefficients is not None and self.at:
            allowed = Words(
                "不能与 at 同用：系数是单位自己的", "without `at`: it is a recipient's own"
            )
            yield Complaint("coefficients", allowed)
        elif self.coefficients is not None:
            yield from self.coefficients.missing(self.covered(facts), facts)

    def _check_column(self, facts: Facts, indicator: Indicator) -> Iterator[Complaint]:
        covered, key = self.covered(facts), f"weights.{indicator.name}"
        missing = list(without_figures(key, covered, indicator.columns))
        yield from missing
        if missing:
            return
        figures = _figures(facts, indicator.name, covered)
        if not all(map(indicator.how.can_share, figures)):
            yield Complaint(key, indicator.how.needs)
        elif not any(map(indicator.how.basis, figures)):
            yield Complaint(key, Words("至少一个单位应大于 0", "a figure above 0 for somebody"))

    def by_recipient(self, facts: Facts, rest: Fraction) -> Mapping[str, Fraction]:
        """Return what the lines of each covered recipient add up to, without writing them."""
        if self.coefficients is not None or self.at:
            return super().by_recipient(facts, rest)
        covered, columns, each = self.covered(facts), list[Sequence[Fraction]](), list[Fraction]()
        for name, weight in self.weights.items():
            speaking = _speaking(facts.indicators[name], _figures(facts, name, covered))
            columns.append(speaking)
            each.append(rest * self.portion * weight / total(speaking))
        return dict(zip((r.name for r in covered), combined(columns, each), strict=True))

    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield one line a covered recipient and indicator, then one for its progress."""
        sheet = list(self._formula(facts, rest))
        yield from sheet
        if self.coefficients is not None:
            yield from self._progress(facts, self.coefficients, sheet)

    def _progress(
        self, facts: Facts, coefficients: Coefficients, sheet: list[ScoreLine]
    ) -> Iterator[ScoreLine]:
        """Yield what coefficients give to and take from what the formula gave; 0 in all."""
        covered, amounts = self.covered(facts), dict[str, list[Fraction]]()
        for line in sheet:
            amounts.setdefault(line.recipient, []).append(line.amount)
        before = {r.name: total(amounts[r.name]) for r in covered}
        times = {r.name: coefficients.of(r) for r in covered}
        money = total(before.values())
        scaled = total(before[name] * times[name] for name in before)
        for r in covered:
            after = before[r.name] * times[r.name] * money / scaled if scaled else Fraction(0)
            progress, unit = r.facts[coefficients.column], f"×{show_fraction(times[r.name])}"
            yield ScoreLine(
                r.name,
                self.label,
                coefficients.column,
                progress,
                unit,
                None,
                None,
                after - before[r.name],
            )

    def _formula(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield what the formula gives without any coefficients."""
        money, covered = rest * self.portion, self.covered(facts)
        for name, weight in self.weights.items():
            indicator = facts.indicators[name]
            figures = _figures(facts, name, covered)
            speaking = _speaking(indicator, figures)
            # Multiplying fractions is half of what dividing takes, over a sheet of 80,000 lines.
            one = 1 / total(speaking)
            each = money * weight * one
            for recipient, shown, figure in zip(covered, figures, speaking, strict=True):
                share = figure * one
                yield ScoreLine(
                    recipient.name,
                    self.label,
                    name,
                    shown,
                    indicator.unit,
                    share,
                    weight,
                    each * figure,
                )

    @property
    def indicators(self) -> Names:
        """The indicators that it reads."""
        return (*super().indicators, *(name for name, weight in self.weights.items() if weight))

    def words(self, facts: Facts) -> Words:
        """Say the weights."""
        text = [f"{name} {show_percent(weight)}" for name, weight in self.weights.items()]
        words = Words("因素法：", "factors: ") + listed(text) + portion_words(self.portion)
        if self.coefficients is not None:
            slow = self.coefficients.words()
            words += Words("；得分按" + slow.zh, "; scores " + slow.en)
        return self.with_where(words)


def _figures(facts: Facts, name: str, covered: Iterable[Recipient]) -> list[Fraction]:
    """Return the figures of one indicator."""
    indicator = facts.indicators[name]
    (column, coefficient), *more = indicator.columns.items()
    if coefficient == 1 and not more:
        return [r.facts[column] for r in covered]
    return [indicator.figure(r) for r in covered]


def _speaking(indicator: Indicator, figures: Sequence[Fraction]) -> Sequence[Fraction]:
    """Return the figures that shares are taken of."""
    return indicator.how.bases(figures)
