"""Parts that register themselves: the whole list, whoever asks when."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from optalloc.core import registry
from optalloc.core.message import same
from optalloc.core.registry import Catalogue

SLOW = """
import time
time.sleep({seconds})
from optalloc.core.registry import MADE_UP
MADE_UP.register("{word}")(object())
"""


def test_who_asks_while_the_parts_are_loaded_sees_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "slow_parts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    words = ["early", "late", "middle"]
    for word in words:
        text = SLOW.format(seconds=0.1, word=word)
        (package / f"{word}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    made = Catalogue[object](same("part"), "slow_parts")
    monkeypatch.setattr(registry, "MADE_UP", made, raising=False)
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(lambda _: made.words(), range(4)))
    assert seen == [words] * 4
    for name in ("slow_parts", *(f"slow_parts.{word}" for word in words)):
        sys.modules.pop(name, None)
