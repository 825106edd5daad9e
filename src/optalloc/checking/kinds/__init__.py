"""One file for each kind of finding that a table shows by itself; each registers under its word."""

from collections.abc import Callable, Iterator

from optalloc.catalogue import Catalogue
from optalloc.understanding.finding import Finding
from optalloc.understanding.sheet import Sheet
from optalloc.words import Words

Kind = Callable[[Sheet], Iterator[Finding]]

KINDS: Catalogue[Kind] = Catalogue(Words("核对项目", "kind of check"), "optalloc.checking.kinds")
