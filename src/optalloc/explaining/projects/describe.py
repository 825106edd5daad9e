"""The letters to projects in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

from optalloc.core.message import NOTHING, Words, first_few, in_clauses, listed, paragraph, same
from optalloc.explaining.projects.letters import ProjectLetter, ProjectLetters, funds_by_rule
from optalloc.explaining.projects.turns import apart_words, turn_words
from optalloc.explaining.projects.ways import WayIn, WaysIn
from optalloc.explaining.replacement.describe import loss_words
from optalloc.explaining.replacement.replacement import Replaced
from optalloc.explaining.rule_costs.effects import ChangeEffect, goal_words
from optalloc.explaining.tie_reason import tie_reason, tie_reason_words
from optalloc.pipeline.answer import Resolved
from optalloc.present.document import MOST_ROWS, Section, Text
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.rules.gate import Gate
from optalloc.problem.rules.must_fund import MustFund
from optalloc.problem.shown_name import bracketed

TITLE = Words("给各项目的说明", "A letter to each project")
MOST_NAMED = 4


def preface(found: ProjectLetters, on_paper: bool = False) -> Words:
    """Return what holds for all letters.

    Args:
        on_paper: Leaves out what else may be asked at the command line.
    """
    said = Words(
        "不安排或必须安排每个项目会怎样，都按全部约束重新算过，得出的方案也逐条核对过。",
        "What leaving a project out, or holding it in, would do was worked out again under every "
        "rule, and each plan audited.",
    )
    if any(letter.apart is not None for letter in found.letters):
        said += Words(
            "按名次安排的项目，先在名次之内问能不能；改了名次的，另外写明。",
            " Projects in a rank order are asked about within it first; what would change the "
            "order is told apart.",
        )
    if not found.answer.is_best:
        said += Words("现在的方案没有证明最优。", " The plan that is explained is not proven best.")
    if not found.is_searched and not on_paper:
        said += Words(
            "要知道什么变化能使某个项目得到安排，请单独查询：--project 名称。",
            " Ask about one alone to see what would get it in: --project NAME.",
        )
    return said


def letter_words(found: ProjectLetters, letter: ProjectLetter, named: bool = False) -> Words:
    """Return one letter as a paragraph; arguments as for `letter_parts`."""
    return paragraph(letter_parts(found, letter, named))


def letter_parts(found: ProjectLetters, letter: ProjectLetter, named: bool = False) -> list[Words]:
    """Return one letter as paragraphs: what it gets, why, what would get it in.

    Args:
        named: Whether projects of other recipients are named in it, who gains and loses, and rules
            by their labels; a letter to one project sets it against nobody else's.
    """
    telling = _Telling(found, letter, named)
    why = [*telling.turns(), *telling.why(), *telling.apart()]
    parts = ([telling.award()], why, list(_ways(found, letter)))
    return [paragraph(part) for part in parts if part]


@dataclass(frozen=True)
class _Telling:
    """One letter as it is told to its project, or to the office."""

    found: ProjectLetters
    letter: ProjectLetter
    named: bool

    @property
    def answer(self) -> Resolved:
        """The plan that is told."""
        return self.found.answer

    @property
    def problem(self) -> Problem:
        """The problem whose plan is told."""
        return self.answer.problem

    def award(self) -> Words:
        """Say what it asked for and what it gets."""
        letter, project, say = self.letter, self.letter.project, self.problem.say
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
        asked += Words(
            f"本方案{how.zh}安排 {say(letter.award)}（{by.zh}）。",
            f" The plan funds it{how.en}: {say(letter.award)} ({by.en}).",
        )
        if (start := self.found.starts.get(project.name)) is not None:
            asked += Words(f"开工年份：{start.zh}。", f" It starts in {start.en}.")
        return asked

    def turns(self) -> Iterator[Words]:
        """Say where it stands in each rank order, and what was left at its turn."""
        for turn in self.letter.turns:
            yield turn_words(turn, self.problem, self.named)

    def why(self) -> Iterator[Words]:
        """Say what the plan loses without it, or what holding it in would do."""
        letter = self.letter
        if any(letter.rules == (t.rule.label,) and t.is_why for t in letter.turns):
            return  # its turn has said so
        for one in self.problem.rules:
            if isinstance(one, MustFund) and letter.project.name in one.projects:
                by = one.decided_by
                yield Words(
                    f"它是必须安排的项目（{by.zh}）。", f"It is one that must be funded ({by.en})."
                )
        if letter.replaced is not None:
            effect = letter.replaced.effect
            if effect.state == "equal":
                rule = self._among_equals(letter.replaced.plan)[0]
                yield Words(
                    f"不安排它也同样好{rule.zh}。", f"Plans without it are as good{rule.en}."
                )
            elif effect.state == "no_plan":
                yield Words(
                    "不安排它，就没有符合全部要求的方案。", "No plan without it keeps every rule."
                )
            else:
                loss = self._loss(letter.replaced)
                yield Words(f"如果不安排它：{loss.zh}。", f"Without it: {loss.en}.")
        elif letter.held is not None:
            yield self._held(letter.held)
        else:
            yield Words("它没有资金需求。", "It needs no money.")

    def apart(self) -> Iterator[Words]:
        """Say what a plan would be that is decided about it apart from the rank order."""
        one = self.letter.apart
        if one is not None:
            said = list(self._others(one))
            if self.named:
                said.append(goal_words(one.effect, self.problem.unit))
            yield apart_words(bool(self.letter.award), one.effect, said)

    def _others(self, one: Replaced) -> Iterator[Words]:
        """Yield which other projects come in, and which drop out."""
        own = self.letter.project.name
        if added := tuple(name for name in one.added if name != own):
            whose = self._whose(added)
            yield Words(f"改为安排{whose.zh}", f"{whose.en} would be funded instead")
        if one.dropped:
            whose = self._whose(one.dropped)
            yield Words(f"不再安排{whose.zh}", f"{whose.en} would get nothing")

    def _among_equals(self, other: Plan | None) -> tuple[Words, bool]:
        """Say why the other plan is not taken, and whether that is known.

        Nothing where the plan is not proven best.
        """
        answer = self.answer
        if answer.plan is None or other is None or not answer.is_best:
            return NOTHING, False
        was, is_ = answer.plan.by_recipient, other.by_recipient
        moves = {name: is_.get(name, 0) - was.get(name, 0) for name in {*was, *is_}}
        reason = tie_reason(answer, moves, other)
        said = tie_reason_words(reason, self.problem)
        return Words("；", "; ") + said, reason.is_known

    def _loss(self, one: Replaced) -> Words:
        """Say what the plan loses without it."""
        effect = one.effect
        if self.named or effect.state in ("open", "anew"):
            return loss_words(one, self.problem)
        return in_clauses([self._by_goals(effect), *_doubt(effect), *self._others(one)])

    def _by_goals(self, effect: ChangeEffect) -> Words:
        """Say by which goal a plan of this problem is worse, without values.

        Where the plan is proven best, better by a goal is only what that goal's room allows.
        """
        if effect.state == "better" and self.answer.is_best and effect.decides is not None:
            goal = effect.goals[effect.decides][0].words
            return Words(
                f"按“{goal.zh}”来衡量略好，但这项目标留有余地，取舍由其后的目标定",
                f"by “{goal.en}” that is a little better, but this goal leaves room, and those "
                "after it decide",
            )
        return _worse_by(effect)

    def _held(self, effect: ChangeEffect) -> Words:
        """Say what holding it in would do."""
        if effect.state == "no_plan":
            return self._forbidden()
        if effect.state == "open":
            return Words(
                f"能否{self._whole.zh}安排它，在时限内没有得出结论。",
                f"Whether it could be funded{self._whole.en} was not settled.",
            )
        who, whole = self._without(self.letter.dropped), self._whole
        if effect.state == "equal":
            rule, is_known = self._among_equals(self.letter.other)
            so = Words("，所以没有安排", ", so it is not") if is_known else NOTHING
            return Words(
                f"{whole.zh}安排它也同样好{who.zh}{rule.zh}{so.zh}。",
                f"It might as well be funded{whole.en}{who.en}{rule.en}{so.en}.",
            )
        change = goal_words(effect, self.problem.unit) if self.named else self._by_goals(effect)
        if change == NOTHING:
            change = Words("各目标不变", "no goal changes")
        is_said = effect.state == "worse" and self.named
        worse = Words("，不如现在", ", which is worse") if is_said else NOTHING
        for doubt in _doubt(effect):
            worse += Words(f"（{doubt.zh}）", f" ({doubt.en})")
        return Words(
            f"如果一定要{whole.zh}安排它{who.zh}，{change.zh}{worse.zh}。",
            f"If it had to be funded{whole.en}{who.en}, {change.en}{worse.en}.",
        )

    @property
    def _whole(self) -> Words:
        """Say `whole` where the question was of the whole need, and a part may be had."""
        is_part = any(turn.rule.then == "part" for turn in self.letter.turns)
        has_least = self.letter.project.minimum is not None
        if has_least or is_part or funds_by_rule(self.problem):
            return NOTHING
        return Words("全额", " whole")

    def _without(self, names: tuple[str, ...]) -> Words:
        """Say which projects would lose all their money."""
        if not names:
            return NOTHING
        said = self._whose(names)
        return Words(f"，就不能安排{said.zh}", f" in place of {said.en}")

    def _whose(self, names: tuple[str, ...]) -> Words:
        """Return projects by name, those of other recipients by their number alone.

        A name has a space before it in Chinese, as it may end or begin with anything.
        """
        problem = self.problem
        own = self.letter.project.recipient
        told = [n for n in names if self.named or problem.project_named[n].recipient == own]
        shown = first_few(told, MOST_NAMED)
        said, rest = listed(shown), len(names) - len(shown)
        if not rest:
            return Words(f" {said.zh}", said.en)
        if self.named:
            return Words(f" {said.zh} 等 {len(names)} 个项目", f"{said.en} and {rest} more")
        others = "project" if rest == 1 else "projects"
        if not shown:
            return Words(f"另外 {rest} 个项目", f"{rest} other {others}")
        return Words(f" {said.zh} 和另外 {rest} 个项目", f"{said.en} and {rest} other {others}")

    def _forbidden(self) -> Words:
        """Say which rules forbid it."""
        problem, project, whole = self.problem, self.letter.project, self._whole
        rules = [rule for rule in problem.rules if rule.label in self.letter.rules]
        if not rules:
            if min(project.need, project.minimum or project.need) > problem.money:
                money = problem.say(problem.money)
                return Words(
                    f"不能安排：全部资金只有 {money}。",
                    f"It cannot be: there is only {money} in all.",
                )
            return Words(
                f"不能{whole.zh}安排它：各条约束合在一起不允许。",
                f"It cannot be funded{whole.en}: the rules together do not allow it.",
            )
        said = [self._rule(rule) for rule in rules]
        zh, en = in_clauses(said)
        if len(rules) == 1:
            return Words(
                f"不能{whole.zh}安排它，因为{zh}。",
                f"It cannot be funded{whole.en}, because of {en}.",
            )
        return Words(
            f"不能{whole.zh}安排它，因为下面 {len(rules)} 条合在一起不允许：{zh}。",
            f"It cannot be funded{whole.en}, because these {len(rules)} together forbid it: {en}.",
        )

    def _rule(self, rule: Rule) -> Words:
        asked = self._asked(rule)
        cite = Words(f"，依据是{rule.cite}", f", {rule.cite}") if rule.cite else NOTHING
        if self.named:
            return bracketed(rule.shown) + Words(asked.zh + cite.zh, f" {asked.en}{cite.en}")
        return Words(f"规定{asked.zh}{cite.zh}", f"the rule “{asked.en}”{cite.en}")

    def _asked(self, rule: Rule) -> Words:
        """Say what a rule asks; of a gate what this project lacks, and nothing of the others."""
        project = self.letter.project
        refusal = rule.refusal_of(project, self.problem) if isinstance(rule, Gate) else None
        return rule.words(self.problem) if refusal is None else refusal.asked


def _worse_by(effect: ChangeEffect) -> Words:
    """Say by which goal a plan is worse or better, without values; nothing where none decides."""
    if effect.decides is None:
        return NOTHING
    goal = effect.goals[effect.decides][0].words
    stay = Words("前面的目标不变，", "the goals before it stay, and ")
    first = stay if effect.decides else NOTHING
    zh, en = ("不如", "worse than") if effect.state == "worse" else ("优于", "better than")
    return first + Words(
        f"按“{goal.zh}”来衡量，{zh}现在的方案", f"by “{goal.en}” that is {en} the plan"
    )


def _doubt(effect: ChangeEffect) -> list[Words]:
    """Return what is to be said where an effect is not proven, in plain words."""
    if effect.proven == "exact":
        return []
    return [Words("没有查遍所有可能的安排", "not every arrangement was looked at")]


def _ways(found: ProjectLetters, letter: ProjectLetter) -> Iterator[Words]:
    """Say what would get it in, or what was tried and does not."""
    problem, ways = found.answer.problem, letter.ways
    if letter.passed is not None:
        yield _passed(problem, letter.passed)
    if ways is None:
        return
    for way in ways.found:
        yield _way(problem, way)
    if not ways.is_settled:
        yield Words(
            "单独改动哪一项能使它得到安排，在时限内没有查完。",
            "What single change would get it in was not settled in time.",
        )
    elif not ways.found:
        yield _nothing_found(problem, ways)


def _passed(problem: Problem, award: int) -> Words:
    """Say what it would get if it passed the gates."""
    if not award:
        return Words(
            "即使它通过审核，其他不变时也不会安排。",
            "If it passed, with all else as it is, it would not be funded either.",
        )
    return Words(
        f"如果它通过审核，其他不变，就能安排 {problem.say(award)}。",
        f"If it passed, with all else as it is, it would get {problem.say(award)}.",
    )


def _nothing_found(problem: Problem, ways: WaysIn) -> Words:
    """Say what was tried, how far."""
    zh, en = list[str](), list[str]()
    for one in ways.tried:
        what = one.what
        before, after = (one.say(v, problem) for v in (one.before, one.after))
        zh.append(f"{what.zh}由 {before} 到 {after}")
        en.append(f"{what.en} from {before} to {after}")
    if not zh:
        return Words("没有可以试改的数字和金额。", "There was no figure or amount to be tried.")
    firm = any(source.is_firm for source in problem.sources)
    but = Words("（已定的来源没有试）", " (firm sources were not tried)") if firm else NOTHING
    return Words(
        f"单独改动一项，没有找到能使它得到安排的，试过的是：{'、'.join(zh)}{but.zh}。",
        f"No single change was found that gets it in; tried were: {', '.join(en)}{but.en}.",
    )


def _way(problem: Problem, way: WayIn) -> Words:
    before, after, less = (way.say(v, problem) for v in (way.before, way.after, way.less))
    award, what = problem.say(way.award), way.what
    short = "还不够" if way.after > way.before else "还不行"
    return Words(
        f"如果{what.zh}由 {before} 变为 {after}，就能安排 {award}；{less} {short}。",
        f"If {what.en} were {after} instead of {before}, it would get {award}; {less} would not "
        "do.",
    )


def project_letters_document(found: ProjectLetters, named: bool = False) -> Iterator[Section]:
    """Yield the letters, at most as many as a table has rows; `named` as for `letter_parts`."""
    yield Section("projects", TITLE, [Text(preface(found))])
    shown = first_few(found.letters, MOST_ROWS)
    for one in shown:
        to = same(one.project.recipient)
        letter = [to + Words("：", ":"), letter_words(found, one, named)]
        yield Section("project", NOTHING, [Text(words) for words in letter])
    hidden = len(found.letters) - len(shown)
    if hidden > 0:
        said = Words(
            f"另有 {hidden} 个项目没有列出；逐个查询：--project 名称。",
            f"{hidden} more are not shown; ask about one: --project NAME.",
        )
        yield Section("hidden", NOTHING, [Text(said)])
