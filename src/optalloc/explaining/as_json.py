"""The object that `explain --json` prints: one key an explanation, amounts as decimal strings."""

from typing import TYPE_CHECKING, Any, Final, cast

from optalloc.core.message import Lang
from optalloc.explaining.conflict.describe import conflict_json
from optalloc.explaining.explain import ScenarioExplanation
from optalloc.explaining.question import all_questions
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
    for question in all_questions():
        answer = found.answers.get(question.word)
        if answer is not None:
            said[question.word] = question.as_json(answer, unit, lang)
    if found.left_out or found.cut_short:
        said |= {"left_out": list(found.left_out), "cut_short": list(found.cut_short)}
    return cast("ExplainAnswer", said)
