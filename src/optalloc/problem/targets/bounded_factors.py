"""The factor formula with thresholds, floors and caps inside (封顶保底后再分配).

    s_r = sum_k w_k * share_k[r],  of the figures that reach their threshold; others count as 0,
          and so do all figures of who is not eligible
    y_r = clip(v * s_r, lo, hi)  where s_r > 0, else 0
    t_r = max(0, y_r - given_r),  with the one v that makes  sum_r t_r  the money that is shared

So what caps leave, and what floors cost, is shared again by the same formula. given_r is what r
already got this year (over: year; else 0): then y_r is its part of the year's total (全年测算额),
t_r what is still to be given (本次下达). Who was given more than its part gets nothing, and the
others share what that leaves short (overpaid: zero); or that is refused, with what to take back.
Where every y_r is at its cap the rest has no target; where even the floors are more than the money,
each is reduced alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import digits_of, show_fraction, show_money, show_percent
from optalloc.problem.component import Complaint, unknown, without_figures
from optalloc.problem.facts import Facts, Indicator, Recipient
from optalloc.problem.interfaces import TARGETS, Over, ScoreLine, TargetPart
from optalloc.problem.setting_types import Deviation, Names, Number, Share, Weights
from optalloc.problem.share_bounds import portion_words
from optalloc.problem.targets.factors import Factors
from optalloc.problem.targets.levels import RecipientClaim, level_of


@dataclass(frozen=True)
class _WithinBounds:
    """How money is shared by scores within bounds [fen, exact], by recipient.

    Attributes:
        plain: What scores alone give of the year, or the batch.
        given: What was given before.
        part: The part of the year, or the batch, within bounds.
        due: What is still to be given.
        rest: What there is to be given.
        is_reduced: Whether the floors are more than that.
    """

    plain: Mapping[str, Fraction]
    given: Mapping[str, Fraction]
    part: Mapping[str, Fraction]
    due: Mapping[str, Fraction]
    rest: Fraction
    is_reduced: bool


@TARGETS.register("bounded_factors")
class BoundedFactors(TargetPart):
    """Share out by weighted indicators within bounds, over this batch or the year.

    Attributes:
        weights: Weight by indicator; together exactly 100%. Bare numbers that add up to 100 are
            percentages.
        over: `batch` shares the money of this batch, `year` that of the year, and takes off what
            was already given.
        thresholds: By indicator the figure from which it counts [the indicator's unit]; where less
            means more money, the figure up to which it counts.
        eligible: By indicator the figure from which, or up to which, a recipient has any share.
        at_least: Least for everybody with a score: a part of the money that is shared, or an
            amount [fen].
        at_most: Most for everybody, likewise.
        overpaid: With `year`: what happens to who was already given more than its part, `zero`
            now or `refuse` to go on.
        portion: Part of the rest that this formula shares out.
        source: Where the weights come from.
    """

    called = Words("有上下限的因素法", "bounded factors")

    takes_rest = True
    weights: Weights
    over: Over
    thresholds: dict[str, Number] = {}
    eligible: dict[str, Number] = {}
    at_least: Deviation | None = None
    at_most: Deviation | None = None
    overpaid: Literal["zero", "refuse"] | None = None
    portion: Share = Fraction(1)
    source: str = ""

    def figures(self) -> Names:
        """Return no columns of its own; those of the indicators stand with them."""
        return ()

    @property
    def indicators(self) -> Names:
        """The indicators that it reads, those that say who is eligible among them."""
        weighted = (name for name, weight in self.weights.items() if weight)
        return (*super().indicators, *weighted, *self.eligible)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield what the plain formula refuses, bounds out of order, and nobody left to share."""
        formula = Factors(label=self.label, weights=self.weights, portion=self.portion)
        formula = formula.model_copy(
            update={"recipients": self.recipients, "kinds": self.kinds, "where": self.where}
        )
        wrong = list(formula.check(facts))
        yield from wrong
        yield from unknown("thresholds", tuple(self.thresholds), frozenset(self.weights))
        if (self.over == "year") != (self.overpaid is not None):
            allowed = Words("over 为 year 时应写明 overpaid", "overpaid where over is year, only")
            yield Complaint("overpaid", allowed)
        wrong += list(unknown("thresholds", tuple(self.thresholds), frozenset(self.weights)))
        wrong += (lines := list(self._check_eligible(facts)))
        yield from lines
        if not wrong:
            yield from self._check_bounds(facts)

    def _check_eligible(self, facts: Facts) -> Iterator[Complaint]:
        yield from unknown("eligible", tuple(self.eligible), facts.indicators)
        for name in self.eligible:
            columns = facts.indicators[name].columns if name in facts.indicators else ()
            yield from without_figures("eligible", self.covered(facts), columns)

    def _check_bounds(self, facts: Facts) -> Iterator[Complaint]:
        for name in self.weights:
            if not any(self._counted(facts, name).values()):
                yield self._nobody_counts(facts, name)
                return
        money = facts.money * self.portion + total(self._given(facts).values())
        low, high = self._bound(self.at_least, money), self._bound(self.at_most, money)
        if high is not None and (low or 0) > high:
            allowed = Words("上限应不小于下限", "a cap that is not below the floor")
            yield Complaint("at_most", allowed, facts.say(high))
        for name, more in self._overpaid(facts).items() if self.overpaid == "refuse" else ():
            allowed = Words(
                f"{name} 已下达的应不超过全年测算额",
                f"{name} given no more than its part of the year",
            )
            text = facts.say(more)
            came, remedy = f"+{text}", Words(f"应收回 {text}。", f"Take {text} back.")
            yield Complaint("overpaid", allowed, came, remedy)

    def _nobody_counts(self, facts: Facts, name: str) -> Complaint:
        """Say which line leaves nobody with a figure of an indicator to share by."""
        eligible = [r for r in self.covered(facts) if not self._short_of(facts, r, self.eligible)]
        reached = Words("至少一个单位应达到这条线", "somebody who reaches the threshold")
        if not eligible and len(self.eligible) == 1:
            return Complaint(f"eligible.{next(iter(self.eligible))}", reached)
        if not eligible:
            allowed = Words("至少一个单位应达到其中每一条线", "somebody who reaches all of them")
            return Complaint("eligible", allowed)
        if name in self.thresholds:
            return Complaint(f"thresholds.{name}", reached)
        allowed = Words(
            f"能参加的单位中至少一个的“{name}”应大于 0",
            f"a figure of {name} above 0 for somebody who is eligible",
        )
        return Complaint("eligible", allowed)

    def _short_of(
        self, facts: Facts, recipient: Recipient, lines: Mapping[str, Fraction]
    ) -> list[str]:
        """Return the indicators whose line a recipient's figure does not reach."""
        return [
            k for k, line in lines.items() if not _reaches(facts.indicators[k], recipient, line)
        ]

    def _counted(self, facts: Facts, name: str) -> dict[str, Fraction]:
        """Return what each covered recipient's figure of an indicator counts."""
        indicator, found = facts.indicators[name], dict[str, Fraction]()
        own = {name: self.thresholds[name]} if name in self.thresholds else {}
        for r in self.covered(facts):
            is_short = self._short_of(facts, r, self.eligible) or self._short_of(facts, r, own)
            speaks = indicator.how.basis(indicator.figure(r))
            found[r.name] = Fraction(0) if is_short else speaks
        return found

    def _bound(self, bound: int | Fraction | None, money: Fraction) -> Fraction | None:
        """Return a bound as an amount [fen]; a Fraction is a part of the money."""
        if bound is None:
            return None
        return bound * money if isinstance(bound, Fraction) else Fraction(bound)

    def _given(self, facts: Facts) -> dict[str, Fraction]:
        """Return what everybody covered already got [fen]."""
        given = facts.given_before if self.over == "year" else {}
        return {r.name: Fraction(given.get(r.name, 0)) for r in self.covered(facts)}

    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield a line for each recipient and indicator, then what bounds and advances change."""
        covered, given = self.covered(facts), self._given(facts)
        money = rest * self.portion + total(given.values())
        plain = {r.name: Fraction(0) for r in covered}
        for name, weight in self.weights.items():
            counted, indicator = self._counted(facts, name), facts.indicators[name]
            whole, among = total(counted.values()), self._among(facts, name, counted)
            for r in covered:
                share = counted[r.name] / whole
                amount = money * weight * share
                plain[r.name] += amount
                figure, unit = indicator.figure(r), indicator.unit
                why = self._why_not(facts, name, r)
                of = (share, weight, amount, why, among if share else NOTHING)
                yield ScoreLine(r.name, self.label, name, figure, unit, *of)
        yield from self._changes(facts, self._within_bounds(plain, given, money))

    def _among(self, facts: Facts, name: str, counted: Mapping[str, Fraction]) -> Words:
        """Say among whom shares are taken, where the lines leave somebody out."""
        indicator = facts.indicators[name]
        short = {r.name for r in self.covered(facts) if self._why_not(facts, name, r) != NOTHING}
        if not short:
            return NOTHING
        count = len(counted) - len(short)
        said = Words(f"计入的 {count} 个单位", f" among the {count} that count")
        if indicator.how.adds_up:
            sum_ = show_fraction(total(counted.values())) + indicator.unit
            said += Words(f"（合计 {sum_}）", f" ({sum_} together)")
        return said + Words("的", "")

    def _why_not(self, facts: Facts, name: str, recipient: Recipient) -> Words:
        """Say which line a recipient does not reach, so that its figure counts as 0."""
        own = {name: self.thresholds[name]} if name in self.thresholds else {}
        for lines, called in (
            (self.eligible, Words("参加门槛", "to be eligible")),
            (own, Words("起计线", "to count")),
        ):
            for of in self._short_of(facts, recipient, lines):
                indicator, figure = facts.indicators[of], _shown(facts, of, recipient)
                way, most = ("低于", "at least") if indicator.how.is_rising else ("高于", "at most")
                line = show_fraction(lines[of]) + indicator.unit
                zh, en = (f"{of} {figure} ", f"{of} {figure}, ") if of != name else ("", "")
                shown = _shown(facts, name, recipient)
                return Words(
                    f"{name} {shown}不计（{zh}{way}{called.zh} {line}）",
                    f"{name} {shown} does not count ({en}{most} {line} {called.en})",
                )
        return NOTHING

    def _changes(self, facts: Facts, made: "_WithinBounds") -> Iterator[ScoreLine]:
        """Yield what bounds change, what was given, and by how much floors are reduced."""
        again = Words("上下限内再分配", "shared again within bounds")
        if self.at_least is None and self.at_most is None:
            again = Words(
                "已下达超过全年测算额的单位不再分，差额由各单位分担",
                "shared again, as somebody was given more than its part",
            )
        digits = digits_of(facts.grain.cells.values(), facts.unit)
        for name, part in made.part.items():
            given, due = made.given[name], made.due[name]
            taken = min(given, part)
            year, before = show_money(part, facts.unit, digits) + facts.unit, facts.say(given)
            less = Words(
                f"全年测算额 {year}，扣除已下达 {before}",
                f"{year} of the year, less {before} given before",
            )
            if given > part:
                less = Words(
                    f"全年测算额 {year}，已下达 {before}，本次不再分",
                    f"{year} of the year, {before} given before, nothing more now",
                )
            reduced = Words(
                "下限合计超过可分的资金，同比例压减",
                "reduced alike, as the floors are more than the money",
            )
            changes = ((again, part - made.plain[name]), (less, -taken if given else None))
            for how, amount in (*changes, (reduced, due - (part - taken))):
                if amount or (how is less and amount is not None):
                    yield ScoreLine(name, self.label, self.label, None, "", None, None, amount, how)

    def _within_bounds(
        self, plain: Mapping[str, Fraction], given: Mapping[str, Fraction], money: Fraction
    ) -> "_WithinBounds":
        """Share the money by scores within bounds [fen, exact]."""
        low, high = self._bound(self.at_least, money), self._bound(self.at_most, money)
        claims = []
        for name, score in plain.items():
            least = max(Fraction(0), (low or Fraction(0)) - given[name]) if score else Fraction(0)
            most = Fraction(0) if not score else None
            if high is not None and score:
                most = max(Fraction(0), high - given[name])
            claims.append(RecipientClaim(score, given[name], least, most))
        rest = money - total(given.values())
        level = level_of(claims, rest)
        if level is None:
            # The floors alone are more than the money: each is reduced alike.
            floors = [claim.low for claim in claims]
            found = [floor * rest / total(floors) for floor in floors]
        else:
            found = [claim.at(level) for claim in claims]
        part = {}
        for name, score in plain.items():
            scaled = max(low or Fraction(0), (level or Fraction(0)) * score)
            part[name] = (scaled if high is None else min(scaled, high)) if score else Fraction(0)
        due = dict(zip(plain, found, strict=True))
        return _WithinBounds(plain, given, part, due, rest, is_reduced=level is None)

    def _plain(self, facts: Facts, money: Fraction) -> dict[str, Fraction]:
        """Return what scores alone give everybody covered of an amount [fen, exact]."""
        plain = {r.name: Fraction(0) for r in self.covered(facts)}
        for name, weight in self.weights.items():
            counted = self._counted(facts, name)
            whole = total(counted.values())
            for who, figure in counted.items():
                plain[who] += money * weight * figure / whole
        return plain

    def _overpaid(self, facts: Facts) -> dict[str, Fraction]:
        """Return by how much recipients were given more than their part of the year [fen].

        The part is that within bounds, of a year in which nobody was given anything yet.
        """
        given = self._given(facts)
        money = facts.left_for_formulas * self.portion + total(given.values())
        year = self._within_bounds(
            self._plain(facts, money), dict.fromkeys(given, Fraction(0)), money
        )
        over = {name: before - year.due[name] for name, before in given.items()}
        return {name: more for name, more in over.items() if more > 0}

    def words(self, facts: Facts) -> Words:
        """Say the weights, the thresholds and the bounds."""
        text = [f"{name} {show_percent(weight)}" for name, weight in self.weights.items()]
        words = Words("因素法：" + "、".join(text), "factors: " + ", ".join(text))
        words += portion_words(self.portion)
        for name, line in self.thresholds.items():
            is_more = facts.indicators[name].how.is_rising
            figure = show_fraction(line) + facts.indicators[name].unit
            words += Words(
                f"；{name}{'低' if is_more else '高'}于 {figure} 的不计",
                f"; {name} {'below' if is_more else 'above'} {figure} does not count",
            )
        for name, line in self.eligible.items():
            is_more = facts.indicators[name].how.is_rising
            figure = show_fraction(line) + facts.indicators[name].unit
            words += Words(
                f"；{name}{'低' if is_more else '高'}于 {figure} 的单位不参加测算",
                f"; nobody with {name} {'below' if is_more else 'above'} {figure} has a share",
            )
        for bound, zh, en in (
            (self.at_least, "每个参加的单位不少于", "nobody with a share below"),
            (self.at_most, "每个参加的单位不超过", "nobody above"),
        ):
            if bound is not None:
                shown = show_percent(bound) if isinstance(bound, Fraction) else facts.say(bound)
                words += Words(f"；{zh} {shown}", f"; {en} {shown}")
        words += self._bounds_words(facts)
        if self.over == "year":
            words += Words("；按全年测算，扣除已下达", "; of the year, less what was given")
        return self.with_where(words)

    def _bounds_words(self, facts: Facts) -> Words:
        """Say what becomes of what bounds leave, and where they cannot all hold."""
        if self.at_least is None and self.at_most is None:
            return NOTHING
        seen = facts.seen_at(self.at)
        given = self._given(seen)
        money = facts.left_for_formulas * self.portion + total(given.values())
        made = self._within_bounds(self._plain(seen, money), given, money)
        if made.is_reduced:
            rest = facts.say(made.rest)
            return Words(
                f"；这些下限合计超过可分的 {rest}，各按同一比例压减",
                f"; these floors are more than the {rest} there is, and each is reduced alike",
            )
        said = Words("，差额由其他单位按得分再分", ", the others sharing the difference")
        if left := made.rest - total(made.due.values()):
            text = facts.say(left)
            said += Words(
                f"；都到上限后还有 {text} 没有测算额", f"; with all at the cap {text} has no target"
            )
        return said


def _reaches(indicator: Indicator, recipient: Recipient, line: Fraction) -> bool:
    """Return whether a figure reaches a line, from the side of those who get more."""
    figure = indicator.figure(recipient)
    return figure >= line if indicator.how.is_rising else figure <= line


def _shown(facts: Facts, name: str, recipient: Recipient) -> str:
    """Return a recipient's figure of an indicator with its unit."""
    indicator = facts.indicators[name]
    return show_fraction(indicator.figure(recipient)) + indicator.unit
