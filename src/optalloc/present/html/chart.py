"""A chart of the product as a page takes it: as wide as its place, titled by the page."""

from collections.abc import Mapping
from typing import Any


def on_a_page(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart's Vega-Lite without its own title, as wide as there is room."""
    spec = {key: value for key, value in chart.items() if key not in ("title", "usermeta")}
    size = {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    return spec | size | {"padding": {"left": 0, "right": 4, "top": 4, "bottom": 4}}


def said_below(chart: Mapping[str, Any]) -> list[str]:
    """Return the lines under a chart's title."""
    return list(chart["title"].get("subtitle", ()))
