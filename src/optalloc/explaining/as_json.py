"""The object that `explain --json` prints: one key an explanation, amounts as decimal strings."""

from typing import Any

from optalloc.as_json import solved_json
from optalloc.explaining.conflict_words import conflict_json
from optalloc.explaining.explain import Explanation
from optalloc.explaining.want_words import want_json
from optalloc.explaining.waterfall_words import waterfall_json
from optalloc.words import Lang

OF_THE_PLAN = ("scenario", "unit", "stopped", "has_plan", "proven", "infeasible", "total")
"""What is said of the plan here too; the whole of it is what `solve --json` prints."""


def explained_json(found: Explanation, lang: Lang) -> dict[str, Any]:
    """Return what was asked, and the answers; a question that was not asked has no key."""
    plan, unit = solved_json(found.solved, lang), found.solved.problem.unit
    said: dict[str, Any] = {key: plan[key] for key in (*OF_THE_PLAN, "recipients")}
    if found.no_plan is not None:
        said["no_plan"] = conflict_json(found.no_plan, unit, lang)
    if found.waterfall is not None:
        said["waterfall"] = waterfall_json(found.waterfall, unit, lang)
    if found.want is not None:
        said["want"] = want_json(found.want, unit, lang)
    return said
