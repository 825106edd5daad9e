"""The tables that are read and written: their columns, and what a cell of each holds.

A scenario's tables and a ledger's are described alike, and a column that both have is written once.

金额 安排额 资金规模 amount        one column, whichever of them stands above it
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from optalloc.core.message import Words
from optalloc.inputs.tables.table import Table
from optalloc.problem.facts import SOURCE_KINDS

Sort = Literal["text", "name", "names", "money", "year", "month", "day", "one_of", "yes_no", "row"]
Choices = Mapping[str, Words]


@dataclass(frozen=True)
class TableField:
    """A column of a table.

    Attributes:
        key: What the program calls it; in a ledger the column of its database too.
        heads: Its headers, the one that is written first.
        sort: What a cell holds: `name` names the row itself, `names` are several words in a cell,
            `row` is the name of a row of another table.
        required: Whether it must be filled.
        of: For `row`, the table it names a row of.
        choices: For `one_of`, the words.
    """

    key: str
    heads: tuple[str, ...]
    sort: Sort = "text"
    required: bool = False
    of: str = ""
    choices: Choices | None = None

    def head(self, headers: Collection[str]) -> str:
        """Return the header under which a table has the column; the first when it has none."""
        return next((head for head in self.heads if head in headers), self.heads[0])

    def optional(self) -> "TableField":
        """Return the column as a table has it in which it may be empty."""
        return replace(self, required=False)


@dataclass(frozen=True)
class TableSchema:
    """A table as it is read and written.

    Attributes:
        title: The name of its sheet in a workbook.
        takes_more: Whether columns of other names are kept.
    """

    title: Words
    fields: tuple[TableField, ...]
    takes_more: bool = False

    def field(self, key: str) -> TableField:
        """Return one column."""
        return next(field for field in self.fields if field.key == key)

    def head(self, key: str, table: Table) -> str:
        """Return the header under which a table has a column."""
        return self.field(key).head(table.headers)

    @property
    def heads(self) -> tuple[str, ...]:
        """Return every header that the table may have, each once."""
        return tuple(dict.fromkeys(head for field in self.fields for head in field.heads))


RECIPIENT = TableField(
    "recipient",
    # Nearer ones first: a table of towns may name the county of each beside it.
    ("单位", "镇", "乡镇", "市县", "县区", "县市区", "县(市、区)", "recipient"),
    "row",
    True,
    "recipients",
)
USE = TableField("use", ("用途", "use"), "row", True, "uses")
SOURCE = TableField("source", ("资金来源", "来源", "source"), "row", True, "sources")
PROJECT = TableField("project", ("项目名称", "项目", "project"), "row", False, "projects")
ITEM = TableField("item", ("负面事项", "事项", "item"), "row", True, "negative_list")
AMOUNT = TableField("amount", ("金额", "安排额", "资金规模", "amount"), "money", True)
YEAR = TableField("year", ("年度", "年份", "year"), "year", True)
TIER = TableField("tier", ("层级", "级次", "资金级次", "tier"))
DOCUMENT = TableField("document", ("文号", "document"))
SOURCE_KIND = TableField(
    "kind", ("性质", "资金性质", "kind"), "one_of", choices={k: v for k, v in SOURCE_KINDS.items()}
)
FIRM = TableField("firm", ("刚性", "firm"), "yes_no")
TAKEN_FROM = TableField("taken_from", ("收回单位", "taken_from"))
NEED = TableField("need", ("需求", "需求额", "金额", "need", "amount"), "money", True)
KIND = TableField("kind", ("类型", "类别", "kind"))
COUNTS = TableField("counts", ("是否产业", "产业", "industry"), "yes_no", True)
GROUPS = TableField("groups", ("类别", "分组", "group"), "names")
PROJECT_NEED = TableField("need", ("资金需求", "需求", "资金规模", "need"), "money", True)
MINIMUM = TableField("minimum", ("最低资金", "最少资金", "minimum"), "money")
ALTERNATIVES = TableField("alternatives", ("比选组", "替代组", "alternatives"))
REQUIRES = TableField("requires", ("前置项目", "requires"), "names")
KEYWORDS = TableField("words", ("关键词", "words"), "names", True)
BASIS = TableField("cite", ("依据", "cite"))
REMARK = TableField("note", ("备注", "说明", "remark"))


GIVEN_TO = TableField("recipient", RECIPIENT.heads, "name", True)
"""Who was given money before, who need be no recipient now."""
GIVEN_FROM = TableField("source", SOURCE.heads, "name")


def own_name(of: TableField) -> TableField:
    """Return the column of a table's own rows' names, where another table names them."""
    return TableField("name", of.heads, "name", True)


TABLES: Mapping[str, TableSchema] = {
    "sources": TableSchema(
        Words("资金来源", "sources"),
        (own_name(SOURCE), TIER, DOCUMENT, SOURCE_KIND, TAKEN_FROM, AMOUNT, FIRM, REMARK),
    ),
    "recipients": TableSchema(
        Words("单位", "recipients"), (own_name(RECIPIENT), KIND, REMARK), takes_more=True
    ),
    "uses": TableSchema(Words("用途", "uses"), (own_name(USE), COUNTS, GROUPS, REMARK)),
    "needs": TableSchema(Words("需求", "needs"), (RECIPIENT, USE, NEED, REMARK)),
    "projects": TableSchema(
        Words("项目库", "projects"),
        (
            *(own_name(PROJECT), RECIPIENT, USE),
            *(PROJECT_NEED, MINIMUM, ALTERNATIVES, REQUIRES, REMARK),
        ),
        takes_more=True,
    ),
    "negative_list": TableSchema(
        Words("负面清单", "negative list"), (own_name(ITEM), KEYWORDS, BASIS, REMARK)
    ),
    "earlier": TableSchema(
        Words("前批", "earlier"), (GIVEN_TO, GIVEN_FROM, USE, AMOUNT, DOCUMENT, REMARK)
    ),
    "approved": TableSchema(
        Words("已定方案", "approved"), (RECIPIENT, SOURCE, USE, PROJECT, AMOUNT, REMARK)
    ),
    "history": TableSchema(
        Words("往年", "history"), (YEAR, GIVEN_TO, GIVEN_FROM, USE.optional(), AMOUNT, REMARK)
    ),
}
"""The tables that a scenario may name."""
NAMED = tuple(name for name, of in TABLES.items() if of.fields[0].key == "name")
"""The tables whose rows have names that others may use."""
GIVEN = ("earlier", "approved", "history")
"""The tables of what was given, which come as papers too: plans in Word, pages, wide tables."""
REQUIRED = ("sources", "recipients", "uses")
