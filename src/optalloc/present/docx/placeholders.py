"""The placeholders of an office's own template: `{{标题}}` and `{{title}}` are one and the same."""

import re
from dataclasses import dataclass

from optalloc.core.message import Words


@dataclass(frozen=True)
class Placeholder:
    """A place in a template that the plan fills.

    Attributes:
        name: What is written between the braces.
        meaning: What stands there afterwards.
        is_whole: Whether it becomes paragraphs or a table, and so needs a paragraph of its own.
    """

    name: Words
    meaning: Words
    is_whole: bool = False


def _line(zh: str, en: str, meaning_zh: str, meaning_en: str) -> Placeholder:
    return Placeholder(Words(zh, en), Words(meaning_zh, meaning_en))


def _whole(zh: str, en: str, meaning_zh: str, meaning_en: str) -> Placeholder:
    return Placeholder(Words(zh, en), Words(meaning_zh, meaning_en), is_whole=True)


PLACEHOLDERS = (
    _line("标题", "title", "方案标题", "title of the plan"),
    _line("资金名称", "fund", "资金全称", "full name of the money"),
    _line("资金合计", "money", "到位资金，带单位", "money received, with its unit"),
    _line("安排合计", "arranged", "安排的资金，带单位", "money arranged, with its unit"),
    _line("金额单位", "unit", "元、万元 或 亿元", "元, 万元 or 亿元"),
    _line("印发单位", "office", "印发单位", "issuing office"),
    _line("签发日期", "date", "签发日期", "date of signing"),
    _line("联系人", "contact", "联系人", "contact"),
    _line("联系电话", "phone", "联系电话", "telephone of the contact"),
    _line("监督电话", "supervision", "12317 和本单位监督电话", "12317 and the office's own"),
    _whole("引言", "opening", "第一部分之前的话", "what stands before the first section"),
    _whole("资金到位情况", "received", "一、资金到位情况", "section 1, funds received"),
    _whole("分配原则", "principle", "二、资金分配原则", "section 2, principle of allocation"),
    _whole("使用范围", "scope", "三、资金使用范围", "section 3, what the money is for"),
    _whole("资金安排", "allocation", "四、资金安排", "section 4, allocation in sentences"),
    _whole("有关要求", "requirements", "五、有关要求", "section 5, requirements"),
    _whole("分配表", "table", "单位、合计、各来源", "table of allocation"),
    _whole("用途表", "uses", "单位、各来源、各用途", "table by source and use"),
    _whole("项目表", "projects", "项目资金安排表", "table of projects; nothing without any"),
    _whole("图", "chart", "安排额与基准对照图", "amounts beside the baseline, as a picture"),
    _whole("说明", "notes", "表下的说明", "notes below the table"),
)
BY_NAME = {name: placeholder for placeholder in PLACEHOLDERS for name in placeholder.name}
FOUND = re.compile(r"[{｛]{2}\s*([^{}｛｝]{1,60}?)\s*[}｝]{2}")
"""A placeholder in a text; braces of a Chinese keyboard do as well."""
LEFT_OPEN = re.compile(r"[{｛]{2}|[}｝]{2}")
"""What is left of a placeholder that is not closed, or not opened."""
