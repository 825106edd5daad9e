"""Say which moves make a new plan of an approved one, and that fewer would not do."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.alignment import aligned, signed
from optalloc.core.message import Lang, Words
from optalloc.core.money import show_amount, show_money
from optalloc.exploring.cut.cut import PlanRevision
from optalloc.pipeline.as_json import awards_json
from optalloc.pipeline.describe import heading
from optalloc.pipeline.outcome_text import PROVEN
from optalloc.present.document import (
    PROJECT,
    RECIPIENT,
    SOURCE,
    TOTAL,
    USE,
    Block,
    Column,
    Section,
    TableBlock,
    Text,
    amounts_in,
)

if TYPE_CHECKING:
    from optalloc.present.answers.explored import CutAnswer

HEADS = (RECIPIENT, SOURCE, USE, PROJECT)
FIGURES = (Words("原", "before"), Words("现", "after"), Words("增减", "change"))
DUE = Words("按比例", "same part")


def cut_lines(found: PlanRevision) -> Iterator[Words]:
    """Yield the change of the money, how much moves, and what is proven."""
    say, count = found.before.say, len(found.moves)
    then, now = found.approved.total, found.plan.total
    yield Words(
        f"资金由 {say(found.before.money)} 改为 {say(found.after.money)}，"
        f"方案合计由 {say(then)} 改为 {say(now)}。",
        f"The money goes from {say(found.before.money)} to {say(found.after.money)},"
        f" the plan's total from {say(then)} to {say(now)}.",
    )
    for source in found.before.sources:
        new = found.after.source_named[source.name].amount
        if new != source.amount:
            old, text = say(source.amount), say(new)
            yield Words(f"  {source.name}：{old} → {text}", f"  {source.name}: {old} → {text}")
    if found.breaches:
        first = found.breaches[0].words()
        many, places = len(found.breaches), _many(len(found.breaches), "place")
        yield Words(
            f"注意：已批方案在原来的资金下就有 {many} 处不符合约束，如{first.zh}。",
            f"Note: the approved plan broke rules in {places} before, such as {first.en}.",
        )
    if not count:
        yield Words("已批方案不用改动。", "The approved plan can stay as it is.")
        return
    who = len(found.recipients)
    yield Words(
        f"改动 {count} 笔，变动金额 {say(found.moved)}（增减都算），{who} 个单位的合计有变；"
        "约束全部符合。",
        f"Changed: {_many(count, 'cell')}, {say(found.moved)} up and down, and the total of"
        f" {_many(who, 'recipient')}; every rule is kept.",
    )
    yield _proof(found)


def _nearest(found: PlanRevision) -> Words:
    """Return how far the totals are from the same part, and whether they could be nearer."""
    now = found.plan.by_recipient
    off = sum((abs(now.get(n, 0) - due) for n, due in found.due.items()), Fraction(0))
    off += sum(fen for n, fen in now.items() if n not in found.due)
    if found.proven == "no":
        return Words(
            "没有算到底：没有证明最接近同一比例。",
            "Not carried to its end: not proven nearest to the same part.",
        )
    proof, say = PROVEN[found.proven], found.before.say(off)
    return Words(
        f"各单位合计与同一比例应得的金额相差合计 {say}，不能再接近（{proof.zh}）。",
        f"The totals are {say} in all from the same part of what each had; no plan is nearer"
        f" ({proof.en}).",
    )


def _proof(found: PlanRevision) -> Words:
    """Return how sure it is that fewer moves would not do."""
    if found.count == "pro_rata":
        return _nearest(found)
    proof = PROVEN[found.proven]
    few = Words("改动的笔数", "changed cells")
    if found.count == "recipients":
        few = Words("合计变动的单位", "recipients whose total changes")
    if found.proven == "no":
        return Words("没有算到底：没有证明改动最少。", "Not carried to its end: not proven fewest.")
    return Words(
        f"{few.zh}不能再少；在同样少的办法里，变动的金额也不能再少（{proof.zh}）。",
        f"There cannot be fewer {few.en}, nor less money moved with so few ({proof.en}).",
    )


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def cut_json(found: PlanRevision, lang: Lang) -> "CutAnswer":
    """Return the moves as an object, amounts as decimal strings."""
    unit = found.before.unit

    def amount(fen: int) -> str:
        return show_amount(fen, unit)

    then, now = found.approved.by_recipient, found.plan.by_recipient
    answer: CutAnswer = {
        "scenario": found.before.name,
        "unit": unit,
        "sources": {
            s.name: [amount(s.amount), amount(found.after.source_named[s.name].amount)]
            for s in found.before.sources
        },
        "moves": [
            {
                "recipient": move.recipient,
                "source": move.source,
                "use": move.use,
                "project": move.project,
                "before": amount(move.before),
                "after": amount(move.after),
                "change": amount(move.change),
            }
            for move in found.moves
        ],
        "recipients": {
            r.name: [amount(then.get(r.name, 0)), amount(now.get(r.name, 0))]
            for r in found.before.recipients
        },
        "awards": awards_json(found.plan, unit),
        "count": found.count,
        "moved": amount(found.moved),
        "proven": found.proven,
        "breaches_before": [breach.words().say(lang) for breach in found.breaches],
        "seconds": round(found.seconds, 3),
        "words": [words.say(lang) for words in cut_lines(found)],
    }
    if found.due:
        answer["due"] = {name: show_money(fen, unit) for name, fen in found.due.items()}
    return answer


def cut_document(found: PlanRevision) -> Iterator[Section]:
    """Yield the moves and the recipients' totals."""
    problem = found.before
    blocks: list[Block] = [Text(words) for words in cut_lines(found)]
    if found.moves:
        blocks += [_moves_table(found), _totals_table(found)]
    yield Section("cut", heading(problem), blocks)


