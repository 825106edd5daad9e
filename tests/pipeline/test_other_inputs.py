"""A certificate of other inputs says so and in what they differ; a part taken out is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.pipeline.certificate.check import CheckedCertificate, check_certificate
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of, text_of
from optalloc.pipeline.certificate.read import PARTS
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.solve import solve

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TOWNS = SCENARIOS / "meilan-2023" / "two-towns.yaml"
SIX = SCENARIOS / "six-factors" / "plan.yaml"
MALFORMED = "entries as a certificate has them"


@pytest.fixture(scope="module")
def towns() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(certificate_of(solve(TOWNS), TOWNS.parent)))
    return made


def held(said: dict[str, Any], scenario: Path, folder: Path) -> CheckedCertificate:
    """Check a certificate, its digest mended, beside a scenario."""
    file = folder / "certificate.json"
    file.write_text(text_of({**said, DIGEST: digest_of(said)}), "utf-8")
    return check_certificate(file, scenario)


def findings(checked: CheckedCertificate) -> tuple[str, str]:
    zh, en = zip(*((words.zh, words.en) for words in checked.findings), strict=True)
    return "\n".join(zh), "\n".join(en)


def test_beside_another_scenario_it_is_called_another_ones(
    towns: dict[str, Any], tmp_path: Path
) -> None:
    checked = held(towns, SIX, tmp_path)
    zh, en = findings(checked)
    assert not checked.holds and not checked.verified
    assert zh.startswith("这份证书是另一个情景的") and "the certificate of another scenario" in en
    assert "证书写的情景是 two-towns.yaml，读的是 plan.yaml" in zh
    assert "单位不同：证书里有“灵山镇”、“三江镇”，情景里有“" in zh
    assert "it has “灵山镇”, “三江镇”; the scenario has" in en
    assert "资金来源不同：" in zh and "目标不同：" in zh and "约束不同：" in zh
    assert "不在证书里" in zh and "没有用到" in zh
    assert "方案没有通过核对" not in zh and MALFORMED not in en


def test_other_money_is_named_with_both_amounts(towns: dict[str, Any], tmp_path: Path) -> None:
    exact = towns["exact"]
    money = {name: fen + 1_000_000 for name, fen in exact["money"].items()}
    zh, en = findings(held({**towns, "exact": {**exact, "money": money}}, TOWNS, tmp_path))
    assert "“市级第二批”的金额不同：证书里 23.5万元，情景里 22.5万元" in zh
    assert "other money of “市级第二批”: 23.5万元 in it, 22.5万元 in the scenario" in en
    assert "另一个情景" not in zh and "情景是" not in zh


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("rules", [[0, 1, "别的约束"]], "约束不同：证书里有“别的约束”，情景里有"),
        ("goals", [], "目标不同：情景里有"),
        ("cells", None, "这份证书是另一个情景的"),
        ("cells", [[1, 2], None, "甲"], "这份证书是另一个情景的"),
        ("money", [1], "资金来源不同：情景里有"),
        ("money", {"市级第二批": "很多"}, "资金来源不同：情景里有"),
        ("rows", [], "不是同一组"),
    ],
)
def test_whatever_its_program_holds_it_gets_findings(
    part: str, value: object, words: str, towns: dict[str, Any], tmp_path: Path
) -> None:
    zh, _ = findings(held({**towns, "exact": {**towns["exact"], part: value}}, TOWNS, tmp_path))
    assert words in zh


def test_columns_of_another_program_are_no_fault_of_its_form(
    towns: dict[str, Any], tmp_path: Path
) -> None:
    """The same names with fewer columns, as a rule more or less makes them."""
    exact = {**towns["exact"], "rules": []}
    made = {**towns, "exact": exact, "point": {"999": 1}, "columns": {"999": 1}}
    zh, _ = findings(held(made, TOWNS, tmp_path))
    assert "约束不同：情景里有" in zh
    with pytest.raises(InputUnusable, match=MALFORMED):
        held({**towns, "columns": {"999": 1}}, TOWNS, tmp_path)


def of_version(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "version": "0.0.9", "program": "0" * 64}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said: {k: v for k, v in said.items() if k != "audit"}, "缺少 audit 一项"),
        (lambda said: {**said, "audit": None}, "缺少 audit 一项"),
        (lambda said: {k: v for k, v in said.items() if k != "engine"}, "缺少 engine 一项"),
        (of_version, "证书由程序 0.0.9 版写出"),
    ],
)
def test_what_was_taken_out_is_named(
    change: Callable[[dict[str, Any]], dict[str, Any]],
    words: str,
    towns: dict[str, Any],
    tmp_path: Path,
) -> None:
    assert held(towns, TOWNS, tmp_path).holds
    checked = held(change(towns), TOWNS, tmp_path)
    zh, _ = findings(checked)
    assert words in zh and not checked.holds


def test_every_part_is_needed_or_missed(towns: dict[str, Any], tmp_path: Path) -> None:
    """None of the entries that stand at the top of a certificate can go unseen."""
    for part in towns.keys() - {DIGEST, "form"}:
        rest = {key: value for key, value in towns.items() if key != part}
        if part in PARTS:
            with pytest.raises(InputUnusable, match=f"it lacks {part}"):
                held(rest, TOWNS, tmp_path)
        else:
            assert f"缺少 {part} 一项" in findings(held(rest, TOWNS, tmp_path))[0]
