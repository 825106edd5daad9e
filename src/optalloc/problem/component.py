"""One entry of a policy: its settings, what it complains of, what a breach of it says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, field_validator

from optalloc.core.errors import MOST_FAULTS_SHOWN, nearest
from optalloc.core.message import NOTHING, Words, listed, same
from optalloc.core.money import tidy_name
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.setting_names import setting_words
from optalloc.problem.setting_types import Names, refuse, tidy_names
from optalloc.problem.shown_name import Title, bracketed, first_of, name_of_label, words_of_key

NO_SETTINGS = ("label", "title", "kind", "cite", "firm")
"""What an entry may say of itself, beside the settings of its kind."""
_BRACKETS = "【】[] "
"""What readers see a name set off with."""
MOST_NAMES_SHOWN = 12
"""How many known names a letter lists beside one that is not known."""

Mix = dict[tuple[str, str], int]
"""Whole grains of a plan by source and use."""


@dataclass(frozen=True)
class Complaint:
    """What a part finds wrong with the facts it is given; the reader adds the place.

    Attributes:
        key: The setting that is at fault, below the part's own entry.
        of_a_name: Whether it is a name that nothing has.
    """

    key: str
    allowed: Words
    came: str | None = None
    remedy: Words = NOTHING
    of_a_name: bool = False


@dataclass(frozen=True)
class Breach:
    """One place where a plan breaks a rule.

    Attributes:
        rule: The rule's label.
        where: The names it is about: a recipient, a source, …
        came: What the plan has, in words with its unit.
        allowed: What the rule allows.
        cite: The clause the rule comes from.
        by_rounding: Whether it is less than a step off, and so a matter of rounding alone.
        name: What readers see the rule called; its label in its own language where it is empty.
    """

    rule: str
    where: tuple[str, ...]
    came: str
    allowed: Words
    cite: str = ""
    by_rounding: bool = False
    name: Words = NOTHING

    @property
    def shown(self) -> Words:
        """What readers see the rule called."""
        return first_of(self.name, name_of_label(self.rule))

    def words(self) -> Words:
        """Return the breach as one statement."""
        place = listed(self.where)
        zh, en = (f"{place.zh}：", f" {place.en}:") if self.where else ("", "")
        return bracketed(self.shown) + Words(
            f"{zh}应{self.allowed.zh}，实为 {self.came}",
            f"{en} must be {self.allowed.en}, is {self.came}",
        )


class Component(BaseModel):
    """One entry of a policy: frozen, and no setting that it does not know.

    Attributes:
        label: The word under which the scenario lists it.
        title: What readers see it called: a text, or {zh: …, en: …}; the label where that is in
            the reader's language, or else the name of its kind.
        cite: The clause it comes from.
    """

    called: ClassVar[Words] = NOTHING
    """What a part of this kind is called where the scenario gives it no name of its own."""

    section: ClassVar[str] = ""
    """The section of a scenario in which parts of its sort stand."""

    # A model is built when an entry is read by it: few runs read every part that is imported.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    label: str = ""
    title: Title = None
    cite: str = ""
    kind: str = ""

    _apart: Words = PrivateAttr(default=NOTHING)
    _is_nameless: bool = PrivateAttr(default=False)

    @classmethod
    def read(cls, label: str, settings: Mapping[str, Any], unit: str) -> Self:
        """Read the part from its entry; amounts without a unit are in `unit`.

        Raises:
            pydantic.ValidationError: When a setting is unknown, missing or not of its kind.
        """
        return cls.model_validate({**settings, "label": label}, context={"unit": unit})

    @field_validator("*", mode="before")
    @classmethod
    def _tidy_names(cls, value: object) -> object:
        return tidy_names(value)

    def own_name(self) -> Words:
        """Return what it is called by its kind and settings."""
        return self.called

    def about(self) -> Names:
        """Return whom or what its settings name; nothing where it is about everything."""
        return ()

    @property
    def shown(self) -> Words:
        """What readers see it called, in each language."""
        title, label = self.title or NOTHING, words_of_key(self.label)
        own = self.called if self._is_nameless else self.own_name()
        return first_of(title, label, own, same(self.label)) + self._apart

    def called_by_kind(self) -> Self:
        """Return the part as one that its reader knows by the name of its kind alone."""
        if self.own_name() == self.called:
            return self
        made = self.model_copy()
        made._is_nameless = True
        return made

    def named_apart(self, by: Words) -> Self:
        """Return the part with what tells its name from the same name of another."""
        made = self.model_copy()
        made._apart = by
        return made

    def setting_words(self, setting: Sequence[str]) -> Words:
        """Return what one of its settings is called; empty for none."""
        return setting_words(setting, self.kind or self.label, self.section)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield what the part refers to and the facts do not hold."""
        yield from ()

    def figures(self) -> Names:
        """Return the recipients' columns that the part reads; they must hold numbers."""
        return ()

    def share_figures(self) -> Names:
        """Return those of `figures` that are parts of one: 82% is 0.82."""
        return ()

    def counted(self) -> Mapping[str, str]:
        """Return those of `figures` that money is divided by, by the setting that names each."""
        return {}

    def own_money(self) -> Mapping[str, str]:
        """Return those of `figures` that are money of the recipients, by their settings."""
        return {}

    def line(self) -> str | None:
        """Return what it asks for where that is one line of the scenario's own."""
        return None


