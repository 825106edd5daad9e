"""Answer what is asked of a plan: one solved scenario, and the explanations of it.

Nothing named asks for everything that needs no further word. What is named narrows the answer: a
question, a recipient, a rule, a distance from the best, a wish, the letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Unpack, cast

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.core.solve_options import AUTO, HIGHS, SolveOptions, SolveWords
from optalloc.core.time_budget import TimeLimit
from optalloc.explaining.conflict.changes import Reread
from optalloc.explaining.conflict.repairs import NoPlan, why_no_plan
from optalloc.explaining.fairness.fairness import Fairness, fairness
from optalloc.explaining.goal_seek.search import ALL
from optalloc.explaining.goal_seek.seek import Want, read_wanted, what_would_it_take
from optalloc.explaining.letters.letters import Letters, letters
from optalloc.explaining.marginal_prices.prices import Prices, prices
from optalloc.explaining.projects.letters import ProjectLetters, project_letters
from optalloc.explaining.ranges.ranges import AwardRanges, room
from optalloc.explaining.replacement.replacement import Replacements, replacements
from optalloc.explaining.rule_costs.costs import Costs, costs
from optalloc.explaining.waterfall.waterfall import Waterfall, waterfall
from optalloc.inputs.read import read
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.problem.problem import Problem

Section = Literal[
    "waterfall", "costs", "prices", "room", "fairness", "letters", "projects", "replacement", "want"
]
QUICK_FIRST: tuple[Section, ...] = (
    "waterfall",
    "room",
    "fairness",
    "costs",
    "prices",
    "letters",
    "projects",
    "replacement",
    "want",
)
"""The sections in the order in which they are found and printed: few questions first."""
EVERYTHING: tuple[Section, ...] = QUICK_FIRST[:5]
OF_ONE: tuple[Section, ...] = ("waterfall", "room", "prices", "letters")
"""What is said of a plan as a whole, and of single recipients, when nothing more is named."""
"""Who is asked the many small questions: the same plans as from CBC, without a process for each."""

Progress = Callable[[Section, int, int], None]
"""Told of which explanation how many of how many steps are done."""
Found = Callable[["ScenarioExplanation", Section], None]
"""Told of each section as it is found, with all that is found by then."""


@dataclass(frozen=True)
class Telling:
    """Who is told of explanations on their way.

    Attributes:
        solved: Is told of the plan before anything is explained.
    """

    progress: Progress = lambda section, done, of: None
    solved: Callable[[Solved], None] = lambda solved: None
    found: Found = lambda explanation, section: None


NOBODY = Telling()


@dataclass(frozen=True)
class ExplainOptions:
    """What is asked; what is empty or None is not asked for by name.

    Attributes:
        recipients: Whom it is about.
        rules: Labels of the rules that it is about.
        within: How far from the best the room to move is measured, as a part of its value.
        want: Wishes, `RECIPIENT=AMOUNT`.
        may: What may move for them: `weights`, `rules`, `rules.LABEL`, `all`.
        letter: Whether letters are asked for.
        projects: Projects whose letters are asked for.
        questions: Sections asked for by name.
    """

    recipients: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    within: Fraction | None = None
    want: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    letter: bool = False
    projects: tuple[str, ...] = ()
    questions: tuple[Section, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The explanations that answer it, in the order in which they are found."""
        named: list[Section] = ["costs", "prices"] if self.rules else []
        named += ["room"] if self.within is not None else []
        named += ["letters"] if self.letter else []
        named += ["projects"] if self.projects else []
        named += ["want"] if self.want else []
        asked = {*named, *self.questions}
        named = [section for section in QUICK_FIRST if section in asked]
        return tuple(named) or (OF_ONE if self.recipients else EVERYTHING)

    @property
    def is_of_everything(self) -> bool:
        """Whether nothing is asked for by name."""
        return self == ExplainOptions()


