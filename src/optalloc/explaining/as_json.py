"""The object that `explain --json` prints: one key an explanation, amounts as decimal strings."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

from optalloc.core.message import Lang
from optalloc.explaining.conflict.describe import conflict_json
from optalloc.explaining.explain import ScenarioExplanation
from optalloc.explaining.fairness.describe import fairness_json
from optalloc.explaining.goal_seek.describe import want_json
from optalloc.explaining.letters.describe import letters_json
from optalloc.explaining.marginal_prices.describe import prices_json
from optalloc.explaining.projects.describe import project_letters_json
from optalloc.explaining.ranges.describe import room_json
from optalloc.explaining.replacement.describe import replacements_json
from optalloc.explaining.rule_costs.describe import costs_json
from optalloc.explaining.waterfall.describe import waterfall_json
from optalloc.pipeline.as_json import solved_json

if TYPE_CHECKING:
    from optalloc.present.answers.explained import ExplainAnswer

OF_THE_PLAN: Final = (
    "scenario",
    "unit",
    "stopped",
    "has_plan",
    "proven",
    "infeasible",
    "total",
    "recipients",
)
"""What is said of the plan here too; the whole of it is what `solve --json` prints."""


def explained_json(found: ScenarioExplanation, lang: Lang) -> "ExplainAnswer":
    """Return what was asked, and the answers; a question that was not asked has no key."""
    plan, unit = solved_json(found.solved, lang), found.solved.problem.unit
    said: dict[str, Any] = {key: plan[key] for key in OF_THE_PLAN}
    if found.no_plan is not None:
        said["no_plan"] = conflict_json(found.no_plan, unit, lang)
    tellers: tuple[tuple[str, Any, Callable[..., Any]], ...] = (
        ("waterfall", found.waterfall, waterfall_json),
        ("costs", found.costs, costs_json),
        ("prices", found.prices, prices_json),
        ("room", found.room, room_json),
        ("fairness", found.fairness, fairness_json),
        ("letters", found.letters, letters_json),
        ("projects", found.projects, project_letters_json),
        ("replacement", found.replacement, replacements_json),
        ("want", found.want, want_json),
    )
    said |= {name: tell(one, unit, lang) for name, one, tell in tellers if one is not None}
    if found.left_out or found.cut_short:
        said |= {"left_out": list(found.left_out), "cut_short": list(found.cut_short)}
    return cast("ExplainAnswer", said)
