"""Rows under a table that state a statistic of the others and are none of them: 平均, 最高, 占比.

    平均 全区平均 均值 Average      mean      the sum of the rows over their number
    中位数 Median                   median    the middle row, or the mean of the two middle ones
    最高 最大值 Maximum             max       最低 最小值 Minimum   min
    户均 人均 村均                  per       over a number that the row does not say
    占比 比重 Share                 share     of the whole
    同比 增幅 Growth                growth    on another year
    上年 beside 同比                earlier   of another year

No town is called so. Max and Min may be somebody's names: those are told apart by their figures.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.core.message import Words
from optalloc.core.money import tidy_name
from optalloc.inputs.tables.field_words import LONGEST_LABEL

Statistic = Literal["mean", "median", "max", "min", "per", "share", "growth", "earlier"]
STATISTICS: dict[Statistic, Words] = {
    "mean": Words("各行的平均数", "the mean of the rows"),
    "median": Words("各行的中位数", "the median of the rows"),
    "max": Words("各行中最大的数", "the largest of the rows"),
    "min": Words("各行中最小的数", "the smallest of the rows"),
    "per": Words("平均到每户、每人等的数", "figures per household, per head or the like"),
    "share": Words("占比", "shares"),
    "growth": Words("增减", "changes"),
    "earlier": Words("另一年的数", "the figures of another year"),
}
NOISE = 10**9
"""A mean of a workbook's binary fractions is off by less than one part in so many."""

_OF_ALL = r"(?:(?:[全本各总所]\S{0,4}?|乡镇|镇街|县区|区县|市县|单位)的?)?"
_OF_ALL_EN = (
    r"(?:(?:overall|simple|arithmetic|national|state|province|city|county|district|towns?) )?"
)
_OF_ROWS_EN = r"(?: (?:value|amount|of .{1,20}|per (?:town|recipient|row)))?"
_YEAR = r"(?:上年度?|上一年|去年|往年|前年|上期|(?:19|20)\d\d年)"
_PATTERNS: tuple[tuple[Statistic, str], ...] = (
    ("mean", rf"{_OF_ALL}(?:算术)?(?:平均|均值)(?:值|数|额|水平|每[镇乡县区村]|每个单位)?"),
    ("mean", rf"{_OF_ALL_EN}(?:average|avg\.?|mean){_OF_ROWS_EN}"),
    ("median", rf"{_OF_ALL}中(?:位[数數值]?|值)|{_OF_ALL_EN}median{_OF_ROWS_EN}"),
    ("max", rf"{_OF_ALL}最(?:高|大|多)(?:值|数|额)?|{_OF_ALL_EN}(?:maximum|highest){_OF_ROWS_EN}"),
    ("min", rf"{_OF_ALL}最(?:低|小|少)(?:值|数|额)?|{_OF_ALL_EN}(?:minimum|lowest){_OF_ROWS_EN}"),
    ("per", rf"{_OF_ALL}[户戶人村镇乡县亩畝校生]均(?:值|数|额)?"),
    ("per", r"(?:average )?per (?:head|capita|household)"),
    ("share", r"\S{0,6}占比|(?:所占|占|分配|构成|投入|资金|分担|配套)?比[例重]|百分比|份额"),
    ("share", r"占(?:总[数额计量]|合计|全部|全[省市县区])的?(?:比[例重]?|百分比)?"),
    ("share", r"(?:share|proportion|percent(?:age)?|%)s?(?: of (?:the )?(?:total|whole|all))?"),
    (
        "growth",
        rf"(?:[较比同与]?{_YEAR}(?:同期)?(?:相?比)?)?(?:同比|环比)?"
        r"(?:增长|增减|增幅|增速|升降)(?:率|幅度|幅|额|数)?[%％]?|同比[%％]?|环比[%％]?",
    ),
    ("growth", r"growth(?: rate)?|year[- ]on[- ]year|yoy|change (?:on|from) last year"),
)
_FOUND = tuple((sort, re.compile(text, re.IGNORECASE)) for sort, text in _PATTERNS)
_MAY_BE = re.compile(
    "均|中[位值]|最[高大多低小少]|比|份额|占|增|升降|average|avg|mean|median|m[ai]x?[in]?|est"
    "|per|share|proportion|%|growth|year|yoy|change",
    re.IGNORECASE,
)
_WIDER = re.compile("[全本]|(?!simple|arithmetic)[a-z]+ (?!of|per|value|amount)", re.IGNORECASE)
_ALSO_NAMES: dict[str, Statistic] = {"max": "max", "min": "min"}
_EARLIER = re.compile(
    rf"{_YEAR}(?:同期)?(?:合计|总计|数|额|金额|安排|下达)?|(?:last|previous) year", re.IGNORECASE
)
_BRACKET = re.compile(r"[(（][^)）]*[)）]$")
_NO_WORDS = re.compile(
    r"[-+±−¥￥$约]?[0-9０-９][0-9０-９.,，]*\s*(?:%|‰|[万亿]?元?|[个人户村亩年月]|个百分点)|[-—–/／…·]+"
)


