"""The letters to projects in plain words and as JSON."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.message import NOTHING, Lang, Words, listed
from optalloc.core.money import show_amount, show_fraction
from optalloc.explaining.conflict.changes import PROVEN
from optalloc.explaining.projects.letters import ProjectLetter, ProjectLetters, WayIn
from optalloc.explaining.replacement.describe import loss_words
from optalloc.explaining.rule_costs.effects import ChangeEffect, effect_json, goal_words
from optalloc.present.document import MOST_ROWS, Section, Text
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.tie_order import tie_words

if TYPE_CHECKING:
    from optalloc.present.answers.projects import ProjectLettersJson

TITLE = Words("给各项目的说明", "A letter to each project")
MOST_NAMED = 4


def preface(found: ProjectLetters) -> Words:
    """Return what holds for all letters."""
    said = Words(
        "不安排或必须安排每个项目会怎样，都按全部约束重新算过，得出的方案也逐条核对过。",
        "What leaving a project out, or holding it in, would do was worked out again under every "
        "rule, and each plan audited.",
    )
    if not found.answer.is_best:
        said += Words("现在的方案没有证明最优。", " The plan that is explained is not proven best.")
    if not found.is_searched:
        said += Words(
            "要知道什么变化能使某个项目得到安排，请单独查询：--project 名称。",
            " Ask about one alone to see what would get it in: --project NAME.",
        )
    return said


def letter_words(found: ProjectLetters, letter: ProjectLetter) -> Words:
    """Return one letter as a paragraph."""
    problem = found.answer.problem
    parts = [_award(problem, letter), *_why(problem, letter), *_ways(found, letter)]
    said = [words for words in parts if words != NOTHING]
    return Words("".join(w.zh for w in said), " ".join(w.en for w in said))


def _award(problem: Problem, letter: ProjectLetter) -> Words:
    """Say what it asked for and what it gets."""
    project, say = letter.project, problem.say
    need = say(project.need)
    asked = Words(
        f"{project.name}（{project.recipient}，{project.use}）申请 {need}，",
        f"{project.name} ({project.recipient}, {project.use}) asks for {need}.",
    )
    if not letter.award:
        return asked + Words("本方案没有安排。", " The plan does not fund it.")
    by = listed([f"{name} {say(fen)}" for name, fen in letter.awards])
    whole = letter.award == project.need
    how = Words("全额", " whole") if whole else Words("部分", " in part")
    return asked + Words(
        f"本方案{how.zh}安排 {say(letter.award)}（{by.zh}）。",
        f" The plan funds it{how.en}: {say(letter.award)} ({by.en}).",
    )


def _why(problem: Problem, letter: ProjectLetter) -> Iterator[Words]:
    """Say what the plan loses without it, or what holding it in would do."""
    if letter.replaced is not None:
        effect = letter.replaced.effect
        if effect.state == "equal":
            rule = tie_words(problem)
            yield Words(
                f"不安排它也同样好；同样好的方案里，{rule.zh}取舍。",
                f"Plans without it are as good; among equals it is decided {rule.en}.",
            )
            return
        if effect.state == "no_plan":
            proof = PROVEN[effect.proven]
            yield Words(
                f"不安排它就没有可行方案（{proof.zh}）。",
                f"There is no plan without it ({proof.en}).",
            )
            return
        loss = loss_words(letter.replaced, problem)
        yield Words(f"如果不安排它：{loss.zh}。", f"Without it: {loss.en}.")
    elif letter.held is not None:
        yield _held(problem, letter, letter.held)
    else:
        yield Words("它没有资金需求。", "It needs no money.")


def _held(problem: Problem, letter: ProjectLetter, effect: ChangeEffect) -> Words:
    """Say what holding it in would do."""
    if effect.state == "no_plan":
        return _forbidden(problem, letter, effect)
    if effect.state == "open":
        return Words(
            "能否安排它，在时限内没有得出结论。", "Whether it could be funded was not settled."
        )
    who = _dropped(letter.dropped)
    if effect.state == "equal":
        rule = tie_words(problem)
        return Words(
            f"安排它也同样好{who.zh}；同样好的方案里，{rule.zh}取舍，所以没有安排。",
            f"It might as well be funded{who.en}; among equals it is decided {rule.en}, so it is "
            "not.",
        )
    change = goal_words(effect, problem.unit)
    doubt = "" if effect.proven == "exact" else PROVEN[effect.proven].zh
    doubt_en = "" if effect.proven == "exact" else f" ({PROVEN[effect.proven].en})"
    worse = Words("，不如现在", ", which is worse") if effect.state == "worse" else NOTHING
    if change == NOTHING:
        change = Words("各目标不变", "no goal changes")
    return Words(
        f"如果一定要安排它{who.zh}，{change.zh}{worse.zh}{doubt}。",
        f"If it had to be funded{who.en}, {change.en}{worse.en}{doubt_en}.",
    )


def _dropped(names: tuple[str, ...]) -> Words:
    """Say which projects would lose all their money."""
    if not names:
        return NOTHING
    said, rest = listed(names[:MOST_NAMED]), len(names) - MOST_NAMED
    zh = f"，就不能安排 {said.zh}" + (f" 等 {len(names)} 个项目" if rest > 0 else "")
    return Words(zh, f", without {said.en}" + (f" and {rest} more" if rest > 0 else ""))


def _forbidden(problem: Problem, letter: ProjectLetter, effect: ChangeEffect) -> Words:
    """Say which rules forbid it."""
    proof = PROVEN[effect.proven]
    rules = [rule for rule in problem.rules if rule.label in letter.rules]
    if not rules:
        project = letter.project
        if min(project.need, project.minimum or project.need) > problem.money:
            money = problem.say(problem.money)
            return Words(
                f"不能安排：全部资金只有 {money}。", f"It cannot be: there is only {money} in all."
            )
        return Words(
            f"各条约束合在一起不允许安排它（{proof.zh}）。",
            f"The rules together do not allow it ({proof.en}).",
        )
    said = [_rule(rule, problem) for rule in rules]
    zh, en = "；".join(w.zh for w in said), "; ".join(w.en for w in said)
    return Words(f"不能安排它，因为 {zh}（{proof.zh}）。", f"It cannot be, by {en} ({proof.en}).")


def _rule(rule: Rule, problem: Problem) -> Words:
    asked = rule.words(problem)
    cite = Words(f"，依据是{rule.cite}", f", {rule.cite}") if rule.cite else NOTHING
    return Words(f"【{rule.label}】{asked.zh}{cite.zh}", f"[{rule.label}] {asked.en}{cite.en}")


def _ways(found: ProjectLetters, letter: ProjectLetter) -> Iterator[Words]:
    """Say what would get it in."""
    problem = found.answer.problem
    for way in letter.ways:
        yield _way(problem, way)
    if not letter.is_settled:
        yield Words(
            "单独改动哪一项能使它得到安排，在时限内没有查完。",
            "What single change would get it in was not settled in time.",
        )
    elif found.is_searched and letter.held is not None and not letter.ways:
        firm = any(source.is_firm for source in problem.sources)
        yield Words(
            "单独改动它的一项数字、它的需求或一个来源的金额"
            f"{'（已定的来源除外）' if firm else ''}，没有找到能使它得到安排的。",
            "No single figure of its own, smaller need or larger source"
            f"{' (firm ones aside)' if firm else ''} was found that gets it in.",
        )


def _way(problem: Problem, way: WayIn) -> Words:
    before, after, less = (_value(problem, way, v) for v in (way.before, way.after, way.less))
    award = problem.say(way.award)
    what = {
        "figure": Words(f"它的“{way.name}”", f"its {way.name}"),
        "need": Words("它申请的资金", "its need"),
        "money": Words(f"{way.name} 的资金", f"the money of {way.name}"),
    }[way.kind]
    return Words(
        f"如果{what.zh}由 {before} 变为 {after}，就能安排 {award}；{less} 还不够。",
        f"If {what.en} were {after} instead of {before}, it would get {award}; {less} would not "
        "do.",
    )


def _value(problem: Problem, way: WayIn, value: Fraction) -> str:
    return show_fraction(value) if way.kind == "figure" else problem.say(value)


def project_letters_document(found: ProjectLetters) -> Iterator[Section]:
    """Yield the letters, at most as many as a table has rows."""
    yield Section("projects", TITLE, [Text(preface(found))])
    shown = found.letters[:MOST_ROWS]
    yield from (Section("project", NOTHING, [Text(letter_words(found, one))]) for one in shown)
    hidden = len(found.letters) - len(shown)
    if hidden > 0:
        said = Words(
            f"另有 {hidden} 个项目没有列出；逐个查询：--project 名称。",
            f"{hidden} more are not shown; ask about one: --project NAME.",
        )
        yield Section("hidden", NOTHING, [Text(said)])


def project_letters_json(found: ProjectLetters, unit: str, lang: Lang) -> "ProjectLettersJson":
    """Return the letters as data, amounts as decimal strings in a unit."""
    return cast(
        "ProjectLettersJson",
        {
            "unit": unit,
            "letters": [_letter_json(found, letter, unit, lang) for letter in found.letters],
            "words": [preface(found).say(lang)],
        },
    )


def _letter_json(
    found: ProjectLetters, letter: ProjectLetter, unit: str, lang: Lang
) -> dict[str, object]:
    held = letter.held or (letter.replaced.effect if letter.replaced is not None else None)
    return {
        "project": letter.project.name,
        "recipient": letter.project.recipient,
        "use": letter.project.use,
        "need": show_amount(letter.project.need, unit),
        "award": show_amount(letter.award, unit),
        "sources": {name: show_amount(fen, unit) for name, fen in letter.awards},
        "otherwise": None if held is None else effect_json(held, unit, lang),
        "dropped": list(letter.dropped),
        "rules": list(letter.rules),
        "would_get_it_in": [_way_json(way, unit) for way in letter.ways],
        "words": letter_words(found, letter).say(lang),
    }


def _way_json(way: WayIn, unit: str) -> dict[str, str]:
    def shown(value: Fraction) -> str:
        return show_fraction(value) if way.kind == "figure" else show_amount(int(value), unit)

    return {
        "kind": way.kind,
        "of": way.name,
        "before": shown(way.before),
        "after": shown(way.after),
        "not_enough": shown(way.less),
        "award": show_amount(way.award, unit),
    }
