"""The first ledger: its tables as they stood then, and the triggers that let them only grow."""

from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

Part = Any
"""A column or a constraint."""

revision = "0001"
down_revision = None

REGISTERS = (
    *("recipients", "uses", "sources", "batches", "projects", "assets", "negative_list"),
    "settings",
)
ONLY_GROW = ("acts", "changes", "entries")


def upgrade() -> None:
    """Make the tables."""
    for name, parts in _tables().items():
        op.create_table(name, Column("id", Integer, primary_key=True), *parts)
    op.create_index("ix_entries_year", "entries", ["year", "kind", "month"])
    op.create_index("ix_entries_voucher", "entries", ["voucher"])
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def _whole(name: str, nullable: bool = False, kind: Any = Integer) -> Part:
    return Column(name, kind, nullable=nullable)


def _text(*names: str) -> list[Part]:
    return [Column(name, Text, nullable=False, server_default="") for name in names]


def _named(*names: str) -> list[Part]:
    return [Column(name, Text, nullable=False) for name in names]


def _word(name: str, length: int = 16, **more: Any) -> Part:
    return Column(name, String(length), nullable=False, **more)


def _to(table: str, name: str) -> Part:
    return ForeignKeyConstraint([name], [f"{table}.id"])


def _tables() -> dict[str, list[Part]]:
    once = UniqueConstraint
    return {
        "acts": [
            *(_word("at", 32), *_named("who", "why", "what"), *_text("digest")),
            *(CheckConstraint("who <> ''", "who"), CheckConstraint("why <> ''", "why")),
        ],
        "changes": [
            *(_whole("act"), _word("sheet", 32), _whole("row"), _whole("version")),
            *(*_text("before", "after"), _to("acts", "act"), once("sheet", "row", "version")),
        ],
        "recipients": [_whole("version"), *_named("name"), *_text("kind"), once("name")],
        "uses": [_whole("version"), *_named("name"), *_text("groups"), once("name")],
        "sources": [
            *(_whole("version"), _whole("year"), *_named("name")),
            *_text("tier", "document", "kind", "taken_from"),
            *(_whole("amount", kind=BigInteger), once("year", "name")),
            CheckConstraint("amount >= 0", "amount"),
        ],
        "batches": [
            *(_whole("version"), _whole("year"), *_named("name"), _whole("number")),
            *(_whole("month"), *_text("document", "scenario", "digest")),
            *(once("year", "name"), once("year", "number", name="uq_batches_number")),
        ],
        "projects": _projects(),
        "entries": _entries(),
        "assets": [
            *(_whole("version"), *_named("name"), _whole("project"), _word("class")),
            *(_word("level"), *_text("owner", "manager", "place", "accepted", "registered")),
            *(_whole("value", kind=BigInteger), _to("projects", "project")),
            *(once("project", "name"), CheckConstraint("value >= 0", "value")),
        ],
        "negative_list": [
            *(_whole("version"), *_named("name"), *_text("words", "cite"), once("name"))
        ],
        "settings": [_whole("version"), *_named("name"), *_text("value"), once("name")],
    }


def _projects() -> list[Part]:
    return [
        *(_whole("version"), *_named("name"), *_text("code"), _whole("entered")),
        *(_whole("recipient"), _whole("use"), _whole("need", kind=BigInteger)),
        _whole("minimum", True, BigInteger),
        *_text("category", "nature", "place", "schedule", "responsible", "task", "financing"),
        *_text("beneficiaries", "target", "linkage", "more"),
        *(_word("state"), *_text("reason"), _whole("left", True), UniqueConstraint("name")),
        *(_to("recipients", "recipient"), _to("uses", "use")),
        CheckConstraint("need >= 0", "need"),
    ]


def _entries() -> list[Part]:
    kinds = "kind IN ('award', 'take_back', 'payment')"
    return [
        *(_whole("act"), _word("kind"), _whole("year"), _whole("month"), _whole("batch", True)),
        *(_whole("source"), _whole("recipient"), _whole("use"), _whole("project", True)),
        *(_whole("amount", kind=BigInteger), _word("payee", server_default="")),
        *(*_text("voucher", "note"), _whole("reverses", True)),
        *(_to("acts", "act"), _to("batches", "batch"), _to("sources", "source")),
        *(_to("recipients", "recipient"), _to("uses", "use"), _to("projects", "project")),
        *(_to("entries", "reverses"), UniqueConstraint("reverses")),
        *(CheckConstraint(kinds, "kind"), CheckConstraint("amount <> 0", "amount")),
    ]


def _triggers(dialect: str) -> Iterator[str]:
    """Yield what refuses to change a row that only grows, and to delete any."""
    if dialect == "postgresql":
        yield (
            "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
        yield (
            "CREATE FUNCTION next_version() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF NEW.version <> OLD.version + 1 THEN RAISE EXCEPTION "
            "'% needs its next version', TG_TABLE_NAME; END IF; RETURN NEW; END $$"
        )
    for table in (*ONLY_GROW, *REGISTERS):
        for deed in ("DELETE", "UPDATE"):
            versioned = deed == "UPDATE" and table in REGISTERS
            name = f"{table}_{deed.lower()}"
            if dialect == "postgresql":
                does = "next_version" if versioned else "only_grows"
                yield (
                    f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {does}()"
                )
            else:
                when = "WHEN NEW.version <> OLD.version + 1" if versioned else ""
                said = f"{table} {'needs its next version' if versioned else 'only grows'}"
                yield (
                    f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {when} "
                    f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
                )
