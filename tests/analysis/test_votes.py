"""Votes in Pabulib's format: read, won, imported, solved, written again."""

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from votes import APPROVAL, CUMULATIVE, MINORITY

import optalloc as oa
from optalloc.analysis.interchange.pabulib import Candidate, Vote, read_vote
from optalloc.analysis.interchange.winners import equal_shares_winners, greedy_winners
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable
from quick import examples

Filed = Callable[[str], Path]


@pytest.fixture
def filed(tmp_path: Path) -> Filed:
    def write(text: str) -> Path:
        path = tmp_path / "vote.pb"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InputUnusable) as refused:
        read_vote(path, path.name)
    return [f"{fault.place.en}: {fault.allowed.en}" for fault in refused.value.faults]


def test_a_file_is_read_with_quotes_decimal_commas_and_points(filed: Filed) -> None:
    vote = read_vote(filed(APPROVAL), "vote.pb")
    assert vote.budget == 100_000
    assert [c.cost for c in vote.candidates] == [60_000, 50_000, 30_000, 10_000, 0]
    assert vote.candidates[1].name == 'Hall; the "old" one'
    assert vote.scores == {"1": 4, "2": 3, "3": 3, "4": 1, "5": 1}
    assert read_vote(filed(CUMULATIVE), "vote.pb").scores == {"x": 3, "y": 6}


def test_ranks_count_from_the_longest_ballot_down(filed: Filed) -> None:
    text = CUMULATIVE.replace("cumulative", "ordinal\nmax_length;3").replace("x,y;3,2", "x,y;")
    assert read_vote(filed(text), "vote.pb").scores == {"x": 3, "y": 2 + 3}


def test_greedy_passes_over_what_does_not_fit(filed: Filed) -> None:
    vote = read_vote(filed(APPROVAL), "vote.pb")
    assert [name for name in greedy_winners(vote) if name != "5"] == ["1", "3", "4"]


def test_equal_shares_leave_a_minority_its_part(filed: Filed) -> None:
    vote = read_vote(filed(MINORITY), "vote.pb")
    assert greedy_winners(vote) == ["a", "b", "c"]
    assert equal_shares_winners(vote) == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("approval", "approvel", "META vote_type: a type, one of approval"),
        ("budget;1000", "budget;lots", "budget: an amount of at most two decimals"),
        ("1;600", "1;0.001", "line 15, cost: an amount of at most two decimals"),
        ("2;500", "1;500", "line 16, project_id: an id, once each"),
        ("f;54;5", "f;54;9", "line 27, vote: the id of a project"),
        ("f;54;5", "f;54;5,5", "line 27, vote: each once"),
        ("num_votes;6", "num_votes;7", "META num_votes: the 6 lines of the file"),
        ("VOTES\n", "BALLOTS\n", "VOTES: this section must be there"),
        ("project_id;cost", "project_id;price", "PROJECTS cost: this column must be there"),
        ("META\n", "\n", "META: META first"),
        ("rule;greedy", "budget_per_category;{'green': 3}", "META budget_per_category: nothing"),
    ],
)
def test_what_cannot_be_used_is_named(filed: Filed, old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(filed(APPROVAL.replace(old, new))))


def test_points_that_do_not_match_their_projects_are_named(filed: Filed) -> None:
    assert faults_of(filed(CUMULATIVE.replace("3,2", "3"))) == ["line 12, points: 2 figures"]


