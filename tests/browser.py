"""A real browser for tests: headless Chromium over two pipes, by the DevTools protocol.

No driver and no library are needed. The browser has no network to speak of, a profile of its own
that is thrown away, and reports all that a page writes to its console.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = "no Chromium on this machine: pages are not opened (Debian: apt install chromium)"
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)
SECONDS = 60
"""How long an answer may take."""
DRAWN = """
new Promise((resolve) => {
  const look = () => document.documentElement.dataset.pictures === "drawn"
    ? resolve(true) : setTimeout(look, 20);
  look();
})
"""


def chromium() -> str | None:
    """Return where Chromium is; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Console:
    """What a page said that it should not have.

    Attributes:
        complaints: Errors, warnings, exceptions, and what its own policy forbade it.
        dialogs: Texts of alerts.
        fetched: Addresses that it asked for, beside its own file.
    """

    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)


class Browser:
    """One browser with one tab."""

    def __init__(self) -> None:
        found = chromium()
        if found is None:
            raise FileNotFoundError(MISSING)
        self._profile = TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        # The browser reads from 3 and writes to 4.
        shell = f'exec "$@" 3<&{to_read} 4>&{to_write}'
        profile = f"--user-data-dir={self._profile.name}"
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", found, *OPTIONS, profile, "about:blank"],
            pass_fds=(to_read, to_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._rest, self._count, self._session = b"", 0, ""
        self.console = Console()
        self._attach()

    def _attach(self) -> None:
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its answer; what happens meanwhile is noted."""
        self._count += 1
        asked: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._write, json.dumps(asked).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._count:
                assert "error" not in heard, heard["error"]
                return dict(heard["result"])
            self._note(heard)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select([self._read], [], [], SECONDS)
            assert ready, "the browser does not answer"
            more = os.read(self._read, 1 << 20)
            assert more, "the browser has gone"
            self._rest += more
        said, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(said))

    def _note(self, heard: Mapping[str, Any]) -> None:
        method, params = heard.get("method"), heard.get("params", {})
        if method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            said = [str(a.get("value", a.get("description"))) for a in params["args"]]
            self.console.complaints.append(" ".join(said))
        elif method == "Runtime.exceptionThrown":
            self.console.complaints.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.console.complaints.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if url != params["documentURL"] and not url.startswith("data:"):
                self.console.fetched.append(url)
        elif method == "Page.javascriptDialogOpening":
            self.console.dialogs.append(params["message"])
            self._count += 1
            asked = {"id": self._count, "method": "Page.handleJavaScriptDialog"}
            asked |= {"params": {"accept": True}, "sessionId": self._session}
            os.write(self._write, json.dumps(asked).encode() + b"\0")

    def open(self, path: Path, width: int = 1280, height: int = 900) -> Console:
        """Open a file, wait until its pictures are drawn, and return what its console said."""
        self.open_plain(path, width, height)
        self.run(DRAWN)
        return self.console

    def open_plain(self, path: Path, width: int = 1280, height: int = 900) -> None:
        """Open a file that draws no pictures."""
        self.console = Console()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Page.navigate", url=path.resolve().as_uri())
        while self.run("document.readyState") != "complete":
            pass

    def run(self, script: str) -> Any:
        """Return what an expression comes to in the page."""
        said = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def point(self, x: float, y: float) -> None:
        """Move the pointer to a place of the window [pixels]."""
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def close(self) -> None:
        """End the browser that was started here."""
        os.close(self._write)
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        self._profile.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        why: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
