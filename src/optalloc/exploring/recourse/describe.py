"""Say what is decided now, the outcome in every state, and what knowing more is worth.

What is found over the states of the world, as tables.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.alignment import NONE, aligned
from optalloc.core.message import NOTHING, Lang, Words, listed, same
from optalloc.core.money import beside_exact, show_amount, show_percent
from optalloc.exploring.recourse.states import chance_text
from optalloc.exploring.recourse.two_stage_plan import FirstStage, TwoStagePlan
from optalloc.pipeline.as_json import awards_json
from optalloc.pipeline.describe import names_column, totals_column
from optalloc.pipeline.outcome_text import PROVEN, shown_in, value_in
from optalloc.present.document import (
    AMOUNT,
    PROJECT,
    RECIPIENT,
    SOURCE,
    USE,
    Block,
    Column,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.problem.facts import Plan
from optalloc.solver.program.program import Measure

if TYPE_CHECKING:
    from optalloc.present.answers.explored import FirstStageJson, RecourseAnswer


Shown = Callable[[Fraction], Fraction]

BLOCKED = "✗"

CANNOT_GO_ON = Words(
    f"{BLOCKED} 已证明：现在这样定，该情形下没有符合约束的后续安排。",
    f"{BLOCKED} proven: decided so, that state has no recourse that keeps its rules.",
)


def measure_words(found: TwoStagePlan) -> Words:
    """Return what is made best over the states."""
    tail = show_percent(1 - found.risk.level)
    return {
        "mean": Words("按概率平均的期望值", "the expected value"),
        "cvar": Words(
            f"最坏的 {tail} 可能的平均值（CVaR）", f"the mean of the worst {tail} (CVaR)"
        ),
        "worst": Words("最坏情形的值", "the value in the worst state"),
        "regret": Words("最大后悔值", "the largest regret"),
    }[found.risk.measure]


def recourse_lines(found: TwoStagePlan) -> Iterator[Words]:
    """Yield what is decided now, its value, what is proven of it, and what knowing is worth."""
    names, goal = listed(found.decided_now), found.losses[0].goal.words(found.states[0].problem)
    yield Words(
        f"现在就定（各情形相同）：{names.zh}。其余来源等情形明朗后再定。",
        f"Decided now, the same in every state: {names.en}. The rest when the state is known.",
    )
    yield Words(f"目标：{goal.zh}", f"Goal: {goal.en}")
    yield from _of_the_measure(found)
    yield from _of_later_goals(found)
    yield from _of_information(found)
    yield _of_the_reference(found)
    if found.risk.measure != "mean":
        yield from _of_caution(found)


def _of_the_measure(found: TwoStagePlan) -> Iterator[Words]:
    said, value = measure_words(found), risk_text(found, found.value)
    yield Words(f"所选方案{said.zh}：{value}。", f"The chosen plan: {said.en} is {value}.")
    if found.proven != "no":
        proof = PROVEN[found.proven]
        yield Words(
            f"没有哪个现在就定的安排在这一点上更好（{proof.zh}）。",
            f"No first stage is better in that ({proof.en}).",
        )
        return
    floor = risk_text(found, found.floor)
    yield Words(
        f"没有证明这是最好的；已证明的只是：不会好过 {floor}。",
        f"It is not proven best; no first stage is better than {floor}.",
    )


def _of_later_goals(found: TwoStagePlan) -> Iterator[Words]:
    """Yield which goals decide the first stage; nothing where there is but one."""
    most = max(len(state.problem.goals) for state in found.states)
    if most == 1:
        return
    if found.goals == 1:
        yield Words(
            "其余目标不影响现在就定的安排，只在各情形定后续安排时依次起作用。",
            "The further goals do not decide the first stage, only the recourse in each state.",
        )
        return
    last = found.goals
    zh = "第 2 个目标" if last == 2 else f"第 2 至第 {last} 个目标"
    en = "value of goal 2 decides" if last == 2 else f"values of goals 2 to {last} decide in order"
    yield Words(
        f"同样好时，依次比较{zh}的期望值（不另作证明）；各情形的后续安排按其全部目标依次求最优。",
        f"Among equals the expected {en}, without a proof of that; each state's recourse is best "
        "by all of its goals in order.",
    )


def _is_settled(found: TwoStagePlan) -> bool:
    return found.least_mean == found.mean_floor


def _of_information(found: TwoStagePlan) -> Iterator[Words]:
    worth = difference_text(found, found.evpi)
    most = Words("", "") if _is_settled(found) else Words("至多 ", "at most ")
    yield Words(
        f"完全信息的期望价值（EVPI）：{most.zh}{worth}。假如现在就知道哪种情形成真，平均最多还能好这么多。",
        f"Expected value of perfect information (EVPI): {most.en}{worth}. Knowing now which state "
        "comes true would be worth that much on average, and no more.",
    )


def _of_the_reference(found: TwoStagePlan) -> Words:
    state = found.reference_state
    if found.vss is not None:
        worth = difference_text(found, found.vss)
        least = Words("", "") if _is_settled(found) else Words("至少 ", "at least ")
        return Words(
            f"随机解的价值（VSS）：{least.zh}{worth}。若现在照“{state}”的最优方案来定，平均会差这么多。",
            f"Value of the stochastic solution (VSS): {least.en}{worth}. Deciding now by "
            f"the best plan of “{state}” would be worse by that much on average.",
        )
    names = [s.name for s, no in zip(found.states, found.reference.is_blocked, strict=True) if no]
    if not names:
        return Words(
            f"照“{state}”的最优方案来定会怎样，到时限还没有算出。",
            f"What deciding by the best plan of “{state}” comes to was not settled in time.",
        )
    blocked = listed(names)
    return Words(
        f"随机解的价值（VSS）：没有有限的数。若现在照“{state}”的最优方案来定，"
        f"在“{blocked.zh}”情形下就执行不下去（已证明）。",
        f"Value of the stochastic solution (VSS): no figure. Decided now by the best plan "
        f"of “{state}”, it cannot be carried on in {blocked.en}, which is proven.",
    )


def _of_caution(found: TwoStagePlan) -> Iterator[Words]:
    """Yield what looking at the bad states costs on average, beside the best on average."""
    mean, least = found.chosen.known, found.average.known
    if mean is None or least is None:
        return
    if found.risk.mean(mean) == found.risk.mean(least) and found.risk.of(least) == found.value:
        yield Words(
            "与平均最好的安排一样好：平均不差，这一点上也不差。",
            "As good as the first stage that is best on average: on average, and in this too.",
        )
        return
    cost = difference_text(found, found.risk.mean(mean) - found.risk.mean(least))
    gain = difference_text(found, found.risk.of(least) - found.value)
    said = measure_words(found)
    yield Words(
        f"与平均最好的安排相比：平均差 {cost}，{said.zh}好 {gain}。",
        f"Beside the first stage that is best on average: worse by {cost} on average, "
        f"better by {gain} in {said.en}.",
    )


def recourse_document(found: TwoStagePlan) -> Iterator[Section]:
    """Yield what is said, the states, the first stage beside others, and every state's totals."""
    yield Section("recourse", NOTHING, [Text(words) for words in recourse_lines(found)])
    yield Section("states", NOTHING, [states_table(found)])
    yield Section("first stage", NOTHING, [awards_table(found), firsts_table(found)])
    blocks: list[Block] = [values_table(found)]
    if any(any(stage.is_blocked) for _, stage in first_stages(found)):
        blocks.append(Text(CANNOT_GO_ON))
    yield Section("values", NOTHING, blocks)
    yield Section("recourse of each state", NOTHING, [recourse_table(found)])


