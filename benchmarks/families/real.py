"""The real cases: every scenario of scenarios/, as it is there.

Their sizes are their recipients; one of them is proven infeasible, as its title says.
"""

from collections.abc import Iterable
from pathlib import Path

from registry import Family, Instance, register

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def write(instance: Instance, folder: Path) -> Path:
    """Return the scenario's own file."""
    return SCENARIOS / instance.case


def cases(family: str, files: Iterable[Path]) -> tuple[Instance, ...]:
    """Return scenario files as instances of a family."""
    named = (p.relative_to(SCENARIOS).as_posix() for p in files)
    return tuple(Instance(family, 0, 0, name) for name in named)


register(
    Family("real", "the scenario library", write, cases("real", sorted(SCENARIOS.glob("*/*.yaml"))))
)
