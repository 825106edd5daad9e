"""Run the server until its last page is closed, or Ctrl-C."""

import asyncio
import os
import socket
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn

from optalloc.core.errors import SystemRefuses
from optalloc.core.message import Lang, Words
from optalloc.workbench.gate import Keys, hosts_of
from optalloc.workbench.office import Office
from optalloc.workbench.server import application

HERE = "127.0.0.1"
NAMES = (HERE, "localhost")
END_SECONDS = 3
LOOK = 0.1
"""Seconds between two looks at whether it is over."""


def serve(
    scenarios: Sequence[Path],
    port: int,
    lang: Lang,
    time_limit: float | None,
    ready: Callable[[str], None],
    has_browser: bool = True,
) -> None:
    """Serve scenarios to this computer's browser until the last page is closed.

    Args:
        port: Where; 0 takes a free one.
        ready: Is told the address, with its secret.
        has_browser: Whether the browser is opened here.

    Raises:
        SystemRefuses: When the port is taken.
    """
    listening = _bound(port)
    with suppress(KeyboardInterrupt):  # that is how it ends
        asyncio.run(_run(listening, scenarios, lang, time_limit, ready, has_browser))


def _bound(port: int) -> socket.socket:
    """Return the socket of a port of this computer alone."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HERE, port))
    except OSError:
        listening.close()
        raise SystemRefuses(
            Words(
                f"端口 {port} 不能用，可能已被占用。请换一个，或不写 --port。",
                f"port {port} cannot be used; it may be taken. Name another, or leave out --port.",
            )
        ) from None
    return listening


async def _run(
    listening: socket.socket,
    scenarios: Sequence[Path],
    lang: Lang,
    time_limit: float | None,
    ready: Callable[[str], None],
    has_browser: bool,
) -> None:
    number = listening.getsockname()[1]
    keys = Keys(number, hosts_of(NAMES, number))
    office = Office(Path.cwd(), lang, time_limit)
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
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    address = f"http://{HERE}:{number}/?key={keys.writer}"
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    ready(address)
    if has_browser:
        await asyncio.to_thread(webbrowser.open, address)
    while not (server.should_exit or office.over.is_set() or serving.done()):
        await asyncio.sleep(LOOK)
    office.say_over()
    server.should_exit = True
    await serving
