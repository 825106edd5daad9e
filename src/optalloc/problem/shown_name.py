"""What readers see a part called, in both languages; its key is only for whoever writes the file.

The name is, for each language: the title that the scenario gives the part; else the key under
which the part stands, where the key is in that language; else the name that the part has itself,
told apart from the same name of another part by whom it is about, or by a number.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from optalloc.core.message import NOTHING, Words, same
from optalloc.problem.setting_types import refuse

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
ALWAYS: Mapping[str, Words] = {"资金": Words("资金", "money")}
"""What holds in every problem, under no rule: amounts, and totals of units added up."""
FEWEST_ALIKE = 2
MOST_TOLD_APART_BY = 2
"""So many names of those whom a part is about tell it from another; more are too long a name."""


def is_chinese(text: str) -> bool:
    """Return whether a text has a Chinese character, so that it reads as Chinese."""
    return _HAN.search(text) is not None


def in_own_language(text: str) -> Words:
    """Return a text as the Chinese or the English of a statement whose other half is missing."""
    return Words(text, "") if is_chinese(text) else Words("", text)


def words_of_key(key: str) -> Words:
    """Return a key as words of its own language: `spend_whole` reads `spend whole`."""
    return in_own_language(key if is_chinese(key) else key.replace("_", " "))


def name_of_label(label: str) -> Words:
    """Return what stands for a label of which no part tells a name; 资金 is money everywhere."""
    return ALWAYS.get(label) or first_of(words_of_key(label), same(label))


def first_of(*names: Words) -> Words:
    """Return in each language the first name that says something."""
    zh = next((name.zh for name in names if name.zh), "")
    return Words(zh, next((name.en for name in names if name.en), ""))


def bracketed(*names: Words) -> Words:
    """Return names as each language sets them off: 【甲】【乙】 and `[a], [b]`."""
    return Words("".join(f"【{n.zh}】" for n in names), ", ".join(f"[{n.en}]" for n in names))


def apart_by(names: Sequence[Words], about: Sequence[Sequence[str]]) -> list[Words]:
    """Return what stands behind each name, so that no two are alike in either language.

    Args:
        names: The names of some parts.
        about: For each of them whom or what it names; empty where it is about everything.
    """
    behind = [NOTHING] * len(names)
    for place in (0, 1):
        for name in dict.fromkeys(pair[place] for pair in names):
            alike = [i for i, pair in enumerate(names) if pair[place] == name]
            if len(alike) < FEWEST_ALIKE:
                continue
            short = [", ".join(about[i][: MOST_TOLD_APART_BY + 1]) for i in alike]
            is_short = all(len(about[i]) <= MOST_TOLD_APART_BY for i in alike)
            if not is_short or len(set(short)) < len(short):
                short = [str(number) for number, _ in enumerate(alike, start=1)]
            for i, text in zip(alike, short, strict=True):
                zh, en = behind[i]
                said = f"（{text.replace(', ', '、')}）" if text else ""
                behind[i] = Words(said, en) if place == 0 else Words(zh, f" ({text})" * bool(text))
    return behind


def _title(value: object) -> object:
    """Read a title: one text, which is of its own language, or one of each, as {zh: …, en: …}."""
    if value is None or isinstance(value, Words):
        return value
    if isinstance(value, str) and value.strip():
        return in_own_language(value.strip())
    if isinstance(value, Mapping) and value and set(value) <= {"zh", "en"}:
        texts = [value.get(lang, "") for lang in ("zh", "en")]
        if all(isinstance(text, str) for text in texts) and any(text.strip() for text in texts):
            return Words(*(text.strip() for text in texts))
    raise refuse(
        Words("应为名称，或 {zh: 中文名称, en: 英文名称}", "a name, or {zh: Chinese, en: English}")
    )


_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}
Title = Annotated[Words | None, BeforeValidator(_title), WithJsonSchema(_SCHEMA)]
