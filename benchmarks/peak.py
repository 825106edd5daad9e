"""The most memory that this process has held."""

import resource
from pathlib import Path

KIB_A_MIB = 1024
STATUS = Path("/proc/self/status")


def own_peak() -> float:
    """Return the peak of this process [MiB].

    Linux hands `ru_maxrss` down to a child, even through exec: a small process that a large one
    started would be told the large one's. The high-water mark of its own memory is not handed down.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / KIB_A_MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_A_MIB
