"""Say how plans about as good differ, and whether they are all there are."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import aligned
from optalloc.core.message import Lang, Words
from optalloc.core.money import beside_exact, show_amount
from optalloc.exploring.alternatives.alternatives import Alternative, Alternatives
from optalloc.exploring.frontier.describe import drawn_in
from optalloc.exploring.goal_stages import laid
from optalloc.pipeline.as_json import awards_json
from optalloc.pipeline.describe import heading, names_column, totals_column
from optalloc.pipeline.outcome_text import PROOFS, PROVEN, plan_name, shown_in, value_in
from optalloc.present.document import Block, Column, Items, Section, TableBlock, Text, amounts_in
from optalloc.solver.search.outcome import Proven

if TYPE_CHECKING:
    from optalloc.present.answers.explored import AlternativesAnswer


def alternatives_lines(found: Alternatives) -> Iterator[Words]:
    """Yield what counts as about as good, what was found, and what is proven."""
    problem, count = found.problem, len(found.plans)
    name = plan_name(found.plans[0].proven)
    yield Words(f"不比{name.zh}差多少才算差不多好：", "About as good means, goal by goal:")
    whole = laid(problem)
    for goal, value in zip(problem.goals, found.plans[0].values, strict=True):
        measure, said = whole.aim(goal.label).measure, goal.words(problem)
        best = shown_in(measure, value, problem.unit)
        if goal.label not in found.most:
            yield Words(f"  {said.zh}：{name.zh} {best}，不限", f"  {said.en}: {best}, free")
            continue
        most = shown_in(measure, found.most[goal.label], problem.unit)
        bound = Words("至少", "at least") if measure == "gain" else Words("至多", "at most")
        yield Words(
            f"  {said.zh}：{name.zh} {best}，{bound.zh} {most}",
            f"  {said.en}: {best} in {name.en}, {bound.en} {most}",
        )
    yield from _found(found, count)


def _found(found: Alternatives, count: int) -> Iterator[Words]:
    say = found.problem.say
    if found.all_there_are != "no":
        proof = PROVEN[found.all_there_are]
        if count == 1:
            yield Words(
                f"差不多好的只有最优方案自己（{proof.zh}）。要看更多，请放宽 --within。",
                f"Only the best plan itself is about as good ({proof.en})."
                " Allow more by --within to see others.",
            )
            return
        yield Words(
            f"各单位合计不同的方案共 {count} 个，这些就是全部（{proof.zh}）。",
            f"There are {count} plans that differ in anybody's total, and these are all"
            f" ({proof.en}).",
        )
    elif count > 1:
        least = min(plan.apart or 0 for plan in found.plans[1:])
        yield Words(
            f"下面 {count} 个方案两两之间至少相差 {say(least)}（各单位差额合计）；"
            "每一个都是离前面各个最远的。可能还有别的方案，没有再找。",
            f"Any two of these {count} plans differ by at least {say(least)}, all recipients'"
            " differences added up; each is the farthest from all before it."
            " There may be others: none was looked for beyond these.",
        )
    if found.plans[0].proven == "no":
        yield Words(
            "没有证明哪个方案最优，所以没有找差不多好的。请写明更长的 --time-limit。",
            "No plan was proven best, so none about as good was looked for. "
            "Give a longer --time-limit.",
        )
    elif found.is_stopped:
        yield Words(
            "没有全部算到底：可能还有别的，也可能有相差更远的。请写明更长的 --time-limit。",
            "Not all of it was carried to its end: there may be others, and some farther away. "
            "Give a longer --time-limit.",
        )


def apart_words(found: Alternatives, place: int) -> Words:
    """Return how far one plan is from those before it, and how that is proven."""
    plan = found.plans[place]
    if plan.apart is None:
        name = plan_name(plan.proven)
        return Words(
            f"{name.zh}（{PROOFS[plan.proven].zh}）", f"{name.en} ({PROOFS[plan.proven].en})"
        )
    amount, proof = found.problem.say(plan.apart), PROVEN[plan.proven]
    return Words(
        f"与前面最近的一个相差 {amount}，再远的没有（{proof.zh}）",
        f"{amount} from the nearest before it, and none is farther ({proof.en})",
    )


def alternatives_json(found: Alternatives, lang: Lang) -> "AlternativesAnswer":
    """Return the plans as an object; values as decimals and exact fractions, in the unit."""
    problem = found.problem
    names = [r.name for r in problem.recipients]
    aim = laid(problem).aim

    def counted(label: str, value: Fraction) -> Fraction:
        return value_in(aim(label).measure, value, problem.unit)

    def values(plan: Alternative) -> dict[str, Fraction]:
        labels = [goal.label for goal in problem.goals]
        return dict(zip(labels, map(counted, labels, plan.values), strict=True))

    amount = partial(show_amount, unit=problem.unit)
    return cast(
        "AlternativesAnswer",
        {
            "scenario": problem.name,
            "unit": problem.unit,
            "within": {label: room.text for label, room in found.rooms.items()},
            **beside_exact("most", {label: counted(label, m) for label, m in found.most.items()}),
            "plans": [
                {
                    "apart": None if plan.apart is None else amount(plan.apart),
                    "proven": plan.proven,
                    **beside_exact("values", values(plan)),
                    "recipients": {n: amount(plan.plan.by_recipient.get(n, 0)) for n in names},
                    "awards": awards_json(plan.plan, problem.unit),
                }
                for plan in found.plans
            ],
            "ranges": {
                name: None if ends is None else [amount(fen) for fen in ends]
                for name, ends in found.ranges.items()
            },
            "all_there_are": found.all_there_are,
            "is_stopped": found.is_stopped,
            "seconds": round(found.seconds, 3),
            "words": [words.say(lang) for words in alternatives_lines(found)],
        },
    )


def alternatives_document(found: Alternatives, picture: str | None = None) -> Iterator[Section]:
    """Yield the plans side by side, and how far each total can move.

    Args:
        picture: The file in which they are drawn too.
    """
    problem = found.problem
    plans = [
        totals_column(_name(i, p.proven), p.plan, problem.recipients, problem.unit)
        for i, p in enumerate(found.plans)
    ]
    title = Words("差不多好的方案", "Plans about as good") + amounts_in(problem.unit)
    places = range(len(found.plans))
    blocks: list[Block] = [Text(words) for words in alternatives_lines(found)]
    columns = [names_column(problem.recipients), *plans, *_ranges(found)]
    blocks.append(TableBlock("plans", title, columns))
    blocks.append(
        Items([apart_words(found, i) for i in places], marks=[f"{i + 1}." for i in places])
    )
    blocks += drawn_in(picture)
    yield Section("alternatives", heading(problem), blocks)


def _name(place: int, proven: Proven) -> Words:
    if not place and proven == "no":
        return Words("现有最好", "best found")
    if not place:
        return Words("最优", "best")
    return Words(f"方案{place + 1}", f"plan {place + 1}")


def _ranges(found: Alternatives) -> Iterator[Column]:
    """Yield the least and the most of each recipient in any plan about as good."""
    unit = found.problem.unit
    ends = [found.ranges.get(r.name) for r in found.problem.recipients]
    if any(pair is not None for pair in ends):
        for k, head in enumerate((Words("最少", "least"), Words("最多", "most"))):
            cells = aligned([pair[k] if pair else None for pair in ends], unit)
            yield Column(head, cells, is_joined=k > 0)
