"""Links between files of the repository become links between pages of the site."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from contents import ROOT

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(`{3,}).*?^\1\s*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]+`")
PICTURES = {".png", ".svg"}


class BrokenLink(Exception):
    """A link of the repository that leads nowhere."""


class Links:
    """The links of one tree.

    Attributes:
        names: The page that is made from each file.
        tree: The folder of the tree; what is linked to and is no page is copied there.
    """

    def __init__(self, names: Mapping[Path, str], tree: Path) -> None:
        self.names, self.tree = names, tree

    def rewritten(self, text: str, source: Path, page: str) -> str:
        """Return the text of a page with its links as they are on the site."""
        done, start = [], 0
        for code in FENCED.finditer(text):
            done += [self._in_prose(text[start : code.start()], source, page), code[0]]
            start = code.end()
        return "".join([*done, self._in_prose(text[start:], source, page)])

    def _in_prose(self, text: str, source: Path, page: str) -> str:
        """Rewrite what is no code."""
        kept: list[str] = []

        def put_away(code: re.Match[str]) -> str:
            kept.append(code[0])
            return f"\0{len(kept) - 1}\0"

        plain = LINK.sub(lambda link: self._link(link, source, page), CODE.sub(put_away, text))
        return re.sub(r"\0(\d+)\0", lambda mark: kept[int(mark[1])], plain)

    def _link(self, link: re.Match[str], source: Path, page: str) -> str:
        picture, said, target = link[1], link[2], link[3]
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            return link[0]
        path, _, anchor = target.partition("#")
        file = Path(os.path.normpath(source.parent / path))
        if not file.exists():
            raise BrokenLink(f"{source.relative_to(ROOT)}: {target}")
        if file in self.names:
            to = f"{self.names[file]}.md" + (f"#{anchor}" if anchor else "")
        elif file.is_dir():
            return said
        else:
            to = self._copied(file)
        return f"{picture}[{said}]({os.path.relpath(to, Path(page).parent)})"

    def _copied(self, file: Path) -> str:
        """Copy a file of the repository into the tree; return where it lies."""
        # As plain text, which every browser shows and none runs.
        plain = f"files/{file.relative_to(ROOT).as_posix()}.txt"
        name = f"pictures/{file.name}" if file.suffix in PICTURES else plain
        to = self.tree / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)
        return name