@dataclass(frozen=True)
class RowStatistic:
    """What a row states of the others.

    Attributes:
        label: What it is called, as it is written.
        is_plain: Whether it is of the rows of its table: 全省平均 may be of more than these.
    """

    sort: Statistic
    label: str
    is_plain: bool = True

    def due(self, figures: Sequence[Fraction], rows: int) -> tuple[Fraction, ...]:
        """Return what it may be of some figures; empty where that cannot be told.

        Args:
            rows: How many rows there are: a mean may count those without a figure, or not.
        """
        if not figures:
            return ()
        ordered = sorted(figures)
        if self.sort == "mean":
            return tuple(sum(ordered) / Fraction(n) for n in dict.fromkeys((len(ordered), rows)))
        if self.sort == "median":
            half = len(ordered) // 2
            return ((ordered[half] + ordered[~half]) / 2,)
        return {"max": (ordered[-1],), "min": (ordered[0],)}.get(self.sort, ())


def agrees(stated: Fraction, due: Sequence[Fraction], digits: int) -> bool:
    """Say whether a figure is one of several, or one of them rounded to its own decimals."""
    last = Fraction(1, 10**digits)
    return any(abs(stated - d) <= last / 2 or abs(stated - d) * NOISE <= abs(d) for d in due)


def statistic_of(text: str) -> RowStatistic | None:
    """Return what a label says that its row states of the others; None for a name."""
    if len(text) > LONGEST_LABEL or not _MAY_BE.search(text):
        return None
    name = _BRACKET.sub("", tidy_name(text)).strip(" :：")
    for sort, pattern in _FOUND:
        if pattern.fullmatch(name):
            return RowStatistic(sort, text, _WIDER.match(name) is None)
    return None


def statistic_or_name(text: str) -> RowStatistic | None:
    """Return what a label may say that may be a name as well: Max, Min."""
    sort = _ALSO_NAMES.get(text.strip(" :.").casefold())
    return None if sort is None else RowStatistic(sort, text)


def says_other_year(text: str) -> bool:
    """Say whether a label is of another year: beside a row of growth it is what that is of."""
    return len(text) <= LONGEST_LABEL and _EARLIER.fullmatch(tidy_name(text)) is not None


def statistics_in(rows: Iterable[Sequence[object]]) -> list[tuple[int, RowStatistic] | None]:
    """Return for each row what it states of the others, with the place of its label; or None.

    Its label is the only word in it: 最高 before 甲镇 may be the grade of a town.
    """
    found = list(map(_told_by, rows))
    if any(one is not None and one[1].sort == "growth" for one in found):
        return found
    return [None if one is not None and one[1].sort == "earlier" else one for one in found]


def _told_by(row: Sequence[object]) -> tuple[int, RowStatistic] | None:
    """Return what a row states by its only words."""
    words = (i for i, cell in enumerate(row) if isinstance(cell, str) and not is_filler(cell))
    at = next(words, None)
    if at is None:
        return None
    label = str(row[at])
    found = statistic_of(label)
    if found is None and says_other_year(label):
        found = RowStatistic("earlier", label)
    return None if found is None or next(words, None) is not None else (at, found)


def is_filler(text: str) -> bool:
    """Say whether a text beside a label is no word: a number as CSV has it, 47.2%, a dash."""
    return _NO_WORDS.fullmatch(text.strip()) is not None
