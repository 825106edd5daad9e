"""`optalloc explore` lists the commands there are files of, and each is a function too."""

from importlib import import_module

import pytest

import optalloc
from office import Office
from optalloc.cli.explore import COMMANDS
from optalloc.cli.main import program
from optalloc.core.message import LANGS
from optalloc.explore import words


def test_each_command_is_a_file_a_line_of_help_and_a_function() -> None:
    for word in words():
        module = import_module(f"optalloc.cli.explore_commands.{word}")
        assert module.command.name == word
        assert all(COMMANDS[word].say(lang) for lang in LANGS)
        function = getattr(optalloc.explore, word)
        assert function.__name__ == word and callable(function)


def test_what_is_no_command_is_refused_in_both_languages(office: Office) -> None:
    said = office.run("explore", "swep")
    assert said.code == 2 and said.err.startswith("没有命令 'swep'。")
    said = office.run("explore", "swep", lang="en")
    assert said.code == 2 and said.err.startswith("There is no command 'swep'.")
    assert "See optalloc explore --help." in said.err
    with pytest.raises(AttributeError):
        _ = optalloc.explore.swep


def test_the_group_lists_its_commands() -> None:
    assert program.get_command(None, "explore").list_commands(None) == words()  # type: ignore
