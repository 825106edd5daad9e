"""Options that are printed to be copied."""

import shlex

from ruamel.yaml import YAML

from optalloc.core.shell_words import set_option

NAMES = 'rules.floor.recipients=["乙镇", "丙乡"]'


def test_an_option_is_one_word_of_the_shell_that_reads_it() -> None:
    assert set_option(NAMES, is_windows=False) == f"--set '{NAMES}'"
    assert shlex.split(set_option("a=乙's", is_windows=False)) == ["--set", "a=乙's"]


def test_on_windows_names_stand_in_single_quotes_within_double_ones() -> None:
    said = set_option(NAMES, is_windows=True)
    assert said == "--set \"rules.floor.recipients=['乙镇', '丙乡']\""
    value = shlex.split(said)[1].split("=")[1]
    assert YAML(typ="safe").load(value) == ["乙镇", "丙乡"]
    assert set_option('a=["乙\'s"]', is_windows=True) == '--set "a=[\\"乙\'s\\"]"'
