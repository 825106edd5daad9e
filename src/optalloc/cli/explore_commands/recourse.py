"""`optalloc explore recourse STATES`."""

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optalloc.cli.explore_options import SOLVING, show
from optalloc.cli.options import JSON, LANG, PICTURE, Display, Percent, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words
from optalloc.core.solve_options import SolveOptions

if TYPE_CHECKING:
    from optalloc.exploring.recourse.two_stage_plan import TwoStagePlan

ONE_PERCENT = Fraction(1, 100)


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
@click.option(
    "--page",
    type=click.Path(),
    metavar="FILE",
    help="Write it all as one page, .html, with its pictures / 写成一个自带图表的网页.",
)
@options(PICTURE, *SOLVING, LANG, JSON)
def command(
    states: str,
    measure: str,
    level: Fraction | None,
    page: str | None,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
) -> None:
    """Decide now what is best for all states of the world in the file STATES.

    两阶段随机规划：有些来源现在就定，其余等情形明朗再定；按概率求最好的第一步，并证明。
    """
    from optalloc.exploring.recourse.describe import recourse_document, recourse_json
    from optalloc.exploring.recourse.recourse import recourse
    from optalloc.exploring.recourse.states import MEASURES

    written = [file for file in (display.picture, page) if file is not None]
    if page is not None:
        from optalloc.exploring.recourse.page import check_page

        check_page(page)
    (asked,) = (known for known in MEASURES if known == measure)
    found = recourse(states, asked, level, settings, how)
    if written:
        _write(found, display, page)
    show(
        display,
        partial(recourse_json, found),
        partial(recourse_document, found),
        [Path(file) for file in written],
    )


def _write(found: "TwoStagePlan", display: Display, page: str | None) -> None:
    """Write the files that were asked for."""
    if display.picture is not None:
        from optalloc.exploring.recourse.page import states_picture
        from optalloc.present.charts.save import save

        save(states_picture(found, display.lang), display.picture)
    if page is not None:
        from optalloc.core.atomic_files import write_file
        from optalloc.exploring.recourse.page import recourse_page
        from optalloc.present.html.page import html_of

        write_file(Path(page), html_of(recourse_page(found, display.lang)))