def recourse_json(found: TwoStagePlan, lang: Lang) -> "RecourseAnswer":
    """Return it as an object; values as decimals and exact fractions, gains as gains."""
    unit = found.states[0].problem.unit

    def value(of: Fraction) -> Fraction:
        return value_in(found.counted, of, unit)

    def worth(of: Fraction) -> Fraction:
        return value_in("number" if found.counted == "gain" else found.counted, of, unit)

    risk = found.risk
    over = worth if risk.measure == "regret" else value
    return cast(
        "RecourseAnswer",
        {
            "unit": unit,
            "title": found.title,
            "measure": risk.measure,
            **beside_exact("level", risk.level),
            **beside_exact("value", over(found.value)),
            **beside_exact("floor", over(found.floor)),
            "proven": found.proven,
            "goals_that_decide": found.goals,
            **beside_exact("evpi", worth(found.evpi)),
            **beside_exact("vss", None if found.vss is None else worth(found.vss)),
            "reference": found.reference_state,
            "decided_now": list(found.decided_now),
            "first_stage": awards_json(found.chosen.plan, unit),
            "states": list(_states_json(found, value, worth)),
            "first_stages": [_stage_json(found, name, s, lang) for name, s in first_stages(found)],
            "seconds": round(found.seconds, 3),
            "words": [words.say(lang) for words in recourse_lines(found)],
        },
    )


