"""Measure the workbench: from the release of a slider to the painted plan, and many pages at once.

    python benchmarks/workbench.py                      # 20 and 300 recipients, needs Chromium
    python benchmarks/workbench.py load 50 10           # 50 pages for 10 minutes

A district with four factors, three sources, two uses and the rules of an office is drawn for each
size. A weight's slider is let go of in Chromium; the plan is painted when a frame after it is done.
The plan is proven best; what explains it streams in afterwards and is not waited for.
"""

import asyncio
import os
import random
import re
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "workbench")]

from desk_browser import DeskBrowser, Server, serving  # noqa: E402

SIZES, MOVES, SEED = (20, 300), 15, 1
PAUSE = 30
"""Seconds between two changes of one page, on average."""
FACTORS = ("villages", "people", "roads", "fields")
POLICY = """
name: drawn
unit: 万元
tables: {recipients: recipients.csv, sources: sources.csv, uses: uses.csv}
indicators:
  villages: {unit: 个, direction: more}
  people: {unit: 人, direction: more}
  roads: {unit: 公里, direction: more}
  fields: {unit: 亩, direction: more}
targets: {formula: {kind: factors, weights: {villages: 25, people: 25, roads: 25, fields: 25}}}
rules:
  grain: {cell: 0.5, total: 1}
  spend_whole: {}
  share: {uses: [industry], at_least: 55%, over: batch}
  balance: {max_deviation: 20%}
  floor: {amount: 2}
goals: {evenness: {}, closest_to_target: {distance: squared_over_target}}
"""
RELEASE = """
new Promise((resolve) => {
  const slider = document.querySelector('#weight-formula-%d');
  const seen = new MutationObserver(() => resolve(performance.now() - begun));
  slider.value = %d;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  seen.observe(document.body, {attributeFilter: ['data-painted']});
  const begun = performance.now();
  slider.dispatchEvent(new Event('change', {bubbles: true}));
})
"""


def draw(folder: Path, size: int) -> Path:
    """Write a district of so many recipients."""
    chance = random.Random(SEED)
    rows = ["recipient," + ",".join(FACTORS)]
    rows += [
        f"town {i},{','.join(str(chance.randint(5, 400)) for _ in FACTORS)}" for i in range(size)
    ]
    files = {
        "recipients.csv": "\n".join(rows),
        "sources.csv": f"source,amount\ncentral,{30 * size}\ncity,{15 * size}\nown,{10 * size}",
        "uses.csv": "use,industry\nindustry,yes\nworks,no",
        "plan.yaml": POLICY,
    }
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder / "plan.yaml"


