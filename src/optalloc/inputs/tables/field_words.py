"""The words of offices for totals, notes, units and marks of money: one table for all readers.

Each list says where its words were met. Scenario tables and `optalloc check` read the same ones.

    合计 总数 全县 小计 甲镇汇总 Total "All States"   a total, and how far it reaches
    注：… *含上年结转 [1]                             a note below a table
    元整 RMB ￥ £ 约                                   what stands around an amount
"""

import re
from collections.abc import Sequence

from optalloc.core.money import tidy_name

LONGEST_LABEL = 32
"""Longest label of a total [characters]."""

# Budget tables of Chinese towns and counties; traditional forms as Hong Kong and Taiwan print them.
TOTALS = {
    **dict.fromkeys(("小计", "小計", "汇总", "匯總"), 1),
    **dict.fromkeys(("合计", "合計", "共计", "共計", "合计数", "合計數", "总数", "總數"), 2),
    **dict.fromkeys(("总和", "總和", "累计", "累計", "总额", "總額", "合计金额"), 2),
    **dict.fromkeys(("总计", "總計", "总合计", "總合計", "总计数"), 3),
}
"""Words of a total and how far each reaches: a 小计 less than a 合计, a 合计 less than a 总计."""
ALONE = "计"
"""A total when nothing else stands in its cell; 设计 and 审计 are none."""
WHOLES = (
    *("全部", "全国", "全國", "全省", "全市", "全州", "全县"),
    *("全縣", "全区", "全旗", "全镇", "全乡"),
)
"""The whole of a place, which is a total when it stands alone (全县 above its towns)."""
PARAMETERS = frozenset({"参数", "权重", "系数", "parameters", "parameter", "weights", "weight"})
"""Labels of the row in which a table of factors says its weights: no recipient, in no sum."""
ENGLISH_TOTALS = r"(grand |sub-?)?(?:totals?( [a-z ]{0,20})?|sum)"
"""Totals in English, as in the grant tables of gov.uk."""
ENGLISH_WHOLES = r"all( [a-z]+)?|overall"
"""The whole in English: All States above the states, in reports to the Congress."""

_WORDS = "|".join(sorted(TOTALS, key=len, reverse=True))
_TOTAL = re.compile(rf"([^:：]{{0,10}}?)({_WORDS})([(（][^)）]*[)）])?[:：]?")
_TOTAL_EN = re.compile(rf"(?:{ENGLISH_TOTALS}):?", re.IGNORECASE)
_OF_GROUP_EN = re.compile(r"\S.* (?:sub-?)?totals?:?", re.IGNORECASE)
_WHOLE_EN = re.compile(ENGLISH_WHOLES, re.IGNORECASE)
_WHOLE = re.compile(r"(全|本|各|总|共)\S*|")
_KINDS_OF_PLACES = frozenset(
    (
        *("乡镇", "市县", "县市", "区县", "县区", "县市区", "街镇", "镇街"),
        *("地区", "行政村", "全县", "全市", "全区"),
    )
)
_BRACKETS = re.compile(r"[(（【\[〔「](.+)[)）】\]〕」]")
_MAY_BE_TOTAL = re.compile("计|計|总|總|汇|匯|全|total|sum|all", re.IGNORECASE)
_WEAK = re.compile(r".+(总数|總數|总额|總額|总和|總和|累计|累計)")
_JOINED = re.compile(r"\S+(汇总|匯總)")

PLACES = (
    *("镇", "乡", "街道", "县", "市", "区", "旗", "州", "盟", "苏木", "村", "社区", "农场", "林场"),
    *("开发区", "管委会", "办事处"),
)
"""What names of recipients end in, in tables that list them across the top."""

COUNTED = (
    *"个处座口眼盏根条头只羽尾株棵台套所间栋幢辆艘件份张册块批次期场班项宗人",
    *("人次", "万人", "户", "万户", "户数", "村", "名", "家", "社区", "人数", "处数", "座数", "分"),
    *("亩", "万亩", "公顷", "万公顷", "平方米", "㎡", "m2", "m²", "平方公里", "立方米", "m3", "m³"),
    *("万立方米", "米", "m", "千米", "公里", "km", "延米", "吨", "万吨", "公斤", "千克", "kg"),
    *("升", "度", "千瓦", "kw", "千瓦时", "天", "月", "年", "小时", "mu", "people", "count", "ha"),
    *("number",),
)
"""Units of things counted and measured, as in works plans of towns (山塘清淤(处数), 路灯(盏))."""
LAST_YEARS = ("上年", "上一年", "去年", "往年", "last year", "previous year", "prior year")
"""The year before, in the headers of budget tables."""
NEEDS = ("需求", "申请", "申报", "need", "requested")
"""What was asked for and not given, in the headers of project lists."""
CURRENCIES = "¥￥$£€"
"""Signs before an amount."""
AROUND_AMOUNTS = (
    r"(?:人民币|RMB|CNY|USD|EUR|GBP|HKD|约|大约|近|HK\$|US\$)",
    r"(?:元整|圆整|元正|整|\s*(?:RMB|CNY|USD|EUR|GBP|HKD|[¥￥$£€]))",
)
"""Words before and after an amount that do not change it, as in invoices and payment notices."""

