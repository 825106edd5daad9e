"""Options that several commands share."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from optalloc.cli.spoken_help import language
from optalloc.core.errors import BilingualError
from optalloc.core.message import Lang, Words
from optalloc.core.solve_options import OPTIONS, SolveOptions
from optalloc.core.time_budget import Budget

if TYPE_CHECKING:
    from optalloc.pipeline.solved import Solved

F = TypeVar("F", bound=Callable[..., Any])

SCENARIO = click.argument("scenario", type=click.Path())
SCENARIOS = click.argument("scenarios", type=click.Path(), nargs=-1, required=True)
LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language / 语言.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object / 输出 JSON.")


class SolverName(click.Choice):  # type: ignore[type-arg, unused-ignore]
    """An engine of ours, or `pulp:` and the name of a solver that PuLP finds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name; whether PuLP finds its solver is said when it is asked."""
        is_pulp = isinstance(value, str) and value.startswith("pulp:")
        return value if is_pulp else super().convert(value, param, ctx)


SOLVER = click.option(
    "--solver",
    type=SolverName(["cbc", "highs", "race", "pulp:NAME"]),
    callback=lambda _, __, named: named or "auto",
    help="Which engine solves; race: both at once; pulp:NAME: any solver that PuLP finds; unset: "
    "by the program / 求解引擎，race 为两个同时求解，"
    "pulp:NAME 为 PuLP 能找到的求解器，不写则自动选择.",
)


MOST_DIGITS = 60
"""How far the digits of a percentage may lie from its point."""
MOST_COUNTED = 10_000_000
"""Most of anything that a command may be asked for."""


class Percent(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A percentage from 0 up to, but not including, 100; becomes an exact part of one."""

    name = "percent"
    allowed = Words(
        "应为 0 到 100 之间（不含 100）的百分数，如 0.5",
        "a percentage from 0 to below 100, such as 0.5",
    )

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Return the part."""
        if isinstance(value, Fraction):
            return value
        try:
            number = Decimal(str(value).strip().removesuffix("%"))
            if abs(number.adjusted()) > MOST_DIGITS:
                raise ValueError  # written out, it would fill the memory
            part = Fraction(number) / 100
        except (ArithmeticError, ValueError):
            part = Fraction(-1)
        if not 0 <= part < 1:
            self.fail(self.allowed.en, param, ctx)
        return part


GAP = click.option(
    "--gap",
    type=Percent(),
    default="0",
    show_default=True,
    metavar="PERCENT",
    help="Be content with a plan proven this near the best / 证明与最优相差不超过此百分比即可停.",
)
SETTINGS = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Lay a setting over the scenario / 改一项设置再算，不改文件，可重复.",
)
TIME_LIMIT = click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=lambda _, __, seconds: Budget(seconds),
    help="End the command after so long / 整条命令的时限（秒）.",
)
"""Its value is the budget of the whole command, which starts when the command line is read."""
PICTURE = click.option(
    "--picture",
    type=click.Path(),
    metavar="FILE",
    help="Draw it: .svg, .png, .html or .json / 画成图片.",
)


DISPLAY = ("lang", "as_json", "picture")
"""The words of the options that say how an answer is shown; they arrive as `display`."""
SOLVING = (SOLVER, SETTINGS, TIME_LIMIT)
"""The options of a command that solves; what solving is told of them arrives as `how`."""


@dataclass(frozen=True)
class Display:
    """How an answer is shown: what `--lang`, `--json` and `--picture` say, as far as there are.

    Attributes:
        lang: The language that the command speaks.
        as_json: Whether it prints one JSON object and nothing else.
        picture: The file of a picture, which can be written; None draws none.
    """

    lang: Lang
    as_json: bool = False
    picture: str | None = None

    @classmethod
    def told(cls, lang: str | None, as_json: bool = False, picture: str | None = None) -> "Display":
        """Return what the command line says.

        Raises:
            InputUnusable: When such a picture cannot be written: before the work, and not after.
        """
        if picture is not None:
            from optalloc.present.charts.save import check_picture

            check_picture(picture)
        return cls(language(lang), as_json, picture)

    def say(self, words: Words) -> None:
        """Print a statement in the command's language."""
        click.echo(words.say(self.lang))


def _told_as_one(function: F) -> F:
    """Return a command that is handed `how` to solve and its `display`, each as one thing."""

    @wraps(function)
    def command(**given: Any) -> Any:
        words = {name: given.pop(name) for name in OPTIONS if name in given}
        shown = {name: given.pop(name) for name in DISPLAY if name in given}
        how = {"how": SolveOptions(**words)} if words else {}
        display = {"display": Display.told(**shown)} if "lang" in shown else {}
        return function(**given, **how, **display)

    return cast("F", command)


def options(*chosen: Callable[[F], F]) -> Callable[[F], F]:
    """Return one decorator for several options, listed in the order given.

    Those that solving is told arrive as one `how`, of which the limit of time is the budget of the
    whole command; those that say how its answer is shown as one `display`.
    """

    def put(function: F) -> F:
        function = _told_as_one(function)
        for option in reversed(chosen):
            function = option(function)
        return function

    return put


def print_json(value: object) -> None:
    """Print one JSON object, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def no_plan(
    solved: "Solved", named: str | None = None, time_limit: Budget | None = None
) -> BilingualError:
    """Return the error that says why there is no plan.

    Args:
        named: The scenario as the user named it, to point to what solves the conflict.
        time_limit: The budget of the command.
    """
    from optalloc.explaining.conflict.at_once import no_plan_in_full

    return no_plan_in_full(solved, named, time_limit)
