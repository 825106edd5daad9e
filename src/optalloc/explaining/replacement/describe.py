"""What the plan loses without each project, recipient and source, in words and as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import aligned
from optalloc.core.message import Lang, Words, first_few, in_clauses, listed
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

if TYPE_CHECKING:
    from optalloc.present.answers.projects import ReplacementsJson

TITLE = Words("替代成本", "Replacement cost")
HEAD = Words(
    "逐个去掉项目、单位、来源重新求解，与现在的方案比：排在前面的目标先比，第一个不同的目标定高下。",
    "Each project, recipient and source is left out and the rest solved again. Plans are compared "
    "goal by goal, in order: the first goal that differs decides.",
)
SORTS: dict[Sort, Words] = {
    "project": PROJECT,
    "recipient": RECIPIENT,
    "source": SOURCE,
}
MOST_NAMED = 4


def loss_words(one: Replaced, problem: Problem) -> Words:
    """Return what the plan loses without one thing."""
    effect = one.effect
    if effect.state == "no_plan":
        proof = PROVEN[effect.proven]
        return Words(f"去掉后没有可行方案（{proof.zh}）", f"no plan without it ({proof.en})")
    if effect.state in ("open", "anew"):
        return effect_words(effect, problem, -one.money if one.sort == "source" else 0)
    if effect.state == "equal":
        said = [Words("各目标不变", "no goal changes")]
    else:
        said = [goal_words(effect, problem.unit)]
    said += [projects_words(one)] if one.dropped or one.added else []
    if not (one.dropped or one.added) and one.sort != "recipient":
        said += [words for words in [moved_words(effect, problem, effect.given)] if words.zh]
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
    blocks: list[Block] = [Text(HEAD)]
    for sort, words in SORTS.items():
        blocks += _table(found, sort, words)
    blocks.append(Text(doubts(one.effect for one in found.found)))
    yield Section("replacement", TITLE, blocks)


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
            "words": loss_words(one, found.answer.problem).say(lang),
        }
        for one in found.found
    ]
    return cast(
        "ReplacementsJson",
        {"unit": unit, "costs": made, "solves": found.solves, "words": [HEAD.say(lang)]},
    )
