"""The tables that go into a ledger and come out of it: their columns and what each cell holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Table

from optalloc.core.message import Words
from optalloc.inputs.table_schema import (
    AMOUNT,
    BASIS,
    DOCUMENT,
    GROUPS,
    ITEM,
    KEYWORDS,
    KIND,
    MINIMUM,
    PROJECT,
    PROJECT_NEED,
    RECIPIENT,
    REMARK,
    SOURCE,
    SOURCE_KIND,
    TAKEN_FROM,
    TIER,
    USE,
    YEAR,
    Choices,
    TableField,
    TableSchema,
    own_name,
)
from optalloc.ledger.store import schema
from optalloc.ledger.store.invariants import KINDS, PAYEES

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
NOT_FUNDED = ("refused", "left")
"""The states of projects that take no money."""

MONTH = TableField("month", ("月份", "月度", "支付月份", "month"), "month", True)
PAID_OR_GIVEN = TableField(
    "amount", ("金额", "支付金额", *AMOUNT.heads[1:]), AMOUNT.sort, AMOUNT.required
)
BATCH = TableField("batch", ("批次", "batch"), "row", False, "batches")


@dataclass(frozen=True, kw_only=True)
class StoredSchema(TableSchema):
    """A table that goes into a ledger.

    Attributes:
        table: Where the database keeps it; the keys of the columns are its columns there.
    """

    table: Table


SHEETS: Mapping[str, StoredSchema] = {
    "recipients": StoredSchema(
        Words("单位", "recipients"), (own_name(RECIPIENT), KIND), table=schema.recipients
    ),
    "uses": StoredSchema(Words("用途", "uses"), (own_name(USE), GROUPS), table=schema.uses),
    "sources": StoredSchema(
        Words("资金来源", "sources"),
        (YEAR, own_name(SOURCE), TIER, DOCUMENT, SOURCE_KIND, TAKEN_FROM, AMOUNT),
        table=schema.sources,
    ),
    "projects": StoredSchema(
        Words("项目库", "projects"),
        (
            own_name(PROJECT),
            TableField("code", ("项目编码", "项目编号", "code")),
            TableField("entered", ("入库年度", "年度", "entered"), "year", True),
            RECIPIENT,
            USE,
            PROJECT_NEED,
            MINIMUM,
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
        table=schema.projects,
    ),
    "awards": StoredSchema(
        Words("下达", "awards"),
        (
            *(YEAR, MONTH, BATCH, SOURCE, RECIPIENT, USE, PROJECT, PAID_OR_GIVEN),
            TableField(
                "kind", ("类型", "kind"), "one_of", choices={k: v for k, v in KINDS.items()}
            ),
            REMARK,
        ),
        table=schema.entries,
    ),
    "payments": StoredSchema(
        Words("支付", "payments"),
        (
            *(YEAR, MONTH, SOURCE, PROJECT),
            RECIPIENT.optional(),
            USE.optional(),
            PAID_OR_GIVEN,
            TableField(
                "payee", ("收款对象", "收款人类别", "payee"), "one_of", True, choices=PAYEES
            ),
            TableField("voucher", ("凭证号", "支付凭证号", "voucher")),
            REMARK,
        ),
        table=schema.entries,
    ),
    "assets": StoredSchema(
        Words("资产", "assets"),
        (
            TableField("name", ("资产名称", "资产", "asset"), "name", True),
            replace(PROJECT, required=True),
            TableField("class", ("资产类别", "资产类型", "class"), "one_of", True, choices=CLASSES),
            TableField("level", ("权属级别", "产权层级", "level"), "one_of", True, choices=LEVELS),
            TableField("owner", ("产权人", "所有者", "owner"), required=True),
            TableField("value", ("原值", "资产原值", "value"), "money", True),
            TableField("manager", ("管护责任人", "管护单位", "manager"), required=True),
            TableField("place", ("坐落", "地点", "place")),
            TableField("accepted", ("验收日期", "accepted"), "day", True),
            TableField("registered", ("登记日期", "registered"), "day"),
        ),
        table=schema.assets,
    ),
    "negative_list": StoredSchema(
        Words("负面清单", "negative list"),
        (own_name(ITEM), KEYWORDS, BASIS),
        table=schema.negative_list,
    ),
}
"""Every table by the word that a command calls it."""
JOURNAL = ("awards", "payments")
"""The tables whose rows are entries of the journal."""
