"""Quality: the best plan beside the plan of every method, judged by the same rules and goals."""

from optalloc.exploring.methods.entries import (
    Benchmarked,
    Entry,
    Outsider,
    benchmark,
    beside_every_method,
)

__all__ = ["Benchmarked", "Entry", "Outsider", "benchmark", "beside_every_method"]
