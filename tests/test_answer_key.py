"""Published results, reproduced to the last figure through scenario files, on both engines."""

import sys
from fractions import Fraction
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))
from make_answer_key import FILE, FOLDER, answers, cases, figures, page, solved  # noqa: E402

from optalloc.core.money import FEN_PER_UNIT  # noqa: E402

KEY = {name: said for case in cases() for name, said in answers(case["folder"]).items()}
ENGINES = ("cbc", "highs")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", KEY)
def test_every_published_figure_comes_out(name: str, engine: str) -> None:
    found = solved(name, engine)
    for plan, what in dict.fromkeys((a.plan, a.what) for a in KEY[name]):
        said = {a.name: a.figure for a in KEY[name] if (a.plan, a.what) == (plan, what)}
        came = figures(found, plan, what)
        if what != "goal":
            assert set(came) <= set(said), "the plan gives to somebody else too"
        fen = Fraction(1, FEN_PER_UNIT[found.problem.unit])
        for who, figure in said.items():
            got = came.get(who, Fraction(0))
            if what == "goal" or (figure / fen).denominator == 1:
                assert got == figure, (plan, who)
            else:  # An answer such as 100/3 lies between two fen.
                assert abs(got - figure) < fen, (plan, who)


@pytest.mark.slow
@pytest.mark.parametrize("name", KEY)
def test_every_plan_is_proven_exactly_and_audited_clean_on_both_engines(name: str) -> None:
    best = [solved(name, engine).best for engine in ENGINES]
    assert best[0] is not None and best[1] is not None
    assert best[0].plan.awards == best[1].plan.awards
    assert best[0].breaches == ()
    for engine in ENGINES:
        outcome = solved(name, engine).outcome
        assert outcome.stopped == "finished"
        assert outcome.proven == "exact"


def test_every_scenario_of_the_answer_key_has_its_published_answer() -> None:
    there = {str(file.relative_to(FOLDER).with_suffix("")) for file in FOLDER.glob("*/*.yaml")}
    assert there == set(KEY)
    assert {case["folder"] for case in cases()} == {file.parent.name for file in FOLDER.glob("*/*")}
    assert len(cases()) >= 12


def test_one_seat_more_costs_alabama_a_seat() -> None:
    fewer, more = (
        figures(solved(f"alabama-1880/seats-{n}", "cbc"), "best", "recipient") for n in (299, 300)
    )
    assert [(n, fewer[n], more[n]) for n in fewer if fewer[n] != more[n]] == [
        ("亚拉巴马", 8, 7),
        ("伊利诺伊", 18, 19),
        ("得克萨斯", 9, 10),
    ]


@pytest.mark.slow
def test_the_page_is_what_the_answer_key_gives() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "run: python docs/make_answer_key.py"
