"""Say of a batch how many scenarios ended how, and why some have no plan."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from optalloc.core.message import Lang, Words, first_few, same
from optalloc.exploring.batch.batch import Batched
from optalloc.exploring.jobs.plan_rows import STATES, job_json, states_line, why_words
from optalloc.present.document import Section, Text
from optalloc.present.result_rows import said

if TYPE_CHECKING:
    from optalloc.present.answers.explored import BatchAnswer

MOST_SHOWN = 20
NOT_KEPT = Words("方案没有写出；要写出请加 --out。", "The plans are not kept: add --out for that.")


def batched_document(found: Batched) -> Iterator[Section]:
    """Yield how the scenarios ended."""
    count = found.job.count
    blocks = [Text(states_line(found.states, found.proven))]
    shown = first_few(found.without, MOST_SHOWN)
    for name, row in shown:
        said = same(f"{name}: ") + STATES[row["state"]] + Words("。", ". ") + why_words(row)
        blocks.append(Text(said, mark=" · "))
    left = count - found.states.get("plan", 0) - len(shown)
    if left > 0:
        blocks.append(Text(Words(f"还有 {left} 个没有方案。", f"{left} more have no plan.")))
    if not found.written:
        blocks.append(Text(NOT_KEPT))
    yield Section("batch", Words(f"共 {count} 个情景", f"{count} scenarios"), blocks)


def batched_json(found: Batched, lang: Lang) -> "BatchAnswer":
    """Return how many scenarios ended how; the plans stand in the files that are written."""
    return {
        **job_json(found.job, found.written),
        "scenarios": found.job.count,
        "states": dict(found.states),
        "proven": dict(found.proven),
        "without": [
            {"scenario": name, "state": row["state"], "why": said(row.get("why", ()), lang)}
            for name, row in found.without
        ],
    }
