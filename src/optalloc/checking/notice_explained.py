"""Figures by which a notice explains its plan, held against the scenario and the tables.

    各单位的安排额都是1万元的整数倍，与测算额相差都不到1万元      every amount, and every target
    青石镇（测算31万元，安排40万元）                        a target, and what is given
    其中计入产业发展的60万元，占全年的57%，符合全年不低于55%     the uses that count, and a rule
    市级、区级中占63.29%，符合不低于55%的要求                   the uses that count, of some sources
    结余80万元                                        what is not given of the sources
    测算额合计比资金多80万元                            all targets beside all the money
    与……相比，增加的有甲镇（5万元）                         an award beside the baseline's
    本批资金用于：公用经费80万元                         all the money, where there is but one use
    符合分配方案所列的5条要求                              how many rules there are

What is right is compared; of what is not nothing is called wrong: it is listed. Without a scenario
targets and sources are those that the tables tell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product

from optalloc.checking.notice_figures import TextFigure, figure_of, number_of
from optalloc.checking.notice_words import REMARK
from optalloc.checking.notice_year import arrived_money, earlier_awards
from optalloc.checking.told_amounts import WHOLE, ToldAmounts, name_in_text
from optalloc.core.exact import total
from optalloc.core.money import FEN_PER_UNIT
from optalloc.problem.baseline_plan import baseline_totals
from optalloc.problem.facts import INDUSTRY
from optalloc.problem.interfaces import Rule, Targets
from optalloc.problem.problem import Problem
from optalloc.problem.rules.share import UseShare
from optalloc.problem.score import score

_OF_RULES = re.compile("所列的?$|keeps?all$")
_OF_STEP = re.compile(
    "(?:都是|只能是)#的整数倍|按#取整|再[多少]一步[(]#|onestep(?:more|less)[(]#"
    "|(?:amultipleof|roundedto|totalsinstepsof)#",
    re.IGNORECASE,
)
_BESIDE_BASELINE = re.compile("^与.+相比[,，]|Beside(?:targets|thebaseline)")
_CHANGED = re.compile("([^()、,;:]+)[(](?:by)?$")
_MORE_THAN_MONEY = re.compile(
    "测算额合计比资金多#|资金比测算额合计多#|targetsare#morethanthemoney|moneygivenis#morethantargets"
)
_ALL_OFF = re.compile("与测算额的差额合计最小:#|ofdeviationsfromtarget:#")
_OFF_TARGETS = re.compile(
    "测算额相差(?:都不到)?#|其余单位相差不到#|differfromtargetsby#|lessthan#(?:fromitstarget|off)"
)
"""Words around an amount, which # stands for."""
_TARGET = re.compile(r"([^()、:;]+)[(:](?:测算|target)(?:[^()]*[,，](安排|amount))?$")
_WALK = re.compile("([^:]+):(?:测算|target)")
"""How a page begins the way from a recipient's target, at whose end its award stands."""
_OF_FLOOR = re.compile("符合(全年|本批)不低于#的要求|atleast#ofthe(year|batch)isrequired")
_OF_SOURCES = re.compile("(?:^|[；;:])([^；;:]+?)中占#|#ofthemoneyof([^；;]+?),where")
_OF_SOURCES_FLOOR = re.compile("(?<!全年|本批)符合不低于#的要求|whereatleast#isrequired")
_LEFT = re.compile("结余#|#areleft")
_IS_FOR = re.compile("(?:用于|isfor):?([^:;；、]+)$")
_COUNTS = re.compile("计入产业发展的$|Industrygets$")
_OF_YEAR = re.compile("全年的$|batchand$")
HALF = Fraction(1, 200)
"""Half the last decimal of targets in a notice, in its unit."""


