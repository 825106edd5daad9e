"""A formula or rule that reads an indicator which nobody declared is told where to declare it."""

from pathlib import Path

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

TWO_TOWNS = SCENARIOS / "meilan-2023" / "two-towns.yaml"


@pytest.mark.parametrize(
    "setting",
    [
        "targets={formula: {kind: factors, weights: {亩数: 100%}}}",
        "rules.order={factors: [亩数], equals: same}",
    ],
)
def test_an_indicator_that_is_not_declared_is_told_its_section(setting: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(TWO_TOWNS, [setting])
    assert "请改正名称，或写进 indicators 一节（工作簿里为工作表“因素”）。" in (
        refused.value.letter("zh")
    )
    assert "Correct it, or add it to the section `indicators`." in refused.value.letter("en")
