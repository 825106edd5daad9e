"""Peers as processes: asked one instance at a time, stopped when they take too long.

Each peer has a process of its own, since two of them cannot be imported together; it is started
again after it was stopped, and afresh for every large instance, so that its memory is its own.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
START_LIMIT = 60.0
"""Longest wait for a peer to be imported [s]."""
GRACE = 5.0
"""What a peer may take above its time limit before it is stopped [s]."""
Answer = dict[str, Any]


def told_by(script: str, *words: str) -> Answer:
    """Return what a script of ours prints in a process of its own, so that its memory is its own.

    Raises:
        subprocess.CalledProcessError: When it failed.
    """
    command = [sys.executable, script, *words]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    told: Answer = json.loads(run.stdout)
    return told


@dataclass
class Peer:
    """A program that answers instances, behind one call.

    Attributes:
        missing: Why it cannot be had; empty while it can.
        start_seconds: Interpreter and imports [s].
    """

    name: str
    command: tuple[str, ...]
    version: str = ""
    missing: str = ""
    start_seconds: float = 0.0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def ask(self, file: Path, limit: float) -> Answer:
        """Return the answer to one instance; `says` is stopped, failed or missing without one."""
        if self._process is None and not self._start():
            return {"says": "missing", "why": self.missing}
        assert self._process is not None and self._process.stdin is not None
        asked = {"instance": str(file), "limit": limit}
        start = time.perf_counter()
        try:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return self._failed(time.perf_counter() - start)
        # Short work is repeated, so even a peer that keeps its limit may take a little longer.
        line = self._line(limit * 1.2 + GRACE)
        seconds = time.perf_counter() - start
        if line is None:
            self.stop()
            return {"says": "stopped", "why": "time limit", "seconds": seconds}
        if not line:
            return self._failed(seconds)
        answer: Answer = json.loads(line)
        return answer

    def stop(self) -> None:
        """End the process and every solver it started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._process = None

    def _start(self) -> bool:
        if self.missing:
            return False
        start = time.perf_counter()
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=HERE.parent,
            start_new_session=True,
        )
        line = self._line(START_LIMIT)
        if not line:
            self.missing = self._failed(0.0)["why"] or "does not start"
            return False
        if not self.version:
            self.start_seconds = time.perf_counter() - start
            self.version = json.loads(line)["version"]
        return True

    def _line(self, limit: float) -> str | None:
        """Return the next line, empty when the process ended, None when it takes too long."""
        assert self._process is not None and self._process.stdout is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)
            if not waiting.select(limit):
                return None
        return self._process.stdout.readline()

    def _failed(self, seconds: float) -> Answer:
        assert self._process is not None and self._process.stderr is not None
        said = self._process.stderr.read().strip().splitlines()
        self.stop()
        return {"says": "failed", "why": said[-1] if said else "", "seconds": seconds}


def peers() -> Mapping[str, Peer]:
    """Return every peer: the scripts of peers/ that serve."""
    found = {}
    for file in sorted((HERE / "peers").glob("*.py")):
        if "serve(plan" in file.read_text(encoding="utf-8"):
            found[file.stem] = Peer(file.stem, (sys.executable, str(file)))
    return found


def product() -> Mapping[str, Peer]:
    """Return the product on each of its engines."""
    command = (sys.executable, str(HERE / "ours.py"))
    return {f"optalloc {e}": Peer(f"optalloc {e}", (*command, e)) for e in ("cbc", "highs")}
