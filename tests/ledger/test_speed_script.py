"""The tables that the speed of a ledger is measured on are taken in, and add up."""

from pathlib import Path

import pytest
from ledger_books import ACT

from optalloc.ledger.exchange.registers import import_table
from optalloc.ledger.store.database import make_ledger
from optalloc.ledger.views.progress import bulletin

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def test_a_year_made_for_timing_is_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import ledger_speed

    monkeypatch.setattr(ledger_speed, "PROJECTS", 20)
    ledger_speed.write(tmp_path, 60)
    ledger, _ = make_ledger(tmp_path / "ledger.db")
    files = {"recipients": "towns"} | dict.fromkeys(("uses", "sources", "projects"))
    for sort in (*files, "awards", "payments"):
        file = tmp_path / f"{files.get(sort) or sort}.csv"
        done = import_table(ledger, sort, str(file), ACT, 2023)
    assert done.rows == 60
    with ledger.reading() as connection:
        found = bulletin(connection, 202309)
    assert found.total.given == 20 * 2 * 200 * 1_000_000
    lines = (tmp_path / "payments.csv").read_text(encoding="utf-8").splitlines()[1:]
    paid = [line.split(",") for line in lines if line.split(",")[4] in ("施工单位", "受益对象")]
    assert found.total.paid == sum(round(float(cells[3]) * 1_000_000) for cells in paid)
