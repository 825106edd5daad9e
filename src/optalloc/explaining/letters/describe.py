"""The letters in plain words, two to five sentences each."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Lang, Words, paragraph, same
from optalloc.core.money import (
    JSON_DIGITS,
    beside_exact,
    show_amount,
    show_fraction,
    show_money,
    show_percent,
)
from optalloc.explaining.conflict.changes import plain
from optalloc.explaining.letters.letters import Letter, Letters, Raised
from optalloc.explaining.letters.raising_words import raising_words
from optalloc.explaining.one_step_more.describe import one_more_words
from optalloc.explaining.one_step_more.one_step_more import GoalChange, OneMore
from optalloc.explaining.waterfall.score_sheet import (
    digits_for,
    figure_of,
    gives_words,
    named_figure,
    named_lines,
    sheet_lines,
    shown,
)
from optalloc.pipeline.metrics import beside_money_words, targets_beside_money
from optalloc.pipeline.outcome_text import figure_named, goal_value
from optalloc.present.document import MOST_ROWS, Section, Text
from optalloc.problem.baselines import baseline_name
from optalloc.problem.directions import DIRECTIONS
from optalloc.problem.interfaces import ScoreLine
from optalloc.problem.problem import Problem
from optalloc.problem.rules.schedule import indicative
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.explained import (
        LetterJson,
        LettersJson,
        OneMoreJson,
        RaisedJson,
        ScoreLineJson,
    )

MOST_FACTORS = 3
"""Factors named in a letter; the others are added up."""


def letter_lines(found: Letters, named: bool = False) -> Iterator[Words]:
    """Yield what holds for all letters, then each letter: to whom it is, and one paragraph.

    A letter alone is followed by the lines of its score sheet.

    Args:
        named: Whether others are named in it, and rules by what they are called.
    """
    yield preface(found)
    for letter in found.letters:
        yield same(letter.recipient) + Words("：", ":")
        yield letter_words(found, letter, named)
    if len(found.letters) == 1:
        yield from sheet_lines(found.answer.problem, found.letters[0].sheet)


def preface(found: Letters, on_paper: bool = False) -> Words:
    """Return what holds for all letters: the step, the baseline, and how sure they are.

    Args:
        on_paper: Leaves out what else may be asked at the command line.
    """
    problem = found.answer.problem
    step, method = problem.say(found.step), baseline_name(problem)
    said = Words(
        f"合计以 {step} 为一步，对照的是{method.zh}。"
        "每个单位多得一步会怎样，都按全部约束重新算过，得出的方案也逐条核对过。",
        f"Totals stand in steps of {step}; beside them stands the {method.en}. "
        "What one step more would do was worked out again under every rule, and each plan audited.",
    )
    plan = found.answer.plan
    if plan is not None and (over := targets_beside_money(problem, found.answer.targets, plan)):
        beside = beside_money_words(problem, over)
        said += Words(beside.zh, f" {beside.en}")
    if not found.answer.is_best:
        said += Words("现在的方案没有证明最优。", " The plan that is explained is not proven best.")
    if not found.is_searched and not on_paper:
        said += Words(
            "要知道什么变化能使某个单位多得，请单独查询它。",
            " Ask about one recipient alone to see what would bring it more.",
        )
    return said


def letter_words(found: Letters, letter: Letter, named: bool = False) -> Words:
    """Return one letter as a paragraph; arguments as for `letter_parts`."""
    return paragraph(letter_parts(found, letter, named))


def letter_parts(found: Letters, letter: Letter, named: bool = False) -> list[Words]:
    """Return one letter as paragraphs: what it gets, why not more, what would bring it more.

    Args:
        named: Whether others are named in it, and rules by what they are called.
    """
    problem = found.answer.problem
    target, award = _target(problem, letter, named), _award(problem, letter)
    if (open_ := _not_decided(found, letter)) != NOTHING:
        award = paragraph([award, open_])
    parts = [
        Words(target.zh + award.zh, f"{target.en} {award.en}"),
        one_more_words(found.answer, letter.one_more, named),
        raising_words(found, letter, named),
    ]
    return [words for words in parts if words != NOTHING]


def _target(problem: Problem, letter: Letter, named: bool) -> Words:
    """Say what the factors give."""
    name, sheet = letter.recipient, letter.sheet
    target = show_money(letter.target, problem.unit, digits_for(problem)) + problem.unit
    if not sheet:
        return Words(
            f"{name}不参与测算，测算额为 {target}。",
            f"No formula speaks for {name}: its target is {target}.",
        )
    if len(sheet) == 1 and sheet[0].how != NOTHING:
        how = sheet[0].how
        return Words(
            f"{name}的测算额为 {target}：{how.zh}。", f"The target of {name} is {target}: {how.en}."
        )
    if len(sheet) == 1 and sheet[0].figure is None:
        part = bracketed(problem.part_name(sheet[0].part))
        if not named:
            return Words(
                f"{name}的测算额定为 {target}。", f"The target of {name} is fixed at {target}."
            )
        return Words(
            f"{name}的测算额由{part.zh}定为 {target}。",
            f"The target of {name} is {target}, as {part.en} fixes it.",
        )
    counted = [line for line in sheet if line.amount] or sheet[:1]
    how = _single(problem, counted[0]) if len(counted) == 1 else _several(problem, letter)
    return Words(
        f"{name}的测算额为 {target}：{how.zh}。", f"The target of {name} is {target}: {how.en}."
    )


def _single(problem: Problem, line: ScoreLine) -> Words:
    """Say how the one line of a score sheet gives its amount."""
    if line.how != NOTHING:
        return line.how
    what = f"{line.factor} {figure_of(line)}"
    if line.share is not None:
        share = show_percent(line.share, 4)
        indicator = problem.indicators.get(line.factor)
        direction = DIRECTIONS["more"] if indicator is None else indicator.how
        if line.among != NOTHING:
            zh, en = direction.share
            among = Words(f"{zh}{line.among.zh} {share}", f"{en} {share}{line.among.en}")
            return same(what) + among
        return same(what) + direction.of_whole(share)
    each = problem.say(line.amount / line.figure) if line.figure else problem.say(0)
    return Words(f"{what}，每{line.unit} {each}", f"{what} at {each} each")


def _several(problem: Problem, letter: Letter) -> Words:
    """Say what the largest lines of a score sheet give; printed figures add up to the target."""
    sheet, unit = [line for line in letter.sheet if line.amount], problem.unit
    named = named_lines(sheet, MOST_FACTORS, spare=1)
    amounts = [line.amount for line in named]
    amounts.append(letter.target - total(amounts))
    figures = [text + unit for text in shown(amounts, unit, digits_for(problem))]
    zh, en = list[str](), list[str]()
    for line, money in zip(named, figures, strict=False):
        what = named_figure(problem, line)
        if line.unit.startswith("×"):
            what = Words(f"{line.factor}系数 {line.unit}", f"{line.factor} {line.unit}")
        gives = gives_words(money)
        zh.append(f"{what.zh}{gives.zh}{money}")
        en.append(f"{what.en}{gives.en}{money}")
    rest = len(sheet) - len(named)
    if rest:
        zh.append(f"其余 {rest} 项共得 {figures[-1]}")
        en.append(f"{rest} others together {figures[-1]}")
    return Words("，".join(zh), ", ".join(en))


def _award(problem: Problem, letter: Letter) -> Words:
    """Say what it gets, beside the baseline."""
    award, beside, by = map(
        problem.say, (letter.award, letter.baseline, abs(letter.award - letter.baseline))
    )
    if letter.award == letter.baseline:
        return Words(
            f"本方案安排 {award}，与基准方案相同。",
            f"The plan gives it {award}, just as the baseline does.",
        )
    zh, en = ("多", "more") if letter.award > letter.baseline else ("少", "less")
    return Words(
        f"本方案安排 {award}，比基准方案的 {beside} {zh} {by}。",
        f"The plan gives it {award}, {by} {en} than the {beside} of the baseline.",
    )


def _not_decided(found: Letters, letter: Letter) -> Words:
    """Say how much of it is for projects that start in later years; nothing where none is."""
    problem, plan = found.answer.problem, found.answer.plan
    later = frozenset[str]() if plan is None else indicative(problem.rules, problem, plan)
    if plan is None or not later:
        return NOTHING
    awards = (a for a in plan.awards if a.project in later and a.recipient == letter.recipient)
    if not (fen := sum(award.amount for award in awards)):
        return NOTHING
    part = Words(f"其中 {problem.say(fen)} ", f"{problem.say(fen)} of it")
    if fen == letter.award:
        part = Words("这些都", "All of it")
    return part + Words(
        "是以后年度的预安排，不是已定的安排。", " is indicative for later years, and not decided."
    )


def letters_json(found: Letters, unit: str, lang: Lang) -> "LettersJson":
    """Return the letters as data, amounts as decimal strings in a unit, goal values as fractions.

    A goal's values are in what the solver counts: fen where the goal counts money.
    """
    return {
        "unit": unit,
        "step": show_amount(found.step, unit),
        "baseline": found.answer.problem.baseline,
        "letters": [_letter_json(found, letter, unit, lang) for letter in found.letters],
        "solves": found.solves,
        "words": [preface(found).say(lang)],
    }


def _letter_json(found: Letters, letter: Letter, unit: str, lang: Lang) -> "LetterJson":
    return {
        "recipient": letter.recipient,
        "target": show_money(letter.target, unit, JSON_DIGITS),
        "sheet": [_line_json(line, unit) for line in letter.sheet],
        "award": show_amount(letter.award, unit),
        "baseline": show_amount(letter.baseline, unit),
        "one_more": _more_json(letter.one_more, unit, lang),
        "would_bring_it": _raised_json(letter.raised, unit),
        "words": letter_words(found, letter).say(lang),
    }


def _line_json(line: ScoreLine, unit: str) -> "ScoreLineJson":
    def exact(value: Fraction | None) -> str | None:
        return None if value is None else str(value)

    return {
        "part": line.part,
        "factor": line.factor,
        "figure": exact(line.figure),
        "unit": line.unit,
        "share": exact(line.share),
        "weight": exact(line.weight),
        "amount": show_money(line.amount, unit, JSON_DIGITS),
    }


def _counted(change: GoalChange | None, unit: str, is_after: bool) -> Fraction | None:
    """Return a goal's value before or after a change, in the unit; None where nothing changes."""
    if change is None:
        return None
    return goal_value(change.goal, change.after if is_after else change.before, unit)


