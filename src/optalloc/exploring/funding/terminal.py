"""A pot that grows as a person reads it: from which amount on whom each step goes to."""

from collections import Counter
from collections.abc import Sequence

from optalloc.core.alignment import NONE, aligned, padded
from optalloc.core.message import Lang, Words
from optalloc.core.money import show_amount
from optalloc.exploring.funding.funding import Funded, Stretch
from optalloc.exploring.weights.terminal import say_states
from optalloc.present.document import MOST_ROWS
from optalloc.present.result_rows import said
from optalloc.present.terminal import GridColumn, Terminal


def show_funded(found: Funded, lang: Lang) -> None:
    """Print what happens as a source grows."""
    page, problem = Terminal(lang), found.problem
    page.say(problem.title or problem.name, "bold")
    for note in problem.notes:
        page.item(Words("注：", "Note: ").say(lang), note, "dim")
    amounts, unit = found.amounts, problem.unit
    step = show_amount(amounts[1] - amounts[0], unit) if len(amounts) > 1 else NONE
    ends = f"{show_amount(amounts[0], unit)}–{show_amount(amounts[-1], unit)}"
    page.say(
        Words(
            f"{found.source} 从 {ends}{unit}，每次 {step}{unit}，共 {len(amounts)} 个金额。",
            f"{found.source} at {ends}{unit} in steps of {step}{unit}: {len(amounts)} amounts.",
        )
    )
    states = Counter(row["state"] for row in found.rows)
    say_states(page, states, Counter(r["proven"] for r in found.rows if "proven" in r))
    page.say(_between(found))
    page.say()
    stretches = list(found.stretches())
    _stretches(page, found, stretches[:MOST_ROWS])
    _without(page, found, stretches)


def _between(found: Funded) -> Words:
    if found.is_whole:
        return Words(
            "这笔资金必须全部安排：两个金额之间的数不是取整单位的整数倍，都没有可行方案。",
            "This money is spent whole: what lies between two amounts is no whole number of steps "
            "and has no plan.",
        )
    return Words("两个金额之间没有求解。", "Between two amounts nothing was solved.")


def _stretches(page: Terminal, found: Funded, stretches: Sequence[Stretch]) -> None:
    """Print the amounts at which something changes, and the plan there."""
    unit = found.problem.unit
    first = aligned([s.first for s in stretches], unit)
    last = aligned([s.last for s in stretches], unit)
    what = [_what(stretch, unit).say(page.lang) for stretch in stretches]
    names = GridColumn(Words("从", "from").say(page.lang), padded(first))
    groups = [
        [GridColumn(Words("到", "to").say(page.lang), padded(last))],
        [
            GridColumn(
                Words("金额数", "amounts").say(page.lang), [str(s.amounts) for s in stretches]
            )
        ],
        [GridColumn(Words("每加一步", "each step").say(page.lang), what, is_text=True)],
    ]
    for i, recipient in enumerate(found.problem.recipients):
        had = [s.row["totals"][i] if "totals" in s.row else None for s in stretches]
        groups.append([GridColumn(recipient.name, aligned(had, unit))])
    title = Words(
        f"方案在哪些金额上改变（单位：{unit}；各单位为该段第一个金额的安排额）",
        f"Where the plan changes (in {unit}; recipients: the plan at the first amount)",
    )
    page.grid(title, names, groups, has_total=False)


def _what(stretch: Stretch, unit: str) -> Words:
    if stretch.state != "plan":
        return Words("无可行方案", "no plan") if stretch.state == "none" else Words("—", "—")
    if not stretch.gains:
        return Words("起点", "a plan")
    moves = [
        f"{name} {'+' if fen > 0 else ''}{show_amount(fen, unit)}" for name, fen in stretch.gains
    ]
    return Words("，".join(moves), ", ".join(moves))


def _without(page: Terminal, found: Funded, stretches: Sequence[Stretch]) -> None:
    """Print why there is no plan, once a stretch, for the first ones."""
    bare = [s for s in stretches if s.state != "plan"]
    for stretch in bare[:MOST_REASONS]:
        why = said(stretch.row.get("why", ()), page.lang)
        amount = show_amount(stretch.first, found.problem.unit)
        page.item(" · ", f"{amount}{found.problem.unit}: {why}")


MOST_REASONS = 3
