"""Say what a frontier shows, and that it is whole or where it may not be."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.alignment import aligned
from optalloc.core.errors import flat
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import beside_exact, show_amount, show_percent
from optalloc.exploring.frontier.frontier import ComparedPlan, Frontier, Pair
from optalloc.exploring.knees import FEWEST
from optalloc.pipeline.as_json import awards_json
from optalloc.pipeline.describe import heading
from optalloc.pipeline.outcome_text import PROOFS, shown_in, value_in
from optalloc.present.document import Block, Column, Section, TableBlock, Text
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem

if TYPE_CHECKING:
    from optalloc.present.answers.explored import FrontierAnswer

MOST_NAMES = 12
"""Recipients up to whose number each one's total is shown; --json has them all."""
LEAST_DIGITS, MOST_DIGITS = 4, 13
PERCENT_DIGITS = 1
PLACE = (Words("第一个目标", "the first goal"), Words("第二个目标", "the second goal"))


def goal_names(found: Frontier) -> tuple[Words, Words]:
    """Return the two goals in words."""
    one, other = (goal.words(found.problem) for goal in found.goals)
    return one, other


def shown_values(found: Frontier, values: Pair) -> tuple[str, str]:
    """Return a pair of values as it is shown."""
    one, other = (shown_one(found, k, values[k]) for k in (0, 1))
    return one, other


def shown_one(found: Frontier, k: int, value: Fraction) -> str:
    """Return a value of one goal, with as many decimals as tell the points apart."""
    measure, unit, digits = found.aims[k].measure, found.problem.unit, LEAST_DIGITS
    while digits < MOST_DIGITS:
        texts = {shown_in(measure, p.values[k], unit, digits) for p in found.points}
        if len(texts) == len(found.points):
            break
        digits += 1
    return shown_in(measure, value, unit, digits)


def frontier_lines(found: Frontier) -> Iterator[Words]:
    """Yield what the points are, what it costs to go from end to end, and what is proven."""
    count, names = len(found.points), goal_names(found)
    yield Words(f"目标一：{names[0].zh}", f"Goal 1: {names[0].en}")
    yield Words(f"目标二：{names[1].zh}", f"Goal 2: {names[1].en}")
    for words in found.before:
        yield Words(f"每个方案都先做到：{words.zh}。", f"Every plan first has: {words.en}.")
    first, last = found.points[0], found.points[-1]
    if count == 1:
        yield Words(
            "一个方案在两个目标上同时最好，没有取舍。",
            "One plan is best by both goals: there is nothing to weigh.",
        )
    else:
        (a, b), (c, d) = shown_values(found, first.values), shown_values(found, last.values)
        yield Words(
            f"从一头到另一头：目标一由 {a} 变为 {c}，目标二由 {b} 变为 {d}。",
            f"From one end to the other, goal 1 goes from {a} to {c} and goal 2 from {b} to {d}.",
        )
    yield from knee_words(found)
    yield from _proof(found, count)
    yield from _beside(found)


def knee_words(found: Frontier) -> Iterator[Words]:
    """Yield which point is the knee, what it wins and what that costs; nothing without one."""
    knee = found.knee
    if knee is None:
        if len(found.points) >= FEWEST:
            yield Words(
                "没有拐点：没有哪一组在两头的连线以下。",
                "There is no knee: no pair is below the line between the two ends.",
            )
        return
    (a, b), (c, d) = (shown_values(found, found.points[place].values) for place in (0, knee.place))
    along, across = (show_percent(part, PERCENT_DIGITS) for part in (knee.along, knee.across))
    n = knee.place + 1
    yield Words(
        f"拐点是第 {n} 组：从第 1 组到这里，目标二由 {b} 变为 {d}，走完全程的 {across}，"
        f"目标一只由 {a} 变为 {c}，是全程的 {along}；各组中它在两头连线以下最远。",
        f"The knee is number {n}: from number 1 to it goal 2 goes from {b} to {d}, {across} of its "
        f"way, for goal 1 from {a} to {c}, {along} of its way; no other is farther below the line "
        "between the two ends.",
    )


def _knee_json(found: Frontier, lang: Lang) -> dict[str, Any] | None:
    knee = found.knee
    if knee is None:
        return None
    said = {"number": knee.place + 1}
    for name in ("along", "across", "depth"):
        said |= beside_exact(name, getattr(knee, name))
    return {**said, "words": next(knee_words(found)).say(lang)}


def _proof(found: Frontier, count: int) -> Iterator[Words]:
    proof = PROOFS[found.proven]
    if found.is_whole:
        yield Words(
            f"互不超越的取值共 {count} 组，这些就是全部：每一组都{proof.zh}，两组之间再没有别的。",
            f"There are {count} undominated pairs of values and these are all: each is {proof.en},"
            " and nothing lies between two of them."
            if count > 1
            else f"This is the only undominated pair of values ({proof.en}).",
        )
    elif found.near:
        near = shown_in(found.aims[found.near_goal].measure, found.near, found.problem.unit)
        place = PLACE[found.near_goal]
        yield Words(
            f"找到 {count} 组，每一组都{proof.zh}；{place.zh}相差不到 {near} 的点可能漏掉。",
            f"{count} pairs were found, each {proof.en}; points nearer to one another than {near}"
            f" by {place.en} may be missing.",
        )
    else:
        yield Words(
            f"找到 {count} 组就到了上限（时限或 --most）：列出的都{proof.zh}，但不是全部。",
            f"Stopped by a limit (time, or --most) after {count} pairs: those listed are"
            f" {proof.en}, but they are not all.",
        )


