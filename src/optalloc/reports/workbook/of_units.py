"""Score columns of a part that speaks of units (at: 县): each unit's money, and parts within it.

    unit's figure = sum of its recipients'    unit's money = rest * sum_k w_k * share_k[unit]
    target = unit's money * sum_k v_k * figure_k / unit's figure_k

Every recipient's row has what its unit has. Where shares are of figures that are not taken as they
are (less means more money), or a formula has bounds, they and the targets are values.
"""

from collections.abc import Mapping
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words
from optalloc.present.xlsx.book import span, sum_of
from optalloc.present.xlsx.figures import plain_format, share_format
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.interfaces import ScoreLine, TargetPart
from optalloc.problem.targets.factors import Factors
from optalloc.problem.within_units import Weights, within_units
from optalloc.reports.workbook.columns import Columns
from optalloc.reports.workbook.levelled_scores import AMOUNT, SHARES, is_value

Lines = Mapping[str, list[ScoreLine]]


class UnitColumns:
    """The columns of one part.

    Attributes:
        unit_of: The unit of each recipient that has money of the part.
        figure: The column of the recipients' figures, by indicator.
        whole: The column of their units' figures, where shares are of those as they are.
    """

    def __init__(self, columns: Columns, part: TargetPart, lines: Lines) -> None:
        units = columns.material.problem.seen_at(part.at)
        assert isinstance(units, HigherUnits) and part.within is not None
        self.columns, self.part, self.units, self.lines = columns, part, units, lines
        self.within: Weights = part.within
        self.is_value = is_value(columns.material.problem, part)
        self.unit_of = {who: units.unit_of[who] for who in lines}
        self.named = columns.open(part.at)
        for who, unit in self.unit_of.items():
            columns.text(self.named, who, unit)
        self.figure = {name: self._figures(name) for name in self._indicators()}
        self.whole = {name: self._wholes(name) for name in self.figure if self._is_as_it_is(name)}

    def write(self, rest: str) -> int:
        """Write all of them and return the column of targets."""
        columns, money = self.columns, self.columns.material.money
        of_unit = self._money(rest)
        parts = [self._part(name, weight) for name, weight in self.within.items()]
        due = {who: total(line.amount for line in own) for who, own in self.lines.items()}
        column, form = columns.open(AMOUNT), columns.money_form(due.values())
        for who, value in due.items():
            weighted = sum_of([f"{columns.cell(c, who)}*{weight}" for c, weight in parts])
            text = f"{columns.cell(of_unit, who)}*({weighted})"
            if self.is_value:
                columns.number(column, who, money.of(value), form)
            else:
                columns.formula(column, who, text, money.of(value), form)
        columns.total(column, money.of(total(due.values())), form)
        return column

    def _indicators(self) -> list[str]:
        weights = self.part.weights if isinstance(self.part, Factors) else {}
        return list(dict.fromkeys([*weights, *self.within]))

    def _figures(self, name: str) -> int:
        indicator = self.units.indicators[name]
        people = self.columns.material.problem.recipient_named
        figures = {who: indicator.figure(people[who]) for who in self.lines}
        unit = Words(f"（{indicator.unit}）", f" ({indicator.unit})") if indicator.unit else NOTHING
        column = self.columns.figures(Words(name, name) + unit, figures)
        self.columns.total(column, total(figures.values()), plain_format(figures.values()))
        return column

    def _is_as_it_is(self, name: str) -> bool:
        """Return whether shares are of a figure itself: more of it means more money."""
        return self.units.indicators[name].how.basis_head == NOTHING

    def _wholes(self, name: str) -> int:
        """Write the sum of a figure over each unit: added up where its first recipient stands.

        The others take it from there while they are of that unit, so that thousands of recipients
        are not added up for each of them.
        """
        columns, at, of = self.columns, self.part.at, (self.named, self.figure[name])
        units, figures = (span((columns.first, c), (columns.last, c)) for c in of)
        people = columns.material.problem.recipient_named
        sums = dict.fromkeys(self.unit_of.values(), Fraction(0))
        for who, unit in self.unit_of.items():
            sums[unit] += self.units.indicators[name].figure(people[who])
        column = columns.open(Words(f"所在{at}的{name}", f"{name} of the {at}"))
        form = plain_format(sums.values())
        first: dict[str, str] = {}
        for who, unit in self.unit_of.items():
            own = columns.cell(self.named, who)
            # SUMIF would take a name for a pattern.
            text = f"SUMPRODUCT(EXACT({units},{own})*{figures})"
            if (there := first.setdefault(unit, who)) != who:
                named, whole = columns.cell(self.named, there), columns.cell(column, there)
                text = f"IF(EXACT({own},{named}),{whole},{text})"
            columns.formula(column, who, text, sums[unit], form)
        return column

    def _money(self, rest: str) -> int:
        """Write what each unit has, with its shares where it has them of plain factors."""
        columns, money = self.columns, self.columns.material.money
        found: dict[str, list[ScoreLine]] = {}
        for line in self.part.lines(self.units, self._rest):
            found.setdefault(line.recipient, []).append(line)
        due = {unit: total(line.amount for line in own) for unit, own in found.items()}
        weighted = self._shares(found) if isinstance(self.part, Factors) else []
        at = self.part.at
        column = columns.open(Words(f"{at}测算额", f"target of the {at}"))
        form = columns.money_form(due.values())
        for who, unit in self.unit_of.items():
            if not isinstance(self.part, Factors) or self.is_value:
                columns.number(column, who, money.of(due[unit]), form)
                continue
            pot = rest if self.part.portion == 1 else f"({rest})*{self.part.portion}"
            text = f"({pot})*({sum_of([columns.cell(c, who) for c in weighted])})"
            columns.formula(column, who, text, money.of(due[unit]), form)
        return column

    @property
    def _rest(self) -> Fraction:
        """The money that the part shares out [fen]."""
        parts = self.columns.material.report.solved.targets.parts
        return next(money for part, money in parts if part is self.part)

    def _shares(self, found: Lines) -> list[int]:
        """Write for each factor the share of a unit, and that times the weight."""
        columns, part, made = self.columns, self.part, list[int]()
        assert isinstance(part, Factors)
        for place, (name, weight) in enumerate(part.weights.items()):
            columns.may_break()
            share = columns.open(Words(f"{name}：{part.at}占比", f"{name}: share of the {part.at}"))
            column = columns.open(Words("占比×权重", "share x weight"))
            cell = columns.parameter(column, weight, share_format([weight]))
            for who, unit in self.unit_of.items():
                value = found[unit][place].share or Fraction(0)
                self._share(share, name, who, value, columns.total_cell(self.figure[name]))
                text = f"{columns.cell(share, who)}*{cell}"
                columns.formula(column, who, text, value * weight, SHARES)
            made.append(column)
        return made

    def _share(self, column: int, name: str, who: str, value: Fraction, of: str) -> None:
        if name not in self.whole:
            self.columns.number(column, who, value, SHARES)
            return
        text = f"{self.columns.cell(self.whole[name], who)}/{of}"
        self.columns.formula(column, who, text, value, SHARES)

    def _part(self, name: str, weight: Fraction) -> tuple[int, str]:
        """Write everybody's part of its unit by one indicator; return it and its weight's cell."""
        columns, at = self.columns, self.part.at
        column = columns.open(Words(f"{name}：{at}内占比", f"{name}: part of its {at}"))
        cell = columns.parameter(column, weight, '"×"' + share_format([weight]))
        own = {who: part for who, _, part in within_units(self.units, {name: Fraction(1)})}
        for who in self.unit_of:
            if name not in self.whole:
                columns.number(column, who, own[who], SHARES)
                continue
            figure, whole = (columns.cell(c[name], who) for c in (self.figure, self.whole))
            text = f"{figure}/{whole}"
            columns.formula(column, who, text, own[who], SHARES)
        return column, cell


def write_of_units(columns: Columns, part: TargetPart, lines: Lines, rest: str) -> int:
    """Write the columns of a part that speaks of units and return that of its amounts."""
    return UnitColumns(columns, part, lines).write(rest)
