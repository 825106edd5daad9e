"""Time a large ledger: 100,000 payments taken in, the year and the bulletin shown, by the command.

python benchmarks/ledger_speed.py [--payments 100000] [--url postgresql://…]
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOWNS, PROJECTS, POTS = 40, 2000, ("市级", "区级")
PAYEES = ("施工单位", "受益对象", "乡镇", "质保金")


def write(folder: Path, payments: int) -> None:
    """Write the tables of a made year."""
    luck = random.Random(7)

    def put(name: str, head: str, rows: list[str]) -> None:
        (folder / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    put("towns.csv", "单位,类型", [f"{i:02d}镇,镇" for i in range(TOWNS)])
    put("uses.csv", "用途,是否产业", ["产业发展,是", "乡村建设,否"])
    put("sources.csv", "资金来源,文号,金额(万元)", [f"{pot},示例1号,1000000" for pot in POTS])
    works = [
        (f"项目{i:04d}", f"{i % TOWNS:02d}镇", ("产业发展", "乡村建设")[i % 2])
        for i in range(PROJECTS)
    ]
    rows = [f"{name},2023,{town},{use},500" for name, town, use in works]
    put("projects.csv", "项目名称,入库年度,单位,用途,资金需求(万元)", rows)
    rows = [f"2023-01,第一批,{pot},{t},{u},{n},200" for n, t, u in works for pot in POTS]
    put("awards.csv", "月份,批次,资金来源,单位,用途,项目,金额(万元)", rows)
    rows = []
    for i in range(payments):
        payee = PAYEES[luck.choice((0, 0, 0, 1, 2, 3))]
        amount = f"{luck.randint(1, 20000) / 10000:.4f}"
        at = f"2023-{luck.randint(1, 9):02d},{luck.choice(POTS)},{works[i % PROJECTS][0]}"
        rows.append(f"{at},{amount},{payee},支{i:06d}")
    put("payments.csv", "月份,资金来源,项目名称,金额(万元),收款对象,凭证号", rows)


def main() -> None:
    """Time it and print a line a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=100_000)
    parser.add_argument("--url")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, asked.payments)
        ledger = asked.url or str(folder / "ledger.db")

        def run(*words: str) -> None:
            began = time.perf_counter()
            command = [sys.executable, "-m", "optalloc", "ledger", *words, "--ledger", ledger]
            subprocess.run(command, check=True, capture_output=True, cwd=folder)
            print(f"{time.perf_counter() - began:7.2f} s  ledger {' '.join(words[:2])}", flush=True)

        run("init")
        tables = {"recipients": "towns", "uses": "uses", "sources": "sources"}
        tables |= {"projects": "projects", "awards": "awards", "payments": "payments"}
        for sort, file in tables.items():
            run("import", sort, f"{file}.csv", "--year", "2023", "--who", "benchmark")
        run("year", "--year", "2023")
        run("progress", "--month", "2023-09")


if __name__ == "__main__":
    main()
