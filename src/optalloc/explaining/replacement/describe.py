"""What the plan loses without each project, recipient and source, in words and as JSON."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import aligned
from optalloc.core.message import NOTHING, Lang, Words, first_few, in_clauses, listed, paragraph
from optalloc.core.money import show_amount
from optalloc.explaining.conflict.changes import PROVEN
from optalloc.explaining.replacement.replacement import Replaced, Replacements, Sort
from optalloc.explaining.rule_costs.effects import (
    doubts,
    effect_json,
    effect_words,
    goal_words,
    moved_words,
)
from optalloc.present.document import (
    MOST_ROWS,
    PROJECT,
    RECIPIENT,
    SOURCE,
    Block,
    Column,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.problem.problem import Problem
from optalloc.problem.rules.rank_order import RankOrder
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.projects import ReplacementsJson

TITLE = Words("替代成本", "Replacement cost")
HEAD = Words(
    "逐个去掉项目、单位、来源重新求解，与现在的方案比：排在前面的目标先比，第一个不同的目标定高下。",
    "Each project, recipient and source is left out and the rest solved again. Plans are compared "
    "goal by goal, in order: the first goal that differs decides.",
)
RANKED = Words(
    "去掉的项目不占名次，其余的按名次重排：比的是另一个名单的方案。",
    "A project that is left out has no place in the rank order: the plans are those of another "
    "list.",
)
MEANT: dict[Sort, Words] = {
    "recipient": Words(
        "去掉单位，是不给它安排资金、撤回它的项目；它的测算额留着，其他单位的不重算，各目标才可以比。"
        "有约束不容它一分不得的，写明是哪条，对它免去后再比。",
        "A recipient is left out by giving it nothing and withdrawing its projects; its target "
        "stays, and those of others are not found anew, so that goals can be compared. Rules that "
        "do not let it go without are named, and it is exempt from them.",
    ),
    "source": Words(
        "去掉来源，是它的金额为 0，测算额按剩下的资金重算。",
        "A source is left out by giving it no money: targets are found anew from what is left.",
    ),
}
"""What leaving out means, where there is more than one meaning."""
SORTS: dict[Sort, Words] = {"project": PROJECT, "recipient": RECIPIENT, "source": SOURCE}
MOST_NAMED = 4


def loss_words(one: Replaced, problem: Problem) -> Words:
    """Return what the plan loses without one thing."""
    effect = one.effect
    if effect.state == "no_plan":
        return _no_plan(one, problem)
    return _exempt(one, problem) + _lost(one, problem)


def _no_plan(one: Replaced, problem: Problem) -> Words:
    """Say that there is no plan, and which rules forbid it."""
    proof = PROVEN[one.effect.proven]
    said = Words(f"去掉后没有可行方案（{proof.zh}）", f"no plan without it ({proof.en})")
    if one.sort == "recipient":
        # Shared out anew among the others, targets might leave a plan that keeps rules near them.
        said = Words(
            f"去掉后，其他单位的测算额不重算，没有可行方案（{proof.zh}）",
            f"no plan without it while others' targets stay ({proof.en})",
        )
    if not one.rules:
        return said
    names, are = _rules(one.rules, problem), len(one.rules) > 1
    return said + Words(
        f"：{names.zh}{'合在一起' if are else ''}不允许",
        f": {names.en}{' together' if are else ''} forbid{'' if are else 's'} it",
    )


def _exempt(one: Replaced, problem: Problem) -> Words:
    """Say which rules a recipient was exempt from; nothing where there was no need."""
    if not one.exempt:
        return NOTHING
    names, are = _rules(one.exempt, problem), len(one.exempt) > 1
    return Words(
        f"{names.zh}不容它一分不得；对它免去后：",
        f"{names.en} {'do' if are else 'does'} not let it go without; exempt from "
        f"{'them' if are else 'it'}: ",
    )


def _rules(labels: Sequence[str], problem: Problem) -> Words:
    """Return rules by name."""
    return listed([bracketed(name) for name in problem.names_of(labels)])


def _lost(one: Replaced, problem: Problem) -> Words:
    """Return what the plan loses, where there is one without it."""
    effect, given = one.effect, -one.money if one.sort == "source" else one.effect.given
    if effect.state == "anew":
        return _anew(one, problem)
    if effect.state == "open":
        return effect_words(effect, problem)
    if effect.state == "equal":
        said = [Words("各目标不变", "no goal changes")]
    else:
        said = [goal_words(effect, problem.unit)]
    said += [projects_words(one)] if one.dropped or one.added else []
    if one.sort == "source" or (one.sort == "project" and not (one.dropped or one.added)):
        said += [words for words in [moved_words(effect, problem, given)] if words.zh]
    if effect.proven != "exact":
        said.append(PROVEN[effect.proven])
    return in_clauses(said)


def _anew(one: Replaced, problem: Problem) -> Words:
    """Say what becomes of the goals where other targets make them others."""
    effect, by = one.effect, Words("（按重算的测算额）", " (by the targets found anew)")
    changed = goal_words(effect, problem.unit)
    if changed == NOTHING:
        changed = Words("各目标的数不变", "no goal's value changes")
    said = [changed + by, *([projects_words(one)] if one.dropped or one.added else [])]
    expected = -one.money if one.sort == "source" else 0
    said += [words for words in [moved_words(effect, problem, expected)] if words.zh]
    if effect.proven != "exact":
        said.append(PROVEN[effect.proven])
    return in_clauses(said)


def projects_words(one: Replaced) -> Words:
    """Return which other projects come in and drop out."""
    zh, en = list[str](), list[str]()
    for names, word_zh, word_en in (
        (one.added, "改为安排", "instead"),
        (one.dropped, "不再安排", "without"),
    ):
        if names:
            shown = first_few(names, MOST_NAMED)
            said, rest = listed(shown), len(names) - len(shown)
            zh.append(f"{word_zh} {said.zh}" + (f" 等 {len(names)} 个" if rest > 0 else ""))
            en.append(f"{word_en} {said.en}" + (f" and {rest} more" if rest > 0 else ""))
    return Words("，".join(zh), ", ".join(en))


def replacements_document(found: Replacements) -> Iterator[Section]:
    """Yield a table for each sort."""
    blocks: list[Block] = [Text(head_of(found))]
    for sort, words in SORTS.items():
        blocks += _table(found, sort, words)
    blocks.append(Text(doubts(one.effect for one in found.found)))
    yield Section("replacement", TITLE, blocks)


def head_of(found: Replacements) -> Words:
    """Return what is compared, and what leaving out means for the sorts that there are."""
    problem = found.answer.problem
    said = [HEAD]
    if any(isinstance(rule, RankOrder) for rule in problem.rules):
        said.append(RANKED)
    return paragraph([*said, *(words for sort, words in MEANT.items() if found.of(sort))])


def _table(found: Replacements, sort: Sort, words: Words) -> Iterator[Block]:
    every = found.of(sort)
    if not every:
        return
    rows, problem = first_few(every, MOST_ROWS), found.answer.problem
    columns = [
        Column(words, [one.name for one in rows], is_text=True),
        Column(Words("现有", "has"), aligned([one.money for one in rows], problem.unit)),
        Column(
            Words("去掉后", "without it"), [loss_words(one, problem) for one in rows], is_text=True
        ),
    ]
    title = words + amounts_in(problem.unit)
    yield TableBlock(f"replacement-{sort}", title, columns)
    if len(every) > len(rows):
        said = Words(
            f"以上是前 {len(rows)} 个，共 {len(every)} 个，全部见 --json。",
            f"These are the first {len(rows)} of {len(every)}: --json has them all.",
        )
        yield Text(said, "quiet")


def replacements_json(found: Replacements, unit: str, lang: Lang) -> "ReplacementsJson":
    """Return the replacement costs as data, amounts as decimal strings."""
    made = [
        {
            "kind": one.sort,
            "name": one.name,
            "amount": show_amount(one.money, unit),
            **effect_json(one.effect, unit, lang),
            "dropped": list(one.dropped),
            "added": list(one.added),
            "exempt": list(one.exempt),
            "rules": list(one.rules),
            "words": loss_words(one, found.answer.problem).say(lang),
        }
        for one in found.found
    ]
    return cast(
        "ReplacementsJson",
        {"unit": unit, "costs": made, "solves": found.solves, "words": [head_of(found).say(lang)]},
    )
