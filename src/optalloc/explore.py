"""Each command of `optalloc explore` as a function: `optalloc.explore.sweep(...)` and the others.

A function lives in `exploring/<word>/<word>.py` under the word itself, and is imported when first
used.
"""

from importlib import import_module
from importlib.resources import files
from typing import Any


def words() -> list[str]:
    """Return the words of the commands: what the folders of `exploring/` offer under their name."""
    there = (file.name for file in files("optalloc.cli.explore_commands").iterdir())
    return sorted(n.removesuffix(".py") for n in there if n.endswith(".py") and n[0] != "_")


def __getattr__(name: str) -> Any:
    """Import a command's function on first use."""
    if name in words():
        return getattr(import_module(f"optalloc.exploring.{name}.{name}"), name)
    raise AttributeError(name)


def __dir__() -> list[str]:
    """Return the functions that there are."""
    return words()
