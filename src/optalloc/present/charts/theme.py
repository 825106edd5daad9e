"""What all charts share: fonts, colours, sizes, and figures as a drawing needs them.

Colours: Okabe and Ito, Color Universal Design (2008), which colour-blind readers tell apart; what a
colour says is always said by a shape or a sign too.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import FEN_PER_UNIT

if TYPE_CHECKING:
    from altair import Chart, ConcatChart, FacetChart, HConcatChart, LayerChart, VConcatChart

    AnyChart = Chart | ConcatChart | FacetChart | HConcatChart | LayerChart | VConcatChart

Item = TypeVar("Item")
C = TypeVar("C", "Chart", "ConcatChart", "FacetChart", "HConcatChart", "LayerChart", "VConcatChart")

BLUE, ORANGE, GREEN, SKY, BLACK = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "#222222"
GREY, PALE = "#767676", "#DDDDDD"

# The reader's own fonts first, of Windows, macOS and Linux; then the one that the extra brings,
# whose forms of some characters are those of Taiwan.
FONT = (
    "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, "
    "WenQuanYi Micro Hei, Noto Sans CJK TC, sans-serif"
)
LONGEST_NAME = 200
"""Widest a name may stand beside a chart before it is cut short [pixels]."""


def dressed(chart: C, title: Words, lang: Lang, below: Sequence[Words] = ()) -> C:
    """Return a whole chart with its title and the look of the product.

    Args:
        title: What the picture shows; it is also read aloud where the picture cannot be seen.
        below: Lines under the title: the unit, what the marks mean.
    """
    said: dict[str, Any] = {"text": visible(title.say(lang)), "anchor": "start"}
    if below:
        said["subtitle"] = [visible(words.say(lang)) for words in below]
    whole: C = chart.properties(
        title=said,
        description=visible(title.say(lang)),
        usermeta={"lang": "zh-CN" if lang == "zh" else "en"},
        background="white",
        padding=16,
    ).configure(font=FONT, **LOOK)
    return whole


def vega_lite(chart: "AnyChart") -> dict[str, Any]:
    """Return a whole chart as Vega-Lite.

    It is not held to the schema of Vega-Lite, which takes as long as all the rest of a page: the
    tests hold every kind of chart to it.
    """
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


_SMALL = {"fontSize": 12, "color": BLACK}
LOOK: dict[str, Any] = {
    "view": {"stroke": None},
    "title": {
        "fontSize": 16,
        "fontWeight": "bold",
        "color": BLACK,
        "subtitleColor": GREY,
        "subtitleFontSize": 12,
        "subtitleLineHeight": 17,
        "offset": 14,
        "frame": "group",
    },
    "axis": {
        "labelColor": BLACK,
        "labelFontSize": 12,
        "labelLimit": LONGEST_NAME,
        "titleColor": GREY,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": PALE,
        "domain": False,
        "ticks": False,
    },
    "header": {
        "labelColor": BLACK,
        "labelFontSize": 13,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "labelLimit": LONGEST_NAME,
        "title": None,
    },
    "legend": {"labelFontSize": 12, "labelColor": BLACK, "title": None, "orient": "top"},
    "text": _SMALL,
}


def in_unit(money: Fraction | int, unit: str) -> float:
    """Return an amount [fen] in a unit, as near as a drawing needs it."""
    return drawn(Fraction(money) / FEN_PER_UNIT[unit])


def drawn(value: Fraction | int) -> float:
    """Return an exact figure as the float that a drawing library takes: a place, no amount."""
    return float(value)


def tooltip(lang: Lang, *fields: tuple[str, Words]) -> list[Any]:
    """Return what is said when a mark is pointed at; the drawing library shows it as text."""
    import altair as alt

    return [alt.Tooltip(f"{name}:N", title=words.say(lang)) for name, words in fields]


def of_many(there: int, shown: int, which: Words) -> list[Words]:
    """Return the line that not all recipients are drawn, and which are; none where all are."""
    if shown >= there:
        return []
    return [
        Words(
            f"共 {there} 个单位，这里是{which.zh}的 {shown} 个",
            f"of {there} recipients the {shown} {which.en}",
        )
    ]


def largest_of(items: Sequence[Item], size: Callable[[Item], int], most: int) -> list[Item]:
    """Return the largest of some items, at most so many, as they are listed."""
    order = sorted(range(len(items)), key=lambda i: -size(items[i]))
    return [items[i] for i in sorted(order[:most])]
