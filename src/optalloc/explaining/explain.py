"""Answer what is asked of a plan: one solved scenario, and the explanations of it.

Nothing named asks for everything that needs no further word. What is named narrows the answer: a
question, a recipient, a rule, a distance from the best, a wish, the letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.explaining.again import answer_of
from optalloc.explaining.costs import Costs, costs
from optalloc.explaining.fairness import Fairness, fairness
from optalloc.explaining.letter import Letters, letters
from optalloc.explaining.prices import Prices, prices
from optalloc.explaining.room import Room, room
from optalloc.explaining.want import Want, read_wanted, what_would_it_take
from optalloc.explaining.want_search import ALL
from optalloc.explaining.waterfall import Waterfall, waterfall
from optalloc.explaining.ways_out import NoPlan, Reread, why_no_plan
from optalloc.problem import Problem
from optalloc.reading import read
from optalloc.run import Solved, solve
from optalloc.words import Words, one_of, same

Section = Literal["waterfall", "costs", "prices", "room", "fairness", "letters", "want"]
EVERYTHING: tuple[Section, ...] = ("waterfall", "costs", "prices", "room", "fairness")
OF_ONE: tuple[Section, ...] = ("waterfall", "prices", "room", "letters")
"""What is said of a plan as a whole, and of single recipients, when nothing more is named."""
QUESTIONS = "highs"
"""Who is asked the many small questions: the same plans as from CBC, without a process for each."""

Progress = Callable[[Section, int, int], None]
"""Told of which explanation how many of how many steps are done."""


@dataclass(frozen=True)
class Asked:
    """What is asked; what is empty or None is not asked for by name.

    Attributes:
        recipients: Whom it is about.
        rules: Labels of the rules that it is about.
        within: How far from the best the room to move is measured, as a part of its value.
        want: Wishes, `RECIPIENT=AMOUNT`.
        may: What may move for them: `weights`, `rules`, `rules.LABEL`, `all`.
        letter: Whether letters are asked for.
        questions: Sections asked for by name.
    """

    recipients: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    within: Fraction | None = None
    want: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    letter: bool = False
    questions: tuple[Section, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The explanations that answer it, in the order of the page."""
        named: list[Section] = ["costs", "prices"] if self.rules else []
        named += ["room"] if self.within is not None else []
        named += ["letters"] if self.letter else []
        named += ["want"] if self.want else []
        asked = {*named, *self.questions}
        every = (*EVERYTHING, "letters", "want")
        named = [section for section in every if section in asked]
        return tuple(named) or (OF_ONE if self.recipients else EVERYTHING)


@dataclass(frozen=True)
class Explanation:
    """A solved scenario, and what was asked of it; None where it was not.

    Attributes:
        solved: What is explained.
        asked: What was asked.
        no_plan: Why there is no plan and what would give one; None where there is one, or where it
            is not proven that there is none.
        waterfall: The way from target to award, step by step [fen].
        costs: What leaving each rule out would bring.
        prices: What one step more of money, a setting or a figure brings, each solved anew.
        room: How little and how much each recipient could get [fen]; None too where the plan is not
            proven best: then nothing is within any distance of it.
        fairness: What the plan does to equals, and what each distance would give.
        letters: A letter to each recipient.
        want: What it takes for a recipient to get what was wished for.
    """

    solved: Solved
    asked: Asked
    no_plan: NoPlan | None = None
    waterfall: Waterfall | None = None
    costs: Costs | None = None
    prices: Prices | None = None
    room: Room | None = None
    fairness: Fairness | None = None
    letters: Letters | None = None
    want: Want | None = None


