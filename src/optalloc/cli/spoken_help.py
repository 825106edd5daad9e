"""The help of every command, in one language: its texts hold both, English first."""

import inspect
import locale
import os
import re

import click

from optalloc.core.message import LANGS, Lang, Words

NO_LANGUAGE = ("C", "POSIX")
"""Locales that say nothing of a language."""
LANG_OF_FILES = "lang of files"
"""Where the context of a command line holds the language of the scenario that it names."""
LANG_ASKED = "lang"
"""Where the context of a command line holds the language that a group was given."""
BETWEEN = " / "
"""What stands in the help of an option between its English and its Chinese."""
FIXED = {
    "Show this message and exit.": Words("显示本说明", "Show this message and exit."),
    "Show the version and exit.": Words("显示版本", "Show the version and exit."),
}
"""Texts of click's own options."""
IN_CHINESE = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 …"}
EXTRAS = {"default: ": "默认 ", "env var: ": "环境变量 ", "required": "必填"}
"""What click adds to an option, in brackets."""
LONG = 60
"""Choices of more letters than that get room to break a line in."""
USAGE, OF_OPTIONS = Words("用法：", "Usage: "), Words("选项：", "Options:")
COMMANDS = Words("命令：", "Commands:")
_CHINESE = re.compile("[㐀-鿿]")
_FEW = 4
"""A paragraph is Chinese where more than one character of so many is."""


def language(asked: str | None, of_files: Lang | None = None) -> Lang:
    """Return the language: `--lang`, OPTALLOC_LANG, the machine's locale, or the scenario's own.

    Args:
        asked: The value of `--lang`.
        of_files: The language of the scenario; None takes what the context of the command knows.
    """
    context = click.get_current_context(silent=True)
    of_group = context.obj.get(LANG_ASKED) if context and isinstance(context.obj, dict) else None
    for word in (asked, of_group, os.environ.get("OPTALLOC_LANG")):
        if word:
            for lang in LANGS:
                if word.lower().startswith(lang):
                    return lang
    set_by = next(
        (os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), ""
    )
    here = set_by or (locale.getlocale()[0] or "")
    if here.lower().startswith(("zh", "chinese")):
        return "zh"
    # Python takes a locale that is not set, or C.UTF-8, for American English.
    is_said = os.name == "nt" if not set_by else set_by.partition(".")[0] not in NO_LANGUAGE
    return "en" if is_said else of_files or _of_files(context)


def _of_files(context: click.Context | None) -> Lang:
    """Return the language of the scenario that the command line names; English without one."""
    known = context.obj.get(LANG_OF_FILES) if context and isinstance(context.obj, dict) else None
    return "zh" if known == "zh" else "en"


def paragraphs(text: str, lang: Lang) -> list[str]:
    """Return the paragraphs of a command's help that are in a language."""
    told = inspect.cleandoc(text).split("\n\n")
    return [
        part for part in told if (len(_CHINESE.findall(part)) * _FEW > len(part)) == (lang == "zh")
    ]


def option_text(option: click.Option, ctx: click.Context, lang: Lang) -> tuple[str, str] | None:
    """Return how an option is written, and what it does; None for one that is hidden."""
    record = option.get_help_record(ctx)
    if record is None:
        return None
    whole = option.help or ""
    after = record[1].removeprefix(whole)
    if whole in FIXED:
        return record[0], FIXED[whole].say(lang) + after
    english, _, chinese = whole.partition(BETWEEN)
    if lang == "en":
        return record[0], f"{english.rstrip('.')}.{after}"
    for words, spoken in EXTRAS.items():
        after = after.replace(words, spoken)
    return record[0], chinese.rstrip(".") + after


class SpokenHelp(click.Command):
    """A command whose help is in the language in force."""

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """Return how help is asked for; click keeps what the first context of a command says."""
        return ["-h", "--help"]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        lang = language(None)
        pieces = self.collect_usage_pieces(ctx)
        if lang == "zh":
            pieces = [IN_CHINESE.get(piece, piece) for piece in pieces]
        # Between many words a line may break, but not within one of them.
        pieces = [p.replace("|", " | ") if len(p) > LONG else p for p in pieces]
        formatter.write_usage(ctx.command_path, " ".join(pieces), USAGE.say(lang))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        for part in paragraphs(self.help or "", language(None)):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(part)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        lang = language(None)
        found = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        rows = [row for one in found if (row := option_text(one, ctx, lang)) is not None]
        headed(formatter, OF_OPTIONS.say(lang), rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


def headed(formatter: click.HelpFormatter, head: str, rows: list[tuple[str, str]]) -> None:
    """Write rows under a heading; nothing without rows."""
    if rows:
        formatter.write_paragraph()
        formatter.write(f"{head}\n")
        with formatter.indentation():
            formatter.write_dl(rows)