def _beside(found: Frontier) -> Iterator[Words]:
    """Yield where the scenario's own plan and the baseline stand."""
    if found.chosen is not None:
        one, other = shown_values(found, found.chosen.values)
        there = [i for i, p in enumerate(found.points, 1) if p.values == found.chosen.values]
        is_one = (
            Words(f"，就是第 {there[0]} 组", f"; it is number {there[0]}")
            if there
            else Words("，不在其中", "; it is none of them")
        )
        yield Words(
            f"情景自己的最优方案：{one}，{other}{is_one.zh}。",
            f"The scenario's own best plan: {one}, {other}{is_one.en}.",
        )
    one, other = shown_values(found, found.baseline.values)
    broken = found.baseline.breaches
    keeps = Words("符合全部约束", "it keeps every rule")
    if broken:
        places = "1 place" if broken == 1 else f"{broken} places"
        keeps = Words(f"违反约束 {broken} 处，不能用", f"it breaks rules in {places}")
    yield Words(
        f"基准方案：{one}，{other}（{keeps.zh}）。", f"The baseline: {one}, {other} ({keeps.en})."
    )


def frontier_json(found: Frontier, lang: Lang) -> "FrontierAnswer":
    """Return a frontier as an object; values as decimals and exact fractions."""
    problem = found.problem

    def values(pair: Pair) -> dict[str, Any]:
        aims = zip(found.aims, pair, strict=True)
        return beside_exact("values", [value_in(a.measure, v, problem.unit) for a, v in aims])

    def beside(plan: ComparedPlan) -> dict[str, Any]:
        held = _totals_json(plan.plan, problem)
        return {**values(plan.values), "recipients": held, "breaches": plan.breaches}

    return cast(
        "FrontierAnswer",
        {
            "scenario": problem.name,
            "unit": problem.unit,
            "goals": [
                {"goal": goal.label, "measure": aim.measure, "words": goal.words(problem).say(lang)}
                for goal, aim in zip(found.goals, found.aims, strict=True)
            ],
            "points": [
                {
                    **values(point.values),
                    "shown": list(shown_values(found, point.values)),
                    "proven": point.proven,
                    "recipients": _totals_json(point.plan, problem),
                    "awards": awards_json(point.plan, problem.unit),
                }
                for point in found.points
            ],
            "is_whole": found.is_whole,
            "proven": found.proven,
            "chosen": beside(found.chosen) if found.chosen else None,
            "baseline": beside(found.baseline),
            "knee": _knee_json(found, lang),
            "seconds": round(found.seconds, 3),
            "words": [words.say(lang) for words in frontier_lines(found)],
        },
    )


def _totals_json(plan: Plan, problem: Problem) -> dict[str, str]:
    held = plan.by_recipient
    return {r.name: show_amount(held.get(r.name, 0), problem.unit) for r in problem.recipients}


def frontier_document(found: Frontier, picture: str | None = None) -> Iterator[Section]:
    """Yield the points from the best by the first goal to the best by the second.

    Args:
        picture: The file in which they are drawn too.
    """
    lines = list(frontier_lines(found))
    blocks: list[Block] = [*(Text(words) for words in lines[:2]), _points_table(found)]
    blocks += [Text(words) for words in lines[2:]]
    blocks += drawn_in(picture)
    yield Section("frontier", heading(found.problem), blocks)


def _points_table(found: Frontier) -> TableBlock:
    """Return the points, a row each, with everybody's total where there are few."""
    problem, points = found.problem, found.points
    pairs = [shown_values(found, point.values) for point in points]
    columns = [Column("", [str(i) for i in range(1, len(points) + 1)], is_text=True)]
    for k, head in enumerate((Words("目标一", "goal 1"), Words("目标二", "goal 2"))):
        columns.append(Column(head, [pair[k] for pair in pairs], is_joined=k > 0))
    for r in problem.recipients if len(problem.recipients) <= MOST_NAMES else ():
        totals = [p.plan.by_recipient.get(r.name, 0) for p in points]
        columns.append(Column(r.name, aligned(totals, problem.unit)))
    title = Words(
        f"互不超越的方案（金额单位：{problem.unit}）", f"Undominated plans (in {problem.unit})"
    )
    return TableBlock("points", title, columns)


def drawn_in(picture: str | None) -> list[Text]:
    """Return where the picture is, where there is one."""
    if picture is None:
        return []
    return [Text(Words("图片已写入：", "The picture is written: ") + same(flat(picture)))]
