"""Every family of the benchmarks at its smallest size, by both engines and an oracle; no peers."""

import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from optalloc.inputs.read import read
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path += [str(BENCHMARKS), str(BENCHMARKS / "peers")]

import bars  # noqa: E402
import every_part  # noqa: E402
import grown_page  # noqa: E402
import growth  # noqa: E402
import judging  # noqa: E402
import markdown_page  # noqa: E402
import oracles  # noqa: E402
import ours  # noqa: E402
import page  # noqa: E402
import phases  # noqa: E402
import plain  # noqa: E402
import processes  # noqa: E402
import quality  # noqa: E402
import registry  # noqa: E402
import results  # noqa: E402
import textbook  # noqa: E402
import worst_ratios  # noqa: E402

FAMILIES = registry.families()
EVERY_FAMILY = pytest.mark.parametrize("name", FAMILIES)


@dataclass
class Here:
    """The product in this process, where a run would start one."""

    name: str
    version: str = "here"
    missing: str = ""

    def ask(self, file: Path, limit: float) -> dict[str, Any]:
        scenario = json.loads(file.read_text(encoding="utf-8"))["scenario"]
        return ours.answer(scenario, limit, self.name.split()[-1])

    def stop(self) -> None: ...


def smoke(name: str, folder: Path) -> Path:
    """Write the smallest instance of a family."""
    return FAMILIES[name].write(FAMILIES[name].smoke, folder)


def walked(file: Path, word: str) -> phases.Walk:
    """Return the walk of a scenario by an engine."""
    return phases.run(phases.Walk(file, phases.TimedEngine(engine(word)), 60))


@cache
def highs_walk(name: str) -> phases.Walk:
    """Return the walk of the smallest instance of a family, once for all tests here."""
    with TemporaryDirectory() as folder:
        return walked(smoke(name, Path(folder)), "highs")


@pytest.mark.slow
@EVERY_FAMILY
def test_the_smallest_instance_is_proven_and_the_same_by_both_engines(
    name: str, tmp_path: Path
) -> None:
    family, file = FAMILIES[name], smoke(name, tmp_path)
    plans = []
    for walk in (walked(file, "cbc"), highs_walk(name)):
        assert walk.outcome.stopped == "finished" and walk.breaches == ()
        assert (walk.plan is not None) == family.has_plan
        proof = walk.outcome.proven if family.has_plan else walk.outcome.infeasible
        assert proof in quality.PROVEN
        plans.append(walk.plan)
        expected = oracles.opinion(walk.problem, walk.targets)
        if expected is not None:
            value = walk.outcome.goals[0].value if walk.outcome.goals else None
            if expected.is_bound and value is not None and expected.value is not None:
                assert value >= expected.value
            else:
                assert value == expected.value
    assert plans[0] == plans[1]


@pytest.mark.slow
@EVERY_FAMILY
def test_an_instance_is_written_the_same_again(name: str, tmp_path: Path) -> None:
    assert read(smoke(name, tmp_path / "a")) == read(smoke(name, tmp_path / "b"))


@pytest.mark.slow
@EVERY_FAMILY
def test_what_peers_are_told_holds_for_the_best_plan(name: str) -> None:
    walk = highs_walk(name)
    try:
        model = textbook.model(plain.plain(walk.problem, walk.targets))
    except (plain.NotPlain, textbook.CannotState):
        return
    if walk.plan is None:
        return
    steps = in_cells(model, walk)
    for terms, low, high in model.rows:
        total = sum(c * steps[j] for j, c in terms.items())
        assert low is None or total >= low - 1e-6
        assert high is None or total <= high + 1e-6


def in_cells(model: textbook.Model, walk: phases.Walk) -> list[float]:
    """Return the best plan as the textbook's variables: steps of cells, then switches."""
    assert walk.plan is not None
    held = {(a.recipient, a.source, a.use, a.project): a.amount for a in walk.plan.awards}
    steps = [held.get(cell[:4], 0) / cell[4] for cell in model.cells]
    funded = {a.project for a in walk.plan.awards}
    return [*steps, *(float(p.name in funded) for p in walk.problem.projects)]


def test_the_oracles_agree_with_one_another(tmp_path: Path) -> None:
    problem = read(smoke("two-way", tmp_path))
    targets = score(problem)
    bounded = oracles.opinion(problem, targets)
    costs = oracles._costs(problem, targets)
    assert bounded is not None and bounded.oracle == "flow" and costs is not None
    relaxed = oracles._greedy(problem, targets, costs)
    assert relaxed is not None and bounded.value is not None and relaxed <= bounded.value


def test_greedy_and_counting_find_the_same_best_value(tmp_path: Path) -> None:
    family = FAMILIES["seats"]
    problem = read(family.write(registry.Instance("seats", 4), tmp_path))
    targets, costs = score(problem), oracles._costs(problem, score(problem))
    counted = oracles.opinion(problem, targets)
    assert counted is not None and counted.oracle == "counting" and costs is not None
    assert oracles._greedy(problem, targets, costs) == counted.value
    flow = oracles._flow(problem, targets, costs)
    assert flow == counted.value


@pytest.mark.slow
def test_a_page_of_results_says_what_holds(tmp_path: Path) -> None:
    row: Any = {name: Here(name) for name in ("optalloc cbc", "optalloc highs")}
    every = [
        judging.judge(FAMILIES[name].smoke, row, tmp_path / name.replace(" ", "-"), set())
        for name in ("districts", "infeasible")
    ]
    around = markdown_page.Surroundings(
        row, 1.0, 1, (0.0, 0.0), {"Python alone, as a process": 0.01}
    )
    page = results.results(every, around)
    assert "is proven best, or proven to have no plan | holds | 2 of 2 |" in page
    assert "| both engines come to the same plan | holds | 2 of 2 |" in page
    told = {j.instance.name: quality.quality(j) for j in every}
    assert quality.differences(told, told) == []
    changed = {name: {**figures, "breaches": 1} for name, figures in told.items()}
    assert quality.differences(told, changed)[0] == "districts 2 #1, breaches: was 0, is 1"


