"""What a letter says of earlier years where a table of them is named, of a ledger or elsewhere."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from optalloc.inputs.award_tables import with_history_named
from optalloc.inputs.scenario import Scenario
from optalloc.problem.history import year_complaints
from small import small, town

LEDGER = {"ledger": "台账.db", "year": 2025}
PAST = [(2023, "甲", 2), (2024, "甲", 3)]


@pytest.mark.parametrize(
    ("spec", "history", "year", "zh"),
    [
        (None, [], 2025, "请在 tables 下填写 history。"),
        ("往年.csv", [], 2025, "往年表（history）一行也没有，请填写。"),
        (
            LEDGER, [], 2025,
            "已写 history，但台账里没有 2025 年以前的安排。"
            "history 只取 year 以前各年；要 2025 年的，其 year 请写 2026。",
        ),
        (
            {**LEDGER, "until": "2024-06"}, [], 2025,
            "已写 history，但台账里没有 2025 年以前的安排（截至 2024-06）。"
            "history 只取 year 以前各年；要 2025 年的，其 year 请写 2026。",
        ),
        (
            LEDGER, PAST, 2025,
            "台账的 history 只有 2025 年以前的；要 2025 年的，其 year 请写 2026。",
        ),
        (LEDGER, PAST, 2022, ""),
        ("往年.csv", PAST, 2025, ""),
    ],
)  # fmt: skip
def test_what_is_named_is_not_asked_for(
    spec: Any, history: list[tuple[Any, ...]], year: int, zh: str
) -> None:
    problem = small({"市级": 3}, [town("甲")], history=history)
    scenario = SimpleNamespace(entries={"tables": {"history": spec} if spec else {}})
    complaints = year_complaints("year", (year,), problem)
    [said] = with_history_named(cast(Scenario, scenario), problem, complaints)
    assert said.remedy.zh == zh
