"""The steps from an empty database to a ledger of this version, run by Alembic."""

from importlib.resources import files
from typing import Any

from optalloc.core.message import Words
from optalloc.inputs.tables.raw import unusable

_VERSIONS = files(__name__).joinpath("versions")

NEWEST = max(step.name[:4] for step in _VERSIONS.iterdir() if step.name[:4].isdigit())
"""The number of the last step, which a ledger of this program holds."""


def migrate(connection: Any, named: str) -> None:
    """Bring a database to the newest version, in the transaction of a connection.

    Raises:
        InputUnusable: When it is of a version that this program does not know.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", "optalloc:ledger/store/migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise unknown_version(named) from None


def unknown_version(named: str, came: str | None = None) -> Exception:
    """Return the letter about a ledger that another version of the program has written."""
    allowed = Words(f"应为版本 {NEWEST} 的台账", f"a ledger of version {NEWEST}")
    remedy = Words(
        "较旧的请运行 optalloc ledger init 升级；较新的请更新 optalloc。",
        "Run `optalloc ledger init` to bring an older one up; for a newer one, update optalloc.",
    )
    return unusable(named, allowed, remedy, came)
