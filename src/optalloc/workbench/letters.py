"""What cannot be used, as a page says it: of its own fields, and not of a command line or a file.

A state is written to a file that nobody sees; its lines and its name are left out, and its faults
are told with the path of the entry, so that the page says them at the field.
"""

import re
from collections.abc import Sequence

from optalloc.core.errors import Fault, InputUnusable, OptallocError
from optalloc.core.message import LANGS, NOTHING, Lang, Words

NAMED = "draft.yaml"
"""What letters call the file of a desk's state."""
_LINE = re.compile(r"第\d+行 ?|line \d+(?:, )?|--set ")
PLACELESS = re.compile(r"^[：:]\s*")

FaultJson = dict[str, str | None]


def fault_json(fault: Fault, lang: Lang) -> FaultJson:
    """Return a fault: `said`, and the `path` of its entry where a page may have a field for it."""
    if fault.file not in (NAMED, ""):
        return {"path": None, "said": f"{fault.heading(lang)} {fault.say(lang)}"}
    path = _LINE.sub("", fault.place.zh)
    bare = Fault("", NOTHING, fault.allowed, fault.came, fault.remedy)
    if not path.isprintable() or " " in path or "." not in path:
        return {"path": None, "said": plain(fault).say(lang)}
    return {"path": path, "said": PLACELESS.sub("", bare.say(lang))}


def plain(fault: Fault) -> Fault:
    """Return a fault without the lines of a file that nobody sees."""
    if fault.file not in (NAMED, ""):
        return fault
    place = Words(*(_LINE.sub("", fault.place.say(lang)) for lang in LANGS))
    return Fault("", place, fault.allowed, fault.came, fault.remedy, name=fault.name)


def fault_lines(faults: Sequence[Fault], lang: Lang) -> list[str]:
    """Return each fault as a line, with its file where it is one that people know."""
    return [
        f"{f.heading(lang)} {f.say(lang)}" if f.file else PLACELESS.sub("", f.say(lang))
        for f in map(plain, faults)
    ]


def letter_of(refused: OptallocError, lang: Lang) -> str:
    """Return what is refused as a page says it."""
    if not isinstance(refused, InputUnusable):
        return refused.letter(lang)
    known = [f for f in map(plain, refused.faults) if f.file]
    own = [f for f in map(plain, refused.faults) if not f.file]
    lines = fault_lines(own, lang)
    return "\n".join([*lines, InputUnusable(known).letter(lang)] if known else lines)
