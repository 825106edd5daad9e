"""The tables of a ledger. Money is whole fen; months are numbers such as 202309; times are UTC.

`acts` says who did what, when and why; `changes` keeps every row of a register as it was before and
after an act; `entries` is the journal of money; `tranches` is what approved plans of several years
say that each project needs in each year, which is no money yet. Those four only grow: triggers of
the migrations refuse to change or delete a row of them, and to delete one of a register.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

META = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _to(table: str, name: str, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=nullable)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


acts = Table(
    "acts",
    META,
    _id(),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("what", Text, nullable=False),
    _text("digest"),
    CheckConstraint("who <> ''", name="who"),
    CheckConstraint("why <> ''", name="why"),
)
changes = Table(
    "changes",
    META,
    _id(),
    _to("acts", "act"),
    Column("sheet", String(32), nullable=False),
    Column("row", Integer, nullable=False),
    _version(),
    _text("before"),
    _text("after"),
    UniqueConstraint("sheet", "row", "version"),
)
recipients = Table(
    "recipients",
    META,
    *(_id(), _version()),
    Column("name", Text, nullable=False, unique=True),
    _text("kind"),
)
uses = Table(
    "uses",
    META,
    *(_id(), _version()),
    Column("name", Text, nullable=False, unique=True),
    _text("groups"),
)
sources = Table(
    "sources",
    META,
    *(_id(), _version()),
    Column("year", Integer, nullable=False),
    Column("name", Text, nullable=False),
    *(_text("tier"), _text("document"), _text("kind"), _text("taken_from")),
    Column("amount", BigInteger, nullable=False),
    UniqueConstraint("year", "name"),
    CheckConstraint("amount >= 0", name="amount"),
)
batches = Table(
    "batches",
    META,
    *(_id(), _version()),
    Column("year", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("month", Integer, nullable=False),
    *(_text("document"), _text("scenario"), _text("digest")),
    UniqueConstraint("year", "name"),
    UniqueConstraint("year", "number", name="uq_batches_number"),
)
projects = Table(
    "projects",
    META,
    *(_id(), _version()),
    Column("name", Text, nullable=False, unique=True),
    _text("code"),
    Column("entered", Integer, nullable=False),
    _to("recipients", "recipient"),
    _to("uses", "use"),
    Column("need", BigInteger, nullable=False),
    Column("minimum", BigInteger),
    *(_text("category"), _text("nature"), _text("place"), _text("schedule"), _text("responsible")),
    *(_text("task"), _text("financing"), _text("beneficiaries"), _text("target"), _text("linkage")),
    _text("more"),
    Column("state", String(16), nullable=False),
    _text("reason"),
    Column("left", Integer),
    CheckConstraint("need >= 0", name="need"),
)
entries = Table(
    "entries",
    META,
    _id(),
    _to("acts", "act"),
    Column("kind", String(16), nullable=False),
    Column("year", Integer, nullable=False),
    Column("month", Integer, nullable=False),
    _to("batches", "batch", nullable=True),
    _to("sources", "source"),
    _to("recipients", "recipient"),
    _to("uses", "use"),
    _to("projects", "project", nullable=True),
    Column("amount", BigInteger, nullable=False),
    Column("payee", String(16), nullable=False, server_default=""),
    *(_text("voucher"), _text("note")),
    Column("reverses", Integer, ForeignKey("entries.id"), unique=True),
    CheckConstraint("kind IN ('award', 'take_back', 'payment')", name="kind"),
    CheckConstraint("amount <> 0", name="amount"),
    Index("ix_entries_year", "year", "kind", "month"),
    Index("ix_entries_voucher", "voucher"),
)
tranches = Table(
    "tranches",
    META,
    _id(),
    _to("acts", "act"),
    _to("batches", "batch"),
    _to("projects", "project"),
    Column("year", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    _text("profile"),
    UniqueConstraint("act", "project", "year"),
    CheckConstraint("amount >= 0", name="amount"),
)
assets = Table(
    "assets",
    META,
    *(_id(), _version()),
    Column("name", Text, nullable=False),
    _to("projects", "project"),
    Column("class", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    *(_text("owner"), _text("manager"), _text("place"), _text("accepted"), _text("registered")),
    Column("value", BigInteger, nullable=False),
    UniqueConstraint("project", "name"),
    CheckConstraint("value >= 0", name="value"),
)
negative_list = Table(
    "negative_list",
    META,
    *(_id(), _version()),
    Column("name", Text, nullable=False, unique=True),
    *(_text("words"), _text("cite")),
)
settings = Table(
    "settings",
    META,
    *(_id(), _version()),
    Column("name", Text, nullable=False, unique=True),
    _text("value"),
)

REGISTERS = (recipients, uses, sources, batches, projects, assets, negative_list, settings)
"""The tables whose rows have a version."""
