"""What readers see settings of parts called, and the words that can be written for them.

Who writes a scenario types the keys; whoever reads what came of it is shown these. In English a key
is its own name: `max_deviation` reads `max deviation`.
"""

from collections.abc import Mapping, Sequence

from optalloc.core.message import NOTHING, Words, same

SETTING_NAMES: Mapping[str, str] = {
    "after": "先用的来源",
    "among": "比较范围",
    "amount": "金额",
    "amounts": "金额",
    "apart": "可以相差",
    "at": "层级",
    "at_least": "下限",
    "at_most": "上限",
    "below": "进度线",
    "beside": "项目之外的安排",
    "carry_over": "结转比例",
    "cell": "每笔的步长",
    "cite": "依据",
    "coefficients": "进度系数",
    "column": "列",
    "columns": "列",
    "count": "计数方式",
    "curve": "受益曲线",
    "depth": "比较深度",
    "distance": "差额算法",
    "each": "每个单位的金额",
    "each_source": "各来源单独达到",
    "eligible": "门槛",
    "equals": "因素相同的单位",
    "factors": "因素",
    "filled": "必填列",
    "firm": "刚性",
    "gains": "收益列",
    "groups": "用途类别",
    "growth": "库规模增长",
    "how": "安排方式",
    "kind": "种类",
    "kinds": "单位类型",
    "last_year": "上年库规模",
    "likely": "未落实的来源",
    "looked_in": "查找的列",
    "max_deviation": "最大偏离",
    "not_below": "不低于的年份",
    "of": "相对于",
    "over": "统计期间",
    "overpaid": "已超付时",
    "part": "保留比例",
    "parts": "各项目标",
    "per": "人均所用的列",
    "per_unit": "每个单位数的金额",
    "portion": "公式所占比例",
    "profile": "分年比例的列",
    "project": "项目",
    "projects": "项目",
    "recipient": "单位",
    "recipients": "单位",
    "said_yes": "须为“是”的列",
    "says": "不等式",
    "shares": "比例",
    "slack": "可以相差",
    "source": "来源",
    "sources": "来源",
    "standard": "标准",
    "start": "开工年份的列",
    "then": "资金不够时",
    "thresholds": "起计线",
    "tiers": "资金层级",
    "title": "名称",
    "tolerance": "容差",
    "total": "合计",
    "grain.total": "合计的步长",
    "unit": "计量单位",
    "up_to": "最多变动",
    "top_up.up_to": "补到",
    "use": "用途",
    "uses": "用途",
    "weights": "权重",
    "what": "数什么",
    "when": "核定时间",
    "when_short": "资金不够时",
    "where": "条件",
    "who": "核定人",
    "why": "核定理由",
    "within": "成立范围",
    "year": "年度",
    "years": "年份",
}
"""The Chinese name of each setting, short enough for a sentence; of one part after a dot."""

VALUE_NAMES: Mapping[str, Mapping[str, str]] = {
    "among": {"all": "全部单位", "funded": "得到资金的单位"},
    "beside": {"true": "可以", "false": "不可以"},
    "count": {"cells": "每笔", "recipients": "单位", "money": "金额"},
    "depth": {"worst": "只看最差的", "leximin": "逐个往下"},
    "distance": {
        "absolute": "绝对差额",
        "relative": "相对差额",
        "squared": "差额平方",
        "squared_over_target": "差额平方除以测算额",
        "webster": "韦伯斯特法",
        "hill": "亨廷顿—希尔法",
        "dean": "迪安法",
        "adams": "亚当斯法",
        "jefferson": "杰斐逊法",
    },
    "each_source": {"true": "是", "false": "否"},
    "equals": {"same": "金额相同", "within_step": "相差不超过一步"},
    "how": {"whole": "全额", "from_minimum": "从最低资金起"},
    "of": {
        "amount": "金额",
        "share": "份额",
        "source": "来源",
        "use": "用途",
        "target": "测算额",
        "year": "往年",
        "recipients": "单位",
        "cells": "每笔",
    },
    "over": {"batch": "本批", "year": "全年"},
    "overpaid": {"zero": "本次为零", "refuse": "不通过"},
    "then": {"skip": "跳过", "stop": "停", "part": "安排一部分"},
    "what": {"money": "金额", "needs": "需求项数"},
    "when_short": {"refuse": "不通过", "ratable": "同比减少"},
    "within": {"recipient": "每个单位", "award": "每笔安排", "total": "合计"},
}
"""The Chinese of what can be written for a setting of fixed words."""


def setting_words(setting: Sequence[str], kind: str = "") -> Words:
    """Return what a setting of a part is called: 上限, 比例（市级）.

    Args:
        setting: The field, and the key in it where it holds several.
        kind: The word of the part.
    """
    if not setting:
        return NOTHING
    name, *below = setting
    zh = SETTING_NAMES.get(f"{kind}.{name}") or SETTING_NAMES.get(name, name)
    en = name.replace("_", " ")
    return Words(zh + "".join(f"（{b}）" for b in below), en + "".join(f" ({b})" for b in below))


def value_words(setting: str, value: str) -> Words:
    """Return what a word written for a setting is called."""
    zh = VALUE_NAMES.get(setting, {}).get(value)
    return same(value) if zh is None else Words(zh, value.replace("_", " "))
