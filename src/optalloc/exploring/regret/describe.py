"""Say what one plan for several scenarios loses in each, and that no plan's worst loss is less."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.message import NOTHING, Lang, Words
from optalloc.core.money import beside_exact, show_amount
from optalloc.exploring.goal_stages import measure_of
from optalloc.exploring.regret.loss import Loss
from optalloc.exploring.regret.regret import Regret
from optalloc.pipeline.as_json import awards_json
from optalloc.pipeline.describe import names_column, totals_column
from optalloc.pipeline.outcome_text import PROVEN, shown_in, value_in
from optalloc.present.document import (
    PLAN,
    Block,
    Column,
    Items,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.problem.facts import Plan

if TYPE_CHECKING:
    from optalloc.present.answers.explored import RegretAnswer

BROKEN = "✗"
CANNOT_BE = Words(f"{BROKEN} 违反该情景的约束，不能用。", f"{BROKEN} breaks rules there.")
CHOSEN = Words("所选方案", "chosen plan")


def shown_loss(found: Regret, loss: Fraction) -> str:
    """Return a loss as it is shown."""
    return shown_in(found.measure, loss, found.losses[0].problem.unit)


BESIDE_VALUE = Words(
    "；它在这个数值之前或之后比较的较差", "; worse in what it compares before that value, or after"
)
"""Of goals that tell plans apart by more than their value: what comes first, or lower levels."""


def regret_lines(found: Regret) -> Iterator[Words]:
    """Yield what a loss is, the worst one, and what is proven of it."""
    goals = [loss.goal.words(loss.problem) for loss in found.losses]
    if len(set(goals)) == 1:
        yield Words(
            f"比较的目标（各情景的第一个）：{goals[0].zh}",
            f"The goal that counts, the first of each: {goals[0].en}",
        )
    else:
        for loss, words in zip(found.losses, goals, strict=True):
            yield Words(f"{loss.file} 的目标：{words.zh}", f"The goal of {loss.file}: {words.en}")
    yield Words(
        "损失：这个方案在某个情景下的目标值，比该情景自己的最优值多出的部分"
        + ("（占最优值的比例）。" if found.relative else "。"),
        "A loss is what the goal's value in a scenario is above that scenario's own best"
        + (", as a part of it." if found.relative else "."),
    )
    worst = shown_loss(found, found.worst)
    if not found.worst:
        yield Words(
            "按这个目标，所选方案在每个情景下都和该情景自己的最优方案一样好，没有损失。",
            "By this goal the chosen plan is as good in every scenario as its own best.",
        )
    else:
        yield Words(
            f"所选方案无论哪个情景成真，损失都不超过 {worst}。",
            f"Whichever scenario comes true, the chosen plan loses at most {worst}.",
        )
        yield _proof(found, worst)
    yield from _later_goals(found)


def _later_goals(found: Regret) -> Iterator[Words]:
    """Yield what becomes of the goals that count in no loss; nothing where there are none."""
    if not any(loss.problem.goals[1:] for loss in found.losses):
        return
    worse = [(loss, *one) for loss in found.losses for one in loss.later(found.plan)]
    if not worse:
        yield Words(
            "后面的目标不算在损失里；所选方案在每个情景下也都不差于该情景自己的最优方案。",
            "The goals after it count in no loss; by them too the chosen plan is nowhere worse "
            "than a scenario's own best.",
        )
        return
    yield Words(
        "后面的目标不算在损失里，只在损失同样小的方案之间取舍；比该情景自己的最优方案差的有：",
        "The goals after it count in no loss, they only decide between plans that lose as little; "
        "worse than in a scenario's own best are:",
    )
    for loss, goal, value, own in worse:
        said, unit = goal.words(loss.problem), loss.problem.unit
        measure = measure_of(loss.problem, goal)
        now, then = (shown_in(measure, figure, unit) for figure in (value, own))
        yield Words(
            f"  {loss.file}：{said.zh}：{now}，自己的最优方案 {then}",
            f"  {loss.file}: {said.en}: {now}, its own best has {then}",
        ) + (NOTHING if value > own else BESIDE_VALUE)


def _proof(found: Regret, worst: str) -> Words:
    proof = PROVEN[found.proven]
    if found.proven == "no":
        floor = shown_loss(found, found.floor)
        return Words(
            f"没有算到底：没有证明这是最小的，只知道不会小于 {floor}。",
            f"Not carried to its end: not proven smallest; it is known to be at least {floor}.",
        )
    if found.floor == found.worst:
        return Words(
            f"没有哪个方案的最大损失小于 {worst}（{proof.zh}）。",
            f"No plan has a smaller worst loss ({proof.en}).",
        )
    gap = shown_in(found.measure, found.worst - found.floor, found.losses[0].problem.unit)
    gap = gap if any(c in "123456789" for c in gap) else Words("一个可忽略的零头", "a trifle").zh
    return Words(
        f"没有哪个方案的最大损失能再小 {gap}（{proof.zh}）。",
        f"No plan's worst loss is smaller by as much as {gap} ({proof.en}).",
    )


def regret_json(found: Regret, lang: Lang) -> "RegretAnswer":
    """Return it as an object; losses as decimals and exact fractions."""
    unit = found.losses[0].problem.unit

    def loss(value: Fraction) -> Fraction:
        return value_in(found.measure, value, unit)

    def losses(plan: Plan) -> list[Fraction]:
        return [loss(s.of(plan, found.relative)) for s in found.losses]

    names = [r.name for r in found.losses[0].problem.recipients]
    held = found.plan.by_recipient
    return cast(
        "RegretAnswer",
        {
            "unit": unit,
            "relative": found.relative,
            **beside_exact("worst", loss(found.worst)),
            **beside_exact("floor", loss(found.floor)),
            "proven": found.proven,
            "recipients": {name: show_amount(held.get(name, 0), unit) for name in names},
            "awards": awards_json(found.plan, unit),
            "scenarios": [
                {
                    "file": one.file,
                    "goal": one.goal.label,
                    **beside_exact("best", value_in(one.aim.measure, one.best, unit)),
                    **beside_exact("loss", loss(one.of(found.plan, found.relative))),
                    "later_goals_worse": [goal.label for goal, *_ in one.later(found.plan)],
                    "own_plan": {
                        n: show_amount(one.own.by_recipient.get(n, 0), unit) for n in names
                    },
                    **beside_exact("losses_of_own_plan", losses(one.own)),
                    "breaches_of_own_plan": [s.breaches(one.own) for s in found.losses],
                }
                for one in found.losses
            ],
            "seconds": round(found.seconds, 3),
            "words": [words.say(lang) for words in regret_lines(found)],
        },
    )


def regret_document(found: Regret) -> Iterator[Section]:
    """Yield the plan beside each scenario's own best, then what every plan loses."""
    yield Section("regret", NOTHING, [Text(words) for words in regret_lines(found)])
    files = [f"{one.problem.shown_name} [{one.file}]" for one in found.losses]
    marks = [f"{_short(i)} " for i in range(1, len(files) + 1)]
    yield Section("scenarios", NOTHING, [Items(files, marks=marks)])
    blocks: list[Block] = [_plans_table(found), _losses_table(found)]
    if any(s.breaches(one.own) for one in found.losses for s in found.losses):
        blocks.append(Text(CANNOT_BE))
    yield Section("plans", NOTHING, blocks)


