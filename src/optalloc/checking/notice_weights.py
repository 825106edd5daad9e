"""The weights that a text tells, held against those of a scenario's formulas.

人口权重20%    人口（20%）    人口、面积权重分别为20%、30%
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from optalloc.checking.notice_figures import NUMBER, TextFigure
from optalloc.checking.notice_line import QuotedFigure
from optalloc.checking.notice_report import NoticeReport
from optalloc.checking.told_amounts import name_in_text
from optalloc.core.message import Words, listed
from optalloc.core.money import show_percent
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.problem.problem import Problem

_JOINED = r"(?:因素|指标|的|为|是|各?占|权重|比重|分别|:|\(|weights?|is|of|counts|by)*"
_EACH = re.compile(rf"权重(?:分别|各)?[为是占:]*((?:{NUMBER}%[、,和])*)$")
_SAYS_SO = re.compile("权重|因素法|weight|factors", re.IGNORECASE)
Weights = Mapping[str, frozenset[Fraction]]


def weights_of(problem: Problem | None) -> Weights:
    """Return the weights that the formulas of a scenario give each indicator [percent]."""
    found: dict[str, set[Fraction]] = {}
    for part in () if problem is None else problem.targets:
        own = getattr(part, "weights", None)
        for weights in (own if isinstance(own, dict) else {}, part.within or {}):
            for name, weight in weights.items():
                found.setdefault(name_in_text(name), set()).add(weight * 100)
    return {name: frozenset(weights) for name, weights in found.items()}


class NoticeWeights:
    """Finds whose weight a share is, and judges it."""

    def __init__(self, weights: Weights, report: NoticeReport) -> None:
        self.weights, self.report = weights, report
        names = sorted(weights, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def of(self, before: str) -> str | None:
        """Return the indicator whose weight follows these words; None where it is of none."""
        found = list(self.pattern.finditer(before))
        if each := _EACH.search(before):
            listed_ones = [m for m in found if m.end() <= each.start()]
            while len(listed_ones) > 1 and not _are_listed(before, listed_ones, each.start()):
                del listed_ones[0]
            at = each[1].count("%")
            if at or len(listed_ones) > 1:
                return listed_ones[at][0] if at < len(listed_ones) else None
        if not found or not re.fullmatch(_JOINED, before[found[-1].end() :], re.IGNORECASE):
            return None
        return found[-1][0]

    def judged(self, name: str, before: str, figure: TextFigure) -> bool | None:
        """Say whether a weight is right; None where nobody says that it is one."""
        if any(abs(weight - figure.value) <= figure.half for weight in self.weights[name]):
            return True
        return False if _SAYS_SO.search(before) else None

    def off(self, name: str, came: QuotedFigure) -> Finding:
        """Return that a weight is another one in the scenario."""
        due = listed([show_percent(w / 100) for w in sorted(self.weights[name])])
        it_is = Words(
            f"情景中{name}的权重为 {due.zh}", f"in the scenario the weight of {name} is {due.en}"
        )
        return self.report.wrong("notice_weight", came, it_is, due.zh)


def _are_listed(before: str, found: list[re.Match[str]], end: int) -> bool:
    """Say whether names follow each other with nothing but marks between, up to a place."""
    gaps = [before[a.end() : b.start()] for a, b in pairwise(found)]
    last = before[found[-1].end() : end]
    return all(re.fullmatch("[、和及与,]", gap) for gap in gaps) and bool(
        re.fullmatch("(?:因素|指标|的|等)*", last)
    )
