"""What is said in Chinese holds no English sentence: neither in any text, nor on any screen.

Names stay as they are: commands, options, keys of YAML, files. What gives an English sentence away
is one of its small words.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from office import Office

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "optalloc"
SMALL = (
    "a an and are as at be but by cannot could does for from has have in is it its must no not of"
    " on one only or that the them then there these they this to was were with would you"
)
_ENGLISH = re.compile(rf"(?<![\w./<-])(?:{'|'.join(SMALL.split())})(?![\w./:=>-])")
_NAMES = re.compile(r"'[^']*'|“[^”]*”|`[^`]*`|--[\w-]+|«\w+»|⟦\w+|\(exit code \d\)")
"""What is somebody's own, or an option; and marks of recorded screens."""
OWN = ("Illustrative: every figure is made up.",)
"""Texts of scenarios in both languages."""
TERMS = {
    "at": "a level of a rule: at, recipients, kinds …",
    "one": "a column of VIPR files",
    "from": "ledger import --from",
}


def english_in(text: str) -> list[str]:
    """Return the small words of English in a text, but for keys that are called so."""
    for own in OWN:
        text = text.replace(own, "")
    return [word for word in _ENGLISH.findall(_NAMES.sub(" ", text)) if word not in TERMS]


def chinese_texts() -> Iterator[tuple[str, str]]:
    """Yield the Chinese of every `Words(…)` in the source, with its place."""
    for path in sorted(SOURCE.rglob("*.py")):
        content = path.read_text("utf-8")
        for node in ast.walk(ast.parse(content)) if "Words(" in content else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words" and node.args:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", _text(node.args[0])


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = node.values
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in parts)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return ""


def screens() -> Iterator[tuple[str, str]]:
    """Yield every line that a recorded Chinese screen shows, JSON and written files left out."""
    for path in sorted((HERE / "golden" / "outputs").glob("*.zh.txt")):
        is_screen = is_json = False
        for line in path.read_text("utf-8").splitlines():
            if line.startswith(("--- ", "$ ")):
                is_screen = line.startswith(("--- printed", "--- on standard error"))
                is_json = False
            is_json = (is_json or line.startswith("{")) and is_screen
            if is_screen and not is_json and not line.startswith("---"):
                yield path.name, line
            is_json = is_json and not line.startswith("}")


@pytest.mark.slow
def test_no_text_in_chinese_holds_a_sentence_in_english() -> None:
    texts = list(chinese_texts())
    assert not [(place, text) for place, text in texts if english_in(text)]
    assert len(texts) > 2000


def test_no_screen_in_chinese_holds_a_sentence_in_english() -> None:
    lines = list(screens())
    assert not [(name, line) for name, line in lines if english_in(line)]
    assert len(lines) > 2000


LETTERS = {
    "": "没有写命令。用法见 optalloc --help。",
    "solve": "缺少 SCENARIO（情景文件）。用法见 optalloc solve --help。",
    "new": "缺少 DIR|FILE.xlsx（要写出的文件夹或 .xlsx 文件）。用法见 optalloc new --help。",
    "report scenario.yaml": "缺少 --out（",
    "solve scenario.yaml --bundle": "--bundle 要与 --out 一起用。用法见 optalloc solve --help。",
    "solve scenario.yaml --vipr": "--vipr 要与 --out 一起用。",
    "solve scenario.yaml --time-limit x": "--time-limit：应为大于 0 的数字。",
    "solve scenario.yaml extra": "'extra' 是多出来的，命令不要它。",
    "solve scenario.yaml --no-such": "没有选项 '--no-such'。",
    "explore no-such": "没有命令 'no-such'。",
    "ledger show": "缺少 WHAT（应为 acts、entries、changes、settings 之一）。",
    "ledger export": "请写 --book，或者 --for 加 --year 和 --out。",
    "open --port x": "--port：应为 0 到 65535 的整数。",
}


@pytest.mark.parametrize("command", LETTERS)
def test_what_is_wrong_with_a_command_line_is_told_in_chinese(office: Office, command: str) -> None:
    said = office.run(*command.split())
    assert said.code == 2 and LETTERS[command] in said.err
    assert not english_in(said.err), said.err


def test_a_bundle_of_what_lies_outside_is_refused_in_one_language(office: Office) -> None:
    office.put("elsewhere.csv", b"")
    outside = office.folder / "inner"
    outside.mkdir()
    text = (office.folder / "scenario.yaml").read_text("utf-8")
    moved = re.sub(r": (\w+\.csv)", rf": {office.folder}/\1", text)
    (outside / "plan.yaml").write_text(moved, "utf-8")
    said = office.run("solve", "inner/plan.yaml", "--out", "o", "--bundle")
    assert said.code == 3 and "情景读取的都应是包里放得下的文件" in said.err
    assert not english_in(said.err), said.err
