"""What a Solver model shares out: its lines as sources and recipients, its bounds as our rules.

    a[r,s] >= 0          one variable cell for each recipient r and source s
    sum_r a[r,s] <= M_s  a source's money; = spends it whole
    L_r <= sum_s a[r,s] <= U_r
    a[r,s] <= C[r,s]     a cap of one cell
    a[r,s] whole, or all of them in fen
    objective            max or min of sum c[r,s] * a[r,s]

Every constraint must come to one of these, whatever formula says it; any other is refused by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optalloc.analysis.interchange.formulas import Cell, address
from optalloc.analysis.interchange.solver_model import ModelConstraint, SolverModel
from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words, listed, same
from optalloc.core.money import show_fraction


@dataclass
class Limits:
    """The tightest bounds of one sum; None where there is none.

    Attributes:
        where: What stated the lower one, for letters.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    where: Words = field(default_factory=lambda: same(""))

    def take(self, relation: str, value: Fraction, where: Words) -> None:
        """Hold another bound too."""
        if relation in (">=", "=") and (self.low is None or value > self.low):
            self.low, self.where = value, where
        if relation in ("<=", "=") and (self.high is None or value < self.high):
            self.high = value


@dataclass(frozen=True)
class Allocation:
    """An allocation as a model states it; figures are in the model's own unit of money.

    Attributes:
        cells: Variable cells, a row a recipient, a column a source.
        money: What each source has.
        spent: Whether each source is spent whole.
        floors, ceilings: By the number of the recipient.
        caps: By cell; a cell without one is held by its source alone.
        costs: What one unit of money costs in each cell, negated where the most is asked for.
        constant: What the objective has beside that.
    """

    model: SolverModel
    cells: tuple[tuple[Cell, ...], ...]
    recipients: tuple[str, ...]
    sources: tuple[str, ...]
    money: tuple[Fraction, ...]
    spent: tuple[bool, ...]
    floors: Mapping[int, Fraction]
    ceilings: Mapping[int, Fraction]
    caps: Mapping[Cell, Fraction]
    costs: Mapping[Cell, Fraction]
    constant: Fraction

    @property
    def is_whole(self) -> bool:
        """Whether amounts are whole numbers."""
        return bool(self.model.whole)

    @property
    def amounts(self) -> list[Fraction]:
        """Every amount of money that it states."""
        bounds = (*self.floors.values(), *self.ceilings.values(), *self.caps.values())
        return [*self.money, *bounds]


def allocation_of(model: SolverModel, named: str) -> Allocation:
    """Return the allocation that a model is.

    Raises:
        InputUnusable: With everything of the model that is no part of one, by name.
    """
    return _Classified(model, named).allocation()


