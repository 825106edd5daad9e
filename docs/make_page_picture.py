"""Photograph the page for docs/page.md: python docs/make_page_picture.py (needs Chromium).

The machine should have a Chinese font; the page brings none and uses the reader's own.
"""

import sys
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "pictures" / "page.png"
WIDTH, HEIGHT = 1100, 1500

sys.path.insert(0, str(ROOT / "tests"))

from browser import Browser  # noqa: E402
from optalloc.reports import report  # noqa: E402


def main() -> None:
    """Write the picture of the first screen of the six factors' page."""
    with TemporaryDirectory() as folder, Browser() as browser:
        _, (page,) = report(ROOT / "scenarios" / "six-factors" / "plan.yaml", "html", folder, "zh")
        browser.ask("Emulation.setScrollbarsHidden", hidden=True)
        browser.open(page, WIDTH, HEIGHT)
        said = browser.ask("Page.captureScreenshot", format="png")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(b64decode(said["data"]))
    print(FILE.relative_to(ROOT), FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
