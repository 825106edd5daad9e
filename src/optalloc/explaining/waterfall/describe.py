"""The way from target to award in plain words and as JSON; figures as printed add up exactly."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.alignment import padded
from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Lang, Words, in_clauses, listed
from optalloc.core.money import JSON_DIGITS, show_amount, show_money
from optalloc.explaining.waterfall.score_sheet import (
    digits_for,
    gives_words,
    named_figure,
    named_lines,
    sheet_lines,
    shown,
    signed,
)
from optalloc.explaining.waterfall.waterfall import Step, Waterfall
from optalloc.present.document import (
    RECIPIENT,
    TARGET,
    TOTAL,
    Block,
    Column,
    Section,
    TableBlock,
    Text,
)
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.explained import RecipientStepsJson, WaterfallJson

MOST_LINES = 12
"""Recipients up to which each has its sentence too."""
ONE_BY_ONE = Words(
    "逐个单位的说明：--recipient 名称。", "One recipient in words: --recipient NAME."
)

MOST_FACTORS = 3
"""Factors named in a recipient's one line; the others are added up."""


def waterfall_lines(found: Waterfall, recipient: str | None = None) -> Iterator[Words]:
    """Yield the explanation, a statement at a time: the order, each recipient, what did nothing.

    Args:
        recipient: The one recipient to speak of, with every factor of its target; None for all.
    """
    yield from opening_lines(found)
    names = [r.name for r in found.answer.problem.recipients]
    for name in names if recipient is None else [recipient]:
        yield recipient_line(found, name)
        if recipient is not None:
            yield from factor_lines(found, name)
    yield from closing_lines(found)


def opening_lines(found: Waterfall) -> Iterator[Words]:
    """Yield what stands before the recipients: the order of the steps, and what each asks."""
    yield _order(found)
    yield from _steps(found)


def closing_lines(found: Waterfall) -> Iterator[Words]:
    """Yield what stands after the recipients: what did nothing, and what is not certain."""
    yield from _without_effect(found)
    yield from _doubts(found)


def waterfall_json(found: Waterfall, unit: str, lang: Lang) -> "WaterfallJson":
    """Return the explanation as data; each recipient's target and changes add up to its award."""
    problem = found.answer.problem
    return {
        "unit": unit,
        "order": list(found.order),
        "steps": [
            {
                "step": step.kind,
                "rules": list(step.rules),
                "words": step_words(found, step).say(lang),
                "moved": show_money(step.moved, unit),
                "proven": step.proven,
            }
            for step in found.steps
        ],
        "recipients": [_recipient_json(found, r.name, unit, lang) for r in problem.recipients],
        "changed_nothing": list(found.kept),
        "moved_inside": list(found.inside),
        "solves": found.solves,
        "words": [words.say(lang) for words in closing_lines(found)],
    }


def waterfall_figures(found: Waterfall) -> tuple[list[str], list[Words], list[list[Fraction]]]:
    """Return what a picture shows: recipients, steps with the target first, and every figure.

    The figures [fen, exact] of a recipient, its target and then a change a step, are its award.
    """
    names = [r.name for r in found.answer.problem.recipients]
    steps = [TARGET, *(step_words(found, step) for step in found.steps)]
    figures = [
        [found.levels[name][0], *(step.change.get(name, Fraction(0)) for step in found.steps)]
        for name in names
    ]
    return names, steps, figures


def step_words(found: Waterfall, step: Step) -> Words:
    """Return what a step is called."""
    if step.kind == "short":
        return Words("资金不足，按比例压减", "cut in proportion, as the money falls short")
    if step.kind == "rounding":
        grain = found.answer.problem.say(found.grain)
        return Words(f"按 {grain} 取整", f"rounded to {grain}")
    if step.kind == "goals":
        return Words("按目标择优", "made best by the goals")
    return bracketed(*found.answer.problem.names_of(step.rules))