AnyPart = Component | type[Component]


def keys_named(name: str, parts: Mapping[str, AnyPart]) -> list[str]:
    """Return the keys of the parts that a name stands for: by their own names, else by their kind.

    Args:
        name: As the program prints it, or as the file has it.
        parts: By their keys; a class where nothing more is known of one.
    """
    if name in parts:
        return [name]
    wanted = _plain(name)
    own = {k: p.shown for k, p in parts.items() if isinstance(p, Component)}
    found = [k for k, shown in own.items() if wanted in map(_plain, shown)]
    return found or [k for k, p in parts.items() if wanted in map(_plain, _of_kind(k, p))]


def _plain(name: str) -> str:
    return tidy_name(name.strip(_BRACKETS)).casefold()


def _of_kind(label: str, part: AnyPart) -> tuple[str, ...]:
    """Return what parts of a kind are called, in both languages and by the word of the kind."""
    own = part.own_name() if isinstance(part, Component) else ()
    kind = part.kind if isinstance(part, Component) else ""
    return tuple(name for name in (*part.called, *own, kind or label) if name)


class Firmable(Component):
    """An entry that law or a document may state, so that nothing proposes to change it.

    Attributes:
        firm: true where all of it is fixed by law or a document, or the settings that are: ways
            out, wishes and prices never change those.
    """

    firm: bool | Names = False

    @field_validator("firm", mode="before")
    @classmethod
    def _read_firm(cls, value: object) -> object:
        """Take true, false, or names of settings that the entry has."""
        if isinstance(value, bool):
            return value
        own = [name for name in cls.model_fields if name not in NO_SETTINGS]
        names = tuple(value) if isinstance(value, list | tuple) else (value,)
        if names and all(name in own for name in names):
            return names
        shown = listed(own)
        raise refuse(
            Words(
                f"应为 true、false，或刚性的设置（{shown.zh or '无'}）",
                f"true, false, or the settings that are firm ({shown.en or 'none'})",
            )
        )

    @property
    def is_firm(self) -> bool:
        """Whether all of it is."""
        return self.firm is True

    def is_firm_in(self, setting: str) -> bool:
        """Return whether a setting is, or all of the entry."""
        return self.is_firm or (isinstance(self.firm, tuple) and setting in self.firm)

    @property
    def may_be_left_out(self) -> bool:
        """Whether nothing of it is firm, so that all of it may be left out."""
        return not self.firm


def gravest_first(found: Sequence[Breach]) -> list[Breach]:
    """Return breaches with those last that are a matter of rounding alone."""
    return sorted(found, key=lambda breach: breach.by_rounding)


def baseline_breaks(found: Sequence[Breach]) -> Words:
    """Return what stands above the breaches of a baseline."""
    places = "1 place" if len(found) == 1 else f"{len(found)} places"
    heading = Words(f"基准违反约束 {len(found)} 处", f"The baseline breaks rules in {places}")
    return heading + _rounding(found) + Words("：", ":")


