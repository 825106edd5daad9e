"""`optalloc ledger progress`."""

from itertools import chain

import click

from optalloc.cli.ledger_commands.options import LEDGER, MONTH, OUT, say_written, write_paper
from optalloc.cli.options import JSON, LANG, SETTINGS, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.invariants import show_month
from optalloc.ledger.views.documents import bulletin_paper
from optalloc.ledger.views.progress import bulletin
from optalloc.present.terminal import print_sections
from optalloc.present.views.view import document_of, paper_json


@click.command("progress", cls=SpokenHelp)
@options(LEDGER, MONTH, OUT)
@click.option(
    "--scenario",
    type=click.Path(),
    help="Show what progress does to its targets / 显示进度系数对该情景的影响.",
)
@options(SETTINGS, LANG, JSON)
def command(
    ledger: str,
    month: int,
    out: str | None,
    scenario: str | None,
    settings: tuple[str, ...],
    display: Display,
) -> None:
    """Show the payment progress of a month, and whom to talk to.

    支付进度通报：与序时进度和平均进度比较，列出建议约谈的单位和原因。
    """
    with open_ledger(ledger).reading() as connection:
        papers = [bulletin_paper(bulletin(connection, month))]
    if scenario is not None:
        from optalloc.ledger.approval.effect import effect_paper, effects

        papers.append(effect_paper(effects(scenario, settings)))
    stems = (f"progress-{show_month(month)}", f"effect-{show_month(month)}")
    files = [
        file
        for paper, stem in zip(papers, stems, strict=False)
        for file in (write_paper(paper, out, stem, display.lang) if out is not None else ())
    ]
    if display.as_json:
        effect = {"effect": paper_json(papers[1], display.lang)} if len(papers) > 1 else {}
        written = {"written": [str(file) for file in files]}
        print_json({**paper_json(papers[0], display.lang), **effect, **written})
        return
    print_sections(
        chain.from_iterable(map(document_of, papers)), display.lang, has_more=bool(files)
    )
    say_written(files, display)
