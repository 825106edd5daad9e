"""Options as the shell of this computer takes them, to be copied from what is printed."""

import os
import shlex

BARE = "._-/:+,@%"
"""What may stand in a word without quotes, beside letters of any script and digits."""


def path_word(text: str, is_windows: bool = os.name == "nt") -> str:
    """Return a path as one word of a command line, in quotes only where it needs them.

    Args:
        is_windows: Whether cmd or PowerShell is to read it, where single quotes mean nothing.
    """
    bare = BARE + "\\" * is_windows
    if text and all(mark.isalnum() or mark in bare for mark in text):
        return text
    return f'"{text}"' if is_windows else shlex.quote(text)


def set_option(text: str, is_windows: bool = os.name == "nt") -> str:
    """Return `--set` with its argument KEY=VALUE quoted.

    cmd knows no word in single quotes and PowerShell drops double quotes within them, so that names
    in a list stand in YAML's single quotes there.

    Args:
        text: The argument; lists of names in it are JSON.
        is_windows: Whether cmd or PowerShell is to read it.
    """
    if not is_windows:
        return "--set '" + text.replace("'", "'\\''") + "'"
    if "'" in text or "\\" in text:
        return '--set "' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return '--set "' + text.replace('"', "'") + '"'
