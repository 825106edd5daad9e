"""The years of a plan of several years: each has sources of its own, in the order of the years."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated

from pydantic import BeforeValidator

from optalloc.core.message import Words
from optalloc.problem.component import Complaint, Component, unknown
from optalloc.problem.facts import Facts
from optalloc.problem.setting_types import Names


def _year_names(value: object) -> object:
    """Read years that YAML takes for numbers as the names that they are."""
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else value


Years = Annotated[dict[str, Names], BeforeValidator(_year_names)]


class ForYears(Component):
    """A part about several years, each with the sources whose money comes in it.

    Attributes:
        years: The sources of each year, the first year first.
    """

    years: Years

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield fewer than two years, names that no source has, and a source of two years."""
        yield from super().check(facts)
        if len(self.years) < 2:
            yield Complaint("years", Words("应至少有两年", "at least two years"))
        seen: set[str] = set()
        for year, names in self.years.items():
            yield from unknown(f"years.{year}", names, facts.source_named)
            for name in names:
                if name in seen:
                    allowed = Words("每个来源只能属于一年", "each source in one year only")
                    yield Complaint(f"years.{year}", allowed, name)
                seen.add(name)

    def pots_by_year(self) -> list[frozenset[str]]:
        """Return the names of each year's sources."""
        return [frozenset(names) for names in self.years.values()]


def later_sources(parts: Iterable[Component]) -> frozenset[str]:
    """Return the names of the sources that come in years after the first, by any of some parts."""
    years = (part.pots_by_year()[1:] for part in parts if isinstance(part, ForYears))
    return frozenset[str]().union(*chain.from_iterable(years))
