"""The letters to projects as JSON."""

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.message import Lang
from optalloc.core.money import show_amount, show_fraction
from optalloc.explaining.projects.describe import letter_words, preface
from optalloc.explaining.projects.letters import ProjectLetter, ProjectLetters
from optalloc.explaining.projects.turns import Turn
from optalloc.explaining.projects.ways import WayIn
from optalloc.explaining.rule_costs.effects import effect_json

if TYPE_CHECKING:
    from optalloc.present.answers.projects import ProjectLettersJson


def project_letters_json(found: ProjectLetters, unit: str, lang: Lang) -> "ProjectLettersJson":
    """Return the letters as data, amounts as decimal strings in a unit."""
    return cast(
        "ProjectLettersJson",
        {
            "unit": unit,
            "letters": [_letter_json(found, letter, unit, lang) for letter in found.letters],
            "words": [preface(found).say(lang)],
        },
    )


def _letter_json(
    found: ProjectLetters, letter: ProjectLetter, unit: str, lang: Lang
) -> dict[str, object]:
    apart = letter.apart
    held = letter.held or (letter.replaced.effect if letter.replaced is not None else None)
    return {
        "project": letter.project.name,
        "recipient": letter.project.recipient,
        "use": letter.project.use,
        "need": show_amount(letter.project.need, unit),
        "award": show_amount(letter.award, unit),
        "sources": {name: show_amount(fen, unit) for name, fen in letter.awards},
        "otherwise": None if held is None else effect_json(held, unit, lang),
        "dropped": list(letter.dropped),
        "rules": list(letter.rules),
        "turns": [_turn_json(turn, unit) for turn in letter.turns],
        "apart_from_order": None if apart is None else effect_json(apart.effect, unit, lang),
        "would_get_it_in": [
            _way_json(way, unit) for way in (letter.ways.found if letter.ways else ())
        ],
        "words": letter_words(found, letter).say(lang),
    }


def _turn_json(turn: Turn, unit: str) -> dict[str, object]:
    return {
        "rule": turn.rule.label,
        "place": turn.place,
        "of": turn.count,
        "left": show_amount(turn.left, unit),
        "stopped_at": None if turn.stop is None else turn.stop_place,
    }


def _way_json(way: WayIn, unit: str) -> dict[str, str]:
    def shown(value: Fraction) -> str:
        return show_fraction(value) if way.kind == "figure" else show_amount(int(value), unit)

    return {
        "kind": way.kind,
        "of": way.name,
        "before": shown(way.before),
        "after": shown(way.after),
        "not_enough": shown(way.less),
        "award": show_amount(way.award, unit),
    }
