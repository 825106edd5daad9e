"""The script of `verify.html`, as a module for Node."""

import re
import shutil
from pathlib import Path

from optalloc.pipeline.certificate import VERIFIER

NODE = shutil.which("node")


def script() -> str:
    """Return the page's only script."""
    (found,) = re.findall(r"<script>(.*?)</script>", VERIFIER.read_text("utf-8"), re.DOTALL)
    return str(found)


def page_module(folder: Path) -> Path:
    """Write the script as a module into a folder."""
    path = folder / "verify.js"
    path.write_text(script(), encoding="utf-8")
    return path
