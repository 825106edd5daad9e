"""资金来源: every source with its document, what it has, what is given of it and what is left.

Below it, where there are any, the awards already made this year: shares of the year look at them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.present.xlsx.book import TOTAL, Ref, WorkbookSheet, cell_name, span
from optalloc.present.xlsx.figures import amount_format
from optalloc.problem.facts import SOURCE_KINDS, Source
from optalloc.reports.workbook.addresses import AwardsAt, SourcesAt
from optalloc.reports.workbook.context import Material

NAME = Words("资金来源", "Sources")
EARLIER = Words(
    "本年已下达（计入全年占比）", "Already awarded this year (counts in shares of the year)"
)
SUM = Words("合计", "total")
HEADS, FIRST = 2, 3


def write_sources(page: WorkbookSheet, material: Material, awards: AwardsAt) -> SourcesAt:
    """Write the sheet."""
    pots, money = material.problem.sources, material.money
    texts = list(_texts(pots, page))
    place = 1 + len(texts)
    heads = (
        Words("资金来源", "source"),
        *(head for head, _ in texts),
        Words("金额", "amount"),
        Words("本次安排", "given"),
        Words("未安排", "left"),
        Words("占比", "part"),
    )
    for i, head in enumerate(heads):
        page.head(HEADS, i, head)
    page.title(material.title, NAME, len(heads))
    amounts, last = dict[str, Ref](), FIRST + len(pots) - 1
    for row, pot in enumerate(pots, FIRST):
        page.name_of(row, 0, pot.name)
        for i, (_, column) in enumerate(texts, 1):
            page.name_of(row, i, column[row - FIRST])
        needed = (material.decimals_of[pot.name], money.decimals_in([pot.amount]))
        form = amount_format(max(needed))
        amounts[pot.name] = page.number(row, place, money.of(pot.amount), form)
        given = awards.total_of(awards.of_source[pot.name]).on(page.name)
        value = material.plan.sums("source").get(pot.name, 0)
        page.formula(row, place + 1, given, money.of(value), form)
        _rest(page, material, (row, place), (pot.amount, value), last + 1)
    page.name_of(last + 1, 0, page.say(SUM), bold=True, bg_color=TOTAL)
    for i in range(1, place):
        page.blank(last + 1, i, bg_color=TOTAL)
    form, whole = amount_format(material.decimals), (material.problem.money, material.plan.total)
    for i, value in enumerate(whole, place):
        text = f"SUM({span((FIRST, i), (last, i))})"
        page.formula(last + 1, i, text, money.of(value), form, bold=True, bg_color=TOTAL)
    _rest(page, material, (last + 1, place), whole, last + 1, bold=True, bg_color=TOTAL)
    earlier = _write_earlier(page, material, last + 3)
    page.finish((HEADS, HEADS), (FIRST, 1))
    return SourcesAt(amounts, Ref(page.name, last + 1, place), earlier)


def _texts(pots: tuple[Source, ...], page: WorkbookSheet) -> Iterable[tuple[Words, list[str]]]:
    """Yield the columns of words that say something."""
    is_mixed = any(pot.kind != "new" for pot in pots)
    kinds = [page.say(SOURCE_KINDS[pot.kind]) if is_mixed else "" for pot in pots]
    columns = (
        (Words("层级", "tier"), [pot.tier for pot in pots]),
        (Words("文号", "document"), [pot.document for pot in pots]),
        (Words("性质", "kind"), kinds),
        (Words("收回单位", "taken from"), [pot.taken_from for pot in pots]),
    )
    return (column for column in columns if any(column[1]))


def _rest(
    page: WorkbookSheet,
    material: Material,
    place: tuple[int, int],
    amounts: tuple[int, int],
    total_row: int,
    **look: object,
) -> None:
    """Write what is left of an amount, and which part of all the money it is."""
    row, column = place
    have, given = cell_name(row, column), cell_name(row, column + 1)
    text = f"ROUND({have}-{given},{material.money.fen})"
    left, form = amounts[0] - amounts[1], amount_format(material.decimals)
    page.formula(row, column + 2, text, material.money.of(left), form, **look)
    whole = cell_name(total_row, column, fixed_row=True)
    share = Fraction(amounts[0], material.problem.money) if material.problem.money else Fraction(0)
    page.formula(row, column + 3, f"IF({whole}=0,0,{have}/{whole})", share, "0.00%", **look)


def _write_earlier(
    page: WorkbookSheet, material: Material, row: int
) -> Mapping[tuple[str, str], Ref]:
    """Write the awards already made, by source and use, and return where each stands."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for award in material.problem.earlier:
        sums[award.source, award.use] += award.amount
    if not sums:
        return {}
    page.text(row, 0, EARLIER, bold=True, text_wrap=False)
    page.head(row + 1, 0, Words("资金来源", "source"))
    page.head(row + 1, 1, Words("用途", "use"))
    unit = material.money.unit  # what checks the sheet reads this table by itself
    page.head(row + 1, 2, Words(f"金额({unit})", f"amount ({unit})"))
    form, cells = amount_format(material.money.decimals_in(sums.values())), {}
    for i, ((source, use), amount) in enumerate(sums.items(), row + 2):
        page.name_of(i, 0, source)
        page.name_of(i, 1, use)
        cells[source, use] = page.number(i, 2, material.money.of(amount), form)
    end = row + 2 + len(sums)
    page.name_of(end, 0, page.say(SUM), bold=True, bg_color=TOTAL)
    page.blank(end, 1, bg_color=TOTAL)
    text = f"SUM({span((row + 2, 2), (end - 1, 2))})"
    value = material.money.of(sum(sums.values()))
    page.formula(end, 2, text, value, form, bold=True, bg_color=TOTAL)
    return cells
