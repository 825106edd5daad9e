"""What a column is for, by the words that offices write over it.

The words below are the field's vocabulary, not anybody's policy. Columns of figures and of words
are looked up apart: 资金来源 over names tells the source, 中央 over figures is money from one.
"""

import re
from typing import Literal

from optalloc.core.message import Words
from optalloc.inputs.tables.field_words import COUNTED

# fmt: off
Role = Literal[
    "recipient", "source", "use", "group", "text", "remark", "line",
    "amount", "total", "indicator", "inverse", "rate", "share", "figure", "ignore",
]
# fmt: on
ROLES: dict[Role, Words] = {
    "recipient": Words("单位", "recipient"),
    "source": Words("资金来源", "source"),
    "use": Words("用途", "use"),
    "group": Words("分组", "group"),
    "text": Words("文字", "text"),
    "remark": Words("备注", "remark"),
    "line": Words("序号", "line number"),
    "amount": Words("金额", "amount"),
    "total": Words("合计", "total"),
    "indicator": Words("因素", "indicator"),
    "inverse": Words("反向因素", "inverse indicator"),
    "rate": Words("标准", "standard"),
    "share": Words("占比", "share"),
    "figure": Words("数字", "figure"),
    "ignore": Words("不看", "not read"),
}
FOR_FIGURES: tuple[Role, ...] = (
    *("amount", "source", "use", "total", "indicator", "inverse", "rate", "share"),
    *("line", "figure", "ignore"),
)
FOR_WORDS: tuple[Role, ...] = ("recipient", "source", "use", "group", "text", "remark", "ignore")
MONEY: frozenset[Role] = frozenset({"amount", "source", "use", "total"})
"""Roles that make a column of figures one of money."""

