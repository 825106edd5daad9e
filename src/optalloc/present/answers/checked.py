"""What `optalloc check --json` answers: findings, how a table was read, the rule behind it."""

from typing import Literal

from typing_extensions import TypedDict

from optalloc.present.answers.plan import AmountsByName, FiguresJson, Proof


class FindingPlaceJson(TypedDict):
    """Where a finding is."""

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    cell: str | None
    name: str | None


class FindingJson(TypedDict):
    """Something that is not as it should be."""

    kind: str
    severity: Literal["error", "warning", "note"]
    where: FindingPlaceJson
    came: str | None
    expected: str | None
    words: str


class ColumnReadJson(TypedDict):
    """A column, and what it was taken for."""

    column: str
    header: str
    role: str
    figures: bool
    because: str
    sums: list[str]


class TotalReadJson(TypedDict):
    """A row that is a total."""

    row: int
    label: str
    covers: int


class TableRowJson(TypedDict):
    """A row of the table."""

    row: int
    name: str


class IntervalRowJson(TableRowJson):
    """The rates that explain a row."""

    low: str
    high: str


class IntervalsJson(TypedDict):
    """The rates that explain each row alone."""

    indicator: str
    step: str
    rows: list[IntervalRowJson]


class RateRowJson(IntervalRowJson):
    """A row beside what the rate makes of it."""

    due: str
    off: str


class RateJson(TypedDict):
    """A rate a unit of an indicator."""

    indicator: str
    rate: str
    low: str
    high: str
    step: str
    rounding: str | None
    explained: int
    rows: list[RateRowJson]


class StandardRowJson(TableRowJson):
    """A row beside what the standards make of it."""

    units: list[str]
    off: str


class StandardJson(TypedDict):
    """Standards a unit."""

    units: list[str | None]
    standards: list[str]
    explained: int
    rows: list[StandardRowJson]


class MovedUnitJson(TableRowJson):
    """A row that has not what largest remainders give it."""

    due: str
    moved: str


class RemainderJson(TypedDict):
    """The table beside largest remainders."""

    indicator: str
    step: str
    same: bool
    moved: list[MovedUnitJson]


class WeightReadJson(TypedDict):
    """A factor's weight, and the range in which it explains the table."""

    factor: str
    direction: str
    weight: str
    low: str
    high: str


class WeightedRowJson(TableRowJson):
    """A row beside what the weights make of it."""

    due: str
    off: str
    beyond_any_weights: bool


class WeightsReadJson(TypedDict):
    """Weights of factors that explain the table."""

    factors: list[WeightReadJson]
    unique: bool
    round: bool
    worst: str
    left_out: list[TableRowJson]
    explained: int
    rows: list[WeightedRowJson]


class GrowthJson(RateJson):
    """What stood before, and the rate of what was added."""

    before: str


class OffRowJson(TableRowJson):
    """A row that a rule does not explain."""

    off: str


class BoundedRateJson(TypedDict):
    """A rate between a floor and a cap."""

    indicator: str
    rate: str
    floor: str | None
    cap: str | None
    explained: int
    off: list[OffRowJson]


class BehindJson(TypedDict):
    """The rules that may stand behind a table."""

    intervals: list[IntervalsJson]
    rates: list[RateJson]
    standard: StandardJson | None
    largest_remainder: list[RemainderJson]
    weights: WeightsReadJson | None
    weights_of_most: WeightsReadJson | None
    growth: GrowthJson | None
    bounded_rate: BoundedRateJson | None
    less: list[str]


class TableReadJson(TypedDict):
    """How a table was understood."""

    sheet: str | None
    titles: list[str]
    unit: str | None
    rows: int
    columns: list[ColumnReadJson]
    totals: list[TotalReadJson]
    behind: BehindJson


class FiguresBesideJson(TypedDict):
    """Figures of the table and of the best plan."""

    table: FiguresJson
    best: FiguresJson


class AgainstJson(TypedDict):
    """A table beside its scenario."""

    sheet: str | None
    scenario: str
    unit: str
    proven: Proof
    recipients: AmountsByName
    best: AmountsByName | None
    figures: FiguresBesideJson


class SeverityCountsJson(TypedDict):
    """How many findings of each severity."""

    error: int
    warning: int
    note: int


class CheckAnswer(TypedDict):
    """What `optalloc check TABLE --json` prints."""

    file: str
    counts: SeverityCountsJson
    compared: dict[str, int]
    findings: list[FindingJson]
    tables: list[TableReadJson]
    against: list[AgainstJson]


class CertifiedGoalJson(TypedDict):
    """A goal's value and bound as the certificate has them."""

    goal: str
    words: str
    value: str
    bound: str | None
    proven: Proof


class CertificateAnswer(TypedDict):
    """What `optalloc check --certificate FILE --json` prints."""

    certificate: str
    scenario: str
    holds: bool
    verified: Proof
    has_plan: bool
    words: str
    files: list[str]
    goals: list[CertifiedGoalJson]
    findings: list[str]
