"""What stands in a text and is no word of the plan: quotations, and numbers that count nothing.

《关于下达中央资金500万元的通知》  “产业发展占比不低于55%”    of somebody else: listed at most
    各单位不低于20万元    the scenario says the same
公示时间:2024/5/1-2024/5/10  电话:66778899转801  306办公室   no figures at all
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

from optalloc.checking.notice_figures import TOKEN
from optalloc.core.money import halfwidth
from optalloc.problem.problem import Problem

_TITLE = r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》"
_QUOTED = re.compile(rf"{_TITLE}|“[^“”\n]*”|「[^「」\n]*」|\"[^\"\n]*\"")
_DAY = r"[0-9]{1,2}[./-][0-9]{1,2}"
_CALLED = (
    "电话|手机|热线|举报|传真|邮编|编码|代码|编号|文号|账[号户]|帐[号户]|卡号|开户|邮箱|信箱|微信|QQ|网址|地址|附件|附表|[见如]表|(?<=[、,和及])表"
    "|(?<![a-z])No\\.?(?=[0-9])|hotline|phone|tel[.:]|fax|code|mail|account|address|room|annex|attachment"
)
_NO_FIGURES = re.compile(
    rf"(?:{_CALLED})[^0-9,，;。\n]{{0,12}}[0-9A-Za-z()+/.@:*、,，和或转—–-]*"
    r"|[\w.+-]{1,64}@[\w.-]+|(?:https?://|www\.)[!-~]+"
    rf"|[0-9]{{4}}[./-]{_DAY}|{_DAY}(?:[—–~～至到-]|to)+{_DAY}(?![0-9.万亿元%])"
    r"|(?<=[座栋幢层])[A-Z]?[0-9]{1,4}(?!\.?[0-9])|[0-9]{1,4}(?=号|(?:会议|办公|接待)?室|房|份(?!额)|页|届|期|位小数)"
    r"|(?<![0-9.])[0-9]{1,2}\.(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
"""Numbers by which somebody is reached or paid, days, rooms, copies, and marks of a list."""


SHORTEST_WORDS = 6
"""Characters from which on the words of a scenario are known by themselves."""
_ENDS = r"\n。.;；:：(（)）"
"""Marks between which they stand."""
_PLAIN = re.compile("[0-9.,:：/]+")
_BLANK = "□"


def words_of(problem: Problem | None, formulas: Iterable[str] = ()) -> set[str]:
    """Return what a scenario says in figures of its parts, and cites for them, without spaces.

    Args:
        formulas: What tables say of the formula, which a scenario says itself.
    """
    texts = list(formulas)
    if problem is not None:
        texts += [t for part in problem.targets for t in (*part.words(problem), part.cite)]
        texts += [t for part in problem.rules for t in (*part.words(problem), part.cite)]
        texts += [t for part in problem.goals for t in (*part.words(problem), part.cite)]
    texts = [halfwidth(text).replace(" ", "").rstrip("。.") for text in texts]
    return {text for text in texts if len(text) >= SHORTEST_WORDS and TOKEN.search(text)}


class TextApart:
    """Knows what in a text without spaces is no word of the plan.

    Attributes:
        quoted: Quotations and names of documents that have figures, each with where it begins.
        own: The text with these blanked, and what the scenario says word for word.
    """

    def __init__(self, text: str = "", of_scenario: Iterable[str] = ()) -> None:
        for words in sorted(of_scenario, key=len, reverse=True):
            whole = rf"(?<![^{_ENDS}]){re.escape(words)}(?![^{_ENDS}])"
            text = re.sub(whole, _BLANK * len(words), text, flags=re.IGNORECASE)
        self.numbers = [m.span() for m in _NO_FIGURES.finditer(text)]
        of_others = [m for m in _QUOTED.finditer(text) if TOKEN.search(m[0])]
        self.quoted = [(m.start(), m[0]) for m in of_others]
        self.own = _QUOTED.sub(lambda m: _BLANK * len(m[0]) if TOKEN.search(m[0]) else m[0], text)

    def is_no_figure(self, number: str, at: int) -> bool:
        """Say whether a number, without a unit, stands for a day, a telephone, a place, a mark."""
        if not _PLAIN.fullmatch(number):
            return False
        known = bisect_right(self.numbers, at, key=lambda span: span[0]) - 1
        return known >= 0 and at < self.numbers[known][1]