def _rounding(found: Sequence[Breach]) -> Words:
    """Say how many breaches are rounding and how many are more; nothing where none is rounding."""
    rounding = sum(breach.by_rounding for breach in found)
    more = len(found) - rounding
    if not rounding:
        return NOTHING
    if not more:
        return Words("（都只是取整，差不到一步）", " (all by rounding alone, less than a step)")
    return Words(
        f"（{rounding} 处只是取整，差不到一步；实质的 {more} 处）",
        f" ({rounding} by rounding alone, less than a step; {more} more than that)",
    )


INDICATORS = Words("indicators 一节（工作簿里为工作表“因素”）", "the section `indicators`")
"""Where a scenario declares what its formulas and rules read."""


def unknown(
    key: str,
    names: Names | None,
    known: Mapping[str, object] | frozenset[str],
    where: Words = NOTHING,
) -> Iterator[Complaint]:
    """Yield a complaint for each name that the tables, or the indicators, do not know.

    Args:
        where: The section that declares such names, where it is no table.
    """
    there = [n for n in (known if isinstance(known, Mapping) else sorted(known)) if n]
    named = frozenset(names or ())
    spare = [n for n in there if n not in named]
    for place, name in enumerate(n for n in names or () if n not in known):
        allowed = Words("应为已有的名称", "a name that is there")
        shown = listed(there[:MOST_NAMES_SHOWN])
        allowed += Words(f"（{shown.zh or '无'}）", f" ({shown.en or 'none'})")
        # A guess looks through every name that is there, and no letter shows more faults.
        hint = _meant(name, there, spare) if place < MOST_FAULTS_SHOWN else NOTHING
        remedy = Words("请改正名称，或补上。", "Correct the name, or add it.")
        if where.zh:
            remedy = Words(
                f"请改正名称，或写进 {where.zh}。", f"Correct it, or add it to {where.en}."
            )
        yield Complaint(key, allowed, name, hint if hint.zh else remedy, of_a_name=True)


def _meant(name: str, there: Sequence[str], spare: Sequence[str]) -> Words:
    """Return the hint of what a name probably means: first of names that stand nowhere beside it.

    Of 市级资金 beside 区级资金, where there are 市级补助 and 区级资金, it is 市级补助.
    """
    hint = nearest(name, spare)
    if hint.zh or not spare:
        return hint if hint.zh else nearest(name, there)
    alike = [n for n in spare if _same_start(n, name) >= max(2, len(name) / 2)]
    if len(alike) == 1:
        return nearest(alike[0], alike)
    return NOTHING if len(spare) == 1 else nearest(name, there)


def _same_start(one: str, other: str) -> int:
    """Return how many characters two names begin with alike."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def without_figures(
    key: str, recipients: Iterable[Recipient], columns: Iterable[str]
) -> Iterator[Complaint]:
    """Yield a complaint for each recipient and each column that it has no figure of."""
    wanted = tuple(columns)
    for recipient in recipients:
        for column in wanted:
            if column not in recipient.facts:
                name = recipient.name
                allowed = Words(
                    f"单位 {name} 应有“{column}”的数字", f"a figure of {column} for {name}"
                )
                yield Complaint(key, allowed)


def without_library(facts: Facts) -> Iterator[Complaint]:
    """Yield that there is no project library."""
    if not facts.projects:
        allowed = Words("应有项目库（tables 下的 projects）", "a project library (`projects`)")
        yield Complaint("kind", allowed)


def without_needs(facts: Facts) -> Iterator[Complaint]:
    """Yield that there is no table of needs."""
    if not facts.needs:
        remedy = Words("请在 tables 下填写 needs。", "Name a table `needs` under tables.")
        yield Complaint("kind", Words("应有需求表", "a table of needs"), None, remedy)


def without_scores(facts: Facts, column: str) -> Iterator[Complaint]:
    """Yield what is missing where each project must have a figure: a library, or figures of it."""
    yield from without_library(facts)
    without = [p.name for p in facts.projects if column not in p.facts]
    if without:
        names = listed(without[:5])
        allowed = Words(
            f"{len(without)} 个项目应有“{column}”的数字（{names.zh} 等）",
            f"a figure of {column} for {len(without)} projects ({names.en}, …)",
        )
        yield Complaint("column", allowed)
