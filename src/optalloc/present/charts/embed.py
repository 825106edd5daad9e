"""What a page needs to draw charts by itself: the drawing library once, and charts as safe data."""

import json
from functools import cache
from typing import Any

_AS_ESCAPE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@cache
def drawing_library() -> str:
    """Return the library that draws, as the text of a script; it sets `window.vegaEmbed`."""
    import vl_convert

    library: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return library


def json_in_a_script(value: Any) -> str:
    """Return data as JSON that may stand inside `<script>`.

    No text in it can end the script or open a comment; JavaScript and JSON read it alike.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_AS_ESCAPE)
