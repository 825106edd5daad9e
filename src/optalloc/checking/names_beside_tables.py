"""Who is named in a text and in no table beside it, and who gets money and is not named.

    甲镇30万元、乙镇40万元、丁镇10万元     丁镇 stands among recipients of the table, and is none
    东山镇30万元                        one letter from 东川镇, which the text does not name
    a table of six, a text of five       the sixth, where most of them are named

A text that sums up, and names few, is held against nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from optalloc.checking.notice_figures import NUMBER, UNIT
from optalloc.checking.notice_words import SPACES
from optalloc.checking.recipient_lists import RecipientLists
from optalloc.checking.told_amounts import name_in_text
from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.near_names import near_each, one_letter_apart
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.roles import Role
from optalloc.inputs.understanding.layout.sheet import Sheet

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
_AMOUNT = re.compile(rf"(?:[^0-9,，。;；\n]|[0-9]+个){{0,20}}{NUMBER}{UNIT}")
"""What follows a name that is told what it gets: 甲镇安排资金40万元."""
_NOTHING_FOR = re.compile(rf"(?:{_NOTHING.pattern}).{{0,12}}?:", re.IGNORECASE)
"""What opens a list of those who get nothing: 本批不安排资金的乡镇:丁镇."""


def fields_told(text: str, sheets: Sequence[Sheet]) -> set[str]:
    """Return the fields that a notice tells by the names of tables, and by the amounts behind.

    One that names most recipients says who uses the money; most uses, what for; one that tells an
    amount behind most of either says the result.
    """
    plain, found = SPACES.sub("", text), set[str]()
    fields: tuple[tuple[Role, str], ...] = (("recipient", "使用单位"), ("use", "资金用途"))
    for role, field in fields:
        columns = [(sheet, c) for sheet in sheets for c in sheet.with_role(role, figures=False)]
        cells = {name_in_text(sheet.name(i, c)) for sheet, c in columns for i in sheet.data}
        named = [plain.find(name) + len(name) for name in cells - {""} if name in plain]
        if named and len(named) >= LEAST_NAMED * len(cells):
            found.add(field)
            if sum(bool(_AMOUNT.match(plain, end)) for end in named) >= LEAST_NAMED * len(cells):
                found.add("分配结果")
    return found


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
    plain, all_of_it = (SPACES.sub("", of) for of in (text, whole))
    unnamed = {name for name in known if name not in all_of_it}
    more = list(dict.fromkeys(_strangers(plain, known, unnamed)))
    given_nothing = _given_nothing(all_of_it, more)
    more = [name for name in more if name not in given_nothing]
    near = one_letter_apart(more, unnamed)
    if more:
        zh, en = "公示里列出、表中没有的单位", "named among the recipients and in no table"
        yield _finding(where, Words(zh, en), more, near)
    getting = [name for name, amount in given.items() if amount]
    meant = {of for _, of in near}
    less = [n for n in getting if n in unnamed and n not in meant]
    named = len(getting) - len([n for n in getting if n in unnamed])
    if less and len(getting) >= LEAST_RECIPIENTS and named >= LEAST_NAMED * len(getting):
        zh, en = "表中有资金、公示里没有提到的单位", "get money in the table and are not named"
        yield _finding(where, Words(zh, en), less, ())


def _given_nothing(text: str, names: Sequence[str]) -> set[str]:
    """Return the names of which a text says that they get nothing: no table need have them.

    It is said behind the name, before the next item, or before a colon that the name is behind.
    """
    found = set[str]()
    for sentence in filter(_NOTHING.search, re.split(r"[。;；\n]", text)) if names else ():
        opened = _NOTHING_FOR.search(sentence)
        of_list = sentence[opened.end() :] if opened else ""
        for name in names:
            if name not in sentence:
                continue
            items = (behind.partition("、")[0] for behind in sentence.split(name)[1:])
            if name in of_list or any(map(_NOTHING.search, items)):
                found.add(name)
    return found


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
    split = [_known_and_others(names, known, ends) for names in groups]
    # Once for all sentences: a list of hundreds of lines would be looked through for each.
    close = near_each({name for _, others in split for name in others}, unnamed)
    for there, others in split:
        perhaps = [name for name in others if name in close]
        pairs = one_letter_apart(perhaps, {of for name in perhaps for of in close[name]})
        near = {name for name, _ in pairs}
        is_list = len(there) > 1 and len(there) >= len(others)
        yield from (name for name in others if is_list or name in near)


def _known_and_others(
    names: Sequence[str], known: Collection[str], ends: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return the names that are known, and the others that end as those do."""
    each = list(dict.fromkeys(names))
    others = [name for name in each if name not in known and name[-1] in ends]
    return [name for name in each if name in known], others
