"""The period of a notice in other writings, made those that its days are read from.

四月一日至四月十日         4月1日至4月10日
4月1日9时至4月10日18时    4月1日至4月10日
公示期。自4月1日起       公示期：自4月1日起
公示期：两周             公示期：14天
"""

import re

from optalloc.checking.notice_figures import number_of

_DIGIT = "〇零一二三四五六七八九"
_IN_WORDS = re.compile(
    rf"(?:(?P<year>[{_DIGIT}○]{{4}})年)?(?P<month>[{_DIGIT}十]{{1,3}})月(?P<day>[{_DIGIT}十]{{1,3}})日"
)
_HOURS = re.compile(
    r"(?<=日)\s*(?:上午|下午|早上?|晚上?|中午)?\s*[0-9]{1,2}"
    r"(?:[时点](?:整|[0-9]{1,2}分)?|[:：][0-9]{2})"
)
_HEADING = re.compile(r"(公示(?:期限?|时间))[。.]\s*(?=[^\n]*[0-9〇一二三四五六七八九十两周天日])")
_WEEKS = re.compile(
    r"(?P<before>公示(?:期限?|时间)?(?:为|:|：|共|\s)*)"
    r"(?P<weeks>[0-9]{1,2}|[一二两三四五六])\s*个?(?:周|星期)"
)
PERIOD_TOLD = re.compile(
    r"公示(?:期限?|时间)(?:为|是|:|：|共|\s|,|，|自|从|即)*[^。；;\n]{0,12}?"
    r"(?:[0-9]{1,4}\s*[年月天日周]|[一二两三四五六七八九十半]个?(?:周|星期|月|天|日))[^。；;\n]{0,30}"
)
"""Words that tell a period, whether or not its days can be read from them."""
_BETWEEN = r"(?:(?!期内|期间(?!为|是|:|共)|期满|已于|异议|反映)[^。；;\n]){0,30}?"
"""Words between a notice and its days: 公示期内如有异议请在5日内反映 tells none."""
_OF_FORMER = "(?<!第一次)(?<!上次)(?<!前次)(?<!首次)"
"""A former notice had days of its own."""
_OF_ANSWERS = "(?<!受理)(?<!答复)(?<!办理)(?<!反馈)(?<!处理)"
_TO_BE_DONE = r"(?!前|内[^\s,，。；;.)])"
"""What is to be done within so many days is no period: 7日内答复; 自4月1日起10日内 is one."""
_COUNT = r"(?<![0-9年月.\-/])([0-9]{1,3}|[〇零一二两三四五六七八九十]{1,4})"
_DAYS = r"(工作日|(?<![至到][0-9])(?<![至到][0-9]{2})日|天)"  # 5月1日至9日 is no 9 days
PERIOD_DAYS = (
    re.compile(rf"{_OF_FORMER}(?:公示|公告|张贴){_BETWEEN}{_COUNT}\s*个?\s*{_DAYS}{_TO_BE_DONE}"),
    re.compile(
        r"(?:shown|notice|period)(?:(?!within|objection)[^.;\n]){0,30}?\b([0-9]{1,3})\s*(?:(working)\s*|calendar\s*)?days?(?!\s*(?:before|ago))",
        re.IGNORECASE,
    ),
    re.compile(rf"{_OF_ANSWERS}(?:期限|时间)\s*[为:：]?\s*{_COUNT}\s*个?\s*{_DAYS}"),
)
"""Days of a period, in their first group, and what counts them in the second."""


def in_plain_dates(text: str) -> str:
    """Return a text with the dates, hours and weeks of its period in the common writing."""
    text = _IN_WORDS.sub(_in_digits, text)
    text = _HEADING.sub(r"\1：", _HOURS.sub("", text))
    return _WEEKS.sub(lambda m: f"{m['before']}{7 * number_of(m['weeks'])}天", text)


def _in_digits(found: re.Match[str]) -> str:
    """Return a date in Chinese numerals in digits; as it is where they are no numbers."""
    month, day = (found[part] for part in ("month", "day"))
    if not all(re.fullmatch(rf"[{_DIGIT}]?十?[{_DIGIT}]?", part) for part in (month, day)):
        return found[0]
    year = "" if found["year"] is None else f"{number_of(found['year'].replace('○', '〇')):04d}年"
    return f"{year}{number_of(month)}月{number_of(day)}日"