@dataclass(frozen=True)
class ScenarioExplanation:
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
        projects: A letter to each project.
        replacement: What the plan loses without each project, recipient and source.
        want: What it takes for a recipient to get what was wished for.
        left_out: What was asked for and not begun, as time ran out or it was interrupted.
        cut_short: In what time ran out: not everything in it is settled.
        is_interrupted: Whether it was Ctrl-C that ended it.
    """

    solved: Solved
    asked: ExplainOptions
    no_plan: NoPlan | None = None
    waterfall: Waterfall | None = None
    costs: Costs | None = None
    prices: Prices | None = None
    room: AwardRanges | None = None
    fairness: Fairness | None = None
    letters: Letters | None = None
    projects: ProjectLetters | None = None
    replacement: Replacements | None = None
    want: Want | None = None
    left_out: tuple[Section, ...] = ()
    cut_short: tuple[Section, ...] = ()
    is_interrupted: bool = False


def explain(
    scenario: str | Path,
    asked: ExplainOptions | None = None,
    settings: Sequence[str] = (),
    how: SolveOptions = AUTO,
    telling: Telling = NOBODY,
    **words: Unpack[SolveWords],
) -> ScenarioExplanation:
    """Solve a scenario and explain its plan: the function behind `optalloc explain`.

    Args:
        scenario: The YAML file.
        asked: What is asked; None asks for everything.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told. Half of the time is for the plan, and each section has half of
            what is left then.
        telling: Who is told of what is found on the way.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario cannot be used, or something that is named is not there.
    """
    how = how.but(words).begun()
    solved = solve(scenario, settings, how.share())

    def reread(more: Sequence[str]) -> Problem:
        return read(scenario, [*settings, *more])

    return explained(solved, asked or ExplainOptions(), reread, how.budget, telling)


def explained(
    solved: Solved,
    asked: ExplainOptions,
    reread: Reread | None = None,
    time_limit: TimeLimit = None,
    telling: Telling = NOBODY,
) -> ScenarioExplanation:
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
        found = why_no_plan(solved.problem, reread, HIGHS.within(time_limit)) if is_proven else None
        return ScenarioExplanation(solved, asked, no_plan=found)
    telling.solved(solved)
    return _Explaining(solved, asked, reread, HIGHS.within(time_limit).begun(), telling).all()


class _Explaining:
    """Answers the sections that are asked for, and no other."""

    def __init__(
        self,
        solved: Solved,
        asked: ExplainOptions,
        reread: Reread | None,
        how: SolveOptions,
        telling: Telling,
    ) -> None:
        self.solved, self.asked, self.reread = solved, asked, reread
        self.answer, self.how, self.telling = answer_of(solved), how, telling
        self.found = ScenarioExplanation(solved, asked)
        self.by = how
        self.recipients, self.rules = asked.recipients or None, asked.rules or None

    def all(self) -> ScenarioExplanation:
        """Return what was found before time ran out, or Ctrl-C came."""
        found, wanted = self.found, self.asked.sections
        try:
            for place, section in enumerate(wanted):
                if self.how.budget.is_spent:
                    return replace(found, left_out=wanted[place:])
                is_last = place + 1 == len(wanted)
                self.by = self.how if is_last else self.how.share()
                self.found = found = self.with_section(found, section)
                if self.by.budget.is_spent:
                    found = replace(found, cut_short=(*found.cut_short, section))
                self.telling.found(found, section)
        except KeyboardInterrupt:
            left = tuple(s for s in wanted if getattr(found, s) is None)
            return replace(found, left_out=left, is_interrupted=True)
        return found

    def with_section(self, found: ScenarioExplanation, section: Section) -> ScenarioExplanation:
        """Return what is found with one section more."""
        answers: dict[Section, Callable[[], object]] = {
            "waterfall": self.waterfall,
            "costs": self.costs,
            "prices": self.prices,
            "room": self.room,
            "fairness": self.fairness,
            "letters": self.letters,
            "projects": self.projects,
            "replacement": self.replacement,
            "want": self.want,
        }
        return replace(found, **cast("Any", {section: answers[section]()}))

    def told(self, section: Section) -> Callable[[int, int], None]:
        return lambda done, of: self.telling.progress(section, done, of)

    def waterfall(self) -> Waterfall:
        return waterfall(self.answer, self.by, self.told("waterfall"))

    def costs(self) -> Costs:
        return costs(self.answer, self.by, self.told("costs"), self.rules)

    def prices(self) -> Prices:
        told, known = self.told("prices"), self.found.costs
        if self.rules is None:
            return prices(self.answer, self.by, told, None, self.recipients, known)
        # Asked about a rule, nobody wants to hear of money and villages.
        found = prices(self.answer, self.by, told, self.rules, self.asked.recipients, known)
        return replace(found, money=())

    def room(self) -> AwardRanges | None:
        if not self.answer.is_best:
            return None
        distance = self.asked.within or Fraction(0)
        return room(self.answer, distance, self.recipients, self.by, self.told("room"))

    def fairness(self) -> Fairness:
        return fairness(self.answer, None, self.by, self.told("fairness"))

    def letters(self) -> Letters:
        beside, told = self.solved.baseline.plan, self.told("letters")
        return letters(self.answer, beside, self.recipients, self.by, told)

    def projects(self) -> ProjectLetters:
        told = self.told("projects")
        return project_letters(self.answer, self.asked.projects or None, self.by, told)

    def replacement(self) -> Replacements:
        return replacements(self.answer, self.by, self.told("replacement"))

    def want(self) -> Want:
        problem, may = self.solved.problem, self.asked.may or (ALL,)
        wanted = read_wanted(problem, self.asked.want)
        return what_would_it_take(problem, wanted, may, self.reread, self.by)


def _check(problem: Problem, asked: ExplainOptions) -> None:
    """Refuse names that are not there, all at once."""
    names, labels = [r.name for r in problem.recipients], [rule.label for rule in problem.rules]
    projects = [p.name for p in problem.projects]
    faults = [
        Fault("", same(option), one_of(what, known), name, nearest(name, known))
        for option, what, known, given in (
            ("--recipient", Words("单位", ""), names, asked.recipients),
            ("--rule", Words("约束", ""), labels, asked.rules),
            ("--project", Words("项目", ""), projects, asked.projects),
        )
        for name in given
        if name not in known
    ]
    if "projects" in asked.sections and not projects:
        allowed = Words("情景里要有项目库", "a scenario with a project library")
        faults.append(Fault("", same("--projects"), allowed))
    if asked.may and not asked.want:
        allowed = Words("要与 --want 一起用", "goes with --want")
        faults.append(Fault("", same("--may"), allowed, ", ".join(asked.may)))
    if faults:
        raise InputUnusable(faults)
