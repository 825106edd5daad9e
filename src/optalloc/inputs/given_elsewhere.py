"""Money given before to who is no recipient of this batch: allowed, and said, as a slip looks so.

It counts in the year's total and in no recipient's: a misspelt town would lose what it was given.
"""

from collections import defaultdict
from collections.abc import Iterator

from optalloc.core.errors import nearest
from optalloc.core.message import NOTHING, Words, first_few
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import listed_names

MOST_NAMED = 3
LEAST_ALIKE = 0.5
"""How alike a name and a recipient's are that may be meant: of two characters one."""


def given_elsewhere(problem: Problem) -> Iterator[Words]:
    """Yield who was given money before and is no recipient now, in one warning."""
    known = {recipient.name for recipient in problem.recipients}
    given: dict[str, int] = defaultdict(int)
    for award in problem.earlier:
        if award.recipient not in known:
            given[award.recipient] += award.amount
    if not given or not known:
        return
    free = known - {award.recipient for award in problem.earlier}
    hints = (nearest(name, sorted(free), LEAST_ALIKE) for name in given)
    hint = next((hint for hint in hints if hint != NOTHING), NOTHING)
    named = first_few([(name, problem.say(fen)) for name, fen in given.items()], MOST_NAMED)
    who = listed_names([Words(f"{name}（{fen}）", f"{name} ({fen})") for name, fen in named])
    if rest := len(given) - len(named):
        who += Words(f"等 {len(given)} 个", f" and {rest} more")
    yield Words(
        f"前批资金中，{who.zh}不在本批单位之列：计入全年合计，不计入任何单位。{hint.zh}",
        f"Money given before to {who.en}, no recipient of this batch, counts in the year's total "
        f"and in nobody's own. {hint.en}".rstrip(),
    )
