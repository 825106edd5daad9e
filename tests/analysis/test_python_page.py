"""docs/python.md runs, block after block, word for word; so do the API's own words, blanks filled.

WORDS is the API as it was laid down before it was written. Its `...` are blanks, filled here with
the data that they stand for; nothing else in it is changed.
"""

import re
from pathlib import Path

import pandas as pd
import pytest

import optalloc as oa

ROOT = Path(__file__).resolve().parents[2]
FACTS = "scenarios/six-factors/facts"

WORDS = """
problem = oa.Problem.from_frames(recipients=df, sources=..., uses=..., policy="models/six-factors.yaml")   # or a dict, or a path
problem = oa.read("scenarios/meilan-2023/two-towns.yaml")
solution = problem.solve(solver="highs", time_limit=10)
solution.awards        # DataFrame: recipient, source, use, project, amount (Decimal or int fen, said)
solution.recipients    # DataFrame: target, each source, total, baseline, difference
solution.scores, solution.goals, solution.rules, solution.figures, solution.is_proven
oa.compare([a, b])     # DataFrame with the scenarios as columns;  .why()  attributed differences
solution.explain().ranges / .rule_costs / .conflict ...   # DataFrames;  oa.explore.weights(...) likewise
problem.replace(weights={...}, money=..., rules=...)       # frozen, returns a new one
"""  # noqa: E501
BLANKS = {
    "sources=..., uses=...": f'sources="{FACTS}/sources.csv", uses="{FACTS}/uses.csv", **rest',
    "oa.compare([a, b])": "oa.compare([a, b]).why()",
    "solution.explain().ranges / .rule_costs / .conflict ...": (
        "[getattr(solution.explain(), n) for n in ('ranges', 'rule_costs', 'conflict')]"
    ),
    "{...}, money=..., rules=...": "{'行政村': 1}, money={'区级配套': 30}, rules={}",
}


def test_the_page_runs_as_it_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    known: dict[str, object] = {}
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 7
    for block in blocks:
        exec(compile(block, "python.md", "exec"), known)
    assert "甲镇" in capsys.readouterr().out


def test_the_api_is_the_one_that_was_laid_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = WORDS
    for blank, filled in BLANKS.items():
        assert text.count(blank) == 1, blank
        text = text.replace(blank, filled)
    towns = oa.read("scenarios/meilan-2023/two-towns.yaml")
    known: dict[str, object] = {
        "oa": oa,
        "df": pd.read_csv(f"{FACTS}/recipients.csv", comment="#"),
        "rest": {"needs": f"{FACTS}/needs.csv", "earlier": f"{FACTS}/earlier.csv"},
        "a": towns.solve(),
        "b": towns.replace(rules={"split": "off"}, name="no split").solve(),
    }
    values = {}
    for line in text.strip().splitlines():
        code = line.partition("#")[0].strip()
        name, is_named, value = code.partition(" = ")
        values[code] = eval(value if is_named and name.isidentifier() else code, known)
        if is_named and name.isidentifier():
            known[name] = values[code]
    frames = [v for v in values.values() if isinstance(v, pd.DataFrame)]
    assert len(frames) == 3 and all(len(frame) for frame in frames)
    changed = list(values.values())[-1]
    assert isinstance(changed, oa.Problem) and changed is not known["problem"]
