"""Projects over several years: each starts in one year, or never, and is paid by its profile.

With z_pt in {0, 1}, whether project p starts in year t, and c_ptk what its profile asks up to and
with year k when it starts in t, A_pk what it gets from the money of years up to and with k:

    sum_t z_pt <= 1        A_p,last = need_p * sum_t z_pt        A_pk >= sum_t c_ptk * z_pt
    z_pt = 0 where c_pt runs past the last year                  z_p1 = 1 where p has started
    sum_p (A_pk - sum_t c_ptk * z_pt) <= f * money_k             what year k carries over
    U_p <= need_p * sum_{t>1} z_pt                               U_p, likely money of any year

Money is there when it is due, and what is set aside before is carried over; f = 0 pays each year
out of its own money. A profile is cut into whole steps by largest remainders; steps of nothing at
its end are not waited for. A project that cannot be paid in full by the last year never starts.
What starts in the first year is firm and takes nothing from sources that are only likely; the rest
is indicative. The start of a plan's project is the earliest that its money allows.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate
from math import gcd
from typing import NamedTuple

import numpy as np

from optalloc.core.exact import largest_remainder
from optalloc.core.message import NOTHING, Words, listed, same
from optalloc.core.money import parse_number, show_fraction, show_percent
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import Breach, Complaint, unknown, without_library
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.plan_years import ForYears
from optalloc.problem.projects import Project
from optalloc.problem.setting_types import Names, Share


class Start(NamedTuple):
    """When a project of a plan starts.

    Attributes:
        at: Its place among the years, the first at 0.
        due: What it needs up to and with each year [fen].
    """

    at: int
    due: list[int]


@RULES.register("schedule")
class Schedule(ForYears, Rule):
    """Start projects in one year of several and pay them by their spending profiles (分年度安排).

    Attributes:
        years: The sources of each year, the first year first; every source stands in one.
        profile: The column of the library with each project's parts by year, from its start on,
            as `50、30、20` (they add up to 100) or as a ratio, `5:3:2`; an empty cell spends all of
            it in the first. A project whose parts end after the last year never starts.
        start: The column with the earliest year in which a project may start; empty means any.
        started: The column with the year in which a project started before these years; it goes
            on from the first of them. Empty means not yet.
        carry_over: The part of a year's money that may be set aside for the years after it.
        likely: Sources whose money is likely but not sure.
    """

    called = Words("分年度安排", "schedule")

    loosens = {"carry_over": "up"}

    profile: str | None = None
    start: str | None = None
    started: str | None = None
    carry_over: Share = Fraction(0)
    likely: Names = ()

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a library that is missing, sources of no year, and cells that cannot be read."""
        yield from super().check(facts)
        yield from unknown("likely", self.likely, facts.source_named)
        yield from without_library(facts)
        homeless = facts.source_named.keys() - frozenset[str]().union(*self.pots_by_year())
        for name in sorted(homeless):
            yield Complaint("years", Words("每个来源都应属于一年", "every source in a year"), name)
        for project in facts.projects:
            yield from self._cells_amiss(facts, project)

    def _cells_amiss(self, facts: Facts, project: Project) -> Iterator[Complaint]:
        """Yield what is wrong with the cells of a project."""
        years, text = listed(list(self.years)), _cell(project, self.profile)
        is_read = not text or _parts(text) is not None
        if not is_read:
            allowed = Words(
                f"项目 {project.name} 的分年比例应加起来为 100，如 50、30、20；或写成比，如 5:3:2",
                f"parts of {project.name} by year that add up to 100, such as 50、30、20, or a "
                "ratio, such as 5:3:2",
            )
            yield Complaint("profile", allowed, text)
        first = _cell(project, self.start)
        if first and first not in self.years and not self._is_before(first):
            allowed = Words(
                f"项目 {project.name} 的开工年份应为 {years.zh} 之一",
                f"the first year of {project.name} one of {years.en}",
            )
            yield Complaint("start", allowed, first)
        if self._goes_on(project) and is_read and not self.due(facts, project):
            allowed = Words(
                f"项目 {project.name} 已开工，应能在 {years.zh} 内按分年比例以整步长付完",
                f"{project.name} has started, and must be paid in {years.en}, in whole steps",
            )
            yield Complaint("started", allowed, self.since(project))

    def _is_before(self, year: str) -> bool:
        """Say whether a year comes before all of the plan's, where both are numbers."""
        first = next(iter(self.years), "")
        return year.isdecimal() and first.isdecimal() and int(year) < int(first)

    def _goes_on(self, project: Project) -> bool:
        """Say whether a project has started before and still needs money."""
        return bool(project.need and self.since(project))

    def since(self, project: Project) -> str:
        """Return the year in which a project started before these years; empty where it did not."""
        return _cell(project, self.started)

    def due(self, facts: Facts, project: Project) -> dict[int, list[int]]:
        """Return what a project needs up to and with each year, for each year it may start in.

        A project that ends after the last year, or whose need is no whole step, may start in none.
        """
        step, years = gcd(*facts.grain.cells.values()), list(self.years)
        text, first = _cell(project, self.profile), _cell(project, self.start)
        parts = (_parts(text) if text else None) or [100]
        if not project.need or project.need % step:
            return {}
        paid = [k * step for k in largest_remainder(parts, project.need // step)]
        while not paid[-1]:
            paid.pop()
        earliest, latest = years.index(first) if first in years else 0, len(years) - len(paid)
        starts = range(earliest, latest + 1)
        if self._goes_on(project):
            starts = range(0, min(latest, 0) + 1)
        return {t: [sum(paid[: max(0, k - t + 1)]) for k in range(len(years))] for t in starts}

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the rows of each project and year, and one a year for what it carries over."""
        due = [self.due(facts, project) for project in facts.projects]
        pairs = [(p, t) for p, starts in enumerate(due) for t in starts]
        names, years = [p.name for p in facts.projects], list(self.years)
        chosen = amounts.switches([(names[p], years[t]) for p, t in pairs])
        one = [1] * len(pairs)
        goes_on = [1 if self._goes_on(project) else None for project in facts.projects]
        yield bounded(self.label, _by_project(facts, chosen, pairs, one), goes_on, 1)
        pots, so_far = self.pots_by_year(), frozenset[str]()
        for k in range(len(years)):
            so_far |= pots[k]
            asked = _by_project(facts, chosen, pairs, [due[p][t][k] for p, t in pairs])
            ahead = amounts.sum(by="project", sources=so_far) - asked
            is_exact = k == len(years) - 1 or not self.carry_over
            yield bounded(self.label, ahead, 0, 0 if is_exact else None)
            if not is_exact:
                yield bounded(self.label, ahead.total(years[k]), high=self._most(facts, k))
        if self.likely:
            yield from self._firm_rows(facts, amounts, chosen, pairs)

    def _firm_rows(
        self,
        facts: Facts,
        amounts: VariableLayout,
        chosen: LinearExpressions,
        pairs: list[tuple[int, int]],
    ) -> Iterator[ConstraintBlock]:
        """Yield the rows that keep what starts in the first year off money that is only likely.

        Likely money pays later starts alone, and sure money pays a first one in time. Each of the
        two follows from the other rows in whole switches; a linear program is told both.
        """
        later = [facts.projects[p].need * (t > 0) for p, t in pairs]
        likely, so_far = frozenset(self.likely), frozenset[str]()
        unsure = amounts.sum(by="project", sources=likely)
        yield bounded(self.label, unsure - _by_project(facts, chosen, pairs, later), high=0)
        due = [self.due(facts, project) for project in facts.projects]
        for k, names in enumerate(self.pots_by_year()[:-1]):
            so_far |= names
            if so_far.isdisjoint(likely):
                continue
            first = [due[p][t][k] * (t == 0) for p, t in pairs]
            sure = amounts.sum(by="project", sources=so_far - likely)
            yield bounded(self.label, sure - _by_project(facts, chosen, pairs, first), low=0)

    def _most(self, facts: Facts, k: int) -> int:
        """Return the most that year k may carry over [fen]."""
        money = sum(facts.source_named[name].amount for name in self.pots_by_year()[k])
        return int(self.carry_over * money)

    def starts(self, facts: Facts, plan: Plan) -> dict[str, Start | None]:
        """Return when each project that gets money starts; None where no start explains its money.

        Of several it is the earliest: it asks for money soonest, so least is carried over.
        """
        unsure = frozenset(self.likely)
        with_likely = {a.project for a in plan.awards if a.source in unsure}
        found: dict[str, Start | None] = {}
        for name, by_year in self._paid(plan).items():
            held, is_firm = list(accumulate(by_year)), name not in with_likely
            fitting = (
                Start(t, due)
                for t, due in self.due(facts, facts.project_named[name]).items()
                if held[-1] == due[-1]
                and all(h >= d for h, d in zip(held, due, strict=True))
                and (t > 0 or is_firm)
            )
            found[name] = next(fitting, None)
        return found

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield projects that no start explains, and years that carry too much over."""
        years, over = list(self.years), [0] * len(self.years)
        paid, starts = self._paid(plan), self.starts(facts, plan)
        for project in facts.projects:
            by_year, start = paid.get(project.name, [0] * len(years)), starts.get(project.name)
            if start is not None:
                held = accumulate(by_year)
                over = [o + h - d for o, h, d in zip(over, held, start.due, strict=True)]
            elif project.name in paid or self._goes_on(project):
                came = ", ".join(f"{y} {facts.say(m)}" for y, m in zip(years, by_year, strict=True))
                yield self.breach((project.name,), came, self._allowed(facts, project))
        for k, year in enumerate(years):
            if over[k] > self._most(facts, k):
                most = facts.say(self._most(facts, k))
                allowed = Words(f"结转不超过 {most}", f"at most {most} carried over")
                yield self.breach((year,), facts.say(over[k]), allowed)

    def _paid(self, plan: Plan) -> dict[str, list[int]]:
        """Return what each project that gets money gets out of each year's [fen]."""
        pots = self.pots_by_year()
        year_of = {name: k for k, names in enumerate(pots) for name in names}
        paid: dict[str, list[int]] = {}
        for award in plan.awards:
            if award.project is not None and award.source in year_of:
                by_year = paid.setdefault(award.project, [0] * len(pots))
                by_year[year_of[award.source]] += award.amount
        return paid

    def _allowed(self, facts: Facts, project: Project) -> Words:
        years, starts = list(self.years), self.due(facts, project)
        if not starts:
            return Words("为 0：这几年内完不成", "nothing: it cannot be done within these years")
        need, names = facts.say(project.need), listed([years[t] for t in starts])
        zh = f"共 {need}，从 {names.zh} 之一起按分年比例到位"
        en = f"{need} in all, there in time by its profile from one of {names.en} on"
        if not self._goes_on(project):
            zh, en = f"为 0，或{zh}", f"nothing, or {en}"
        if self.likely:
            zh += f"；{years[0]} 开工的不用未落实的资金"
            en += f"; no likely money for a start in {years[0]}"
        return Words(zh, en)

    def words(self, facts: Facts) -> Words:
        """Say the years, what may be carried over, and what is firm."""
        years = listed(list(self.years))
        first = next(iter(self.years))
        carried = show_percent(self.carry_over)
        zh = f"项目在 {years.zh} 中选一年开工，按分年比例安排"
        en = f"projects start in one of {years.en} and are paid by their profiles"
        if self.carry_over:
            zh += f"，每年结转不超过当年资金的 {carried}"
            en += f", each year carrying over at most {carried} of its money"
        else:
            zh += "，当年资金当年用，不结转"
            en += ", each year out of its own money"
        last = list(self.years)[-1]
        zh += f"；到 {last} 付不完的不开工"
        en += f"; none starts that is not paid in full by {last}"
        if self.started:
            zh += "；已开工的接着安排"
            en += "; those that have started go on"
        if self.likely:
            likely = listed(self.likely)
            zh += f"；{first} 开工的已定，不用未落实的 {likely.zh}，其余为预安排"
            en += f"; a start in {first} is firm and takes nothing from what is only likely"
            en += f" ({likely.en}); the rest is indicative"
        return Words(zh, en)


START = Words("开工", "start")
"""What the year in which a project starts is called in tables."""


class StartYear(NamedTuple):
    """When a project of a plan starts.

    Attributes:
        year: The year as the rule calls it, or as the library does where it has started before.
        is_indicative: Whether it is a later year than the first: a newer plan decides anew.
    """

    year: str
    is_indicative: bool


def start_years(rules: Iterable[Rule], facts: Facts, plan: Plan) -> dict[str, StartYear]:
    """Return when each project of a plan starts; empty where no rule speaks of starts."""
    found: dict[str, StartYear] = {}
    for rule, name, start in _starts(rules, facts, plan):
        since = _cell(facts.project_named[name], rule.started)
        found[name] = StartYear(since or list(rule.years)[start.at], start.at > 0)
    return found


def starts_told(rules: Iterable[Rule], facts: Facts, plan: Plan) -> dict[str, Words]:
    """Return the same in words."""
    later = Words("（预安排）", " (indicative)")
    return {
        name: same(start.year) + (later if start.is_indicative else NOTHING)
        for name, start in start_years(rules, facts, plan).items()
    }


def indicative(rules: Iterable[Rule], facts: Facts, plan: Plan) -> frozenset[str]:
    """Return the projects of a plan that start after the first year: they are not decided yet."""
    return frozenset(name for _, name, start in _starts(rules, facts, plan) if start.at)


def only_likely(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the sources whose money is likely but not sure."""
    return frozenset(name for one in rules if isinstance(one, Schedule) for name in one.likely)


def _starts(
    rules: Iterable[Rule], facts: Facts, plan: Plan
) -> Iterator[tuple[Schedule, str, Start]]:
    """Yield each project of a plan whose start is known, with the rule that speaks of it."""
    for rule in rules:
        if isinstance(rule, Schedule):
            found = rule.starts(facts, plan).items()
            yield from ((rule, name, start) for name, start in found if start is not None)


def _cell(project: Project, column: str | None) -> str:
    """Return a cell of the library as text, the empty text where nothing stands."""
    if column is None:
        return ""
    figure = project.facts.get(column)
    return project.marks.get(column, "") if figure is None else show_fraction(figure)


def _parts(text: str) -> list[int] | None:
    """Return the parts of a profile, of a hundred or as a ratio; None where it names none."""
    text = text.replace("：", ":")
    between = ":" if ":" in text else "、"
    try:
        read = [parse_number(part.strip().rstrip("%％")) for part in text.split(between)]
    except ValueError:
        return None
    if any(part < 0 or part.denominator != 1 for part in read):
        return None
    is_profile = any(read) if between == ":" else sum(read) == 100
    return [int(part) for part in read] if is_profile else None


def _by_project(
    facts: Facts, chosen: LinearExpressions, pairs: list[tuple[int, int]], factors: list[int]
) -> LinearExpressions:
    """Return for each project the sum of its starts, each times its factor."""
    rows: np.ndarray = whole(p for p, _ in pairs)
    keys = tuple((p.name,) for p in facts.projects)
    return LinearExpressions(len(keys), rows, chosen.column, whole(factors), keys)
