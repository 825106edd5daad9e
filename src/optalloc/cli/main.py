"""The program `optalloc`: its commands, its language, its letters and exit codes."""

import locale
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from optalloc import __version__
from optalloc.errors import OptallocError
from optalloc.words import LANGS, Lang, Words

COMMANDS = {
    "new": Words("写出一个可以直接求解的情景", "Write a scenario to start from."),
    "solve": Words("求最优方案，与基准并列", "Find the best plan, beside the baseline."),
    "compare": Words("几个情景的方案并列比较", "Put plans of several scenarios side by side."),
}
FAULT_OF_OURS = Words(
    "程序内部错误，请把下面的内容和情景文件发给我们：",
    "a fault of the program; please send us this and the scenario: ",
)


class _Lazy(click.Group):
    """Imports a command when it is called, so that the program starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the walk."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return one command."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"optalloc.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            lang = language(None)
            formatter.write_dl([(name, words.say(lang)) for name, words in COMMANDS.items()])


def language(asked: str | None) -> Lang:
    """Return the language: `--lang`, OPTALLOC_LANG, or the machine's locale; zh or en."""
    for word in (asked, os.environ.get("OPTALLOC_LANG")):
        if word:
            for lang in LANGS:
                if word.lower().startswith(lang):
                    return lang
    set_by = next(
        (os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), ""
    )
    here = set_by or (locale.getlocale()[0] or "")
    return "zh" if here.lower().startswith(("zh", "chinese")) else "en"


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="optalloc")
def program() -> None:
    """Share out earmarked money: exact to the fen, by every rule, proven best."""


def main() -> None:
    """Run the program; every error is a letter on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that cannot show a character must not stop the plan from being printed.
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(guarded(lambda: program.main(standalone_mode=False)))


def guarded(run: Callable[[], Any]) -> int:
    """Run something and return its exit code; errors are said in the language in force."""
    lang = language(_lang_of(sys.argv))
    try:
        code = run()
        return code if isinstance(code, int) else 0
    except OptallocError as error:
        click.echo(error.letter(lang), err=True)
        return error.exit_code
    except click.exceptions.Abort:
        click.echo(Words("已中断。", "interrupted.").say(lang), err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        click.echo(FAULT_OF_OURS.say(lang) + f"{type(error).__name__}: {error}", err=True)
        if os.environ.get("OPTALLOC_DEBUG"):
            raise
        return 1


def _lang_of(arguments: list[str]) -> str | None:
    """Return the value of --lang before anything is parsed, for letters about parsing itself."""
    for i, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
    return None
