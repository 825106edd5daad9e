"""The page's section on growth: every part of the product, how its time grows, and its two bars.

python benchmarks/grown_page.py [--package FOLDER OF ANOTHER optalloc] [WORDS OF PARTS]
"""

import argparse
from collections.abc import Iterator, Sequence
from math import log

from bars import Bar
from growth import CHEAP, FROM, LIMIT, SHORT, SIZES, TO, Grown, all_grown
from markdown_page import table

GROWTH_AT_MOST, NATIONS_AT_MOST = 1.2, 2.0


def page(grown: Sequence[Grown]) -> Iterator[str]:
    """Yield the page's section: how every part grows, the worst first."""
    yield "## How every part grows"
    yield ""
    yield "Every rule, goal, target and baseline of the product's own lists, added alone to one"
    yield "base (benchmarks/every_part.py). Processor seconds from facts in memory to the audited"
    yield "plan and baseline (`walk`); the power of n is fitted from 1,000 to 10,000 recipients,"
    yield f"not for phases below {SHORT:g} s. `phase` is the one that grows most, reading and"
    yield "certificate among them. Fastest-growing first; `over` ran out of its time, `-`"
    yield "was not asked, and for `no time` the whole had none left."
    yield ""
    yield from table(*_linear([g for g in grown if not g.is_integer]))
    yield ""
    yield "### Parts that ask for integer programs"
    yield ""
    yield f"Each solve has {LIMIT:g} s here; those that met an integer program are not asked for"
    yield f"more than {FROM:,} recipients."
    yield ""
    yield from table(*_integer([g for g in grown if g.is_integer]))


def _linear(grown: Sequence[Grown]) -> tuple[list[str], list[tuple[str, ...]]]:
    nation = nation_seconds(grown)
    header = [
        *("", "part", *(f"{n:,} [s]" for n in (*SIZES, CHEAP)), "walk", "phase"),
        *("over the nation", "read [s]", "peak [MiB]"),
    ]
    rows = []
    for g in sorted(grown, key=lambda g: -(g.worst() or (0.0, ""))[0]):
        worst, whole, top = g.worst(), _walk_power(g), g.found.get(TO, {})
        cells = [_seconds(g, n) for n in (*SIZES, CHEAP)]
        power = "-" if whole is None else f"n^{whole:.2f}"
        most = "-" if worst is None else f"{worst[1]} n^{worst[0]:.2f}"
        own = g.walk(TO)
        ratio = f"{own / nation:.2f}" if own is not None and nation else "-"
        read = f"{float(top['read']):.2f}" if "read" in top else "-"
        peak = f"{float(top['peak']):.0f}" if "peak" in top else "-"
        rows.append((g.variant.sort, g.variant.name, *cells, power, most, ratio, read, peak))
    return header, rows


def _integer(grown: Sequence[Grown]) -> tuple[list[str], list[tuple[str, ...]]]:
    header = ["", "part", *(f"{n:,} [s]" for n in SIZES[:2]), "programs", "at the end"]
    rows = []
    for g in grown:
        cells = [_seconds(g, n) for n in SIZES[:2]]
        last = g.found[max(g.found)]
        programs = f"{last.get('linear', 0)} linear, {last.get('integer', 0)} integer"
        told = f"{last.get('proven', '-')} ({max(g.found):,})"
        rows.append((g.variant.sort, g.variant.name, *cells, programs, told))
    return header, rows


def _seconds(grown: Grown, size: int) -> str:
    if grown.over == size:
        return "failed" if grown.failed else "over" if grown.is_reached else "no time"
    seconds = grown.walk(size)
    return "-" if seconds is None else f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}"


def nation_seconds(grown: Sequence[Grown]) -> float | None:
    """Return what the nation takes at the larger size: the yardstick of the others."""
    return next((g.walk(TO) for g in grown if g.variant.sort == "base"), None)


def _walk_power(grown: Grown) -> float | None:
    small, large = grown.walk(FROM), grown.walk(TO)
    return log(large / small) / log(TO / FROM) if small and large else None


def grown_bars(grown: Sequence[Grown]) -> Iterator[Bar]:
    """Yield the two bars of growth, with the parts that break them."""
    linear, nation = [g for g in grown if not g.is_integer], nation_seconds(grown)
    if not linear or nation is None:
        return
    steep, slow = list[str](), list[str]()
    for g in linear:
        worst, own = g.worst(), g.walk(TO)
        if worst is not None and worst[0] > GROWTH_AT_MOST:
            steep.append(f"{g.variant.name}: {worst[1]} n^{worst[0]:.2f}")
        if own is None and g.is_reached:
            slow.append(f"{g.variant.name}: {'failed' if g.failed else 'over'}")
        elif own is not None and own > NATIONS_AT_MOST * nation:
            slow.append(f"{g.variant.name}: {own / nation:.1f} times")
    said = f"of {len(linear)} parts {len(steep)}: " + "; ".join(steep) if steep else "none"
    left = sum(not g.is_reached for g in grown)
    more = f"; no time for {left} parts" if left else ""
    words = f"no phase of any part grows above n^{GROWTH_AT_MOST:g}, {FROM:,} to {TO:,}"
    yield Bar(words, _verdict(steep, left), said + more)
    said = f"of {len(linear)} parts {len(slow)}: " + "; ".join(slow) if slow else "none"
    words = f"no part takes above {NATIONS_AT_MOST:g} times the nation's seconds at {TO:,}"
    yield Bar(words, _verdict(slow, left), said + more)


def _verdict(broken: Sequence[str], left: int) -> bool | None:
    """Return whether a bar holds; None where nothing breaks it and not every part was measured."""
    return False if broken else None if left else True


def main() -> None:
    """Measure all parts, or those named, and print the section and its bars."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--package", help="the folder of another optalloc")
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    grown = all_grown(asked.words, asked.package)
    print("\n".join(page(grown)))
    for bar in grown_bars(grown):
        print(f"{bar.verdict:>14}  {bar.words}: {bar.figure}")


if __name__ == "__main__":
    main()
