"""Hold a file so that no other process does; the system lets go when the process is gone."""

import sys
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    FAR = 2**62
    """A byte that is never written: Windows would keep a locked one from being read."""

    def lock(file: BinaryIO) -> bool:
        """Return whether the file is now held."""
        file.seek(FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def lock(file: BinaryIO) -> bool:
        """Return whether the file is now held."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
