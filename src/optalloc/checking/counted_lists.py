"""Lists of recipients in a text beside how many they are said to be.

    甲镇、乙镇、丙乡共4个单位         the list right before a count; 等 before it leaves some out
    涉及4个乡镇：甲镇、乙镇、丙乡      the list behind it; 其中 and 包括 may name a part
    共4个单位：                     as lines, each beginning with its recipient
    甲镇30万元
    4 towns: 甲镇, 乙镇, 丙乡

Each recipient counts once. Where not every item is a recipient nothing is said.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from optalloc.checking.notice_figures import number_of
from optalloc.checking.notice_words import SPACES
from optalloc.checking.recipient_lists import BRACKETS, RecipientLists
from optalloc.core.message import Words, first_few, listed, same
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace

MOST_NAMED = 12
"""Most names that a finding lists."""

_DIGIT = "一二两三四五六七八九"
_NUMERAL = rf"[0-9]{{1,3}}|[{_DIGIT}]?十[{_DIGIT}]?|[{_DIGIT}]"
_NOUN = (
    r"个(?:乡\(镇、街道\)|乡\(镇\)|镇\(街道?\)|镇\(乡\)|县\(市、?区\)|县\(区\)|县市区|镇街道?|乡镇街道"
    r"|乡镇|单位|部门|镇|乡|街道|县|市|区)(?![办政级委直属])"
)
_COUNT = re.compile(
    rf"(?<![0-9第.年月〔\[百千零几数{_DIGIT}十])(?P<zh>{_NUMERAL}){_NOUN}"
    r"|(?<![0-9.])(?P<en>[0-9]{1,3})(?:towns|recipients|counties|departments)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"的?(?:资金|安排|名单|分配)*(?:情况)?(?:分别)?(?:是|为|有|即|如下)?[:(]|[,，]?(?:分别)?(?:是|为|即)"
    r"|[,，]?(?P<part>其中|包括|包含|主要(?:是|有|为)|including|suchas):?",
    re.IGNORECASE,
)
_PART = re.compile(r"其中|包括|包含|例如|主要|如:|including|suchas|等$", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?P<part>等)?(?:以上|上述|这)?(?:[,，;；]?(?:共|合|总)?(?:共|计|有|涉及|安排|覆盖)*|\(|[,，;；]?inall)$",
    re.IGNORECASE,
)
_BETWEEN_KINDS = re.compile("[、,，和及与]|以及")
_ENDS_OF = {"部门": ("局", "委", "办", "中心"), "乡镇": ("乡", "镇")}
"""How the names of a kind end where they do not end in the kind's own word."""
OF_MORE = re.compile("的(?:[\u4e00-\u9fff]{0,6}(?:项目|工程|道路|资金另))|[^。；;，,:]{0,12}另行")
"""What follows a number of those whose projects are meant: 5个乡镇的道路项目另行公示."""
_SENTENCE_ENDS = re.compile(r"[。\n]|(?<![0-9])\.|\.(?![0-9])")


class _List(NamedTuple):
    """The recipients of a list beside a count, and whether it may leave some out."""

    names: tuple[str, ...]
    is_part: bool


def counts_beside_lists(
    text: str, known: Collection[str], where: FindingPlace
) -> dict[int, Finding | None]:
    """Return the counts that were held against the list beside them, each with what is wrong.

    They are known by where their number stands in the text without its spaces.

    Args:
        text: In half width.
        known: The recipients of the tables, without spaces.
    """
    held: dict[int, Finding | None] = {}
    plain = SPACES.sub("", text)
    reader = RecipientLists(known)
    counts = list(_COUNT.finditer(plain))
    groups = _by_kind(plain, counts)
    for group in groups:
        held.update(_of_kinds(reader, plain, group, counts, where))
    of_kinds = {count.start() for group in groups for count in group}
    for k, count in enumerate(counts):
        if count.start() in of_kinds or OF_MORE.match(plain, count.end()):
            continue
        first = counts[k - 1].end() if k else 0
        last = counts[k + 1].start() if k + 1 < len(counts) else len(plain)
        found = _behind(reader, plain[count.end() : last])
        found = found or _before(reader, plain[first : count.start()])
        said = number_of(count["zh"] or count["en"])
        if found is not None and len(found.names) == said:
            held[count.start()] = None
        elif found is not None and (len(found.names) > said or not found.is_part):
            held[count.start()] = _finding(where, count, said, found.names)
    return held


