"""The letters as JSON."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from optalloc.core.message import Lang
from optalloc.core.money import JSON_DIGITS, beside_exact, show_amount, show_fraction, show_money
from optalloc.explaining.conflict.changes import plain
from optalloc.explaining.letters.describe import letter_words, preface
from optalloc.explaining.letters.letters import Letter, Letters
from optalloc.explaining.letters.raising import Raised
from optalloc.explaining.one_step_more.one_step_more import Change, OneMore
from optalloc.pipeline.outcome_text import goal_value
from optalloc.problem.interfaces import ScoreLine


def letters_json(found: Letters, unit: str, lang: Lang) -> dict[str, Any]:
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


def _letter_json(found: Letters, letter: Letter, unit: str, lang: Lang) -> dict[str, Any]:
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


def _line_json(line: ScoreLine, unit: str) -> dict[str, Any]:
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


def _counted(change: Change | None, unit: str, is_after: bool) -> Fraction | None:
    """Return a goal's value before or after a change, in the unit; None where nothing changes."""
    if change is None:
        return None
    return goal_value(change.goal, change.after if is_after else change.before, unit)


def _more_json(more: OneMore, unit: str, lang: Lang) -> dict[str, Any]:
    def money(moves: Mapping[str, int]) -> dict[str, str]:
        return {name: show_amount(fen, unit) for name, fen in moves.items()}

    change = more.change
    return {
        "wanted": show_amount(more.wanted, unit),
        "outcome": more.kind,
        "would_lose": money(more.losers),
        "would_gain": money(more.gainers),
        "goal": None if change is None else change.goal.words.say(lang),
        **beside_exact("before", _counted(change, unit, is_after=False)),
        **beside_exact("after", _counted(change, unit, is_after=True)),
        "rules": list(more.rules),
        "proven": more.proven,
        "by": more.by,
    }


def _raised_json(raised: Raised | None, unit: str) -> dict[str, Any] | None:
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
    return {**said, "award": show_amount(raised.award, unit)}
