"""A batch as a person reads it: how many ended how, and why some have no plan."""

from optalloc.core.message import Lang, Words
from optalloc.exploring.batch.batch import Batched
from optalloc.exploring.jobs.plan_rows import STATES
from optalloc.exploring.weights.terminal import say_states
from optalloc.present.result_rows import said
from optalloc.present.terminal import Terminal

MOST_SHOWN = 20


def show_batched(found: Batched, lang: Lang) -> None:
    """Print how the scenarios ended."""
    page = Terminal(lang)
    count = found.job.count
    page.say(Words(f"共 {count} 个情景", f"{count} scenarios"), "bold")
    say_states(page, found.states, found.proven)
    for name, row in found.without[:MOST_SHOWN]:
        why = said(row.get("why", ()), lang)
        page.item(" · ", f"{name}: {STATES[row['state']].say(lang)}. {why}")
    left = count - found.states.get("plan", 0) - min(len(found.without), MOST_SHOWN)
    if left > 0:
        page.say(Words(f"还有 {left} 个没有方案。", f"{left} more have no plan."))
    if not found.written:
        page.say(
            Words("方案没有写出；要写出请加 --out。", "The plans are not kept: add --out for that.")
        )
