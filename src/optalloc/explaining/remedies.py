"""What to do with a change that helps: the option that tries it, and the cells that have it."""

from collections.abc import Iterator, Sequence

from optalloc.core.message import Words, in_clauses, same
from optalloc.core.shell_words import set_option
from optalloc.problem.problem import Problem

INDENT = same("     ")


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