class _Classified:
    """A model, its constraints sorted by what they are about; faults are kept until the end."""

    def __init__(self, model: SolverModel, named: str) -> None:
        self.model, self.named = model, named
        self.faults: list[Fault] = []
        self.of_cells: dict[Cell, Limits] = {}
        self.rows = [Limits() for _ in model.cells]
        self.columns = [Limits() for _ in model.cells[0]]
        self.all = Limits()
        self.line_is_pot = True
        self.negative: list[Cell] = []
        for bound in model.bounds:
            self._sort(bound)

    def _fault(self, where: Words, allowed: Words, came: str | None = None) -> None:
        self.faults.append(Fault(self.named, where, allowed, came))

    def _sort(self, bound: ModelConstraint) -> None:
        """Put a bound where its cells belong."""
        terms, constant = bound.row.terms, bound.row.constant
        if not terms:
            kept = {"<=": constant <= 0, ">=": constant >= 0, "=": constant == 0}[bound.relation]
            if not kept:
                self._fault(
                    bound.where, Words("没有可变单元格，也不成立", "true, or of variable cells")
                )
            return
        limits = self._limits(frozenset(terms))
        if limits is None or len(set(terms.values())) > 1:
            allowed = Words(
                "应是一个可变单元格、一整行、一整列或全部之和的上下限",
                "a bound of one variable cell, or of the sum of a row, a column or all",
            )
            self._fault(bound.where, allowed, listed(sorted(map(address, terms))[:4]).en)
            return
        coefficient = next(iter(terms.values()))
        relation = bound.relation
        if coefficient < 0:
            relation = {"<=": ">=", ">=": "<=", "=": "="}[relation]  # type: ignore[assignment]
        limits.take(relation, -constant / coefficient, bound.where)

    def _limits(self, cells: frozenset[Cell]) -> Limits | None:
        """Return what holds the bounds of these cells; None where they are no line."""
        grid = self.model.cells
        if len(cells) == 1:
            return self.of_cells.setdefault(next(iter(cells)), Limits())
        if cells == frozenset(cell for row in grid for cell in row):
            return self.all
        for row, limits in zip(grid, self.rows, strict=True):
            if cells == frozenset(row):
                return limits
        for column, limits in zip(zip(*grid, strict=True), self.columns, strict=True):
            if cells == frozenset(column):
                return limits
        return None

    def allocation(self) -> Allocation:
        """Return the allocation, recipients as rows.

        Raises:
            InputUnusable: With every fault found.
        """
        model = self.model
        self._one_line()
        is_turned = self._is_turned()
        grid = tuple(zip(*model.cells, strict=True)) if is_turned else model.cells
        names = (model.row_names, model.column_names)
        recipients, sources = reversed(names) if is_turned else names
        whose, pots = (self.columns, self.rows) if is_turned else (self.rows, self.columns)
        self._check_cells()
        self._refuse_negative()
        self._check_pots(sources, pots)
        self._check_whole()
        refuse_any(self.faults)
        sign = Fraction(-1 if model.is_maximum else 1)
        return Allocation(
            model=model,
            cells=grid,
            recipients=recipients,
            sources=sources,
            money=tuple(pot.high or Fraction(0) for pot in pots),
            spent=tuple(pot.low == pot.high for pot in pots),
            floors={i: w.low for i, w in enumerate(whose) if w.low is not None and w.low > 0},
            ceilings={i: w.high for i, w in enumerate(whose) if w.high is not None},
            caps={c: x.high for c, x in self.of_cells.items() if x.high is not None},
            costs={cell: c * sign for cell, c in model.objective.terms.items()},
            constant=model.objective.constant,
        )

    def _one_line(self) -> None:
        """Read a single line: one source and its recipients, or one recipient and its sources."""
        grid = self.model.cells
        if len(grid) > 1 and len(grid[0]) > 1:
            return
        is_column = len(grid[0]) == 1
        lines, whole = (self.rows, self.columns[0]) if is_column else (self.columns, self.rows[0])
        cells = [cell for row in grid for cell in row]
        for limits, cell in zip(lines, cells, strict=True):
            held = self.of_cells.pop(cell, Limits())
            for relation, value in ((">=", held.low), ("<=", held.high)):
                if value is not None:
                    limits.take(relation, value, held.where)
        for relation, value in ((">=", self.all.low), ("<=", self.all.high)):
            if value is not None:
                whole.take(relation, value, self.all.where)
        if len(cells) == 1:
            whole.high = lines[0].high
        self.line_is_pot = _are_pots([whole]) or not _are_pots(lines)
        self.all = Limits()
        if self.model.is_signed:
            self._check_signs(lines)

    def _is_turned(self) -> bool:
        """Return whether the sources are the rows; columns are where both could be."""
        grid = self.model.cells
        if len(grid) == 1 or len(grid[0]) == 1:
            return (len(grid[0]) > 1) == self.line_is_pot
        return _are_pots(self.rows) and not _are_pots(self.columns)

    def _check_signs(self, lines: Sequence[Limits]) -> None:
        for cell, limits in zip((c for r in self.model.cells for c in r), lines, strict=True):
            if limits.low is None or limits.low < 0:
                self.negative.append(cell)

    def _refuse_negative(self) -> None:
        if not self.negative:
            return
        allowed = Words(
            "应不小于 0（勾选“使无约束变量为非负数”）",
            "at least 0 (tick Make Unconstrained Variables Non-Negative)",
        )
        cells = [address(cell) for cell in self.negative]
        more = "" if len(cells) < 5 else " …"
        self._fault(same(", ".join(cells[:4]) + more), allowed)

    def _check_cells(self) -> None:
        """Refuse what single cells of a table with several sources may not have."""
        cells = [cell for row in self.model.cells for cell in row]
        several = len(self.rows) > 1 and len(self.columns) > 1
        for cell in cells if several else ():
            limits = self.of_cells.get(cell, Limits())
            if self.model.is_signed and (limits.low is None or limits.low < 0):
                self.negative.append(cell)
            if limits.low is not None and limits.low > 0:
                allowed = Words(
                    "单个单元格没有下限这种约束，只有每行合计有",
                    "no floor of one cell: floors are of a recipient's total",
                )
                self._fault(limits.where, allowed, show_fraction(limits.low))

    def _check_pots(self, names: Sequence[str], pots: Sequence[Limits]) -> None:
        """Refuse sources without money of their own, and totals that no rule states."""
        for name, pot in zip(names, pots, strict=True):
            if pot.high is None or pot.high < 0:
                allowed = Words(
                    "每个资金来源（列或行）的合计应有上限，不小于 0",
                    "an upper bound, at least 0, of the sum of each source (a column or a row)",
                )
                self._fault(same(name), allowed, None if pot.high is None else str(pot.high))
            elif pot.low is not None and 0 < pot.low != pot.high:
                allowed = Words(
                    "来源要么用完，要么只有上限", "a source spent whole, or an upper bound alone"
                )
                self._fault(pot.where, allowed, show_fraction(pot.low))
        money = sum((pot.high or Fraction(0) for pot in pots), Fraction(0))
        for value, is_fine in (
            (self.all.high, self.all.high is not None and self.all.high >= money),
            (self.all.low, self.all.low is not None and self.all.low <= 0),
        ):
            if value is not None and not is_fine:
                allowed = Words(
                    "各来源的合计由每个来源决定，不能另有上下限",
                    "no bound of all sources together: each has its own",
                )
                where = self.all.where if self.all.where.en else Words("合计", "the total")
                self._fault(where, allowed, show_fraction(value))

    def _check_whole(self) -> None:
        """Refuse amounts of which some are whole and others are not."""
        cells = frozenset(cell for row in self.model.cells for cell in row)
        missing = sorted(cells - self.model.whole) if self.model.whole else []
        if missing:
            allowed = Words("可变单元格应全为整数，或全不要求", "all variable cells whole, or none")
            self._fault(Words("整数约束", "the integer constraint"), allowed, address(missing[0]))
        for cell in sorted(self.model.binary):
            allowed = Words("金额不是 0 或 1", "amounts, which are not 0 or 1")
            self._fault(same(address(cell)), allowed, "binary")
            break


def _are_pots(lines: Sequence[Limits]) -> bool:
    """Return whether each line is bounded as the money of a source is: above, or exactly."""
    return all(
        line.high is not None and (line.low is None or line.low <= 0 or line.low == line.high)
        for line in lines
    )
