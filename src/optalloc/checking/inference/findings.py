"""What the rule behind a table says of its rows: notes on the rule, and who is off it."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from optalloc.checking.inference.bounded import BoundedRule
from optalloc.checking.inference.growth import GrowthRule
from optalloc.checking.inference.infer import Behind
from optalloc.checking.inference.rates import RateRow, RateRule
from optalloc.checking.inference.remainders import RemainderRule
from optalloc.checking.inference.standards import StandardRule
from optalloc.checking.inference.weights import WeightRow, WeightRule
from optalloc.core.message import NOTHING, Words, listed, same
from optalloc.core.money import show_percent
from optalloc.inputs.understanding.layout.arithmetic import shown, signed
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.units_of_rows import unit_counted

MOST_MOVED = 12
DIGITS_SHOWN = 6
"""Decimals of what weights give; a difference that does not show in them is none."""
MOST_RATES = 3
MOST_BEYOND = Fraction(1, 4)
"""Part of the rows that may lie beyond any weights and still be accused of it."""
SECOND_UNIT = Words("另一种单位", "a second unit")
OTHER_WAY = Words(
    "；与多数行取整的方向不同才会这样，请核对",
    "; only rounded the other way than most rows are is it this: check it",
)
ROUNDED = {
    "nearest": Words("四舍五入", "rounded"),
    "down": Words("只舍不入", "rounded down"),
    "up": Words("只入不舍", "rounded up"),
}


def findings_behind(sheet: Sheet, found: Behind) -> Iterator[Finding]:
    """Yield the rule found and the rows off it; only the rule that explains most accuses a row."""
    accuser = _accuser(found)
    if found.growth is not None:
        yield from _growth(sheet, found.growth)
    if found.bounded is not None:
        yield from _bounded(sheet, found.bounded)
    for rate in found.rates[:MOST_RATES]:
        yield _without(found, _rate(sheet, rate))
    if found.standard is not None:
        yield from (_without(found, finding) for finding in _standard(sheet, found.standard))
    for rule in (found.weights, found.followed):
        if rule is not None and rule.explains_most:
            yield _weights(sheet, rule)
    if found.remainders and not found.less and (len(found.remainders) == 1 or found.rates):
        # Without remainders the rate has said it all.
        yield from (_remainder(sheet, r) for r in found.remainders[:1] if r.rounds or not r.is_same)
    if any(pairs.given.column.is_of_formula for pairs in found.beside):
        return  # what a formula comes to follows the formula, whatever is read out of the table
    if isinstance(accuser, RateRule):
        shared = any(r.is_same and r.pairs == accuser.pairs for r in found.remainders)
        yield from _off_rate(sheet, accuser, shared)
    elif isinstance(accuser, StandardRule):
        yield from _off_standard(sheet, accuser)
    elif accuser is not None:
        yield from _off_weights(sheet, accuser)


def _accuser(found: Behind) -> RateRule | StandardRule | WeightRule | None:
    """Return the rule that explains most rows, the simplest of equals."""
    if found.bounded is not None:
        return None
    rules = (*found.rates[:1], found.standard, found.followed or found.weights)
    there = [rule for rule in rules if rule is not None]
    return max(there, key=lambda rule: rule.explained, default=None)


def _without(found: Behind, finding: Finding) -> Finding:
    """Return a finding that says which columns were taken off the amounts before."""
    if not found.less or finding.kind not in ("rate", "standard"):
        return finding
    names = listed([c.name for c in found.less])
    words = finding.words + Words(f"；金额已减去 {names.zh}", f"; of the amounts less {names.en}")
    return replace(finding, words=words)


def _growth(sheet: Sheet, growth: GrowthRule) -> Iterator[Finding]:
    """Yield the percentage that this year is above the last, and the rows off it."""
    rule, now = growth.rule, growth.rule.pairs.given.column
    more = growth.percentage
    up, percent = more > 0, show_percent(abs(more))
    rows = len(rule.rows)
    words = Words(
        f"比 {growth.before.name} {'增加' if up else '减少'} {percent}："
        f"{rows} 行中 {rule.explained} 行相符",
        f"{percent} {'above' if up else 'below'} {growth.before.name}: "
        f"explains {rule.explained} of {rows} rows",
    )
    yield Finding("growth", "note", sheet.place(None, now), words, ("" if up else "-") + percent)
    for row in rule.rows:
        if row.amount != row.due and not rule.is_other_way(row):
            due, off = sheet.say(row.due), signed(rule.off(row))
            said = Words(f"按多数行应为 {due}，差 {off}", f"by most rows {due}, off by {off}")
            place = sheet.place(row.line, now)
            yield Finding("off_rule", "warning", place, said, sheet.say(row.amount), same(due))


def _bounded(sheet: Sheet, rule: BoundedRule) -> Iterator[Finding]:
    """Yield a rate with its floor and cap, and the rows off it."""
    pairs, rate = rule.rate.pairs, shown(rule.rate.rate) + (sheet.unit or "")
    name = pairs.indicator.name
    words = Words(f"{name} 每单位 {rate}", f"{rate} for each of {name}")
    if rule.floor is not None:
        least = sheet.amount(rule.floor)
        words += Words(f"，不少于 {least}", f", at least {least}")
    if rule.cap is not None:
        most = sheet.amount(rule.cap)
        words += Words(f"，不多于 {most}", f", at most {most}")
    words += Words(
        f"：{rule.rows} 行中 {rule.explained} 行相符",
        f": explains {rule.explained} of {rule.rows} rows",
    )
    yield Finding("bounded_rate", "note", sheet.place(None, pairs.indicator), words, rate)
    for line, off in rule.off.items():
        text = signed(sheet.exact(off))
        said = Words(f"与这个标准相差 {text}", f"is off this rate by {text}")
        yield Finding("off_rule", "warning", sheet.place(line, pairs.given.column), said, text)


def _rate(sheet: Sheet, rule: RateRule) -> Finding:
    """Return the shared rate with the interval that explains the rows."""
    unit, name, rows = sheet.unit or "", rule.pairs.indicator.name, len(rule.rows)
    of = unit_counted(rule.pairs.indicator.bracket)
    per = Words(f"{unit}/{of}", f"{unit}/{of}") if of else Words(unit, unit)
    words = Words(
        f"{name} 每单位 {shown(rule.rate)}{per.zh}：{rows} 行中 {rule.explained} 行相符",
        f"{shown(rule.rate)}{per.en} for each of {name}: explains {rule.explained} of {rows} rows",
    )
    if rule.rounds:
        how, low, high = ROUNDED[rule.mode], shown(rule.low), shown(rule.high)
        step = shown(rule.step) + unit
        words += Words(
            f"（{how.zh}到 {step}；标准在 {low} 到 {high} 之间都相符）",
            f" ({how.en} to {step}; any rate from {low} to {high} does)",
        )
    else:
        words += Words("，分毫不差", ", exactly")
    place = sheet.place(None, rule.pairs.indicator)
    return Finding("rate", "note", place, words, shown(rule.rate))


def _off_rate(sheet: Sheet, rule: RateRule, is_shared: bool) -> Iterator[Finding]:
    """Yield the rows off the shared rate; what rounding payee by payee may do is a note.

    Args:
        is_shared: Whether largest remainder gives every row what it got: what it rounds the other
            way is as it must be.
    """
    for row in rule.rows:
        is_other_way = rule.is_other_way(row)
        if row.amount == row.due or (is_other_way and is_shared):
            continue
        if rule.is_by_payees(row):
            yield _payees(sheet, rule, row)
            continue
        if rule.may_be_chance:
            continue
        # A step or two may come of a count that is shown rounded: somebody should look.
        is_near = rule.rounds and abs(rule.off(row)) <= 2 * rule.step
        severity: Severity = "error" if rule.is_pinned and not is_near else "warning"
        due, off = sheet.say(row.due), signed(rule.off(row))
        low, high = (shown(end) for end in rule.interval(row))
        words = Words(
            f"按每单位 {shown(rule.rate)} 应为 {due}，差 {off}"
            f"（这一行自己的标准在 {low} 到 {high} 之间）",
            f"at {shown(rule.rate)} each it would be {due}, off by {off} "
            f"(its own rate is from {low} to {high})",
        )
        if is_other_way:
            words += OTHER_WAY
        place = sheet.place(row.line, rule.pairs.given.column)
        yield Finding("off_rule", severity, place, words, sheet.say(row.amount), same(due))


def _payees(sheet: Sheet, rule: RateRule, row: RateRow) -> Finding:
    off = signed(rule.off(row))
    words = Words(
        f"与每单位 {shown(rule.rate)} 相差 {off}，逐户四舍五入就会这样，不是错误",
        f"is {off} off {shown(rule.rate)} each, as rounding payee by payee makes it: not an error",
    )
    place = sheet.place(row.line, rule.pairs.given.column)
    came, due = sheet.say(row.amount), same(sheet.say(row.due))
    return Finding("payee_rounding", "note", place, words, came, due)


def _standard(sheet: Sheet, rule: StandardRule) -> Iterator[Finding]:
    """Yield the standards, and the rows with implied units."""
    standards, rows = [shown(s) for s in rule.standards], len(rule.rows)
    names = [SECOND_UNIT if c is None else same(c.name) for c in rule.columns]
    each = [
        Words(f"每个 {name.zh} {one}", f"{one} for each of {name.en}")
        for name, one in zip(names, standards, strict=True)
    ]
    zh, en = "，".join(w.zh for w in each), " and ".join(w.en for w in each)
    words = Words(
        f"{zh}：{rows} 行中 {rule.explained} 行相符",
        f"{en}: explains {rule.explained} of {rows} rows",
    )
    if rule.is_implied:
        words += Words(
            "（第二种单位表中没有列，由金额推断）",
            " (the second unit is in no column; it is inferred from the amounts)",
        )
    yield Finding(
        "standard", "note", sheet.place(None, rule.columns[0]), words, ", ".join(standards)
    )
    for row in rule.rows if rule.is_implied else ():
        if row.units[-1]:
            yield _implied(sheet, rule, row.line, shown(row.units[-1]), standards[-1])


def _off_standard(sheet: Sheet, rule: StandardRule) -> Iterator[Finding]:
    """Yield the rows off the standards."""
    for row in rule.rows:
        if row.off:
            off = signed(row.off)
            text = Words(f"与这几个标准相差 {off}", f"is off these standards by {off}")
            yield Finding("off_rule", "warning", sheet.place(row.line), text, off)


def _implied(sheet: Sheet, rule: StandardRule, line: int, units: str, each: str) -> Finding:
    words = Words(f"多出的部分恰为 {units} × {each}", f"what it got more is just {units} x {each}")
    if rule.marked is not None:
        column, word = rule.marked
        words += Words(f"，由 {column.name}“{word}”标明", f", marked by {column.name} '{word}'")
    return Finding("implied_unit", "note", sheet.place(line), words, units)


def _remainder(sheet: Sheet, rule: RemainderRule) -> Finding:
    """Return whether largest remainder gives the same, and what was moved between whom."""
    name, step = rule.pairs.indicator.name, shown(rule.step) + (sheet.unit or "")
    place = sheet.place(None, rule.pairs.indicator)
    if rule.is_same:
        words = Words(
            f"按 {name} 用最大余数法（以 {step} 为单位）得到同样的金额",
            f"largest remainder by {name}, in steps of {step}, gives the same amounts",
        )
        return Finding("largest_remainder", "note", place, words)
    moved = [f"{sheet.lines[m.line].label} {signed(rule.exact(m.moved))}" for m in rule.moved]
    if len(moved) > MOST_MOVED:
        half = MOST_MOVED // 2
        moved = [*moved[:half], "…", *moved[-half:]]
    why = NOTHING
    if rule.is_rounding:
        why = Words("；每行至多一个单位，是取整造成的", "; one step a row at most: rounding")
    words = Words(
        f"与按 {name} 的最大余数法（以 {step} 为单位）相比，{len(rule.moved)} 行不同："
        f"{'、'.join(moved)}",
        f"{len(rule.moved)} rows differ from largest remainder by {name} in steps of {step}: "
        f"{', '.join(moved)}",
    )
    return Finding("largest_remainder", "note", place, words + why, moved[0])


def _weights(sheet: Sheet, rule: WeightRule) -> Finding:
    """Return the weights with their ranges, and how many rows they explain."""
    names = [f.name for f in rule.factors]
    each = [
        f"{n} {show_percent(w)}（{show_percent(a)}–{show_percent(b)}）"
        for n, w, a, b in zip(names, rule.weights, rule.low, rule.high, strict=True)
    ]
    plain = [t.replace("（", " (").replace("）", ")").replace("–", " to ") for t in each]
    only = Words("，权重唯一", "; no other weights come as close")
    if not rule.is_unique:
        only = Words("，权重不唯一", "; other weights come as close")
    worst, rows = shown(round(rule.worst, 6)), len(rule.rows)
    followed = bool(rule.left_out)
    words = Words(
        f"{'多数行所依的' if followed else '最接近的'}权重：{'、'.join(each)}；"
        f"{rows} 行中 {rule.explained} 行相符，最多差 {worst}",
        f"the weights that {'most rows follow' if followed else 'come closest'}: "
        f"{', '.join(plain)}; {rule.explained} of {rows} rows explained, {worst} off at most",
    )
    return Finding("weights", "note", sheet.place(), words + only, worst)


def _off_weights(sheet: Sheet, rule: WeightRule) -> Iterator[Finding]:
    """Yield the rows off the weights of most, or beyond any weights.

    Where many rows are beyond all weights the amounts were not shared out by any: none is accused.
    """
    beyond = sum(row.is_beyond for row in rule.rows)
    if not rule.left_out and beyond > MOST_BEYOND * len(rule.rows):
        return
    for row in rule.rows:
        is_off = abs(row.off) >= rule.step and round(row.off, DIGITS_SHOWN) != 0
        if is_off and (row.is_beyond or rule.left_out):
            yield _off_weight(sheet, rule, row)


def _off_weight(sheet: Sheet, rule: WeightRule, row: WeightRow) -> Finding:
    """Return how far a row is off."""
    due = shown(round(row.due, DIGITS_SHOWN))
    words = Words("任何权重都解释不了这一行的金额", "no weights explain this amount")
    if rule.left_out:
        off = signed(round(row.off, DIGITS_SHOWN))
        words = Words(
            f"按多数行的权重应为 {due}，差 {off}",
            f"by the weights of most rows it would be {due}, off by {off}",
        )
        if row.is_beyond:
            words += Words("；任何权重都解释不了", "; no weights explain it")
    came, place = shown(row.due + row.off), sheet.place(row.line, rule.given.column)
    return Finding("off_rule", "warning", place, words, came, same(due))
