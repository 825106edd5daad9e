"""Say of a pot that grows from which amount on whom each step goes to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import aligned, padded
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import show_amount
from optalloc.exploring.funding.funding import Funded, Stretch
from optalloc.exploring.jobs.plan_rows import job_json, row_json, states_line, why_words
from optalloc.pipeline.describe import heading, notes_of
from optalloc.present.document import Block, Column, Section, TableBlock, Text
from optalloc.present.result_rows import said

if TYPE_CHECKING:
    from optalloc.present.answers.explored import FundingAnswer, RowState, StretchJson

MOST_REASONS = 3


def funded_document(found: Funded) -> Iterator[Section]:
    """Yield what happens as a source grows."""
    problem, stretches = found.problem, list(found.stretches())
    states = Counter(row["state"] for row in found.rows)
    proven = Counter(r["proven"] for r in found.rows if "proven" in r)
    blocks: list[Block] = [*notes_of(problem), Text(_asked(found))]
    blocks += [Text(states_line(states, proven)), Text(_between(found))]
    blocks += [_stretches(found, stretches), *_without(found, stretches)]
    yield Section("funding", heading(problem), blocks)


def _asked(found: Funded) -> Words:
    """Return which amounts were asked about."""
    amounts, unit = found.amounts, found.problem.unit
    if len(amounts) == 1:
        only = f"{found.source} = {show_amount(amounts[0], unit)}{unit}"
        return Words(f"共 1 个金额：{only}。", f"1 amount: {only}.")
    step = show_amount(amounts[1] - amounts[0], unit)
    ends = f"{show_amount(amounts[0], unit)}–{show_amount(amounts[-1], unit)}"
    return Words(
        f"{found.source} 从 {ends}{unit}，每次 {step}{unit}，共 {len(amounts)} 个金额。",
        f"{found.source} at {ends}{unit} in steps of {step}{unit}: {len(amounts)} amounts.",
    )


def _between(found: Funded) -> Words:
    if found.is_whole:
        return Words(
            "这笔资金必须全部安排：范围内的其他金额不合取整单位、配比或各单位合计的步长，都没有可行方案。",
            "This money is spent whole: any other amount of the range misses the steps of grain, "
            "split or totals, and has no plan.",
        )
    if len(found.amounts) == 1:
        return Words("范围内的其他金额没有求解。", "No other amount of the range was solved.")
    return Words("两个金额之间没有求解。", "Between two amounts nothing was solved.")


def _stretches(found: Funded, stretches: Sequence[Stretch]) -> TableBlock:
    """Return the amounts at which something changes, and the plan there."""
    unit = found.problem.unit
    first = aligned([s.first for s in stretches], unit)
    last = aligned([s.last for s in stretches], unit)
    columns = [
        Column(Words("从", "from"), padded(first)),
        Column(Words("到", "to"), padded(last)),
        Column(Words("金额数", "amounts"), [str(s.amounts) for s in stretches]),
        Column(Words("每加一步", "each step"), [_what(s, unit) for s in stretches], is_text=True),
    ]
    for i, recipient in enumerate(found.problem.recipients):
        had = [s.row["totals"][i] if "totals" in s.row else None for s in stretches]
        columns.append(Column(recipient.name, aligned(had, unit)))
    title = Words(
        f"方案在哪些金额上改变（单位：{unit}；各单位为该段第一个金额的安排额）",
        f"Where the plan changes (in {unit}; recipients: the plan at the first amount)",
    )
    return TableBlock("stretches", title, columns)


def _what(stretch: Stretch, unit: str) -> Words:
    if stretch.state != "plan":
        return Words("无可行方案", "no plan") if stretch.state == "none" else Words("—", "—")
    if not stretch.gains:
        return Words("起点", "a plan")
    moves = [
        f"{name} {'+' if fen > 0 else ''}{show_amount(fen, unit)}" for name, fen in stretch.gains
    ]
    return Words("，".join(moves), ", ".join(moves))


def _without(found: Funded, stretches: Sequence[Stretch]) -> Iterator[Text]:
    """Yield why there is no plan, once a stretch, for the first ones."""
    bare = [s for s in stretches if s.state != "plan"]
    for stretch in bare[:MOST_REASONS]:
        amount = show_amount(stretch.first, found.problem.unit)
        yield Text(same(f"{amount}{found.problem.unit}: ") + why_words(stretch.row), mark=" · ")


def funded_json(found: Funded, lang: Lang) -> "FundingAnswer":
    """Return what happens as a source grows, and every amount of it."""
    unit = found.problem.unit
    pairs = zip(found.amounts, found.rows, strict=True)
    return {
        **job_json(found.job, found.written),
        "unit": unit,
        "source": found.source,
        "states": dict(Counter(row["state"] for row in found.rows)),
        "nothing_between": found.is_whole,
        "stretches": [_stretch(stretch, unit, lang) for stretch in found.stretches()],
        "rows": [
            {"amount": show_amount(fen, unit), **row_json(found.problem, row, lang)}
            for fen, row in pairs
        ],
    }


def _stretch(stretch: Stretch, unit: str, lang: Lang) -> "StretchJson":
    return {
        "from": show_amount(stretch.first, unit),
        "to": show_amount(stretch.last, unit),
        "amounts": stretch.amounts,
        "state": cast("RowState", stretch.state),
        "each_step": {name: show_amount(fen, unit) for name, fen in stretch.gains},
        "why": said(stretch.row.get("why", ()), lang),
    }