def recipient_line(found: Waterfall, name: str) -> Words:
    """Return one recipient's way in one line, its figures adding up as they are printed."""
    problem = found.answer.problem
    target, *changes = _shown(found, name, digits_for(problem))
    factors = _factors(found, name)
    line = Words(
        f"{name}：测算 {target}{problem.unit}{factors.zh}",
        f"{name}: target {target}{problem.unit}{factors.en}",
    )
    for step, change in zip(found.steps, signed(changes), strict=True):
        if change != "0":
            said = step_words(found, step)
            line += Words(f"；{said.zh} {change}", f"; {said.en} {change}")
    award = problem.say(found.answer.given(name))
    if all(change == "0" for change in changes):
        return line + Words(f"，照此安排 {award}。", f", and that is its award, {award}.")
    return line + Words(f"；安排 {award}。", f"; award {award}.")


def factor_lines(found: Waterfall, name: str) -> Iterator[Words]:
    """Yield how each factor made up a recipient's target: a product that can be done by hand."""
    yield from sheet_lines(found.answer.problem, found.factors.get(name, ()))


def _factors(found: Waterfall, name: str) -> Words:
    """Return what made up a target, in brackets: the largest amounts, the others added up."""
    problem, digits = found.answer.problem, digits_for(found.answer.problem)
    sheet = found.factors.get(name, ())
    if not sheet:
        return Words("（不参与测算）", " (no formula speaks for it)")
    sheet = tuple(line for line in sheet if line.amount or line.how == NOTHING) or sheet[:1]
    named = named_lines(sheet, MOST_FACTORS)
    if len(sheet) == 1 and named[0].how != NOTHING:
        return Words(f"（{named[0].how.zh}）", f" ({named[0].how.en})")
    if len(sheet) == 1 and named[0].figure is None:
        return Words("（定额）", " (fixed)")
    parts = [
        (named_figure(problem, line), show_money(line.amount, problem.unit, digits))
        for line in named
    ]
    rest = len(sheet) - len(named)
    if rest:
        others = total(line.amount for line in sheet) - total(line.amount for line in named)
        more = Words(f"其余 {rest} 项", f"{rest} more")
        parts.append((more, show_money(others, problem.unit, digits)))
    if len(parts) == 1:
        return Words(f"（{parts[0][0].zh}）", f" ({parts[0][0].en})")
    zh = listed([what.zh + gives_words(money).zh + money for what, money in parts]).zh
    en = listed([f"{what.en} {money}" for what, money in parts]).en
    return Words(f"（{zh}）", f" ({en})")


def _order(found: Waterfall) -> Words:
    """Say in which order a plan is made, so that the figures below can be followed."""
    done = [step for step in found.steps if step.kind != "short"]
    said = [step_words(found, step) for step in done]
    zh, en = " → ".join(w.zh for w in said), " → ".join(w.en for w in said)
    if not said:
        return Words(
            "测算额本身就是最优方案，没有一步改动它。",
            "The targets are the best plan as they stand; no step changes them.",
        )
    return Words(
        f"从测算额一步步到安排额：测算额 → {zh}。"
        "每走一步，都按到这一步为止的各条约束重新求最优方案；各步增减加起来正好是安排额。",
        f"The way from target to award: target → {en}. "
        "Each step is the best plan under the rules so far; the changes add up to the award.",
    )


def _steps(found: Waterfall) -> Iterator[Words]:
    """Yield what each solved step asks, in the words of its rules, and how much money it moved."""
    problem = found.answer.problem
    for step in found.steps:
        if step.kind == "goals":
            asked = [goal.words(problem) for goal in problem.goals]
        elif step.kind == "rules":
            asked = [rule.words(problem) for rule in problem.rules if rule.label in step.rules]
        else:
            continue
        name, moved = step_words(found, step), problem.say(step.moved)
        zh, en = in_clauses(asked)
        cites = {r.cite: None for r in problem.rules if r.label in step.rules and r.cite}
        clause = listed(list(cites)) if step.kind == "rules" else NOTHING
        yield Words(
            f"{name.zh}：{zh}{f'（{clause.zh}）' if clause.zh else ''}，移动 {moved}。",
            f"{name.en}: {en}{f' ({clause.en})' if clause.en else ''}; it moves {moved}.",
        )


