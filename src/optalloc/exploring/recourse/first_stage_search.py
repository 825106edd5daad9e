"""Find first stages: the best on average, the best by a risk, and what becomes of any."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

from optalloc.core.errors import BilingualError, NoPlanFound, ProvenInfeasible
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.solve_options import SolveOptions
from optalloc.exploring.recourse.extensive_form import (
    ExtensiveForm,
    as_stage,
    expected,
    extensive_form,
    risk_goal,
)
from optalloc.exploring.recourse.states import Risk, StateOfWorld, StatesFile
from optalloc.exploring.recourse.two_stage_plan import (
    AVERAGE,
    CHOSEN,
    FirstStage,
    RecourseProblem,
    decided_in,
)
from optalloc.exploring.regret.loss import Loss, own_best
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.problem.facts import Cell
from optalloc.problem.interfaces import Goal
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import NO_PROGRAM, Measure, Program, Stage
from optalloc.solver.search.outcome import Outcome

LATE = Words(
    "没有算出每种情形的后续安排。请写明更长的 --time-limit。",
    "The recourse of the states was not settled. Give a longer --time-limit.",
)
REFERENCE = Words("参照情形的最优", "best of the reference")


def own_best_of(state: StateOfWorld, how: SolveOptions) -> Loss:
    """Return a state's own best plan and value; a letter names the state that has none."""
    try:
        return own_best(state.problem, state.name, how)
    except (ProvenInfeasible, NoPlanFound) as none:
        raise type(none)(Words("情形 ", "In the state ") + none.words) from None


Turn = list[Stage | None]
"""What stands in one turn of a goal: a stage of each state, None where it has none there."""


class FirstStageSearch:
    """Finds first stages, and what becomes of them.

    Attributes:
        goals: How many goals decide the first stage.
        mean_floor: No first stage has a smaller expected value.
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
        self._found: dict[frozenset[tuple[Cell, int]], FirstStage] = {}
        self.program, (*self.first, self.values), self.later, self.blurs = self._laid_out()

    def _laid_out(self) -> tuple[Program, list[Turn], list[Turn], list[Fraction]]:
        """Return the program, the stages of the first goal, and those of the later ones, in turn.

        The last of the first goal's is its value in each state, which may be above the true one by
        the figure that stands last.
        """
        program, blurs = self.form.program, list[Fraction]()
        first: list[Turn] = []
        later: list[Turn] = []
        for place in range(self.goals):
            of_states: list[list[Stage]] = []
            for aims in self.form.aims(place):
                counted: list[Stage] = []
                for aim in aims:
                    one = as_stage(program, aim)
                    program, blur = one.program, one.blur
                    counted.append(one.stage)
                of_states.append(counted)
                if place == 0:
                    blurs.append(blur)
            (later if place else first).extend(_in_turn(of_states))
        return program, first, later, blurs

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
            self.mean_floor = max(value - self.risk.mean(self.blurs), self.mean_floor)
        return found

    def least_risk(self, average: FirstStage) -> tuple[FirstStage, Fraction]:
        """Return the first stage with the least risk, and a risk that none is below.

        Args:
            average: One whose values are known in every state.
        """
        assert average.known is not None
        steps = [loss.step for loss in self.losses]
        values = [stage for stage in self.values if stage is not None]
        goal = risk_goal(self.program, self.risk, values, steps, average.known, max(self.blurs))
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
        name = Words(f"“{loss.file}”的最优", f"best of {loss.file}")
        return self._after(name, decided_in(loss.own, self.sources), 1)

    def reference(self, alone: Sequence[FirstStage]) -> FirstStage:
        """Return the first stage of the state one would plan for otherwise."""
        meant = self.file.reference
        for state, stage in zip(self.file.states, alone, strict=True):
            if state.name == meant.name and meant.probability:
                return stage
        own = own_best_of(meant, self.how).own
        return self._after(REFERENCE, decided_in(own, self.sources), 1)

    def _after(self, name: Words, money: Mapping[Cell, int], goals: int | None) -> FirstStage:
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
        is_proven = len(reached) > place and all(goal.proven != "no" for goal in reached)
        return reached[place].value if is_proven else None

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

    def are_alike(goals: Sequence[Goal]) -> bool:
        pairs = zip(form.parts, goals, strict=True)
        return len({sort_of(goal, part.aim(goal.label).measure) for part, goal in pairs}) == 1

    of_states = zip(*(part.problem.goals for part in form.parts), strict=False)
    return len(list(takewhile(are_alike, of_states)))


def sort_of(goal: Goal, measure: Measure) -> tuple[type[Goal], Measure, str]:
    """Return what two goals must have in common for their values to be averaged."""
    return type(goal), measure, str(getattr(goal, "unit", ""))
