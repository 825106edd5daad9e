"""The program `optalloc`: its commands, its language, its letters and exit codes."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import ClassVar, NoReturn

import click

from optalloc import __version__
from optalloc.cli.scenario_language import language_of_files
from optalloc.cli.spoken_help import COMMANDS as COMMANDS_HEAD
from optalloc.cli.spoken_help import LANG_ASKED, LANG_OF_FILES, SpokenHelp, headed
from optalloc.cli.spoken_help import language as language
from optalloc.cli.usage import NoText, UnknownCommand, usage_letter
from optalloc.core.collector import collect_seldom
from optalloc.core.errors import OptallocError, flat
from optalloc.core.message import LANGS, Lang, Words

COMMANDS = {
    "new": Words("写出一个可以直接求解的情景", "Write a scenario to start from."),
    "solve": Words("求最优方案，与基准并列", "Find the best plan, beside the baseline."),
    "open": Words("在浏览器中打开工作台", "Open the workbench in the browser."),
    "compare": Words("几个情景的方案并列比较", "Put plans of several scenarios side by side."),
    "explain": Words("为什么是这些金额，谁有余地", "Say why these amounts, and who has room."),
    "check": Words("核对草拟或已公布的分配表", "Judge a draft or published table."),
    "report": Words(
        "写出工作簿、Word 方案、公示和网页", "Write workbook, Word plan, notice, page."
    ),
    "replay": Words("重新求解运行包，逐字节比较", "Solve a bundle again; compare bytes."),
    "export": Words("把模型写成 LP、MPS、JSON 或 .pb", "Write the model as LP, MPS, JSON or .pb."),
    "import": Words("由 .pb 或 .xlsx 写出情景", "Write a scenario from .pb or .xlsx."),
    "schema": Words("输出情景文件的 JSON Schema", "Print the JSON Schema of scenarios."),
    "benchmark": Words("最优方案与各种方法并列比较", "Put every method beside the best plan."),
    "explore": Words("多次求解：权重、资金、设置变动时怎样", "Solve many times: what if."),
    "ledger": Words("一本台账管全年", "Keep the year: batches, payments, assets."),
    "doctor": Words("这台电脑上哪些能用，能修的修好", "Say what works here; mend what can be."),
}
FAULT_OF_OURS = Words(
    "程序内部错误，请把下面的内容和情景文件发给我们：",
    "a fault of the program; please send us this and the scenario: ",
)
NO_MEMORY = Words("内存不足。", "there is not enough memory.")
NO_MEMORY_CODE = 3
INTERRUPTED = 130
SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""


class LazyGroup(SpokenHelp, click.Group):
    """Imports a command when it is called, so that the program starts fast.

    Attributes:
        lines: What each command does, in the order of the list.
    """

    lines: ClassVar[Mapping[str, Words]] = COMMANDS

    def module_of(self, name: str) -> str:
        """Return the module that holds a command."""
        return f"optalloc.cli.{name}_" if iskeyword(name) else f"optalloc.cli.{name}"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the list."""
        return list(self.lines)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return one command."""
        if name not in self.lines:
            raise UnknownCommand(name, list(self.lines), ctx)
        command: click.Command = import_module(self.module_of(name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        lang = language(None)
        rows = [(name, words.say(lang)) for name, words in self.lines.items()]
        headed(formatter, COMMANDS_HEAD.say(lang), rows)


def _speak(ctx: click.Context, param: click.Parameter, asked: str | None) -> str | None:
    """Have every command below speak the language that the group was given."""
    if asked is not None:
        ctx.ensure_object(dict)[LANG_ASKED] = asked
    return asked


GROUP_LANG = click.option(
    "--lang",
    type=click.Choice(LANGS),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help="Language of the command / 语言.",
)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@GROUP_LANG
@click.version_option(__version__, prog_name="optalloc")
def program() -> None:
    """Share out earmarked money: exact to the fen, by every rule, proven best.

    把专项资金分得分毫不差、条条合规，并证明已是最优。
    """


def main() -> NoReturn:
    """Run the program; every error is a letter on standard error and an exit code."""
    in_utf8()
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that cannot show a character must not stop the plan from being printed.
            stream.reconfigure(encoding="utf-8", errors="replace")
    collect_seldom()
    # A plugin of another package must not change how settings are read; to look for one pydantic
    # reads the entry points of every package there is.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    end_cleanly()
    sys.exit(guarded(sys.argv[1:]))


def in_utf8() -> None:
    """Start again in UTF-8 where Python was told to take names of files for ASCII."""
    is_utf8 = sys.getfilesystemencoding().lower() in ("utf-8", "utf8")
    if not is_utf8 and os.name != "nt" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"  # for engines in processes of their own too
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def open_streams() -> None:
    """Give streams that were closed before we began: else the next file opened takes their place.

    A file of the plan that is number 1 would get what an engine prints.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            stream = os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def end_cleanly() -> None:
    """Have TERM and HUP end us as Ctrl-C does: processes are stopped, what is half-written goes."""
    us = os.getpid()

    def end(number: int, _: object) -> None:
        if os.getpid() != us:
            # A worker that was forked from us: ended at once, as whoever ends it expects.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        signal.signal(number, signal.SIG_IGN)  # a second one must not end the clearing up
        sys.exit(SIGNALLED + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What is ignored stays so: that is how nohup works.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


def guarded(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; errors are said in the language in force."""
    asked, output = _lang_of(arguments), sys.stdout
    of_files = language_of_files(arguments) if asked is None else None
    lang = language(asked, of_files)
    try:
        _refuse_no_text(arguments)
        # Help is shown before a command has read its own --lang.
        told = {LANG_ASKED: asked} if asked in LANGS else {LANG_OF_FILES: of_files}
        code = program.main(list(arguments), "optalloc", standalone_mode=False, obj=told)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except OptallocError as error:
        return _end(error.letter(lang), error.exit_code)
    except click.exceptions.Abort as end:
        return _interrupted(end, lang)
    except click.ClickException as error:
        return _end(usage_letter(error, lang, _command_of(arguments)), error.exit_code)
    except BrokenPipeError:
        _write_no_more()
        return 0
    except SystemExit as left:
        if sys.stdout is not output:
            # click answers a pipe that its reader closed by wrapping both streams and leaving.
            _write_no_more()
            return 0
        return left.code if isinstance(left.code, int) else 1
    except OSError as error:
        # Nearly every command has it by now; `--help` starts faster without.
        from optalloc.core.atomic_files import system_letter

        letter = system_letter(error)
        return _end(letter.letter(lang), letter.exit_code)
    except MemoryError:
        return _end(NO_MEMORY.say(lang), NO_MEMORY_CODE)
    except Exception as error:
        code = _end(FAULT_OF_OURS.say(lang) + flat(f"{type(error).__name__}: {error}"), 1)
        if os.environ.get("OPTALLOC_DEBUG"):
            raise
        return code


def _interrupted(end: click.exceptions.Abort, lang: Lang) -> int:
    """Say that it was interrupted, unless it was a damaged module: nobody pressed Ctrl-C then."""
    cause = end.__cause__ or end.__context__  # the oldest click tells no cause
    if isinstance(cause, EOFError):
        return _end(FAULT_OF_OURS.say(lang) + flat(f"EOFError: {cause}"), 1)
    return _end(Words("已中断。", "interrupted.").say(lang), INTERRUPTED)


def _refuse_no_text(arguments: Sequence[str]) -> None:
    """Refuse a word that cannot be written into any file of the product.

    Raises:
        NoText: For the first.
    """
    for number, word in enumerate(arguments, start=1):
        try:
            word.encode()
        except UnicodeEncodeError:
            raise NoText(number) from None
        if "\0" in word:
            raise NoText(number)


def _end(letter: str, code: int) -> int:
    """Say a letter where somebody can read it; return the exit code."""
    try:
        click.echo(letter, err=True)
        sys.stdout.flush()
    except (OSError, ValueError):
        _write_no_more()
    return code


def _write_no_more() -> None:
    """Send what is still in the buffer nowhere, so that leaving does not fail on it."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()  # type: ignore[union-attr]
        except (AttributeError, OSError, ValueError):
            with suppress(AttributeError, OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def _command_of(arguments: Sequence[str]) -> str:
    """Return the command that a command line calls, as `optalloc ledger import`."""
    group: click.Group = program
    called = ["optalloc"]
    for word in arguments:
        if word in group.list_commands(click.Context(group)):
            called.append(word)
            command = group.get_command(click.Context(group), word)
            if not isinstance(command, click.Group):
                break
            group = command
    return " ".join(called)


def _lang_of(arguments: Sequence[str]) -> str | None:
    """Return the value of --lang before anything is parsed, for letters about parsing itself."""
    for i, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
    return None
