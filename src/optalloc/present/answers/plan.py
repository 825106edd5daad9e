"""What commands that solve answer: the plan, its goals, its baseline, how it was found.

Amounts are decimal strings in the answer's `unit`; what ends in `_exact` is a fraction. Texts are
in the language that was asked for.
"""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Amount = str
"""A decimal, in the answer's unit."""
Exact = str
"""A fraction, such as 20/3."""
Proof = Literal["exact", "no"]
EqualPlans = Literal["only", "several", "not_known"]
AmountsByName = dict[str, Amount]


class EngineJson(TypedDict):
    """Who solved."""

    name: str
    version: str


class SolverJson(EngineJson):
    """Who solved, and what it took."""

    seconds: float
    linear_programs: int
    integer_programs: int
    nodes: int | None
    gap_allowed: str
    because: list[str]
    notes: list[str]


class AwardJson(TypedDict):
    """What a recipient gets from a source for a use."""

    recipient: str
    source: str
    use: str
    project: str | None
    amount: Amount


class ScoreJson(TypedDict):
    """One factor of a recipient's target."""

    recipient: str
    part: str | None
    factor: str
    figure: str | None
    unit: str
    share: str | None
    weight: str | None
    weighted_share: str | None
    amount: Amount


class GoalPartJson(TypedDict):
    """What a part of a blended goal comes to in the plan, and what that counts in the sum."""

    words: str
    value: str
    value_exact: Exact
    counted: str
    counted_exact: Exact
    measure: str
    unit: str


class GoalJson(TypedDict):
    """A goal's value, what it is proven not to beat, and what the plan has of it."""

    goal: str
    words: str
    value: str | None
    value_exact: Exact | None
    bound: str | None
    bound_exact: Exact | None
    gap: str | None
    gap_exact: Exact | None
    in_plan: str | None
    in_plan_exact: Exact | None
    measure: str
    proven: Proof
    parts: NotRequired[list[GoalPartJson]]


class BreachJson(TypedDict):
    """A rule that is broken: where, what came, what is allowed."""

    rule: str
    where: list[str]
    came: str
    allowed: str
    cite: str
    by_rounding: bool
    words: str


class BaselineJson(TypedDict):
    """The plan of a plain method that the best is set beside."""

    method: str
    recipients: AmountsByName
    awards: list[AwardJson]
    breaches: list[BreachJson]


class FiguresJson(TypedDict, total=False):
    """Figures of a plan; empty where there is none."""

    deviation: Amount
    worst_deviation: Amount
    relative_deviation: str
    worst_relative_deviation: str
    gini: str | None
    jain: str | None
    largest_to_smallest: str | None
    industry_share: str | None
    industry_share_of_year: str | None
    source_mix: Amount | None
    use_mix: Amount | None
    recipients: int
    breaches: int


class FiguresOfBothJson(TypedDict):
    """Figures of the plan and of its baseline."""

    plan: FiguresJson
    baseline: FiguresJson


class StepJson(TypedDict):
    """The whole steps in which the money is given, and why."""

    step: Amount
    because: str


class RuleJson(TypedDict):
    """A rule in force."""

    rule: str
    kind: str
    words: str
    cite: str
    findings: list[str]


class EqualClaimsJson(TypedDict):
    """Recipients that get one amount where their claims are equal."""

    amount: Amount
    recipients: list[str]


class AsGoodJson(TypedDict):
    """What is known of other plans as good."""

    totals: EqualPlans
    awards: EqualPlans
    tie_rule: str
    tie_rule_words: str
    tie_rule_settled: bool
    equal_claims: list[list[EqualClaimsJson]]
    could_give_out: Amount | None
    words: list[str]


class UnitTotalJson(TypedDict):
    """What a unit above the recipients gets: the sum of all that stand under it."""

    level: str
    unit: str
    above: str
    recipients: int
    target: Amount
    amount: Amount
    baseline: Amount


class StartJson(TypedDict):
    """When a project that the plan pays starts; a later year than the first is indicative."""

    project: str
    year: str
    indicative: bool


