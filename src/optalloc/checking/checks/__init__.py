"""One file for each kind of finding that a table shows by itself; each registers under its word."""

from collections.abc import Callable, Iterator

from optalloc.core.message import Words
from optalloc.core.registry import Catalogue
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet

Kind = Callable[[Sheet], Iterator[Finding]]

KINDS: Catalogue[Kind] = Catalogue(Words("核对项目", "kind of check"), "optalloc.checking.checks")
