"""`optalloc benchmark`: every method beside the best plan, judged by the same rules and goals."""

import json
import re
import shlex
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import optalloc
from office import Office
from optalloc.exploring.methods import Benchmarked, Entry, beside_every_method
from optalloc.exploring.methods.entries import Distance, methods_for
from optalloc.exploring.methods.summary import standings
from optalloc.inputs.read import read
from optalloc.pipeline.audit import verify
from optalloc.present.charts import save
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.baselines import METHODS, AwardsMethod, seats_method
from optalloc.problem.interfaces import GOALS
from optalloc.problem.score import score
from quick import examples
from small import CLOSEST, UNIT, small, town

WAN = 1_000_000
ROOT = Path(__file__).resolve().parents[2]
MEILAN = ROOT / "scenarios" / "meilan-2023"
WORDS = [word for word, method in METHODS if not isinstance(method, AwardsMethod)]
"""The methods that choose no projects: only where there are some."""
TWO_TOWNS, PUBLISHED = str(MEILAN / "two-towns.yaml"), str(MEILAN / "published.yaml")
WHOLE_WAN = str(MEILAN / "whole-wan.yaml")
SCENARIOS = sorted(p for p in (ROOT / "scenarios").rglob("*.yaml") if "unit:" in p.read_text())
DOCUMENT = (ROOT / "docs" / "benchmark.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```\n\$ optalloc (.*?)\n(.*?)```", DOCUMENT, re.DOTALL)
RELATIVE = ("closest_to_target", {"distance": "relative"})


def entry(found: Benchmarked, method: str) -> Entry:
    return next(e for e in found.entries if e.method == method)


def told(office: Office, *scenarios: str, lang: str = "zh") -> dict[str, Any]:
    said = office.run("benchmark", *scenarios, "--json", lang=lang)
    assert said.code == 0, said.err
    answer: dict[str, Any] = json.loads(said.out)
    return answer


# --- worked -----------------------------------------------------------------------------------


def test_on_meilan_largest_remainder_breaks_what_the_audit_finds() -> None:
    (found,) = optalloc.benchmark([TWO_TOWNS])
    problem = read(TWO_TOWNS)
    targets = score(problem)
    plan = baseline_plan(problem, targets, "largest_remainder")
    mine = entry(found, "largest_remainder")
    assert mine.judged is not None
    assert mine.judged.plan == plan
    assert mine.judged.breaches == verify(problem, targets, plan) != ()
    # Two towns, each out of 45:55 from both sources.
    assert mine.broken == {"split": 4}


def test_on_meilan_the_distances_are_those_on_paper() -> None:
    # 50万元 by villages, 11 to 4: targets 36 2/3 and 13 1/3. At 45:55 in steps of half a 万元 every
    # total is a multiple of 10: (40, 10) is off by 6 2/3 in all, (50, 0) by 26 2/3. Half for each
    # is off by 23 1/3 and breaks the rule.
    (found,) = optalloc.benchmark([TWO_TOWNS])
    best = found.entries[0]
    assert found.solved.outcome.proven == "exact"
    assert (best.method, best.is_feasible, best.distance) == ("best", True, None)
    assert best.values == (Fraction(20 * WAN, 3),)
    greedy, equal = entry(found, "greedy"), entry(found, "equal")
    assert (greedy.values, greedy.is_feasible) == ((Fraction(80 * WAN, 3),), True)
    assert (equal.values, equal.is_feasible) == ((Fraction(70 * WAN, 3),), False)
    assert greedy.distance == Distance(0, Fraction(20 * WAN), Fraction(3))
    assert equal.distance == Distance(0, Fraction(50 * WAN, 3), Fraction(5, 2))


def test_the_plan_that_offices_make_by_hand_is_among_the_methods() -> None:
    (found,) = optalloc.benchmark([TWO_TOWNS])
    words = [e.method for e in found.entries]
    assert sorted(words) == sorted(["best", *WORDS])
    assert entry(found, "clip_and_share").words.zh == "封顶保底后再分配"


# --- properties -------------------------------------------------------------------------------


def no_feasible_plan_is_better(found: Benchmarked) -> None:
    """Assert what a proof in exact arithmetic says."""
    assert found.solved.outcome.proven == "exact"
    assert found.solved.best is not None
    for each in found.entries:
        if each.is_feasible and each.distance:
            assert each.distance.difference > 0 or found.aims[each.distance.goal].before
            assert each.distance.relative is None or each.distance.relative >= 0


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_method_that_keeps_the_rules_is_better_than_what_is_proven_best(path: Path) -> None:
    found = beside_every_method(read(path))
    assert len(found.entries) == 1 + len(methods_for(found.solved.problem))
    assert all(e.judged or e.why_not.zh for e in found.entries)
    if found.has_best and found.solved.outcome.proven == "exact":
        no_feasible_plan_is_better(found)


