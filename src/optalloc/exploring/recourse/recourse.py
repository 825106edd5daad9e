"""Two-stage stochastic programming: what is decided now, for what may come (两阶段随机规划).

    minimise  rho(f_1(x, y_1), ..., f_S(x, y_S))     over the first stage x and each recourse y_s

f_s is the first goal of state s, rho the expected value, CVaR, the worst, or the largest regret
(states.py). The first stage holds the awards of the sources that are decided now, the same in every
state; the recourse is everything else, decided when the state is known.

Of first stages with the same rho the expected value of the first goal decides, then that of each
further goal, for as many as the states have in common; then the tie rule of the first state. Every
state's recourse is its best plan once the first stage is decided, by all of its goals in order.

    EVPI = RP - sum_s p_s w_s         w_s: the best of state s alone;  RP: the least expected value
    VSS  = EEV - RP                   EEV: the expected value of the reference's first stage

(Birge and Louveaux, "Introduction to Stochastic Programming", chapter 4.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import BrokenPromise, Fault, InputUnusable, refuse_any
from optalloc.core.message import Words, one_of, same
from optalloc.core.money import show_percent
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.recourse.first_stage_search import FirstStageSearch, own_best_of, sort_of
from optalloc.exploring.recourse.states import MEASURES, Risk, RiskMeasure, StatesFile
from optalloc.exploring.recourse.states_file import read_states
from optalloc.exploring.recourse.two_stage_plan import AVERAGE, CHOSEN, TwoStagePlan
from optalloc.exploring.regret.loss import Loss
from optalloc.solver.program.program import Measure
from optalloc.solver.session.session import Clock

FALSE_PROOF = Words(
    "程序内部错误：有方案好过已证明的界。请把情景文件发给我们。",
    "a fault of the program: a plan is better than what was proven. Please send us the scenario.",
)


def recourse(
    states: str | Path,
    measure: RiskMeasure = "mean",
    level: Fraction | None = None,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    **words: Unpack[SolveWords],
) -> TwoStagePlan:
    """Return the best first stage for a file of states: the function behind `explore recourse`.

    Args:
        states: The YAML file of states (states_file.py).
        measure: What is made small over the states: `mean`, `cvar`, `worst` or `regret`.
        level: Of `cvar`, from 0 to below 1; of no other.
        settings: `KEY=VALUE` texts laid over every state.
        how: What solving is told; its time is for all of it.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the file or a scenario cannot be used, or the states share no stage.
        ProvenInfeasible, NoPlanFound: When a state has no plan, or no first stage suits all.
    """
    if faults := list(_wrong_measure(measure, level)):
        raise InputUnusable(faults)
    return recourse_of(read_states(states, settings), measure, level, how.but(words))


def _percent(level: Fraction | None) -> str | None:
    return None if level is None else show_percent(level)


def _wrong_measure(measure: str, level: Fraction | None) -> Iterator[Fault]:
    if measure not in MEASURES:
        yield Fault(
            "", same("--measure"), one_of(Words("衡量办法", "a measure, "), MEASURES), measure
        )
    elif measure == "cvar" and (level is None or not 0 <= level < 1):
        allowed = Words(
            "cvar 应写明 0 到 100%（不含）的水平", "for cvar a level from 0 to below 100%"
        )
        remedy = Words("例如 --level 90%。", "For example --level 90%.")
        yield Fault("", same("--level"), allowed, _percent(level), remedy)
    elif measure != "cvar" and level is not None:
        allowed = Words("只有 cvar 有水平", "a level for cvar alone")
        yield Fault("", same("--level"), allowed, _percent(level))


def recourse_of(
    file: StatesFile,
    measure: RiskMeasure = "mean",
    level: Fraction | None = None,
    how: SolveOptions = HIGHS,
) -> TwoStagePlan:
    """Return the best first stage for states that are read; as for `recourse`.

    Raises:
        InputUnusable: When the states' first goals are not counted in the same.
        ProvenInfeasible, NoPlanFound: As for `recourse`.
    """
    how, clock = how.begun(), Clock(None)
    losses = tuple(own_best_of(state, how) for state in file.states)
    counted = _counted_in(file, losses)
    chances = tuple(state.probability for state in file.states)
    risk = Risk(measure, level or Fraction(0), chances, tuple(loss.best for loss in losses))
    search = FirstStageSearch(file, losses, risk, how)
    average = search.least_mean()
    chosen, floor = average, search.mean_floor
    if measure != "mean":
        chosen, floor = search.least_risk(average)
    alone = [search.first_stage_of(s) for s in range(len(losses))]
    reference = search.reference(alone)
    assert chosen.known is not None and average.known is not None
    value = risk.of(chosen.known)
    if value < floor or risk.mean(average.known) < search.mean_floor:
        raise BrokenPromise(FALSE_PROOF)
    return TwoStagePlan(
        file.title,
        file.states,
        losses,
        file.decided_now,
        risk,
        counted,
        replace(chosen, name=CHOSEN),
        replace(average, name=AVERAGE),
        tuple(alone),
        reference,
        file.reference.name,
        value,
        floor,
        search.mean_floor,
        search.goals,
        clock.spent(),
    )


def _counted_in(file: StatesFile, losses: Sequence[Loss]) -> Measure:
    """Return what the first goal is counted in.

    Raises:
        InputUnusable: When it is not the same in every state.
    """
    first = losses[0]
    faults = [
        Fault(
            file.named,
            Words(f"情形 {loss.file} 的第一个目标", f"the first goal in the state {loss.file}"),
            Words(
                f"应与情形 {first.file} 的“{first.goal.shown.zh}”计量相同，才能平均",
                f"counted in the same as {first.goal.shown.en} of {first.file}, to be averaged",
            ),
            loss.goal.label,
        )
        for loss in losses
        if sort_of(loss.goal, loss.aim.measure) != sort_of(first.goal, first.aim.measure)
    ]
    refuse_any(faults)
    return first.aim.measure
