"""The built site as tests look at it: its pages, their links and anchors, what they would fetch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src")}
SHOWN = {"img", "table", "pre", "svg", "details"}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "preconnect", "dns-prefetch", "modulepreload"}


class _Reader(HTMLParser):
    """Collects what a page links to, what it fetches, and its anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.shows: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.shows |= {tag} & SHOWN
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.fetched += [given[name] for of, name in FETCHED if of == tag and name in given]
        if tag == "link" and FETCHED_LINKS & set(given.get("rel", "").split()):
            self.fetched.append(given["href"])


@dataclass(frozen=True)
class Site:
    """A folder of pages.

    Attributes:
        folder: Where they lie; a tree for each language below it.
    """

    folder: Path
    _read: dict[Path, _Reader] = field(default_factory=dict)

    @cached_property
    def pages(self) -> list[Path]:
        """Every page."""
        return sorted(self.folder.rglob("*.html"))

    def page(self, path: Path) -> _Reader:
        """Return what stands in a page."""
        if path not in self._read:
            self._read[path] = _Reader()
            self._read[path].feed(path.read_text(encoding="utf-8"))
        return self._read[path]

    def one_of_each_kind(self) -> list[Path]:
        """Return one page in each language for every folder and every set of things shown."""
        found: dict[tuple[Path, frozenset[str]], Path] = {}
        for path in self.pages:
            found.setdefault((path.parent, frozenset(self.page(path).shows)), path)
        return [*found.values()]

    def broken(self) -> Iterator[str]:
        """Yield every link to a page, file or anchor that is not there."""
        for path in self.pages:
            for link in {*self.page(path).links, *self.page(path).fetched}:
                to = urlsplit(link)
                if to.scheme or to.netloc:
                    continue
                target = (path.parent / unquote(to.path)).resolve() if to.path else path
                is_page = target.suffix == ".html" and target.is_file()
                anchor = unquote(to.fragment)
                if not target.is_file():
                    yield f"{path.relative_to(self.folder)}: {link}"
                elif anchor and is_page and anchor not in self.page(target).anchors:
                    yield f"{path.relative_to(self.folder)}: {link} has no such anchor"

    def from_elsewhere(self) -> Iterator[str]:
        """Yield everything that a page would have another host send."""
        for path in self.pages:
            for link in self.page(path).fetched:
                if urlsplit(link).netloc:
                    yield f"{path.relative_to(self.folder)}: {link}"