class PlanJson(TypedDict):
    """A solved scenario."""

    scenario: str
    title: str
    notes: list[str]
    warnings: list[str]
    unit: str
    stopped: Literal["finished", "time_limit", "error"]
    has_plan: bool
    proven: Proof
    infeasible: Proof
    because: list[str]
    unique: bool
    solver: SolverJson
    total: Amount | None
    recipients: AmountsByName
    awards: list[AwardJson]
    targets: AmountsByName
    scores: list[ScoreJson]
    goals: list[GoalJson]
    baseline: BaselineJson
    figures: FiguresOfBothJson
    lattice: StepJson
    breaches: list[BreachJson]
    rules: list[RuleJson]
    as_good: AsGoodJson
    levels: NotRequired[list[UnitTotalJson]]
    starts: NotRequired[list[StartJson]]


class MovedJson(TypedDict):
    """A recipient that gets another amount than then."""

    recipient: str
    then: Amount
    now: Amount


class ReplayJson(TypedDict):
    """What solving a kept plan again found."""

    file: str
    same: bool
    changed: list[str]
    moved: list[MovedJson]


class SolveAnswer(PlanJson):
    """What `optalloc solve --json` prints."""

    replay: NotRequired[ReplayJson]


class DifferenceJson(TypedDict):
    """A recipient's amount beside what it is compared with."""

    scenario: str
    recipient: str
    amount: Amount
    baseline: Amount
    change: Amount
    percent: str | None


class SettingJson(TypedDict):
    """A setting that differs between two scenarios."""

    key: str
    before: str | None
    after: str | None
    words: str


class ChangeOfSettingsJson(TypedDict):
    """Settings that were changed together, and what that moved."""

    settings: list[SettingJson]
    because: str
    moved: AmountsByName


class WhyJson(TypedDict):
    """Why two plans differ; where it cannot be told, words alone."""

    first: NotRequired[str]
    second: NotRequired[str]
    unit: NotRequired[str]
    method: NotRequired[Literal["every_order", "stated_order"]]
    solves: NotRequired[int]
    changes: list[ChangeOfSettingsJson]
    differences: NotRequired[AmountsByName]
    words: list[str]


class BeyondJson(TypedDict):
    """Who has more or less than in the first plan, by more than the tolerance."""

    scenario: str
    proven: Proof
    moved: AmountsByName


class UnitSideJson(TypedDict):
    """What a unit above the recipients gets in one of several scenarios."""

    scenario: str
    recipients: int
    target: Amount
    amount: Amount
    baseline: Amount
    change: Amount
    percent: str | None


class ComparedUnitJson(TypedDict):
    """A unit above the recipients, a side a plan; None where it has no such unit, or no plan."""

    level: str
    unit: str
    above: str
    plans: list[UnitSideJson | None]


class CompareAnswer(TypedDict):
    """What `optalloc compare --json` prints; `levels` where a scenario has levels."""

    plans: list[PlanJson]
    differences: list[DifferenceJson]
    levels: NotRequired[list[ComparedUnitJson]]
    beyond: NotRequired[list[BeyondJson]]
    why: NotRequired[list[WhyJson]]


class BestOfGoalJson(TypedDict):
    """A goal and its best value."""

    goal: str
    words: str
    measure: str
    best: str | None
    best_exact: Exact | None


class DistanceJson(TypedDict):
    """How far a plan is from the best, at the first goal at which it is."""

    goal: str
    difference: str
    difference_exact: Exact
    percent: str | None


class MethodPlanJson(TypedDict):
    """The plan of one method for one scenario."""

    method: str
    words: str
    has_plan: bool
    why_not: str
    keeps_every_rule: bool
    broken: dict[str, int]
    breaches: list[BreachJson]
    goals: dict[str, str]
    goals_exact: dict[str, Exact]
    distance: DistanceJson | None
    figures: FiguresJson
    seconds: float


class BenchmarkedScenarioJson(TypedDict):
    """A scenario with the plan of every method."""

    scenario: str
    title: str
    notes: list[str]
    unit: str
    has_plan: bool
    proven: Proof
    infeasible: Proof
    solver: EngineJson
    goals: list[BestOfGoalJson]
    plans: list[MethodPlanJson]


class MethodJson(TypedDict):
    """A method over all scenarios."""

    method: str
    words: str
    made: int
    keeps_every_rule: int
    as_good_as_best: int
    median_percent: str | None
    median_over: int


class BenchmarkAnswer(TypedDict):
    """What `optalloc benchmark --json` prints."""

    scenarios: list[BenchmarkedScenarioJson]
    methods: list[MethodJson]
