"""What was asked of a plan, as a person reads it."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from optalloc.core.message import NOTHING, Lang, Words
from optalloc.explaining.conflict.describe import conflict_lines
from optalloc.explaining.explain import ExplainOptions, ScenarioExplanation, Section
from optalloc.explaining.fairness.describe import fairness_document, unfairness_lines
from optalloc.explaining.goal_seek.describe import want_lines
from optalloc.explaining.letters.describe import letters_document
from optalloc.explaining.marginal_prices.describe import prices_document, telling_prices
from optalloc.explaining.projects.describe import project_letters_document
from optalloc.explaining.ranges.describe import room_document
from optalloc.explaining.replacement.describe import replacements_document
from optalloc.explaining.rule_costs.describe import costs_document, telling_costs
from optalloc.explaining.summary import summary_lines
from optalloc.explaining.waterfall.describe import waterfall_document
from optalloc.inputs.scenario import FROM_LEDGER
from optalloc.pipeline.solved import Solved
from optalloc.present import document
from optalloc.present.document import Document, Items, Text
from optalloc.present.terminal import Terminal, print_sections

SECTIONS: dict[Section, Words] = {
    "waterfall": Words("为什么是这些金额", "why these amounts"),
    "costs": Words("约束的代价", "what rules cost"),
    "prices": Words("再多一步", "one step more"),
    "room": Words("活动的余地", "room to move"),
    "fairness": Words("是否公平", "is it fair"),
    "letters": Words("给各单位的说明", "letters"),
    "projects": Words("给各项目的说明", "letters to projects"),
    "replacement": Words("替代成本", "replacement costs"),
    "want": Words("怎样才能得到", "what it would take"),
}
HEADS: dict[Section, Words] = {
    "costs": Words("每条约束的代价", "What each rule costs"),
    "prices": Words("再多一步会怎样", "One step more"),
    "fairness": Words("是否公平", "Is it fair"),
    "want": Words("怎样才能得到这个金额", "What it would take"),
}
IN_SHORT = Words("摘要", "In short")
NOT_PROVEN = Words(
    "方案没有证明最优，所以说不出谁还有余地。请不设时限再求解一次。",
    "The plan is not proven best, so nobody's room can be told. Solve again without a time limit.",
)
UNKNOWN_ROOM = document.Section("room", NOTHING, [Text(NOT_PROVEN)])
MOST_STEPS = 5
"""Steps of each sort that are told of where nobody asked for prices by name."""


class ShownAsFound:
    """Prints the plan in a few sentences, then each section as soon as it is found.

    Where nothing was asked for by name, a section is told of as far as it says something: what
    costs nothing, moves nobody and harms nobody stands in one line at the end.

    Attributes:
        named: Whether letters name others, and rules by their labels.
        is_whole: Whether everything is told.
    """

    def __init__(self, asked: ExplainOptions, lang: Lang, named: bool, is_whole: bool) -> None:
        self.page, self.asked, self.lang, self.named = Terminal(lang), asked, lang, named
        self.is_brief = asked.is_of_everything and not is_whole
        self.silent: list[Section] = []

    def solved(self, solved: Solved) -> None:
        """Print what is known before anything is explained."""
        for note in solved.problem.notes:
            if note.startswith(FROM_LEDGER):
                self.page.item(document.NOTE.say(self.lang), note, "dim")
        if self.asked.is_of_everything and solved.best is not None:
            summary = [Items(list(summary_lines(solved)))]
            print_sections(
                [document.Section("summary", IN_SHORT, summary)], self.lang, has_more=True
            )
        sys.stdout.flush()

    def found(self, found: ScenarioExplanation, section: Section) -> None:
        """Print one section."""
        whole = whole_document(found, section, self.asked, self.named)
        told = list(brief_document(found, section) if self.is_brief else whole)
        print_sections(told, self.lang, has_more=True)
        if self.is_brief and not told:
            self.silent.append(section)
        sys.stdout.flush()

    def end(self, found: ScenarioExplanation) -> None:
        """Print what stands after the last section: what was left out, and how to see more."""
        if found.no_plan is not None:
            self.page.say(Words("为什么没有可行方案", "Why there is no plan"), "bold")
            for words in conflict_lines(found.no_plan):
                self.page.say(words)
        for words in _left_out(found):
            self.page.say(words)
        if self.silent:
            names = _names(self.silent)
            self.page.say(Words(f"没有要说的：{names.zh}。", f"Nothing to say of: {names.en}."))
        if self.is_brief and found.solved.best is not None:
            self.page.say(Words("全部内容：--all。", "Everything: --all."), "dim")


def brief_document(found: ScenarioExplanation, section: Section) -> Document:
    """Yield what a section has to say; nothing where it only says that all is well."""
    if section == "waterfall" and found.waterfall is not None:
        yield from waterfall_document(found.waterfall, brief=True)
    elif section == "room" and found.room is None:
        yield UNKNOWN_ROOM
    elif section == "room" and found.room is not None and found.room.has_news:
        yield from room_document(found.room)
    elif section in HEADS:
        lines: Iterable[Words] = ()
        if section == "fairness" and found.fairness is not None:
            lines = unfairness_lines(found.fairness)
        if section == "costs" and found.costs is not None:
            lines = telling_costs(found.costs)
        if section == "prices" and found.prices is not None:
            lines = telling_prices(found.prices, MOST_STEPS)
        said = [Text(words) for words in lines]
        yield from [document.Section(section, HEADS[section], said)] if said else []


def whole_document(
    found: ScenarioExplanation, section: Section, asked: ExplainOptions, named: bool
) -> Document:
    """Yield everything of a section.

    Args:
        named: Whether letters name others, and rules by their labels.
    """
    if section == "costs" and found.costs is not None:
        yield from costs_document(found.costs, bool(asked.rules))
    if section == "fairness" and found.fairness is not None:
        yield from fairness_document(found.fairness)
    if section == "letters" and found.letters is not None:
        yield from letters_document(found.letters, named)
    if section == "projects" and found.projects is not None:
        yield from project_letters_document(found.projects)
    if section == "replacement" and found.replacement is not None:
        yield from replacements_document(found.replacement)
    if section == "want" and found.want is not None:
        said = [Text(words) for words in want_lines(found.want)]
        yield document.Section(section, HEADS[section], said)
    if section == "room" and found.room is None:
        yield UNKNOWN_ROOM
    for recipient in asked.recipients or (None,):
        if section == "waterfall" and found.waterfall is not None:
            yield from waterfall_document(found.waterfall, recipient)
        if section == "prices" and found.prices is not None:
            yield from prices_document(found.prices, recipient)
        if section == "room" and found.room is not None:
            yield from room_document(found.room, recipient)


def _names(sections: Sequence[Section]) -> Words:
    names = [SECTIONS[section] for section in sections]
    return Words("、".join(n.zh for n in names), ", ".join(n.en for n in names))


def _left_out(found: ScenarioExplanation) -> Iterator[Words]:
    """Yield what is not there, or not all of it, and why."""
    if found.cut_short:
        names = _names(found.cut_short)
        yield Words(
            f"时限内没有查完：{names.zh}；其中没有得出结论的已注明。",
            f"Not finished in time: {names.en}; what is not settled there says so.",
        )
    if found.left_out:
        names = _names(found.left_out)
        why = Words("时限已到", "The time limit was over")
        if found.is_interrupted:
            why = Words("已中断", "Interrupted")
        yield Words(f"{why.zh}，没有查：{names.zh}。", f"{why.en}; left out: {names.en}.")
