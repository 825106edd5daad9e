"""What each rule costs, in words and as JSON."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from optalloc.core.message import NOTHING, Lang, Words
from optalloc.explaining.rule_costs.costs import Cost, Costs, Weight
from optalloc.explaining.rule_costs.effects import (
    doubts,
    effect_json,
    effect_words,
    leaves_room,
    moved_words,
)
from optalloc.pipeline.feasibility import is_grain
from optalloc.present.document import Section, Text
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.explained import CostsJson

HEAD = Words(
    "逐条去掉约束重新求解，与现在的方案比：排在前面的目标先比，第一个不同的目标定高下。",
    "Each rule is left out and the rest solved again. Plans are compared goal by goal, in order: "
    "the first goal that differs decides.",
)
WEIGHTS: dict[Weight, Words] = {
    "binds": Words("有代价", "costs something"),
    "ties": Words("只在同样好的方案中取舍", "decides between equals"),
    "inside": Words("只管单位内部", "inside recipients only"),
    "shared": Words("单独去掉不变", "nothing alone"),
    "never": Words("不起作用", "never matters"),
    "open": Words("没有结论", "not settled"),
}
"""What a rule's weight is called in a table."""


def costs_lines(found: Costs) -> Iterator[Words]:
    """Yield what each rule costs: those that cost something one by one, the others together."""
    yield HEAD
    for cost in found.of_weight("binds", "ties", "open"):
        yield cost_line(cost, found)
    if not found.of_weight("binds"):
        is_all = len(found.costs) == len(found.answer.problem.rules)
        which = NOTHING if is_all else Words("（试过的里面）", " of those looked into")
        yield Words(
            f"没有一条约束{which.zh}使最优方案变差。",
            f"No rule{which.en} makes the best plan worse than without it.",
        )
    yield from _together(found)
    yield from _firm(found)
    yield doubts(cost.effect for cost in found.costs)


def _firm(found: Costs) -> Iterator[Words]:
    """Yield which rules nobody left out, as law or a document states them."""
    rules = [r for r in found.answer.problem.rules if r.is_firm and not found.cost_of(r.label)]
    if rules:
        names = bracketed(*(rule.shown for rule in rules))
        yield Words(
            f"刚性约束（法规、文件所定）不试着去掉：{names.zh}。",
            f"Firm (law or a document), and so never left out: {names.en}.",
        )


def telling_costs(found: Costs) -> Iterator[Words]:
    """Yield what only those rules cost that cost something; nothing where none does."""
    told = found.of_weight("binds", "ties", "open")
    for cost in told:
        yield cost_line(cost, found)
    if told:
        yield doubts(cost.effect for cost in told)


def cost_line(cost: Cost, found: Costs) -> Words:
    """Return what one rule costs in one line."""
    problem = found.answer.problem
    name = bracketed(cost.rule.shown)
    asked = cost.rule.words(problem)
    name = Words(f"{name.zh}（{asked.zh}）", f"{name.en} ({asked.en})")
    said = effect_words(cost.effect, problem)
    fen = Words("（精确到分）", " (in single fen)") if is_grain(cost.rule) else Words("", "")
    if cost.effect.state == "anew":
        said += Words(
            "（目标本身按步长计算，步长变了，前后的数值不能比）",
            " (goals are counted in steps here, so values before and after do not compare)",
        )
    if cost.weight == "open":
        return Words(
            f"{name.zh}：去掉它会怎样，没有得出证明过的结论。",
            f"{name.en}: what happens without it is not settled by any proof.",
        )
    if cost.weight == "ties":
        moved = moved_words(cost.effect, problem)
        return Words(
            f"{name.zh}：只在同样好的方案之间取舍。去掉它，各目标不变，{moved.zh}。",
            f"{name.en}: decides only between equally good plans. Without it every goal stays and "
            f"{moved.en}.",
        )
    turned = _turned(cost, problem)
    return Words(
        f"{name.zh}：去掉它{fen.zh}，{said.zh}。{turned.zh}",
        f"{name.en}: without it{fen.en}, {said.en}.{turned.en}",
    )


def _turned(cost: Cost, problem: Problem) -> Words:
    """Say why plans get worse without a rule: others are counted by it and ask for more."""
    if not cost.turned:
        return NOTHING
    names = bracketed(*problem.names_of(cost.turned))
    zh, en = ("这", "so") if cost.effect.state == "no_plan" else ("变差", "worse")
    return Words(
        f"{zh}是因为{names.zh}的要求取决于它：去掉它，要求也变了，现在的方案就不再符合。",
        f" That is {en} because what {names.en} asks for depends on it: without it that changes, "
        "and the plan as it is does not keep that.",
    )


def _together(found: Costs) -> Iterator[Words]:
    """Yield a sentence each for the rules that cost nothing, by what they do nevertheless."""
    if costs := found.of_weight("inside"):
        names = _names(costs)
        yield Words(
            f"不影响任何目标，也不改变任何单位的合计，只决定单位内部的来源、用途、项目：{names.zh}。",
            "Cost no goal anything and change nobody's total; they only place money between a "
            f"recipient's own sources, uses and projects: {names.en}.",
        )
    if costs := found.of_weight("shared"):
        names = _names(costs)
        alone = Words(
            f"单独去掉任何一条都不改变什么：{names.zh}",
            f"Change nothing when one of them alone is left out: {names.en}",
        )
        yield alone + (
            Words(
                "（有的目标给后面的目标留了余地，一起去掉会怎样没有查）。",
                " (a goal leaves room for the next; leaving all of them out was not looked into).",
            )
            if leaves_room(found.answer)
            else Words(
                "；但与其他不起作用的约束一起全部去掉，方案就会变。",
                "; but with all the rules that change nothing left out at once, the plan changes.",
            )
        )
    if costs := found.of_weight("never"):
        names = _names(costs)
        yield Words(
            f"对这个方案不起作用，全部一起去掉也不变：{names.zh}。",
            f"Never matter here; with all of them left out at once nothing changes: {names.en}.",
        )


def _names(costs: Iterable[Cost]) -> Words:
    return bracketed(*(cost.rule.shown for cost in costs))


def costs_json(found: Costs, unit: str, lang: Lang) -> "CostsJson":
    """Return what each rule costs as data, amounts as decimal strings in a unit."""
    return {
        "unit": unit,
        "rules": [
            {
                "rule": cost.rule.label,
                "weight": cost.weight,
                "words": cost_line(cost, found).say(lang)
                if cost.weight in ("binds", "ties", "open")
                else WEIGHTS[cost.weight].say(lang),
                "turned": list(cost.turned),
                **effect_json(cost.effect, unit, lang),
            }
            for cost in found.costs
        ],
        "solves": found.solves,
        "words": [words.say(lang) for words in costs_lines(found)],
    }


def costs_document(found: Costs, labels: bool = False) -> Iterator[Section]:
    """Yield what each rule costs.

    Args:
        labels: Whether rules were asked for by label: then each has its line, whatever it costs.
    """
    lines = _by_label(found) if labels else costs_lines(found)
    title = Words("每条约束的代价", "What each rule costs")
    yield Section("costs", title, [Text(words) for words in lines])


def _by_label(found: Costs) -> Iterator[Words]:
    """Yield a line for each rule."""
    for cost in found.costs:
        if cost.weight in ("binds", "ties", "open"):
            yield cost_line(cost, found)
            continue
        said, rule = WEIGHTS[cost.weight], cost.rule.words(found.answer.problem)
        name = bracketed(cost.rule.shown)
        yield name + Words(f"（{rule.zh}）：{said.zh}。", f" ({rule.en}): {said.en}.")
