"""Room to move as a person reads it: what "within" means, then a table of ranges."""

from optalloc.core.message import Lang, Words
from optalloc.explaining.ranges.describe import range_line, room_lines
from optalloc.explaining.ranges.ranges import Room
from optalloc.present.terminal import MOST_ROWS, Column, Page, aligned

FEWEST_ROWS = 3
"""Recipients with room from which on a table is easier to read than sentences."""


def show_room(found: Room, lang: Lang, recipient: str | None = None) -> None:
    """Print the ranges, as a table where there are several.

    Args:
        recipient: The one recipient to speak of; None for all that were asked about.
    """
    page = Page(lang)
    page.say(Words("谁还有活动的余地", "Room to move"), "bold")
    moving = [one for one in found.ranges if not one.is_fixed]
    has_table = recipient is None and len(moving) >= FEWEST_ROWS
    in_table = {range_line(one, found) for one in moving if has_table and one.is_proven}
    for words in room_lines(found, recipient):
        if words not in in_table:
            page.say(words)
    page.say()
    if has_table:
        _table(page, found)


def _table(page: Page, found: Room) -> None:
    """Print award, least and most of the recipients that have room."""
    unit = found.answer.problem.unit
    moving = [one for one in found.ranges if not one.is_fixed and one.is_proven]
    rows = moving[:MOST_ROWS]
    columns = [
        Column(Words("现在", "now").say(page.lang), aligned([one.award for one in rows], unit)),
        Column(
            Words("最少", "least").say(page.lang), aligned([one.least.amount for one in rows], unit)
        ),
        Column(
            Words("最多", "most").say(page.lang), aligned([one.most.amount for one in rows], unit)
        ),
    ]
    names = Column(Words("单位", "recipient").say(page.lang), [one.recipient for one in rows], True)
    title = Words(f"可以得到的金额（单位：{unit}）", f"What each could get ({unit})")
    page.grid(title, names, [columns], has_total=False)
    if len(moving) > len(rows):
        page.say(
            Words(f"以上是前 {len(rows)} 个单位，共 {len(moving)} 个。",
                  f"These are the first {len(rows)} of {len(moving)}.")
        )  # fmt: skip
