"""What `explain --json` says of projects, and of what a change does to the best plan."""

from typing import Literal

from typing_extensions import TypedDict

from optalloc.present.answers.plan import Amount, AmountsByName, Exact, Proof


class GoalBeforeAfterJson(TypedDict):
    """A goal's value before a change and after it."""

    goal: str
    before: str | None
    before_exact: Exact | None
    after: str | None
    after_exact: Exact | None


class EffectJson(TypedDict):
    """What a change does to the best plan."""

    effect: Literal["better", "worse", "equal", "anew", "no_plan", "open"]
    decides: str | None
    goals: list[GoalBeforeAfterJson]
    moved: AmountsByName
    proven: Proof


class WayInJson(TypedDict):
    """A change after which the best plan funds a project."""

    kind: Literal["figure", "need", "money"]
    of: str
    before: str
    after: str
    not_enough: str
    award: Amount


class TurnJson(TypedDict):
    """A project's turn in a rank order: its place, what was left, and where the order stopped."""

    rule: str
    place: int
    of: int
    left: Amount
    stopped_at: int | None


class ProjectLetterJson(TypedDict):
    """What a project gets, and what the best plan with or without it would be."""

    project: str
    recipient: str
    use: str
    need: Amount
    award: Amount
    sources: AmountsByName
    otherwise: EffectJson | None
    dropped: list[str]
    rules: list[str]
    turns: list[TurnJson]
    apart_from_order: EffectJson | None
    would_get_it_in: list[WayInJson]
    words: str


class ProjectLettersJson(TypedDict):
    """A letter to each project that was asked about."""

    unit: str
    letters: list[ProjectLetterJson]
    words: list[str]


class ReplacementJson(EffectJson):
    """What the plan loses without a project, a recipient or a source."""

    kind: Literal["project", "recipient", "source"]
    name: str
    amount: Amount
    dropped: list[str]
    added: list[str]
    exempt: list[str]
    rules: list[str]
    words: str


class ReplacementsJson(TypedDict):
    """What the plan loses without each project, recipient and source."""

    unit: str
    costs: list[ReplacementJson]
    solves: int
    words: list[str]