def _more_json(more: OneMore, unit: str, lang: Lang) -> "OneMoreJson":
    def money(moves: Mapping[str, int]) -> dict[str, str]:
        return {name: show_amount(fen, unit) for name, fen in moves.items()}

    change = more.change
    return cast(
        "OneMoreJson",
        {
            "wanted": show_amount(more.wanted, unit),
            "outcome": more.kind,
            "would_lose": money(more.losers),
            "would_gain": money(more.gainers),
            "goal": None
            if change is None
            else figure_named(change.goal.words, change.rank).say(lang),
            **beside_exact("before", _counted(change, unit, is_after=False)),
            **beside_exact("after", _counted(change, unit, is_after=True)),
            "rules": list(more.rules),
            "proven": more.proven,
            "by": more.by,
        },
    )


def _raised_json(raised: Raised | None, unit: str) -> "RaisedJson | None":
    if raised is None:
        return None
    said: dict[str, Any] = {"kind": raised.kind, "of": raised.name}
    change = raised.change
    if change is not None:
        said["setting"] = ".".join(change.setting)
        said["before"] = plain(change.before, change.sort, unit)
        said["after"] = plain(change.after, change.sort, unit)
    else:
        said["unit"] = unit if raised.kind == "fixed" else raised.unit
        for key, value in (("before", raised.before), ("after", raised.after)):
            fixed = raised.kind == "fixed"
            said[key] = show_amount(int(value), unit) if fixed else show_fraction(value)
    return cast("RaisedJson", {**said, "award": show_amount(raised.award, unit)})


def letters_document(found: Letters, named: bool = False) -> Iterator[Section]:
    """Yield the letters, at most as many as a table has rows.

    Args:
        named: Whether others are named in them, and rules by what they are called.
    """
    preface, *lines = letter_lines(found, named)
    title = Words("给各单位的说明", "A letter to each recipient")
    yield Section("letters", title, [Text(preface)])
    if len(found.letters) == 1:
        # The lines of a score sheet stand right below their letter.
        yield Section("letter", NOTHING, [Text(words) for words in lines[:MOST_ROWS]])
        return
    for to, said in zip(lines[: 2 * MOST_ROWS : 2], lines[1 : 2 * MOST_ROWS : 2], strict=True):
        yield Section("letter", NOTHING, [Text(to), Text(said)])
    hidden = len(found.letters) - MOST_ROWS
    if hidden > 0:
        said = Words(
            f"另有 {hidden} 个单位没有列出；逐个查询：--recipient 名称。",
            f"{hidden} more are not shown; ask about one: --recipient NAME.",
        )
        yield Section("hidden", NOTHING, [Text(said)])
