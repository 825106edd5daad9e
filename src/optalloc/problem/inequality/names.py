"""What the names of an inequality mean in one problem: which money, whose figures."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from optalloc.core.errors import nearest
from optalloc.core.message import NOTHING, Words, listed
from optalloc.problem.facts import Award, Facts
from optalloc.problem.inequality.read import (
    ColumnSum,
    Inequality,
    Name,
    NamedMoney,
    SortOfName,
    parts,
)
from optalloc.problem.inequality.tokens import Slip

MOST_SHOWN = 12
"""How many known names are listed beside one that is not known."""
SORT_WORDS: Mapping[SortOfName, Words] = {
    "recipient": Words("单位", "recipient"),
    "kind": Words("类型", "kind"),
    "source": Words("来源", "source"),
    "tier": Words("层级", "tier"),
    "use": Words("用途", "use"),
    "group": Words("类别", "group"),
    "project": Words("项目", "project"),
}


@dataclass(frozen=True)
class Selection:
    """Some of a plan's money, by recipients, sources, uses and projects; None is all of them."""

    recipients: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    uses: frozenset[str] | None = None
    projects: frozenset[str] | None = None

    def common(self, other: "Selection") -> "Selection":
        """Return the money that is in both."""

        def both(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
            return one if two is None else two if one is None else one & two

        return Selection(
            both(self.recipients, other.recipients),
            both(self.sources, other.sources),
            both(self.uses, other.uses),
            both(self.projects, other.projects),
        )

    def has(self, award: Award) -> bool:
        """Return whether an award is of it."""
        named = (
            (self.recipients, award.recipient),
            (self.sources, award.source),
            (self.uses, award.use),
            (self.projects, award.project),
        )
        return all(names is None or name in names for names, name in named)


@dataclass(frozen=True)
class Meaning:
    """The names of one facts.

    Attributes:
        covered: Whom `each` stands for, one after the other.
    """

    facts: Facts
    covered: tuple[str, ...]

    @cached_property
    def known(self) -> dict[SortOfName, dict[str, Selection]]:
        """Every name that may be written, by what it is."""
        p = self.facts
        towns, pots, uses = p.recipients, p.sources, p.uses
        return {
            "recipient": {r.name: Selection(frozenset([r.name])) for r in towns},
            "kind": {
                kind: Selection(frozenset(r.name for r in towns if r.kind == kind))
                for kind in {r.kind: None for r in towns}
                if kind
            },
            "source": {s.name: Selection(sources=frozenset([s.name])) for s in pots},
            "tier": {
                tier: Selection(sources=frozenset(s.name for s in pots if s.tier == tier))
                for tier in {s.tier: None for s in pots}
                if tier
            },
            "use": {u.name: Selection(uses=frozenset([u.name])) for u in uses},
            "group": {
                group: Selection(uses=p.uses_in(None, (group,))) for group in sorted(p.groups)
            },
            "project": {j.name: Selection(projects=frozenset([j.name])) for j in p.projects},
        }

    @cached_property
    def _meanings(self) -> dict[str, dict[SortOfName, Selection]]:
        found: dict[str, dict[SortOfName, Selection]] = {}
        for sort, names in self.known.items():
            for name, selection in names.items():
                found.setdefault(name, {})[sort] = selection
        return found

    def selection(self, money: NamedMoney, each: str = "") -> Selection:
        """Return what money means; every name is known.

        Args:
            each: The recipient that `each` stands for now.
        """
        made = Selection()
        for name in money.names:
            if name.word == "each":
                made = made.common(Selection(frozenset([each])))
            elif name.word is None:
                made = made.common(self._selection(name))
        return made

    def _selection(self, name: Name) -> Selection:
        meanings = self._meanings[name.text]
        return next(iter(meanings.values())) if name.sort is None else meanings[name.sort]

    def figure(self, column: ColumnSum, each: str = "") -> Fraction:
        """Return the sum of a column's figures over the recipients of a selection."""
        wanted = self.selection(column.of, each).recipients
        return self.sums(column.column, wanted)

    def sums(self, column: str, names: frozenset[str] | None) -> Fraction:
        """Return the sum of a column's figures over recipients; None means all."""
        return self._sum(column, names)

    @cached_property
    def _sum(self) -> Callable[[str, frozenset[str] | None], Fraction]:
        held: dict[tuple[str, frozenset[str] | None], Fraction] = {}

        def sum_of(column: str, names: frozenset[str] | None) -> Fraction:
            if (column, names) not in held:
                every = self.facts.recipient_named
                whom = every if names is None else names
                figures = (every[name].facts[column] for name in whom)
                held[column, names] = sum(figures, Fraction(0))
            return held[column, names]

        return sum_of

    def slips(self, inequality: Inequality) -> Iterator[Slip]:
        """Yield the names that are not known or may be two things, and figures that are missing."""
        for part in parts(inequality):
            money = part.of if isinstance(part, ColumnSum) else part
            wrong = [slip for name in money.names for slip in self._name_slips(name)]
            yield from wrong
            if wrong:
                continue
            each = self.covered[0] if self.covered else ""
            made = self.selection(money, each)
            if isinstance(part, ColumnSum):
                yield from self._column_slips(part, made)
            elif made.projects is not None and (made.recipients or made.uses):
                allowed = Words(
                    "项目已有单位和用途，只可与来源相交", "a project with a source alone"
                )
                remedy = Words("一个项目的单位和用途是定的。", "Its recipient and use are known.")
                yield Slip(money.at, allowed, "·".join(n.text for n in money.names), remedy)

    def _name_slips(self, name: Name) -> Iterator[Slip]:
        if name.word is not None:
            return
        there = self._meanings if name.sort is None else self.known[name.sort]
        if name.text not in there:
            shown = listed(list(there)[:MOST_SHOWN])
            sort = SORT_WORDS[name.sort] if name.sort else Words("名称", "name")
            allowed = Words(f"应为已有的{sort.zh}", f"a {sort.en} that is there")
            allowed += Words(f"（{shown.zh or '无'}）", f" ({shown.en or 'none'})")
            hint = self._level_hint(name.text) or self._written_hint(name.text)
            hint = hint or nearest(name.text, list(there))
            yield Slip(name.at, allowed, name.text, hint)
            return
        meanings = self._meanings[name.text]
        if name.sort is None and len(set(meanings.values())) > 1:
            sorts = [SORT_WORDS[sort] for sort in meanings]
            ways = Words(
                "、".join(f"{s.zh}({name.text})" for s in sorts),
                ", ".join(f"{s.en}({name.text})" for s in sorts),
            )
            allowed = Words(f"应写明是哪一个：{ways.zh}", f"which one it is: {ways.en}")
            yield Slip(name.at, allowed, name.text)

    def _level_hint(self, name: str) -> Words | None:
        """Return how a line is made one about units of the level that a name is of."""
        levels = self.facts.hierarchy
        for level in levels.columns:
            if name in levels.members(level, self.facts.recipients):
                return Words(
                    f"{name} 是上级单位：加上 at: {level}，这一条就以{level}为单位。",
                    f"{name} is a unit above: with at: {level} the line is about units of {level}.",
                )
        return None

    def _written_hint(self, name: str) -> Words | None:
        """Return how a column is written, or a name that a mark in it has cut in two."""
        if any(name in r.facts for r in self.facts.recipients):
            return Words(
                f"{name} 是单位表的列：写成 各单位.{name}，或在前面写单位的名称。",
                f"{name} is a column: write each.{name}, or a recipient before it.",
            )
        for full in self._meanings:
            if full.startswith(name) and re.match(r"\W", full[len(name) :]):
                return Words(
                    f"名称里有符号的要加引号：“{full}”。", f'Quote a name that has marks: "{full}".'
                )
        return None

    def _column_slips(self, part: ColumnSum, made: Selection) -> Iterator[Slip]:
        if made.projects is not None or (not part.is_head and made != Selection(made.recipients)):
            allowed = Words("数字只有单位才有", "figures of recipients alone")
            yield Slip(part.at, allowed, part.column)
            return
        is_each = any(name.word == "each" for name in part.of.names)
        whom = made.recipients if not is_each else frozenset(self.covered)
        lacking = [
            r.name
            for r in self.facts.recipients
            if (whom is None or r.name in whom) and part.column not in r.facts
        ]
        if not lacking:
            return
        columns = list(dict.fromkeys(c for r in self.facts.recipients for c in r.facts))
        names = listed(lacking[:MOST_SHOWN])
        allowed = Words(f"应为 {names.zh} 有数字的列", f"a column with a figure of {names.en}")
        hint = NOTHING if part.column in columns else nearest(part.column, columns)
        yield Slip(part.at, allowed, part.column, hint)
