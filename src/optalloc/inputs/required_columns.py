"""Figures that the policy reads: which columns, and the cells that lack one or cannot be used."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from optalloc.core.errors import Fault
from optalloc.core.message import Words, listed
from optalloc.core.money import show_fraction
from optalloc.inputs.table_facts import TableFacts
from optalloc.inputs.tables import tidy_header
from optalloc.problem.at_level import recipients_of
from optalloc.problem.component import Component
from optalloc.problem.facts import Indicator, Recipient
from optalloc.problem.problem import Problem
from optalloc.problem.setting_names import InSheets
from optalloc.problem.targets.factors import Factors

_RATES = ("%", "‰", "/", "率", "均")
"""What the unit of an indicator has that does not add up."""


def figures_read(
    indicators: Mapping[str, Indicator], parts: Sequence[Component], sums: Sequence[str] = ()
) -> dict[str, bool]:
    """Return the recipients' columns that the policy looks at, and whether each adds up.

    Args:
        sums: Columns that are added up for units above the recipients.
    """
    read: dict[str, bool] = dict.fromkeys(sums, True)
    for part in parts:
        read.update(dict.fromkeys(part.figures(), True))
    for indicator in indicators.values():
        adds_up = indicator.how.adds_up and not any(
            mark in indicator.unit + indicator.name for mark in _RATES
        )
        for column in indicator.columns:
            read[column] = read.get(column, True) and adds_up
    # Shares below one another are no parts of one whole: progress, weights.
    alone = shares_read(indicators, parts, sums)
    return read | {column: False for column, is_alone in alone.items() if is_alone}


def shares_read(
    indicators: Mapping[str, Indicator], parts: Sequence[Component], others: Collection[str] = ()
) -> dict[str, bool]:
    """Return the recipients' columns that some part reads as a share, and whether all of them do.

    Where 82% is 0.82 for one and 82 for another, nobody knows which is meant.

    Args:
        others: Columns that are read as numbers by something else.
    """
    shares = [name for part in parts for name in part.share_figures()]
    numbers = {column for indicator in indicators.values() for column in indicator.columns}
    for part in parts:
        numbers |= set(part.figures()) - set(part.share_figures())
    return {name: name not in numbers and name not in others for name in shares}


def figure_faults(problem: Problem, facts: TableFacts) -> Iterator[Fault]:
    """Yield the recipients' cells that some part reads and that hold no figure it can use."""
    for part in (*problem.targets, *problem.rules, *problem.goals):
        covered = recipients_of(part, problem)
        columns, indicators = part.figures(), list[Indicator]()
        if isinstance(part, Factors):
            named = problem.indicators
            indicators = [named[name] for name in part.weights if name in named]
        for recipient in covered:
            for column in columns:
                yield from _missing(recipient, column, part.shown, facts, problem.sheets)
            for indicator in indicators:
                if not _has_share(recipient, indicator):
                    yield from _no_share(recipient, indicator, part.shown, facts, problem.sheets)


def _missing(
    recipient: Recipient, column: str, reader: Words, facts: TableFacts, sheets: InSheets | None
) -> Iterator[Fault]:
    """Yield the fault of an empty cell; one that is no number is noted already."""
    row, header = facts.rows[recipient.name], tidy_header(column)
    if facts.table is None or header not in facts.table.headers:
        return
    if row.cells.get(header) is None:
        allowed = Words(
            f"应有数字，【{reader.zh}】要用", f"there must be a figure: [{reader.en}] reads it"
        )
        words = ("“单位”（recipients）", "“单位类型”（kinds）")
        if sheets is not None:
            words = ("“单位”", "“单位类型”")
        remedy = Words(
            f"单元格是空的；确实没有请填 0，不参加的单位请用{words[0]}或{words[1]}排除。",
            "The cell is empty: write 0 if there is none, or leave the recipient out by "
            "`recipients` or `kinds`.",
        )
        if header in facts.table.asked:
            remedy = Words(
                "台账里还没有给它下达资金：按多少算，请在 tables.recipients 写 nothing_given: "
                f"数字，不参加的单位请用{words[0]}或{words[1]}排除。",
                "The ledger gave it no money yet: say what counts for it by `nothing_given` in "
                "tables.recipients, or leave the recipient out by `recipients` or `kinds`.",
            )
        yield facts.table.fault(row.number, header, allowed, None, remedy)


def _has_share(recipient: Recipient, indicator: Indicator) -> bool:
    """Say whether a recipient has every figure of an indicator, and can have a share by it."""
    has_all = all(column in recipient.facts for column in indicator.columns)
    return has_all and indicator.how.can_share(indicator.figure(recipient))


def _no_share(
    recipient: Recipient,
    indicator: Indicator,
    reader: Words,
    facts: TableFacts,
    sheets: InSheets | None,
) -> Iterator[Fault]:
    """Yield the faults of the cells that an indicator is made of."""
    for column in indicator.columns:
        yield from _missing(recipient, column, reader, facts, sheets)
    if indicator.columns.keys() - recipient.facts.keys() or facts.table is None:
        return
    figure = indicator.figure(recipient)
    if not indicator.how.can_share(figure):
        row = facts.rows[recipient.name]
        header, *more = map(tidy_header, indicator.columns)
        allowed = indicator.how.why_not(indicator.name)
        came = show_fraction(figure) if more else row.cells.get(header)
        remedy = Words("请核对这个数字。", "Check this figure.")
        yield facts.table.fault(row.number, header, allowed, came, remedy)


def level_faults(problem: Problem, facts: TableFacts) -> Iterator[Fault]:
    """Yield the cells that do not say where a recipient stands, or say so in two ways."""
    hierarchy, table = problem.hierarchy, facts.table
    if table is None:
        return
    for level in hierarchy.columns:
        header = tidy_header(level)
        if header not in table.headers:
            shown = listed(table.headers)
            allowed = Words(f"应有“{level}”一列", f"there must be a column {level}")
            allowed += Words(f"（现有：{shown.zh}）", f" (there are: {shown.en})")
            remedy = Words("请补上，或改 levels。", "Add it, or correct `levels`.")
            yield table.fault(table.header_row, None, allowed, None, remedy)
            continue
        for recipient in problem.recipients:
            if level not in recipient.marks:
                row = facts.rows[recipient.name]
                allowed = Words(f"应为所属{level}的名称", f"the name of its {level}")
                remedy = Words(
                    "没有上级的，写它自己的名称。", "Where nothing is above it, write its own name."
                )
                yield table.fault(row.number, header, allowed, row.cells.get(header), remedy)
    for above, place, first, other in hierarchy.torn(problem.recipients):
        row = facts.rows[problem.recipients[place].name]
        allowed = Words(
            f"同一单位只能有一个{above}（前面写的是 {first}）",
            f"one {above} for a unit, {first} before",
        )
        remedy = Words(
            "同名的不同单位，请写全称。", "Units of the same name: write each name in full."
        )
        yield table.fault(row.number, tidy_header(above), allowed, other, remedy)