def _short(place: int) -> str:
    return f"S{place}"


def _plans_table(found: Regret) -> TableBlock:
    """Return the amounts of the chosen plan beside those of each scenario's own best."""
    problem = found.losses[0].problem
    columns = [
        totals_column(head, plan, problem.recipients, problem.unit)
        for head, plan in _named_plans(found)
    ]
    title = Words("分配方案", "Plans") + amounts_in(problem.unit)
    return TableBlock("plans", title, [names_column(problem.recipients), *columns])


def _named_plans(found: Regret) -> list[tuple[Words, Plan]]:
    """Return the chosen plan and each scenario's own best, with their names."""
    names = [_short(i) for i in range(1, len(found.losses) + 1)]
    own = [Words(f"{name} 的最优", f"best of {name}") for name in names]
    return [(CHOSEN, found.plan), *zip(own, (loss.own for loss in found.losses), strict=True)]


def _losses_table(found: Regret) -> TableBlock:
    """Return what each plan loses in each scenario, and at worst."""
    plans = _named_plans(found)
    columns = [Column(PLAN, [name for name, _ in plans], is_text=True)]
    for s, loss in enumerate(found.losses, 1):
        head = Words(f"{_short(s)} 成真", f"if {_short(s)}")
        columns.append(Column(head, [_lost(found, loss, plan) for _, plan in plans]))
    worst = [max(loss.of(p, found.relative) for loss in found.losses) for _, p in plans]
    columns.append(Column(Words("最大", "worst"), [shown_loss(found, loss) for loss in worst]))
    return TableBlock("losses", Words("损失", "Losses"), columns)


def _lost(found: Regret, loss: Loss, plan: Plan) -> str:
    mark = f"{BROKEN} " if loss.breaches(plan) else ""
    return mark + shown_loss(found, loss.of(plan, found.relative))