@settings(max_examples=examples(25), deadline=None)
@given(
    aims=st.lists(st.integers(1, 40), min_size=2, max_size=4),
    pots=st.lists(st.integers(1, 30), min_size=1, max_size=2),
    floor=st.integers(0, 4),
    goals=st.sampled_from([(CLOSEST,), (RELATIVE,), (RELATIVE, CLOSEST)]),
)
def test_no_method_beats_the_best_of_a_small_problem(
    aims: list[int], pots: list[int], floor: int, goals: tuple[Any, ...]
) -> None:
    names = [f"镇{i}" for i in range(len(aims))]
    problem = small(
        {f"来源{i}": money for i, money in enumerate(pots)},
        [town(name) for name in names],
        [("floor", {"amount": floor})],
        aims=dict(zip(names, aims, strict=True)),
    )
    aimed = (GOALS[w].read(f"goal {i}", more, UNIT) for i, (w, more) in enumerate(goals))
    found = beside_every_method(replace(problem, goals=tuple(aimed)))
    if found.has_best:
        no_feasible_plan_is_better(found)
    keeping = [e for e in found.entries[1:] if e.is_feasible]
    assert keeping == list(found.entries[1 : 1 + len(keeping)])
    assert [e.values for e in keeping] == sorted(e.values for e in keeping)


# --- methods that do not fit ------------------------------------------------------------------


def test_a_method_that_lacks_its_table_is_a_line_that_says_so(office: Office) -> None:
    (found,) = optalloc.benchmark([TWO_TOWNS])
    missing = entry(found, "last_year")
    assert missing.judged is None and missing.values == () and not missing.is_feasible
    assert missing.why_not.zh == "应有往年表，且其中有这些单位的资金"
    said = office.run("benchmark", TWO_TOWNS, lang="en")
    assert said.code == 0
    assert "last year's proportions: it needs a table of earlier years" in said.out


def test_a_method_that_finds_no_plan_is_a_line_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("nothing fits")

    monkeypatch.setattr(type(seats_method("webster")), "share_out", refuse)
    (found,) = optalloc.benchmark([PUBLISHED])
    refused = entry(found, "webster")
    assert refused.why_not.say("en") == "it has no plan here (nothing fits)"
    assert refused.why_not.say("zh") == "用于本情景无解"
    assert entry(found, "largest_remainder").is_feasible


def test_without_a_best_plan_the_methods_are_shown_all_the_same(office: Office) -> None:
    said = office.run("benchmark", WHOLE_WAN, lang="zh")
    assert said.code == 4
    assert "没有可行方案" in said.out and "最大余数法" in said.out
    assert "与最优差距" not in said.out


def test_where_the_best_is_0_there_is_no_percentage(office: Office) -> None:
    (found,) = optalloc.benchmark([PUBLISHED])
    # 50万元 to two towns that should get 40 and 10.
    assert entry(found, "equal").distance == Distance(0, Fraction(30 * WAN), None)
    said = office.run("benchmark", PUBLISHED, lang="zh")
    assert "最优值为 0，差距算不出百分比" in said.out


# --- several scenarios ------------------------------------------------------------------------


def test_several_scenarios_are_summed_up_by_method() -> None:
    found = optalloc.benchmark([TWO_TOWNS, PUBLISHED, WHOLE_WAN])
    of = {row.method: row for row in standings(found)}
    assert list(of) == ["best", *WORDS]
    best, largest, last = of["best"], of["largest_remainder"], of["last_year"]
    assert (best.made, best.feasible, best.as_good, best.median, best.counted) == (2, 2, 2, 0, 2)
    assert (largest.made, largest.feasible, largest.as_good, largest.median) == (3, 1, 1, 0)
    assert (last.made, last.feasible, last.as_good, last.median) == (0, 0, 0, None)


# --- what is printed --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tables_fit_a_hundred_columns(
    office: Office, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    said = office.run("benchmark", TWO_TOWNS, PUBLISHED, lang=lang)
    assert (said.code, said.err) == (0, "")
    assert max(cell_len(line) for line in said.out.splitlines()) <= 100
    title = "2 个情景合计" if lang == "zh" else "Over 2 scenarios"
    assert title in said.out