_PART = re.compile(r"其中.*|内[:：].+|(of which|thereof)\b.*", re.IGNORECASE | re.DOTALL)
_PART_WORDS = re.compile(r"^(?:其中|内|of which|thereof)\s*[:：、,，]?\s*", re.IGNORECASE)
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_OUTLINE = tuple(
    re.compile(mark + r"\s*\S.*", re.DOTALL)
    for mark in (
        rf"{_NUMERAL}[、.．]",
        rf"[(（]{_NUMERAL}[)）][、.．]?",
        r"\d{1,2}[、.．](?!\d)",
        r"[(（]\d{1,2}[)）][、.．]?",
    )
)
"""Numbers of an outline, from the highest: 一、 （一） 1. （1）, as in tables of budgets."""

_DIFFERENCE = re.compile(
    r".*(差|增减|增幅|增长|调整|调减|核减|收回|扣|结余|变动|balance|change|difference|adjust).*"
    r"|.*[^\d\s] ?[-－−–] ?[^\d\s].*",
    re.IGNORECASE,
)

_COMPARED_WITH = re.compile(
    r"(因素法|比例法|测算)?(基准|对照)(方案|分配|额|数)?|(按)?因素法(基准|结果|测算)?(额|数)?"
    r"|.*(差额|差异|偏差)|与.*(相差|之差|相比)|(方案|安排额?|合计|plan) ?[-－−–] ?\S.*"
    r"|(the )?(proportional )?baseline|.*\b(differences?|deviations?|changes?)|factor formula",
    re.IGNORECASE,
)
_LEFT = re.compile(r"未安排|结余|剩余|尚余|left|balance", re.IGNORECASE)
_CHANGE = re.compile(r"[比较]?(上年|去年)?(增减|调整)(额|数|金额)?|未下达(额|数|金额)?")
_MIXED = re.compile(r"指标|目标|约束|measures?|figures?|metrics?|goals?|rules?", re.IGNORECASE)
_OF_MIXED = re.compile(
    r"方案|基准|数值|实际|实为|所在|plan|baseline|value|actual|exact bound|where", re.IGNORECASE
)

_NOTE = re.compile(
    r"[(（]?(备?注|附注|说明|填表|制表|审核|复核|负责|联系|填报|单位负责|经办|数据来源|来源|资料来源)"
    r"(说明|人|单位|时间|日期|电话)?\s*\d*\s*[)）]?\s*[:：.、]|notes?\b|source:|[(（]?(续上?表|接上表|转下表|下表续)[)）]?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"备?注|附注|说明|(填表|制表|审核|复核|填报|经办)(说明|人|单位|时间|日期)?|负责人|单位负责人"
    r"|联系(人|电话|方式)|(数据|资料)来源|日期|.*[(（]?(盖章|签章|签字|签名|公章)[)）]?([:：].*)?"
)
_DATE = re.compile(
    r"((19|20)\d\d|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,2}月([\d一二三四五六七八九十]{1,3}日)?"
    r"|(19|20)\d\d([-/.])\d{1,2}\4\d{1,2}(00:00(:00)?)?"
)
_SIGNATURE = re.compile(
    r"((填表|制表|审核|复核|填报|经办|单位负责|分管领导|主要领导|联系)(人|单位|时间|日期|电话|方式)?"
    r"|负责人|分管领导|主要领导)(签[字名章])?\s*([:：].*)?"
    r"|.{0,20}[(（](盖章|签章|公章)[)）]\s*([:：].*)?",
    re.DOTALL,
)
_MARKED = re.compile(
    r"[*※＊†].+|[\[【]\d{1,2}[\]】].*|[(（]?\d{1,2}[)）.、](?!\d).{7,}|[①-⑳].*|.+[。;；]"
)
"""Footnotes. 1.5 and (20) are figures, 3.丙镇 is a name: a numbered note says more than that."""


