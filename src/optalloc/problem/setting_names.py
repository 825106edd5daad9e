"""What settings of a scenario are called in Chinese, and the words that can be written for them.

The one place of these names: sheets of a workbook are headed by them, letters and papers say them.
What a kind of part is called stands in its own file (`called`). In English a key is its own name:
`max_deviation` reads `max deviation`. To somebody whose scenario is a workbook settings are told by
sheet, row and name (`InSheets`).
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from optalloc.core.message import NOTHING, Words, same
from optalloc.problem.directions import DIRECTIONS

SETTING_NAMES: Mapping[str, str] = {
    # what every part may have
    "at": "层级",
    "cite": "依据",
    "firm": "刚性",
    "kind": "种类",
    "kinds": "单位类型",
    "over": "统计期间",
    "recipients": "单位",
    "title": "显示名称",
    "tolerance": "容差",
    "weights": "权重",
    "where": "单位条件",
    # figures and limits
    "amount": "金额",
    "amounts": "金额",
    "apart": "可以相差",
    "at_least": "下限",
    "at_most": "上限",
    "below": "进度线",
    "carry_over": "可结转比例",
    "cell": "每笔的步长",
    "close_gap.total": "补足后合计",
    "coefficients": "进度系数",
    "curve": "受益曲线",
    "each": "每个单位的金额",
    "eligible": "参加门槛",
    "grain.sources": "各来源的步长",
    "grain.total": "合计的步长",
    "growth": "库规模与上年之比",
    "last_year": "上年库规模",
    "max_deviation": "最大偏离",
    "part": "保留比例",
    "per_unit": "每人（村）金额",
    "portion": "公式所占比例",
    "pro_rata.sources": "各来源的保留比例",
    "shares": "比例",
    "slack": "可以相差",
    "standard": "标准",
    "sums": "可加的列",
    "targets.within": "下级权重",
    "thresholds": "起计线",
    "top_up.up_to": "补到",
    "total": "合计",
    "up_to": "最多变动",
    "weight": "权数",
    "within": "成立范围",
    # names and columns
    "after": "先用的来源",
    "close_gap.source": "补缺的来源",
    "column": "列",
    "columns": "列",
    "documents": "文件标题",
    "factors": "因素",
    "filled": "必填列",
    "gains": "收益列",
    "groups": "用途类别",
    "indicator.columns": "组成的列",
    "least_cost.columns": "成本列",
    "levels.columns": "层级列",
    "likely": "未落实的来源",
    "looked_in": "查找的列",
    "not_below": "不低于的年份",
    "parts": "组成目标",
    "per": "人均所用的列",
    "profile": "分年比例的列",
    "project": "项目",
    "projects": "项目",
    "recipient": "单位",
    "said_yes": "须为“是”的列",
    "says": "不等式",
    "source": "资金来源",
    "bounded_factors.source": "数据来源",
    "factors.source": "数据来源",
    "indicator.source": "数据来源",
    "sources": "资金来源",
    "start": "开工年份的列",
    "started": "已开工年份的列",
    "tiers": "资金层级",
    "unit": "计量单位",
    "use": "用途",
    "uses": "用途",
    "year": "年份",
    "years": "年份",
    "schedule.years": "各年的资金来源",
    "year_to_year.years": "各年的资金来源",
    # ways
    "among": "比较范围",
    "beside": "项目外可安排",
    "by": "按什么居先",
    "count": "计数方式",
    "depth": "比较深度",
    "direction": "方向",
    "distance": "差额算法",
    "each_source": "每个来源都要达到",
    "equals": "因素相同的单位",
    "first": "居先的",
    "how": "安排方式",
    "of": "相对于",
    "overpaid": "已超付时",
    "seed": "抽签种子",
    "then": "资金不够时",
    "what": "计什么",
    "when": "核定时间",
    "when_short": "资金不够时",
    "who": "核定人",
    "why": "核定理由",
    # the whole scenario
    "baseline": "基准方法",
    "extends": "情景底稿",
    "levels": "单位以上层级",
    "model": "政策底稿",
    "name": "情景名称",
    "notes": "说明",
    "settings.title": "标题",
    "settings.unit": "金额单位",
    "tables": "表",
    "ties": "并列规则",
    # papers
    "contact": "联系人",
    "date": "日期",
    "days": "天数",
    "en": "英文",
    "fund": "资金全称",
    "notice": "公示",
    "notice.start": "起始日",
    "notice.title": "标题",
    "office": "印发单位",
    "opening": "正文之前",
    "paper.title": "标题",
    "phone": "联系电话",
    "place": "地点",
    "principle": "分配原则",
    "requirements": "有关要求",
    "scope": "使用范围",
    "supervision": "监督电话",
    "zh": "中文",
}
"""The Chinese name of each setting, short enough for a cell and a sentence.

