"""What approved plans of several years say that each project needs in each year."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
)

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, which only grows."""
    op.create_table(
        "tranches",
        Column("id", Integer, primary_key=True),
        *(Column(name, Integer, nullable=False) for name in ("act", "batch", "project", "year")),
        Column("amount", BigInteger, nullable=False),
        Column("profile", Text, nullable=False, server_default=""),
        ForeignKeyConstraint(["act"], ["acts.id"]),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["project"], ["projects.id"]),
        UniqueConstraint("act", "project", "year"),
        CheckConstraint("amount >= 0", "amount"),
    )
    is_server = op.get_bind().dialect.name == "postgresql"
    for deed in ("DELETE", "UPDATE"):
        does = "BEGIN SELECT RAISE(ABORT, 'tranches only grows'); END"
        if is_server:
            does = "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        op.execute(f"CREATE TRIGGER tranches_{deed.lower()} BEFORE {deed} ON tranches {does}")
