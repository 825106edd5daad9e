"""The columns of every table of a scenario, each under any of its headers: data for all readers.

金额 安排额 资金规模 amount        one column, whichever of them stands above it
"""

from collections.abc import Mapping, Sequence

from optalloc.inputs.tables import Table

NAME = {
    "sources": ("资金来源", "来源", "source"),
    "recipients": ("单位", "镇", "乡镇", "市县", "recipient"),
    "uses": ("用途", "use"),
    "projects": ("项目名称", "项目", "project"),
    "negative_list": ("负面事项", "事项", "item"),
}
TIER = ("层级", "级次", "资金级次", "tier")
DOCUMENT = ("文号", "document")
SOURCE_KIND = ("性质", "资金性质", "kind")
TAKEN_FROM = ("收回单位", "taken_from")
AMOUNT = ("金额", "安排额", "资金规模", "amount")
YEAR = ("年度", "年份", "year")
NEED = ("需求", "需求额", "金额", "need", "amount")
KIND = ("类型", "类别", "kind")
COUNTS = ("是否产业", "产业", "industry")
GROUPS = ("类别", "分组", "group")
PROJECT_NEED = ("资金需求", "需求", "资金规模", "need")
MINIMUM = ("最低资金", "最少资金", "minimum")
ALTERNATIVES = ("比选组", "替代组", "alternatives")
REQUIRES = ("前置项目", "requires")
KEYWORDS = ("关键词", "words")
BASIS = ("依据", "cite")
REMARK = ("备注", "说明", "remark")

COLUMNS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sources": (NAME["sources"], TIER, DOCUMENT, SOURCE_KIND, TAKEN_FROM, AMOUNT, REMARK),
    "recipients": (NAME["recipients"], KIND, REMARK),
    "uses": (NAME["uses"], COUNTS, GROUPS, REMARK),
    "needs": (NAME["recipients"], NAME["uses"], NEED, REMARK),
    "projects": (
        *(NAME["projects"], NAME["recipients"], NAME["uses"]),
        *(PROJECT_NEED, MINIMUM, ALTERNATIVES, REQUIRES, REMARK),
    ),
    "negative_list": (NAME["negative_list"], KEYWORDS, BASIS, REMARK),
    "earlier": (NAME["recipients"], NAME["sources"], NAME["uses"], AMOUNT, DOCUMENT, REMARK),
    "approved": (*(NAME[n] for n in ("recipients", "sources", "uses", "projects")), AMOUNT, REMARK),
    "history": (YEAR, NAME["recipients"], NAME["sources"], NAME["uses"], AMOUNT, REMARK),
}
"""The columns that each table may have, each under any of its names."""
GIVEN = ("earlier", "approved", "history")
"""The tables of what was given, which come as papers too: plans in Word, pages, wide tables."""
REQUIRED = ("sources", "recipients", "uses")


def column_of(table: Table, aliases: Sequence[str]) -> str:
    """Return the header under which a table has a column; the first alias when it has none."""
    return next((a for a in aliases if a in table.headers), aliases[0])