def total_level(text: str, is_strict: bool = False) -> int:
    """Return how far a total reaches by its label: 1 小计, 2 合计, 3 总计; 0 for no total.

    Args:
        is_strict: Whether more words after Total make it a name: Total Village; and words joined
            to 汇总 one: 数据汇总 may be a project, Excel's own subtotals say 甲镇 汇总.
    """
    if len(text) > LONGEST_LABEL or not _MAY_BE_TOTAL.search(text):
        return 0
    name = _bare(text)
    if name == ALONE:
        return 2
    if is_strict and _JOINED.fullmatch(text.strip()):
        return 0
    if (found := _TOTAL.fullmatch(name)) and not _WEAK.fullmatch(name):
        # 贫困县合计 is the total of a group, 全县合计 is that of all.
        return TOTALS[found[2]] if _WHOLE.fullmatch(found[1]) else 1
    if (found := _TOTAL_EN.fullmatch(name)) and not (is_strict and found[2]):
        return {"grand ": 3, "": 2}.get((found[1] or "").lower(), 1)
    # Excel's own subtotals in English: Hill Town Total. In a scenario it may be a name.
    return 1 if not is_strict and _OF_GROUP_EN.fullmatch(name) else 0


def says_whole(text: str) -> bool:
    """Say whether a label means all there is without a word of a total: 全县, All States."""
    if len(text) > LONGEST_LABEL:
        return False
    name = _bare(text)
    return name in WHOLES or _WHOLE_EN.fullmatch(name) is not None


def says_part(text: str) -> bool:
    """Say whether a label is of a part of the row above it: 其中：产业."""
    return _PART.fullmatch(tidy_name(text)) is not None


def named_as_part(text: str) -> str:
    """Return the name behind the words that call a row a part: 甲镇 of 其中：甲镇; may be empty."""
    return _PART_WORDS.sub("", tidy_name(text)).strip() if says_part(text) else ""


def outline_level(text: str) -> int:
    """Return how deep a label is numbered: 1 一、, 2 （一）, 3 1., 4 （1）; 0 where it is not."""
    found = (n for n, mark in enumerate(_OUTLINE, 1) if mark.fullmatch(text))
    return next(found, 0)


def is_difference(header: str) -> bool:
    """Say whether a header is of what is more or less than another: 差额, change, [2]－[1]."""
    return _DIFFERENCE.fullmatch(header) is not None


def is_compared_with(header: str) -> bool:
    """Say whether a header is of what a plan is held against: 基准, 差额, 因素法, baseline, change.

    Such a figure is no part of what anybody gets, and in no sum beside it.
    """
    return _COMPARED_WITH.fullmatch(header) is not None


def is_change(header: str) -> bool:
    """Say whether a header is of changes that it does not call compared: 增减额, 未下达."""
    return _CHANGE.fullmatch(header) is not None


def is_off_others(header: str) -> bool:
    """Say whether a header is of what two others are apart, or of what one leaves of the other."""
    is_apart = is_compared_with(header) and is_difference(header)
    return is_apart or _LEFT.fullmatch(header) is not None


def says_difference(header: str) -> bool:
    """Say whether a header is of a difference of others by any of these words."""
    return is_off_others(header) or is_change(header)


def is_of_measures(headers: Sequence[str]) -> bool:
    """Say whether each row of a table is a measure of its own: 指标 and 方案, 约束 and 所在.

    Their figures are in units of their own and add up to nothing.
    """
    return any(map(_MIXED.fullmatch, headers[:2])) and any(map(_OF_MIXED.fullmatch, headers[1:]))


def asks_for(header: str) -> bool:
    """Say whether a header is of money asked for: 资金需求, 申报金额."""
    return any(word in header.lower() for word in NEEDS)


def is_place(text: str) -> bool:
    """Say whether a word names a place that money may go to: 甲镇, but not 乡镇 or 市级."""
    name = _bare(text)
    return len(name) > 1 and name.endswith(PLACES) and name not in _KINDS_OF_PLACES


def _bare(text: str) -> str:
    """Return a label without the brackets around all of it: 【合计】."""
    name = tidy_name(text)
    bracketed = _BRACKETS.fullmatch(name)
    return bracketed[1] if bracketed else name


def is_note(text: str) -> bool:
    """Say whether a text alone in its row is a note by how it begins: as 注：… and 制表人：… do."""
    return _NOTE.match(text) is not None


def is_footnote(text: str) -> bool:
    """Say whether a text alone below the last figures is a note: marked, numbered or a sentence."""
    return is_note(text) or _MARKED.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Say whether a text is the day or the month of a paper, in figures or in words."""
    return _DATE.fullmatch(text.replace(" ", "")) is not None


def ends_open(text: str) -> bool:
    """Say whether a text leaves what it asks for to the cell beside it: 分管领导：."""
    return text.rstrip().endswith((":", "："))


def heads_note(text: str) -> bool:
    """Say whether a text in the first cell of a last row heads a note: 注, 制表日期, 审核人."""
    return _SIGNED.fullmatch(tidy_name(text).rstrip(":：")) is not None


def is_signature(text: str) -> bool:
    """Say whether a text says who made or checked a table: 填表人：张三, 审核人."""
    return _SIGNATURE.fullmatch(tidy_name(text)) is not None
