"""Goals picked for a trade-off, and a program whose goals can be put into another order.

A goal is one stage, its last, whose value is the goal's; what stands before it (least money to
recipients without a target, say) comes first in every plan, whatever is weighed against whatever.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import Words, one_of, same
from optalloc.core.solve_options import SolveOptions
from optalloc.inputs.components import read_parts
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.yaml_reader import EntryPlace
from optalloc.pipeline.answer import audited
from optalloc.problem.at_level import complaints_of, value_of
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS, Goal, Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Leximin, Measure, Program, Stage, Worst
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.session.session import Clock

Aim = Stage | Worst
OPTION = same("--goals")


@dataclass(frozen=True)
class Laid:
    """A problem as a program, with the stages of each of its goals.

    Attributes:
        stages: The stages of each goal, by its label; the value of the last is the goal's.
    """

    problem: Problem
    targets: Targets
    program: Program
    stages: Mapping[str, tuple[Aim, ...]]

    def aim(self, label: str) -> Aim:
        """Return the stage whose value is a goal's."""
        return self.stages[label][-1]

    def first(self, labels: Iterable[str]) -> tuple[Aim, ...]:
        """Return what comes before some goals: all their stages but the last."""
        return tuple(stage for label in labels for stage in self.stages[label][:-1])

    def others(self, labels: Iterable[str]) -> tuple[Aim, ...]:
        """Return all stages of all other goals, in order."""
        left = (s for label, s in self.stages.items() if label not in frozenset(labels))
        return tuple(chain.from_iterable(left))

    def solve(
        self, program: Program, how: SolveOptions, clock: Clock, proving: int
    ) -> tuple[Outcome, Plan | None, tuple[Fraction, ...]]:
        """Solve a program made of this one; its plan is audited, with every goal's exact value.

        Args:
            how: What solving is told; the clock says how much time is left.
            proving: How many goals must be proven; the others decide between equally good plans.
        """
        outcome = solve(program, engine(how.solver), how.within(clock.left()), proving=proving)
        if outcome.x is None:
            return outcome, None, ()
        plan = audited(self.problem, self.targets, outcome.x)
        return outcome, plan, self.values(plan)

    def values(self, plan: Plan) -> tuple[Fraction, ...]:
        """Return each goal's exact value in a plan, from its formula."""
        goals = self.problem.goals
        return tuple(value_of(goal, self.problem, self.targets, plan) for goal in goals)


def laid(problem: Problem) -> Laid:
    """Return a problem as a program; tolerances and the levels below the worst are left aside."""
    plain = tuple(goal.model_copy(update={"tolerance": None}) for goal in problem.goals)
    problem = replace(problem, goals=plain)
    targets = score(problem)
    program = formulate(problem, targets)
    stages: dict[str, tuple[Aim, ...]] = {}
    for stage in map(worst_only, program.goals):
        stages[stage.label] = (*stages.get(stage.label, ()), stage)
    return Laid(problem, targets, program, stages)


def measure_of(problem: Problem, goal: Goal) -> Measure:
    """Return what one goal of a problem is counted in."""
    return laid(problem).aim(goal.label).measure


def worst_only(stage: Aim) -> Aim:
    """Return a stage that looks at the worst level and at none below it."""
    if not isinstance(stage, Leximin):
        return stage
    return Worst(**{f.name: getattr(stage, f.name) for f in fields(Worst)})


def goals_named(problem: Problem, texts: Sequence[str]) -> tuple[Goal, ...]:
    """Return goals by what the user calls them: those of the scenario, or any registered.

    Args:
        texts: `LABEL`, or `KIND:SETTING=VALUE:…` for one that the scenario does not list.

    Raises:
        InputUnusable: With everything that is wrong with any of them.
    """
    faults: list[Fault] = []
    goals = [_named(problem, text.strip(), faults) for text in texts]
    named = [goal for goal in goals if goal is not None]
    labels = [goal.label for goal in named]
    for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        allowed = Words("每个目标只写一次", "each goal once")
        faults.append(Fault("", OPTION, allowed, label))
    refuse_any(faults)
    return tuple(named)


def goal_called(problem: Problem, text: str) -> Goal | None:
    """Return the goal of a scenario that a text names: by its label, or as it is shown."""
    for goal in problem.goals:
        if text == goal.label or text in goal.shown:
            return goal
    return None


def unknown_goal(problem: Problem, place: Words, came: str, kinds: Sequence[str] = ()) -> Fault:
    """Return the fault that no goal is called so, with what there is, as each language calls it.

    Args:
        kinds: Words of the catalogue that may be named too.
    """
    shown = [goal.shown.zh for goal in problem.goals] + [GOALS[kind].called.zh for kind in kinds]
    labels = [*(goal.label for goal in problem.goals), *kinds]
    zh, en = (list(dict.fromkeys(names)) for names in (shown, labels))
    what = Words("目标", "a goal, ")
    allowed = Words(one_of(what, zh).zh, one_of(what, en).en)
    hint = nearest(came.partition(":")[0], [*en, *zh])
    return Fault("", place, allowed, came, hint)


def _named(problem: Problem, text: str, faults: list[Fault]) -> Goal | None:
    """Return one goal, the scenario's own or one that is written on the command line."""
    if (own := goal_called(problem, text)) is not None:
        return own
    called, *settings = text.split(":")
    kinds = {part.called.zh: kind for kind, part in GOALS}
    word = kinds.get(called.strip(), called)
    if GOALS.get(word) is None:
        faults.append(unknown_goal(problem, OPTION, text, [*GOALS.words()]))
        return None
    entry = {"kind": word, **dict(setting.partition("=")[::2] for setting in settings)}
    scenario = Scenario("", {"goals": {text: entry}}, {(): EntryPlace("", Path())})
    found: list[Fault] = []
    goals: tuple[Goal, ...] = read_parts(scenario, "goals", GOALS, problem.unit, found)
    for said in complaints_of(goals[0], problem) if goals else ():
        key = ("goals", text, said.key)
        found.append(scenario.fault(key, said.allowed, said.came, said.remedy))
    faults += [_on_the_option(fault, word) for fault in found]
    return goals[0] if goals else None


def _on_the_option(fault: Fault, word: str) -> Fault:
    """Return a fault of a goal's entry as one of the option that it was written in."""
    place = fault.place.en.removeprefix("--set goals.").removesuffix(".kind")
    example = f"{word}:KEY=VALUE"
    remedy = fault.remedy + Words(f"请写成 {example}。", f" Write {example}.")
    return replace(fault, place=same(f"{OPTION.en} {place}"), remedy=remedy)


def rest_of(problem: Problem, picked: Sequence[Goal]) -> Iterator[Goal]:
    """Yield the scenario's other goals, which decide between plans that are as good by these."""
    labels = {goal.label for goal in picked}
    yield from (goal for goal in problem.goals if goal.label not in labels)
