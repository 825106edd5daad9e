"""Kinds of findings are told by names, and by their keys in `--json` alone."""

import re
from pathlib import Path

from office import Office
from optalloc.checking.checks import KINDS
from optalloc.checking.kind_names import KIND_NAMES, kind_words
from optalloc.problem.shown_name import is_chinese

CHECKING = Path(__file__).parents[2] / "src" / "optalloc" / "checking"


def test_every_kind_of_finding_has_a_chinese_name_of_its_own() -> None:
    texts = [path.read_text(encoding="utf-8") for path in CHECKING.rglob("*.py")]
    kinds = {kind for text in texts for kind in re.findall(r'Finding\(\s*"(\w+)"', text)}
    assert kinds | set(KINDS.words()) <= KIND_NAMES.keys()
    assert all(is_chinese(name) for name in KIND_NAMES.values())
    assert len(set(KIND_NAMES.values())) == len(KIND_NAMES)
    assert kind_words("sum_row") == ("行合计", "sum row")


def test_a_finding_is_told_by_its_kind_in_words(office: Office) -> None:
    office.put("draft.csv", "单位,合计,市级,区级\n甲镇,20,10,10\n乙镇,25,10,10\n")
    zh, en = (
        office.run("check", "draft.csv", "--unit", "万元", lang=lang) for lang in ("zh", "en")
    )
    assert "【行合计】第3行 乙镇" in zh.out and "[sum_row]" not in zh.out
    assert "[sum row] row 3 乙镇" in en.out
