"""How far a table is from the best plan of a scenario, in money that would move."""

from optalloc.checking.plan_of_table import Drafted
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.pipeline.solved import AuditedPlan, Solved


def distance(where: FindingPlace, solved: Solved, drafted: Drafted, best: AuditedPlan) -> Finding:
    """Return how much money would move; where the table gives more or less in all, how much."""
    say, best_of, here = solved.problem.say, best.plan.by_recipient, drafted.recipients
    off = [best_of.get(n, 0) - here.get(n, 0) for n in {*best_of, *here}]
    more, less = sum(o for o in off if o > 0), -sum(o for o in off if o < 0)
    if more == less:
        text = say(more)
        words = Words(
            f"与最优方案相差：需在单位之间移动 {text}", f"{text} would move between recipients"
        )
        if not more:
            words = Words("各单位合计与最优方案相同", "everybody has what the best plan gives it")
        if not more and drafted.has_other_totals:
            words = Words(
                "各单位各来源之和与最优方案相同，表中写的合计不是",
                "by its sources everybody has what the best plan gives it; by its totals not",
            )
        return Finding("distance", "note", where, words, text)
    have, due = say(sum(here.values())), say(sum(best_of.values()))
    words = Words(
        f"表中共 {have}，最优方案共 {due}，{'少' if more > less else '多'} {say(abs(more - less))}",
        f"{have} in all, {due} in the best plan: {say(abs(more - less))} "
        f"{'less' if more > less else 'more'}",
    )
    if more and less:
        words += Words(
            f"；单位之间还要移动 {say(min(more, less))}",
            f"; and {say(min(more, less))} would move between recipients",
        )
    return Finding("distance", "note", where, words, say(max(more, less)))
