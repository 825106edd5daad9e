"""The words of the workbench come in pairs, so that a walk in one language shows them for both."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "src" / "optalloc" / "workbench" / "static"
TEXT = r'"((?:[^"\\]|\\.)*)"'
KEY, PAIR = re.compile(r"\b(\w+): \["), re.compile(rf"\b(\w+): \[{TEXT},\s*{TEXT}\]")


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    text = (STATIC / "words.js").read_text(encoding="utf-8")
    words = text[text.index("const WORDS = {") : text.index("\n};")]
    pairs = PAIR.findall(words)
    assert {key for key, *_ in pairs} == set(KEY.findall(words)) and len(pairs) > 100
    assert [key for key, *both in pairs if not all(both)] == []
    holes = [[set(re.findall(r"\{\d\}", said)) for said in both] for _, *both in pairs]
    assert all(zh == en for zh, en in holes)
