"""optalloc from Python: problems from data frames, plans as data frames, models as PuLP problems.

`optalloc.Problem`, `optalloc.read` and `optalloc.compare` stand here. pandas is imported when a
frame is asked for, PuLP when a model is; the command line needs neither.
"""

from optalloc.analysis.benchmarked import benchmark
from optalloc.analysis.comparison import Comparison, compare
from optalloc.analysis.explanation import Explanation
from optalloc.analysis.explored import frame_of
from optalloc.analysis.judged import Judgement
from optalloc.analysis.problem import Problem, read
from optalloc.analysis.solution import Solution

__all__ = [
    "Comparison",
    "Explanation",
    "Judgement",
    "Problem",
    "Solution",
    "benchmark",
    "compare",
    "frame_of",
    "read",
]
