"""Say of weights in doubt who gets how much, how surely, at which rank."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.alignment import NONE, aligned, padded
from optalloc.core.message import NOTHING, Lang, Words, listed
from optalloc.core.money import JSON_DIGITS, show_amount, show_fraction, show_money, show_percent
from optalloc.exploring.jobs.plan_rows import job_json, states_line, totals_json
from optalloc.exploring.weights.award_statistics import AwardStatistics
from optalloc.exploring.weights.breakpoints import WeightLine
from optalloc.exploring.weights.tornado import Swing, WeightEnd
from optalloc.exploring.weights.uncertainty import weight_words
from optalloc.exploring.weights.weights import Weighed
from optalloc.pipeline.describe import heading, notes_of
from optalloc.present.document import (
    RECIPIENT,
    Block,
    Column,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.problem.problem import Problem

if TYPE_CHECKING:
    from optalloc.present.answers.explored import (
        DrawnAwardJson,
        SwingJson,
        WeightEndJson,
        WeightLineJson,
        WeightsAnswer,
    )

LOW, MIDDLE, HIGH = Fraction(5, 100), Fraction(1, 2), Fraction(95, 100)
DIGITS, FINE_DIGITS = 2, 4
ALL_EXACT = Words(
    "改变之处一个不漏，都是精确的分数（--json 有原值）。",
    "No change is missing, and each is an exact fraction (--json has them).",
)
CLOSED_IN = Words(
    "这些目标或约束下按 1% 一步比较，改变之处逼近到百万分之一以内；一步之内来回的改变看不到。",
    "Under these goals or rules plans are compared every 1%, and a change is closed in to a "
    "millionth; what comes and goes within a step is not seen.",
)


def weighed_document(found: Weighed, alone: Sequence[Swing]) -> Iterator[Section]:
    """Yield what the draws came to.

    Args:
        alone: What each weight by itself does.
    """
    spread, problem = found.spread, found.job.problem
    blocks: list[Block] = [*notes_of(problem), Text(_drawn(found))]
    blocks.append(Text(states_line(spread.states, spread.proven)))
    if spread.standings:
        blocks += [Text(_alike(found)), _amounts(spread.standings, problem.unit)]
        blocks += [_chances(spread.standings), Text(_safe(spread.standings))]
        blocks.append(_alone(alone, problem.unit))
    yield Section("weights", heading(problem), blocks)


def _drawn(found: Weighed) -> Words:
    asked, count = found.job.asked, found.job.count
    how = Words(
        f"各权重在给定值上下 {asked.spread} 内均匀抽取，合计恰为 100%",
        f"weights uniform within {asked.spread} of themselves, 100% together",
    )
    if asked.how == "dirichlet":
        how = Words(
            f"权重按狄利克雷分布抽取，最大权重的标准差为其 {asked.spread}",
            f"weights Dirichlet, the largest with a standard deviation of {asked.spread} of itself",
        )
    more = [*asked.intervals, *(margin.text() for margin in found.job.margins)]
    said = listed(more)
    extra = Words(f"；另有 {said.zh}", f"; besides {said.en}") if more else Words("", "")
    return Words(
        f"抽样 {count} 次（随机种子 {asked.seed}）：{how.zh}{extra.zh}。",
        f"{count} draws (seed {asked.seed}): {how.en}{extra.en}.",
    )


def _alike(found: Weighed) -> Words:
    spread = found.spread
    many = "100000+" if spread.plans is None else str(spread.plans)
    part = show_percent(spread.same, 1)
    return Words(
        f"共出现 {many} 种不同方案；与给定权重的方案完全相同的占 {part}。",
        f"{many} different plans; {part} of the draws give exactly the plan of the stated weights.",
    )


def _amounts(standings: Sequence[AwardStatistics], unit: str) -> TableBlock:
    """Return the ranges of what each gets."""
    columns = [
        Column(Words("给定权重", "as stated"), aligned([s.stated for s in standings], unit)),
        Column(Words("最少", "least"), aligned([s.least for s in standings], unit)),
        Column(Words("5% 分位", "5%"), aligned([s.quantiles[LOW] for s in standings], unit)),
        Column(Words("中位", "median"), aligned([s.quantiles[MIDDLE] for s in standings], unit)),
        Column(Words("95% 分位", "95%"), aligned([s.quantiles[HIGH] for s in standings], unit)),
        Column(Words("最多", "most"), aligned([s.most for s in standings], unit)),
        Column(
            Words("平均", "mean"), padded([show_money(s.mean, unit, DIGITS) for s in standings])
        ),
    ]
    title = Words("安排额的范围", "What each gets") + amounts_in(unit)
    return TableBlock("amounts", title, [_names(standings), *columns])


def _chances(standings: Sequence[AwardStatistics]) -> TableBlock:
    """Return how surely each gets what, and its ranks."""
    likely = [max(s.ranks, key=lambda rank: (s.ranks[rank], -rank)) for s in standings]
    often = [s.ranks[rank] for s, rank in zip(standings, likely, strict=True)]
    columns = [
        Column(Words("与给定权重相同", "as stated"), percent([s.same for s in standings])),
        Column(Words("比基准多", "above baseline"), percent([s.gains for s in standings])),
        Column(Words("比基准少", "below baseline"), percent([s.loses for s in standings])),
        Column(Words("最常名次", "usual rank"), [str(rank) for rank in likely]),
        Column(Words("其概率", "how often"), percent(often)),
        Column(Words("名次范围", "ranks"), [_range(min(s.ranks), max(s.ranks)) for s in standings]),
    ]
    title = Words("有多稳：各种结果的概率", "How surely: the part of the draws")
    return TableBlock("chances", title, [_names(standings), *columns])


def _names(standings: Sequence[AwardStatistics]) -> Column:
    return Column(RECIPIENT, [s.name for s in standings], is_text=True)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def percent(parts: Sequence[Fraction]) -> list[str]:
    """Return parts of the draws as percentages; never 0% or 100% where it is not quite so."""
    return padded([_percent(part) for part in parts])


def _percent(part: Fraction) -> str:
    shown = show_percent(part, 1)
    if part and shown == "0%":
        return "<0.1%"
    return ">99.9%" if part != 1 and shown == "100%" else shown


def _safe(standings: Sequence[AwardStatistics]) -> Words:
    """Return who gets the same whatever was drawn."""
    safe = [s.name for s in standings if s.is_safe]
    names = listed(safe) if safe else Words(NONE, "nobody")
    return Words(f"每次抽样都拿到同一金额的单位：{names.zh}", f"The same in every draw: {names.en}")


def _alone(alone: Sequence[Swing], unit: str) -> TableBlock:
    """Return what each weight by itself does, those that matter most first."""
    ends = [(s.low, s.high) for s in alone]
    columns = [
        Column(Words("权重", "weight"), [s.shown for s in alone], is_text=True),
        Column(Words("给定", "stated"), padded([show_percent(s.stated, DIGITS) for s in alone])),
    ]
    for head, at in ((Words("下端", "low end"), 0), (Words("上端", "high end"), 1)):
        weights = padded([show_percent(pair[at].weight, DIGITS) for pair in ends])
        moved = aligned([pair[at].moved for pair in ends], unit)
        columns += [Column(head, weights), Column(Words("改变的资金", "moved there"), moved)]
    title = Words(
        "单个权重移到区间两端、其余按比例让出：换了单位的资金",
        "One weight moved to an end, the others following: money that changes hands",
    ) + amounts_in(unit)
    return TableBlock("alone", title, columns)


def line_document(line: WeightLine, problem: Problem) -> Iterator[Section]:
    """Yield where the plan changes as one weight moves from 0 to 1."""
    here = [piece.low <= line.stated < piece.high for piece in line.pieces]
    mark = Words("◀ 给定", "◀ stated")
    low = padded([show_percent(piece.low, FINE_DIGITS) for piece in line.pieces])
    high = padded([show_percent(piece.high, FINE_DIGITS) for piece in line.pieces])
    columns = [
        Column(Words("从", "from"), low),
        Column(Words("到", "to"), high),
        Column("", [mark if is_here else "" for is_here in here], is_text=True),
    ]
    for i, recipient in enumerate(problem.recipients):
        amounts = [None if piece.totals is None else piece.totals[i] for piece in line.pieces]
        columns.append(Column(recipient.name, aligned(amounts, problem.unit)))
    name = weight_words(problem)[line.name]
    title = Words(
        f"{name.zh} 的权重从 0 移到 100%、其余按比例让出：方案在哪里改变（单位：{problem.unit}）",
        f"The weight of {name.en} from 0 to 100%, the others following: where the plan changes "
        f"(in {problem.unit})",
    )
    told = Text(ALL_EXACT if line.is_exact else CLOSED_IN)
    yield Section("line", NOTHING, [TableBlock("line", title, columns), told])


def weighed_json(
    found: Weighed, alone: Sequence[Swing], paths: Sequence[WeightLine], lang: Lang
) -> "WeightsAnswer":
    """Return what draws came to; the draws themselves stand in the files that are written.

    Args:
        alone: What each weight by itself does.
        paths: Weights moved from 0 to 1.
    """
    job, spread = found.job, found.spread
    unit = job.problem.unit
    return {
        **job_json(job, found.written),
        "unit": unit,
        "draws": job.count,
        "seed": job.asked.seed,
        "states": dict(spread.states),
        "proven": dict(spread.proven),
        "different_plans": spread.plans,
        "as_stated": show_fraction(spread.same, JSON_DIGITS),
        "recipients": [_standing(standing, unit) for standing in spread.standings],
        "alone": [_swing(swing, unit) for swing in alone],
        "paths": [_line(line, job.problem) for line in paths],
    }


def _line(line: WeightLine, problem: Problem) -> "WeightLineJson":
    """Return the stretches of one weight; their ends are fractions, exact where it says so."""
    names = [r.name for r in problem.recipients]
    return {
        "weight": line.name,
        "stated": str(line.stated),
        "exact": line.is_exact,
        "pieces": [
            {
                "from": str(piece.low),
                "to": str(piece.high),
                "recipients": totals_json(names, piece.totals or (), problem.unit),
            }
            for piece in line.pieces
        ],
    }


def _swing(swing: Swing, unit: str) -> "SwingJson":
    def end(at: WeightEnd) -> "WeightEndJson":
        moved = None if at.moved is None else show_amount(at.moved, unit)
        return {"weight": show_fraction(at.weight, JSON_DIGITS), "moved": moved}

    stated = show_fraction(swing.stated, JSON_DIGITS)
    return {"weight": swing.name, "stated": stated, "low": end(swing.low), "high": end(swing.high)}


def _standing(standing: AwardStatistics, unit: str) -> "DrawnAwardJson":
    def part(value: Fraction) -> str:
        return show_fraction(value, JSON_DIGITS)

    return {
        "recipient": standing.name,
        "stated": None if standing.stated is None else show_amount(standing.stated, unit),
        "least": show_amount(standing.least, unit),
        "most": show_amount(standing.most, unit),
        "mean": show_money(standing.mean, unit),
        "quantiles": {part(q): show_amount(fen, unit) for q, fen in standing.quantiles.items()},
        "ranks": {str(rank): part(value) for rank, value in standing.ranks.items()},
        "gains": part(standing.gains),
        "loses": part(standing.loses),
        "as_stated": part(standing.same),
    }
