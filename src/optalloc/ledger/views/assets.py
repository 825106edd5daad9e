"""The register of assets (资产台账): what accepted projects have become, and whose it is.

Every asset has one class and one level of owner, so that the sums by class and by owner are those
of the same money; an asset that goes to a household is owned by one, and the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import NOTHING, Words
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Writing, rows_of
from optalloc.ledger.store.journal import names
from optalloc.ledger.tables.table_schema import CLASSES, LEVELS, STATES, StoredSchema
from optalloc.present.document import RECIPIENT, TOTAL
from optalloc.present.views.view import LedgerView, PaperTable, Said

IS_BUILT = ("completed", "accepted")
"""The states in which a project can have assets."""


@dataclass(frozen=True)
class Asset:
    """An asset with the names of what it belongs to.

    Attributes:
        value: Original value (原值) [fen].
        level: Level of the owner: a word of LEVELS.
        registered: When its right was confirmed; empty before.
    """

    name: str
    project: str
    recipient: str
    class_: str
    level: str
    owner: str
    manager: str
    place: str
    value: int
    accepted: str
    registered: str


def put_assets(
    writing: Writing, sheet: StoredSchema, rows: list[dict[str, Any]]
) -> tuple[int, tuple[Words, ...]]:
    """Write assets; a project that was completed is accepted with them.

    Raises:
        InputUnusable: With every asset that cannot be.
    """
    table = schema.projects
    works = {row["id"]: row for row in rows_of(writing.connection, table)}
    faults = [fault for values in rows for fault in _faults(values, works[values["project"]])]
    refuse_any(faults)
    changed = sum(writing.put(sheet.table, values)[1] for values in rows)
    for project in dict.fromkeys(values["project"] for values in rows):
        if works[project]["state"] == "completed":
            writing.change(table, works[project], {"state": "accepted"})
    return changed, ()


def _faults(values: dict[str, Any], project: dict[str, Any]) -> Iterator[Fault]:
    place = Words(f"资产 {values['name']}", f"asset {values['name']}")
    if project["state"] not in IS_BUILT:
        came = f"{project['name']}：{STATES[project['state']].zh}"
        remedy = Words("请先登记完工。", "Move the project to completed first.")
        allowed = Words("项目应已完工", "a project that is completed")
        yield Fault("", place, allowed, came, remedy)
    if (values["class"] == "household") != (values["level"] == "household"):
        allowed = Words(
            "到户类资产应归户所有，其他资产不归户", "household class with household owner"
        )
        yield Fault("", place, allowed, LEVELS[values["level"]].zh, NOTHING)


def assets(connection: Connection) -> tuple[Asset, ...]:
    """Return every asset, in the order it was written."""
    works = {row["id"]: row for row in rows_of(connection, schema.projects)}
    towns = names(connection, schema.recipients)
    return tuple(
        Asset(
            name=row["name"],
            project=works[row["project"]]["name"],
            recipient=towns[works[row["project"]]["recipient"]],
            class_=row["class"],
            value=int(row["value"]),
            **{k: row[k] for k in ("level", "owner", "manager", "place")},
            **{k: row[k] for k in ("accepted", "registered")},
        )
        for row in rows_of(connection, schema.assets)
    )


def assets_paper(found: tuple[Asset, ...], unit: str) -> LedgerView:
    """Return the table for the confirmation of rights (确权登记), with sums by class and owner."""
    total = sum(asset.value for asset in found)
    heads = (
        *(Words("资产名称", "asset"), Words("项目名称", "project"), RECIPIENT),
        *(Words("资产类别", "class"), Words("权属级别", "level"), Words("产权人", "owner")),
        *(Words("原值", "value"), Words("管护责任人", "manager"), Words("验收日期", "accepted")),
        *(Words("登记日期", "registered"), Words("产权人签章", "owner's seal")),
    )
    rows: list[tuple[Said, ...]] = [
        (
            *(asset.name, asset.project, asset.recipient, CLASSES[asset.class_]),
            *(LEVELS[asset.level], asset.owner, asset.value, asset.manager, asset.accepted),
            *(asset.registered, ""),
        )
        for asset in found
    ]
    rows.append((TOTAL, *[""] * 5, total, *[""] * 4))
    title = Words("项目资产台账", "Assets")
    rights = Words("确权登记表", "For the confirmation of rights")
    listed = PaperTable(rights, heads, tuple(rows), has_total=True)
    waiting = sum(1 for asset in found if not asset.registered)
    said = Words(
        f"资产 {len(found)} 项，其中 {waiting} 项尚未登记；按类别合计等于按权属合计。",
        f"{len(found)} assets, {waiting} of them not registered yet; the sums by class are the "
        "sums by owner.",
    )
    return LedgerView(title, (said,), unit, (listed, _crossed(found)))


def _crossed(found: tuple[Asset, ...]) -> PaperTable:
    """Return the values by class and level, both sums beside them."""
    rows: list[tuple[Said, ...]] = []
    for word, said in (*CLASSES.items(), ("", TOTAL)):
        mine = [asset for asset in found if word in ("", asset.class_)]
        by_level = [sum(a.value for a in mine if a.level == level) for level in LEVELS]
        rows.append((said, *by_level, sum(asset.value for asset in mine)))
    title = Words("原值按类别和权属", "Value by class and owner")
    return PaperTable(
        title, (Words("资产类别", "class"), *LEVELS.values(), TOTAL), tuple(rows), has_total=True
    )
