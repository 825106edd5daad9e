"""What a paper is about: plan, problem, what the office wrote; in one language and unit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from optalloc.core.message import Lang, Words, listed
from optalloc.core.money import show_amount
from optalloc.present.paper import blank, clean, paragraphs
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from optalloc.reports.report import Report

FUND, TITLE = Words("资金名称", "name of the fund"), Words("标题", "title")
_WIDE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”"
_LOOSE = re.compile(f"(?<=[{_WIDE}]) (?=\\S)|(?<=\\S) (?=[{_WIDE}])")
_COLON = re.compile(f"(?<=[{_WIDE}]):|:(?=[{_WIDE}])|(?<=[0-9]):(?=[0-9])")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Subject:
    """One solved scenario as a paper speaks of it."""

    report: Report

    @property
    def lang(self) -> Lang:
        """The language of the paper."""
        return self.report.lang

    @cached_property
    def problem(self) -> Problem:
        """The problem, its amounts said in the unit of the report."""
        return replace(self.report.solved.problem, unit=self.report.unit)

    @property
    def paper(self) -> DocumentSettings:
        """What the office wrote for its papers."""
        return self.problem.paper

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.report.best.plan

    @cached_property
    def by_use(self) -> Mapping[str, Mapping[str, int]]:
        """What each recipient gets for each use [fen]; who gets nothing is absent."""
        money: dict[str, dict[str, int]] = {}
        for award in self.in_order:
            uses = money.setdefault(award.recipient, {})
            uses[award.use] = uses.get(award.use, 0) + award.amount
        return money

    @cached_property
    def in_order(self) -> tuple[Award, ...]:
        """The awards in the order of the uses, otherwise as they come."""
        places = {use.name: place for place, use in enumerate(self.problem.uses)}
        return tuple(sorted(self.plan.awards, key=lambda award: places[award.use]))

    def say(self, words: Words) -> str:
        """Return a statement in the language of the paper."""
        return words.say(self.lang)

    def said(self, text: Words | None, what: Words) -> str:
        """Return what the office wrote, or the blank for it."""
        return blank(what, self.lang) if text is None else clean(self.say(text))

    def written(self, texts: Sequence[Words]) -> Iterator[str]:
        """Yield the paragraphs that the office wrote."""
        for text in texts:
            yield from map(clean, paragraphs(self.say(text)))

    def money(self, fen: int) -> str:
        """Return an amount with its unit, exact: 22.5万元."""
        return show_amount(fen, self.report.unit) + self.report.unit

    def beside(self, name: str, amount: str) -> str:
        """Return a name with its amount behind it; a name that ends in a figure keeps its distance.

        Args:
            amount: With or without its unit.
        """
        text = clean(name)
        ends_in_figure = text[-1:].isascii() and text[-1:].isalnum()
        if self.lang == "zh":
            return f"{text}：{amount}" if ends_in_figure else text + amount
        return f"{text}: {amount}" if text[-1:].isdigit() else f"{text} {amount}"

    @property
    def fund(self) -> str:
        """What the money is called."""
        return self.said(self.paper.fund, FUND)

    @property
    def title(self) -> str:
        """The title of the plan: the office's, else the scenario's own."""
        if self.paper.title is None and self.problem.title:
            return clean(self.problem.title)
        return self.said(self.paper.title, TITLE)

    def day(self, day: date | None, what: Words) -> str:
        """Return a day as it is written in a letter, or the blank for it."""
        if day is None:
            return blank(what, self.lang)
        zh = f"{day.year}年{day.month}月{day.day}日"
        return Words(zh, f"{day.day} {_MONTHS[day.month - 1]} {day.year}").say(self.lang)

    def listed(self, names: Sequence[str]) -> str:
        """Return names joined as the language joins them."""
        return self.say(listed([clean(name) for name in names]))

    def told(self, words: Words) -> str:
        """Return what a part says of itself, set as prose: no space beside a Chinese character.

        Names keep their spaces: 2026 市级.
        """
        text = clean(self.say(words))
        if self.lang == "en":
            return text
        text = _COLON.sub("：", _LOOSE.sub("", text.replace(" = ", "＝")))
        for name in self._spaced:
            text = text.replace(_LOOSE.sub("", name), name)
        return text

    @cached_property
    def _spaced(self) -> Sequence[str]:
        """The names with a space beside a Chinese character."""
        problem = self.problem
        nouns = (problem.sources, problem.recipients, problem.uses, problem.projects)
        names = [clean(noun.name) for some in nouns for noun in some]
        return [name for name in dict.fromkeys(names) if _LOOSE.search(name)]