_ANY: tuple[tuple[Role, str], ...] = (
    ("line", r"序\s*号|编号|选号|行次|项次|no\.?|line( no\.?)?|index|#|id"),
    ("remark", r".*(备注|附注)|说明|remarks?|notes?|comments?"),
)
_COUNTS_NOTHING: tuple[tuple[Role, str], ...] = (
    (
        "figure",
        r".*(日期|时间|电话|手机|传真|联系方式|代码|编码|账号|帐号|账户|卡号|证号|身份证|邮编|邮箱"
        r"|文号|文件号|文件编号|合同号|合同编号|发票号|票号|批次号|QQ|微信)(号码?|码)?",
    ),
    (
        "figure",
        r"(.*[ _])?(date|code|(tele)?phone|mobile|fax|postcode|zip|tel\.?"
        r"|(account|document|contract|card|invoice|id|reference|ref) ?(number|no\.?|#))([ _].*)?",
    ),
)
"""Heads of numbers that name a day, a line, an account or a paper, and count nothing."""
_FIGURES: tuple[tuple[Role, str], ...] = (
    (
        "figure",
        r".*(年度|年份|月份|年限|年龄|调整系数|名次|排名|排序|位次|序次)"
        r"|.*(增长|增幅|变动|同比|环比)(率|幅度?)?|.*(差额|差异|偏差|增减|变化).*[%‰]"
        r"|.*\b(change|difference|deviation|increase|decrease)\b.*[%‰]",
    ),
    ("figure", r"(.*[ _])?(year|coefficient|factor|growth|rank(ing)?)([ _].*)?"),
    ("indicator", r".*(财政收入|税收收入|生产总值|GDP|可用财力|人均财力|集体(经济)?收入)"),
    ("rate", r"(每|人均|户均|亩均|村均).*(补助|补贴|奖补)"),
    (
        "share",
        r".*(占比|比例|比重|份额|百分比|所占%|进度|[^利费税汇]率)|.*\b(share|percent(age)?)|%"
        r"|占(?![地用道压]).+|(share |part |percent |% )?of (the )?(needs?|totals?|all|budget)",
    ),
    ("indicator", r"加权.*|weighted\b.*"),
    ("indicator", r".*(数量|人数|户数|村数|个数|镇数|人口|面积|里程|得分)"),
    ("rate", r".*(标准|单价|每亩|每村|每人|每户)|.*\b(rate|standard|unit price)"),
    ("total", r"(.*(合\s*计|总\s*计|小\s*计|共\s*计)|总额|总金额|资金总额|总投资).*"),
    ("total", r"(.*\b)?(grand |sub)?total\b.*|sum"),
    ("inverse", r".*(人均.*收入|可支配收入)|.*\bincome( per (capita|head))?"),
    ("rate", r".*[人户亩村生校]均(?!衡|等|分).*|.*(补助|补贴|补差|保障|救助|供养)水平"),
    (
        "source",
        r"((19|20)\d\d年? ?)?(中央|省级?|市级?|区级?|县级?|州级|镇级|地方|自筹|配套|本级|上级)"
        r"(资金|财政|配套|预计|第?[一二三四五]批)*",
    ),
    ("amount", r"(.*(预算|执行|决算|核定|清算|结算|分配|实拨|应拨|已拨|预拨|测算|批复|审定)数)"),
    ("amount", r"(因素法)?基准(方案|分配)?|方案( ?[-－−–] ?.+)?|plan( ?[-－−–] ?.+)?|baseline"),
    ("amount", r"基数|.*(资金|预算|核定|支出)基数|(上年|本年|当年|去年|今年)数?"),
    ("amount", r".*(结转|预留|已拨|预拨|实拨|应拨|收回|追加|追减|扣减|扣回|清算)(额|数)?"),
    ("amount", r".*([费额]|贷款|社会资本|(投资|资金)规模|自筹|工资)"),
    ("amount", r"(.*[ _])?(allocation|funding|cost|fee|outturn|expenditure|payment|instalment)s?"),
    (
        "amount",
        r".*(金额|资金|经费|补助|补贴|奖补|奖励|投资|安排|下达|拨付|分配|支出|收入|需求)(额|数)?",
    ),
    ("amount", r".*(补助|补贴|奖补|下达|拨付|安排|结余|差额|调整|增减).*"),
    ("amount", r".*\b(amounts?|awards?|grants?|funds?|money|budget|paid|need)\b.*"),
    ("source", r"(source|central|provincial|municipal|district|county|local|own)([ _].*)?"),
    ("indicator", r".*(数|分|亩|系数|[户村])"),
    ("amount", r"targets?|given|left|awarded"),
    ("amount", r"[#＃*]?\s*(其中.*|(of which|thereof)\b.*)"),
    ("indicator", r"(number|no\.|count) of .*|.*\b(score|area|counts?)([ _].*)?"),
    ("indicator", r"(.*[ _])?(villages?|people|persons|population|households?|mu|km|points)"),
)
_PARENTS: tuple[tuple[Role, str], ...] = (
    ("source", r".*(资金来源|来源|资金构成|级次)|sources?"),
    ("use", r".*(用途|支出方向|资金投向|使用方向|项目类别)|项目(名称)?|uses?"),
    ("amount", r".*(资金|金额|投资|安排|下达|拨付|补助)|amounts?"),
    ("indicator", r".*(因素|指标|基础数据)|indicators?|factors?"),
)
_WORDS: tuple[tuple[Role, str], ...] = (
    (
        "text",
        r".*(文号|文件|依据|日期|时间|期限|地点|地址|内容|责任人|负责人|联系|电话|目标|代码|结果)",
    ),
    ("text", r"documents?|date|place|phone|code|.*\b(no|number)"),
    ("source", r"(资金)?来源|资金名称|资金渠道|sources?"),
    ("group", r".*(类型|类别|性质|级次|层级|级别|分组|类)|是否.*|(贫困|重点)县|产业|片区"),
    ("group", r"kind|type|tier|level|group|class|industry|.*\b(yes/no|county)|poor[ _].*"),
    ("use", r".*(用途|支出方向|使用方向|资金投向|项目名称|项目)|uses?|purpose|projects?"),
    (
        "recipient",
        r".*(单位|部门)(名称)?|(市|区|县|州|镇|乡|街道|村|乡镇|市县|县市|县区|区县|县市区|镇街"
        r"|镇乡|乡镇街道|地区|地市|村居|行政村)(\(.*\))?(名称?|别)?|名称",
    ),
    ("recipient", r"recipients?|towns?|units?|departments?|payees?|names?|beneficiar(y|ies)"),
)
_COUNTS = frozenset(word.casefold() for word in COUNTED)
_UNIT = "|".join(map(re.escape, sorted(COUNTED, key=len, reverse=True)))
_OWN_COUNT = re.compile(rf"(.*\D)?\d+({_UNIT})")
"""A header that carries its own total: 村数171个, or 25个 in its bracket."""
_COUNTED_BELOW = re.compile(rf".*\(({_UNIT})\)")
"""A header over several that says what they are counted in: 人口情况(人) over 监测对象."""
_DATE = re.compile(r"(.*\D)?((19|20)\d\d年|\d\d?[月日])")
"""A date, which is no count: a year or months of it over a column of money."""
_OWN_RATE = re.compile(r"\d[万亿]?元")
"""A standard that a bracket tells of the amounts below: 城市社区(每个2万元)."""
_PER = re.compile(r".*((?:^|\w)/\w|每).*")
"""What something is of: 元/人; +/- over changes is none."""


