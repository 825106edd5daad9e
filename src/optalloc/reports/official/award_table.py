"""Tables of allocation: 单位 | 合计 | one column a source; by source and use; of projects.

What the money of a recipient is for stands in a column where it is one use, and in a table of its
own where it is several; a column of remarks stands where there is one to make. Below a table stand
numbered notes of what its reader must know.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from optalloc.core.alignment import aligned
from optalloc.core.message import Words, first_few, listed
from optalloc.core.money import decimals_of
from optalloc.inputs.scenario import FROM_LEDGER
from optalloc.pipeline.as_good import equal_claims, shares_words
from optalloc.pipeline.level_totals import LevelTotals
from optalloc.present.paper import OfficialTable, PaperLine, clean
from optalloc.problem.facts import Award, Source
from optalloc.problem.rules.schedule import indicative, starts_told
from optalloc.problem.tie_order import tie_words
from optalloc.reports.official.context import Subject

RECIPIENT, TOTAL, REMARK = (
    Words("单位", "Recipient"),
    Words("合计", "Total"),
    Words("备注", "Remark"),
)
MEMBERS = Words("单位数", "Recipients")
PROJECT, USE = Words("项目名称", "Project"), Words("用途", "Use")
START_YEAR = Words("开工年份", "Start")
SOURCE = Words("资金来源", "Source")
MOST_NAMED = 12
"""Projects that are named in a note; of more, their number is said."""
_OWN_LABEL = re.compile("^(?:备?注|说明)[:：] *")
"""What a note below a table calls itself, which a numbered list of notes says already."""


def unit_line(subject: Subject) -> PaperLine:
    """Return the line above a table that says its unit."""
    unit = subject.report.unit
    return PaperLine(subject.say(Words(f"单位：{unit}", f"Unit: {unit}")), "unit")


def award_table(subject: Subject) -> OfficialTable:
    """Return what each recipient gets, from which source; the last row is the total."""
    sources = [clean(source.name) for source in subject.problem.sources]
    return _of_recipients(subject, (TOTAL,), sources)


def short_table(subject: Subject) -> OfficialTable:
    """Return what each recipient gets in all, where its sources do not fit beside it."""
    return _of_recipients(subject, (TOTAL,), [])


def _of_recipients(
    subject: Subject, heads: tuple[Words, ...], sources: Sequence[str]
) -> OfficialTable:
    """Return the amounts of recipients, with what is said of each behind them."""
    names = [r.name for r in subject.problem.recipients]
    cells = sums_by_source(subject.plan.awards, "recipient")
    width = len(heads) + len(sources)
    columns = [row[:width] for row in amount_columns(subject, [cells[name] for name in names])]
    beside = [(head, said) for head, said in _beside(subject, names) if any(said)]
    rows = [
        (clean(name), *amounts, *(said[i] for _, said in beside))
        for i, (name, amounts) in enumerate(zip(names, columns, strict=False))
    ]
    rows.append((subject.say(TOTAL), *columns[-1], *("" for _ in beside)))
    return OfficialTable(
        (*map(subject.say, (RECIPIENT, *heads)), *sources, *(subject.say(h) for h, _ in beside)),
        tuple(rows),
        frozenset(range(1, 1 + width)),
        has_total=True,
    )


def _beside(subject: Subject, names: Sequence[str]) -> Iterator[tuple[Words, list[str]]]:
    """Yield columns of words: the use of each where one is enough to say, and remarks."""
    uses = [list(subject.by_use.get(name, {})) for name in names]
    if max(map(len, uses), default=0) == 1 and len({use for one in uses for use in one}) > 1:
        yield USE, [clean(one[0]) if one else "" for one in uses]
    nothing = subject.say(Words("本批不安排", "nothing in this batch"))
    yield REMARK, ["" if one else nothing for one in uses]


def has_use_table(subject: Subject) -> bool:
    """Return whether money of a recipient is for several uses, and no table of projects says so."""
    is_by_project = all(award.project is not None for award in subject.plan.awards)
    return not is_by_project and any(len(uses) > 1 for uses in subject.by_use.values())


def use_table(subject: Subject, by_source: bool = True) -> OfficialTable:
    """Return what each recipient gets for each use, source by source where there are several.

    Args:
        by_source: Whether sources are told apart at all.
    """
    problem = subject.problem
    by_source = by_source and len(problem.sources) > 1
    cells: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for award in subject.in_order:
        row = cells[award.recipient, award.source if by_source else ""]
        row[award.use] = row.get(award.use, 0) + award.amount
    sources = [s.name for s in problem.sources] if by_source else [""]
    places = [(r.name, source) for r in problem.recipients for source in sources]
    kept = [place for place in places if any(cells[place].values())]
    uses = [u.name for u in problem.uses if any(cells[place].get(u.name) for place in kept)]
    step = max((_decimals(subject, s) for s in problem.sources), default=0)
    parts = [_with_sum([cells[place].get(use, 0) for place in kept]) for use in uses]
    whole = _with_sum([sum(cells[place].values()) for place in kept])
    columns = [aligned(amounts, subject.report.unit, step) for amounts in (whole, *parts)]
    names = [(clean(who), clean(source))[: 1 + by_source] for who, source in kept]
    names.append((subject.say(TOTAL), "")[: 1 + by_source])
    heads = (RECIPIENT, SOURCE, TOTAL) if by_source else (RECIPIENT, TOTAL)
    return OfficialTable(
        (*map(subject.say, heads), *map(clean, uses)),
        tuple((*who, *row) for who, row in zip(names, zip(*columns, strict=True), strict=True)),
        frozenset(range(1 + by_source, 2 + by_source + len(uses))),
        has_total=True,
    )


def level_table(subject: Subject, one: LevelTotals) -> OfficialTable:
    """Return what each unit of a level gets, from which source; the last row is the total."""
    units = subject.problem.at_levels[one.level]
    cells = sums_by_source(units.plan(subject.plan).awards, "recipient")
    columns = amount_columns(subject, [cells[unit.name] for unit in one.units])
    counts = [len(unit.places) for unit in one.units]
    rows = [
        (clean(unit.name), *amounts, str(count))
        for unit, amounts, count in zip(one.units, columns, counts, strict=False)
    ]
    rows.append((subject.say(TOTAL), *columns[-1], str(sum(counts))))
    sources = [clean(source.name) for source in subject.problem.sources]
    return OfficialTable(
        (clean(one.level), subject.say(TOTAL), *sources, subject.say(MEMBERS)),
        tuple(rows),
        frozenset(range(1, 3 + len(sources))),
        has_total=True,
    )


def project_table(subject: Subject) -> OfficialTable:
    """Return what each project gets, from which source; projects without money are left out."""
    cells = sums_by_source(subject.plan.awards, "project")
    funded = [p for p in subject.problem.projects if any(cells[p.name].values())]
    columns = amount_columns(subject, [cells[p.name] for p in funded])
    starts = starts_told(subject.problem.rules, subject.problem, subject.plan)
    when = [(clean(subject.say(starts[p.name])),) if p.name in starts else () for p in funded]
    rows = [
        (clean(p.name), clean(p.recipient), clean(p.use), *start, *amounts)
        for p, start, amounts in zip(funded, when, columns, strict=False)
    ]
    first = (PROJECT, RECIPIENT, USE, *([START_YEAR] if starts else []))
    rows.append((subject.say(TOTAL), *[""] * (len(first) - 1), *columns[-1]))
    head = [subject.say(words) for words in (*first, TOTAL)]
    sources = [clean(source.name) for source in subject.problem.sources]
    amounts = frozenset(range(len(first), len(first) + 1 + len(sources)))
    return OfficialTable((*head, *sources), tuple(rows), amounts, has_total=True)


def amount_columns(subject: Subject, cells: Sequence[dict[str, int]]) -> list[tuple[str, ...]]:
    """Return the amounts of rows and below them their total, each row's own total first.

    A column has the decimals of its source's grain, or more where an amount needs them.

    Args:
        cells: For each row its money by source [fen].
    """
    unit, sources = subject.report.unit, subject.problem.sources
    by_source = [_with_sum([row.get(s.name, 0) for row in cells]) for s in sources]
    totals = _with_sum([sum(row.values()) for row in cells])
    steps = [_decimals(subject, s) for s in sources]
    columns = [aligned(totals, unit, max(steps, default=0))]
    columns += [aligned(a, unit, step) for a, step in zip(by_source, steps, strict=True)]
    return list(zip(*columns, strict=True))


def _decimals(subject: Subject, source: Source) -> int:
    grain = subject.problem.grain.cells.get(source.name)
    return decimals_of(grain, subject.report.unit) if grain else 0


def _with_sum(amounts: list[int]) -> list[int]:
    return [*amounts, sum(amounts)]


def sums_by_source(
    awards: Iterable[Award], key: Literal["recipient", "project"]
) -> defaultdict[str, dict[str, int]]:
    """Return the money by recipient or project, and source [fen]."""
    cells: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for award in awards:
        cells[getattr(award, key)][award.source] += award.amount
    return cells


def notes(subject: Subject, is_public: bool = False) -> Iterator[str]:
    """Yield what a reader of the table must know.

    Args:
        is_public: Leaves out what the rules found in the facts, such as who was refused and why,
            and from which file of the office the figures come.
    """
    for note in subject.problem.notes:
        if not (is_public and note.zh.startswith(FROM_LEDGER.zh)):
            yield _OWN_LABEL.sub("", clean(subject.say(note)))
    for rule in () if is_public else subject.problem.rules:
        yield from map(subject.told, rule.findings(subject.problem))
    yield from map(subject.told, _indicative(subject))
    # What an engine proved, or left open, is no matter of a paper: notes of the workbook have it.
    yield subject.say(_audited(len(subject.problem.rules), is_public))
    yield from map(subject.told, subject.problem.switched_off)
    if subject.report.solved.outcome.proven == "no":
        # The office's own words for it: what was made best is told above, and this is not sure.
        yield subject.say(
            Words(
                "没有查遍所有可能的安排，也许还有更符合择优标准的安排。",
                "Not every arrangement was looked at; there may be one that is better by what is"
                " made best.",
            )
        )
    yield from map(subject.told, _equal_claims(subject))


def _audited(rules: int, is_public: bool) -> Words:
    """Say what was checked: the rules that the plan lists, and no more of the method than those."""
    kept = "the one rule" if rules == 1 else f"all {rules} rules"
    if is_public:  # a notice lists none itself
        return Words(
            f"各行各列已核对到分，符合分配方案所列的 {rules} 条要求。",
            f"Every row and column was checked to the fen, and the amounts keep {kept} that the"
            " plan of allocation lists.",
        )
    return Words(
        f"各行各列已核对到分，符合本方案所列 {rules} 条要求。",
        f"Every row and column was checked to the fen, and the plan keeps {kept} that it lists.",
    )


def _indicative(subject: Subject) -> Iterator[Words]:
    """Yield which projects of a plan of several years are not decided yet, with their money."""
    problem, plan = subject.problem, subject.plan
    later = indicative(problem.rules, problem, plan)
    if not later:
        return
    names = [p.name for p in problem.projects if p.name in later]
    money = subject.money(sum(a.amount for a in plan.awards if a.project in later))
    shown = first_few(names, MOST_NAMED)
    who, rest = listed(shown), len(names) - len(shown)
    if rest:
        who += Words(f"等 {len(names)} 个项目", f" and {rest} others")
    yield Words(
        f"{who.zh}{'共' if names[1:] else ''} {money}，是以后年度的预安排，不是已定的安排。",
        f"{who.en} {'together get' if names[1:] else 'gets'} {money}: indicative for later years, "
        "and not decided.",
    )


def _equal_claims(subject: Subject) -> Iterator[Words]:
    """Yield who has equal claims and other amounts, and by what rule if that decided."""
    problem, solved = subject.problem, subject.report.solved
    told = tie_words(problem)
    rule = Words(f"，{told.zh}确定", f", it was decided {told.en}")
    if not solved.outcome.settled:
        rule = Words("，可以互换", ", they may be exchanged")
    for one in equal_claims(problem, solved.targets, subject.plan):
        shares = shares_words(one, problem)
        yield Words(
            f"情况相同的单位金额不同的{rule.zh}：{shares.zh}。",
            f"Where claims are equal and amounts are not{rule.en}: {shares.en}.",
        )


def note_lines(subject: Subject, is_public: bool = False) -> Iterator[PaperLine]:
    """Yield the notes below a table, numbered."""
    said = list(notes(subject, is_public))
    yield PaperLine(subject.say(Words("说明：", "Notes:")), "label")
    yield from (PaperLine(f"{number}. {text}", "note") for number, text in enumerate(said, 1))
