"""What is wrong with a command line, as a letter: click says it in English only."""

import re

import click

from optalloc.cli.spoken_help import BETWEEN
from optalloc.core.errors import nearest, quote
from optalloc.core.message import NOTHING, Lang, Words, one_of, same, visible

ARGUMENTS = {
    "SCENARIO": "情景文件",
    "SCENARIOS": "一个或几个情景文件",
    "TABLE": "要核对的表",
    "BUNDLE.zip": "运行包",
    "DIR|FILE.xlsx": "要写出的文件夹或 .xlsx 文件",
    "LIST_OR_DIR": "情景清单或文件夹",
    "PROJECTS": "项目",
    "STATES": "各种情形的文件",
    "ENTRIES": "编号",
    "FILE": "文件",
    "KIND": "种类",
}
"""What the words in capitals stand for that a command line is told by."""
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


class UnknownCommand(click.UsageError):
    """There is no such command.

    Attributes:
        name: What came in place of one.
        known: The commands that there are.
    """

    def __init__(self, name: str, known: list[str], ctx: click.Context) -> None:
        super().__init__(f"No such command {name!r}.", ctx)
        self.name, self.known = name, known


class Misused(click.UsageError):
    """A command line that makes no sense; click's own errors are in English alone.

    Attributes:
        words: What is wrong, a sentence.
    """

    def __init__(self, words: Words, ctx: click.Context | None = None) -> None:
        super().__init__(words.en, ctx)
        self.words = words


class DoesNotGo(Misused):
    """An option was given beside another that leaves no sense in it."""

    def __init__(self, option: str, beside: str, ctx: click.Context) -> None:
        super().__init__(
            Words(f"{option} 不能和 {beside} 一起用。", f"{option} does not go with {beside}."), ctx
        )


def usage_letter(error: click.ClickException, lang: Lang, spoken: str = "optalloc") -> str:
    """Return what is wrong and where the help is.

    Args:
        spoken: The command that was called, for the errors of which click does not tell it.
    """
    if type(error).__name__ == "NoArgsIsHelpError":  # click has it from version 8.2 on
        return error.format_message()
    said = _words(error).say(lang)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else spoken
    where = Words(f"用法见 {command} --help。", f"See {command} --help.")
    return visible(f"{said}{'' if lang == 'zh' else ' '}{where.say(lang)}")


def _words(error: click.ClickException) -> Words:
    if isinstance(error, click.NoSuchOption):
        return _unknown(Words("选项", "option"), error.option_name, list(error.possibilities or ()))
    if isinstance(error, click.MissingParameter):
        return _missing(error)
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    if isinstance(error, click.BadOptionUsage):
        name = error.option_name
        return Words(f"选项 {name} 后应有一个值。", f"Option {name} needs a value.")
    if isinstance(error, UnknownCommand):
        return _unknown(Words("命令", "command"), error.name, error.known)
    if isinstance(error, Misused):
        return error.words
    message = error.format_message()
    if message == "Missing command.":
        return Words("没有写命令。", "No command is given.")
    extra = _EXTRA.fullmatch(message)
    if extra:
        given = quote(extra[1])
        return Words(f"{given} 是多出来的，命令不要它。", f"{given} is one word too many.")
    return Words(f"命令写得不对（{message.rstrip('.')}）。", message)


def _missing(error: click.MissingParameter) -> Words:
    """Return what is missing, and for Chinese readers what its name in capitals stands for."""
    name, kind = _name(error), error.param.type if error.param else None
    said = Words(f"缺少 {name}", f"{name} is missing")
    if isinstance(kind, click.Choice):
        choices = one_of(same(""), [str(choice) for choice in kind.choices])
        return said + Words(f"（{choices.zh}）。", f" ({choices.en}).")
    told = getattr(error.param, "help", None) or ""
    stands_for = ARGUMENTS.get(name.strip("[].")) or told.partition(BETWEEN)[2].rstrip(".") or None
    return said + Words("。" if stands_for is None else f"（{stands_for}）。", ".")


def _unknown(sort: Words, name: str, known: list[str]) -> Words:
    hint = nearest(name, known)
    said = Words(f"没有{sort.zh} {quote(name)}。", f"There is no {sort.en} {quote(name)}.")
    return said + (Words(hint.zh, " " + hint.en) if hint.zh else NOTHING)


def _bad_value(error: click.BadParameter) -> Words:
    """Return what the value of an option or argument may be."""
    kind = error.param.type if error.param else None
    name = _name(error)
    if isinstance(kind, click.Choice):
        allowed = one_of(same(""), [str(choice) for choice in kind.choices])
    elif isinstance(kind, click.IntRange | click.types.IntParamType):
        allowed = _whole(getattr(kind, "min", None), getattr(kind, "max", None))
    elif isinstance(kind, click.FloatRange):
        allowed = Words("应为大于 0 的数字", "a number above 0")
    else:
        said = getattr(kind, "allowed", None)
        allowed = said if isinstance(said, Words) else same(error.message)
    return Words(f"{name}：{allowed.zh.strip()}。", f"{name}: {allowed.en}.")


def _whole(least: float | None, most: float | None) -> Words:
    """Return which whole numbers there may be."""
    if least is None:
        return Words("应为整数", "a whole number")
    if most is None:
        return Words(f"应为整数，至少 {least}", f"a whole number, at least {least}")
    return Words(f"应为 {least} 到 {most} 的整数", f"a whole number from {least} to {most}")


class NoText(Misused):
    """A word of the command line is no text in UTF-8."""

    def __init__(self, number: int, ctx: click.Context | None = None) -> None:
        words = Words(
            f"命令行第 {number} 个词不是 UTF-8 文字。请改文件名或重新输入。",
            f"Word {number} of the command line is no text in UTF-8. Rename the file,"
            " or type it again.",
        )
        super().__init__(words, ctx)


def _name(error: click.BadParameter) -> str:
    """Return an option as it is written, an argument by its name."""
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else ""
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return error.param.human_readable_name
