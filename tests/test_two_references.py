"""The two references tell of the same: the same parts and commands, each with the same settings."""

import re
from functools import cache
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
CODE = re.compile("`([^`]+)`")
FENCED = re.compile("^```.*?^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"(?<![\w-])(--[a-z][\w-]*)")


REFERENCES = ("reference.md", "reference.zh.md")
"""English and Chinese; tests/test_docs.py holds that both are fresh."""


@cache
def references() -> tuple[dict[str, str], ...]:
    """Return the sections of each, by the code in its heading or by its place."""
    return tuple(sections((DOCS / name).read_text(encoding="utf-8")) for name in REFERENCES)


def sections(text: str) -> dict[str, str]:
    told = {}
    parts = re.split(r"^(##+) (.*)$", text, flags=re.MULTILINE)[1:]
    for level, heading, body in zip(*[iter(parts)] * 3, strict=True):
        name = heading.strip("`") if level == "###" else f"chapter {len(told)}"
        assert name not in told
        told[name] = body
    return told


def settings(body: str) -> set[str]:
    """Return the settings that a section lists, as a list or as a table."""
    heads = re.findall(r"^- (`[^:]*`):", body, re.MULTILINE)
    heads += re.findall(r"^\| (`.*?`) \|", body, re.MULTILINE)
    return {word for head in heads for code in CODE.findall(head) for word in code.split(", ")}


def test_both_references_have_the_same_sections_in_the_same_order() -> None:
    english, chinese = references()
    assert [*english] == [*chinese] and len(english) > 70


def test_both_references_list_the_same_settings_of_every_part() -> None:
    english, chinese = references()
    parts = [name for name in english if not name.startswith("optalloc ")]
    differ = {
        name: (told, in_chinese)
        for name in parts
        if (told := settings(english[name])) != (in_chinese := settings(chinese[name]))
    }
    assert differ == {}
    assert {"at", "within", "weights"} <= settings(chinese["factors"])
    assert settings(chinese["chapter 3"]) == {"columns", "sums"}


def test_what_both_references_tell_in_prose_names_the_same_keys() -> None:
    chapters = [name for name in references()[0] if name.startswith("chapter ")]
    named = [
        [{*CODE.findall(FENCED.sub("", told[name]))} for name in chapters] for told in references()
    ]
    assert named[0] == named[1]
    assert {"levels", "at", "within", "sums"} <= named[0][3]


def test_both_references_list_the_same_options_of_every_command() -> None:
    english, chinese = references()
    commands = [name for name in english if name.startswith("optalloc ")]
    for name in commands:
        listed = english[name].partition("Options:")[2]
        rows = re.findall(r"^\| `(.*?)` \|", chinese[name], re.MULTILINE)
        told = {
            o
            for line in re.findall(r"^  (-.*?)(?:  |$)", listed, re.M)
            for o in OPTION.findall(line)
        }
        assert {o for row in rows for o in OPTION.findall(row)} == told - {"--help"}, name


@pytest.mark.parametrize("place", [0, 1])
def test_no_setting_of_a_reference_is_left_without_a_word(place: int) -> None:
    told = references()[place]
    mute = [
        (name, line)
        for name, body in told.items()
        for line in re.findall(r"^(?:- `[^:]*`:|\| `[^|]*` \|) *\|?$", body, re.MULTILINE)
    ]
    assert mute == []
