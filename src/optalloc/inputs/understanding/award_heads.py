"""What heads of money say: given in the year, or asked for, paid later, of other years, one's own.

测算金额, 实际安排金额       ->  实际安排金额 is what was given
heads of two years           ->  that of the year that is asked for
核定金额, 下达金额           ->  either may be; a letter names both and prefers none
"""

import re
from collections.abc import Iterable, Sequence

from optalloc.core.message import Words, listed
from optalloc.inputs.understanding.layout.parts import SheetColumn

_NOT_GIVEN = re.compile(
    r".*(增减|增加|减少|变动|变化|差额|差异|偏差|调整|调增|调减|核减|追减|追加|收回|扣减|扣回"
    r"|结余|结存|剩余|余额|未支付|未拨付|需求|申请|申报|缺口|自筹)(金额|资金|额度?|数)?"
    r"|.*(上年|去年|往年|上一年|上期).*"
    r"|.*\b(changes?|differences?|increase|decrease|balance|unspent|remaining|needs?"
    r"|request(s|ed)?|applied|last year|previous|prior)\b.*",
    re.IGNORECASE,
)
"""Heads of money that nobody was given in the year: changes, remainders, wishes, other years."""
_PAID = re.compile(
    r".*(支付|支出|拨付|付款|报账|执行|使用|到位|完成|累计|核销).*"
    r"|.*\b(paid|payments?|expenditure|spent|outturn|cumulative)\b.*",
    re.IGNORECASE,
)
"""Heads of what became of the money later; what was given may stand beside it."""
_OWN = re.compile(
    r"(?!.*(补助|补贴|奖补|奖励|贴息))"
    r"(.*(自筹|自有资金|银行贷款|信贷资金|社会资本|投工投劳"
    r"|(群众|村集体|企业|业主|社会|农户|农民)(自有|投入|投资|出资|筹资|配套|资金)).*"
    r"|.*\b(own (funds?|money|contributions?)|self[- ]raised|private)\b.*)",
    re.IGNORECASE,
)
"""Heads of what those who are given money put to it themselves."""
_INVESTED = re.compile(
    r"(?!.*财政).*(总投资|投资总额|投资合计|投资(总)?规模|总造价)(金?额)?"
    r"|.*\btotal (investments?|costs?)\b.*",
    re.IGNORECASE,
)
"""Heads of what a project costs, whoever pays for it."""
_PLANNED = re.compile(
    r".*(测算|计划|拟|建议|控制|上报|预计|意向|概算|估算|因素法|基准|理论|应得).*"
    r"|.*\b(targets?|planned|proposed|estimated?|formula|baseline)\b.*",
    re.IGNORECASE,
)
"""Heads of what was meant to be given; beside them stands what was."""
NO_PART = Words("不在合计之内", "no part of the total")
"""Why money beside a total is not read as what was given."""
YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
Heads = tuple[str, ...]
"""The words over a column, from the outermost inwards."""


def is_not_given(path: Heads) -> bool:
    """Say whether a head says that nobody was given its money in the year."""
    return any(map(_NOT_GIVEN.fullmatch, path))


def is_of_payment(path: Heads) -> bool:
    """Say whether a head says what became of the money later."""
    return any(map(_PAID.fullmatch, path))


def is_own_money(path: Heads) -> bool:
    """Say whether a head is of what its receivers put to it themselves: 自筹资金."""
    return any(map(_OWN.fullmatch, path))


def is_invested(path: Heads) -> bool:
    """Say whether a head is of what is spent by whomever: 总投资."""
    return bool(path) and _INVESTED.fullmatch(path[-1]) is not None


def likely_given(columns: Iterable[tuple[str, Heads]], year: int | None) -> list[str]:
    """Return the names of the columns that may hold what was given, the better ones alone.

    Args:
        columns: The name of each, and its heads.
        year: The year that is meant.
    """
    there = [
        (name, path)
        for name, path in columns
        if not (is_not_given(path) or is_of_payment(path) or is_own_money(path))
    ]
    of_year = [name for name, path in there if year and str(year) in _years_in(path)]
    if of_year:
        return list(dict.fromkeys(of_year))
    there = [(n, path) for n, path in there if year is None or not _years_in(path)]
    plain = [(n, path) for n, path in there if not is_invested(path)]
    done = [name for name, path in plain if not any(map(_PLANNED.fullmatch, path))]
    return list(dict.fromkeys(done or [name for name, _ in plain or there]))


def likely_of(columns: Iterable[SheetColumn], year: int | None) -> list[str]:
    """Return the names of the columns of a table that may hold what was given."""
    return likely_given(((head_shown(c), c.path) for c in columns), year)


def _years_in(path: Heads) -> Sequence[str]:
    """Return the years that heads name."""
    return [year for head in path for year in YEARS.findall(head)]


def head_shown(column: SheetColumn) -> str:
    """Return what a letter calls a column: its name, or its letters without one."""
    return column.name or column.letters


def how_to_say(choices: Sequence[str], can_say: bool) -> Words:
    """Return how the user says which column is meant; of several none is preferred.

    Args:
        choices: The columns that may be meant.
        can_say: Whether the table is named in a scenario, which may say more of it.
    """
    if not can_say:
        return Words(
            "请另存一份，只留单位、资金来源、用途和安排的金额，金额一列的表头写 金额。",
            "Save a copy with recipients, sources, uses and what was given only, under the head "
            "金额.",
        )
    if len(choices) == 1:
        return Words(
            f"请写明哪一列是安排的金额，如 {{file: …, column: {choices[0]}}}。",
            f"Say which column is what was given: {{file: …, column: {choices[0]}}}.",
        )
    there = listed(tuple(choices))
    return Words(
        f"请写明哪一列是安排的金额：{{file: …, column: 列名}}，列名为 {there.zh} 之一。",
        f"Say which column is what was given, one of {there.en}: {{file: …, column: NAME}}.",
    )