def _by_kind(plain: str, counts: Sequence[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Return the counts that follow each other and count kinds of one list: 3个镇、3个乡."""
    groups: list[list[re.Match[str]]] = []
    for one, next_one in pairwise(counts):
        if not _BETWEEN_KINDS.fullmatch(plain, one.end(), next_one.start()):
            continue
        if groups and groups[-1][-1] is one:
            groups[-1].append(next_one)
        else:
            groups.append([one, next_one])
    return groups


def _of_kinds(
    reader: RecipientLists,
    plain: str,
    group: Sequence[re.Match[str]],
    counts: Sequence[re.Match[str]],
    where: FindingPlace,
) -> dict[int, Finding | None]:
    """Return counts by kind, held against the recipients of a list whose names end so.

    Where a name is of none of the kinds, or of several, nothing is said of any.
    """
    last = next((c.start() for c in counts if c.start() > group[-1].start()), len(plain))
    first = max((c.end() for c in counts if c.start() < group[0].start()), default=0)
    found = _behind(reader, plain[group[-1].end() : last])
    found = found or _before(reader, plain[first : group[0].start()])
    kinds = [count[0].rpartition("个")[2] for count in group]
    if found is None or found.is_part or len(set(kinds)) < len(kinds):
        return {}
    ends = [tuple(_ENDS_OF.get(kind, (kind,))) for kind in kinds]
    if any(sum(name.endswith(end) for end in ends) != 1 for name in found.names):
        return {}
    held: dict[int, Finding | None] = {}
    for count, end in zip(group, ends, strict=True):
        there = tuple(name for name in found.names if name.endswith(end))
        said = number_of(count["zh"] or count["en"])
        is_right = len(there) == said
        held[count.start()] = None if is_right else _finding(where, count, said, there)
    return held


def _finding(
    where: FindingPlace, count: re.Match[str], said: int, there: tuple[str, ...]
) -> Finding:
    names, more = listed(first_few(there, MOST_NAMED)), len(there) > MOST_NAMED
    of = count[0] if count["zh"] else f"{said} {count[0][len(count['en']) :]}"
    words = Words(
        f"写“{of}”，所列的是 {len(there)} 个：{names.zh}{'……' if more else ''}",
        f"says '{of}' and lists {len(there)}: {names.en}{' …' if more else ''}",
    )
    return Finding("notice_count", "error", where, words, str(said), same(str(len(there))))


def _behind(reader: RecipientLists, text: str) -> _List | None:
    """Return the list that a text begins with, right behind a count."""
    opened = _AFTER.match(text)
    if opened is None:
        return None
    rest = text[opened.end() :]
    is_part = opened["part"] is not None or _PART.match(rest) is not None
    if rest.startswith("\n"):
        names = tuple(dict.fromkeys(reader.lines(rest)))
        return _List(names, is_part) if len(names) > 1 else None
    end = re.split(r"\)", rest)[0] if opened[0].endswith("(") else _SENTENCE_ENDS.split(rest)[0]
    plain = BRACKETS.sub("", end)
    is_part = is_part or plain.endswith("等")
    there = reader.listed(re.split("[、,，;；]", plain.removesuffix("等")))
    # What follows the list in its sentence is no item of it: 甲镇、乙镇，合计30万元.
    there = there or reader.listed(re.split("[,，;；]", plain)[0].removesuffix("等").split("、"))
    return _List(there, is_part) if there else None


def _before(reader: RecipientLists, text: str) -> _List | None:
    """Return the list that a text ends with, right before a count."""
    line = _SENTENCE_ENDS.split(text)[-1]
    join = _BEFORE.search(line)
    assert join is not None
    is_part, plain = join["part"] is not None, BRACKETS.sub("", line[: join.start()])
    if not plain.strip(",，:(") and not is_part and "\n" in text:
        above = text.rpartition("\n")[0].rstrip("\n").split("\n")
        names = tuple(dict.fromkeys(reader.lines("\n".join(reversed(above)))))[::-1]
        return _List(names, is_part) if len(names) > 1 else None
    clause = re.split("[:;；]", plain)[-1]
    there = reader.listed(re.split("[,，]", clause)[-1].split("、"))
    items = re.split("[、,，]", clause)
    first = next((k for k, item in enumerate(items) if reader.name(item)), 0)
    there = there or reader.listed(items[first:])
    return _List(there, is_part) if there else None
