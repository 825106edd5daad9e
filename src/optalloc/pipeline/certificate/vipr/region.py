"""The part of a program that a proof still looks at, each bound with what it follows from.

The same as solver.program.face, drawn in by the same passes; there bounds are arrays, here each is
an End, so that a proof can write down how the ones that it uses come about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.exact import Exact
from optalloc.pipeline.certificate.vipr.derivations import End, Parts
from optalloc.solver.program.face import MOST_PASSES

Row = Sequence[tuple[int, int]]
"""Columns with their coefficients."""
Crossed = tuple[End, End]
"""A least bound above a greatest one."""


@dataclass(frozen=True)
class Region:
    """Bounds of columns and rows.

    Attributes:
        rows: All rows, sums to cut at after the program's own.
        of_column: For each column the rows that hold it.
        low, high: Bounds of rows; None where there is none.
        dirty: Rows whose bounds, or whose columns' bounds, are new since columns were drawn in.
    """

    rows: Sequence[Row]
    of_column: Sequence[Sequence[int]]
    lower: list[End]
    upper: list[End]
    low: list[End | None]
    high: list[End | None]
    dirty: frozenset[int]

    def with_sums(self, sums: Sequence[Sequence[int]]) -> "Region":
        """Return the region with sums of columns as rows that bound nothing."""
        rows, of_column = [*self.rows], [[*held] for held in self.of_column]
        for columns in sums:
            for j in columns:
                of_column[j].append(len(rows))
            rows.append([(j, 1) for j in columns])
        free: list[End | None] = [None] * len(sums)
        low, high = [*self.low, *free], [*self.high, *free]
        return replace(self, rows=rows, of_column=of_column, low=low, high=high)

    def terms(self, place: int, is_row: bool) -> dict[int, Exact]:
        """Return what is bounded: a column, or the sum of a row."""
        return dict(self.rows[place]) if is_row else {place: 1}

    def bounded(self, place: int, is_row: bool, least: End | None, most: End | None) -> "Region":
        """Return the part within new bounds of a column or row, where they are tighter."""
        lows = [*(self.low if is_row else self.lower)]
        highs = [*(self.high if is_row else self.upper)]
        old_least, old_most = lows[place], highs[place]
        if least is not None and (old_least is None or least.value > old_least.value):
            lows[place] = least
        if most is not None and (old_most is None or most.value < old_most.value):
            highs[place] = most
        if is_row:
            return replace(self, low=lows, high=highs, dirty=self.dirty | {place})
        lower = [end for end in lows if end is not None]
        upper = [end for end in highs if end is not None]
        return replace(self, lower=lower, upper=upper, dirty=self.dirty | {*self.of_column[place]})

    def crossed(self, rows: Sequence[int] = (), columns: Sequence[int] = ()) -> Crossed | None:
        """Return bounds that cross, of some rows and columns, or of all."""
        if not rows and not columns:
            rows, columns = range(len(self.rows)), range(len(self.lower))
        pairs = [(self.low[i], self.high[i]) for i in rows]
        pairs += [(self.lower[j], self.upper[j]) for j in columns]
        for least, most in pairs:
            if least is not None and most is not None and least.value > most.value:
                return least, most
        return None

    def drawn(self) -> tuple["Region", Crossed | None]:
        """Return the region with the bounds that rows imply, and bounds that cross, if any do."""
        region, found = self, self.crossed()
        for _ in range(MOST_PASSES):
            if found is not None or not region.dirty:
                break
            region, changed = region._pass()
            found = region.crossed(columns=changed) if changed else None
        return region, found

    def _pass(self) -> tuple["Region", list[int]]:
        """Look at every row that is new once; returns the columns that have new bounds."""
        lower, upper = [*self.lower], [*self.upper]
        changed = set[int]()
        for i in sorted(self.dirty):
            for j, is_upper, end in self._implied(i):
                ends = upper if is_upper else lower
                if end.value < ends[j].value if is_upper else end.value > ends[j].value:
                    ends[j] = end
                    changed.add(j)
        dirty = frozenset(i for j in changed for i in self.of_column[j])
        return replace(self, lower=lower, upper=upper, dirty=dirty), sorted(changed)

    def _implied(self, i: int) -> list[tuple[int, bool, End]]:
        """Return the bounds that a row implies, with all its other columns at their extremes."""
        row, found = self.rows[i], list[tuple[int, bool, End]]()
        for end, is_most in ((self.high[i], True), (self.low[i], False)):
            if end is None:
                continue
            extremes = [self._extreme(j, c, is_most) for j, c in row]
            rest = end.value - sum(c * e.value for (_, c), e in zip(row, extremes, strict=True))
            for at, (j, c) in enumerate(row):
                room, is_upper = rest + c * extremes[at].value, (c > 0) == is_most
                bound = room // c if is_upper else -(-room // c)
                now = (self.upper if is_upper else self.lower)[j].value
                if bound < now if is_upper else bound > now:
                    made = _others(row, at, end, extremes)
                    found.append((j, is_upper, rounded(bound, is_upper, made)))
        return found

    def _extreme(self, j: int, c: int, is_least: bool) -> End:
        """Return the bound at which a column's part of a row is least, or greatest."""
        return self.lower[j] if (c > 0) == is_least else self.upper[j]


def rounded(value: int, is_upper: bool, made_of: Callable[[], Parts]) -> End:
    """Return a bound that comes of rounding, where a proof uses it."""
    return End(value, made_of=made_of, sense="L" if is_upper else "G", is_rounded=True)


def _others(row: Row, at: int, end: End, extremes: Sequence[End]) -> Callable[[], Parts]:
    """Return what a column's bound is made of: its row, less all the other columns."""

    def made() -> Parts:
        by = Fraction(1, row[at][1]) if abs(row[at][1]) > 1 else row[at][1]
        rest = [(-by * c, extremes[i]) for i, (_, c) in enumerate(row) if i != at]
        return [(by, end), *rest]

    return made
