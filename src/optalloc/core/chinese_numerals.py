"""Numbers in Chinese words, as papers write them: 十五, 二十万, 十一点五, 叁拾壹万伍仟.

number = … 亿 + … 万 + … 千 + … 百 + … 十 + …      decimals behind 点, digit by digit
百分之十五 = 15%    一成五 = 15%    三分之一 = 1/3    十分之三 = 3/10
"""

import re
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_fraction, show_percent

DIGITS = {mark: n for n, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
DIGITS |= {mark: n for n, mark in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"弍": 2, "贰": 2}
STEPS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
MARKS = "".join([*DIGITS, *STEPS, *MYRIADS])
"""Every mark of a number in words, 点 left out."""
LEAST_STEP = 10
LONGEST = 40
"""Most marks of a number in words."""
_DECIMAL = re.compile(rf"([{MARKS}]+)点([{''.join(DIGITS)}]+)([{''.join(MYRIADS)}]?)")


def number_in_words(text: str) -> Fraction | None:
    """Return the number that Chinese words say; None for what is none."""
    if not text or len(text) > LONGEST:
        return None
    if found := _DECIMAL.fullmatch(text):
        whole = _whole(found[1])
        tail = Fraction(int("".join(str(DIGITS[d]) for d in found[2])), 10 ** len(found[2]))
        return None if whole is None else (whole + tail) * MYRIADS.get(found[3], 1)
    whole = _whole(text)
    return None if whole is None else Fraction(whole)


def _whole(text: str) -> int | None:
    """Return a whole number: by its steps, or digit by digit (二〇二三)."""
    if len(text) > 1 and all(mark in DIGITS for mark in text):
        return int("".join(str(DIGITS[mark]) for mark in text))
    for mark, times in reversed(MYRIADS.items()):
        above, split, below = text.rpartition(mark)
        if split:
            said = _whole(above) if above else None, 0 if not below else _whole(below)
            if said[0] is None or said[1] is None or _is_short(below, times // 10):
                return None
            return said[0] * times + said[1]
    return _by_steps(text)


def _by_steps(text: str) -> int | None:
    """Return a number below ten thousand; none is 二三十 (about), 一百五 (short) and 百."""
    whole, digit, step = 0, None, 10**4
    for i, mark in enumerate(text):
        if mark in DIGITS:
            if digit or (digit is None and _is_short(text[i:], step // 10 if i else 1)):
                return None
            digit = DIGITS[mark]
        elif STEPS.get(mark, step) < step and digit != 0 and (digit or STEPS[mark] == LEAST_STEP):
            step = STEPS[mark]
            whole, digit = whole + (digit or 1) * step, None
        else:
            return None
    return whole + (digit or 0)


def _is_short(below: str, step: int) -> bool:
    """Say whether one last digit stands for tens or more, as in 一百五 and 一万五."""
    return len(below) == 1 and below in DIGITS and DIGITS[below] > 0 and step > 1


def share_in_words(text: str) -> Fraction | None:
    """Return the share that words say: 百分之十五, 一成五, 三分之一; None for what is none."""
    if found := re.fullmatch(r"([一二两三四五六七八九])成([一二三四五六七八九半])?", text):
        ones = 5 if found[2] == "半" else DIGITS[found[2] or "零"]
        return Fraction(DIGITS[found[1]] * 10 + ones, 100)
    below, split, above = text.partition("分之")
    parts = number_in_words(f"一{below}" if below in ("百", "千", "万") else below)
    said = parts if above == below else number_in_words(above)
    if said is None and re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", above):
        said = Fraction(above)
    return said / parts if split and said is not None and parts else None


def in_digits(text: str) -> tuple[str, ...]:
    """Return what may be meant by a figure in words, in digits; nothing for any other text.

    十五 is 15, or 15% where shares are written; 二十万 is money: 20万元.
    """
    plain = text.strip()
    share = share_in_words(plain)
    if share is not None:
        return (show_percent(share, 6),)
    number = number_in_words(plain)
    said = [] if number is None else [show_fraction(number), f"{show_fraction(number)}%"]
    if money := re.fullmatch(r"(.+?)(亿|万)?(?:元|圆|块)?[整正]?", plain):
        number = number_in_words(money[1])
        unit = f"{money[2] or ''}元"
        if number is not None and money[0] != money[1]:
            said = [f"{show_fraction(number)}{unit}", *said]
    return tuple(said)


def write_digits(text: str) -> Words:
    """Return the advice to write a figure in digits; nothing without one."""
    return (
        Words(f"请用阿拉伯数字，写成 {text}。", f"Write it in digits: {text}.") if text else NOTHING
    )
