"""Write a chart to a file: .svg, .png, .html or .json, by the ending of its name.

An SVG holds its text as text, for the reader's own fonts; a PNG is drawn here; a page holds the
chart with everything that draws it and fetches nothing; JSON is the chart's Vega-Lite.
"""

import html
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optalloc.core.atomic_files import check_folder, write_file
from optalloc.core.errors import Fault, refuse_any
from optalloc.core.extras import how_to_get
from optalloc.core.message import NOTHING, Words, one_of
from optalloc.present.charts.theme import vega_lite

if TYPE_CHECKING:
    from optalloc.present.charts.theme import AnyChart

LIBRARY = "js_lib_vega_embed"
"""The package that holds the library that draws: Vega, Vega-Lite and Vega-Embed in one file."""

CHARTS = ("altair", LIBRARY)
"""What every chart is made with: part of the default install."""
EXTRA = ("vl_convert",)
"""What draws PNG and SVG here: an extra."""
DRAWN_HERE = (".png", ".svg")
FONTS = "cvttf_NotoSansCJK_Regular"
"""The package whose folder holds a font for machines that have no Chinese one."""
SHARPNESS = 2.0
"""Pixels of a PNG for each pixel of the chart."""
_AS_ESCAPE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 24px; }} #vg-tooltip-element {{ max-width: 480px; }}</style>
<script>{drawing}</script>
</head>
<body>
<div id="chart" role="img" aria-label="{title}"></div>
<script>
vegaEmbed("#chart", {spec}, {{
  mode: "vega-lite", renderer: "svg",
  actions: {{export: true, source: false, compiled: false, editor: false}}
}}).catch(console.error);
</script>
</body>
</html>
"""


def save(chart: "AnyChart", path: str | Path) -> None:
    """Write a chart to a file, moved into place whole.

    Args:
        path: Its ending says what is written: .svg, .png, .html or .json.

    Raises:
        InputUnusable: When the ending is none of these, the extra is not installed, or the folder
            cannot be written to.
    """
    check_picture(path)
    write = _WRITERS[Path(path).suffix.lower()]
    write_file(Path(path), write(vega_lite(chart)))


def png(chart: "AnyChart") -> bytes:
    """Return a chart as PNG; `missing_extra` says before whether it can be drawn."""
    return _png(vega_lite(chart))


def check_picture(path: str | Path) -> None:
    """Refuse a picture that cannot be written, before the work and not after it.

    Raises:
        InputUnusable: As for `save`.
    """
    named, faults = str(path), list[Fault]()
    ending = Path(path).suffix
    if ending.lower() not in _WRITERS:
        allowed = one_of(Words("图片文件名的结尾", "a name that ends in "), list(_WRITERS))
        faults.append(Fault(named, PICTURE, allowed, ending or None))
    faults += (missing_extra if ending.lower() in DRAWN_HERE else undrawable)(named, PICTURE)
    if Path(path).is_dir():
        allowed = Words("应为文件，不是文件夹", "a file, not a folder")
        faults.append(Fault(named, PICTURE, allowed, None, NOTHING))
    refuse_any(faults)
    check_folder(Path(path).parent)


PICTURE = Words("图片", "the picture")


def missing_extra(named: str, place: Words) -> Iterator[Fault]:
    """Yield the fault that what draws PNG and SVG is not installed, if it is not.

    Args:
        named: The file to be written; empty where there is none yet.
        place: What needs to be drawn.
    """
    if any(find_spec(library) is None for library in EXTRA):
        allowed = Words("须先安装绘图组件", "drawing needs an extra that is not installed")
        yield Fault(named, place, allowed, None, how_to_get("pictures"))
        return
    yield from undrawable(named, place)


def undrawable(named: str, place: Words) -> Iterator[Fault]:
    """Yield the fault that not even a page can hold charts here, if that is so."""
    if any(find_spec(library) is None for library in CHARTS):
        allowed = Words("安装得不全", "a package of the default install is missing")
        remedy = Words("请运行 optalloc doctor。", "Run optalloc doctor.")
        yield Fault(named, place, allowed, None, remedy)
    elif sys.flags.optimize > 1:
        allowed = Words(
            "绘图组件不能在 python -OO 下使用", "drawing does not work under python -OO"
        )
        remedy = Words("请不用 -OO 运行。", "Run it without -OO.")
        yield Fault(named, place, allowed, None, remedy)


def _svg(spec: dict[str, Any]) -> bytes:
    import vl_convert

    _register_fonts()
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn.encode("utf-8")


def _png(spec: dict[str, Any]) -> bytes:
    import vl_convert

    _register_fonts()
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=SHARPNESS, allowed_base_urls=[])
    return drawn


def _page(spec: dict[str, Any]) -> bytes:
    """Return a page that draws the chart by itself.

    Not vl_convert.vegalite_to_html: it writes a name with `</script>` into the page as it is.
    """
    page = _PAGE.format(
        lang=html.escape(spec.get("usermeta", {}).get("lang", "en")),
        title=html.escape(spec.get("description", "optalloc")),
        drawing=drawing_library(),
        spec=json_in_a_script(spec_in_a_page(spec)),
    )
    return page.encode("utf-8")


def _json(spec: dict[str, Any]) -> bytes:
    return (json.dumps(spec, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


_WRITERS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".html": _page,
    ".json": _json,
}


def _register_fonts() -> None:
    """Tell the drawing library of the font that the extra brings; without it, the machine's own."""
    import vl_convert

    found = find_spec(FONTS)
    for folder in (found.submodule_search_locations or ()) if found else ():
        vl_convert.register_font_directory(folder)


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
