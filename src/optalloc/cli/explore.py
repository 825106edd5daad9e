"""`optalloc explore …`: a group whose commands are the files of `cli/explore_commands/`."""

from importlib import import_module

import click

from optalloc.cli.main import GROUP_LANG, language
from optalloc.cli.spoken_help import COMMANDS, SpokenHelp, headed
from optalloc.cli.usage import UnknownCommand
from optalloc.explore import words


class _Files(SpokenHelp, click.Group):
    """Finds each command in the file of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands by their names."""
        return words()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return one command."""
        if name not in words():
            raise UnknownCommand(name, words(), ctx)
        command: click.Command = import_module(f"optalloc.cli.explore_commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, each with its line."""
        lang = language(None)
        modules = (
            (name, import_module(f"optalloc.cli.explore_commands.{name}")) for name in words()
        )
        rows = [(name, module.WORDS.say(lang)) for name, module in modules]
        headed(formatter, COMMANDS.say(lang), rows)


@click.group("explore", cls=_Files)
@GROUP_LANG
def command() -> None:
    """Solve many times: settings, weights and money in doubt, other plans, many scenarios.

    多次求解：设置、权重、资金变动时方案怎样变，还有哪些方案，成批情景一起算。
    """