def _without_effect(found: Waterfall) -> Iterator[Words]:
    """Yield one sentence each for rules that were kept anyway, and that moved no total."""
    if found.kept:
        names = _names(found, found.kept)
        yield Words(
            f"没有改变任何安排：{names.zh}，前一步的方案已经符合。",
            f"Changed nothing, as the plan before kept them already: {names.en}.",
        )
    if found.inside:
        names = _names(found, found.inside)
        yield Words(
            f"只在单位内部的来源、用途、项目之间调整，不改变任何单位的合计：{names.zh}。",
            "Moved money only between a recipient's own sources, uses and projects, and changed "
            f"nobody's total: {names.en}.",
        )


def _doubts(found: Waterfall) -> Iterator[Words]:
    """Yield what must be said where solving did not come to its end."""
    for step in found.steps:
        if step.kind == "rules" and len(step.rules) > 1:
            names = _names(found, step.rules)
            yield Words(
                f"{names.zh} 合为一步：分开求解没有在时限内得到方案。",
                f"{names.en} are one step: solved apart they gave no plan in time.",
            )
        if step.proven == "no":
            said = step_words(found, step)
            yield Words(
                f"“{said.zh}”这一步的方案没有证明最优，它与下一步的增减只是近似的归因；合计仍然准确。",
                f"The plan of the step “{said.en}” is not proven best: what it and the next step "
                "change is told apart only roughly. The sums are exact all the same.",
            )


def _names(found: Waterfall, labels: Sequence[str]) -> Words:
    return bracketed(*found.answer.problem.names_of(labels))


def _shown(found: Waterfall, name: str, digits: int) -> list[str]:
    """Return the target and each change, so that what is printed adds up to the award."""
    target = found.levels[name][0]
    changes = [step.change.get(name, Fraction(0)) for step in found.steps]
    return shown([target, *changes], found.answer.problem.unit, digits)


def _recipient_json(found: Waterfall, name: str, unit: str, lang: Lang) -> "RecipientStepsJson":
    target, *changes = _shown(found, name, JSON_DIGITS)
    return {
        "recipient": name,
        "target": target,
        "changes": changes,
        "award": show_money(found.answer.given(name), unit),
        "words": recipient_line(found, name).say(lang),
    }


def waterfall_document(
    found: Waterfall, recipient: str | None = None, brief: bool = False
) -> Iterator[Section]:
    """Yield the way of one recipient in words, or of all as a table.

    Args:
        recipient: Whose way; None for everybody's.
        brief: Whether it is left to the table who got what by which step.
    """
    names = [r.name for r in found.answer.problem.recipients]
    hidden = {recipient_line(found, name) for name in names if len(names) > MOST_LINES}
    brief = brief and bool(found.steps)
    lines = opening_lines(found) if brief else waterfall_lines(found, recipient)
    said = [words for words in lines if recipient is not None or words not in hidden]
    blocks: list[Block] = [Text(words) for words in said]
    if recipient is None and found.steps:
        problem = found.answer.problem
        title = Words(
            f"从测算额到安排额（单位：{problem.unit}）", f"From target to award ({problem.unit})"
        )
        columns = step_columns(found, problem)
        blocks.append(TableBlock("waterfall", title, columns, has_total=True))
    if recipient is None and hidden:
        blocks.append(Text(ONE_BY_ONE))
    yield Section("waterfall", Words("为什么是这个金额", "Why these amounts"), blocks)


def step_columns(found: Waterfall, problem: Problem) -> list[Column]:
    """Return target, changes and award beside the recipients, adding up as they are printed.

    Args:
        problem: The problem of the way, in the unit that amounts are shown in.
    """
    names, steps, figures = waterfall_figures(found)
    sums = [sum((row[i] for row in figures), Fraction(0)) for i in range(len(steps))]
    rows = [shown(row, problem.unit, digits_for(problem)) for row in [*figures, sums]]
    columns = [Column(RECIPIENT, [*names, TOTAL], is_text=True)]
    columns.append(Column(steps[0], padded([row[0] for row in rows])))
    for i in range(1, len(steps)):
        columns.append(Column(steps[i], padded(signed([row[i] for row in rows]))))
    awards = [found.answer.given(name) for name in names]
    last = [show_amount(fen, problem.unit) for fen in (*awards, sum(awards))]
    columns.append(Column(Words("安排额", "award"), padded(last)))
    return columns
