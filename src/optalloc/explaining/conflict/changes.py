"""What is changed to find a way: a setting, a rule left out, the money; in words and as `--set`.

What to do with a change that helps is said beside it: the option that tries it, and the cells that
have it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from optalloc.core.exact import largest_remainder
from optalloc.core.message import NOTHING, Words, first_few, in_clauses, listed, same
from optalloc.core.money import show_amount, show_fraction, show_percent
from optalloc.core.shell_words import set_option
from optalloc.inputs.setting_text import setting_line
from optalloc.problem.component import Breach
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.setting_names import setting_words, value_words
from optalloc.problem.shown_name import bracketed
from optalloc.solver.search.outcome import Proven

if TYPE_CHECKING:
    from optalloc.present.answers.margins import ChangeJson


Sort = Literal["money", "share", "number", "count", "word", "names"]

AMOUNT_COLUMNS = ("金额", "amount")
"""What the table of sources calls its amounts."""

TENTH_OF_A_POINT = Fraction(1, 1000)
"""The step by which shares and weights are moved."""
FINEST = 10_000
"""Units of a figure that is no whole number: at most so many to one."""

MOST_TRIED = 4
"""How many of the values tried in vain are told."""

INDENT = same("     ")


@dataclass(frozen=True)
class Relaxation:
    """One thing that is changed.

    Attributes:
        kind: A setting moved, a recipient exempted, a rule left out, the money of a source, or a
            setting of a target part moved.
        label: The rule, the source, or the target part.
        setting: The setting below the rule; empty otherwise.
        before, after: The value as it was and as it becomes; None for a rule left out.
        tried: Of values that no order of strictness links, those larger than `after` that were
            tried first and do not do; None on a ladder, where one step less says it of all.
    """

    kind: Literal["setting", "exempt", "drop", "money", "target"]
    label: str
    setting: tuple[str, ...] = ()
    sort: Sort = "word"
    before: Any = None
    after: Any = None
    tried: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class TriedStep:
    """By how much values were tried, where smaller changes than one of these could be written.

    Attributes:
        of_sum: Whether it is a step of several amounts together.
    """

    size: Any
    sort: Sort
    of_sum: bool = False


@dataclass(frozen=True)
class Tried:
    """Changes with the problem that they make.

    Attributes:
        settings: What to hand to `--set`, one by one.
        one_less: How it is proven that one step less is too little; `no` where nobody asked, and
            where values stand in no order of strictness.
        step: What that step was; None where whatever less could be written is too little.
    """

    problem: Problem
    changes: tuple[Relaxation, ...]
    settings: tuple[str, ...]
    one_less: Proven
    step: TriedStep | None = None


@dataclass(frozen=True)
class WayOut:
    """Changes with which there is a plan: tried, solved and audited.

    Attributes:
        settings: What to hand to `--set`, one by one.
        cost: How far settings are moved beside their own size, added up; a rule left out has none.
        dropped: How many rules are left out.
        one_less: How it is proven that one step less is too little; `no` where nobody asked.
        plan: The best plan with the changes.
        still: What that plan breaks of the rules as they were.
        step: What that step was; None where whatever less could be written is too little.
    """

    changes: tuple[Relaxation, ...]
    settings: tuple[str, ...]
    cost: Fraction
    dropped: int
    one_less: Proven
    plan: Plan
    still: tuple[Breach, ...]
    step: TriedStep | None = None

    @property
    def rank(self) -> tuple[int, Fraction, int]:
        """What the ways are ordered by."""
        return self.dropped, self.cost, len(self.settings)


def plain(value: Any, sort: Sort, unit: str) -> str:
    """Return a value as a scenario in a unit writes it, exactly."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if sort == "money":
        return show_amount(value, unit)
    if sort == "share":
        return show_percent(value, 6)
    return show_fraction(value) if sort == "number" else str(value)


def said(value: Any, sort: Sort, unit: str, setting: Sequence[str] = ()) -> Words:
    """Return a value as people read it, a word by what it means for its setting."""
    if value is None:
        return Words("不作要求", "nothing asked")
    if sort == "names":
        return listed(value)
    text = plain(value, sort, unit)
    if sort == "word" and setting:
        return value_words(setting[0], text)
    return same(text + unit) if sort == "money" else same(text)


