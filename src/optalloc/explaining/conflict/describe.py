"""Say why there is no plan, and what would give one: rules, clauses, amounts, lines to paste."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from optalloc.core.message import NOTHING, Lang, Words, first_few, listed, same
from optalloc.core.money import show_amount, show_percent
from optalloc.explaining.conflict.changes import (
    PROVEN,
    WayOut,
    change_json,
    change_words,
    cost_of,
    remedy_lines,
    rule_words,
    step_json,
    step_words,
    tried_words,
)
from optalloc.explaining.conflict.iis import Conflict, NoPlan, RecipientBounds
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.explained import (
        ConflictingRuleJson,
        ConflictJson,
        NoPlanJson,
        WayOutJson,
    )

MOST_LEVELS = 6
ARITHMETIC = Words("仅凭算术即可证明", "proven by arithmetic alone")
ONLY_FIRM = Words(
    "这些都是刚性约束（法规、文件所定）：放宽其他任何约束都没有用，只能改资金、数据，或请定下它们的机关调整。",
    "All of these are firm (law or a document): loosening any other rule does not help. Only the"
    " money or the facts can change, or whoever laid them down.",
)
ORDERED = Words(
    "可以这样解决。找到的办法按改动幅度从小到大排列（新旧值之差占原值的比例），取消约束排在最后；"
    "每一条都已重新求解并核对。几处一起改的没有全部试过，可能还有改动更小的：",
    "These are the ways out that were found, smallest change first (how far a setting moves beside"
    " its own size), rules left out last; each was solved and audited again. Not all changes of"
    " several things together were tried: there may be a smaller one:",
)


def conflict_lines(result: NoPlan) -> Iterator[Words]:
    """Yield why there is no plan and the ways out, line by line."""
    conflicts, problem = result.conflicts, result.conflicts.problem
    if conflicts.is_possible:
        yield Words(
            "各条约束可以同时成立，没有冲突。", "The rules can all hold: there is no conflict."
        )
        return
    for place, conflict in enumerate(conflicts.found):
        yield from _conflict(conflict, problem, result, is_first=place == 0)
    if conflicts.is_firm:
        yield ONLY_FIRM
    if result.ways:
        yield ORDERED
        for number, way in enumerate(result.ways, start=1):
            yield same(f"  {number}. ") + way_words(way, problem)
            yield from remedy_lines(way.settings, problem)
    else:
        tried = Words(
            "放宽单项设置、取消约束、增加资金都试过，没有找到可行的办法。",
            "Single settings, rules left out and more money were tried: no way was found.",
        )
        yield tried + _not_tried(problem)


def _not_tried(problem: Problem) -> Words:
    """Say what nobody tried to change, as it is firm; nothing where nothing is."""
    rules = [bracketed(r.shown) for r in problem.rules if r.firm]
    names = [*rules, *(same(s.name) for s in problem.sources if s.is_firm)]
    if not names:
        return NOTHING
    shown = listed(names)
    return Words(f"刚性的没有动：{shown.zh}。", f" What is firm was left: {shown.en}.")


def _conflict(
    conflict: Conflict, problem: Problem, result: NoPlan, is_first: bool
) -> Iterator[Words]:
    """Yield one conflict: its members, the figure, and how sure it is."""
    count = len(conflict.rules)
    proof = ARITHMETIC if conflict.by_arithmetic else PROVEN[conflict.proven]
    start = Words("没有可行方案：", "There is no plan: ")
    if not is_first:
        start = Words("另有冲突：", "There is another conflict: ")
    what = Words(f"这 {count} 条约束不能同时成立", f"these {count} rules cannot all hold")
    if count == 1 and conflict.sources:
        what = Words("这条约束与资金不能同时成立", "this rule and the money do not go together")
    elif count == 1:
        what = Words("这条约束与数据不能同时成立", "this rule and the facts do not go together")
    if not count:
        what = Words("资金本身就放不下", "the money itself cannot be placed")
    yield start + what + Words(f"（{proof.zh}）。", f" ({proof.en}).")
    for rule in problem.rules:
        if rule.label in conflict.rules:
            yield same("  ") + rule_words(rule, problem)
    figure = figure_words(conflict, problem)
    for words in [figure] if figure != NOTHING else list(_nearest(conflict, result)):
        yield same("  ") + words
    if conflict.is_irreducible and count > 1:
        fewest = Words("", "")
        if conflict.is_smallest:
            fewest = Words("；没有更少的约束会冲突", ", and no fewer rules conflict")
        yield Words(
            f"  这几条之中去掉任何一条，其余几条之间就不再冲突{fewest.zh}。",
            f"  Without any one of these, the rest of these can all hold{fewest.en}.",
        )


def figure_words(conflict: Conflict, problem: Problem) -> Words:
    """Return the figure that can be checked by hand; nothing where no sum of bounds shows it."""
    figures, say = conflict.figures, problem.say
    spends = any(r.spends(problem) for r in problem.rules if r.label in conflict.rules)
    if conflict.because:
        return conflict.because[0]
    if figures.crossing:
        return _crossing(figures.crossing[0], problem)
    if figures.least > figures.money:
        who = _levels([a for a in figures.levels if a.low], True, problem)
        least, money = say(figures.least), say(figures.money)
        if conflict.recipients:
            count = len(conflict.recipients)
            who = Words(f"只看其中 {count} 个：{who.zh}", f"Of {count} of them alone, {who.en}")
        return Words(
            f"{who.zh}合计至少 {least}，而资金只有 {money}。",
            f"{who.en}together at least {least}, but there is only {money}.",
        )
    if spends and figures.most is not None and figures.most < figures.money:
        who = _levels([a for a in figures.levels if a.high is not None], False, problem)
        most, money = say(figures.most), say(figures.money)
        return Words(
            f"{who.zh}合计至多 {most}，而要安排 {money}。",
            f"{who.en}together at most {most}, but {money} is to be given.",
        )
    return NOTHING


def _crossing(level: RecipientBounds, problem: Problem) -> Words:
    """Say that one recipient must get more than it may."""
    low = problem.say(level.low or 0)
    if level.high is None:
        money = problem.say(problem.money)
        return Words(
            f"{level.recipient}至少要 {low}，而全部资金只有 {money}。",
            f"{level.recipient} must get at least {low}, but there is only {money} in all.",
        )
    high = problem.say(level.high)
    return Words(
        f"{level.recipient}至少要 {low}，又至多只能 {high}。",
        f"{level.recipient} must get at least {low}, and may get at most {high}.",
    )


def _levels(levels: Sequence[RecipientBounds], is_low: bool, problem: Problem) -> Words:
    """Return who must get at least, or at most, how much: the largest first."""
    amounts = [(a.recipient, (a.low if is_low else a.high) or 0) for a in levels]
    amounts.sort(key=lambda pair: -pair[1])
    shown = [f"{name} {problem.say(fen)}" for name, fen in first_few(amounts, MOST_LEVELS)]
    names = listed(shown)
    if len(amounts) > len(shown):
        names += Words(f" 等 {len(amounts)} 个单位", f" and others, {len(amounts)} in all")
    return Words(f"{names.zh}，", f"{names.en}: ") if shown else NOTHING


def _nearest(conflict: Conflict, result: NoPlan) -> Iterator[Words]:
    """Yield how near to a rule the others let a plan come, from the first way out."""
    for way in result.ways:
        for breach in way.still:
            is_member = breach.rule in conflict.rules
            if len(way.changes) == 1 and is_member and breach.rule == way.changes[0].label:
                came = breach.words()
                others = Words("其余的都成立时", "With the others kept, the nearest plan has")
                yield Words(f"{others.zh}，最接近的方案：{came.zh}。", f"{others.en}: {came.en}.")
                return


def way_words(way: WayOut, problem: Problem) -> Words:
    """Return one way out: what changes, by how much, and what the plan then gives."""
    changes = [change_words(change, problem) for change in way.changes]
    zh, en = "，并".join(w.zh for w in changes), ", and ".join(w.en for w in changes)
    cost = show_percent(way.cost, 1)
    notes = Words("", "")
    if way.cost and sum(change.kind != "drop" for change in way.changes) > 1:
        notes += Words(f"改动幅度合计 {cost}", f"changes of {cost} in all")
    elif way.cost:
        notes += Words(f"改动幅度 {cost}", f"a change of {cost}")
    if way.one_less != "no" and any(change.sort != "word" for change in way.changes):
        step = step_words(way.step, problem.unit)
        notes += Words(f"，{step.zh}再少一步就不行", f"; {step.en}one step less is not enough")
    if len(way.changes) == 1:
        notes += tried_words(way.changes[0], problem.unit, Words("都不行", "do not do"))
    if notes.zh:
        notes = Words(f"（{notes.zh}）", f" ({notes.en})")
    return Words(zh, en) + notes + _then(way, problem) + Words("。", ".")


def _then(way: WayOut, problem: Problem) -> Words:
    """Say how much the plan gives then, and what is left over."""
    money = {s.name: s.amount for s in problem.sources}
    money |= {c.label: c.after for c in way.changes if c.kind == "money"}
    given, left = way.plan.total, sum(money.values()) - way.plan.total
    words = Words(f"：安排 {problem.say(given)}", f": {problem.say(given)} is given")
    if left:
        words += Words(f"，余 {problem.say(left)} 未安排", f", {problem.say(left)} stays over")
    return words


def conflict_json(result: NoPlan, unit: str, lang: Lang) -> "NoPlanJson":
    """Return why there is no plan and the ways out, amounts as decimal strings in a unit."""
    problem, conflicts = result.conflicts.problem, result.conflicts
    return {
        "is_possible": conflicts.is_possible,
        "conflicts": [_conflict_json(one, problem, unit, lang) for one in conflicts.found],
        "only_firm": conflicts.is_firm,
        "to_give": [list(labels) for labels in conflicts.to_give],
        "to_give_is_complete": conflicts.is_complete,
        "ways_out": [way_json(way, problem, unit, lang) for way in result.ways],
        "words": [words.say(lang) for words in conflict_lines(result)],
    }


def _rule_json(rule: Rule, problem: Problem, lang: Lang) -> "ConflictingRuleJson":
    said: ConflictingRuleJson = {
        "rule": rule.label,
        "words": rule.words(problem).say(lang),
        "cite": rule.cite,
    }
    if rule.firm:
        said["firm"] = rule.firm if isinstance(rule.firm, bool) else list(rule.firm)
    return said


def _conflict_json(conflict: Conflict, problem: Problem, unit: str, lang: Lang) -> "ConflictJson":
    figures = conflict.figures
    members = [rule for rule in problem.rules if rule.label in conflict.rules]
    return {
        "rules": [_rule_json(rule, problem, lang) for rule in members],
        "sources": list(conflict.sources),
        "recipients": list(conflict.recipients),
        "proven": conflict.proven,
        "by_arithmetic": conflict.by_arithmetic,
        "is_irreducible": conflict.is_irreducible,
        "is_smallest": conflict.is_smallest,
        "least": show_amount(figures.least, unit),
        "most": None if figures.most is None else show_amount(figures.most, unit),
        "money": show_amount(figures.money, unit),
        "because": [words.say(lang) for words in conflict.because],
    }


def way_json(way: WayOut, problem: Problem, unit: str, lang: Lang) -> "WayOutJson":
    """Return one way out as an object."""
    return {
        "settings": list(way.settings),
        "changes": [change_json(change, unit) for change in way.changes],
        "cost": show_percent(cost_of(way.changes), 4),
        "rules_left_out": way.dropped,
        "one_step_less": way.one_less,
        "step": step_json(way.step, unit),
        "total": show_amount(way.plan.total, unit),
        "breaks": [breach.words().say(lang) for breach in way.still],
        "words": way_words(way, problem).say(lang),
    }
