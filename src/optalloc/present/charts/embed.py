"""What a page needs to draw charts by itself: the drawing library once, and charts as safe data."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

LIBRARY = "js_lib_vega_embed"
"""The package that holds the library that draws: Vega, Vega-Lite and Vega-Embed in one file."""

_AS_ESCAPE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@cache
def drawing_library() -> str:
    """Return the library that draws, as the text of a script; it sets `window.vegaEmbed`."""
    found = find_spec(LIBRARY)
    assert found is not None and found.submodule_search_locations  # `undrawable` was asked before
    (folder, *_) = found.submodule_search_locations
    return (Path(folder) / "static" / LIBRARY / "vega-embed-full.js").read_text(encoding="utf-8")


def spec_in_a_page(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart as a page holds it.

    Without the address of its schema: the library would warn of a version other than its own, and
    what our charts are made of is the same in both (test_page_charts.py draws them all).
    """
    return {name: value for name, value in spec.items() if name != "$schema"}


def json_in_a_script(value: Any) -> str:
    """Return data as JSON that may stand inside `<script>`.

    No text in it can end the script or open a comment; JavaScript and JSON read it alike.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_AS_ESCAPE)
