"""Functions that somebody wrote join the benchmark, are audited, measured and timed."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import optalloc as oa
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023" / "two-towns.yaml"
MODULE = """
def as_best(problem):
    return problem.solve().awards

def all_to_the_first(problem):
    name = next(iter(problem.recipients.index))
    use = problem.facts.uses[0].name
    return [
        {"recipient": name, "source": source, "use": use, "fen": fen}
        for source, fen in problem.sources["fen"].items()
    ]

def to_nobody(problem):
    return [{"recipient": "丁镇", "source": "市", "use": "?", "fen": 1}]

def broken(problem):
    raise RuntimeError("no licence")

NOT_ONE = 5
"""


def entry(found: Any, name: str) -> Any:
    return next(e for e in found[0].entries if e.method == name)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "made_up_methods.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "made_up_methods", raising=False)
    return "made_up_methods"


def test_a_function_has_its_row_gap_and_time_beside_the_others(
    module: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{module}:{name}" for name in ("as_best", "all_to_the_first", "to_nobody", "broken")]
    options = [word for name in names for word in ("--method", name)]
    assert guarded(["benchmark", str(SCENARIO), *options, "--json"]) == 0
    plans = {p["method"]: p for p in json.loads(capsys.readouterr().out)["scenarios"][0]["plans"]}
    best, first, nobody, broken = (plans[name] for name in names)
    assert best["keeps_every_rule"] and best["distance"] is None and best["seconds"] > 0
    assert first["distance"]["percent"] == "300" and not nobody["has_plan"]
    assert "丁镇" in nobody["why_not"] and "no licence" in broken["why_not"]
    assert "largest_remainder" in plans


def test_named_words_alone_are_compared_beside_functions(module: str) -> None:
    found = oa.benchmark([SCENARIO], methods=["webster", f"{module}:as_best"])
    assert [e.method for e in found[0].entries] == ["best", f"{module}:as_best", "webster"]


def test_a_function_itself_joins_and_a_frame_may_be_what_it_returns() -> None:
    def half(problem: oa.Problem) -> pd.DataFrame:
        return problem.solve().awards.iloc[:2]

    found = oa.benchmark([oa.read(SCENARIO)], methods=["equal", half])
    assert entry(found, "half").broken == {"spend_whole": 3} or entry(found, "half").broken


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("made_up_methods:nothing", "module:function that can be imported"),
        ("made_up_methods:NOT_ONE", "a function, got 'int'"),
        ("no_such_module:f", "got \"ModuleNotFoundError: No module named 'no_such_module'\""),
        ("webstar", "Did you mean webster"),
    ],
)
def test_what_is_no_function_is_refused(module: str, name: str, said: str) -> None:
    with pytest.raises(InputUnusable, match=said):
        oa.benchmark([SCENARIO], methods=[name])


def test_an_entry_point_is_named_like_a_method(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        name, value = "alike", "builtins:len"

    monkeypatch.setattr("optalloc.analysis.own_methods.entry_points", lambda group: [Point])
    found = oa.benchmark([SCENARIO], methods=["equal", "alike"])
    assert "TypeError" in entry(found, "alike").why_not.en