A name that one part, section or group has for itself stands after it and a dot.
"""

_TIES = {
    "listed": "列表次序",
    "column": "列的大小",
    "remainder": "余数",
    "last_year": "上年少的",
    "lot": "抽签",
}

VALUE_NAMES: Mapping[str, Mapping[str, str]] = {
    "among": {"all": "全部单位", "funded": "得到资金的单位"},
    "by": _TIES,
    "count": {"cells": "笔数", "recipients": "单位数", "money": "金额"},
    "depth": {"worst": "只看最差的", "leximin": "逐个往下"},
    "direction": {name: one.says.zh for name, one in DIRECTIONS.items()},
    "distance": {
        "absolute": "绝对差额",
        "relative": "相对差额",
        "squared": "差额平方",
        "squared_over_target": "差额平方除以测算额",
        "webster": "韦伯斯特法",
        "hill": "亨廷顿-希尔法",
        "dean": "迪安法",
        "adams": "亚当斯法",
        "jefferson": "杰斐逊法",
    },
    "equals": {"same": "金额相同", "within_step": "相差不超过一步"},
    "first": {"larger": "大的", "smaller": "小的"},
    "how": {"whole": "全额", "from_minimum": "从最低资金起"},
    "of": {
        "amount": "往年金额",
        "share": "往年份额",
        "source": "来源构成",
        "use": "用途构成",
        "target": "测算额",
        "year": "往年",
        "recipients": "单位合计",
        "cells": "每笔",
    },
    "over": {"batch": "本批", "year": "全年"},
    "overpaid": {"zero": "本次为零", "refuse": "不通过"},
    "then": {"skip": "跳过", "stop": "停止", "part": "安排余额"},
    "ties": _TIES,
    "what": {"money": "金额", "needs": "需求项数"},
    "when_short": {"refuse": "不通过", "ratable": "同比减少"},
    "within": {"recipient": "每个单位", "award": "每笔", "total": "合计"},
}
"""The Chinese of what can be written for a setting of fixed words."""

YES_NO = (Words("是", "yes"), Words("否", "no"))
"""What is written for a setting that is on or off: true and false."""


def name_of(word: str, *owners: str) -> str:
    """Return the Chinese name of a setting; the word itself where it has none.

    Args:
        owners: What it belongs to, the nearest first: a setting, a part, a section.
    """
    for owner in owners:
        if (name := SETTING_NAMES.get(f"{owner}.{word}")) is not None:
            return name
    return SETTING_NAMES.get(word, word)


def value_name_of(word: str, *settings: str) -> str:
    """Return the Chinese name of a word that is written for a setting; itself where it has none.

    Args:
        settings: What it may be written for, the nearest first.
    """
    found = (VALUE_NAMES.get(setting, {}).get(word) for setting in settings)
    return next(filter(None, found), word)


def setting_words(setting: Sequence[str], *owners: str) -> Words:
    """Return what a setting of a part is called: 上限, 比例（市级）.

    Args:
        setting: The field, and the key in it where it holds several.
        owners: The word of the part, and the section that it stands in.
    """
    if not setting:
        return NOTHING
    name, *below = setting
    zh, en = name_of(name, *owners), name.replace("_", " ")
    return Words(zh + "".join(f"（{b}）" for b in below), en + "".join(f" ({b})" for b in below))


def value_words(setting: str, value: str) -> Words:
    """Return what a word written for a setting is called."""
    if value in ("true", "false"):
        return Words(YES_NO[value == "false"].zh, value)
    zh = VALUE_NAMES.get(setting, {}).get(value)
    return same(value) if zh is None else Words(zh, value.replace("_", " "))


class InSheets(Protocol):
    """Tells of settings of one scenario, whose keys its writer has never seen."""

    def where(self, settings: Sequence[str]) -> tuple[Words, ...]:
        """Return which rows of which sheets say settings, and what to write, in the order to do it.

        Each row is the one that has the setting at its turn. Nothing where one has no row.

        Args:
            settings: `KEY=VALUE` texts, as `--set` takes them.
        """

    def typed(self, setting: str) -> Words:
        """Return the same setting as `--set` takes it in the names of the sheets."""