def role_of_figures(path: tuple[str, ...], bracket: str, is_money: bool) -> Role | None:
    """Return what a column of figures is for by the words over it; None when they do not tell.

    Args:
        path: Its headers, from the outermost inwards, without the unit.
        bracket: What the header's bracket says, when it is no unit of money.
        is_money: Whether the header itself says a unit of money.
    """
    own = path[-1] if path else ""
    if role := _look((*_ANY, *_COUNTS_NOTHING), own):
        return role
    if bracket in ("%", "‰"):
        named = (_look(_FIGURES, text) for text in (own, own.rstrip("%‰ ")))
        return "figure" if "figure" in named else "share"
    if len(path) > 1 and own.casefold() in ("数据", "figure"):
        return "indicator"  # a factor's own column in a sheet of scores, whatever it is counted in
    if _PER.fullmatch(bracket) and not _OWN_RATE.search(bracket):
        return "rate"
    if bracket.casefold() in _COUNTS or _counts_itself(bracket) or _counts_itself(own):
        return "inverse" if _look(_FIGURES, own) == "inverse" else "indicator"
    role = _look(_FIGURES, own)
    if is_money:
        kept = ("total", "source", "rate", "inverse", "indicator")
        above = next((a for p in reversed(path[:-1]) if (a := _look(_PARENTS, p))), None)
        if role not in kept:
            role = above if above in ("source", "use") else "amount"
        return role
    if role in ("share", "rate", "total", "inverse", "figure"):
        return role
    for parent in reversed(path[:-1]):
        if above := _look(_PARENTS, parent):
            return above
        if _COUNTED_BELOW.fullmatch(parent):
            return "indicator"
    return role


def _counts_itself(words: str) -> bool:
    """Return whether a header carries its own total."""
    return bool(_OWN_COUNT.fullmatch(words)) and not _DATE.fullmatch(words)


def role_of_words(path: tuple[str, ...]) -> Role | None:
    """Return what a column of words is for; None when the words over it do not tell."""
    own = path[-1] if path else ""
    return _look(_ANY, own) or _look(_WORDS, own)


def _look(vocabulary: tuple[tuple[Role, str], ...], word: str) -> Role | None:
    for role, pattern in vocabulary:
        if re.fullmatch(pattern, word, re.IGNORECASE):
            return role
    return None


def counts_nothing(head: str) -> bool:
    """Say whether a head over figures is of what names a day, a line, an account or a paper."""
    return _look(_COUNTS_NOTHING, head) is not None
