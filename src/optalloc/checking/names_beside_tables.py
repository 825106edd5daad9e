"""Who is named in a text and in no table beside it, and who gets money and is not named.

    甲镇30万元、乙镇40万元、丁镇10万元     丁镇 stands among recipients of the table, and is none
    东山镇30万元                        one letter from 东川镇, which the text does not name
    a table of six, a text of five       the sixth, where most of them are named

A text that sums up, and names few, is held against nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from optalloc.checking.recipient_lists import RecipientLists
from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.near_names import one_letter_apart
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace

MOST_NAMED = 8
"""Most names that a finding lists."""
LEAST_NAMED = Fraction(2, 3)
"""Part of those who get money that a text names before the others are missed."""
LEAST_RECIPIENTS = 4
"""So many at least must get money: of three, two may well be spoken of alone."""
_NOTHING = re.compile(
    r"(?:不|未|没有|无)(?:再|予)*安排|(?:安排|合计|共|total|amount|given|[:=])0(?![0-9.])|nothing",
    re.IGNORECASE,
)


def names_beside_tables(
    text: str,
    whole: str,
    known: Collection[str],
    given: Mapping[str, Fraction],
    where: FindingPlace,
) -> Iterator[Finding]:
    """Yield the names that stand on one side alone, with those that are nearly the same.

    Args:
        text: The prose, in half width.
        whole: All of the text, its tables too.
        known: The recipients of the tables, without spaces.
        given: What the table gives each of them.
    """
    plain, all_of_it = (re.sub(r"[ \t\u3000\u00a0]+", "", of) for of in (text, whole))
    unnamed = [name for name in known if name not in all_of_it]
    more = list(dict.fromkeys(_strangers(plain, known, unnamed)))
    more = [name for name in more if not _gets_nothing(all_of_it, name)]
    near = one_letter_apart(more, unnamed)
    if more:
        zh, en = "公示里列出、表中没有的单位", "named among the recipients and in no table"
        yield _finding(where, Words(zh, en), more, near)
    getting = [name for name, amount in given.items() if amount]
    less = [n for n in getting if n in unnamed and n not in {of for _, of in near}]
    named = len(getting) - len([n for n in getting if n in unnamed])
    if less and len(getting) >= LEAST_RECIPIENTS and named >= LEAST_NAMED * len(getting):
        zh, en = "表中有资金、公示里没有提到的单位", "get money in the table and are not named"
        yield _finding(where, Words(zh, en), less, ())


def _gets_nothing(text: str, name: str) -> bool:
    """Say whether a text says of a name that it is given nothing: then no table need have it."""
    own, named = re.escape(name), _NOTHING.pattern
    of_name = rf"{own}[^、。;；\n]*?(?:{named})|(?:{named})[^。;；\n]{{0,12}}:[^。;；\n]*{own}"
    return re.search(of_name, text, re.IGNORECASE) is not None


def _finding(
    where: FindingPlace, what: Words, names: Sequence[str], near: Sequence[tuple[str, str]]
) -> Finding:
    shown = listed(first_few(list(names), MOST_NAMED))
    words = what + Words(f"：{shown.zh}", f": {shown.en}")
    hints = NOTHING
    for name, other in first_few(list(near), MOST_NAMED):
        hints += Words(
            f"；{name} 与表中的 {other} 只差一个字，是不是同一单位？",
            f"; {name} is one letter from {other} of the table: is it the same?",
        )
    return Finding("notice_name", "warning", where, words + hints, str(len(names)))


def _strangers(text: str, known: Collection[str], unnamed: Collection[str]) -> Iterator[str]:
    """Yield the names of no table: those among recipients, and those nearly like one unnamed."""
    reader = RecipientLists(known)
    ends = {name[-1] for name in known if name}
    lines = text.split("\n")
    groups = [[name for line in lines if (name := reader.name(line))]]
    sentences = [part for line in lines for part in re.split("[。;；]", line)]
    groups += [reader.names(re.split("[、,，:]", one)) for one in sentences]
    for names in groups:
        there = [name for name in dict.fromkeys(names) if name in known]
        others = [n for n in dict.fromkeys(names) if n not in known and n[-1] in ends]
        near = {name for name, _ in one_letter_apart(others, unnamed)}
        is_list = len(there) > 1 and len(there) >= len(others)
        yield from (name for name in others if is_list or name in near)
