"""What a function takes for a file, and is none, gets a letter that says where frames go."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import optalloc as oa

FRAME = pd.DataFrame({"单位": ["甲镇"], "金额": [1]})
NO_FILE = ({"unit": "万元"}, ["a.yaml"], FRAME, 5, None)
OF_ONE: dict[str, Callable[[Any], Any]] = {
    "read": oa.read,
    "solve": oa.solve,
    "explain": oa.explain,
    "check": oa.check,
    "sweep": lambda given: oa.explore.sweep(given, ["rules.grain.cell=1,2"]),
    "compare": lambda given: oa.compare([given]),
    "benchmark": lambda given: oa.benchmark([given]),
}


@pytest.mark.parametrize("given", NO_FILE, ids=lambda given: type(given).__name__)
@pytest.mark.parametrize("function", OF_ONE)
def test_what_is_no_path_is_refused_with_the_way_for_data_in_memory(
    function: str, given: Any
) -> None:
    with pytest.raises(oa.InputUnusable) as refused:
        OF_ONE[function](given)
    english, chinese = refused.value.letter("en"), refused.value.letter("zh")
    assert "the path of a file, as text or Path" in english and type(given).__name__ in english
    assert "optalloc.Problem.from_frames(" in english and "应为文件的路径" in chinese


@pytest.mark.parametrize("given", ["a.yaml", Path("a.yaml"), {"unit": "万元"}, FRAME, 5])
@pytest.mark.parametrize("function", [oa.compare, oa.benchmark])
def test_one_where_several_are_taken_is_refused_as_no_list(
    function: Callable[[Any], Any], given: Any
) -> None:
    with pytest.raises(oa.InputUnusable, match="a list with the path of a file each"):
        function(given)
