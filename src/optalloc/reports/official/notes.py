"""What a reader of a table of allocation must know, as numbered notes below it."""

from collections.abc import Iterator

from optalloc.core.message import Words, first_few, listed
from optalloc.pipeline.as_good import equal_claims, shares_words
from optalloc.present.paper import PaperLine, clean
from optalloc.problem.rules.schedule import indicative
from optalloc.problem.tie_order import tie_words
from optalloc.reports.official.context import Subject

MOST_NAMED = 12
"""Projects that are named in a note; of more, their number is said."""


def notes(subject: Subject, is_public: bool = False) -> Iterator[str]:
    """Yield what a reader of the table must know.

    Args:
        is_public: Leaves out what the rules found in the facts, such as who was refused and why.
    """
    yield from (clean(subject.say(note)) for note in subject.problem.notes)
    for rule in () if is_public else subject.problem.rules:
        yield from map(subject.told, rule.findings(subject.problem))
    yield from map(subject.told, _indicative(subject))
    # What an engine proved, or left open, is no matter of a paper: notes of the workbook have it.
    yield subject.say(_audited(len(subject.problem.rules), is_public))
    yield from map(subject.told, subject.problem.switched_off)
    if subject.report.solved.outcome.proven == "no":
        # The office's own words for it: what was made best is told above, and this is not sure.
        yield subject.say(
            Words(
                "没有查遍所有可能的安排，也许还有更符合择优标准的安排。",
                "Not every arrangement was looked at; there may be one that is better by what is"
                " made best.",
            )
        )
    yield from map(subject.told, _equal_claims(subject))


def _audited(rules: int, is_public: bool) -> Words:
    """Say what was checked: the rules that the plan lists, and no more of the method than those."""
    kept = "the one rule" if rules == 1 else f"all {rules} rules"
    if is_public:  # a notice lists none itself
        return Words(
            f"各行各列已核对到分，符合分配方案所列的 {rules} 条要求。",
            f"Every row and column was checked to the fen, and the amounts keep {kept} that the"
            " plan of allocation lists.",
        )
    return Words(
        f"各行各列已核对到分，符合本方案所列 {rules} 条要求。",
        f"Every row and column was checked to the fen, and the plan keeps {kept} that it lists.",
    )


def _indicative(subject: Subject) -> Iterator[Words]:
    """Yield which projects of a plan of several years are not decided yet, with their money."""
    problem, plan = subject.problem, subject.plan
    later = indicative(problem.rules, problem, plan)
    if not later:
        return
    names = [p.name for p in problem.projects if p.name in later]
    money = subject.money(sum(a.amount for a in plan.awards if a.project in later))
    shown = first_few(names, MOST_NAMED)
    who, rest = listed(shown), len(names) - len(shown)
    if rest:
        who += Words(f"等 {len(names)} 个项目", f" and {rest} others")
    yield Words(
        f"{who.zh}是以后年度的预安排，不是已定的安排，共 {money}。",
        f"Indicative for later years, and not decided: {who.en}, {money} in all.",
    )


def _equal_claims(subject: Subject) -> Iterator[Words]:
    """Yield who has equal claims and other amounts, and by what rule if that decided."""
    problem, solved = subject.problem, subject.report.solved
    told = tie_words(problem)
    rule = Words(f"，{told.zh}确定", f", it was decided {told.en}")
    if not solved.outcome.settled:
        rule = Words("，可以互换", ", they may be exchanged")
    for one in equal_claims(problem, solved.targets, subject.plan):
        shares = shares_words(one, problem)
        yield Words(
            f"情况相同的单位金额不同的{rule.zh}：{shares.zh}。",
            f"Where claims are equal and amounts are not{rule.en}: {shares.en}.",
        )


def note_lines(subject: Subject, is_public: bool = False) -> Iterator[PaperLine]:
    """Yield the notes below a table, numbered."""
    said = list(notes(subject, is_public))
    yield PaperLine(subject.say(Words("说明：", "Notes:")), "label")
    yield from (PaperLine(f"{number}. {text}", "note") for number, text in enumerate(said, 1))