def _totals_table(found: PlanRevision) -> TableBlock:
    """Return what each recipient had and has."""
    problem = found.before
    then, now = found.approved.by_recipient, found.plan.by_recipient
    names = [r.name for r in problem.recipients]
    pairs = [(then.get(n, 0), now.get(n, 0)) for n in names]
    pairs.append((sum(a for a, _ in pairs), sum(b for _, b in pairs)))
    title = Words("各单位合计", "Totals") + amounts_in(problem.unit)
    first = Column(HEADS[0], [*names, TOTAL], is_text=True)
    columns = [first, *_figures(pairs, problem.unit)]
    if found.due:
        due = [found.due.get(n, Fraction(0)) for n in names]
        texts = [show_money(fen, problem.unit, 4) for fen in (*due, sum(due))]
        columns.insert(2, Column(DUE, texts))
    return TableBlock("totals", title, columns, has_total=True)


def _moves_table(found: PlanRevision) -> TableBlock:
    """Return each cell that changes; their changes add up to that of the plan."""
    moves, unit = found.moves, found.before.unit
    rows = [(m.recipient, m.source, m.use, m.project or "") for m in moves]
    kept = [k for k in range(len(HEADS)) if k < 3 or any(row[k] for row in rows)]
    names = [
        Column(HEADS[k], [*(row[k] for row in rows), "" if k else TOTAL], True, is_joined=True)
        for k in kept
    ]
    pairs = [(m.before, m.after) for m in moves]
    pairs.append((sum(a for a, _ in pairs), sum(b for _, b in pairs)))
    title = Words("调整清单", "Moves") + amounts_in(unit)
    return TableBlock("moves", title, [*names, *_figures(pairs, unit)], has_total=True)


def _figures(pairs: list[tuple[int, int]], unit: str) -> list[Column]:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    changes = [b - a for a, b in pairs]
    texts = (aligned(before, unit), aligned(after, unit), signed(changes, unit))
    return [Column(h, t, is_joined=True) for h, t in zip(FIGURES, texts, strict=True)]
