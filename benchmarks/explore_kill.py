"""Kill a run of 2,000 draws again and again, with the same command; it ends with the same file.

python benchmarks/explore_kill.py [DRAWS]
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import families.counties as counties
from registry import Instance

DRAWS, TOWNS, SEED, KILLS = 2000, 14, 7, 3


def command(file: Path, out: Path, draws: int, workers: int) -> list[str]:
    """Return the command line of one run."""
    words = f"explore weights --draws {draws} --seed {SEED} --workers {workers} --lang en"
    return [sys.executable, "-m", "optalloc", *words.split(), str(file), "--out", str(out)]


def lines(out: Path) -> int:
    """Return how many rows stand in a journal."""
    path = out / "journal.jsonl"
    return path.read_bytes().count(b"\n") - 1 if path.exists() else 0


def main(draws: int) -> None:
    """Print how far each run came, and whether the file is the same."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        file = counties.write(Instance("counties", TOWNS, SEED), Path(folder) / "county")
        killed, quiet = Path(folder) / "killed", Path(folder) / "quiet"
        for _ in range(KILLS):
            aim = lines(killed) + chance.randint(draws // 10, draws // 4)
            running = subprocess.Popen(command(file, killed, draws, 2), stdout=subprocess.DEVNULL)
            while lines(killed) < aim and running.poll() is None:
                time.sleep(0.01)
            os.kill(running.pid, signal.SIGKILL)
            running.wait()
            print(f"killed at {lines(killed):,} of {draws:,} rows", flush=True)
        for out, workers in ((killed, 2), (quiet, 1)):
            start = time.perf_counter()
            before = max(0, lines(out))
            subprocess.run(
                command(file, out, draws, workers), stdout=subprocess.DEVNULL, check=True
            )
            took = time.perf_counter() - start
            print(f"{out.name}: {draws - before:,} rows in {took:.1f} s", flush=True)
        one, other = ((out / "results.csv").read_bytes() for out in (killed, quiet))
        print(f"{len(one):,} bytes, {'the same' if one == other else 'NOT the same'}")
        assert one == other and lines(killed) == draws


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else DRAWS)
