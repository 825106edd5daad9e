"""The figures of a text: amounts in every unit and writing, shares, ratios, counts, and all others.

    276万元  276万  2.76百万元  ¥2,760,000  二百七十六万元  276万yuan      the same amount
    55%  百分之五十五                                                  the same share
    20万株  三成  1/3  权重0.2                                          of no use: `other`
    甲镇20                                                            without a unit: `bare`

A text is read in half width and without its spaces.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.core.chinese_numerals import DIGITS, MARKS, number_in_words, share_in_words
from optalloc.core.money import FEN_PER_UNIT, parse_number
from optalloc.problem.notice_rules import HOTLINE

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
YUAN = FEN_PER_UNIT["元"]
UNITS: dict[str, int] = {
    **{unit: fen // YUAN for unit, fen in FEN_PER_UNIT.items()},
    **{"亿": 10**8, "万": 10**4, "千万元": 10**7, "百万元": 10**6, "十万元": 10**5, "千元": 1000},
    **{"百元": 100, "圆": 1, "yuan": 1, "millionyuan": 10**6, "billionyuan": 10**9},
    **{"thousandyuan": 1000, "tenthousandyuan": 10**4},
}
"""What money is counted in, without spaces [yuan]."""
_FOLLOWS = (
    r"(?=[,、;:)〕\]。!?\n]|$|资金|补助|财政|衔接|专项|经费|用于|的|和|及|与|余|左右|其中|给"
    r"|安排|下达|拨付)"
)
"""What may come after 万 and 亿 that are money: 276万, and not 2万人."""
_FULL = "|".join(sorted((u for u in UNITS if u not in ("万", "亿")), key=len, reverse=True))
UNIT = rf"(?:{_FULL}|[万亿]{_FOLLOWS})"
_NUMERAL = "[0-9]{1,4}|[〇零一二两三四五六七八九十百]{1,6}"
_SHARED = rf"[十拾{''.join(DIGITS)}][{MARKS}]*(?:点[{MARKS}]+)?"
_COUNTED = (
    r"个?(?:单位|项目|部门)|个(?:乡镇|[乡镇县市区街村])|个(?=[,、;)]|$)|[户亩]|个百分点|成(?=[,、;)]|$)"
    r"|recipients?|projects?|arethesame"
)
_BARE = (
    rf"(?<=权重|系数|比例|比重|占比|标准){NUMBER}(?![0-9.%:])"
    rf"|(?<=权重|系数|比例|比重|占比|标准)[为:是]{NUMBER}(?![0-9.%:])"
    rf"|(?<![0-9第年月〔\[A-Za-z./-])(?<![0-9],){NUMBER}(?:万|亿|‰|分之|/[0-9])"
)
"""Figures without a unit that stand for something: weights, 20万株, 1/3."""
_RATIO = (
    rf"(?:(?:按|(?:之比|比例|比)[为是:]?|=|shared?thecost)(?={NUMBER}[:：])"
    rf"|(?<![0-9.:：/-])(?={NUMBER}(?:[:：]{NUMBER}){{2,}}(?![0-9:：]))(?![0-9:：]*[:：]0[0-9])"
    rf"|(?={NUMBER}(?:[:：]{NUMBER})+(?:的?比例|分担|配套))"
    r"|(?=(?:2[5-9]|[3-9][0-9])[:：][0-9]{1,2}(?![0-9:：])))"
    rf"(?P<ratio>{NUMBER}(?:[:：]{NUMBER})+)(?![0-9.:：])"
)
"""A ratio, and no hour of the day."""
_NO_TIME = r"(?<![0-9:：])[0-9]{1,2}(?:[:：][0-9]{1,2})*[:：][0-9](?![0-9.、:：])"
"""What may be a ratio, and no hour of the day either."""
_NO_FIGURE = (
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct"
    r"|Nov|Dec|days?|workingdays|calendardays"
)
"""What follows the number of a day, or of days."""
TOKEN = re.compile(
    rf"(?<![0-9.])(?:(?P<amount>{NUMBER})(?P<unit>{UNIT})|(?P<percent>{NUMBER})%"
    rf"|(?:[¥￥]|RMB|CNY)(?P<plain>{NUMBER})(?P<times>thousand|million|billion|[万亿])?"
    rf"|(?P<share>百分之(?:{NUMBER}|{_SHARED}))"
    rf"|(?<![{MARKS}数上几近])(?P<words>{_SHARED})(?P<of>万元|亿元|元整?|圆整?)(?![素化旦宵村镇区县乡街路])"
    rf"|(?<![{MARKS}数上几近])(?P<short>{_SHARED}[万亿]){_FOLLOWS}"
    rf"|{_RATIO}"
    rf"|(?:[共给]|涉及|(?:使用|受益|分配)单位[为是有:])(?P<count>{_NUMERAL})个(?=单位|[乡镇县市区])"
    r"|(?<=:)(?P<counted>[0-9]{1,4})(?=inall)"
    rf"|(?P<other>(?<![第0-9年月./-])(?<![上下每另同某])(?<![0-9],)(?<![{MARKS}])(?:{_NUMERAL})(?:{_COUNTED})"
    rf"|{_SHARED}分之{_SHARED}|{_NO_TIME}|{_BARE})"
    rf"|(?P<bare>(?<![第年月〔\[/_=-])(?<![0-9][,:]){NUMBER}(?![0-9年月日号天时分室楼层〕\]%/:-]|,[0-9]|{_NO_FIGURE})))",
    re.IGNORECASE,
)
"""Every figure of a text: `bare` has no unit."""
TIMES = {"thousand": 1000, "million": 10**6, "billion": 10**9, "万": 10**4, "亿": 10**8}
SORT_OF_COUNT = re.compile(
    r"(?P<number>[0-9]{1,4}|[一二两三四五六七八九十]{1,3})个?(?P<sort>乡镇|街道|单位|部门|[镇乡村县区])"
)
"""A number of recipients of a sort."""
LONGEST_MARK = 3
"""Digits from which on a number is no mark of a list."""
LONGEST_BARE = 6
"""Digits from which on a number without marks is a telephone's, and no figure."""


