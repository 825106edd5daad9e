"""What the ways of `optalloc explore --json` answer."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from optalloc.present.answers.plan import Amount, AmountsByName, AwardJson, Exact, Proof

RowState = Literal["plan", "none", "open", "unusable", "fault"]


class JobJson(TypedDict):
    """What decides the rows, a digest of it, and the files that were written."""

    about: dict[str, Any]
    inputs: str
    written: list[str]


class RowJson(TypedDict):
    """The plan of one solve; the values of goals in the order of the goals."""

    state: RowState
    proven: Proof
    why: str
    total: Amount | None
    recipients: AmountsByName
    goals: dict[str, str]
    goals_exact: dict[str, Exact]


class PointJson(RowJson):
    """A point of a sweep."""

    set: dict[str, str]


class KneeJson(TypedDict):
    """Where a curve bends most: how far along and across its way, how far below the line."""

    along: str
    along_exact: Exact
    across: str
    across_exact: Exact
    depth: str
    depth_exact: Exact
    words: str


class SweptKneeJson(KneeJson):
    """The knee of a sweep of one number, and the goal whose values bend there."""

    set: dict[str, str]
    goal: str


class FrontierKneeJson(KneeJson):
    """The knee of a frontier: the number of its point, from 1 on."""

    number: int


class SweepAnswer(JobJson):
    """What `optalloc explore sweep --json` prints."""

    unit: str
    states: dict[str, int]
    rows: list[PointJson]
    knee: SweptKneeJson | None


class FundedRowJson(RowJson):
    """The plan at one amount of the source."""

    amount: Amount


StretchJson = TypedDict(
    "StretchJson",
    {
        "from": Amount,
        "to": Amount,
        "amounts": int,
        "state": RowState,
        "each_step": AmountsByName,
        "why": str,
    },
)
"""Amounts of the source between which each step goes to the same recipients."""


class FundingAnswer(JobJson):
    """What `optalloc explore funding --json` prints."""

    unit: str
    source: str
    states: dict[str, int]
    nothing_between: bool
    stretches: list[StretchJson]
    rows: list[FundedRowJson]


class WithoutPlanJson(TypedDict):
    """A scenario of which no plan came."""

    scenario: str
    state: RowState
    why: str


class BatchAnswer(JobJson):
    """What `optalloc explore batch --json` prints."""

    scenarios: int
    states: dict[str, int]
    proven: dict[str, int]
    without: list[WithoutPlanJson]


class DrawnAwardJson(TypedDict):
    """What a recipient gets over all draws; parts of 1."""

    recipient: str
    stated: Amount | None
    least: Amount
    most: Amount
    mean: Amount
    quantiles: AmountsByName
    ranks: dict[str, str]
    gains: str
    loses: str
    as_stated: str


class WeightEndJson(TypedDict):
    """A weight at an end of its range, and how much money that moves."""

    weight: str
    moved: Amount | None


class SwingJson(TypedDict):
    """What a weight by itself does."""

    weight: str
    stated: str
    low: WeightEndJson
    high: WeightEndJson


PieceJson = TypedDict("PieceJson", {"from": Exact, "to": Exact, "recipients": AmountsByName})
"""A stretch of a weight on which the plan stays the same."""


class WeightLineJson(TypedDict):
    """A weight moved from 0 to 1."""

    weight: str
    stated: Exact
    exact: bool
    pieces: list[PieceJson]


class WeightsAnswer(JobJson):
    """What `optalloc explore weights --json` prints."""

    unit: str
    draws: int
    seed: int
    states: dict[str, int]
    proven: dict[str, int]
    different_plans: int | None
    as_stated: str
    recipients: list[DrawnAwardJson]
    alone: list[SwingJson]
    paths: list[WeightLineJson]


class LossJson(TypedDict):
    """A scenario, its own best, and what the plan loses in it."""

    file: str
    goal: str
    best: str
    best_exact: Exact
    loss: str
    loss_exact: Exact
    later_goals_worse: list[str]
    own_plan: AmountsByName
    losses_of_own_plan: list[str]
    losses_of_own_plan_exact: list[Exact]
    breaches_of_own_plan: list[int]


class RegretAnswer(TypedDict):
    """What `optalloc explore regret --json` prints."""

    unit: str
    relative: bool
    worst: str
    worst_exact: Exact
    floor: str
    floor_exact: Exact
    proven: Proof
    recipients: AmountsByName
    awards: list[AwardJson]
    scenarios: list[LossJson]
    seconds: float
    words: list[str]


class StateJson(TypedDict):
    """What a state of the world comes to: its whole plan, beside what it comes to at best."""

    state: str
    probability: str
    probability_exact: Exact
    best: str
    best_exact: Exact
    value: str
    value_exact: Exact
    regret: str
    regret_exact: Exact
    recipients: AmountsByName
    awards: list[AwardJson]


class FirstStageJson(TypedDict):
    """A first stage; its values are fractions, state by state, None where none is known.

    `cvar` is that of the level asked for, None where another measure was.
    """

    first_stage: str
    recipients: AmountsByName
    values: list[Exact | None]
    cannot_be_carried_on: list[str]
    mean: str | None
    mean_exact: Exact | None
    worst: str | None
    worst_exact: Exact | None
    cvar: str | None
    cvar_exact: Exact | None
    largest_regret: str | None
    largest_regret_exact: Exact | None


class RecourseAnswer(TypedDict):
    """What `optalloc explore recourse --json` prints; the chosen first stage comes first."""

    unit: str
    title: str
    measure: Literal["mean", "cvar", "worst", "regret"]
    level: str
    level_exact: Exact
    value: str
    value_exact: Exact
    floor: str
    floor_exact: Exact
    proven: Proof
    goals_that_decide: int
    evpi: str
    evpi_exact: Exact
    vss: str | None
    vss_exact: Exact | None
    reference: str
    decided_now: list[str]
    first_stage: list[AwardJson]
    states: list[StateJson]
    first_stages: list[FirstStageJson]
    seconds: float
    words: list[str]


class MoveJson(TypedDict):
    """An award that changes."""

    recipient: str
    source: str
    use: str
    project: str | None
    before: Amount
    after: Amount
    change: Amount


class CutAnswer(TypedDict):
    """What `optalloc explore cut --json` prints; pairs are before and after."""

    scenario: str
    unit: str
    sources: dict[str, list[Amount]]
    moves: list[MoveJson]
    recipients: dict[str, list[Amount]]
    awards: list[AwardJson]
    count: Literal["cells", "recipients", "pro_rata"]
    due: NotRequired[dict[str, Amount]]
    moved: Amount
    proven: Proof
    breaches_before: list[str]
    seconds: float
    words: list[str]


class FrontierGoalJson(TypedDict):
    """One of the two goals."""

    goal: str
    measure: str
    words: str


class FrontierPointJson(TypedDict):
    """A plan that is better at neither goal without being worse at the other."""

    values: list[str]
    values_exact: list[Exact]
    shown: list[str]
    proven: Proof
    recipients: AmountsByName
    awards: list[AwardJson]


class BesideFrontierJson(TypedDict):
    """Another plan beside the points."""

    values: list[str]
    values_exact: list[Exact]
    recipients: AmountsByName
    breaches: int


class FrontierAnswer(TypedDict):
    """What `optalloc explore frontier --json` prints."""

    scenario: str
    unit: str
    goals: list[FrontierGoalJson]
    points: list[FrontierPointJson]
    is_whole: bool
    proven: Proof
    chosen: BesideFrontierJson | None
    baseline: BesideFrontierJson
    knee: FrontierKneeJson | None
    seconds: float
    words: list[str]


class AlternativeJson(TypedDict):
    """A plan that is nearly as good and far from those before it."""

    apart: Amount | None
    proven: Proof
    values: dict[str, str]
    values_exact: dict[str, Exact]
    recipients: AmountsByName
    awards: list[AwardJson]


class AlternativesAnswer(TypedDict):
    """What `optalloc explore alternatives --json` prints."""

    scenario: str
    unit: str
    within: dict[str, str]
    most: dict[str, str]
    most_exact: dict[str, Exact]
    plans: list[AlternativeJson]
    ranges: dict[str, list[Amount] | None]
    all_there_are: Proof
    is_stopped: bool
    seconds: float
    words: list[str]
