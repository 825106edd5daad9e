"""Two-stage stochastic programming: what is decided now, for what may come (两阶段随机规划).

    minimise  rho(f_1(x, y_1), ..., f_S(x, y_S))     over the first stage x and each recourse y_s

f_s is the first goal of state s, rho the expected value, CVaR, the worst, or the largest regret
(risk.py). The first stage holds the awards of the sources that are decided now, the same in every
state; the recourse is everything else, decided when the state is known.

Of first stages with the same rho the expected value of the first goal decides, then that of each
further goal, for as many as the states have in common; then the tie rule of the first state. Every
state's recourse is its best plan once the first stage is decided, by all of its goals in order.

    EVPI = RP - sum_s p_s w_s         w_s: the best of state s alone;  RP: the least expected value
    VSS  = EEV - RP                   EEV: the expected value of the reference's first stage

(Birge and Louveaux, "Introduction to Stochastic Programming", chapter 4.)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import BilingualError, Fault, InputUnusable, NoPlanFound, ProvenInfeasible
from optalloc.core.message import NOTHING, Words, listed, one_of, same
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.recourse.extensive_form import (
    CellKey,
    ExtensiveForm,
    as_stage,
    expected,
    extensive_form,
)
from optalloc.exploring.recourse.first_stage import FirstStage, RecourseProblem, decided_in
from optalloc.exploring.recourse.risk import MEASURES, Risk, RiskMeasure, risk_goal
from optalloc.exploring.recourse.states_file import StateOfWorld, StatesFile, read_states
from optalloc.exploring.regret.loss import Loss, own_best
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import NO_PROGRAM, Measure, Program, Stage
from optalloc.solver.search.outcome import GRADES, Outcome, Proven
from optalloc.solver.session.session import Clock

LATE = Words(
    "到了时限，还没有算出每种情形的后续安排。请放宽 --time-limit。",
    "The recourse of the states was not settled in time. Allow a longer --time-limit.",
)
REFERENCE = Words("参照情形的最优", "best of the reference")
CHOSEN = Words("所选方案", "chosen")
AVERAGE = Words("平均最好", "best on average")


@dataclass(frozen=True)
class TwoStagePlan:
    """A first stage for several states of the world, and the recourse of each.

    Attributes:
        title: What the file of states calls itself.
        states: In the order of the file, each with its probability.
        losses: What each state comes to at best, with a plan of its own.
        decided_now: The sources of the first stage.
        risk: What is made small.
        counted: What values are counted in.
        chosen: The first stage, with the whole plan of each state.
        average: The first stage with the least expected value; the chosen one for `mean`.
        alone: The first stage of each state's own best plan.
        reference: That of the state one would plan for otherwise.
        reference_state: That state's name.
        value: What the risk of the chosen first stage comes to.
        floor: No first stage has less; the same as `value` where that is proven least.
        mean_floor: No first stage has a smaller expected value.
        proven: How the floors are proven; `no` where time ran out.
        goals: How many goals decide the first stage.
        seconds: What it took [s].
    """

    title: str
    states: tuple[StateOfWorld, ...]
    losses: tuple[Loss, ...]
    decided_now: tuple[str, ...]
    risk: Risk
    counted: Measure
    chosen: FirstStage
    average: FirstStage
    alone: tuple[FirstStage, ...]
    reference: FirstStage
    reference_state: str
    value: Fraction
    floor: Fraction
    mean_floor: Fraction
    proven: Proven
    goals: int
    seconds: float

    @property
    def least_mean(self) -> Fraction:
        """The least expected value that a first stage is known to have (RP)."""
        assert self.average.known is not None
        return self.risk.mean(self.average.known)

    @property
    def evpi(self) -> Fraction:
        """The expected value of perfect information, at least 0."""
        return self.least_mean - self.risk.mean(self.risk.best)

    @property
    def vss(self) -> Fraction | None:
        """The value of the stochastic solution; None where the reference has no expected value."""
        known = self.reference.known
        return None if known is None else self.risk.mean(known) - self.least_mean


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
        yield Fault("", same("--level"), allowed, None if level is None else str(level), remedy)
    elif measure != "cvar" and level is not None:
        allowed = Words("只有 cvar 有水平", "a level for cvar alone")
        yield Fault("", same("--level"), allowed, str(level))


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
    losses = tuple(_own_best(state, how) for state in file.states)
    counted = _counted_in(file, losses)
    chances = tuple(state.probability for state in file.states)
    risk = Risk(measure, level or Fraction(0), chances, tuple(loss.best for loss in losses))
    search = _Search(file, losses, risk, how)
    average = search.least_mean()
    chosen, floor = average, search.mean_floor
    if measure != "mean":
        chosen, floor = search.least_risk(average)
    alone = [search.first_stage_of(s) for s in range(len(losses))]
    reference = search.reference(alone)
    assert chosen.known is not None
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
        risk.of(chosen.known),
        floor,
        search.mean_floor,
        search.proven,
        search.goals,
        clock.spent(),
    )


def _own_best(state: StateOfWorld, how: SolveOptions) -> Loss:
    """Return what a state comes to at best; who has no plan is named."""
    try:
        return own_best(state.problem, state.name, how)
    except (ProvenInfeasible, NoPlanFound) as none:
        if state.name in none.words.zh:
            raise
        words = Words(f"情形 {state.name}：\n", f"In the state {state.name}:\n") + none.words
        raise type(none)(words) from None


def _counted_in(file: StatesFile, losses: Sequence[Loss]) -> Measure:
    """Return what the first goal is counted in.

    Raises:
        InputUnusable: When it is not the same in every state.
    """
    first = losses[0]
    faults = [
        Fault(
            "",
            Words(f"情形 {loss.file} 的第一个目标", f"the first goal in the state {loss.file}"),
            Words(
                f"应与情形 {first.file} 的 {first.goal.kind} 计量相同，才能平均",
                f"counted in the same as {first.goal.kind} of {first.file}, to be averaged",
            ),
            loss.goal.kind,
        )
        for loss in losses
        if (loss.aim.measure, loss.goal.kind) != (first.aim.measure, first.goal.kind)
    ]
    if faults:
        raise InputUnusable(faults)
    return first.aim.measure


Turn = list[Stage | None]
"""What stands in one turn of a goal: a stage of each state, None where it has none there."""


class _Search:
    """Finds first stages, and what becomes of them.

    Attributes:
        goals: How many goals decide the first stage.
        mean_floor: No first stage has a smaller expected value.
        proven: How everything found so far is proven.
    """

    def __init__(
        self, file: StatesFile, losses: Sequence[Loss], risk: Risk, how: SolveOptions
    ) -> None:
        self.file, self.losses, self.risk, self.how = file, losses, risk, how
        self.form = extensive_form(file.states, file.decided_now)
        self.problems = tuple(part.problem for part in self.form.parts)
        self.goals = _alike_goals(self.form)
        self.sources = frozenset(file.decided_now)
        self.after = RecourseProblem(self.problems, self.sources, how).after
        self.mean_floor = risk.mean(risk.best)
        self.proven: Proven = min((loss.proven for loss in losses), key=GRADES.index)
        self._found: dict[frozenset[tuple[CellKey, int]], FirstStage] = {}
        self.program, (*self.first, self.values), self.later = self._laid_out()

    def _laid_out(self) -> tuple[Program, list[Turn], list[Turn]]:
        """Return the program, the stages of the first goal, and those of the later ones, in turn.

        The last of the first goal's is its value in each state.
        """
        program = self.form.program
        first: list[Turn] = []
        later: list[Turn] = []
        for place in range(self.goals):
            of_states: list[list[Stage]] = []
            for aims in self.form.aims(place):
                counted: list[Stage] = []
                for aim in aims:
                    program, stage = as_stage(program, aim)
                    counted.append(stage)
                of_states.append(counted)
            (later if place else first).extend(_in_turn(of_states))
        return program, first, later

    def least_mean(self) -> FirstStage:
        """Return the first stage with the least expected value.

        Raises:
            ProvenInfeasible, NoPlanFound: When no first stage suits every state.
        """
        goals = (
            *map(self._mean, self.first),
            self._mean(self.values),
            *map(self._mean, self.later),
        )
        outcome = self._solved(replace(self.program, goals=goals), len(self.first) + 1)
        if outcome.x is None:
            raise self._no_first_stage(outcome)
        found = self._after(AVERAGE, self.form.first_stage(outcome.x), None)
        if found.known is None:
            raise NoPlanFound(LATE)
        if (value := self._told(outcome, len(self.first))) is not None:
            self.mean_floor = value
        return found

    def least_risk(self, average: FirstStage) -> tuple[FirstStage, Fraction]:
        """Return the first stage with the least risk, and a risk that none is below.

        Args:
            average: One whose values are known in every state.
        """
        assert average.known is not None
        steps = [loss.step for loss in self.losses]
        values = [stage for stage in self.values if stage is not None]
        goal = risk_goal(self.program, self.risk, values, steps, average.known)
        means = [self._mean(turn) for turn in (self.values, *self.later)]
        goals = (*map(self._mean, self.first), goal.aim, *means)
        outcome = self._solved(replace(goal.program, goals=goals), len(self.first) + 2)
        floor = self._told(outcome, len(self.first))
        floor = self.risk.least if floor is None else max(floor - goal.slack, self.risk.least)
        if outcome.x is None:
            return average, floor
        found = self._after(CHOSEN, self.form.first_stage(outcome.x), None)
        return (average if found.known is None else found), floor

    def first_stage_of(self, place: int) -> FirstStage:
        """Return the first stage of a state's own best plan."""
        loss = self.losses[place]
        name = Words(f"{loss.file} 的最优", f"best of {loss.file}")
        return self._after(name, decided_in(loss.own, self.sources), 1)

    def reference(self, alone: Sequence[FirstStage]) -> FirstStage:
        """Return the first stage of the state one would plan for otherwise."""
        meant = self.file.reference
        for state, stage in zip(self.file.states, alone, strict=True):
            if state.name == meant.name and meant.probability:
                return stage
        own = _own_best(meant, self.how).own
        return self._after(REFERENCE, decided_in(own, self.sources), 1)

    def _after(self, name: Words, money: Mapping[CellKey, int], goals: int | None) -> FirstStage:
        """Return what becomes of a first stage; one that was asked for is not asked for again."""
        key = frozenset(money.items())
        if goals is None or key not in self._found:
            self._found[key] = self.after(name, money, goals)
        return replace(self._found[key], name=name)

    def _mean(self, turn: Turn) -> Stage:
        """Return the expected value of what stands in one turn."""
        there = [(c, stage) for c, stage in zip(self.risk.chances, turn, strict=True) if stage]
        return expected([stage for _, stage in there], [chance for chance, _ in there])

    def _solved(self, program: Program, proving: int) -> Outcome:
        how = self.how.share()
        return solve(program, engine(how.solver), how, proving=proving)

    def _told(self, outcome: Outcome, place: int) -> Fraction | None:
        """Return the value of a goal of an outcome where it is proven, with all before it."""
        reached = outcome.goals[: place + 1]
        grades = [goal.proven for goal in reached] + ["no"] * (place + 1 - len(reached))
        self.proven = min(self.proven, *grades, key=GRADES.index)
        return None if "no" in grades else reached[place].value

    def _no_first_stage(self, outcome: Outcome) -> BilingualError:
        """Return the letter that no first stage suits all states, with states that cannot agree."""
        letter = no_plan_letter(outcome)
        if outcome.infeasible == "no":
            return letter
        left = list(self.file.states)
        for state in self.file.states:
            rest = [other for other in left if other is not state]
            if len(rest) > 1 and self._cannot_share(rest):
                left = rest
        names = listed([state.name for state in left])
        said = Words(
            f"没有一个现在就定的安排能让这些情形都执行得下去：{names.zh}（已证明）。"
            "各情形单独都有方案；请少定一些来源，或放宽其中的约束。",
            "No first stage can be carried on in all of these states, which is proven: "
            f"{names.en}. Each alone has a plan; decide fewer sources now, or loosen their rules.",
        )
        return ProvenInfeasible(said)

    def _cannot_share(self, states: Sequence[StateOfWorld]) -> bool:
        """Return whether it is proven that states have no first stage in common."""
        program = extensive_form(states, self.file.decided_now).program
        program = replace(program, goals=(Stage("order", NOTHING),), ties=NO_PROGRAM.ties)
        return self._solved(program, 0).infeasible != "no"


def _in_turn(of_states: Sequence[Sequence[Stage]]) -> list[Turn]:
    """Return the stages of one goal turn by turn; the last are the values of all states."""
    most = max(map(len, of_states))
    padded = [[*[None] * (most - len(stages)), *stages] for stages in of_states]
    return [list(turn) for turn in zip(*padded, strict=True)]


def _alike_goals(form: ExtensiveForm) -> int:
    """Return how many goals the states have in common, from the first on."""
    listed_goals = zip(*(part.problem.goals for part in form.parts), strict=False)
    places = takewhile(
        lambda at: (
            len({(form.parts[s].aim(g.label).measure, g.kind) for s, g in enumerate(at)}) == 1
        ),
        listed_goals,
    )
    return len(list(places))
