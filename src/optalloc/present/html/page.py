"""Turn sections into one HTML file: the templates escape every text, and nothing is fetched.

The page forbids itself everything that it does not hold: its scripts are named by their digests, so
that a script that came in by a name would not run, and the charts are drawn without `eval`. It
tells the digest of all the rest of it, by which `check` knows a page that nobody has changed.
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from optalloc.core.message import Lang, Words, visible
from optalloc.present.charts.save import drawing_library, json_in_a_script, spec_in_a_page
from optalloc.present.document import ChartBlock, Section, is_said, pictures_of

if TYPE_CHECKING:
    from jinja2 import Environment

LONG = 24
"""Words of more marks may be broken anywhere, so that a table stays narrow."""
TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class PageDocument:
    """A whole page.

    Attributes:
        title: Its heading.
        below: The line under the heading.
    """

    title: str
    below: Words
    sections: Sequence[Section]
    lang: Lang


def html_of(page: PageDocument) -> bytes:
    """Return a page as the bytes of one HTML file."""
    library, own = drawing_library(), _template("page.js")
    scripts = (library, own)
    text = (
        _environment(page.lang)
        .get_template("page.html")
        .render(
            page=page,
            lang="zh-CN" if page.lang == "zh" else "en",
            policy=_policy(scripts),
            made=_MADE,
            style=Markup(_template("page.css")),
            scripts=[Markup(script) for script in scripts],
            pictures=Markup(json_in_a_script(_pictures(page))),
            words=WORDS,
        )
    )
    content = text.lstrip().encode("utf-8")
    return content.replace(_made(), _made(sha256(content).hexdigest()), 1)


_MADE = "optalloc sha256:"


def _made(digest: str = "") -> bytes:
    return f'<meta name="generator" content="{_MADE}{digest}">'.encode()


def is_as_written(content: bytes) -> bool:
    """Say whether a file is a page of ours in which nobody has changed anything."""
    told = re.search(_made("([0-9a-f]{64})"), content)
    if told is None:
        return False
    whole = content.replace(told[0], _made(), 1)
    return sha256(whole).hexdigest().encode() == told[1]


WORDS = {
    "contents": Words("目录", "Contents"),
    "filter": Words("筛选", "Filter"),
    "filter_hint": Words("输入名称的一部分", "part of a name"),
    "rows": Words(" 行，点开查看", " rows, open to see them"),
    "narrow": Words(
        "窄屏上不列各来源、各用途的金额；把手机横过来就能看到。",
        "A narrow screen leaves out the columns of sources and uses: turn it on its side.",
    ),
    "no_script": Words(
        "画图需要 JavaScript；图中的数字都在表里。",
        "Pictures need JavaScript; every figure of them is in a table.",
    ),
    "skip": Words("跳到正文", "Skip to the text"),
    "not_drawn": Words("这张图没有画出来，数字见表。", "Not drawn; the figures are in the table."),
    "svg": Words("另存为 SVG", "Save as SVG"),
    "png": Words("另存为 PNG", "Save as PNG"),
}
"""What the templates say of themselves."""


def _policy(scripts: Sequence[str]) -> str:
    """Return the page's content security policy: nothing from outside, no script but its own."""
    digests = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {digests}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")


def _pictures(page: PageDocument) -> dict[str, Any]:
    """Return what the page draws: each chart once, and where with which marks."""
    pictures = pictures_of(page.sections)
    charts = list({id(picture.chart): picture.chart for picture in pictures}.values())
    places = {id(chart): i for i, chart in enumerate(charts)}
    return {
        "charts": [spec_in_a_page(chart) for chart in charts],
        "pictures": [
            _picture(picture, places[id(picture.chart)], page.lang) for picture in pictures
        ],
        "words": {key: WORDS[key].say(page.lang) for key in ("not_drawn", "svg", "png")},
    }


def _picture(picture: ChartBlock, chart: int, lang: Lang) -> dict[str, Any]:
    said = picture.caption if isinstance(picture.caption, str) else picture.caption.say(lang)
    drawn = {"key": picture.key, "chart": chart, "said": visible(said)}
    return drawn if picture.rows is None else {**drawn, "rows": picture.rows}


@cache
def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment(lang: Lang) -> "Environment":
    """Return where templates are filled in: every text is said in a language and escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def said(value: Any) -> Any:
        if isinstance(value, Words):
            return visible(value.say(lang))
        return value if isinstance(value, Markup) else visible(str(value))

    there = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=said,
    )
    there.tests["said"] = is_said
    there.tests["long"] = lambda cell: len(said(cell)) > LONG
    there.tests["lines"] = lambda cell: isinstance(cell, list)
    there.tests["less"] = lambda cell: isinstance(cell, str) and cell.startswith("-")
    return there


def on_a_page(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart's Vega-Lite without its own title, as wide as there is room."""
    spec = {key: value for key, value in chart.items() if key not in ("title", "usermeta")}
    size = {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    return spec | size | {"padding": {"left": 0, "right": 4, "top": 4, "bottom": 4}}


def said_below(chart: Mapping[str, Any]) -> list[str]:
    """Return the lines under a chart's title."""
    return list(chart["title"].get("subtitle", ()))