def latency(browser: DeskBrowser, size: int) -> list[tuple[float, float]]:
    """Return what each release takes until the plan is painted, and the solve in it [ms]."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        scenario = draw(folder, size)
        with serving(str(scenario), "--lang", "en", folder=folder, state=folder / "s") as server:
            browser.visit(server.address)
            browser.planned(0)
            chance, found = random.Random(SEED), []
            for _ in range(MOVES + 2):
                time.sleep(1.5)  # a person looks at the plan before the next move
                move = RELEASE % (chance.randrange(len(FACTORS)), chance.randint(5, 60))
                wall = float(browser.run(move))
                (solving, unit), *_ = re.findall(r"([\d.]+) (ms|s)", browser.text(".verdict"))
                found.append((wall, float(solving) * (1 if unit == "ms" else 1000)))
            assert "Proven best" in browser.text(".verdict")
            return found[2:]


async def ask(server: Server, way: str, path: str, body: bytes = b"") -> bytes:
    """Send one request and return the whole answer."""
    port, key = re.findall(r":(\d+)/\?key=(\S+)", server.address)[0]
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    head = (
        f"{way} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Cookie: optalloc-{port}={key}\r\nX-Optalloc: 1\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    said = await reader.read()
    writer.close()
    return said


async def client(server: Server, number: int, until: float, tally: dict[str, int]) -> None:
    """Look at the desk, change it now and then, come back."""
    chance = random.Random(number)
    port, key = re.findall(r":(\d+)/\?key=(\S+)", server.address)[0]
    moves = time.monotonic() + chance.expovariate(1 / PAUSE)
    while time.monotonic() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        cookie = f"Host: 127.0.0.1:{port}\r\nCookie: optalloc-{port}={key}\r\n\r\n"
        writer.write(f"GET /api/events?desk=0&lang=en HTTP/1.1\r\n{cookie}".encode())
        end = min(until, time.monotonic() + chance.uniform(5, 20))
        while (left := end - time.monotonic()) > 0:
            try:
                heard = await asyncio.wait_for(reader.read(1 << 16), left)
            except TimeoutError:
                break
            tally["bytes"] += len(heard)
            tally["errors"] += not heard
            if time.monotonic() > moves:
                moves = time.monotonic() + chance.expovariate(1 / PAUSE)
                amount = chance.randint(2, 30)
                body = b'{"edits":[{"key":["rules","floor","amount"],"value":"%d"}]}' % amount
                said = await ask(server, "POST", "/api/desks/0/change", body)
                tally["changes"] += 1
                tally["errors"] += not said.startswith(b"HTTP/1.1 200")
        writer.close()


def held(server: Server) -> str:
    """Return what the server's own process holds, and the processes that work for it."""
    own = server.process.pid
    workers = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    files = len(list(Path(f"/proc/{own}/fd").iterdir()))
    each = "+".join(f"{memory(int(pid)):.0f}" for pid in workers)
    return f"server {memory(own):.1f} MB, {files} open files, workers {each} MB"


def memory(process: int) -> float:
    """Return the memory that a process holds [MB]."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0  # it has ended
    return int((re.findall(r"VmRSS:\s+(\d+)", status) or ["0"])[0]) / 1024


async def told_by_minute(server: Server, tally: dict[str, int], minutes: float) -> None:
    """Print what is held, a line a minute; a leak is a column that does not come to rest."""
    for minute in range(int(minutes) + 1):
        load = os.getloadavg()[0]
        print(f"minute {minute}: {held(server)}; {tally}; load {load:.1f}", flush=True)
        await asyncio.sleep(60 if minute < int(minutes) else 0)


def load(pages: int, minutes: float) -> None:
    """Print what comes of many pages at one desk."""

    async def run(server: Server) -> dict[str, int]:
        tally = {"bytes": 0, "changes": 0, "errors": 0}
        until = time.monotonic() + 60 * minutes
        telling = told_by_minute(server, tally, minutes)
        await asyncio.gather(*(client(server, n, until, tally) for n in range(pages)), telling)
        return tally

    with TemporaryDirectory() as place:
        folder = Path(place)
        scenario = ROOT / "scenarios" / "six-factors" / "plan.yaml"
        with serving(str(scenario), folder=folder, state=folder / "state") as server:
            asyncio.run(run_for(server, pages))
            tally = asyncio.run(run(server))
            print(f"{pages} pages, {minutes:g} min: {tally}; {held(server)}")


async def run_for(server: Server, pages: int) -> None:
    """Warm up: every page comes once."""
    until, tally = time.monotonic() + 15, {"bytes": 0, "changes": 0, "errors": 0}
    await asyncio.gather(*(client(server, n, until, tally) for n in range(pages)))


def main(words: list[str]) -> Any:
    """Measure what is asked for."""
    if words and words[0] == "load":
        return load(int(words[1]), float(words[2]))
    with DeskBrowser() as browser:
        for size in SIZES:
            walls, solves = zip(*latency(browser, size), strict=True)
            rest = [wall - solve for wall, solve in zip(walls, solves, strict=True)]
            quarter, _, most = quantiles(walls, n=4)
            print(
                f"{size} recipients: fastest {min(walls):.0f} ms, a quarter in {quarter:.0f},"
                f" median {median(walls):.0f}, three quarters in {most:.0f}; of the median"
                f" {median(solves):.0f} solving, {median(rest):.0f} reading, sending, painting"
            )
        print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
