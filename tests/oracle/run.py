"""Hold optalloc against an independent model on drawn scenarios:  python tests/oracle/run.py 10000

Every scenario is solved by both engines, judged rule by rule by formulas written a second time, and
challenged by CP-SAT; of every tenth the certificate is checked by the file that stands alone.
With --recipients they have as many, up to 24, as offices have: what stalls is named there.
Prints every fault and whatever is left open, with its seed, and the counts. Exit 1 on a fault.
"""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent))

from challenge import Peer
from drawn import NAMES
from trial import Trial, attempt

SLOW = 10.0
"""Processor seconds from which a solve is named."""
PATIENCE = 300.0
"""Wall seconds after which a scenario is given up; an engine in this process hears no alarm."""


class Worker:
    """A process that tries one scenario after another, and can be ended in the middle."""

    def __init__(self, recipients: int | None) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.pipe: Connection = ours
        self.process = multiprocessing.Process(target=_work, args=(theirs, recipients))
        self.process.start()
        theirs.close()
        self.seed, self.since = 0, 0.0

    def start(self, seed: int) -> None:
        self.seed, self.since = seed, time.monotonic()
        self.pipe.send(seed)

    def answer(self) -> Trial:
        try:
            return self.pipe.recv()
        except EOFError:
            return Trial(self.seed, ["process: it ended in the middle"])

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def _work(pipe: Connection, recipients: int | None) -> None:
    peer = Peer()
    while True:
        if (seed := pipe.recv()) is None:
            break
        try:
            pipe.send(attempt(seed, peer, recipients=recipients))
        except Exception as error:  # The harness itself, so that the others are still tried.
            pipe.send(Trial(seed, [f"harness: {type(error).__name__}: {error}"[:500]]))
            peer = Peer()
    peer.close()


def trials(seeds: range, workers: int, recipients: int | None) -> Iterator[Trial]:
    """Yield what came of each seed, as it is known."""
    todo, busy = iter(seeds), list[Worker]()
    idle = [Worker(recipients) for _ in range(workers)]
    while True:
        while idle and (seed := next(todo, None)) is not None:
            worker = idle.pop()
            worker.start(seed)
            busy.append(worker)
        if not busy:
            break
        ready = wait([w.pipe for w in busy], timeout=1.0)
        for worker in list(busy):
            if worker.pipe in ready:
                trial = worker.answer()
                is_alive = worker.process.is_alive()
            elif time.monotonic() - worker.since > PATIENCE:
                hangs = f"process: nothing in {PATIENCE:.0f} s"
                trial, is_alive = Trial(worker.seed, [], [hangs]), False
            else:
                continue
            busy.remove(worker)
            if not is_alive:
                worker.end()
                worker = Worker(recipients)
            idle.append(worker)
            yield trial
    for worker in idle:
        worker.pipe.send(None)  # A closed pipe is no sign: later workers hold a copy of its end.
        worker.process.join(timeout=30)


@click.command()
@click.argument("cases", type=int, default=10_000)
@click.option("--first", default=1, help="The first seed.")
@click.option("--workers", default=2)
@click.option(
    "--recipients", type=click.IntRange(1, len(NAMES)), help="So many each, not one to six."
)
@click.option("--letters", is_flag=True, help="Show the letters of refused scenarios too.")
def main(cases: int, first: int, workers: int, recipients: int | None, letters: bool) -> None:
    """Try so many drawn scenarios."""
    counts: Counter[str] = Counter()
    slowest: list[tuple[float, int]] = []
    for trial in trials(range(first, first + cases), workers, recipients):
        counts["cases"] += 1
        counts["refused"] += bool(trial.refused)
        counts["settled"] += trial.settled
        counts["certificates checked"] += trial.certified
        counts["infeasible"] += trial.feasible is False
        counts["answers"] += len(trial.proven)
        counts["proven"] += sum(trial.proven.values())
        counts["faulty"] += bool(trial.faults)
        if trial.seconds:
            slowest = sorted([*slowest, (max(trial.seconds.values()), trial.seed)])[-5:]
        for engine, seconds in trial.seconds.items():
            if seconds > SLOW:
                click.echo(f"seed {trial.seed}: {engine}: {seconds:.1f} s")
        counts["left open"] += bool(trial.open)
        for kind, said in (("FAULT ", trial.faults), ("open ", trial.open)):
            for words in said:
                counts[kind + words.split("(")[0][:50]] += 1
                click.echo(f"seed {trial.seed}: {kind}{words}")
        if letters and trial.refused:
            click.echo(f"seed {trial.seed}: refused: {trial.refused.strip()}")
        sys.stdout.flush()
    for name, count in counts.most_common():
        click.echo(f"{count:7d} {name}")
    click.echo("slowest: " + ", ".join(f"{s:.1f} s (seed {n})" for s, n in slowest))
    if counts["faulty"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
