"""Every family of instances by name: what it stands for, its sizes, how one is written as files.

A family is one file of families/: it writes a scenario and its tables into a folder, drawn from
distributions that its docstring states, the same for the same seed. Its first instance is the smoke
size. A new file in families/ is a new family; nothing else needs to know it.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "families"


@dataclass(frozen=True)
class Instance:
    """One problem of a family.

    Attributes:
        size: Recipients, or projects where the family counts those.
        seed: What the figures are drawn with.
        case: The scenario file of a real case, relative to scenarios/; empty for drawn ones.
    """

    family: str
    size: int
    seed: int = 1
    case: str = ""

    @property
    def name(self) -> str:
        """A name for files and tables."""
        return self.case or f"{self.family} {self.size:,} #{self.seed}"


@dataclass(frozen=True)
class Family:
    """A kind of problem at several sizes.

    Attributes:
        what: What it stands for, in a line.
        write: Writes an instance's files into a folder and returns the scenario.
        instances: Smallest first.
        counts: What the size counts.
        has_plan: Whether there is a plan; if not, that is what must be proven.
    """

    name: str
    what: str
    write: Callable[[Instance, Path], Path]
    instances: tuple[Instance, ...]
    counts: str = "towns"
    has_plan: bool = True

    @property
    def smoke(self) -> Instance:
        """The smallest instance."""
        return self.instances[0]


REGISTRY: dict[str, Family] = {}


def register(family: Family) -> Family:
    """Add a family.

    Raises:
        ValueError: When the name is taken.
    """
    if family.name in REGISTRY:
        raise ValueError(f"family {family.name!r} is there already")
    REGISTRY[family.name] = family
    return family


def drawn(family: str, sizes: tuple[int, ...], seeds: int = 1) -> tuple[Instance, ...]:
    """Return instances of some sizes, each drawn with the seeds 1, 2, …"""
    return tuple(Instance(family, size, seed + 1) for size in sizes for seed in range(seeds))


def families() -> Mapping[str, Family]:
    """Return every family there is, in the order of their files' names."""
    for module in sorted(m.name for m in pkgutil.iter_modules([str(FOLDER)])):
        import_module(f"families.{module}")
    return REGISTRY


def instances(names: tuple[str, ...] = ()) -> Iterator[Instance]:
    """Yield every instance of the named families, or of all."""
    for family in families().values():
        if not names or family.name in names:
            yield from family.instances
