"""Names that are typed for files: of a state of a desk, of a new plan."""

import re

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words, hidden_mark

LONGEST_NAME = 60
FORBIDDEN = set("/\\:*?\"<>|#%&{}$!`'@+=^~;")
"""What no name of a file may hold here: what paths, shells and systems read otherwise."""
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?")
"""What Windows takes for a device, with any ending."""


def file_name(name: str) -> str:
    """Return a name that was typed as the stem of a file: no path, nothing a system reads.

    Raises:
        InputUnusable: When it is none.
    """
    plain = name.strip().removesuffix(".yaml").removesuffix(".xlsx").strip()
    marks = dict.fromkeys(m for m in plain if m in FORBIDDEN or not m.isprintable())
    is_name = 0 < len(plain) <= LONGEST_NAME and not plain.startswith(".") and plain[-1] != "."
    if is_name and not marks and hidden_mark(plain) is None:
        if not DEVICE.fullmatch(plain):
            return plain
        allowed = Words("Windows 里不能这样命名文件", "no name of a file in Windows")
        remedy = Words("请换一个名称。", "Choose another name.")
        raise InputUnusable([Fault("", Words("名称", "the name"), allowed, plain, remedy)])
    allowed = Words(
        f"应为 1 到 {LONGEST_NAME} 个字的名称，不含 / \\ : 等符号",
        f"a name of 1 to {LONGEST_NAME} characters, without / \\ : and the like",
    )
    found = " ".join(marks)
    remedy = Words(f"请去掉 {found}", f"Leave out {found}") if marks else NOTHING
    raise InputUnusable([Fault("", Words("名称", "the name"), allowed, name, remedy)])
