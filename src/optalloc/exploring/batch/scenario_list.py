"""Which scenarios are meant: a list with a path a line, or every YAML file below a folder."""

from collections import Counter
from pathlib import Path

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words, hidden_mark
from optalloc.inputs.tables import decode, read_whole

ENDINGS = (".yaml", ".yml")
LARGEST_LIST = 1 << 24
"""Longest list of scenarios that is read [bytes]."""


def named_scenarios(named: str | Path) -> tuple[Path, tuple[str, ...]]:
    """Return a folder and the scenarios that a list, or the folder itself, names in it.

    Raises:
        InputUnusable: When there are none, a name is there twice, or the list cannot be read.
    """
    path, where = Path(named), str(named)
    if path.is_dir():
        names = _below(path)
        base, empty = path, Words("应有 .yaml 文件", "a folder with .yaml files")
    else:
        names = _listed(path, where)
        base, empty = path.parent, Words("每行应有一个情景文件", "a scenario file a line")
    faults = [Fault(where, CONTENT, empty)] if not names else []
    for name, times in Counter(names).items():
        if times > 1:
            allowed = Words("每个情景只能列一次", "each scenario once")
            faults.append(Fault(where, CONTENT, allowed, name))
    if faults:
        raise InputUnusable(faults)
    return base, tuple(names)


CONTENT = Words("内容", "its content")


def _below(folder: Path) -> list[str]:
    """Return the YAML files below a folder, those in hidden folders left out."""
    there = (p.relative_to(folder) for p in folder.rglob("*") if p.suffix.lower() in ENDINGS)
    names = (p.as_posix() for p in there if not any(part.startswith(".") for part in p.parts))
    return sorted(names)


def _listed(path: Path, named: str) -> list[str]:
    """Return the paths of a list, one a line; what stands behind # is left out."""
    text, line = decode(read_whole(path, named, LARGEST_LIST))
    if text is None:
        place = Words(f"第{line}行", f"line {line}")
        allowed = Words("应为 UTF-8 文本", "text in UTF-8")
        raise InputUnusable([Fault(named, place, allowed, None, NOTHING)])
    lines = [(n, said.strip()) for n, said in enumerate(text.splitlines(), 1)]
    faults = [
        Fault(
            named,
            Words(f"第{n}行", f"line {n}"),
            Words(f"不能有看不见的字符 {mark}", f"no invisible character {mark}"),
            said,
        )
        for n, said in lines
        if (mark := hidden_mark(said))
    ]
    if faults:
        raise InputUnusable(faults)
    return [said for _, said in lines if said and not said.startswith("#")]