@pytest.mark.parametrize(
    ("lang", "sign"),
    [("zh", "✗ 看似比最优更好，是因为违反了约束"), ("en", "✗ Seems better than the best only")],
)
def test_a_plan_that_seems_better_is_marked_as_breaking_rules(
    office: Office, lang: str, sign: str
) -> None:
    said = office.run("benchmark", TWO_TOWNS, lang=lang)
    line = next(line for line in said.out.splitlines() if "封顶" in line or "cap, floor" in line)
    assert "✗ -" in line and ("违反 4 处" in line or "4 breaches" in line)
    assert sign in said.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_holds_every_plan_with_rules_goals_figures_and_time(office: Office, lang: str) -> None:
    found = told(office, TWO_TOWNS, PUBLISHED, lang=lang)
    assert list(found) == ["scenarios", "methods"]
    first = found["scenarios"][0]
    assert {"scenario", "unit", "has_plan", "proven", "goals", "plans"} <= first.keys()
    keys = {"method", "words", "has_plan", "why_not", "keeps_every_rule", "broken", "breaches"}
    for plan in first["plans"]:
        assert plan.keys() == keys | {"goals", "goals_exact", "distance", "figures", "seconds"}
        assert plan["keeps_every_rule"] == (plan["has_plan"] and not plan["broken"])
        assert len(plan["breaches"]) == sum(plan["broken"].values())
    largest = next(p for p in first["plans"] if p["method"] == "largest_remainder")
    assert largest["broken"] == {"split": 4}
    assert largest["distance"]["percent"].startswith("-")
    assert largest["distance"]["goal"] == first["goals"][0]["goal"] == "closest_to_target"
    assert {m["method"] for m in found["methods"]} == {"best", *WORDS}


def test_a_setting_is_laid_over_every_scenario(office: Office) -> None:
    said = office.run("benchmark", TWO_TOWNS, "--set", "title=换个名字", "--solver", "highs")
    assert said.code == 0
    assert said.out.startswith("换个名字\n")


@pytest.mark.parametrize(
    ("lang", "said_so"), [("zh", "是不是 webster？"), ("en", "Did you mean webster?")]
)
def test_methods_can_be_chosen_and_an_unknown_one_gets_a_letter(
    office: Office, lang: str, said_so: str
) -> None:
    arguments = ["benchmark", TWO_TOWNS, "--method", "webster", "--method", "clip_and_share"]
    said = office.run(*arguments, "--json", lang=lang)
    plans = json.loads(said.out)["scenarios"][0]["plans"]
    assert [plan["method"] for plan in plans] == ["best", "clip_and_share", "webster"]
    said = office.run("benchmark", TWO_TOWNS, "--method", "webstr", lang=lang)
    assert (said.code, said.out) == (3, "")
    assert "--method" in said.err and said_so in said.err


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_shows_every_plan_and_marks_those_that_break_rules(
    office: Office, lang: str
) -> None:
    pytest.importorskip("vl_convert")
    arguments = ["benchmark", TWO_TOWNS, WHOLE_WAN, "--picture", "out/quality.json"]
    said = office.run(*arguments, lang=lang)
    assert (said.code, said.err) == (0, "")
    assert said.out.rstrip().endswith("out/quality.json")
    chart = json.loads(office.there()["out/quality.json"])
    panels = [rows for rows in chart["datasets"].values() if "said" in rows[0]]
    assert [len(rows) for rows in panels] == [1 + len(WORDS)] * 2
    of_first = {row["name"]: row for row in panels[0]}
    by_hand = of_first[METHODS["clip_and_share"].words.say(lang)]
    assert by_hand["sort"] == "breaks" and by_hand["away"] < 0
    assert ("违反约束 4 处" if lang == "zh" else "breaks rules in 4 places") in by_hand["said"]
    assert not any(row["has_place"] for row in panels[1])


def test_a_title_from_a_scenario_stays_text_in_the_picture(office: Office) -> None:
    pytest.importorskip("vl_convert")
    name = "<script>alert(1)</script>"
    said = office.run("benchmark", TWO_TOWNS, "--set", f"title={name}", "--picture", "quality.svg")
    assert said.code == 0
    drawn = office.there()["quality.svg"].decode()
    assert "&lt;script>" in drawn or "&lt;script&gt;" in drawn
    assert "<script" not in drawn


def test_without_the_extra_a_letter_comes_before_the_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "find_spec", lambda name: None)
    before = office.there()
    for lang in ("zh", "en"):
        said = office.run("benchmark", TWO_TOWNS, "--picture", "a.svg", lang=lang)
        assert (said.code, said.out) == (3, "")
        assert "optalloc doctor" in said.err and " pictures" in said.err
    assert office.there() == before


# --- the document -----------------------------------------------------------------------------


def without_times(text: str) -> str:
    """Return a text with the last column of the tables of plans blotted out."""
    return re.sub(r"(?m)(?<=\s)\d+\.\d{4}$", "#", text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s─]+", " ", text)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_the_document_shows_what_the_program_prints(
    command: str, shown: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    *words, _, lang = shlex.split(command)
    printed = squeezed(without_times(office.run(*words, lang=lang).out))
    for part in re.split(r"\n\s*\n", shown.strip()):
        if part.strip() != "…":
            assert squeezed(without_times(part)).strip() in printed, part


def test_the_document_speaks_both_languages() -> None:
    assert {command.split()[-1] for command, _ in EXAMPLES} == {"zh", "en"}
