"""Options that several commands share."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from optalloc.errors import NoPlanFound, ProvenInfeasible, Said
from optalloc.words import Words

if TYPE_CHECKING:
    from optalloc.run import Solved

F = TypeVar("F", bound=Callable[..., Any])

SCENARIO = click.argument("scenario", type=click.Path())
SCENARIOS = click.argument("scenarios", type=click.Path(), nargs=-1, required=True)
LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language / 语言.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object / 输出 JSON.")
SOLVER = click.option(
    "--solver",
    type=click.Choice(["cbc", "highs"]),
    default="cbc",
    show_default=True,
    help="Which engine solves / 求解引擎.",
)
SETTINGS = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Lay a setting over the scenario / 覆盖一项设置.",
)
TIME_LIMIT = click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop solving after so long / 求解时限（秒）.",
)


def options(*chosen: Callable[[F], F]) -> Callable[[F], F]:
    """Return one decorator for several options, listed in the order given."""

    def put(function: F) -> F:
        for option in reversed(chosen):
            function = option(function)
        return function

    return put


def print_json(value: object) -> None:
    """Print one JSON object, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def no_plan(solved: "Solved") -> Said:
    """Return the error that says why there is no plan."""
    from optalloc.outcome_words import outcome_words

    outcome = solved.outcome
    zh = [words.zh for words in outcome_words(outcome)]
    en = [words.en for words in outcome_words(outcome)]
    zh += [f"  · {reason.zh}" for reason in outcome.because]
    en += [f"  · {reason.en}" for reason in outcome.because]
    kind = NoPlanFound if outcome.infeasible == "no" else ProvenInfeasible
    return kind(Words("\n".join(zh), "\n".join(en)))
