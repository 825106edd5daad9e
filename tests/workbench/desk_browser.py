"""A browser at a workbench: the server in a process of its own, and what a person does with it."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import Browser, Console

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?key=\S+")
PHRASE = re.compile(r"(?:[a-z2-9]{4}-){2}[a-z2-9]{4}")
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
            lines = [self.process.stdout.readline() for _ in range(2)]
            self.others = re.findall(r"http\S+", lines[0])[0]
            self.phrase = (PHRASE.findall(lines[1]) or [""])[0]

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
    """A browser with hands.

    Attributes:
        dragged: What the pointer carries, once it has taken hold of something that can be dragged.
    """

    dragged: dict[str, Any] | None = None

    def _note(self, heard: Mapping[str, Any]) -> None:
        if heard.get("method") == "Input.dragIntercepted":
            self.dragged = dict(heard["params"]["data"])
        super()._note(heard)

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
        self.type(selector, text)
        self.run("document.activeElement.blur()")

    def type(self, selector: str, text: str) -> None:
        """Type a text over what stands in a field, and stay in it."""
        named = f"document.querySelector({json.dumps(selector)})"
        self.until(named)
        self.run(f"{named}.focus(); {named}.select()")
        self.ask("Input.insertText", text=text)

    def paste(self, selector: str, text: str) -> None:
        """Paste a text into a field, as from Excel."""
        self.run(
            f"""(() => {{
              const data = new DataTransfer();
              data.setData("text", {json.dumps(text)});
              const event = {{ clipboardData: data, bubbles: true, cancelable: true }};
              const field = document.querySelector({json.dumps(selector)});
              field.dispatchEvent(new ClipboardEvent("paste", event));
            }})()"""
        )

    def value(self, selector: str) -> str:
        """Return what stands in a field."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).value"))

    def slide(self, selector: str, value: float) -> None:
        """Draw a slider to a value and let go of it."""
        named = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{named}.value = {value}")
        for event in ("input", "change"):
            self.run(f"{named}.dispatchEvent(new Event('{event}', {{bubbles: true}}))")

    def middle(self, selector: str) -> tuple[float, float]:
        """Return the middle of an element, in view [pixels of the window]."""
        named = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{named}.scrollIntoView({{block: 'center'}})")
        found = self.run(f"{named}.getBoundingClientRect().toJSON()")
        return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2

    def mouse(self, what: str, x: float, y: float, buttons: int = 1) -> None:
        """Move, press or release the mouse: mouseMoved, mousePressed, mouseReleased."""
        common = {"button": "left" if buttons else "none", "buttons": buttons, "clickCount": 1}
        self.ask("Input.dispatchMouseEvent", type=what, x=x, y=y, **common)

    def draw(self, selector: str, right: float) -> None:
        """Press the mouse on an element, draw it so far to the right, and let go."""
        x, y = self.middle(selector)
        self.mouse("mouseMoved", x, y, 0)
        self.mouse("mousePressed", x, y)
        for part in (0.3, 0.7, 1.0):
            self.mouse("mouseMoved", x + part * right, y)
        self.mouse("mouseReleased", x + right, y)

    def carry(self, selector: str, onto: str) -> None:
        """Drag an element with the mouse and drop it on another."""
        self.ask("Input.setInterceptDrags", enabled=True)
        self.dragged = None
        x, y = self.middle(selector)
        self.mouse("mouseMoved", x, y, 0)
        self.mouse("mousePressed", x, y)
        end = time.monotonic() + SECONDS
        while self.dragged is None:
            assert time.monotonic() < end, f"{selector} cannot be dragged"
            y += 3
            self.mouse("mouseMoved", x, y)
            self.run("1")  # what is intercepted is heard with the next answer
        self.release(onto, self.dragged)
        self.mouse("mouseReleased", *self.middle(onto))
        self.ask("Input.setInterceptDrags", enabled=False)

    def drop(self, onto: str, *files: Path) -> None:
        """Drop files on an element, as from a window of the system."""
        names = [str(file) for file in files]
        self.release(onto, {"items": [], "files": names, "dragOperationsMask": 1})

    def release(self, onto: str, data: dict[str, Any]) -> None:
        """Bring what is carried onto an element, and let go."""
        self.until(f"document.querySelector({onto!r})")
        x, y = self.middle(onto)
        for way in ("dragEnter", "dragOver", "drop"):
            self.ask("Input.dispatchDragEvent", type=way, x=x, y=y, data=data)

    def upload(self, selector: str, *files: Path) -> None:
        """Choose files in a field for files."""
        self.until(f"document.querySelector({selector!r})")
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


def award(browser: DeskBrowser, name: str) -> str:
    """Return what a recipient gets, as the table says it."""
    rows = "[...document.querySelectorAll('#plan-table tbody tr')]"
    cell = f"{rows}.find((r) => r.innerText.includes({name!r})).querySelector('.award').innerText"
    return str(browser.run(cell))


def quiet(browser: DeskBrowser, server: Server) -> None:
    """Hold a page to what it may: no complaint, no dialog, no request to anybody else."""
    here = server.address.partition("/?")[0]
    assert not browser.console.complaints and not browser.console.dialogs
    assert all(url.startswith(here) for url in browser.console.fetched)
