"""The scenarios of the rulebook against what was published, figure by figure."""

from fractions import Fraction
from pathlib import Path

import pytest

from optalloc.core.exact import total
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
# 金寨县 2021 [A], 元, as printed (cases/jinzhai-2021-awards.csv).
JINZHAI = {
    "梅山镇": "205620.19",
    "产业园": "51408.12",
    "白塔畈镇": "956902.89",
    "麻埠镇": "6737.93",
    "油坊店乡": "49615.2",
    "张冲乡": "41231.99",
    "青山镇": "54916.01",
    "燕子河镇": "265020.52",
    "长岭乡": "143619.62",
}
# 醴陵 2019 [A], 万元 (cases/liling-2019-awards.csv), by recipient and use.
LILING = {
    ("扶贫办", "产业"): 660,
    ("交通局", "道路"): 251 + 39,
    ("枫林镇", "旅游"): 120,
    ("扶贫办", "雨露计划"): 130,
}
WAN = 1_000_000


def plan_by(engine: str, scenario: str) -> Solved:
    solved = solve(FOLDER / scenario / "plan.yaml", solver=engine)
    assert solved.best is not None
    return solved


@pytest.mark.parametrize("engine", ["cbc", "highs"])
def test_every_printed_row_of_jinzhai_comes_out_to_the_fen(engine: str) -> None:
    best = plan_by(engine, "jinzhai-2021").best
    assert best is not None
    money = best.plan.by_recipient
    assert {name: money[name] for name in JINZHAI} == {
        name: int(Fraction(amount) * 100) for name, amount in JINZHAI.items()
    }
    assert best.plan.sums("source") == {"上级资金": 418290000, "县级资金": 49838}
    assert best.plan.total == 418339838


@pytest.mark.parametrize("engine", ["cbc", "highs"])
def test_departments_and_a_town_of_liling_get_what_was_printed(engine: str) -> None:
    best = plan_by(engine, "liling-2019").best
    assert best is not None
    assert {(a.recipient, a.use): a.amount // WAN for a in best.plan.awards} == LILING
    assert best.plan.total == 1200 * WAN


def test_the_parts_of_the_mixed_plan_add_up_to_3212() -> None:
    solved = plan_by("cbc", "xiuwen-2022-like")
    by_part: dict[str, list[Fraction]] = {}
    for line in solved.targets.sheet:
        by_part.setdefault(line.part, []).append(line.amount / WAN)
    assert {part: total(amounts) for part, amounts in by_part.items()} == {
        "demonstration": 5 * 120,
        "relocation": 190,
        "formula": (3212 - 600 - 190) * Fraction("0.8"),
        "performance": (3212 - 600 - 190) * Fraction("0.2"),
    }
    assert solved.best is not None
    assert solved.best.plan.total == 3212 * WAN