def test_a_peer_with_a_better_sound_plan_breaks_the_bar() -> None:
    def judged(breaches: int) -> judging.Judged:
        own = judging.Entry("optalloc cbc", "finished", 1.0, 0, (Fraction(2),))
        peer = judging.Entry("peer", "optimal", 1.0, 0, (Fraction(1),), breaches)
        return judging.Judged(FAMILIES["districts"].smoke, 2, (own, peer), None)

    words = "no peer's plan that keeps the rules has a better goal value"
    found = {
        breaches: next(b for b in bars.bars([judged(breaches)]) if b.words == words)
        for breaches in (0, 3)
    }
    assert found[0].verdict == "DOES NOT HOLD" and found[3].verdict == "holds"


def test_a_missing_peer_is_a_row_that_says_so(tmp_path: Path) -> None:
    peer = processes.Peer("peer", (sys.executable, "-c", "import no_such_package"))
    answer = peer.ask(tmp_path / "asked.json", 1.0)
    assert answer == {
        "says": "missing",
        "why": "ModuleNotFoundError: No module named 'no_such_package'",
    }


def test_a_peer_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    code = 'print(\'{"version": "1"}\', flush=True)\nimport time\ntime.sleep(60)'
    peer = processes.Peer("peer", (sys.executable, "-c", code))
    answer = peer.ask(tmp_path / "asked.json", limit=-processes.GRACE)
    assert answer["says"] == "stopped" and peer._process is None


def test_a_family_is_registered_once() -> None:
    with pytest.raises(ValueError, match="is there already"):
        registry.register(FAMILIES["districts"])


@pytest.mark.slow
def test_the_page_of_a_family_is_measured() -> None:
    pytest.importorskip("vl_convert")
    # The memory of this process is that of the tests before.
    found = processes.told_by(page.__file__, "nation", "200")
    assert found["bytes"] > 0 < found["seconds"] and found["peak"] < 1024


PARTS = every_part.variants()


@pytest.mark.slow
@pytest.mark.parametrize("variant", PARTS, ids=lambda v: f"{v.sort} {v.name}")
def test_every_part_of_the_product_is_drawn_and_read(
    variant: every_part.Variant, tmp_path: Path
) -> None:
    problem = read(every_part.written(variant, 20, tmp_path))
    assert len(problem.recipients) == 20
    sorts: dict[str, Any] = {
        "rule": problem.rules,
        "goal": problem.goals,
        "target": problem.targets,
    }
    parts = sorts.get(variant.sort)
    assert parts is None or variant.word in {part.kind or part.label for part in parts}
    assert variant.sort != "baseline" or problem.baseline == variant.word


def test_a_part_that_nothing_draws_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_part, "_targets", lambda: iter(()))
    with pytest.raises(
        LookupError, match="no scenario draws the target bounded_factors, carve_out, factors"
    ):
        every_part.variants()


def grown(name: str, seconds: tuple[float, float] | None, **more: Any) -> growth.Grown:
    """Return a part with the seconds of its solving at both sizes; None ran out of time."""
    variant = next(v for v in PARTS if v.name == name)
    sizes = () if seconds is None else zip((growth.FROM, growth.TO), seconds, strict=True)
    found = {n: {"size": n, "solve": s, "peak": 100.0, **more} for n, s in sizes}
    return growth.Grown(variant, found, growth.TO if seconds is None else None)


def test_parts_that_grow_too_fast_are_named_and_those_that_run_over() -> None:
    found = [
        grown("nation", (0.1, 1.0)),
        grown("floor", (0.1, 1.9)),
        grown("ceiling", None),
        grown("lots", (1.0, 90.0), integer=1, proven="proven"),
    ]
    steep, slow = grown_page.grown_bars(found)
    assert steep.verdict == "DOES NOT HOLD" and steep.figure == "of 3 parts 1: floor: solve n^1.28"
    assert slow.verdict == "DOES NOT HOLD" and slow.figure == "of 3 parts 1: ceiling: over"
    page = list(grown_page.page(found))
    assert (
        "| rule | floor | - | 0.100 | 1.90 | - | n^1.28 | solve n^1.28 | 1.90 | - | 100 |" in page
    )
    assert "| rule | ceiling | - | - | over | - | - | - | - | - | - |" in page
    assert "| rule | lots | - | 1.00 | 0 linear, 1 integer | proven (10,000) |" in page


def test_the_worst_ratio_of_a_family_is_named_before_its_median() -> None:
    def judged(seed: int, seconds: float, peer: judging.Entry) -> judging.Judged:
        own = tuple(
            judging.Entry(who, "finished", seconds, 0, (Fraction(2),))
            for who in worst_ratios.ENGINES
        )
        return judging.Judged(registry.Instance("districts", 2, seed), 2, (*own, peer), None)

    right = judging.Entry("peer", "optimal", 1.0, 0, (Fraction(2),))
    wrong = judging.Entry("peer", "optimal", 1.0, 0, (Fraction(3),))
    every = [judged(1, 4.0, right), judged(2, 0.5, right), judged(3, 9.0, wrong)]
    page = list(worst_ratios.worst_ratios(every))
    assert "| districts 2 #1 | peer | 1 | 4.00 | 4.00 |" in page
    assert "| districts | 2 | 2 | 4.00 | 2.25 | 4.00 | 2.25 |" in page
    assert not any("#2" in line or "#3" in line for line in page)
