"""A recipients' column of shares is read as documented: 0.82 or 82%, in a cell or below a (%)."""

from fractions import Fraction
from pathlib import Path

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.problem.problem import Problem

READINESS = "readiness: {column: 进度}"
WEIGHTS = "closest_to_target: {distance: absolute, weights: 进度}"
CAP = "{kind: progress_cap, column: 进度, below: 40, at_most: 80%, of: target}"


def scenario(
    cells: list[str], goal: str, head: str = "进度", rule: str = "{kind: floor, amount: 0}"
) -> str:
    """Return two towns with a column of figures."""
    towns = [
        f"    - {{单位: {'甲乙'[i]}镇, 类型: 镇, 人口: 300, {head}: {c}}}"
        for i, c in enumerate(cells)
    ]
    return "\n".join([
        "title: 进度", "unit: 万元", "tables:",
        "  sources: [{资金来源: 市级, 层级: 市级, 金额: 10}]", "  recipients:", *towns,
        "  uses: [{用途: 发展, 产业: 是}]",
        "indicators: {人口: {unit: 人, direction: more, source: 编}}",
        "targets: {因素: {kind: factors, weights: {人口: 100%}}}",
        f"rules: {{grain: {{cell: 1}}, spend_whole: {{}}, 规则: {rule}}}", f"goals: {{{goal}}}",
    ])  # fmt: skip


def made(path: Path, text: str) -> Problem:
    """Return the problem that a text is."""
    (path / "s.yaml").write_text(text, encoding="utf-8")
    return read(path / "s.yaml")


@pytest.mark.parametrize(
    ("cells", "goal", "head", "figures"),
    [
        (["82%", "35%"], READINESS, "进度", ("0.82", "0.35")),
        (["82%", "0.35"], READINESS, "进度", ("0.82", "0.35")),
        (["82", "35%"], READINESS, "进度(%)", ("0.82", "0.35")),
        (["150%", "2"], WEIGHTS, "进度", ("1.5", "2")),
    ],
)
def test_a_share_is_read_as_it_is_written(
    tmp_path: Path, cells: list[str], goal: str, head: str, figures: tuple[str, ...]
) -> None:
    problem = made(tmp_path, scenario(cells, goal, head))
    assert [r.facts["进度"] for r in problem.recipients] == [Fraction(f) for f in figures]


@pytest.mark.parametrize(
    ("cells", "goal", "head", "rule", "said"),
    [
        (["95", "0.35"], READINESS, "进度", None, "之间，实为 '95'。要 95%，请写 0.95。"),
        (["120%", "35%"], READINESS, "进度", None, "应在 0 与 1 之间，实为 '1.2'。"),
        (["-5%", "35%"], READINESS, "进度", None, "如 82% 或 0.82，不小于 0，实为 '-5%'。"),
        (["0.95", "35"], READINESS, "进度(%)", None, "实为 '0.95'。请带 % 号填写，如 55%。"),
        (["95%", "0.35"], READINESS, "进度", CAP, "还有别处按数字读，请写 0.95，"),
        (["95%", "35%"], "closest_to_target: {distance: absolute}", "进度", CAP, "请删去 %"),
    ],
)  # fmt: skip
def test_what_is_no_share_is_refused_with_advice_that_works(
    tmp_path: Path, cells: list[str], goal: str, head: str, rule: str | None, said: str
) -> None:
    more = {} if rule is None else {"rule": rule}
    with pytest.raises(InputUnusable) as refused:
        made(tmp_path, scenario(cells, goal, head, **more))
    assert said in "\n".join(fault.say("zh") for fault in refused.value.faults)


def test_what_is_advised_is_read(tmp_path: Path) -> None:
    rule = CAP.replace("40", "0.4")
    problem = made(tmp_path, scenario(["0.95", "0.35"], READINESS, rule=rule))
    assert [r.facts["进度"] for r in problem.recipients] == [Fraction("0.95"), Fraction("0.35")]
