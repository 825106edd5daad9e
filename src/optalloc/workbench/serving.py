"""Run the server until its last page is closed, or Ctrl-C."""

import asyncio
import gc
import os
import secrets
import socket
import time
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

import uvicorn

from optalloc.core.errors import SystemRefuses
from optalloc.core.message import Lang, Words
from optalloc.workbench.gate import Keys, hosts_of
from optalloc.workbench.journal import PortNote
from optalloc.workbench.office import Office
from optalloc.workbench.pen import Pen, new_phrase
from optalloc.workbench.server import application

HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"
NAMES = (HERE, "localhost")
END_SECONDS = 3
TIDY = 60.0
"""Seconds between two walks of the collector of cycles [s].

A connection that is closed leaves cycles. Left to itself Python walks over the old ones once they
are a quarter of all that is held: a server that is open all day would seem to leak until then.
"""
LOOK = 0.1
"""Seconds between two looks at whether it is over."""


@dataclass(frozen=True)
class ServeOptions:
    """How to serve.

    Attributes:
        port: Where; 0 takes a free one.
        time_limit: For each plan [s].
        has_browser: Whether the browser is opened here.
        ledger: The file or address of the year's ledger.
        share: Whether others in this network may look, or write with a pass phrase; None keeps it
            to this computer.
    """

    port: int = 0
    lang: Lang = "zh"
    time_limit: float | None = None
    has_browser: bool = True
    share: Literal["read", "write"] | None = None
    ledger: str | None = None


@dataclass(frozen=True)
class Addresses:
    """Where it is.

    Attributes:
        own: For this computer, with its secret.
        others: For the others, with theirs; None where it is not shared.
        phrase: What others write by.
    """

    own: str
    others: str | None = None
    phrase: str | None = None


Ready = Callable[[Addresses], None]
"""Is told where the server is, once it is there."""


def serve(scenarios: Sequence[Path], asked: ServeOptions, ready: Ready) -> None:
    """Serve scenarios to this computer's browser until the last page is closed.

    Raises:
        InputUnusable: When there is no such ledger.
        SystemRefuses: When the port is taken.
    """
    if asked.ledger is not None:
        # The database's library takes a third of a second that no other server waits for.
        import_module("optalloc.ledger.store.database").open_ledger(asked.ledger)
    port_note = PortNote(scenarios)
    listening = _bound(asked, port_note.left_by_a_killed_server())
    port_note.write(listening.getsockname()[1])
    with suppress(KeyboardInterrupt):  # that is how it ends
        asyncio.run(_run(listening, scenarios, asked, ready))
    port_note.clear()


def _bound(asked: ServeOptions, last: int = 0) -> socket.socket:
    """Return the socket of a port, of this computer alone unless it is shared.

    Args:
        last: The port of a server that was killed: its pages go on where they are. 0 is none.
    """
    for port in (last, 0) if asked.port == 0 and last else (asked.port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((EVERYWHERE if asked.share else HERE, port))
            break
        except OSError:
            listening.close()
    else:
        port = asked.port
        raise SystemRefuses(
            Words(
                f"端口 {port} 不能用，可能已被占用。请换一个，或不写 --port。",
                f"port {port} cannot be used; it may be taken. Name another, or leave out --port.",
            )
        )
    return listening


def address_in_network() -> str | None:
    """Return this computer's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # an address kept for documents: nobody is there
            found: str = asking.getsockname()[0]
        except OSError:
            return None
    return found


async def _run(
    listening: socket.socket, scenarios: Sequence[Path], asked: ServeOptions, ready: Ready
) -> None:
    number, network = listening.getsockname()[1], address_in_network() if asked.share else None
    names = [*NAMES, *([network, socket.gethostname()] if network else [])]
    reader = secrets.token_urlsafe(24) if asked.share else None
    keys = Keys(number, hosts_of(names, number), reader=reader)
    pen = Pen(new_phrase() if asked.share == "write" else None)
    office = Office(Path.cwd(), asked.lang, asked.time_limit, pen)
    office.ledger = asked.ledger
    office.stays = asked.share is not None
    for scenario in scenarios:
        office.open(scenario)
    config = uvicorn.Config(
        application(office, keys),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=END_SECONDS,
        lifespan="on",
        http="h11",
        ws="none",
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    own = f"http://{HERE}:{number}/?key={keys.writer}"
    others = f"http://{network or HERE}:{number}/?key={reader}" if reader else None
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    try:
        ready(Addresses(own, others, pen.phrase))
        if asked.has_browser:
            await asyncio.to_thread(webbrowser.open, own)
        await _over(lambda: server.should_exit or office.over.is_set() or serving.done())
    finally:  # who reads what is printed may be gone before it is
        office.tell_all({"type": "over"})
        server.should_exit = True
        await serving


async def _over(is_over: Callable[[], bool]) -> None:
    """Wait until it is over, and let go of closed connections in the meantime."""
    last = time.monotonic()
    while not is_over():
        await asyncio.sleep(LOOK)
        if time.monotonic() - last >= TIDY:
            last = time.monotonic()
            gc.collect()
