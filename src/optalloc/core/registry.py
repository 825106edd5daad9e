"""Parts that register themselves: a rule, goal, target or baseline is one file and one word.

The word a user writes is the word the part registers under; adding a file to the folder is all it
takes to add a part.
"""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Generic, TypeVar

from optalloc.core.message import Words

T = TypeVar("T")
P = TypeVar("P")


class Catalogue(Generic[T]):
    """The parts of one sort, by the word that users write.

    Attributes:
        sort: What the parts are ("rule", "goal", …), in both languages.
    """

    def __init__(self, sort: Words, package: str) -> None:
        self.sort = sort
        self._package = package
        self._parts: dict[str, T] = {}
        self._loaded = False

    def register(self, word: str) -> Callable[[P], P]:
        """Return the decorator that puts a part on the list under a word."""

        def put(part: P) -> P:
            if word in self._parts:
                raise ValueError(f"two parts call themselves {word}")
            self._parts[word] = part  # type: ignore[assignment]
            return part

        return put

    def _load(self) -> None:
        """Import every module of the package once, so that each part has registered itself.

        The parts count as loaded at the end, and not before: another thread that asks meanwhile
        imports them too, which waits for what is being imported, and sees the whole list. The
        workbench showed rules without their settings where it saw a part of it.
        """
        if not self._loaded:
            package = import_module(self._package)
            for module in pkgutil.iter_modules(package.__path__):
                import_module(f"{self._package}.{module.name}")
            self._loaded = True

    def words(self) -> list[str]:
        """Return the words that can be written, sorted."""
        self._load()
        return sorted(self._parts)

    def get(self, word: str) -> T | None:
        """Return the part that a word means, or None.

        A file carries the word it registers, so one part is had without importing all the others.
        """
        module = f"{self._package}.{word}"
        if word not in self._parts and word.isidentifier() and find_spec(module) is not None:
            import_module(module)
        return self._parts.get(word)

    def __getitem__(self, word: str) -> T:
        part = self.get(word)
        if part is None:
            raise KeyError(word)
        return part

    def __iter__(self) -> Iterator[tuple[str, T]]:
        self._load()
        return iter(sorted(self._parts.items()))
