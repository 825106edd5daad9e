"""Weights in doubt: draws that add up to 1, the same everywhere, audited; killed, they go on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import FILES, SCENARIO, Office
from optalloc.core.errors import InputUnusable
from optalloc.core.solve_options import CBC, HIGHS
from optalloc.exploring.jobs.executors import _unheard
from optalloc.exploring.jobs.journal import NAME
from optalloc.exploring.jobs.runner import RunOptions, carried_out, write_tables
from optalloc.exploring.weights.award_statistics import quantiles_of
from optalloc.exploring.weights.sampling import (
    LinearTargets,
    dice,
    draw_dirichlet,
    draw_weights,
    with_weights,
)
from optalloc.exploring.weights.uncertainty import FINE, around, read_intervals
from optalloc.exploring.weights.weights import DrawOptions, Draws, draws_of, weights
from optalloc.inputs.read import read
from optalloc.pipeline.walk import walk
from optalloc.problem.formulate import Formulations, formulate
from optalloc.problem.score import score
from quick import examples

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
PROGRAM = "import sys; from optalloc.cli.main import main; sys.argv[0] = 'optalloc'; main()"
ASKED = DrawOptions(draws=24, seed=7, doubts=("行政村=10%",))


COSTLY = (
    ("  needs: needs.csv\n", ""),
    ("  earlier: earlier.csv\n", ""),
    ("  split:\n    shares: {市级: 45, 区级: 55}\n    within: recipient\n", ""),
    ("  industry: {kind: share, groups: [产业发展], at_least: 55%, over: year}\n", ""),
)
"""What takes the office's scenario longer than a moment to solve, and what stands in its place."""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        for costly, plain in COSTLY if name == "scenario.yaml" else ():
            assert costly in text
            text = text.replace(costly, plain)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "scenario.yaml"


def table(job: Draws, run: RunOptions) -> bytes:
    with carried_out(job, run) as journal:
        return write_tables(job, journal, run, "zh")[0].read_bytes()


# --- draws ------------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["5%", "20%", "100%"]))
@settings(max_examples=examples(25), **FEW)
def test_drawn_weights_add_up_to_one_exactly_and_keep_their_intervals(
    seed: int, number: int, spread: str
) -> None:
    problem = read(Path(__file__).parents[2] / "scenarios" / "six-factors" / "plan.yaml")
    part = Fraction(int(spread[:-1]), 100)
    intervals = read_intervals(problem, part, ())
    drawn = draw_weights(problem, intervals, dice(seed, number))
    ends = list(intervals.values())
    assert sum(drawn) == FINE and len(drawn) == 6
    assert all(low <= w <= high for w, (low, high) in zip(drawn, ends, strict=True))
    assert drawn == draw_weights(problem, intervals, dice(seed, number))
    around = draw_dirichlet(problem, part, dice(seed, number))
    assert sum(around) == FINE and min(around) >= 0
    told = with_weights(problem, drawn).targets[-1]
    assert sum(told.weights.values()) == 1  # type: ignore[attr-defined]


def test_dirichlet_draws_have_the_stated_mean_and_spread(scenario: Path) -> None:
    problem = read(scenario)
    drawn = [draw_dirichlet(problem, Fraction(1, 5), dice(1, n)) for n in range(4000)]
    first = [Fraction(w, FINE) for w, _ in drawn]
    mean = sum(first) / len(first)
    variance = sum((w - mean) ** 2 for w in first) / len(first)
    assert abs(mean - Fraction(60, 100)) < Fraction(1, 100)
    assert abs(variance - Fraction(12, 100) ** 2) < Fraction(1, 1000)