def moved_by(before: Any, after: Any, sort: Sort, unit: str) -> Words:
    """Return how far a value was moved: `加 5万元`, `3.5 个百分点`; nothing for words."""
    if sort in ("word", "names") or after is None:
        return Words("", "")
    by = abs(after - before)
    is_more = after > before
    zh, en = ("加 ", "plus ") if is_more else ("减 ", "less ")
    if sort == "share":
        points = show_fraction(by * 100)
        name = "point" if by * 100 == 1 else "points"
        return Words(f"{zh}{points} 个百分点", f"{en}{points} {name}")
    text = show_amount(by, unit) + unit if sort == "money" else show_fraction(Fraction(by))
    return Words(zh + text, en + text)


def step_words(step: TriedStep | None, unit: str) -> Words:
    """Return by what steps values were tried, before it is said what one step less does."""
    if step is None:
        return NOTHING
    if step.sort == "share":
        points = show_fraction(step.size * 100)
        size = Words(f"{points} 个百分点", f"{points} points")
    else:
        size = said(step.size, step.sort, unit)
    if step.of_sum:
        return Words(
            f"按比例、合计 {size.zh} 一步试，",
            f"tried in proportion, in steps of {size.en} in all, ",
        )
    return Words(f"按 {size.zh} 一步试，", f"tried in steps of {size.en}, ")


def relative(before: Any, after: Any, sort: Sort) -> Fraction:
    """Return how large a move is beside the value itself; other words count as the whole of it."""
    if sort == "names":
        return Fraction(len(before) - len(after), len(before))
    if sort == "word" or not before or after is None:
        return Fraction(1)
    return abs(Fraction(after - before) / Fraction(before))


