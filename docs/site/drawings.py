"""Draw the pictures of the explanation, in both languages: python docs/site/drawings.py.

Plain SVG with text as text, for the reader's own fonts.
"""

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from pathlib import Path

from optalloc.core.message import Lang, Words

FOLDER = Path(__file__).with_name("pictures")
BLUE, GREEN, ORANGE, GREY, INK = "#0072b2", "#009e73", "#d55e00", "#b8bec6", "#1d2733"
FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


def text(
    x: float, y: float, words: str, anchor: str = "middle", colour: str = INK, size: int = 14
) -> str:
    """Return a line of text."""
    place = f'x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"'
    return f"<text {place}>{escape(words)}</text>"


def line(x1: float, y1: float, x2: float, y2: float, colour: str = INK, more: str = "") -> str:
    """Return a line."""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="2" {more}/>'
    )


def dot(x: float, y: float, colour: str, radius: int = 6) -> str:
    """Return a filled circle."""
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'


def box(x: float, y: float, width: float, height: float, colour: str, words: str) -> str:
    """Return a rectangle with a line of text in its middle."""
    place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    shape = f'<rect {place} rx="6" fill="none" stroke="{colour}" stroke-width="2"/>'
    return shape + text(x + width / 2, y + height / 2 + 5, words)


def svg(width: int, height: int, title: str, parts: Iterator[str]) -> str:
    """Return a picture."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="{FONT}">\n<title>{escape(title)}</title>\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n{body}\n</svg>\n'
    )


TARGET, TOTALS = Fraction(110, 3), (0, 10, 20, 30, 40, 50)
"""The target of 灵山镇 in the tutorial [万元], and what it may get."""


def deviation(total: int | Fraction) -> Fraction:
    """Return the sum of both towns' deviations where 灵山镇 gets this."""
    return 2 * abs(total - TARGET)


def said(value: Fraction) -> str:
    """Return a figure to four places."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


BEST = min(TOTALS, key=deviation)
BELOW, ABOVE = (max(t for t in TOTALS if t < TARGET), min(t for t in TOTALS if t > TARGET))
MEETING = Words("界与方案相遇，就是证明", "Where bound and plan meet, that is the proof")


def meeting(lang: Lang) -> Iterator[str]:
    """Yield the deviation of every possible plan of the tutorial, and the bound below them.

    灵山镇 gets y in steps of 10, 三江镇 gets 50 - y; targets are 110/3 and 40/3, so that the sum of
    deviations is 2 |y - 110/3|.
    """
    left, bottom, across, up = 40, 270, 95, 2.6
    yield line(left, bottom, left + across * 6, bottom)
    yield line(left, bottom, left, 30)
    for place, total in enumerate(TOTALS):
        x, is_best = left + 50 + across * place, total == BEST
        y = bottom - up * float(deviation(total))
        yield line(x, bottom, x, y, GREEN if is_best else GREY, 'stroke-dasharray="3 4"')
        yield dot(x, y, GREEN if is_best else GREY)
        yield text(x, y - 12, said(deviation(total)), colour=GREEN if is_best else INK)
        yield text(x, bottom + 20, f"{total}/{50 - total}")
    bound = bottom - up * float(deviation(BEST))
    yield line(left, bound, left + across * 6, bound, ORANGE)
    exact = deviation(BEST)
    told = Words(f"界 {exact}：不论怎样分，差额合计不会更小", f"bound {exact}: no plan comes below")
    yield text(left + 60, bound - 8, told.say(lang), "start", ORANGE)
    yield text(
        left - 8, 24, Words("差额合计（万元）", "sum of deviations (万元)").say(lang), "start"
    )
    foot = Words(
        "灵山镇/三江镇，每镇合计只能是 10 万元的整数倍", "灵山镇/三江镇, totals in steps of 10万元"
    )
    yield text(left + across * 2.5, bottom + 44, foot.say(lang))


SPLITTING = Words(
    "一个界不够时，把范围一分为二", "Where one bound is not enough, the range is cut in two"
)


def splitting(lang: Lang) -> Iterator[str]:
    """Yield a tree of two ranges, each with a bound of its own."""
    best, loose = said(deviation(BEST)), said(deviation(TARGET))
    whole = Words(f"全部方案：界 {loose}，方案 {best}", f"all plans: bound {loose}, plan {best}")
    low = Words(
        f"灵山镇 ≤ {BELOW}：界 {said(deviation(BELOW))}",
        f"灵山镇 ≤ {BELOW}: bound {said(deviation(BELOW))}",
    )
    high = Words(
        f"灵山镇 ≥ {ABOVE}：界 {said(deviation(ABOVE))}",
        f"灵山镇 ≥ {ABOVE}: bound {said(deviation(ABOVE))}",
    )
    yield box(180, 20, 290, 44, ORANGE, whole.say(lang))
    yield line(260, 64, 160, 130) + line(390, 64, 490, 130)
    yield box(30, 130, 260, 44, GREY, low.say(lang)) + box(360, 130, 260, 44, GREEN, high.say(lang))
    yield text(160, 200, Words("都比方案差，不用看了", "all worse than the plan: done").say(lang))
    yield text(490, 200, Words("正好等于方案的值：完成", "meets the plan's value: done").say(lang))


STEPS = Words("一个方案走到印出来之前", "What a plan passes before it is printed")


def steps(lang: Lang) -> Iterator[str]:
    """Yield the way of a plan from the solver to paper."""
    stages = (
        (Words("求解器", "solver"), Words("只当线索", "a hint only"), GREY),
        (Words("精确界", "exact bound"), Words("分数运算", "in fractions"), BLUE),
        (Words("独立核对", "audit"), Words("逐条约束，用原始数据", "each rule, raw data"), BLUE),
        (Words("印出", "print"), Words("附证明，供人复核", "with its proof"), GREEN),
    )
    for place, (what, how, colour) in enumerate(stages):
        x = 20 + 165 * place
        yield box(x, 30, 130, 50, colour, what.say(lang)) + text(
            x + 65, 104, how.say(lang), size=13
        )
        if place:
            yield line(x - 35, 55, x - 6, 55) + text(x - 5, 60, "▸", "end")


PICTURES = {
    "meeting": (640, 330, MEETING, meeting),
    "splitting": (650, 220, SPLITTING, splitting),
    "steps": (670, 124, STEPS, steps),
}


def drawn() -> Iterator[tuple[Path, str]]:
    """Yield every picture with its file."""
    for name, (width, height, title, parts) in PICTURES.items():
        for lang in ("zh", "en"):
            yield FOLDER / f"{name}.{lang}.svg", svg(width, height, title.say(lang), parts(lang))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, picture in drawn():
        path.write_text(picture, encoding="utf-8")