def test_a_box_is_uniform_between_its_ends(scenario: Path) -> None:
    problem = read(scenario)
    intervals = read_intervals(problem, Fraction(1), ("行政村=50%:70%",))
    drawn = [draw_weights(problem, intervals, dice(3, n))[0] for n in range(4000)]
    quarters = Counter((w - FINE // 2) * 20 // FINE for w in drawn)
    assert set(quarters) <= {0, 1, 2, 3, 4} and min(quarters[k] for k in range(4)) > 850


# --- the same everywhere ----------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_seed_gives_the_same_table_here_in_processes_and_on_a_cluster(
    scenario: Path, tmp_path: Path
) -> None:
    from distributed import LocalCluster

    job = draws_of(scenario, ASKED, how=HIGHS)
    one = table(job, RunOptions(tmp_path / "one", 1))
    assert table(job, RunOptions(tmp_path / "two", 2)) == one
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        assert table(job, RunOptions(tmp_path / "dask", on=address)) == one
        # Killed in the middle of its work, a worker's tasks go to the other.
        more = draws_of(scenario, DrawOptions(draws=160, seed=7), how=HIGHS)
        victim = next(iter(cluster.workers.values())).pid
        done: list[int] = []

        def tell(now: int, _: int) -> None:
            if now and not done:
                os.kill(victim, signal.SIGKILL)
            done.append(now)

        lost = table(more, RunOptions(tmp_path / "lost", on=address, tell=tell))
    assert lost == table(more, RunOptions(tmp_path / "quiet", 1))


def test_a_plan_of_a_draw_is_the_plan_of_a_scenario_with_its_weights(scenario: Path) -> None:
    job = draws_of(scenario, DrawOptions(draws=3, seed=7), how=HIGHS)
    for number in range(3):
        row = job.row(number)
        lines = zip(("行政村", "人均收入"), row["weights"], strict=True)
        told = [f"targets.formula.weights.{name}={w}/{FINE}" for name, w in lines]
        solved = walk(read(scenario, told), CBC)
        assert solved.best is not None and solved.best.breaches == ()
        given = solved.best.plan.by_recipient
        assert row["totals"] == [given.get(r.name, 0) for r in solved.problem.recipients]
        other = solved.baseline.plan.by_recipient
        assert row["baseline"] == [other.get(r.name, 0) for r in solved.problem.recipients]


@pytest.mark.parametrize("name", ["scenario", "balanced"])
def test_what_draws_have_in_common_changes_no_program(scenario: Path, name: str) -> None:
    if name == "balanced":  # a rule that speaks of targets
        text = scenario.read_text(encoding="utf-8")
        text = text.replace("  floor:", "  balance: {max_deviation: 20%}\n  floor:")
        scenario.write_text(text, encoding="utf-8")
    job = draws_of(scenario, DrawOptions(draws=4, seed=7))
    formulations = Formulations(job.problem)
    for number in range(4):
        problem, _, _ = job.drawn(number)
        targets = score(problem)
        own, whole = formulations.program(problem, targets), formulate(problem, targets)
        for part in ("lower", "upper", "start", "column", "coefficient", "low", "high", "anchor"):
            assert (getattr(own, part) == getattr(whole, part)).all(), part
        assert own.goals[0].words == whole.goals[0].words
        assert own.goals[0].value([7] * own.columns) == whole.goals[0].value([7] * own.columns)


@pytest.mark.parametrize("name", ["six-factors", "xiuwen-2022-like", "mouding-2019"])
def test_targets_of_drawn_weights_are_the_fractions_that_scoring_gives(name: str) -> None:
    problem = read(Path(__file__).parents[2] / "scenarios" / name / "plan.yaml")
    linear = LinearTargets(problem)
    intervals = around(problem, Fraction(1, 2))
    for number in range(5):
        weights = draw_weights(problem, intervals, dice(5, number))
        drawn = with_weights(problem, weights)
        targets, scored = linear.of(drawn, weights), score(drawn)
        assert dict(targets.of) == dict(scored.of) and list(targets.of) == list(scored.of)
        assert targets.sheet == scored.sheet


# --- killed -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_killed_in_the_middle_the_same_command_ends_with_the_same_file(
    scenario: Path, tmp_path: Path
) -> None:
    def command(out: str) -> list[str]:
        words = f"explore weights scenario.yaml --draws 400 --seed 7 --workers 2 --out {out}"
        return [sys.executable, "-c", PROGRAM, *words.split(), "--lang", "en"]

    path = tmp_path / "killed" / NAME
    running = subprocess.Popen(command("killed"), cwd=tmp_path, start_new_session=True)
    until = time.monotonic() + 60
    while not (path.exists() and path.read_bytes().count(b"\n") > 40):
        assert running.poll() is None and time.monotonic() < until
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    kept = path.read_bytes()
    done = kept.count(b"\n") - 1
    assert 40 <= done < 400 and not (path.parent / "results.csv").exists()
    with path.open("ab") as journal:
        journal.write(b'0badc0de {"n": 3, "row"')  # what a kill leaves of a line
    subprocess.run(command("killed"), cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    job = draws_of(scenario, DrawOptions(draws=400, seed=7), how=HIGHS)
    assert (path.parent / "results.csv").read_bytes() == table_en(job, tmp_path / "quiet")
    whole = path.read_bytes()
    assert whole.startswith(kept[: kept.rindex(b"\n") + 1])
    numbers = [json.loads(line[9:])["n"] for line in whole.splitlines()[1:]]
    assert sorted(numbers) == list(range(400))
    assert outliving(running.pid) == [], "workers that outlive a killed run"


@pytest.mark.slow
def test_interrupted_the_command_says_that_it_goes_on_and_leaves_no_worker(
    scenario: Path, tmp_path: Path
) -> None:
    words = "explore weights scenario.yaml --draws 4000 --workers 2 --out r --lang zh"
    command = [sys.executable, "-c", PROGRAM, *words.split()]
    running = subprocess.Popen(
        command, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    until, path = time.monotonic() + 60, tmp_path / "r" / NAME
    while not (path.exists() and path.read_bytes().count(b"\n") > 3):
        assert running.poll() is None and time.monotonic() < until
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does it: to every process
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    # Nothing else, such as what a worker would print of itself.
    assert said.split() == ["算好的都已写下；再运行同一命令，就从停下的地方接着算。", "已中断。"]
    assert outliving(running.pid) == []


def test_ctrl_c_in_the_moment_that_starts_a_worker_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), _unheard():
        os.kill(os.getpid(), signal.SIGINT)
        started = subprocess.run(
            [sys.executable, "-c", "import signal; print(signal.pthread_sigmask(0, ()))"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    assert "SIGINT" in started.stdout


def outliving(session: int) -> list[int]:
    """Return the processes of a session that still run some seconds after it has ended."""
    deadline = time.monotonic() + 10
    while alive(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive(session)


def alive(session: int) -> list[int]:
    """Return the processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def table_en(job: Draws, out: Path) -> bytes:
    run = RunOptions(out, 1)
    with carried_out(job, run) as journal:
        return write_tables(job, journal, run, "en")[0].read_bytes()


# --- what the draws come to -------------------------------------------------------------------


def test_ranges_ranks_and_gains_are_those_of_the_rows(scenario: Path, tmp_path: Path) -> None:
    found = weights(scenario, ASKED, RunOptions(tmp_path / "out", 1), solver="highs")
    with carried_out(found.job, RunOptions(tmp_path / "out", 1)) as journal:
        rows = [row for _, row in journal]
    assert found.spread.states == {"plan": 24} and found.spread.proven == {"exact": 24}
    for i, standing in enumerate(found.spread.standings):
        got = sorted(row["totals"][i] for row in rows)
        assert (standing.least, standing.most) == (got[0], got[-1])
        assert standing.mean == Fraction(sum(got), 24)
        assert standing.quantiles[Fraction(1, 2)] == got[11]
        assert standing.gains == Fraction(
            sum(row["totals"][i] > row["baseline"][i] for row in rows), 24
        )
        ranks = Counter(1 + sum(t > row["totals"][i] for t in row["totals"]) for row in rows)
        assert standing.ranks == {k: Fraction(n, 24) for k, n in sorted(ranks.items())}
        assert sum(standing.ranks.values()) == 1


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40))
@settings(max_examples=examples(100), **FEW)
def test_a_quantile_is_the_smallest_that_enough_do_not_exceed(amounts: list[int]) -> None:
    for q, amount in quantiles_of(Counter(amounts)).items():
        assert sum(a <= amount for a in amounts) >= q * len(amounts)
        assert sum(a < amount for a in amounts) < q * len(amounts)


# --- the command ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_says_who_is_safe_in_both_languages(office: Office) -> None:
    said = office.run(
        "explore", "weights", "scenario.yaml", "--draws", "12", "--seed", "7", "--workers", "1"
    )
    assert said.code == 0 and said.err == ""
    assert "抽样 12 次（随机种子 7）" in said.out and "每个方案都通过了独立核对" in said.out
    assert "安排额的范围（单位：万元）" in said.out and "比基准多" in said.out
    english = office.run(
        "explore",
        "weights",
        "scenario.yaml",
        "--draws",
        "12",
        "--seed",
        "7",
        "--workers",
        "1",
        lang="en",
    )
    assert "12 draws (seed 7)" in english.out and "above baseline" in english.out


def test_the_object_holds_ranges_and_probabilities(office: Office) -> None:
    words = (
        "explore",
        "weights",
        "scenario.yaml",
        "--draws",
        "12",
        "--workers",
        "1",
        "--json",
        "--out",
        "r",
    )
    said = office.run(*words)
    found: dict[str, Any] = json.loads(said.out)
    assert found["states"] == {"plan": 12} and found["written"] == ["r/results.csv"]
    town = found["recipients"][0]
    assert town["recipient"] == "甲镇" and sum(map(Fraction, town["ranks"].values())) == 1
    assert found["about"]["files"].keys() >= {"scenario.yaml", "towns.csv"}
    assert (
        len(found["inputs"]) == 64 and found["inputs"] in office.there()["r/results.csv"].decode()
    )


def test_a_changed_scenario_is_noticed_and_never_mixed(office: Office) -> None:
    words = ("explore", "weights", "scenario.yaml", "--draws", "4", "--workers", "1", "--out", "r")
    assert office.run(*words).code == 0
    before = office.there()
    office.swap("towns.csv", ("甲镇,镇,12", "甲镇,镇,13"))
    for lang, text in (
        ("zh", "towns.csv：这里的结果算好之后，它变了"),
        ("en", "towns.csv: it has"),
    ):
        said = office.run(*words, lang=lang)
        assert said.code == 3 and text in said.err
    assert {k: v for k, v in office.there().items() if k != "towns.csv"} == {
        k: v for k, v in before.items() if k != "towns.csv"
    }


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("--spread", "0"), "--spread: above 0 and at most 100%", "--spread：应大于 0"),
        (("--weight", "行政=1%:2%"), "Did you mean 行政村?", "是不是 行政村？"),
        (("--weight", "行政村=60%"), "NAME=LOW:HIGH", "应写成 因素=下限:上限"),
        (("--weight", "行政村=1%:5%"), "intervals of formula that 100% can be made of", "上限之和"),
        (("--doubt", "人口=5%"), "--doubt: a column, one of", "--doubt：列应为"),
        (("--doubt", "行政村=多"), "COLUMN=PERCENT below 100%", "列=百分比"),
        (("--doubt", "人均收入=17400"), "a figure above 0", "每个单位都应大于 0"),
        (("--how", "dirichlet", "--weight", "行政村=1%:90%"), "does not go with", "不能和"),
    ],
)
def test_what_cannot_be_drawn_gets_a_letter(
    office: Office, words: tuple[str, ...], english: str, chinese: str
) -> None:
    before = office.there()
    for lang, text in (("en", english), ("zh", chinese)):
        said = office.run("explore", "weights", "scenario.yaml", "--out", "r", *words, lang=lang)
        assert said.code == 3 and text in said.err and said.out == ""
    assert office.there() == before


def test_a_number_of_draws_that_is_none_is_wrong_usage(office: Office) -> None:
    for lang, text in (("en", "--draws: a whole number from 1"), ("zh", "--draws：应为 1 到")):
        said = office.run("explore", "weights", "scenario.yaml", "--draws", "0", lang=lang)
        assert said.code == 2 and text in said.err and said.out == ""


def test_a_scenario_without_weights_gets_a_letter(office: Office) -> None:
    units = "  every: {kind: units, column: 行政村, unit: 个, standard: 3}\n"
    office.put("scenario.yaml", SCENARIO.partition("  formula:")[0] + units)
    text = SCENARIO.partition("人均收入: 40%}\n")[2]
    office.put("scenario.yaml", office.there()["scenario.yaml"].decode() + text)
    for lang, said in (("en", "with weights for two factors"), ("zh", "至少两个因素有权重")):
        letter = office.run("explore", "weights", "scenario.yaml", lang=lang)
        assert letter.code == 3 and said in letter.err and "scenario.yaml" in letter.err


def test_without_parquet_or_dask_the_letter_says_what_to_install(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("runner", "executors"):
        monkeypatch.setattr(f"optalloc.exploring.jobs.{module}.find_spec", lambda name: None)
    words = ("explore", "weights", "scenario.yaml", "--draws", "2")
    for lang in ("zh", "en"):
        said = office.run(*words, "--parquet", "--out", "r", lang=lang)
        assert said.code == 3 and " parquet" in said.err
        said = office.run(*words, "--on", "dask://localhost:8786", lang=lang)
        assert said.code == 3 and " dask" in said.err


def test_parquet_holds_the_same_as_the_table(office: Office) -> None:
    import csv
    import io

    from pyarrow import parquet

    words = (
        "explore",
        "weights",
        "scenario.yaml",
        "--draws",
        "5",
        "--workers",
        "1",
        "--parquet",
        "--out",
        "r",
    )
    assert office.run(*words).code == 0
    text = office.there()["r/results.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    stored = parquet.read_table(office.folder / "r" / "results.parquet")
    assert stored.column_names == list(rows[0])
    for row, other in zip(rows, stored.to_pylist(), strict=True):
        for name, cell in row.items():
            value = other[name]
            assert value is None if cell == "" else str(value) == cell or value == Fraction(cell)
    notes = stored.schema.metadata
    assert json.loads(notes[b"about"])["--seed"] == 1
    assert notes[b"inputs"].decode() == rows[0]["输入摘要"]


def test_a_cluster_that_is_not_there_gets_a_letter(
    scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optalloc.exploring.jobs.executors.CONNECTING", 1)
    job = draws_of(scenario, DrawOptions(draws=2))
    run = RunOptions(on="dask://127.0.0.1:9")
    with pytest.raises(InputUnusable) as refused, carried_out(job, run):
        pass
    assert "a Dask scheduler must be running there" in refused.value.letter("en")
    assert "那里应有 Dask 调度器在运行" in refused.value.letter("zh")
