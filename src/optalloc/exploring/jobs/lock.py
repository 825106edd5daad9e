"""Hold a file so that no other process does; the system lets go when the process is gone."""

from optalloc.core.leftovers import lock as lock
