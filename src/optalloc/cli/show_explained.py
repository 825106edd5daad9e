"""What was asked of a plan, as a person reads it."""

from optalloc.cli.grid import Page
from optalloc.cli.show_waterfall import show_waterfall
from optalloc.explaining.conflict_words import conflict_lines
from optalloc.explaining.explain import Explanation, Section
from optalloc.explaining.want_words import want_lines
from optalloc.words import Lang, Words

SECTIONS: dict[Section, Words] = {
    "waterfall": Words("为什么是这些金额", "why these amounts"),
    "want": Words("怎样才能得到", "what it would take"),
}


def show_explained(found: Explanation, lang: Lang) -> None:
    """Print the answers, in the order of the explanation's sections."""
    page = Page(lang)
    if found.no_plan is not None:
        page.say(Words("为什么没有可行方案", "Why there is no plan"), "bold")
        for words in conflict_lines(found.no_plan):
            page.say(words)
    if found.waterfall is not None:
        for recipient in found.asked.recipients or (None,):
            show_waterfall(found.waterfall, lang, recipient)
    if found.want is not None:
        page.say(Words("怎样才能得到这个金额", "What it would take"), "bold")
        for words in want_lines(found.want):
            page.say(words)