def _states_json(found: TwoStagePlan, value: Shown, worth: Shown) -> "Iterator[dict[str, object]]":
    """Yield each state with its plan and the goal's value.

    Args:
        value, worth: Return a value, and a difference of values, as they are counted.
    """
    unit, values = found.states[0].problem.unit, found.chosen.known or ()
    told = zip(found.states, found.risk.best, values, plans_of(found), strict=True)
    for state, best, own, plan in told:
        held = plan.by_recipient
        names = [r.name for r in state.problem.recipients]
        yield {
            "state": state.name,
            **beside_exact("probability", state.probability),
            **beside_exact("best", value(best)),
            **beside_exact("value", value(own)),
            **beside_exact("regret", worth(own - best)),
            "recipients": {name: show_amount(held.get(name, 0), unit) for name in names},
            "awards": awards_json(plan, unit),
        }


def _stage_json(
    found: TwoStagePlan, name: Words, stage: FirstStage, lang: Lang
) -> "FirstStageJson":
    unit, known = found.states[0].problem.unit, stage.known
    told = [None if v is None else value_in(found.counted, v, unit) for v in stage.values]
    risk, counted = found.risk, found.counted
    mean, worst, tail, most = (
        (None, None, None, None)
        if known is None
        else (risk.mean(known), max(known), risk.cvar(known), risk.regret(known))
    )

    def exact(name: str, value: Fraction | None, counted: Measure) -> dict[str, Any]:
        told = None if value is None else value_in(counted, value, unit)
        return beside_exact(name, told)

    held = stage.plan.by_recipient
    return cast(
        "FirstStageJson",
        {
            "first_stage": name.say(lang),
            "recipients": {
                r.name: show_amount(held.get(r.name, 0), unit)
                for r in found.states[0].problem.recipients
            },
            "values": [None if v is None else str(v) for v in told],
            "cannot_be_carried_on": [
                s.name for s, no in zip(found.states, stage.is_blocked, strict=True) if no
            ],
            **exact("mean", mean, counted),
            **exact("worst", worst, counted),
            **exact("cvar", tail if risk.measure == "cvar" else None, counted),
            **exact("largest_regret", most, "number" if counted == "gain" else counted),
        },
    )


def value_text(found: TwoStagePlan, value: Fraction) -> str:
    """Return a value of the first goal as it is shown."""
    return shown_in(found.counted, value, found.states[0].problem.unit)


def difference_text(found: TwoStagePlan, value: Fraction) -> str:
    """Return a difference of values as it is shown; that of gains is not negated."""
    counted = "number" if found.counted == "gain" else found.counted
    return shown_in(counted, value, found.states[0].problem.unit)


def risk_text(found: TwoStagePlan, value: Fraction) -> str:
    """Return a value of the risk measure as it is shown."""
    return (difference_text if found.risk.measure == "regret" else value_text)(found, value)


def first_stages(found: TwoStagePlan) -> list[tuple[Words, FirstStage]]:
    """Return the first stages that stand side by side, with their names."""
    stages = [found.chosen]
    if found.risk.measure != "mean":
        stages.append(found.average)
    stages += found.alone
    if found.reference_state not in {state.name for state in found.states}:
        stages.append(found.reference)
    return [(stage.name, stage) for stage in stages]


