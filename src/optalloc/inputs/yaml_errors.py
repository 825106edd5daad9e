"""What a YAML parser finds wrong, in the words of a letter."""

import re
from typing import Any, NamedTuple

from optalloc.core.message import Words


class _Kind(NamedTuple):
    """One kind of what can be wrong.

    Attributes:
        said: A part of what the parser says of it.
        from_start: Whether its line is the one where it began, such as a quote without an end.
    """

    said: str
    from_start: bool
    allowed: Words
    remedy: Words


class YamlError(NamedTuple):
    """What is wrong with a text that is not YAML.

    Attributes:
        line: Where, from 1.
        came: The line as it stands.
    """

    line: int
    allowed: Words
    came: str | None
    remedy: Words


def what_is_wrong(text: str, why: Any) -> YamlError:
    """Return what a MarkedYAMLError of ruamel.yaml is about."""
    marks = [m for m in (why.context_mark, why.problem_mark) if m is not None]
    if (wide := _full_width(text, [mark.line for mark in marks])) is not None:
        return wide
    said = f"{why.context or ''} {why.problem or ''}"
    kind = next(kind for kind in _KINDS if kind.said in said)
    at = marks[0 if kind.from_start else -1].line if marks else 0
    lines = text.splitlines() or [""]
    came = lines[min(at, len(lines) - 1)].strip(" \r") or None
    return YamlError(at + 1, kind.allowed, came, kind.remedy)


_WIDE = (
    # A key behind which nothing but a full-width colon stands; one inside a text is left alone.
    (re.compile(r"\s*(?:- +)?[^\s:：\"'#{\[]+：(?!.*: )"), "：", ": "),
    (re.compile(r"[^#\"']*[{\[][^#\"']*，"), "，", ", "),
    (re.compile(r"[^#\"']*[{,]\s*[^\s:：\"'#{}]+："), "：", ": "),
)


def _full_width(text: str, near: list[int]) -> YamlError | None:
    """Return the line of a full-width mark that stands where YAML wants the ordinary one.

    The parser stumbles behind it, so that every line is looked at from where it began.
    """
    lines = text.splitlines()
    for number in range(
        max(min(near, default=0) - 1, 0), min(max(near, default=0) + 1, len(lines))
    ):
        for wanted, wide, ordinary in _WIDE:
            if wanted.match(lines[number]):
                allowed = Words(
                    f"不能用全角的“{wide}”",
                    f"the ordinary {ordinary.strip()!r}, not the full-width {wide!r}",
                )
                remedy = Words(
                    f"请改成半角的“{ordinary.strip()}”，后面空一格。",
                    f"Write {ordinary.strip()!r} and a space behind it.",
                )
                return YamlError(number + 1, allowed, lines[number].strip(" \r"), remedy)
    return None


# The first that fits; the last fits everything.
_KINDS = (
    _Kind(
        "character '\\t",
        False,
        Words("缩进应用空格，不能用制表符（Tab）", "spaces, not a tab, before the words"),
        Words("请把制表符换成空格。", "Replace the tab by spaces."),
    ),
    _Kind(
        "quoted scalar",
        True,
        Words("引号应成对", "quotes in pairs"),
        Words("请在末尾补上引号。", "Close the quotes."),
    ),
    _Kind(
        "flow mapping",
        True,
        Words("花括号应写成 {键: 值, 键: 值}", "braces as in {key: value, key: value}"),
        Words("请检查括号和逗号。", "Check the braces and commas."),
    ),
    _Kind(
        "flow sequence",
        True,
        Words("方括号应写成 [甲, 乙]", "brackets as in [a, b]"),
        Words("请检查括号和逗号。", "Check the brackets and commas."),
    ),
    _Kind(
        "mapping values are not allowed",
        False,
        Words("一行只能有一个“键: 值”", "one `key: value` a line"),
        Words(
            "请检查缩进；值里有冒号时请加引号。",
            "Check the indentation; put a value that holds a colon in quotes.",
        ),
    ),
    _Kind(
        "could not find expected ':'",
        True,
        Words("应写成“键: 值”", "`key: value`"),
        Words("请补上冒号，冒号后空一格。", "Write the colon, and a space behind it."),
    ),
    _Kind(
        "expected <block end>",
        False,
        Words("同一级的各行应写法、缩进相同", "lines of one level that are written alike"),
        Words("请检查这一行的缩进。", "Check the indentation of this line."),
    ),
    _Kind(
        "another document",
        False,
        Words("一个文件只能有一份设置", "one document a file"),
        Words("请删去 --- 这一行。", "Delete the line ---."),
    ),
    _Kind(
        "undefined alias",
        False,
        Words("* 后应是前面用 & 起过的名字", "a name behind * that & gave before"),
        Words("如果 * 是文字，请加引号。", "Put the text in quotes if * is part of it."),
    ),
    _Kind(
        "that cannot start any token",
        False,
        Words("值不能以这个符号开头", "a value that starts with another mark"),
        Words("请给这个值加引号。", "Put the value in quotes."),
    ),
    _Kind(
        "",
        False,
        Words("应为 YAML 文本", "YAML text"),
        Words("请检查缩进、冒号和引号。", "Check indentation, colons and quotes."),
    ),
)
