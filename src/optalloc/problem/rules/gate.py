"""Only projects that pass the gate get money:  a[p,s] = 0  for every project p that is refused.

A project is refused when a column that must be filled is empty, when a column that must say yes
does not, or when its name or a stated column holds a word of the negative list (负面清单). The list
is a table of the scenario (`tables: {negative_list: …}`) with columns 负面事项, 关键词, 依据.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from optalloc.core.message import Words, in_clauses, listed
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint, without_library
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.projects import Project
from optalloc.problem.setting_types import Money, Names, Share

YES = frozenset({"是", "有", "已办", "已批", "yes", "true", "√", "1"})


@dataclass(frozen=True)
class Refusal:
    """A project that the gate refuses, with every reason."""

    project: str
    reasons: tuple[Words, ...]

    def words(self) -> Words:
        """Return the refusal as one statement."""
        why = in_clauses(self.reasons)
        return Words(f"{self.project}：{why.zh}", f"{self.project}: {why.en}")

    @property
    def asked(self) -> Words:
        """What the gate asks, as it is told to this project alone."""
        why = in_clauses(self.reasons)
        return Words(
            f"项目要通过入库审核才能安排（它：{why.zh}）",
            f"only projects that pass the gate are funded (this one: {why.en})",
        )


@RULES.register("gate")
class Gate(Rule):
    """Refuse projects that are not ready or not allowed (入库审核).

    Attributes:
        filled: Columns that must be filled, such as 绩效目标 and 联农带农机制.
        said_yes: Columns that must say yes, such as 用地审批.
        looked_in: Columns that are searched for the words of the negative list, beside the
            project's name.
        last_year: Size of last year's library, for the report [fen].
        growth: What this year's library should be, as a part of last year's.
    """

    called = Words("入库审核", "gate")

    loosens = {}

    filled: Names = ()
    said_yes: Names = ()
    looked_in: Names = ()
    last_year: Money | None = None
    growth: Share | None = None

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about columns that no project has."""
        known = {c for p in facts.projects for c in (*p.marks, *p.facts)}
        for key in ("filled", "said_yes", "looked_in"):
            for column in getattr(self, key):
                if column not in known:
                    allowed = Words("应为项目库中的一列", "a column of the project library")
                    yield Complaint(key, allowed, column)
        yield from without_library(facts)
        if (self.last_year is None) != (self.growth is None):
            allowed = Words("last_year 与 growth 应同时填写", "last_year and growth together")
            yield Complaint("last_year", allowed)

    def refusals(self, facts: Facts) -> Iterator[Refusal]:
        """Yield every project that is refused, with all its reasons."""
        found = (self.refusal_of(project, facts) for project in facts.projects)
        yield from (refusal for refusal in found if refusal is not None)

    def _reasons(self, facts: Facts, project: Project) -> Iterator[Words]:
        said: Mapping[str, object] = {**project.facts, **project.marks}
        for column in self.filled:
            if not str(said.get(column, "")).strip():
                yield Words(f"没有{column}", f"no {column}")
        for column in self.said_yes:
            if not _is_yes(said.get(column, "")):
                yield Words(f"{column}未办妥", f"{column} is not settled")
        texts = [project.name, *(str(said.get(column, "")) for column in self.looked_in)]
        for item in facts.negative_list:
            found = next((w for w in item.words if any(w in text for text in texts)), None)
            if found is not None:
                zh, en = f"“{found}”属于负面清单“{item.name}”", f"{found!r} is on the negative list"
                cite = (f"（{item.cite}）", f" ({item.cite})") if item.cite else ("", "")
                yield Words(f"{zh}{cite[0]}", f"{en}: {item.name}{cite[1]}")

    def refusal_of(self, project: Project, facts: Facts) -> Refusal | None:
        """Return why it refuses a project; None of one that passes."""
        reasons = tuple(self._reasons(facts, project))
        return Refusal(project.name, reasons) if reasons else None

    def settled(self, project: Project) -> Project:
        """Return a project with all that it asks for filled and said yes."""
        said = {**project.facts, **project.marks}
        marks = {c: "有" for c in self.filled if not str(said.get(c, "")).strip()}
        marks |= {c: "是" for c in self.said_yes if not _is_yes(said.get(c, ""))}
        return replace(project, marks={**project.marks, **marks})

    def findings(self, facts: Facts) -> Iterator[Words]:
        """Yield every refusal with its reasons."""
        yield from (refusal.words() for refusal in self.refusals(facts))

    def decides(self, facts: Facts) -> Mapping[str, bool]:
        """Return its projects, which it refuses: those get nothing."""
        return {refusal.project: False for refusal in self.refusals(facts)}

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield an upper bound of 0 for every cell of a refused project."""
        refused = {refusal.project for refusal in self.refusals(facts)}
        money = amounts.sum(by=("project", "source"))
        chosen = [i for i, key in enumerate(money.keys) if key[0] in refused]
        yield bounded(self.label, money.pick(chosen), high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every refused project that gets money."""
        held = plan.sums("project")
        for refusal in self.refusals(facts):
            money = held.get(refusal.project, 0)
            if money:
                said = refusal.words()
                allowed = Words(f"不安排（{said.zh}）", f"nothing ({said.en})")
                yield self.breach((refusal.project,), facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say what the gate asks, how many it refuses, and how large the library is."""
        listing = [Words("负面清单", "the negative list")] if facts.negative_list else []
        asked = listed((*self.filled, *self.said_yes))
        asked = Words(
            "、".join([asked.zh] * bool(asked.zh) + [w.zh for w in listing]),
            ", ".join([asked.en] * bool(asked.en) + [w.en for w in listing]),
        )
        refused = sum(1 for _ in self.refusals(facts))
        size = sum(project.need for project in facts.projects)
        zh = f"入库审核（{asked.zh}）：{len(facts.projects)} 个项目中 {refused} 个不予安排"
        en = f"the gate ({asked.en}) refuses {refused} of {len(facts.projects)} projects"
        if self.last_year and self.growth is not None:
            share = show_percent(self.growth)
            enough = size >= self.growth * self.last_year
            zh += f"；库规模 {facts.say(size)}，{'达到' if enough else '未达到'}上年的 {share}"
            en += f"; the library holds {facts.say(size)}, "
            en += f"{'at least' if enough else 'less than'} {share} of last year's"
        return Words(zh, en)


def _is_yes(said: object) -> bool:
    return str(said).strip().casefold() in YES
