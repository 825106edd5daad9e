"""`optalloc solve SCENARIO`."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from optalloc.cli.options import GAP, JSON, LANG, SOLVING, Display, no_plan, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.cli.usage import Misused
from optalloc.core.atomic_files import check_folder, path_shown
from optalloc.core.errors import BilingualError
from optalloc.core.message import NOTHING, Lang, Words
from optalloc.core.solve_options import OPTIONS, SolveOptions

if TYPE_CHECKING:
    from optalloc.pipeline.certificate.write import MadeProofs
    from optalloc.pipeline.plan_folder.replay import Replayed
    from optalloc.pipeline.solved import Solved


_OUT = click.option(
    "--out",
    type=click.Path(),
    metavar="DIR",
    help="Write the plan's folder / 把方案写成文件，放在这个文件夹.",
)
_REPLAY = click.option(
    "--replay",
    type=click.Path(),
    metavar="PLAN.json",
    help="Solve again what a plan was made from, and say what changed / 重新求解并说明变化.",
)
_BUNDLE = click.option(
    "--bundle",
    is_flag=True,
    help="Keep inputs and plan in DIR/run.zip too / 另存运行包 run.zip：输入和方案.",
)
_VIPR = click.option(
    "--vipr",
    "however_large",
    is_flag=True,
    help="Write proof.vipr however large it is / 证明再大也写出 proof.vipr.",
)
PLAN_DIFFERS = 6


@click.command("solve", cls=SpokenHelp)
@click.argument("scenario", type=click.Path(), required=False)
@options(*SOLVING, GAP, _OUT, _BUNDLE, _VIPR, _REPLAY, LANG, JSON)
def command(
    scenario: str | None,
    display: Display,
    out: str | None,
    bundle: bool,
    however_large: bool,
    replay: str | None,
    settings: tuple[str, ...],
    how: SolveOptions,
) -> int:
    """Find the best plan of SCENARIO, beside the baseline.

    求情景的最优方案：精确到分，遵守每条约束，证明最优，与基准并列。
    """
    from optalloc.cli.progress import doing
    from optalloc.pipeline.solve import solve
    from optalloc.solver.engines.log_capture import keeping_logs

    context = click.get_current_context()
    if scenario is None and replay is None:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    for is_said, option in ((bundle, "--bundle"), (however_large, "--vipr")):
        if is_said and out is None:
            zh, en = f"{option} 要与 --out 一起用。", f"{option} goes with --out DIR."
            raise Misused(Words(zh, en), context)
    if out is not None:
        check_folder(out)
    budget, again = how.budget, None
    logs = keeping_logs() if out is not None else nullcontext(())
    with doing(display.lang, budget), logs as printed:
        if replay is not None:
            again = _solved_again(context, scenario, replay, settings)
            solved, how = again.solved, again.asked
        else:
            assert scenario is not None
            solved = solve(scenario, settings, how)
    if out is not None:
        from optalloc.pipeline.certificate.write import proofs_of
        from optalloc.pipeline.plan_folder.write import write_folder

        proofs = proofs_of(solved, Path(out), however_large)
        run = _bundled(solved, how, display.lang, proofs) if bundle else None
        write_folder(solved, out, display.lang, how, printed, run, proofs)
    letter = None if solved.best is not None else no_plan(solved, scenario, budget)
    _show(solved, again, display, letter)
    _say_where(out, display)
    if letter is not None:
        if display.as_json:
            raise letter
        return letter.exit_code  # the page has said it
    return PLAN_DIFFERS if again is not None and not again.is_same else 0


def _say_where(out: str | None, display: Display) -> None:
    """Print the folder that was written."""
    if out is not None and not display.as_json:
        words = Words("已写入文件夹：", "Written to the folder: ")
        click.echo(words.say(display.lang) + path_shown(Path(out)))


def _bundled(
    solved: "Solved", asked: SolveOptions, lang: Lang, proofs: "MadeProofs | None"
) -> bytes:
    """Return the run in one file."""
    from optalloc.pipeline.run_bundle.bundle import bundle

    return bundle(solved, asked, lang, proofs=proofs)


def _solved_again(
    context: click.Context, scenario: str | None, file: str, settings: tuple[str, ...]
) -> "Replayed":
    """Solve what a plan.json was made from, with the options that are given instead."""
    from optalloc.pipeline.plan_folder.replay import Instead, replay

    words: Any = {
        name: context.params[name]
        for name in OPTIONS
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    return replay(file, Instead(scenario, settings or None, words))


def _show(
    solved: "Solved", again: "Replayed | None", display: Display, letter: BilingualError | None
) -> None:
    """Print the plan, or the letter that says why there is none, and what a replay found."""
    if display.as_json:
        from optalloc.pipeline.as_json import solved_json

        found = _replay_json(again, display.lang) if again is not None else {}
        print_json(solved_json(solved, display.lang) | found)
        return
    from optalloc.pipeline.describe import solved_document
    from optalloc.present.document import Section, Text
    from optalloc.present.terminal import print_sections

    if again is not None:
        from optalloc.pipeline.plan_folder.replay import replay_words

        changes = [Text(words) for words in replay_words(again)]
        print_sections([Section("replay", NOTHING, changes)], display.lang, has_more=True)
    no_plan = None if letter is None else letter.words
    print_sections(solved_document(solved, no_plan), display.lang)


def _replay_json(again: "Replayed", lang: Lang) -> dict[str, Any]:
    """Return what a replay found, below its key."""
    from optalloc.pipeline.plan_folder.replay import replay_json

    return {"replay": replay_json(again, lang)}
