"""`optalloc explore recourse STATES`."""

from fractions import Fraction
from typing import Any

import click

from optalloc.cli.explore_options import SOLVING
from optalloc.cli.options import JSON, LANG, Display, Percent, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words
from optalloc.core.solve_options import SolveOptions

ONE_PERCENT = Fraction(1, 100)
WORDS = Words("现在先定一部分，明年看情形再定", "What to decide now, before the future is known.")


class TailLevel(Percent):
    """A percentage such as 90%: 0.9 without a sign would be taken for less than one percent."""

    allowed = Words("应为百分数，如 90%", "a percentage, such as 90%")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Return the part."""
        part = super().convert(value, param, ctx)
        if isinstance(value, str) and not value.strip().endswith("%") and 0 < part < ONE_PERCENT:
            self.fail(self.allowed.en, param, ctx)
        return part


@click.command("recourse", cls=SpokenHelp)
@click.argument("states", type=click.Path())
@click.option(
    "--measure",
    type=click.Choice(["mean", "cvar", "worst", "regret"]),
    default="mean",
    show_default=True,
    help="What is made best over the states / 各情形合起来比什么.",
)
@click.option(
    "--level",
    type=TailLevel(),
    metavar="PERCENT",
    help="Of cvar: 90% looks at the worst 10% / cvar 的水平，90% 即看最坏的 10%.",
)
@options(*SOLVING, LANG, JSON)
def command(
    states: str,
    measure: str,
    level: Fraction | None,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
) -> None:
    """Decide now what is best for all states of the world in the file STATES.

    两阶段随机规划：有些来源现在就定，其余等情形明朗再定；按概率求最好的第一步，并证明。
    """
    from optalloc.exploring.recourse.recourse import recourse
    from optalloc.exploring.recourse.risk import MEASURES

    (asked,) = (known for known in MEASURES if known == measure)
    found = recourse(states, asked, level, settings, how)
    if display.as_json:
        from optalloc.exploring.recourse.describe import recourse_json

        print_json(recourse_json(found, display.lang))
    else:
        from optalloc.exploring.recourse.describe import recourse_document
        from optalloc.present.terminal import print_sections

        print_sections(recourse_document(found), display.lang)
