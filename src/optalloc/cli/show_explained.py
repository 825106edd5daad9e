"""What was asked of a plan, as a person reads it."""

from optalloc.cli.grid import Page
from optalloc.cli.show_costs import show_costs, show_prices
from optalloc.cli.show_fairness import show_fairness
from optalloc.cli.show_letter import show_letters
from optalloc.cli.show_room import show_room
from optalloc.cli.show_waterfall import show_waterfall
from optalloc.explaining.conflict_words import conflict_lines
from optalloc.explaining.explain import Explanation, Section
from optalloc.explaining.want_words import want_lines
from optalloc.scenario import FROM_LEDGER
from optalloc.words import Lang, Words

SECTIONS: dict[Section, Words] = {
    "waterfall": Words("为什么是这些金额", "why these amounts"),
    "costs": Words("约束的代价", "what rules cost"),
    "prices": Words("再多一步", "one step more"),
    "room": Words("活动的余地", "room to move"),
    "fairness": Words("是否公平", "is it fair"),
    "letters": Words("给各单位的说明", "letters"),
    "want": Words("怎样才能得到", "what it would take"),
}
NOT_PROVEN = Words(
    "方案没有证明最优，所以说不出谁还有余地。请不设时限再求解一次。",
    "The plan is not proven best, so nobody's room can be told. Solve again without a time limit.",
)


def show_explained(found: Explanation, lang: Lang, named: bool = False) -> None:
    """Print the answers, in the order of the explanation's sections.

    Args:
        named: Whether letters name others, and rules by their labels.
    """
    page, asked = Page(lang), found.asked
    each: tuple[str | None, ...] = asked.recipients or (None,)
    for note in found.solved.problem.notes:
        if note.startswith(FROM_LEDGER):
            page.item(Words("注：", "Note: ").say(lang), note, "dim")
    if found.no_plan is not None:
        page.say(Words("为什么没有可行方案", "Why there is no plan"), "bold")
        for words in conflict_lines(found.no_plan):
            page.say(words)
    for recipient in each if found.waterfall is not None else ():
        show_waterfall(found.waterfall, lang, recipient)  # type: ignore[arg-type]
    if found.costs is not None:
        show_costs(found.costs, lang, bool(asked.rules))
    for recipient in each if found.prices is not None else ():
        show_prices(found.prices, lang, recipient)  # type: ignore[arg-type]
    for recipient in each if found.room is not None else ():
        show_room(found.room, lang, recipient)  # type: ignore[arg-type]
    if found.solved.best is not None and found.room is None and "room" in asked.sections:
        page.say(NOT_PROVEN)
    if found.fairness is not None:
        show_fairness(found.fairness, lang)
    if found.letters is not None:
        show_letters(found.letters, lang, named)
    if found.want is not None:
        page.say(Words("怎样才能得到这个金额", "What it would take"), "bold")
        for words in want_lines(found.want):
            page.say(words)