def test_an_import_solves_beside_its_winners(
    filed: Filed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert guarded(["import", str(filed(APPROVAL)), "--out", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["left_out"] == ["5"] and said["greedy_is_published"] is True
    problem = oa.read(folder / "scenario.yaml")
    solution = problem.solve()
    assert solution.is_proven and solution.solved.outcome.goals[0].value == -8
    assert [a.project[0] for a in solution.solved.baseline.plan.awards] == ["1", "3", "4"]
    assert not solution.solved.baseline.breaches
    other = oa.read(folder / "scenario.yaml", ["baseline=equal_shares"]).solve()
    winners = {a.project[0] for a in other.solved.baseline.plan.awards}
    assert winners == set(said["equal_shares"])


def test_an_import_says_who_won_and_what_comes_next(
    filed: Filed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", str(filed(APPROVAL)), "--out", str(tmp_path / "out"), "--lang"]
    assert guarded([*command, "en"]) == 0
    printed = capsys.readouterr().out
    assert "4 projects, 6 ballots, a budget of 1000." in printed
    assert "The 3 published are greedy's." in printed and "Then run: optalloc solve" in printed
    assert guarded([*command, "zh"]) == 3
    assert "已经存在，不会覆盖" in capsys.readouterr().err


def test_projects_below_the_threshold_are_left_out(filed: Filed, tmp_path: Path) -> None:
    text = APPROVAL.replace("rule;greedy", "min_project_score_threshold;3")
    found = oa.import_file(filed(text), tmp_path / "out")
    assert [c.id for c in found.left_out] == ["4", "5"]
    assert "未达到" in (tmp_path / "out" / "scenario.yaml").read_text(encoding="utf-8")


def test_only_a_vote_is_imported(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match=r"a name that ends in one of \.pb"):
        oa.import_file(tmp_path / "vote.txt")


def test_a_vote_comes_back_as_it_went_out(filed: Filed, tmp_path: Path) -> None:
    first = oa.import_file(filed(APPROVAL), tmp_path / "one")
    written = tmp_path / "again.pb"
    oa.export_file(first.paths[0], "pb", written)
    second = oa.import_file(written, tmp_path / "two")
    one, two = first.vote, second.vote
    assert one.budget == two.budget
    assert [c.cost for c in first.carried] == [c.cost for c in two.candidates]
    kept = [one.scores[c.id] for c in first.carried]
    assert kept == list(two.scores.values())
    assert oa.read(first.paths[0]).solve().total == oa.read(second.paths[0]).solve().total


def test_what_a_vote_cannot_say_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenarios = Path(__file__).resolve().parents[2] / "scenarios"
    monkeypatch.chdir(tmp_path)
    file = str(scenarios / "projects-60" / "plan.yaml")
    assert guarded(["export", file, "--to", "pb", "--lang", "en"]) == 3
    letter = capsys.readouterr().err
    for name in ("tables.sources", "rules.split", "rules.industry", "rules.gate", "rules.funding"):
        assert name in letter
    assert not list(tmp_path.iterdir())


Drawn = list[tuple[int, set[int]]]


@st.composite
def votes(draw: st.DrawFn) -> Vote:
    costs = draw(st.lists(st.integers(1, 40), min_size=1, max_size=5))
    names = [str(i) for i in range(len(costs))]
    ballot = st.dictionaries(st.sampled_from(names), st.integers(1, 3).map(Fraction))
    return Vote(
        {"vote_type": "cumulative"},
        draw(st.integers(1, 100)),
        tuple(Candidate(name, name, cost) for name, cost in zip(names, costs, strict=True)),
        tuple(draw(st.lists(ballot, max_size=6))),
    )


@settings(max_examples=examples(60), deadline=None)
@given(votes())
def test_winners_fit_the_budget_and_equal_shares_leave_no_group_without(vote: Vote) -> None:
    cost = {c.id: c.cost for c in vote.candidates}
    for winners in (greedy_winners(vote), equal_shares_winners(vote)):
        assert len(set(winners)) == len(winners)
        assert sum(cost[name] for name in winners) <= vote.budget
        left = vote.budget - sum(cost[name] for name in winners)
        assert all(cost[name] > left for name in cost if name not in winners)
    ballots = [ballot for ballot in vote.ballots if ballot]
    won = set(equal_shares_winners(vote))
    for size in range(1, len(ballots) + 1):
        for group in combinations(ballots, size):
            # A group that can pay for a project they all give most to has a project of theirs.
            for name in cost:
                can = cost[name] * len(ballots) <= size * vote.budget
                if can and all(b.get(name) == 3 for b in group):
                    assert any(won & set(ballot) for ballot in group)
