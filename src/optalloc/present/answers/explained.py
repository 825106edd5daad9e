"""What `optalloc explain --json` answers: a key a question, amounts as decimal strings."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from optalloc.present.answers.margins import (
    ChangeJson,
    MultipliersJson,
    PricesJson,
    SettingRangesJson,
)
from optalloc.present.answers.plan import Amount, AmountsByName, Exact, Proof
from optalloc.present.answers.projects import EffectJson, ProjectLettersJson, ReplacementsJson


class ConflictingRuleJson(TypedDict):
    """A rule of a conflict."""

    rule: str
    words: str
    cite: str
    firm: NotRequired[bool | list[str]]


class ConflictJson(TypedDict):
    """Rules that cannot be kept together."""

    rules: list[ConflictingRuleJson]
    sources: list[str]
    recipients: list[str]
    proven: Proof
    by_arithmetic: bool
    is_irreducible: bool
    is_smallest: bool
    least: Amount
    most: Amount | None
    money: Amount
    because: list[str]


class WayOutJson(TypedDict):
    """Changes after which there is a plan."""

    settings: list[str]
    changes: list[ChangeJson]
    cost: str
    rules_left_out: int
    one_step_less: str
    step: str | None
    total: Amount
    breaks: list[str]
    words: str


class NoPlanJson(TypedDict):
    """Why there is no plan, and the ways out."""

    is_possible: bool
    conflicts: list[ConflictJson]
    only_firm: bool
    to_give: list[list[str]]
    to_give_is_complete: bool
    ways_out: list[WayOutJson]
    words: list[str]


class WaterfallStepJson(TypedDict):
    """A step from targets to awards."""

    step: Literal["short", "rounding", "goals", "rules"]
    rules: list[str]
    words: str
    moved: Amount
    proven: Proof


class RecipientStepsJson(TypedDict):
    """A recipient's target and what each step changed: together its award."""

    recipient: str
    target: Amount
    changes: list[Amount]
    award: Amount
    words: str


class WaterfallJson(TypedDict):
    """Why these amounts."""

    unit: str
    order: list[str]
    steps: list[WaterfallStepJson]
    recipients: list[RecipientStepsJson]
    changed_nothing: list[str]
    moved_inside: list[str]
    solves: int
    words: list[str]


class RuleCostJson(EffectJson):
    """What a rule costs."""

    rule: str
    weight: Literal["binds", "ties", "inside", "shared", "never", "open"]
    words: str
    turned: list[str]


class CostsJson(TypedDict):
    """What each rule costs."""

    unit: str
    rules: list[RuleCostJson]
    solves: int
    words: list[str]


class LooseGoalJson(TypedDict):
    """The goal that may be missed, its best and how far it may go."""

    goal: str
    best: str
    best_exact: Exact
    limit: str
    limit_exact: Exact


class AwardRangeJson(TypedDict):
    """The least and most that a recipient gets in plans as good."""

    recipient: str
    award: Amount
    least: Amount
    most: Amount
    proven: list[Proof]


class RoomJson(TypedDict):
    """Who can get something else in a plan as good."""

    unit: str
    within: str
    within_exact: Exact
    goal: LooseGoalJson | None
    recipients: list[AwardRangeJson]
    left_out: list[str]
    words: list[str]


class QuotaJson(TypedDict):
    """A recipient's award beside its target rounded down and up."""

    recipient: str
    award: Amount
    low: Amount
    high: Amount
    off: Amount


class PairJson(TypedDict):
    """Two recipients, and what each has."""

    less: str
    more: str
    less_has: Amount
    more_has: Amount


class LargerTotalJson(TypedDict):
    """Who loses where there is more to give."""

    method: str
    more: Amount
    outcome: Literal["plan", "none", "open"]
    change: AmountsByName
    losers: list[str]
    proven: Proof


class FairnessPriceJson(TypedDict):
    """What an even division costs the goals."""

    rule: str
    goal: str | None
    with_it: str | None
    with_it_exact: Exact | None
    without: str | None
    without_exact: Exact | None
    moved: Amount
    proven: Proof


class FairnessJson(TypedDict):
    """What can be said of a plan's fairness."""

    unit: str
    step: Amount
    quota: list[QuotaJson]
    alike: int
    unequal: list[PairJson]
    compared: int
    inversions: list[PairJson]
    out_of_order: int
    larger_total: list[LargerTotalJson]
    figures: dict[str, str | None]
    prices: list[FairnessPriceJson]
    words: list[str]


class ScoreLineJson(TypedDict):
    """One factor of a recipient's target, in fractions."""

    part: str | None
    factor: str
    figure: Exact | None
    unit: str
    share: Exact | None
    weight: Exact | None
    amount: Amount


class OneMoreJson(TypedDict):
    """What becomes of the plan where a recipient gets one step more."""

    wanted: Amount
    outcome: Literal["worse", "equal", "better", "forbidden", "open"]
    would_lose: AmountsByName
    would_gain: AmountsByName
    goal: str | None
    before: str | None
    before_exact: Exact | None
    after: str | None
    after_exact: Exact | None
    rules: list[str]
    proven: Proof
    by: Literal["arithmetic", "solver"]


class RaisedJson(TypedDict):
    """The smallest change that brings a recipient one step more."""

    kind: Literal["figure", "fixed", "rule"]
    of: str
    setting: NotRequired[str]
    unit: NotRequired[str]
    before: Any
    after: Any
    award: Amount


class LetterJson(TypedDict):
    """A letter to a recipient."""

    recipient: str
    target: Amount
    sheet: list[ScoreLineJson]
    award: Amount
    baseline: Amount
    one_more: OneMoreJson
    would_bring_it: RaisedJson | None
    words: str


class LettersJson(TypedDict):
    """A letter to each recipient that was asked about."""

    unit: str
    step: Amount
    baseline: str
    letters: list[LetterJson]
    solves: int
    words: list[str]


class WantFoundJson(TypedDict):
    """A change with which everybody gets what was wanted."""

    settings: list[str]
    change: ChangeJson
    cost: str
    recipients: AmountsByName
    words: str


class WantJson(TypedDict):
    """What it would take to give what was wanted."""

    wanted: AmountsByName
    may_move: list[str]
    now: AmountsByName | None
    is_there: bool
    impossible: Proof
    against: list[str]
    reach: list[Amount] | None
    by_hand: bool
    found: list[WantFoundJson]
    tried: int
    words: list[str]


class ExplainAnswer(TypedDict):
    """What `optalloc explain --json` prints; a question that was not asked has no key."""

    scenario: str
    unit: str
    stopped: Literal["finished", "time_limit", "error"]
    has_plan: bool
    proven: Proof
    infeasible: Proof
    total: Amount | None
    recipients: AmountsByName
    no_plan: NotRequired[NoPlanJson]
    waterfall: NotRequired[WaterfallJson]
    costs: NotRequired[CostsJson]
    prices: NotRequired[PricesJson]
    setting_ranges: NotRequired[SettingRangesJson]
    multipliers: NotRequired[MultipliersJson]
    room: NotRequired[RoomJson]
    fairness: NotRequired[FairnessJson]
    letters: NotRequired[LettersJson]
    projects: NotRequired[ProjectLettersJson]
    replacement: NotRequired[ReplacementsJson]
    want: NotRequired[WantJson]
    left_out: NotRequired[list[str]]
    cut_short: NotRequired[list[str]]