class NoticeExplained:
    """Knows what a scenario tells of the figures that explain its plan."""

    def __init__(self, told: ToldAmounts, problem: Problem | None) -> None:
        self.told, self.problem = told, problem
        self.arrived = told.of_sources | arrived_money(problem)

    def tells(self, token: re.Match[str], line: str) -> bool:
        """Say whether the scenario tells a figure as the notice does.

        Args:
            line: What its line says before it.
        """
        before, figure = token.string[: token.start()], figure_of(token)
        if not self.told.recipients:
            return False
        behind = token.string[token.end() :]
        if figure.sort == "percent":
            return self._tells_share(line.replace(" ", ""), before, figure, behind)
        if figure.sort == "amount":
            return self._tells_amount(line.replace(" ", ""), before, figure.value, behind)
        number = re.match("[0-9]{1,3}", token[0]) if _OF_RULES.search(before) else None
        return number is not None and number_of(number[0]) == len(self._rules)

    def _tells_share(self, line: str, before: str, figure: TextFigure, behind: str) -> bool:
        around, said = f"{before}#{behind}", figure.value / 100
        if floor := _OF_FLOOR.search(around):
            is_of_year = (floor[1] or floor[2]) in ("全年", "year")
            return (is_of_year, said) in self._floors
        if _OF_SOURCES_FLOOR.search(around):
            return said in {rule.at_least for rule in self._of_sources}
        if some := _OF_SOURCES.search(around):
            names = frozenset(re.split("[、,]", some[1] or some[2]))
            return any(
                abs(share * 100 - figure.value) <= figure.half
                for rule in self._of_sources
                if names == {name_in_text(n) for n in (*(rule.tiers or ()), *(rule.sources or ()))}
                for share in self._share_in(rule)
            )
        off = abs(self._share_of_year() - figure.value) if _OF_YEAR.search(before) else None
        return off is not None and off <= figure.half

    def _tells_amount(self, line: str, before: str, amount: Fraction, behind: str) -> bool:
        given, zero, around = self.told.recipients[0], Fraction(0), f"{before}#{behind}"
        is_step = bool(amount) and all(value % amount == 0 for value in given.values())
        if _OF_STEP.search(around):
            return is_step
        off = {name: abs(given.get(name, zero) - due) for name, due in self._targets.items()}
        near = Fraction(FEN_PER_UNIT[self.told.unit], FEN_PER_UNIT["元"]) * HALF
        if _ALL_OFF.search(around):
            return abs(sum(off.values(), zero) - amount) <= near
        if _MORE_THAN_MONEY.search(around):
            asked = total(self._targets.values())
            return any(abs(abs(asked - whole) - amount) <= near for whole in self.told.wholes)
        if (changed := _CHANGED.search(before)) and _BESIDE_BASELINE.search(line):
            who = next((name for name in self._baseline if changed[1].endswith(name)), None)
            return who is not None and abs(given.get(who, zero) - self._baseline[who]) == amount
        if _OFF_TARGETS.search(around):
            named = re.split("测算额相差|targetsby", line)[-1] + behind
            return is_step and all(name in named for name, by in off.items() if by >= amount)
        if _COUNTS.search(before):
            return amount == self._industry()
        if (use := _IS_FOR.search(before)) and {use[1]} == self._uses:
            return amount in self.told.wholes
        text, arrived = REMARK.sub("", before), self.arrived.items()
        if any(amount in has for key, has in arrived for name in key if text.endswith(name)):
            return True
        if _LEFT.search(around):
            due = {
                all_of - one for all_of in self.arrived.get(WHOLE, ()) for one in self.told.wholes
            }
            return amount in due
        if (walk := _WALK.match(line)) and not behind:
            return amount == given.get(walk[1])
        target = _TARGET.search(before)
        name = next((n for n in self._targets if target and target[1].endswith(n)), None)
        if target is None or name is None:
            return False
        if target[2]:
            return amount == given.get(name, zero)
        return abs(amount - self._targets[name]) <= near

    @cached_property
    def _scored(self) -> Targets:
        assert self.problem is not None
        return score(self.problem)

    @cached_property
    def _targets(self) -> Mapping[str, Fraction]:
        """What each recipient's formula comes to [yuan], by the names of texts."""
        if self.problem is None:
            return self.told.targets
        targets, yuan = self._scored, FEN_PER_UNIT["元"]
        names = [r.name for r in self.problem.recipients]
        return {name_in_text(name): targets.target(name) / yuan for name in names}

    @cached_property
    def _baseline(self) -> Mapping[str, Fraction]:
        """What the baseline gives each recipient [yuan], by the names of texts."""
        if self.problem is None:
            return {}
        problem, yuan = self.problem, FEN_PER_UNIT["元"]
        totals = baseline_totals(problem, self._scored, problem.baseline)
        names = (name_in_text(r.name) for r in problem.recipients)
        return {name: Fraction(fen, yuan) for name, fen in zip(names, totals, strict=True)}

    @cached_property
    def _uses(self) -> set[str]:
        return {name_in_text(use.name) for use in self.problem.uses} if self.problem else set()

    @cached_property
    def _floors(self) -> set[tuple[bool, Fraction | None]]:
        """The least shares that rules ask for, each with whether it is of the year."""
        rules = (rule for rule in self._rules if isinstance(rule, UseShare))
        return {(rule.over == "year", rule.at_least) for rule in rules}

    @property
    def _rules(self) -> Sequence[Rule]:
        return self.problem.rules if self.problem else ()

    @property
    def _of_sources(self) -> Sequence[UseShare]:
        """The rules on shares in the money of some sources."""
        shares = [rule for rule in self._rules if isinstance(rule, UseShare)]
        return [rule for rule in shares if rule.sources or rule.tiers]

    def _share_in(self, rule: UseShare) -> Iterator[Fraction]:
        """Yield what the tables tell of the share that a rule bounds, in this batch."""
        if self.problem is None:
            return
        pots = [name_in_text(name) for name in rule.pots(self.problem)]
        uses = [name_in_text(name) for name in rule.purposes(self.problem)]
        whole, part = (
            sum((min(self.told.amounts.get(key, {Fraction(0)})) for key in keys), Fraction(0))
            for keys in (map(frozenset, zip(pots)), map(frozenset, product(pots, uses)))
        )
        if whole:
            yield part / whole

    def _industry(self) -> Fraction:
        """Return what the tables tell of the uses that count as industry [yuan]."""
        return self._summed(self.told.amounts)

    def _share_of_year(self) -> Fraction:
        """Return the share of industry in this batch and the earlier ones [percent]."""
        earlier = earlier_awards(self.problem) or {}
        whole = min(self.told.wholes, default=Fraction(0)) + earlier.get(WHOLE, Fraction(0))
        industry = self._industry() + self._summed({k: {v} for k, v in earlier.items()})
        return industry * 100 / whole if whole else Fraction(0)

    def _summed(self, amounts: Mapping[frozenset[str], set[Fraction]]) -> Fraction:
        uses = self.problem.uses_in(None, (INDUSTRY,)) if self.problem else ()
        each = (amounts.get(frozenset([name_in_text(use)]), {Fraction(0)}) for use in uses)
        return sum(map(max, each), Fraction(0))
