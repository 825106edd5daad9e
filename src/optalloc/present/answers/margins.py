"""What `explain --json` says of margins: prices of a step, ranges of settings, multipliers."""

from typing import Any, Literal

from typing_extensions import TypedDict

from optalloc.present.answers.plan import Amount, Exact
from optalloc.present.answers.projects import EffectJson


class ChangeJson(TypedDict):
    """One change of a setting; a rule left out has no values."""

    kind: Literal["setting", "exempt", "drop", "money", "weights", "target"]
    of: str
    setting: str
    before: Any
    after: Any


class MoneyPriceJson(EffectJson):
    """What more money does."""

    sources: list[str]
    by: Amount
    words: str


class SettingPriceJson(EffectJson):
    """What one step of a setting does."""

    way: Literal["looser", "tighter"]
    change: ChangeJson
    words: str


class FigurePriceJson(EffectJson):
    """What one unit of a figure does."""

    recipient: str
    column: str
    by: str
    of: str
    words: str


class PricesJson(TypedDict):
    """What one step more does."""

    unit: str
    money: list[MoneyPriceJson]
    settings: list[SettingPriceJson]
    figures: list[FigurePriceJson]
    left_out: list[str]
    solves: int
    words: list[str]


class SettingEndJson(TypedDict):
    """An end of a range; beyond it the plan does not stay."""

    side: Literal["tight", "loose"]
    reach: Literal["to", "all", "open"]
    value: str | None
    beyond: str | None


class SettingRangeJson(TypedDict):
    """Within which values of a setting the plan stays; values as the scenario writes them."""

    rule: str
    setting: str
    now: str
    lower: SettingEndJson | None
    upper: SettingEndJson | None
    words: str


class SettingRangesJson(TypedDict):
    """Ranges of settings within which the plan stays."""

    unit: str
    ranges: list[SettingRangeJson]
    solves: int
    words: list[str]


class RowMultiplierJson(TypedDict):
    """No plan is better than `bound` + `change` for each `per` that a row's bound grows."""

    rule: str
    about: list[str]
    per: str
    side: Literal["least", "most", "both"]
    change: str
    change_exact: Exact


class GoalMultipliersJson(TypedDict):
    """The multipliers of one goal, and the bound that they alone prove, if there are any."""

    goal: str
    words: str
    bound: str | None
    bound_exact: Exact | None
    rows: list[RowMultiplierJson]


class MultipliersJson(TypedDict):
    """Shadow prices of the relaxation, beside the prices of whole steps."""

    unit: str
    goals: list[GoalMultipliersJson]
    steps: PricesJson
    words: list[str]
