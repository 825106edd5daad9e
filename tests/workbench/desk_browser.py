"""A browser at a workbench: the server in a process of its own, and what a person does with it."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import Browser, Console

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?key=\S+")
SECONDS = 60.0
"""How long a thing may take that is waited for; a busy machine takes its time."""
MOST_TOLD = 3000
"""Characters of a page that a failure shows."""
KEYS = {"Enter": 13, "Tab": 9, "ArrowRight": 39, "ArrowLeft": 37, "ArrowDown": 40, "Escape": 27}


class Server:
    """`optalloc open` in a process of its own.

    Attributes:
        address: Where it is, with its secret.
        others, phrase: Where it is for others, and what they write by, if it is shared to write.
    """

    def __init__(self, *words: str, folder: Path, state: Path) -> None:
        environment = {**os.environ, "OPTALLOC_STATE": str(state)}
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), *filter(None, sys.path)])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "optalloc", "open", *words, "--no-browser"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        said = ""
        while not (found := ADDRESS.search(said)):
            line = self.process.stdout.readline()
            assert line, f"no address: {said}"
            said += line
        self.address = found[0]
        self.others = self.phrase = ""
        if "--share" in words:
            lines = [self.process.stdout.readline().split()[-1] for _ in range(2)]
            self.others, self.phrase = lines

    def kill(self) -> None:
        """End it as the power does."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def serving(*words: str, folder: Path, state: Path) -> Iterator[Server]:
    """Yield a server that is ended at last."""
    server = Server(*words, folder=folder, state=state)
    try:
        yield server
    finally:
        server.close()


class DeskBrowser(Browser):
    """A browser with hands."""

    @property
    def pid(self) -> int:
        """The number of the browser's first process."""
        return self._process.pid

    def visit(self, address: str, width: int = 1280, height: int = 900) -> Console:
        """Go to an address and wait until the page is there."""
        self.ask("Page.navigate", url="about:blank")  # what the last page still says goes unheard
        self.until("location.href === 'about:blank'")
        self.console = Console()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")
        return self.console

    def until(self, script: str, seconds: float = SECONDS) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            if time.monotonic() > end:
                shown = self.run("document.body.innerText")[:MOST_TOLD]
                raise AssertionError(f"never true: {script}\n{shown}")
            time.sleep(0.02)

    def planned(self, number: int) -> None:
        """Wait until the plan of a state is painted."""
        self.until(f"document.body?.dataset.painted === '{number}'")

    def explained(self) -> None:
        """Wait until all of the explanation is there."""
        self.until("document.getElementById('meaning').getAttribute('aria-busy') === 'false'")

    def text(self, selector: str = "body") -> str:
        """Return what can be read in a place."""
        return str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def click(self, selector: str, holding: str = "") -> None:
        """Click on the first element of a kind that holds a text, once it is there."""
        find = (
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            f".find((e) => e.checkVisibility() && e.innerText.includes({json.dumps(holding)}))"
        )
        self.until(find)
        self.run(f"{find}.click()")

    def fill(self, selector: str, text: str) -> None:
        """Type a text into a field as a person does, and leave it."""
        named = f"document.querySelector({json.dumps(selector)})"
        self.until(named)
        self.run(f"{named}.focus(); {named}.select()")
        self.ask("Input.insertText", text=text)
        self.run(f"{named}.blur()")

    def slide(self, selector: str, value: float) -> None:
        """Draw a slider to a value and let go of it."""
        named = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{named}.value = {value}")
        for event in ("input", "change"):
            self.run(f"{named}.dispatchEvent(new Event('{event}', {{bubbles: true}}))")

    def upload(self, selector: str, *files: Path) -> None:
        """Choose files in a field for files."""
        found = self.ask("Runtime.evaluate", expression=f"document.querySelector({selector!r})")
        named = {"objectId": found["result"]["objectId"]}
        self.ask("DOM.setFileInputFiles", files=[str(f) for f in files], **named)

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press a key."""
        code = KEYS.get(key, ord(key[0].upper()))
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.ask("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        if key == "Enter":
            self.ask("Input.dispatchKeyEvent", type="char", text="\r", **common)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self, path: Path, is_whole: bool = False) -> None:
        """Write what is seen as a PNG."""
        taken = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=is_whole)
        path.write_bytes(base64.b64decode(taken["data"]))