def counts_something(token: re.Match[str]) -> bool:
    """Say whether a number without a unit is a figure: no mark of a list, year or telephone."""
    number, before = token["bare"], token.string[: token.start()]
    after = token.string[token.end() : token.end() + 1]
    is_first = not before.strip("(") or before[-1:] in "、,("
    if is_first and len(number) < LONGEST_MARK and after in (".", ")", "、", ""):
        return False
    if re.fullmatch("(?:19|20)[0-9]{2}", number) and not after.isalpha():
        return False  # (2023)
    is_long = number.isdecimal() and len(number) > LONGEST_BARE
    return not is_long and number != HOTLINE


_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


def number_of(text: str) -> int:
    """Return a whole number written in digits or in Chinese, up to 99."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[c]) for c in text))
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)


def yuan(number: str, unit: str) -> Fraction:
    """Return an amount [yuan]."""
    return parse_number(number) * UNITS[unit.lower()]


Sort = Literal["amount", "percent", "ratio", "count", "other", "bare"]


@dataclass(frozen=True)
class TextFigure:
    """A figure of a text as it was read.

    Attributes:
        sort: What it is; of no use for anything is `other`, without a unit `bare`.
        value: An amount [yuan], a share [percent] or a count; 0 of what is neither.
        half: Half its last decimal.
    """

    sort: Sort
    value: Fraction = Fraction(0)
    half: Fraction = Fraction(0)


def unit_of(token: re.Match[str]) -> int:
    """Return what one of an amount's unit is [yuan]."""
    if token["unit"]:
        return UNITS[token["unit"].lower()]
    return TIMES[token["times"].lower()] if token["times"] else 1


def figure_of(token: re.Match[str]) -> TextFigure:
    """Return what a token says; what no number can be read from is `other`."""
    if token["amount"]:
        return TextFigure("amount", yuan(token["amount"], token["unit"]))
    if token["plain"]:
        return TextFigure("amount", parse_number(token["plain"]) * unit_of(token))
    if token["words"] or token["short"]:
        said = number_in_words(token["words"] or token["short"])
        unit = (token["of"] or "元").removesuffix("整")
        return TextFigure("other") if said is None else TextFigure("amount", said * UNITS[unit])
    if token["percent"]:
        half = Fraction(1, 2 * 10 ** len(token["percent"].partition(".")[2]))
        return TextFigure("percent", parse_number(token["percent"]), half)
    if token["share"]:
        share = share_in_words(token["share"])
        tail = re.split("[.点]", token["share"])[1:]
        half = Fraction(1, 2 * 10 ** len("".join(tail)))
        return TextFigure("other") if share is None else TextFigure("percent", share * 100, half)
    if token["count"] or token["counted"]:
        text = token["count"] or token["counted"]
        number = Fraction(text) if text.isdecimal() else number_in_words(text)
        return TextFigure("other") if number is None else TextFigure("count", number)
    return TextFigure("ratio" if token["ratio"] else "bare" if token["bare"] else "other")