def with_money(problem: Problem, names: frozenset[str], by: int) -> Problem:
    """Return the problem with more or less money in sources, in proportion to what they have.

    Args:
        by: How much more; below 0 less [fen].
    """
    sources = [s for s in problem.sources if s.name in names]
    had = sum(s.amount for s in sources)
    if len(sources) == 1:
        return with_amounts(problem, {sources[0].name: had + by})
    grain = max(problem.grain.cells.get(s.name, 1) for s in sources)
    parts = largest_remainder([s.amount for s in sources], (had + by) // grain)
    # Whole grains may lie on the other side of what a source has: then it keeps that.
    bound = max if by > 0 else min
    now = {s.name: bound(s.amount, k * grain) for s, k in zip(sources, parts, strict=True)}
    return with_amounts(problem, now)


def with_amounts(problem: Problem, amounts: Mapping[str, int]) -> Problem:
    """Return the problem with other amounts of some sources [fen]."""
    changed = (replace(s, amount=amounts.get(s.name, s.amount)) for s in problem.sources)
    return replace(problem, sources=tuple(changed))


def money_changes(
    problem: Problem, changed: Problem
) -> tuple[tuple[Relaxation, ...], tuple[str, ...]]:
    """Return what became of the sources, and the lines that say so."""
    changes, lines = [], []
    for old, new in zip(problem.sources, changed.sources, strict=True):
        if old.amount != new.amount:
            changes.append(Relaxation("money", old.name, (), "money", old.amount, new.amount))
            keys = ("changes", "sources", old.name, AMOUNT_COLUMNS[0])
            # With its unit: a bare number counts what the table's own header says, 金额（元） too.
            said = f"{show_amount(new.amount, problem.unit)}{problem.unit}"
            lines.append(setting_line(keys, said))
    return tuple(changes), tuple(lines)


def cost_of(changes: Sequence[Relaxation]) -> Fraction:
    """Return how far settings are moved beside their own size, added up."""
    return sum(
        (relative(c.before, c.after, c.sort) for c in changes if c.kind != "drop"), Fraction(0)
    )


Reread = Callable[[Sequence[str]], Problem]
"""Reads the scenario again with more `--set` lines."""

PROVEN: dict[Proven, Words] = {
    "exact": Words("已证明，精确运算", "proven in exact arithmetic"),
    "no": Words("未证明", "not proven"),
}


def rule_words(rule: Rule, problem: Problem) -> Words:
    """Return a rule with its name, what it asks and its clause, and whether it is firm."""
    asked = rule.words(problem)
    cite = Words(f"（{rule.cite}）", f" ({rule.cite})") if rule.cite else NOTHING
    name = bracketed(rule.shown)
    return name + Words(asked.zh, f" {asked.en}") + cite + firm_words(rule)


def firm_words(rule: Rule) -> Words:
    """Return what of a rule is firm; nothing where nothing is."""
    if rule.is_firm:
        return Words("［刚性］", " [firm]")
    if not isinstance(rule.firm, tuple):
        return NOTHING
    names = listed([rule.setting_words([setting]) for setting in rule.firm])
    return Words(f"［刚性：{names.zh}］", f" [firm: {names.en}]")


def change_words(change: Relaxation, problem: Problem) -> Words:
    """Return one change in words."""
    of_target, unit = change.kind == "target", problem.unit
    (name,) = problem.names_of([change.label])
    rule = bracketed(problem.part_name(change.label) if of_target else name)
    if change.kind == "drop":
        return Words(f"取消{rule.zh}", f"leave out {rule.en}")
    if change.kind == "exempt":
        freed = listed([name for name in change.before if name not in change.after])
        return Words(f"{rule.zh}不再管{freed.zh}", f"exempt {freed.en} from {rule.en}")
    before, after = (
        said(value, change.sort, unit, change.setting) for value in (change.before, change.after)
    )
    by = moved_by(change.before, change.after, change.sort, unit)
    moved = Words(f"，{by.zh}", f", {by.en}") if by.zh else NOTHING
    if change.kind == "money":
        zh, en = ("增到", "raise") if change.after > change.before else ("减到", "lower")
        return Words(
            f"把来源“{change.label}”由 {before.zh} {zh} {after.zh}{moved.zh}",
            f"{en} the source {change.label} from {before.en} to {after.en}{moved.en}",
        )
    setting = setting_name(change, problem)
    return Words(
        f"把{rule.zh}的“{setting.zh}”由 {before.zh} 改为 {after.zh}{moved.zh}",
        f"change “{setting.en}” of {rule.en} from {before.en} to {after.en}{moved.en}",
    )


def tried_words(change: Relaxation, unit: str, not_so: Words) -> Words:
    """Return that a value is one of those tried, and which larger ones are not as it is.

    Args:
        not_so: What the larger ones do not do.
    """
    if change.tried is None:
        return NOTHING
    words = Words("；只试了较整的数", "; only round values were tried")
    if change.tried:
        shown = [said(value, change.sort, unit).en for value in first_few(change.tried, MOST_TRIED)]
        names, count = listed(shown), len(change.tried)
        if count > len(shown):
            names += Words(f" 等 {count} 个", f" and others, {count} in all,")
        words += Words(
            f"，更大的 {names.zh}{not_so.zh}", f", of larger ones {names.en} {not_so.en}"
        )
    return words


def setting_name(change: Relaxation, problem: Problem) -> Words:
    """Return what the setting that a change moves is called."""
    parts = problem.targets if change.kind == "target" else problem.rules
    part = next((part for part in parts if part.label == change.label), None)
    return setting_words(change.setting) if part is None else part.setting_words(change.setting)


def change_json(change: Relaxation, unit: str) -> "ChangeJson":
    """Return one change as an object; a rule left out has no values."""

    def shown(value: Any) -> Any:
        if value is None:
            return None
        return list(value) if change.sort == "names" else plain(value, change.sort, unit)

    return {
        "kind": change.kind,
        "of": change.label,
        "setting": ".".join(change.setting),
        "before": shown(change.before),
        "after": shown(change.after),
    }


def step_json(step: TriedStep | None, unit: str) -> str | None:
    """Return a step as its setting would be written."""
    return None if step is None else plain(step.size, step.sort, unit)


def remedy_lines(settings: Sequence[str], problem: Problem) -> Iterator[Words]:
    """Yield how a change is made: by options, and in a workbook by its cells first.

    Args:
        settings: `KEY=VALUE` texts, as `--set` takes them.
    """
    sheets = problem.sheets
    if sheets is None:
        yield INDENT + same(" ".join(map(set_option, settings)))
        return
    typed = [sheets.typed(setting) for setting in settings]
    options = Words(
        " ".join(set_option(words.zh) for words in typed),
        " ".join(set_option(words.en) for words in typed),
    )
    if cells := sheets.where(settings):
        yield INDENT + in_clauses(cells)
        options = Words("先试算：", "To try it first: ") + options
    yield INDENT + options