def explain(
    scenario: str | Path,
    asked: Asked | None = None,
    solver: str = "auto",
    settings: Sequence[str] = (),
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Solve a scenario and explain its plan: the function behind `optalloc explain`.

    Args:
        scenario: The YAML file.
        asked: What is asked; None asks for everything.
        solver: What finds the plan: `cbc`, `highs`, `race` or `auto`.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        time_limit: Wall time for each solve [s]; None lets it finish.
        progress: Told of each section how many solves are done, and of how many.

    Raises:
        InputUnusable: When the scenario cannot be used, or something that is named is not there.
    """
    solved = solve(scenario, solver, settings, time_limit)

    def reread(more: Sequence[str]) -> Problem:
        return read(scenario, [*settings, *more])

    return explained(solved, asked or Asked(), reread, time_limit, progress)


def explained(
    solved: Solved,
    asked: Asked,
    reread: Reread | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Return the explanations of a solved scenario.

    Args:
        reread: Reads the scenario again with more `--set` lines; without it what is offered is
            proven on the problem as it is in memory.

    Raises:
        InputUnusable: When something that is named is not there.
    """
    _check(solved.problem, asked)
    if solved.best is None:
        is_proven = solved.outcome.infeasible != "no"
        found = why_no_plan(solved.problem, reread, QUESTIONS, time_limit) if is_proven else None
        return Explanation(solved, asked, no_plan=found)
    return _Explaining(solved, asked, reread, time_limit, progress).all()


class _Explaining:
    """Answers the sections that are asked for, and no other."""

    def __init__(
        self,
        solved: Solved,
        asked: Asked,
        reread: Reread | None,
        time_limit: float | None,
        progress: Progress | None,
    ) -> None:
        self.solved, self.asked, self.reread = solved, asked, reread
        self.answer, self.by = answer_of(solved), (QUESTIONS, time_limit)
        self.progress = progress or (lambda section, done, of: None)
        self.recipients, self.rules = asked.recipients or None, asked.rules or None

    def all(self) -> Explanation:
        wanted = self.asked.sections
        return Explanation(
            self.solved,
            self.asked,
            waterfall=self.waterfall() if "waterfall" in wanted else None,
            costs=self.costs() if "costs" in wanted else None,
            prices=self.prices() if "prices" in wanted else None,
            room=self.room() if "room" in wanted else None,
            fairness=self.fairness() if "fairness" in wanted else None,
            letters=self.letters() if "letters" in wanted else None,
            want=self.want() if "want" in wanted else None,
        )

    def told(self, section: Section) -> Callable[[int, int], None]:
        return lambda done, of: self.progress(section, done, of)

    def waterfall(self) -> Waterfall:
        return waterfall(self.answer, *self.by, self.told("waterfall"))

    def costs(self) -> Costs:
        return costs(self.answer, *self.by, self.told("costs"), self.rules)

    def prices(self) -> Prices:
        told = self.told("prices")
        if self.rules is None:
            return prices(self.answer, *self.by, told, None, self.recipients)
        # Asked about a rule, nobody wants to hear of money and villages.
        found = prices(self.answer, *self.by, told, self.rules, self.asked.recipients)
        return replace(found, money=())

    def room(self) -> Room | None:
        if not self.answer.is_best:
            return None
        distance = self.asked.within or Fraction(0)
        return room(self.answer, distance, self.recipients, *self.by, self.told("room"))

    def fairness(self) -> Fairness:
        return fairness(self.answer, None, *self.by, self.told("fairness"))

    def letters(self) -> Letters:
        beside, told = self.solved.baseline.plan, self.told("letters")
        return letters(self.answer, beside, self.recipients, *self.by, told)

    def want(self) -> Want:
        problem, may = self.solved.problem, self.asked.may or (ALL,)
        wanted = read_wanted(problem, self.asked.want)
        return what_would_it_take(problem, wanted, may, self.reread, *self.by)


def _check(problem: Problem, asked: Asked) -> None:
    """Refuse names that are not there, all at once."""
    names, labels = [r.name for r in problem.recipients], [rule.label for rule in problem.rules]
    faults = [
        Fault("", same(option), one_of(what, known), name, nearest(name, known))
        for option, what, known, given in (
            ("--recipient", Words("单位", ""), names, asked.recipients),
            ("--rule", Words("约束", ""), labels, asked.rules),
        )
        for name in given
        if name not in known
    ]
    if asked.may and not asked.want:
        allowed = Words("要与 --want 一起用", "goes with --want")
        faults.append(Fault("", same("--may"), allowed, ", ".join(asked.may)))
    if faults:
        raise InputUnusable(faults)
