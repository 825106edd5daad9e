"""The pictures of a run: time against size, and quality against time, for everybody."""

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import altair as alt

from bars import CLASSES
from judging import Judged, best, gap
from optalloc.present.charts.save import save

COLOURS = {
    **{"optalloc cbc": "#000000", "optalloc highs": "#D55E00", "pulp_cbc": "#0072B2"},
    **{"linopy_highs": "#009E73", "scipy_milp": "#CC79A7", "ortools_cpsat": "#E69F00"},
}
"""Colours that colour-blind readers tell apart (Okabe and Ito); the rounding packages share one."""
ROUNDING = "#777777"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
LEAST_GAP = 1e-7
"""Where a gap of nothing is drawn on a scale of logarithms [%]."""


def draw(every: Sequence[Judged], folder: Path) -> None:
    """Write both pictures as SVG."""
    folder.mkdir(exist_ok=True)
    points = list(_points(every))
    save(time_against_size(points), folder / "time.svg")
    save(quality_against_time(points), folder / "quality.svg")


def _points(every: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Yield a point for everybody who worked on an instance."""
    for judged in every:
        for entry in judged.entries:
            if entry.seconds is None:
                continue
            point = {
                "who": entry.who,
                "size": max(1, judged.size),
                "seconds": entry.seconds,
                "family": judged.instance.family,
                "end": "stopped" if entry.says in ("stopped", "time_limit") else "finished",
                "instance": judged.instance.name,
            }
            if entry.values is not None and best(judged) is not None:
                off = abs(gap(judged, entry))
                point["gap"] = max(LEAST_GAP, min(off, 1000.0))
                point["rules"] = "breaks rules" if entry.breaches else "keeps the rules"
            yield point


def _by_who(points: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = list(dict.fromkeys(p["who"] for p in points))
    names.sort(key=lambda name: list(COLOURS).index(name) if name in COLOURS else len(COLOURS))
    colours = [COLOURS.get(name, ROUNDING) for name in names]
    shapes = [SHAPES[i % len(SHAPES)] for i in range(len(names))]
    return {
        "color": alt.Color("who:N", title=None, scale=alt.Scale(domain=names, range=colours)),
        "shape": alt.Shape("who:N", title=None, scale=alt.Scale(domain=names, range=shapes)),
    }


def time_against_size(points: Sequence[dict[str, Any]]) -> alt.LayerChart:
    """Return seconds against size on two scales of logarithms; lines through the medians."""
    log, axis = alt.Scale(type="log"), _powers(-4, 5)
    x = alt.X("size:Q", title="recipients, or projects", scale=log, axis=axis)
    title = "seconds, from facts in memory to a plan"
    y = alt.Y("seconds:Q", title=title, scale=log, axis=axis)
    who = _by_who(points)
    dots = (
        alt.Chart(alt.Data(values=list(points)))
        .mark_point(size=30, opacity=0.6)
        .encode(
            x=x,
            y=y,
            **who,
            strokeWidth=alt.condition(alt.datum.end == "stopped", alt.value(3), alt.value(1)),
            tooltip=["who:N", "instance:N", "seconds:Q", "end:N"],
        )
    )
    lines = alt.Chart(alt.Data(values=list(_medians(points))))
    lines = lines.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=who["color"])
    said = "lines: medians of like sizes; heavy marks were stopped at their time limit"
    heading = alt.Title("Time against size", subtitle=said)
    return (lines + dots).properties(width=640, height=420, title=heading)


def _medians(points: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield for everybody the median size and seconds of each class of sizes."""
    groups: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for point in points:
        most = next(c for c in CLASSES if point["size"] <= c)
        groups.setdefault((point["who"], most), []).append(point)
    for (who, _), own in groups.items():
        middle = {key: statistics.median(p[key] for p in own) for key in ("size", "seconds")}
        yield {"who": who, **middle}


def _powers(least: int, most: int) -> alt.Axis:
    return alt.Axis(values=[10.0**k for k in range(least, most + 1)], format="~g")


def quality_against_time(points: Sequence[dict[str, Any]]) -> alt.FacetChart:
    """Return the distance to the proven best against seconds; rules kept and broken apart."""
    shown = [p for p in points if "gap" in p]
    log = alt.Scale(type="log")
    subtitle = (
        f"{LEAST_GAP:.7f}% stands for none; a plan that breaks rules may seem better or worse"
    )
    return (
        alt.Chart(alt.Data(values=shown))
        .mark_point(size=40, opacity=0.7)
        .encode(
            x=alt.X("seconds:Q", title="seconds", scale=log, axis=_powers(-4, 5)),
            y=alt.Y("gap:Q", title="off the product's value [%]", scale=log, axis=_powers(-7, 3)),
            tooltip=["who:N", "instance:N", "gap:Q", "seconds:Q"],
            **_by_who(points),
        )
        .properties(width=360, height=360)
        .facet(
            column=alt.Column("rules:N", title=None, sort=["keeps the rules", "breaks rules"]),
            title=alt.Title("Quality against time", subtitle=subtitle),
        )
    )
