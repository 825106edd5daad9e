"""The order in which explanations go through rules, and the words that rules are registered by."""

from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem

FIRST = ("grain", "spend_whole", "project_funding")
"""Rules that say what an amount is; they stand from the first solved step on."""


ORDER = (
    ("close_gap", "gate", "lots", "not_back", "only", "split"),
    ("must_fund", "never_fund", "rank_order", "schedule"),
    ("ceiling", "progress_cap", "within_need"),
    ("floor", "hold_harmless", "nothing_or_at_least"),
    ("group_share", "share", "share_not_below", "source_share"),
    ("balance", "order", "parity", "per_head_ratio", "year_to_year", "yearly_change"),
    ("amount_ratio", "near_mix", "same_amount"),
    ("linear",),
)
"""The rules in the order in which they are switched on.

Structure, projects, caps, floors, shares, balance, lines of the office's own.

Within a line, and for all others after the last line, the order of the scenario counts.
"""


def in_order(problem: Problem) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that stand from the start, and the others as they are switched on."""
    rank = {word: place for place, words in enumerate(ORDER) for word in words}
    first = [rule for rule in problem.rules if word_of(rule) in FIRST]
    rest = [rule for rule in problem.rules if word_of(rule) not in FIRST]
    return first, sorted(rest, key=lambda rule: rank.get(word_of(rule), len(ORDER)))


def word_of(rule: Rule) -> str:
    """Return the word under which a rule's part is registered."""
    return rule.kind or rule.label
