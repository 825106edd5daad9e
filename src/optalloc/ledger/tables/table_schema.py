"""The tables that go into a ledger and come out of it: their columns and what each cell holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Table

from optalloc.core.message import Words
from optalloc.ledger.store import schema
from optalloc.ledger.store.invariants import KINDS, PAYEES

Sort = Literal["text", "name", "names", "money", "year", "month", "day", "one_of", "row"]
Choices = Mapping[str, Words]

SOURCE_KIND: Choices = {
    "new": Words("本年", "new"),
    "carry_over": Words("结转", "carry_over"),
    "taken_back": Words("收回", "taken_back"),
}
CLASSES: Choices = {
    "profit": Words("经营性", "profit"),
    "public": Words("公益性", "public"),
    "household": Words("到户类", "household"),
}
LEVELS: Choices = {
    "district": Words("区", "district"),
    "town": Words("镇", "town"),
    "village": Words("村", "village"),
    "household": Words("户", "household"),
}
STATES: Choices = {
    "refused": Words("退回", "refused"),
    "admitted": Words("入库", "admitted"),
    "funded": Words("已安排", "funded"),
    "started": Words("开工", "started"),
    "completed": Words("完工", "completed"),
    "accepted": Words("验收", "accepted"),
    "left": Words("出库", "left"),
}


@dataclass(frozen=True)
class TableField:
    """A column of a table.

    Attributes:
        column: The column of the ledger's table.
        heads: Its headers, the one that is written first.
        sort: What a cell holds; `row` is the name of a row of the register `column` belongs to.
        required: Whether it must be filled.
        of: For `row`, the register it names a row of.
        choices: For `one_of`, the words.
    """

    column: str
    heads: tuple[str, ...]
    sort: Sort = "text"
    required: bool = False
    of: str = ""
    choices: Choices | None = None


@dataclass(frozen=True)
class TableSchema:
    """A table as it is read and written.

    Attributes:
        title: The name of its sheet in a workbook.
        takes_more: Whether columns of other names are kept.
    """

    title: Words
    table: Table
    fields: tuple[TableField, ...]
    takes_more: bool = False

    def field(self, column: str) -> TableField:
        """Return one field."""
        return next(field for field in self.fields if field.column == column)


YEAR = TableField("year", ("年度", "年份", "year"), "year", True)
MONTH = TableField("month", ("月份", "月度", "支付月份", "month"), "month", True)
AMOUNT = TableField("amount", ("金额", "支付金额", "安排额", "资金规模", "amount"), "money", True)
NOTE = TableField("note", ("备注", "说明", "remark"))
RECIPIENT = TableField(
    "recipient", ("单位", "镇", "乡镇", "市县", "recipient"), "row", True, "recipients"
)
USE = TableField("use", ("用途", "use"), "row", True, "uses")
SOURCE = TableField("source", ("资金来源", "来源", "source"), "row", True, "sources")
PROJECT = TableField("project", ("项目名称", "项目", "project"), "row", False, "projects")
BATCH = TableField("batch", ("批次", "batch"), "row", False, "batches")

SHEETS: Mapping[str, TableSchema] = {
    "recipients": TableSchema(
        Words("单位", "recipients"),
        schema.recipients,
        (
            TableField("name", RECIPIENT.heads, "name", True),
            TableField("kind", ("类型", "类别", "kind")),
        ),
    ),
    "uses": TableSchema(
        Words("用途", "uses"),
        schema.uses,
        (
            TableField("name", USE.heads, "name", True),
            TableField("groups", ("类别", "分组", "group"), "names"),
        ),
    ),
    "sources": TableSchema(
        Words("资金来源", "sources"),
        schema.sources,
        (
            YEAR,
            TableField("name", SOURCE.heads, "name", True),
            TableField("tier", ("层级", "级次", "资金级次", "tier")),
            TableField("document", ("文号", "document")),
            TableField("kind", ("性质", "资金性质", "kind"), "one_of", choices=SOURCE_KIND),
            TableField("taken_from", ("收回单位", "taken_from")),
            AMOUNT,
        ),
    ),
    "projects": TableSchema(
        Words("项目库", "projects"),
        schema.projects,
        (
            TableField("name", PROJECT.heads, "name", True),
            TableField("code", ("项目编码", "项目编号", "code")),
            TableField("entered", ("入库年度", "年度", "entered"), "year", True),
            RECIPIENT,
            USE,
            TableField("need", ("资金需求", "需求", "资金规模", "need"), "money", True),
            TableField("minimum", ("最低资金", "最少资金", "minimum"), "money"),
            TableField("category", ("项目类别", "category")),
            TableField("nature", ("建设性质", "nature")),
            TableField("place", ("实施地点", "place")),
            TableField("schedule", ("时间进度", "建设期限", "schedule")),
            TableField("responsible", ("责任单位", "建设单位及责任人", "responsible")),
            TableField("task", ("建设任务", "建设内容", "task")),
            TableField("financing", ("筹资方式", "financing")),
            TableField("beneficiaries", ("受益对象", "beneficiaries")),
            TableField("target", ("绩效目标", "target")),
            TableField("linkage", ("联农带农机制", "linkage")),
        ),
        takes_more=True,
    ),
    "awards": TableSchema(
        Words("下达", "awards"),
        schema.entries,
        (
            *(YEAR, MONTH, BATCH, SOURCE, RECIPIENT, USE, PROJECT, AMOUNT),
            TableField(
                "kind", ("类型", "kind"), "one_of", choices={k: v for k, v in KINDS.items()}
            ),
            NOTE,
        ),
    ),
    "payments": TableSchema(
        Words("支付", "payments"),
        schema.entries,
        (
            *(YEAR, MONTH, SOURCE, PROJECT),
            TableField("recipient", RECIPIENT.heads, "row", False, "recipients"),
            TableField("use", USE.heads, "row", False, "uses"),
            AMOUNT,
            TableField(
                "payee", ("收款对象", "收款人类别", "payee"), "one_of", True, choices=PAYEES
            ),
            TableField("voucher", ("凭证号", "支付凭证号", "voucher")),
            NOTE,
        ),
    ),
    "assets": TableSchema(
        Words("资产", "assets"),
        schema.assets,
        (
            TableField("name", ("资产名称", "资产", "asset"), "name", True),
            TableField("project", PROJECT.heads, "row", True, "projects"),
            TableField("class", ("资产类别", "资产类型", "class"), "one_of", True, choices=CLASSES),
            TableField("level", ("权属级别", "产权层级", "level"), "one_of", True, choices=LEVELS),
            TableField("owner", ("产权人", "所有者", "owner"), required=True),
            TableField("value", ("原值", "资产原值", "value"), "money", True),
            TableField("manager", ("管护责任人", "管护单位", "manager"), required=True),
            TableField("place", ("坐落", "地点", "place")),
            TableField("accepted", ("验收日期", "accepted"), "day", True),
            TableField("registered", ("登记日期", "registered"), "day"),
        ),
    ),
    "negative_list": TableSchema(
        Words("负面清单", "negative list"),
        schema.negative_list,
        (
            TableField("name", ("负面事项", "事项", "item"), "name", True),
            TableField("words", ("关键词", "words"), "names", True),
            TableField("cite", ("依据", "cite")),
        ),
    ),
}
"""Every table by the word that a command calls it."""
JOURNAL = ("awards", "payments")
"""The tables whose rows are entries of the journal."""


def head_of(headers: tuple[str, ...], field: TableField) -> str:
    """Return the header under which a table has a field; the first when it has none."""
    return next((head for head in field.heads if head in headers), field.heads[0])
