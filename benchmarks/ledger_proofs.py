"""Kill a ledger's writer at random moments, and draw long runs of deeds: the suite, longer.

python benchmarks/ledger_proofs.py [--kills 200] [--sequences 10000] [--url postgresql://…]
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "ledger")]


def kills(count: int, url: str | None) -> None:
    """Kill a writer so many times on one ledger."""
    from writers import fresh, kill_once

    luck, began = random.Random(2026), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        named = url or str(Path(folder) / "ledger.db")
        fresh(named, 10**12)
        acts = sum(kill_once(named, 0.6, luck) for _ in range(count))
    took = time.perf_counter() - began
    where = "PostgreSQL" if url else "SQLite"
    print(f"{where}: killed {count} times, {acts} committed acts, none lost, {took:.0f} s")


def sequences(count: int) -> int:
    """Draw so many runs of deeds in the suite's own test, a thousand at a time."""
    began, test = time.perf_counter(), ["tests/ledger/test_sums.py", "-k", "every_sum"]
    for lot in range(0, count, 1000):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *test, f"--hypothesis-seed={lot}"],
            cwd=ROOT,
            env={**os.environ, "OPTALLOC_SEQUENCES": str(min(1000, count - lot))},
        )
        if done.returncode:
            return done.returncode
        took = time.perf_counter() - began
        print(f"{min(lot + 1000, count)} sequences in {took:.0f} s", flush=True)
    return 0


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--url")
    asked = parser.parse_args()
    if asked.kills:
        kills(asked.kills, asked.url)
    return sequences(asked.sequences) if asked.sequences else 0


if __name__ == "__main__":
    sys.exit(main())
