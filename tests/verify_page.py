"""The script of `verify.html`, as a module for Node.

The page runs this script alone, told by its digest: after a change of the script
`python tests/verify_page.py` writes the new one into the page.
"""

import base64
import hashlib
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


def policy() -> str:
    """Return the policy that lets the page run its own script and nothing else."""
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    return f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'"


if __name__ == "__main__":
    page = VERIFIER.read_text(encoding="utf-8")
    sealed = re.sub(
        r"default-src 'none'; script-src 'sha256-[^']*'; style-src 'unsafe-inline'", policy(), page
    )
    VERIFIER.write_text(sealed, encoding="utf-8")