def states_table(found: TwoStagePlan) -> TableBlock:
    """Return the goal's value in every state: with the chosen first stage, and at its own best."""
    values = found.chosen.known or ()
    worse = [value - best for value, best in zip(values, found.risk.best, strict=True)]
    alone = [value_text(found, best) for best in found.risk.best]
    columns = [
        Column(Words("情形", "state"), [s.name for s in found.states], is_text=True),
        Column(Words("概率", "probability"), [chance_text(s.probability) for s in found.states]),
        Column(Words("所选方案", "chosen"), [value_text(found, value) for value in values]),
        Column(Words("单独最优", "its best"), alone),
        Column(Words("后悔值", "regret"), [difference_text(found, value) for value in worse]),
    ]
    return TableBlock("states", Words("各情形的目标值", "The goal in every state"), columns)


def awards_table(found: TwoStagePlan) -> TableBlock:
    """Return every award that is decided now."""
    unit, awards = found.states[0].problem.unit, found.chosen.plan.awards
    columns = [
        Column(RECIPIENT, [a.recipient for a in awards], is_text=True),
        Column(SOURCE, [a.source for a in awards], is_text=True),
        Column(USE, [a.use for a in awards], is_text=True),
    ]
    if found.states[0].problem.projects:
        names = [a.project or NONE for a in awards]
        columns.append(Column(PROJECT, names, is_text=True))
    columns.append(Column(AMOUNT, aligned([a.amount for a in awards], unit)))
    title = Words("现在就定的安排", "Decided now") + amounts_in(unit)
    return TableBlock("decided now", title, columns)


def firsts_table(found: TwoStagePlan) -> TableBlock:
    """Return what each recipient gets now, beside what it would by other first stages."""
    problem = found.states[0].problem
    columns = [
        totals_column(head, stage.plan, problem.recipients, problem.unit)
        for head, stage in first_stages(found)
    ]
    title = Words("现在给各单位", "Now, by recipient") + amounts_in(problem.unit)
    return TableBlock("first stages", title, [names_column(problem.recipients), *columns])


def values_table(found: TwoStagePlan) -> TableBlock:
    """Return the goal's value of each first stage in every state, and over all of them."""
    stages = first_stages(found)
    heads = [name for name, _ in stages]
    columns = [Column(Words("现在按此来定", "first stage"), heads, is_text=True)]
    for s, state in enumerate(found.states):
        columns.append(Column(state.name, [_value_cell(found, stage, s) for _, stage in stages]))
    known = [stage.known for _, stage in stages]
    means = [NONE if v is None else value_text(found, found.risk.mean(v)) for v in known]
    columns.append(Column(Words("期望", "expected"), means))
    worst = [NONE if v is None else value_text(found, max(v)) for v in known]
    columns.append(Column(Words("最坏", "worst"), worst))
    if found.risk.measure == "cvar":
        tails = [NONE if v is None else value_text(found, found.risk.cvar(v)) for v in known]
        columns.append(Column(same("CVaR"), tails))
    most = [NONE if v is None else difference_text(found, found.risk.regret(v)) for v in known]
    columns.append(Column(Words("最大后悔", "largest regret"), most))
    title = Words("现在这样定，各情形会怎样", "What each first stage comes to")
    return TableBlock("values", title, columns)


def _value_cell(found: TwoStagePlan, stage: FirstStage, place: int) -> str:
    value = stage.values[place]
    if value is not None:
        return value_text(found, value)
    return BLOCKED if stage.is_blocked[place] else NONE


def recourse_table(found: TwoStagePlan) -> TableBlock:
    """Return what each recipient gets in all, in every state."""
    problem = found.states[0].problem
    columns = [
        totals_column(state.name, plan, problem.recipients, problem.unit)
        for state, plan in zip(found.states, plans_of(found), strict=True)
    ]
    title = Words(
        "各情形的合计，含以后安排", "In all in each state, recourse included"
    ) + amounts_in(problem.unit)
    return TableBlock("recourse", title, [names_column(problem.recipients), *columns])


def plans_of(found: TwoStagePlan) -> Sequence[Plan]:
    """Return the whole plan of each state; the chosen first stage has them all."""
    return [plan for plan in found.chosen.plans if plan is not None]
