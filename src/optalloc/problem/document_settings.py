"""What the papers around a plan need beyond it: title, office, date, requirements, telephones.

Everything is optional. What is not written stays a blank to be filled in, and nothing is made up. A
text is one sentence for both languages, or `{zh: …, en: …}`.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from optalloc.core.message import LANGS, Words, same
from optalloc.problem.notice_rules import LEAST_DAYS
from optalloc.problem.setting_types import refuse

MOST_DAYS = 365
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def _text(value: object) -> Words | None:
    """Read a text; None where nothing is written."""
    if value is None or isinstance(value, Words):
        return value
    if isinstance(value, str):
        return same(value.strip()) if value.strip() else None
    if isinstance(value, Mapping) and set(value) == set(LANGS):
        zh, en = (value[lang] for lang in LANGS)
        if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip():
            return Words(zh.strip(), en.strip())
    raise refuse(
        Words(
            "应为一句话（数字请加引号），或 {zh: 中文, en: 英文}",
            "a text (put digits in quotes), or {zh: Chinese, en: English}",
        )
    )


def _item(value: object) -> Words:
    """Read a text of a list, which cannot be empty."""
    text = _text(value)
    if text is None:
        raise refuse(Words("不能为空", "a text that is not empty"))
    return text


def _items(value: object) -> object:
    """Let one text stand for a list of one."""
    if value is None or value == "":
        return ()
    return value if isinstance(value, list | tuple) and not isinstance(value, Words) else (value,)


def _day(value: object) -> date | None:
    """Read a day: 年-月-日, with dashes, dots, strokes or the Chinese words."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    found = _DATE.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    try:
        return date(*map(int, found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise refuse(Words("应为日期，写成 年-月-日", "a day, written year-month-day"))


def _days(value: object) -> int | None:
    """Read for how many days a notice is shown; the papers ask for LEAST_DAYS at least."""
    if value is None:
        return None
    is_count = isinstance(value, int) and not isinstance(value, bool)
    if not is_count or not LEAST_DAYS <= int(str(value)) <= MOST_DAYS:
        raise refuse(
            Words(
                f"应为天数，公示不少于 {LEAST_DAYS} 天，最多 {MOST_DAYS} 天",
                f"a number of days, at least {LEAST_DAYS} and at most {MOST_DAYS}",
            )
        )
    return int(str(value))


_BOTH = {"type": "object", "required": [*LANGS], "additionalProperties": {"type": "string"}}
_SAID = {"anyOf": [{"type": "string"}, _BOTH]}
_OR_NOTHING = [*_SAID["anyOf"], {"type": "null"}]
Text = Annotated[Words | None, BeforeValidator(_text), WithJsonSchema({"anyOf": _OR_NOTHING})]
Item = Annotated[Words, BeforeValidator(_item), WithJsonSchema(_SAID)]
Texts = Annotated[
    tuple[Item, ...],
    BeforeValidator(_items),
    WithJsonSchema({"anyOf": [{"type": "array", "items": _SAID}, *_OR_NOTHING]}),
]
Day = Annotated[date | None, BeforeValidator(_day), WithJsonSchema({"type": ["string", "null"]})]


class NoticePaper(BaseModel):
    """What the public notice needs of its own.

    Attributes:
        title: Its title; made of the name of the fund where none is written.
        start: The first day on which it is shown.
        days: For how many days, at least 10; the first one counts.
        place: Where it hangs, or which site shows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: Text = None
    start: Day = None
    days: Annotated[int | None, BeforeValidator(_days)] = None
    place: Text = None

    @property
    def end(self) -> date | None:
        """The last day on which it is shown; None where start or days are not known."""
        if self.start is None or self.days is None:
            return None
        return self.start + timedelta(days=self.days - 1)


class DocumentSettings(BaseModel):
    """The section `paper` of a scenario.

    Attributes:
        title: Title of the plan.
        fund: What the money is called in full.
        office: Who issues the plan and signs.
        date: The day it is signed.
        opening: Paragraphs before the first section.
        documents: The title of the document behind each source, by the source's name.
        principle: The principle of allocation in the office's own words, paragraph by paragraph.
        scope: What the money may be used for.
        requirements: What is asked of everybody, one item each.
        contact: Who answers questions.
        phone: Telephone of the contact.
        supervision: The office's own telephones or addresses for complaints.
        notice: What the public notice needs of its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: Text = None
    fund: Text = None
    office: Text = None
    date: Day = None
    opening: Texts = ()
    documents: dict[str, Item] = {}
    principle: Texts = ()
    scope: Texts = ()
    requirements: Texts = ()
    contact: Text = None
    phone: Text = None
    supervision: Texts = ()
    notice: NoticePaper = NoticePaper()
