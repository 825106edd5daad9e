"""Weights in doubt as a person reads them: who gets how much, how surely, at which rank."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optalloc.core.alignment import NONE, aligned, padded
from optalloc.core.message import Lang, Words, listed
from optalloc.core.money import show_money, show_percent
from optalloc.exploring.jobs.plan_rows import STATES
from optalloc.exploring.weights.award_statistics import AwardStatistics
from optalloc.exploring.weights.breakpoints import WeightLine
from optalloc.exploring.weights.tornado import Swing
from optalloc.exploring.weights.weights import Weighed
from optalloc.pipeline.outcome_text import PROOFS
from optalloc.present.document import MOST_ROWS
from optalloc.present.terminal import GridColumn, Terminal
from optalloc.problem.problem import Problem

LOW, MIDDLE, HIGH = Fraction(5, 100), Fraction(1, 2), Fraction(95, 100)
DIGITS = 2


def show_weighed(found: Weighed, alone: Sequence[Swing], lang: Lang) -> None:
    """Print what the draws came to.

    Args:
        alone: What each weight by itself does.
    """
    page, spread = Terminal(lang), found.spread
    problem = found.job.problem
    page.say(problem.title or problem.name, "bold")
    for note in problem.notes:
        page.item(Words("注：", "Note: ").say(lang), note, "dim")
    page.say(_drawn(found))
    say_states(page, spread.states, spread.proven)
    if spread.standings:
        page.say(_alike(found))
        page.say()
        shown = spread.standings[:MOST_ROWS]
        _amounts(page, shown, problem.unit)
        _chances(page, shown)
        _safe(page, spread.standings)
        page.say()
        _alone(page, alone, problem.unit)


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


def say_states(page: Terminal, states: Mapping[str, int], proven: Mapping[str, int]) -> None:
    """Print how many rows ended how, and how many plans are proven by which grade."""
    ended = [STATES[s] + Words(f" {states[s]}", f" {states[s]}") for s in STATES if s in states]
    zh = "；".join([*(w.zh for w in ended)])
    en = "; ".join([*(w.en for w in ended)])
    grades = [(PROOFS[g], n) for g, n in proven.items() if n]
    zh += "".join(f"；{words.zh} {n}" for words, n in grades)
    en += "".join(f"; {words.en} {n}" for words, n in grades)
    audited = Words("。每个方案都通过了独立核对。", ". Every plan passed the independent audit.")
    page.say(Words(zh, en) + (audited if states.get("plan") else Words("。", ".")))


def _alike(found: Weighed) -> Words:
    spread = found.spread
    many = "100000+" if spread.plans is None else str(spread.plans)
    part = show_percent(spread.same, 1)
    return Words(
        f"共出现 {many} 种不同方案；与给定权重的方案完全相同的占 {part}。",
        f"{many} different plans; {part} of the draws give exactly the plan of the stated weights.",
    )


def _amounts(page: Terminal, standings: Sequence[AwardStatistics], unit: str) -> None:
    """Print the ranges of what each gets."""

    def money(amounts: Sequence[int | None]) -> list[str]:
        return aligned(amounts, unit)

    means = padded([show_money(s.mean, unit, DIGITS) for s in standings])
    columns = [
        (Words("给定权重", "as stated"), money([s.stated for s in standings])),
        (Words("最少", "least"), money([s.least for s in standings])),
        (Words("5% 分位", "5%"), money([s.quantiles[LOW] for s in standings])),
        (Words("中位", "median"), money([s.quantiles[MIDDLE] for s in standings])),
        (Words("95% 分位", "95%"), money([s.quantiles[HIGH] for s in standings])),
        (Words("最多", "most"), money([s.most for s in standings])),
        (Words("平均", "mean"), means),
    ]
    title = Words(f"安排额的范围（单位：{unit}）", f"What each gets (in {unit})")
    _table(page, title, standings, columns)


def _chances(page: Terminal, standings: Sequence[AwardStatistics]) -> None:
    """Print how surely each gets what, and its ranks."""
    likely = [max(s.ranks, key=lambda rank: (s.ranks[rank], -rank)) for s in standings]
    columns = [
        (Words("与给定权重相同", "as stated"), percent([s.same for s in standings])),
        (Words("比基准多", "above baseline"), percent([s.gains for s in standings])),
        (Words("比基准少", "below baseline"), percent([s.loses for s in standings])),
        (Words("最常名次", "usual rank"), [str(rank) for rank in likely]),
        (
            Words("其概率", "how often"),
            percent([s.ranks[rank] for s, rank in zip(standings, likely, strict=True)]),
        ),
        (
            Words("名次范围", "ranks"),
            [_range(min(s.ranks), max(s.ranks)) for s in standings],
        ),
    ]
    title = Words("有多稳：各种结果的概率", "How surely: the part of the draws")
    _table(page, title, standings, columns)


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


def _table(
    page: Terminal,
    title: Words,
    standings: Sequence[AwardStatistics],
    columns: Sequence[tuple[Words, Sequence[str]]],
) -> None:
    head = Words("单位", "recipient").say(page.lang)
    names = GridColumn(head, [s.name for s in standings], is_text=True)
    page.grid(
        title,
        names,
        [[GridColumn(w.say(page.lang), cells)] for w, cells in columns],
        has_total=False,
    )


def _safe(page: Terminal, standings: Sequence[AwardStatistics]) -> None:
    """Print who gets the same whatever was drawn."""
    safe = [s.name for s in standings if s.is_safe]
    names = listed(safe) if safe else Words(NONE, "nobody")
    page.say(
        Words(f"每次抽样都拿到同一金额的单位：{names.zh}", f"The same in every draw: {names.en}")
    )


def _alone(page: Terminal, alone: Sequence[Swing], unit: str) -> None:
    """Print what each weight by itself does, those that matter most first."""
    columns = [
        (Words("给定", "stated"), padded([show_percent(s.stated, DIGITS) for s in alone])),
        (Words("下端", "low end"), padded([show_percent(s.low.weight, DIGITS) for s in alone])),
        (Words("改变的资金", "moved there"), aligned([s.low.moved for s in alone], unit)),
        (Words("上端", "high end"), padded([show_percent(s.high.weight, DIGITS) for s in alone])),
        (Words("改变的资金", "moved there"), aligned([s.high.moved for s in alone], unit)),
    ]
    title = Words(
        f"单个权重移到区间两端、其余按比例让出：换了单位的资金（单位：{unit}）",
        f"One weight moved to an end, the others following: money that changes hands (in {unit})",
    )
    names = GridColumn(
        Words("权重", "weight").say(page.lang), [s.name for s in alone], is_text=True
    )
    groups = [[GridColumn(w.say(page.lang), cells)] for w, cells in columns]
    page.grid(title, names, groups, has_total=False)


def show_line(line: WeightLine, problem: Problem, lang: Lang) -> None:
    """Print where the plan changes as one weight moves from 0 to 1."""
    page, pieces = Terminal(lang), line.pieces[:MOST_ROWS]
    page.say()
    low = padded([show_percent(piece.low, FINE_DIGITS) for piece in pieces])
    high = padded([show_percent(piece.high, FINE_DIGITS) for piece in pieces])
    here = [piece.low <= line.stated < piece.high for piece in pieces]
    mark = Words("◀ 给定", "◀ stated").say(lang)
    groups = [
        [GridColumn(Words("到", "to").say(lang), high)],
        [GridColumn("", [mark if is_here else "" for is_here in here], is_text=True)],
    ]
    for i, recipient in enumerate(problem.recipients):
        amounts = [None if piece.totals is None else piece.totals[i] for piece in pieces]
        groups.append([GridColumn(recipient.name, aligned(amounts, problem.unit))])
    title = Words(
        f"{line.name} 的权重从 0 移到 100%、其余按比例让出：方案在哪里改变（单位：{problem.unit}）",
        f"The weight of {line.name} from 0 to 100%, the others following: where the plan changes "
        f"(in {problem.unit})",
    )
    page.grid(title, GridColumn(Words("从", "from").say(lang), low), groups, has_total=False)
    page.say(ALL_EXACT if line.is_exact else CLOSED_IN)


FINE_DIGITS = 4
ALL_EXACT = Words(
    "改变之处一个不漏，都是精确的分数（--json 有原值）。",
    "No change is missing, and each is an exact fraction (--json has them).",
)
CLOSED_IN = Words(
    "这些目标或约束下按 1% 一步比较，改变之处逼近到百万分之一以内；一步之内来回的改变看不到。",
    "Under these goals or rules plans are compared every 1%, and a change is closed in to a "
    "millionth; what comes and goes within a step is not seen.",
)
