"""docs/check.md shows what the program prints, and every kind of finding that it can make."""

import re
import shlex
from pathlib import Path

import pytest

from office import Office
from optalloc.checking.checks import KINDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "check.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```\n\$ optalloc (.*?)\n(.*?)```", TEXT, re.DOTALL)
MADE_WITH_OTHERS = {"grain", "split", "grand_total", "parts_unknown", "implied_unit", "standard"}


def plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_an_example_is_what_the_program_prints(
    command: str, shown: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    *words, _, lang = shlex.split(command)
    assert plain(office.run(*words, lang=lang).out) == plain(shown)


def test_there_are_examples_in_both_languages() -> None:
    assert {command.split()[-1] for command, _ in EXAMPLES} == {"zh", "en"}


def test_the_same_three_published_tables_are_shown_in_both_languages() -> None:
    shown: dict[str, list[str]] = {"zh": [], "en": []}
    for command, _ in EXAMPLES:
        _, table, *_, lang = shlex.split(command)
        if table.startswith("tests/data/reading/"):
            shown[lang].append(table)
    assert shown["zh"] == shown["en"]
    assert len(shown["en"]) == 3


def test_every_kind_of_finding_is_listed() -> None:
    written = set(re.findall(r'Finding\(\s*"([a-z_]+)"', sources()))
    written |= set(KINDS.words()) | MADE_WITH_OTHERS
    listed = set(re.findall(r"`([a-z_]+)`", TEXT))
    told_in_words = {"no_unit", "no_table", "not_whole_fen", "not_judged", "no_best_plan"}
    assert written - listed <= told_in_words | {"unit_of_scenario"}


def sources() -> str:
    files = (ROOT / "src" / "optalloc" / "checking").rglob("*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
